#include "bench.hpp"

#include <cmath>

namespace wingspread::sim::testing {
namespace {

using tws::TickType;

tws::ReqMktData ask_for(int id, tws::Contract contract, std::string generic = "",
                        bool snapshot = false) {
    tws::ReqMktData request;
    request.req_id = RequestId{id};
    request.contract = std::move(contract);
    request.generic_ticks = std::move(generic);
    request.snapshot = snapshot;
    return request;
}

tws::Contract by_conid(const Instrument& instrument) {
    tws::Contract contract;
    contract.con_id = instrument.conid;
    contract.exchange = "SMART";
    return contract;
}

std::optional<Price> last_price(const std::vector<tws::Answer>& answers, TickType type) {
    std::optional<Price> found;
    for (const auto& tick : all_of<tws::TickPrice>(answers))
        if (tick.tick_type == type) found = tick.price;
    return found;
}
std::optional<Quantity> last_size(const std::vector<tws::Answer>& answers, TickType type) {
    std::optional<Quantity> found;
    for (const auto& tick : all_of<tws::TickSize>(answers))
        if (tick.tick_type == type) found = tick.size;
    return found;
}

TEST(MarketData, BeginsWithParametersAndTypeThenTicks) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, ask_for(1, stock("AAPL")));
    const auto answers = client.take();
    ASSERT_GT(answers.size(), 4U);
    EXPECT_EQ(std::get<tws::TickReqParams>(answers[0]).min_tick, price("0.01"));
    EXPECT_EQ(std::get<tws::MarketDataType>(answers[1]).kind, tws::MarketDataKind::real_time);
    const auto bid = last_price(answers, TickType::bid);
    const auto ask = last_price(answers, TickType::ask);
    ASSERT_TRUE(bid && ask);
    EXPECT_LT(*bid, *ask);
    EXPECT_GT(*last_size(answers, TickType::bid_size), Quantity{});
    EXPECT_TRUE(last_price(answers, TickType::close));
}

TEST(MarketData, APriceTickIsFollowedByItsSizeTick) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, ask_for(1, stock("AAPL")));
    bench.run(10s);
    const auto answers = client.take();
    int pairs = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto* tick = std::get_if<tws::TickPrice>(&answers[i]);
        if (!tick || tick->tick_type != TickType::bid) continue;
        ASSERT_LT(i + 1, answers.size());
        const auto* size = std::get_if<tws::TickSize>(&answers[i + 1]);
        ASSERT_NE(size, nullptr);
        EXPECT_EQ(size->tick_type, TickType::bid_size);
        EXPECT_EQ(size->size, tick->size);
        ++pairs;
    }
    EXPECT_GT(pairs, 5);
}

TEST(MarketData, TheUnderlyingTicksAtMostFourTimesASecond) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, ask_for(1, stock("AAPL")));
    client.take();
    bench.run(10s);
    int bids = 0;
    for (const auto& tick : all_of<tws::TickPrice>(client.take()))
        bids += tick.tick_type == TickType::bid ? 1 : 0;
    EXPECT_LE(bids, 41);
    EXPECT_GE(bids, 10);
}

TEST(MarketData, OptionsComeWithModelValuesThatFitTheirQuote) {
    Bench bench;
    Client& client = bench.ready();
    const auto [put, lower] = put_pair(bench.gateway, "AAPL", 20, 262, 5);
    bench.send(client, ask_for(2, by_conid(*put), "100,101,106"));
    const auto answers = client.take();
    const auto* model = [&]() -> const tws::TickOptionComputation* {
        for (const auto& answer : answers)
            if (const auto* one = std::get_if<tws::TickOptionComputation>(&answer))
                if (one->tick_type == TickType::model_option) return one;
        return nullptr;
    }();
    ASSERT_NE(model, nullptr);
    EXPECT_GT(*model->implied_volatility, 0.1);
    EXPECT_LT(*model->implied_volatility, 0.6);
    EXPECT_LT(*model->delta, 0.0);
    EXPECT_GT(*model->delta, -1.0);
    EXPECT_GT(*model->gamma, 0.0);
    EXPECT_GT(*model->vega, 0.0);
    EXPECT_LT(*model->theta, 0.0);
    EXPECT_GE(*model->option_price, last_price(answers, TickType::bid)->to_double() - 0.05);
    EXPECT_LE(*model->option_price, last_price(answers, TickType::ask)->to_double() + 0.05);
    EXPECT_EQ(last_size(answers, TickType::option_call_open_interest), Quantity{});
    EXPECT_GT(*last_size(answers, TickType::option_put_open_interest), Quantity{});
}

TEST(MarketData, AComboIsQuotedFromItsLegs) {
    Bench bench;
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    bench.send(client, ask_for(1, by_conid(*sold)));
    const auto sold_ticks = client.take();
    bench.send(client, ask_for(2, by_conid(*bought)));
    const auto bought_ticks = client.take();
    bench.send(client, ask_for(3, combo(*sold, *bought)));
    const auto combo_ticks = client.take();
    EXPECT_EQ(*last_price(combo_ticks, TickType::ask),
              *last_price(bought_ticks, TickType::ask) - *last_price(sold_ticks, TickType::bid));
    EXPECT_EQ(*last_price(combo_ticks, TickType::bid),
              *last_price(bought_ticks, TickType::bid) - *last_price(sold_ticks, TickType::ask));
    EXPECT_LT(*last_price(combo_ticks, TickType::ask), Price{});
    EXPECT_GT(*last_size(combo_ticks, TickType::ask_size), Quantity{});
    EXPECT_EQ(first_of<tws::TickOptionComputation>(combo_ticks), nullptr);
}

TEST(MarketData, LinesAreLimitedForAllClientsTogether) {
    GatewayConfig config;
    config.market_data_lines = 3;
    Bench bench(config);
    Client& one = bench.ready(1);
    Client& two = bench.ready(2);
    bench.send(one, ask_for(1, stock("AAPL")));
    bench.send(one, ask_for(2, stock("AAPL")));
    bench.send(two, ask_for(1, stock("AAPL")));
    EXPECT_TRUE(codes(two.take()).empty());
    bench.send(two, ask_for(2, stock("AAPL")));
    EXPECT_EQ(codes(two.take()), std::vector{101});
    bench.send(one, tws::CancelMktData{RequestId{1}});
    bench.send(two, ask_for(2, stock("AAPL")));
    EXPECT_TRUE(codes(two.take()).empty());
    bench.hang_up(two);
    bench.send(one, ask_for(3, stock("AAPL")));
    EXPECT_TRUE(codes(one.take()).empty());
}

TEST(MarketData, MistakesCarryTheHandbooksCodes) {
    Bench bench;
    Client& client = bench.ready();
    const auto told = [&](const tws::Request& request) {
        bench.send(client, request);
        return codes(client.take());
    };
    EXPECT_EQ(told(ask_for(1, stock("ZZZZ"))), std::vector{200});
    EXPECT_EQ(told(ask_for(1, stock("AAPL"), "100,999")), std::vector{321});
    // Dividends are a matter of shares.
    const auto [put, lower] = put_pair(bench.gateway, "AAPL", 20, 262, 5);
    EXPECT_EQ(told(ask_for(1, by_conid(*put), "100,456")), std::vector{321});
    const auto& universe = bench.gateway.market().universe();
    auto index = by_conid(*universe.underlying("SPX"));
    index.exchange = "CBOE";
    EXPECT_EQ(told(ask_for(1, index, "456")), std::vector{321});
    EXPECT_EQ(told(ask_for(1, stock("AAPL"), "100", true)), std::vector{321});
    EXPECT_EQ(told(tws::CancelMktData{RequestId{77}}), std::vector{300});
    EXPECT_TRUE(told(ask_for(1, stock("AAPL"))).empty());
    EXPECT_EQ(told(ask_for(1, stock("AAPL"))), std::vector{102});
    tws::Contract vague;
    vague.symbol = "AAPL";
    vague.sec_type = tws::SecType::option;
    EXPECT_EQ(told(ask_for(2, vague)), std::vector{200});
}

TEST(MarketData, ASnapshotEndsByItself) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, ask_for(1, stock("AAPL"), "", true));
    EXPECT_TRUE(last_price(client.take(), TickType::bid));
    bench.run(10s);
    EXPECT_TRUE(client.take().empty());
    bench.run(2s);
    const auto answers = client.take();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<tws::TickSnapshotEnd>(answers[0]));
}

TEST(MarketData, FarStrikesHaveNoBid) {
    Bench bench;
    Client& client = bench.ready();
    const auto [put, lower] = put_pair(bench.gateway, "AAPL", 1, 232, 2);
    ASSERT_NE(put, nullptr);
    bench.send(client, ask_for(1, by_conid(*put)));
    const auto answers = client.take();
    EXPECT_EQ(last_price(answers, TickType::bid), Price::from_int(-1));
    EXPECT_EQ(last_size(answers, TickType::bid_size), Quantity{});
    EXPECT_GT(*last_price(answers, TickType::ask), Price{});
}

TEST(MarketData, UnderlyingFiguresComeWhenAskedFor) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, ask_for(1, stock("AAPL"), "100,101,104,106,456"));
    const auto answers = client.take();
    EXPECT_GT(*last_size(answers, TickType::option_call_open_interest), Quantity{});
    bool volatility = false;
    for (const auto& tick : all_of<tws::TickGeneric>(answers))
        volatility |= tick.tick_type == TickType::option_implied_volatility && *tick.value > 0.1 &&
                      *tick.value < 1.0;
    EXPECT_TRUE(volatility);
}

/// The present value of what goes ex before an option expires, as its line's model has it.
std::optional<double> dividends_before(Bench& bench, Client& client, int id, int days) {
    const auto [put, lower] = put_pair(bench.gateway, "AAPL", days, 260, 5);
    bench.send(client, ask_for(id, by_conid(*put)));
    for (const auto& tick : all_of<tws::TickOptionComputation>(client.take())) {
        if (tick.tick_type == TickType::model_option) return tick.pv_dividend;
    }
    return std::nullopt;
}

TEST(MarketData, SharesTellTheDividendsThatTheirOptionsArePricedWith) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, ask_for(1, stock("AAPL"), "456"));
    std::string told;
    for (const auto& tick : all_of<tws::TickString>(client.take())) {
        if (tick.tick_type == TickType::ib_dividends) told = tick.value;
    }
    EXPECT_EQ(told, "1.04,1.04,20260210,0.26");  // it is 2025-11-19
    EXPECT_EQ(dividends_before(bench, client, 2, 20), 0.0);
    const auto later = dividends_before(bench, client, 3, 85);
    ASSERT_TRUE(later);
    EXPECT_NEAR(*later, 0.26, 0.01);
}

}  // namespace
}  // namespace wingspread::sim::testing
