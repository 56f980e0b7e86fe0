#include "core/date.hpp"
#include "engine/bench.hpp"
#include "options/calendar.hpp"

#include <gtest/gtest.h>

#include <string>

/// A day and a night with TWS, which restarts itself at 23:45: announced five minutes ahead, gone,
/// tried again and again, back with everything that it had forgotten, and business as usual.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

constexpr engine::ScanTicket ticket{1};

engine::TradeConfig config_with_restart() {
    auto config = usual_config();
    auto restart = broker::parse_daily_restart("23:45", "America/New_York", 15min);
    auto calendar = broker::MaintenanceCalendar::make({{*restart}, 5min});
    config.supervision.maintenance = *calendar;
    return config;
}

struct WholeDay : ::testing::TestWithParam<const char*> {
    WholeDay() : bench(config_with_restart()), day(*parse_date(GetParam())) {
        const auto market = options::from_new_york(day, 30min);
        bench.now = {MonotonicTime{1h}, to_utc(market), market};
    }
    /// By the clock on the wall in New York, after all changes of clocks of this day.
    void pass_until(Duration wall) {
        bench.pass(options::from_new_york(day, wall) - bench.now.market);
    }
    [[nodiscard]] bool may_trade() { return bench.core->health().fit_to_trade(); }
    [[nodiscard]] std::size_t lines_asked() const { return bench.puppet.count<tws::ReqMktData>(); }
    template <class News>
    [[nodiscard]] std::size_t told() const {
        std::size_t found = 0;
        for (const auto& message : bench.news) found += std::holds_alternative<News>(message);
        return found;
    }

    Bench bench;
    Date day;
};

TEST_P(WholeDay, IsSurvivedWithoutAPerson) {
    bench.make_ready();
    bench.step(engine::ToTrade{engine::ChainWanted{ticket, "KO", december, december}});
    bench.pass(1s);
    bench.step(engine::ToTrade{engine::QuotesWanted{
        .ticket = ticket, .held = {ko_conid}, .swept = {ConId(101), ConId(102)}}});
    pass_until(23h + 39min + 59s);
    EXPECT_TRUE(may_trade());
    EXPECT_FALSE(bench.has_logged("no new orders"));
    EXPECT_EQ(lines_asked(), 3U) << "a quiet day";

    pass_until(23h + 40min);
    EXPECT_TRUE(bench.has_logged("daily restart from"));
    EXPECT_TRUE(bench.has_logged("no new orders until it is over"));
    EXPECT_TRUE(bench.is_ready()) << "quotes and cancels go on";
    EXPECT_FALSE(may_trade());
    bench.place(bull_put());
    ASSERT_FALSE(bench.order_answer());
    EXPECT_NE(bench.order_answer().error().message.find("daily restart"), std::string::npos)
        << bench.order_answer().error().message;

    pass_until(23h + 45min);
    bench.news.clear();
    bench.listens = false;
    bench.cut();
    EXPECT_EQ(told<engine::GapMarked>(), 1U);
    EXPECT_FALSE(bench.is_ready());
    pass_until(23h + 48min);
    EXPECT_EQ(bench.core->health().state, "DOWN");
    EXPECT_GE(bench.refused, 6) << "within three minutes, from a second apart to a minute";
    EXPECT_LE(bench.refused, 20);

    bench.listens = true;
    bench.pass(80s);
    EXPECT_TRUE(bench.is_ready());
    EXPECT_TRUE(may_trade()) << "it is back: the rest of the time allowed is not waited for";
    EXPECT_EQ(told<engine::LinkResumed>(), 1U);
    EXPECT_EQ(lines_asked(), 6U) << "TWS has forgotten all three";
    EXPECT_TRUE(bench.has_logged("(daily restart): away"));
    EXPECT_TRUE(bench.has_logged("attempts to connect, books compared in"));
    EXPECT_TRUE(bench.has_logged("subscriptions asked for again in"));

    bench.pass(10min);
    bench.place(bull_put());
    ASSERT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
    EXPECT_EQ(bench.puppet.orders().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Days, WholeDay,
                         ::testing::Values("2026-11-17",    // ordinary
                                           "2026-03-08",    // 23 hours long
                                           "2026-11-01"));  // 25 hours long

}  // namespace
}  // namespace wingspread::engine_test
