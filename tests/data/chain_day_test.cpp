#include "data/chain_day.hpp"

#include "core/rng.hpp"
#include "data/chain_folder.hpp"
#include "data/replay.hpp"
#include "options/calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace wingspread::data {
namespace {

using options::Right;
using std::chrono::hours;
using std::chrono::minutes;

Date day(int y, unsigned m, unsigned d) {
    return Date{std::chrono::year{y}, std::chrono::month{m}, std::chrono::day{d}};
}
const Date christmas_eve = day(2015, 12, 24);

MarketTime new_york(Date date, Duration since_midnight) {
    return options::from_new_york(date, since_midnight);
}
std::string zip_of(std::initializer_list<std::pair<std::string_view, std::string_view>> entries) {
    ZipBuilder zip;
    for (const auto& [name, text] : entries) zip.add(name, text);
    return zip.bytes();
}

constexpr std::string_view call_750 =
    "20151224_goog_minute_quote_american_call_7500000_20160115.csv";

/// A small day of GOOG: one call with both sides stated in different minutes, one put unquoted.
void write_small_day(const ChainFolder& folder) {
    folder.write("option/usa/minute/goog/20151224_quote_american.zip",
                 zip_of({{call_750,
                          "34200000,,,,,0,105000,106000,104000,105500,3\n"
                          "34260000,100000,101000,99000,100500,7,,,,,0\n"
                          "34320000,,,,,0,106000,106000,106000,106000,4\n"}}));
    folder.write("option/usa/minute/goog/20151224_trade_american.zip",
                 zip_of({{"20151224_goog_minute_trade_american_call_7500000_20160115.csv",
                          "34260000,102500,103000,102000,102500,2\n34320000,103000,103000,103000,"
                          "103000,5\n"}}));
    folder.write("option/usa/minute/goog/20151224_openinterest_american.zip",
                 zip_of({{"20151224_goog_minute_openinterest_american_put_7400000_20160115.csv",
                          "23400000,41\n"}}));
    folder.write("equity/usa/minute/goog/20151224_trade.zip",
                 zip_of({{"20151224_goog_minute_trade.csv",
                          "34200000,7495500,7499900,7485400,7485400,11492\n"}}));
    folder.write("equity/usa/minute/goog/20151224_quote.zip",
                 zip_of({{"20151224_goog_minute_quote.csv",
                          "34260000,7490000,7491000,7489000,7490000,100,7492000,7494000,7491000,"
                          "7494000,200\n"}}));
}

TEST(ChainDay, ContractsOfEveryKindOfFileAreListed) {
    const ChainFolder folder("listed");
    write_small_day(folder);
    const auto loaded = load_chain_day(folder.path(), "goog", christmas_eve);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->underlying.symbol, "GOOG");
    ASSERT_EQ(loaded->contracts.size(), 2U);
    const auto& put = loaded->contracts[0];
    EXPECT_EQ(put.strike, Price::from_int(740));
    EXPECT_EQ(put.right, Right::put);
    EXPECT_EQ(put.expiration, day(2016, 1, 15));
    EXPECT_EQ(put.last_trade_date, day(2016, 1, 15));
    EXPECT_EQ(put.style, options::ExerciseStyle::american);
    EXPECT_EQ(put.settlement, options::Settlement::pm);
    EXPECT_EQ(put.trading_class, "GOOG");
    EXPECT_EQ(loaded->contracts[1].right, Right::call);
}

TEST(ChainDay, PricesAreScaledAndBlankSidesAbsent) {
    const ChainFolder folder("scaled");
    write_small_day(folder);
    const auto loaded = load_chain_day(folder.path(), "GOOG", christmas_eve);
    ASSERT_TRUE(loaded);
    ASSERT_EQ(loaded->quotes.size(), 3U);
    const auto& first = loaded->quotes[0];
    EXPECT_EQ(first.start, new_york(christmas_eve, hours{9} + minutes{30}));
    EXPECT_FALSE(first.bid);
    ASSERT_TRUE(first.ask);
    EXPECT_EQ(first.ask->open, *Price::parse("10.5"));
    EXPECT_EQ(first.ask->high, *Price::parse("10.6"));
    EXPECT_EQ(first.ask->low, *Price::parse("10.4"));
    EXPECT_EQ(first.ask->close, *Price::parse("10.55"));
    EXPECT_EQ(first.ask_size, 3);
    EXPECT_FALSE(loaded->quotes[1].ask);
    EXPECT_EQ(loaded->underlying_trades.at(0).price.close, *Price::parse("748.54"));
    EXPECT_EQ(loaded->underlying_quotes.at(0).ask->close, *Price::parse("749.4"));
    EXPECT_EQ(loaded->open_interest.at(0).open_interest, 41);
}

TEST(Replay, AMinuteIsKnownWhenItHasEndedAndSidesAreCarriedForward) {
    const ChainFolder folder("replay");
    write_small_day(folder);
    const auto loaded = load_chain_day(folder.path(), "GOOG", christmas_eve);
    ASSERT_TRUE(loaded);
    DayReplay replay(*loaded);
    const MarketTime open = new_york(christmas_eve, hours{9} + minutes{30});
    replay.advance_to(open + minutes{1} - std::chrono::nanoseconds{1});
    EXPECT_FALSE(replay.quote(1).ask);
    EXPECT_EQ(replay.quote(0).open_interest, Quantity::from_int(41)) << "told before the opening";
    EXPECT_EQ(replay.next(), open + minutes{1});

    const auto touched = replay.advance_to(open + minutes{1});
    EXPECT_EQ(std::vector(touched.begin(), touched.end()), std::vector<std::uint32_t>{1});
    EXPECT_EQ(replay.quote(1).ask, *Price::parse("10.55"));
    EXPECT_FALSE(replay.quote(1).bid);
    EXPECT_EQ(market::spot(replay.underlying()), *Price::parse("748.54")) << "trades only so far";

    replay.advance_to(open + minutes{2});
    EXPECT_EQ(replay.quote(1).bid, *Price::parse("10.05"));
    EXPECT_EQ(replay.quote(1).ask, *Price::parse("10.55")) << "carried forward by itself";
    EXPECT_EQ(replay.quote(1).last, *Price::parse("10.25"));
    EXPECT_EQ(market::spot(replay.underlying()), *Price::parse("749.2")) << "mid of the quote";

    replay.advance_to(open + minutes{60});
    EXPECT_EQ(replay.quote(1).bid, *Price::parse("10.05"));
    EXPECT_EQ(replay.quote(1).ask, *Price::parse("10.6"));
    EXPECT_EQ(replay.quote(1).volume, Quantity::from_int(7));
    EXPECT_EQ(replay.next(), std::nullopt);
    EXPECT_TRUE(replay.advance_to(open).empty()) << "time does not go back";
    EXPECT_EQ(replay.quote(1).ask, *Price::parse("10.6"));
}

TEST(Replay, StepsAndOneLeapEndInTheSameChain) {
    const ChainFolder folder("leap");
    write_small_day(folder);
    const auto loaded = load_chain_day(folder.path(), "GOOG", christmas_eve);
    ASSERT_TRUE(loaded);
    DayReplay stepping(*loaded);
    while (const auto next = stepping.next()) stepping.advance_to(*next);
    const auto end = new_york(christmas_eve, hours{13});
    stepping.advance_to(end);
    const auto stepped = stepping.snapshot();
    const auto leapt = chain_at(*loaded, end);
    ASSERT_EQ(stepped->slices.size(), leapt->slices.size());
    EXPECT_EQ(*stepped->slices[0], *leapt->slices[0]);
    EXPECT_EQ(stepped->spot, leapt->spot);
    EXPECT_EQ(leapt->as_of, end);
}

TEST(ChainDay, IndexPricesArePlainAndMonthlyClassesSettleInTheMorning) {
    const ChainFolder folder("index");
    folder.write("indexoption/usa/minute/spx/20210104_quote_european.zip",
                 zip_of({{"20210104_spx_minute_quote_european_call_37000000_20210115.csv",
                          "34200000,10000,10000,10000,10000,1,20000,20000,20000,20000,1\n"}}));
    folder.write("indexoption/usa/minute/spxw/20210104_quote_european.zip",
                 zip_of({{"20210104_spxw_minute_quote_european_put_37000000_20210115.csv",
                          "34200000,10000,10000,10000,10000,1,20000,20000,20000,20000,1\n"}}));
    folder.write("index/usa/minute/spx/20210104_trade.zip",
                 zip_of({{"20210104_spx_minute_trade.csv",
                          "34200000,3764.61,3769.99,3764.61,3766.63,0\n"}}));
    const auto loaded = load_chain_day(folder.path(), "SPX", day(2021, 1, 4));
    ASSERT_TRUE(loaded) << loaded.error().message;
    ASSERT_EQ(loaded->contracts.size(), 2U);
    EXPECT_EQ(loaded->underlying.kind, options::UnderlyingKind::index);
    EXPECT_EQ(loaded->contracts[0].trading_class, "SPX");
    EXPECT_EQ(loaded->contracts[0].settlement, options::Settlement::am);
    EXPECT_EQ(loaded->contracts[0].last_trade_date, day(2021, 1, 14));
    EXPECT_EQ(loaded->contracts[1].trading_class, "SPXW");
    EXPECT_EQ(loaded->contracts[1].settlement, options::Settlement::pm);
    EXPECT_EQ(loaded->contracts[1].last_trade_date, day(2021, 1, 15));
    EXPECT_EQ(loaded->underlying_trades.at(0).price.close, *Price::parse("3766.63"));
    const auto chain = chain_at(*loaded, new_york(loaded->date, hours{10}));
    EXPECT_EQ(chain->spot, *Price::parse("3766.63"));
    EXPECT_EQ(chain->slices.size(), 2U);
}

struct BadFiles : ::testing::Test {
    ChainFolder folder{"bad"};

    Error failure(const std::string& symbol = "GOOG", Date date = christmas_eve) const {
        const auto loaded = load_chain_day(folder.path(), symbol, date);
        EXPECT_FALSE(loaded);
        return loaded ? Error{} : loaded.error();
    }
    void quotes(std::string_view text, std::string_view entry = call_750) const {
        folder.write("option/usa/minute/goog/20151224_quote_american.zip", zip_of({{entry, text}}));
    }
};

TEST_F(BadFiles, WhatIsNotThereIsNamed) {
    EXPECT_EQ(load_chain_day("/nowhere/at/all", "GOOG", christmas_eve).error().message,
              "/nowhere/at/all: no such folder");
    EXPECT_EQ(failure("ZZZZ").code, Errc::not_found);
    write_small_day(folder);
    const auto other_day = failure("GOOG", day(2015, 12, 23));
    EXPECT_EQ(other_day.code, Errc::not_found);
    EXPECT_NE(other_day.message.find("20151223_quote_american.zip"), std::string::npos);
    std::filesystem::remove_all(folder.path() + "/equity");
    EXPECT_EQ(failure().code, Errc::not_found) << "options without their underlying";
}

TEST_F(BadFiles, ASymbolNeverLeavesTheFolder) {
    for (const auto* symbol : {"../goog", "", "GO OG", "goog/..", ".", "A_VERY_LONG_SYMBOL"})
        EXPECT_EQ(failure(symbol).code, Errc::invalid_argument) << symbol;
}

TEST_F(BadFiles, ATruncatedZipIsNamed) {
    write_small_day(folder);
    const std::string whole = zip_of({{call_750, "34200000,,,,,0,1,1,1,1,3\n"}});
    const auto path = folder.write("option/usa/minute/goog/20151224_quote_american.zip",
                                   whole.substr(0, whole.size() / 2));
    const auto error = failure();
    EXPECT_EQ(error.code, Errc::io);
    EXPECT_NE(error.message.find(path), std::string::npos);
}

TEST_F(BadFiles, ARowThatMakesNoSenseIsNamedWithFileLineAndField) {
    struct Case {
        std::string_view row;
        std::string_view says;
    };
    for (const auto& [row, says] : {
             Case{"x,,,,,0,1,1,1,1,3", R"(line 2: milliseconds: got "x")"},
             Case{"86400000,,,,,0,1,1,1,1,3", R"(line 2: milliseconds: got "86400000")"},
             Case{"34200000,,,,,0,1,1,1,oops,3", R"(line 2: ask close: got "oops")"},
             Case{"34200000,1,,,,0,1,1,1,1,3", R"(line 2: bid high: got "")"},
             Case{"34200000,,,,,0,1,1,1,1", R"(line 2: ask size: got "")"},
             Case{"34200000,,,,,0,1,1,1,1,3,4", R"(line 2: row: got "4")"},
             Case{"34200000,,,,,-1,1,1,1,1,3", R"(line 2: bid size: got "-1")"},
             Case{"34200000,,,,,0,9223372036854775807,1,1,1,3",
                  R"(line 2: ask open: got "9223372036854775807")"},
         }) {
        quotes("34200000,,,,,0,1,1,1,1,3\n" + std::string(row) + "\n");
        const auto error = failure();
        EXPECT_EQ(error.code, Errc::invalid_argument) << row;
        EXPECT_NE(error.message.find(says), std::string::npos) << error.message;
        EXPECT_NE(error.message.find(call_750), std::string::npos) << error.message;
    }
}

TEST_F(BadFiles, AnEntryNameThatMakesNoSenseIsNamed) {
    for (const std::string_view name :
         {"readme.txt", "20151224_goog_minute_quote_american_call_x_20160115.csv",
          "20151224_goog_minute_quote_american_call_7500000_20160230.csv",
          "20151224_goog_minute_quote_american_chooser_7500000_20160115.csv",
          "20151224_goog_minute_quote_european_call_7500000_20160115.csv",
          "20151224_goog_minute_quote_american_call_0_20160115.csv"}) {
        quotes("", name);
        const auto error = failure();
        EXPECT_EQ(error.code, Errc::invalid_argument) << name;
        EXPECT_NE(error.message.find(name), std::string::npos) << error.message;
    }
}

TEST(TimeOfDay, ReadsHoursAndMinutesStrictly) {
    EXPECT_EQ(parse_time_of_day("12:00"), hours{12});
    EXPECT_EQ(parse_time_of_day("09:30:15"), hours{9} + minutes{30} + std::chrono::seconds{15});
    for (const auto* text : {"", "9:30", "24:00", "12:60", "12-00", "12:00:", "12:00:99", "ab:cd"})
        EXPECT_FALSE(parse_time_of_day(text)) << text;
}

/// The folder of real recordings, where a machine has one.
std::string recordings() {
    const char* dir = std::getenv("WINGSPREAD_TEST_DATA");
    return dir == nullptr ? "" : dir;
}

struct Recorded : ::testing::Test {
    void SetUp() override {
        if (!std::filesystem::is_directory(recordings() + "/option"))
            GTEST_SKIP() << "WINGSPREAD_TEST_DATA names no folder of recordings";
    }
};

TEST_F(Recorded, AWholeDayOfGoog) {
    const auto loaded = load_chain_day(recordings(), "GOOG", christmas_eve);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->contracts.size(), 2'192U);
    EXPECT_EQ(loaded->quotes.size(), 275'552U);
    const auto noon = chain_at(*loaded, new_york(christmas_eve, hours{12}));
    EXPECT_EQ(noon->slices.size(), 12U);
    EXPECT_EQ(noon->contracts(), 2'192U);
    std::size_t usable = 0;
    for (const auto& slice : noon->slices)
        for (const auto* columns : {&slice->calls, &slice->puts})
            usable += static_cast<std::size_t>(
                std::ranges::count(columns->usability, market::Usability::usable));
    EXPECT_EQ(usable, 1'843U) << "two-sided when each side is carried forward by itself";
    ASSERT_TRUE(noon->spot);
    EXPECT_GT(*noon->spot, Price::from_int(745));
    EXPECT_LT(*noon->spot, Price::from_int(752));
}

TEST_F(Recorded, SpxHasBothItsClasses) {
    const auto chain = load_chain(recordings(), "spx", day(2021, 1, 4), hours{12});
    ASSERT_TRUE(chain) << chain.error().message;
    ASSERT_EQ((*chain)->slices.size(), 4U);
    EXPECT_NE((*chain)->find(day(2021, 1, 15), "SPX"), nullptr);
    EXPECT_NE((*chain)->find(day(2021, 1, 4), "SPXW"), nullptr);
    EXPECT_EQ((*chain)->contracts(), 18U);
    EXPECT_GT(*(*chain)->spot, Price::from_int(3'600));
}

}  // namespace
}  // namespace wingspread::data
