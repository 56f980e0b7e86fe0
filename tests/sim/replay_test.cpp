#include "bench.hpp"
#include "data/chain_day.hpp"
#include "sim/replay_market.hpp"

#include <cstdlib>

namespace wingspread::sim::testing {
namespace {

constexpr auto minute = std::chrono::minutes{1};

MarketTime at(Duration time) { return options::from_new_york(*parse_date("2015-12-24"), time); }

/// A day made by hand: one put pair, two minutes of quotes.
std::shared_ptr<data::ChainDay> small_day() {
    auto day = std::make_shared<data::ChainDay>();
    day->underlying.symbol = "GOOG";
    day->date = *parse_date("2015-12-24");
    for (const char* strike : {"740", "745"}) {
        options::OptionContract contract;
        contract.symbol = contract.trading_class = "GOOG";
        contract.expiration = contract.last_trade_date = *parse_date("2016-01-15");
        contract.strike = price(strike);
        contract.right = options::Right::put;
        day->contracts.push_back(contract);
    }
    const auto bar = [](const char* p) {
        return data::Bar{price(p), price(p), price(p), price(p)};
    };
    const MarketTime open = at(9h + 30min);
    day->quotes = {
        {open, 0, bar("9.00"), bar("9.40"), 10, 12},
        {open, 1, bar("11.00"), bar("11.50"), 5, 6},
        {open + minute, 0, std::nullopt, bar("9.30"), 0, 3},
    };
    day->underlying_trades = {{open, 0, bar("748.5"), 1'000}, {open + minute, 0, bar("749"), 500}};
    return day;
}

Now now_at_hour() { return {MonotonicTime{1h}, to_utc(at(9h)), at(9h)}; }

Now later(Now now, Duration step) {
    now.monotonic += step;
    return now;
}

TEST(Replay, KnowsAMinuteWhenItHasEndedAndCarriesEachSideForward) {
    const Now now = now_at_hour();
    auto market = *make_replay_market(small_day(), {60.0, at(9h + 30min + 30s), 0.005}, now);
    const Instrument& put =
        *market->universe().options_on(market->universe().underlying("GOOG")->conid)[0];
    EXPECT_FALSE(market->quote(put).bid);
    market->advance(later(now, 500ms));  // 09:31:00
    EXPECT_EQ(market->quote(put).bid, price("9.00"));
    EXPECT_EQ(market->quote(put).ask, price("9.40"));
    market->advance(later(now, 1400ms));  // 09:31:54
    EXPECT_EQ(market->quote(put).ask, price("9.40"));
    market->advance(later(now, 1500ms));  // 09:32:00
    EXPECT_EQ(market->quote(put).bid, price("9.00"));
    EXPECT_EQ(market->quote(put).bid_size, 10);
    EXPECT_EQ(market->quote(put).ask, price("9.30"));
    EXPECT_EQ(market->quote(put).ask_size, 3);
    EXPECT_EQ(market->time(), at(9h + 32min));
}

TEST(Replay, StandsStillAtSpeedZero) {
    const Now now = now_at_hour();
    auto market = *make_replay_market(small_day(), {0.0, at(9h + 31min), 0.005}, now);
    market->advance(later(now, 10h));
    EXPECT_EQ(market->time(), at(9h + 31min));
    EXPECT_EQ(market->quote(market->universe().instruments()[0]).last, price("748.5"));
}

TEST(Replay, RefusesWhatMakesNoSense) {
    const Now now = now_at_hour();
    EXPECT_FALSE(make_replay_market(small_day(), {-1.0, std::nullopt, 0.005}, now));
    EXPECT_FALSE(make_replay_market(small_day(), {1.0, at(40h), 0.005}, now));
    auto empty = small_day();
    empty->contracts.clear();
    EXPECT_FALSE(make_replay_market(empty, {}, now));
}

TEST(Replay, PacingStaysInRealTime) {
    GatewayConfig config;
    auto market = *make_replay_market(small_day(), {600.0, at(9h + 31min), 0.005}, now_at_hour());
    Bench bench(config, std::move(market), {}, now_at_hour());
    Client& client = bench.ready();
    bench.run(2s);
    EXPECT_EQ(bench.gateway.market().time(), at(9h + 51min));
    for (int i = 0; i < 51; ++i) bench.send(client, tws::ReqCurrentTime{});
    EXPECT_EQ(codes(client.take()), std::vector{100});
}

TEST(Replay, BarsComeFromTheRecording) {
    const Now now = now_at_hour();
    auto market = *make_replay_market(small_day(), {0.0, at(9h + 32min), 0.005}, now);
    const Instrument& stock = market->universe().instruments()[0];
    const auto bars = market->bars(stock, at(9h), at(10h), 5 * minute, BarSource::trades);
    ASSERT_EQ(bars.size(), 1U);
    EXPECT_EQ(bars[0].open, price("748.5"));
    EXPECT_EQ(bars[0].close, price("749"));
    EXPECT_EQ(bars[0].volume, 1'500);
}

/// The recorded GOOG chain of 2015-12-24 at noon, through the wire, up to a filled spread.
TEST(Replay, ARecordedChainTradesThroughTheWire) {
    const char* dir = std::getenv("WINGSPREAD_TEST_DATA");
    if (!dir) GTEST_SKIP() << "WINGSPREAD_TEST_DATA names no folder with recorded chains";
    auto loaded = data::load_chain_day(dir, "GOOG", *parse_date("2015-12-24"));
    if (!loaded) GTEST_SKIP() << loaded.error().message;
    const auto day = std::make_shared<data::ChainDay>(std::move(*loaded));
    auto market = *make_replay_market(day, {0.0, at(12h), 0.005}, now_at_hour());
    int two_sided = 0;
    int with_model = 0;
    for (const Instrument& one : market->universe().instruments()) {
        if (one.kind != InstrumentKind::option) continue;
        const MarketQuote quote = market->quote(one);
        if (!quote.bid || !quote.ask) continue;
        ++two_sided;
        const double strike = one.option.strike.to_double();
        if (strike > 650 && strike < 850 && market->model(one)) ++with_model;
    }
    EXPECT_EQ(two_sided, 1'843);
    EXPECT_GT(with_model, 500);

    Bench bench({}, std::move(market), {}, now_at_hour());
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "GOOG", 20, 735, 10);
    ASSERT_TRUE(sold && bought);
    tws::ReqMktData data;
    data.req_id = RequestId{1};
    data.contract = combo(*sold, *bought);
    bench.send(client, data);
    std::optional<Price> natural;
    for (const auto& tick : all_of<tws::TickPrice>(client.take()))
        if (tick.tick_type == tws::TickType::ask) natural = tick.price;
    ASSERT_TRUE(natural);
    EXPECT_LT(*natural, Price{});
    bench.send(client, order(1, combo(*sold, *bought), tws::Action::buy, 1, *natural));
    ASSERT_TRUE(bench.run_until([&] { return bench.gateway.books().executions.size() == 3; }));
    EXPECT_LE(bench.gateway.books().orders[0].average_price, *natural);
    EXPECT_EQ(bench.gateway.books().positions.at(sold->conid).quantity, Quantity::from_int(-1));
    const auto answers = client.take();
    const auto* fill = first_of<tws::ExecDetails>(answers);
    ASSERT_NE(fill, nullptr);
    EXPECT_EQ(fill->execution.time, "20151224 12:00:00 US/Eastern");
}

}  // namespace
}  // namespace wingspread::sim::testing
