#include "app/watch.hpp"

#include "core/date.hpp"

#include <gtest/gtest.h>

namespace wingspread::app {
namespace {

scan::RankedSpread bull_put(const char* sold) {
    scan::RankedSpread spread{.structure = options::StructureKind::bull_put,
                              .symbol = "KO",
                              .trading_class = "KO",
                              .expiry = Date{std::chrono::year{2026} / 12 / 18}};
    spread.legs = {
        {.right = options::Right::put, .strike = *Price::parse("65")},
        {.side = options::Side::sell, .right = options::Right::put, .strike = *Price::parse(sold)}};
    spread.natural = *Price::parse("-0.5");
    spread.pop = 0.7;
    return spread;
}

engine::Ranking ranking_of(std::vector<scan::RankedSpread> before,
                           std::vector<scan::RankedSpread> after) {
    engine::Ranking ranking;
    ranking.request.symbol = "KO";
    ranking.seq = 2;
    ranking.spot = *Price::parse("71.25");
    ranking.changes = scan::changes_between(before, after);
    ranking.result.ranked = std::move(after);
    return ranking;
}

TEST(Watch, LinesTellWhoCameWhoLeftAndWhoMoved) {
    const auto ranking =
        ranking_of({bull_put("70"), bull_put("69")}, {bull_put("69"), bull_put("68")});
    const auto text = watch_text(ranking, WatchForm::lines, false, 24, false);
    EXPECT_NE(text.find("-    1  bull_put-KO-20261218-65P-70P\n"), std::string::npos) << text;
    EXPECT_NE(text.find("+    2  bull_put-KO-20261218-65P-68P  natural -0.5"), std::string::npos)
        << text;
    EXPECT_NE(text.find("~    1  bull_put-KO-20261218-65P-69P"), std::string::npos) << text;
    EXPECT_NE(text.find("(was 2)"), std::string::npos) << text;
}

TEST(Watch, NothingNewIsNothingToPrintButOnAScreen) {
    const auto ranking = ranking_of({bull_put("70")}, {bull_put("70")});
    EXPECT_EQ(watch_text(ranking, WatchForm::lines, false, 24, false), "");
    EXPECT_EQ(watch_text(ranking, WatchForm::json, false, 24, false), "");
    const auto screen = watch_text(ranking, WatchForm::screen, false, 24, false);
    EXPECT_NE(screen.find("KO 71.25"), std::string::npos) << screen;
}

TEST(Watch, AScreenShowsAsManyRowsAsItHas) {
    std::vector<scan::RankedSpread> rows(50, bull_put("70"));
    const auto ranking = ranking_of({}, rows);
    const auto text = watch_text(ranking, WatchForm::screen, true, 12, true);
    EXPECT_EQ(std::ranges::count(text, '\n'), 2 + 9);
    EXPECT_NE(text.find("\x1b[1m"), std::string::npos) << "the head is bold";
}

}  // namespace
}  // namespace wingspread::app
