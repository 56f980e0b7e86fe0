#include "bench.hpp"

namespace wingspread::sim::testing {
namespace {

std::map<std::string, std::string> values(const std::vector<tws::Answer>& answers) {
    std::map<std::string, std::string> found;
    for (const auto& value : all_of<tws::AccountValue>(answers)) found[value.key] = value.value;
    for (const auto& value : all_of<tws::AccountSummary>(answers)) found[value.tag] = value.value;
    return found;
}

TEST(Account, UpdatesTellValuesPortfolioTimeAndEnd) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 10, std::nullopt));
    bench.run(10s);
    client.take();
    bench.send(client, tws::ReqAccountUpdates{true, "DU1234567"});
    const auto answers = client.take();
    EXPECT_TRUE(std::holds_alternative<tws::AccountDownloadEnd>(answers.back()));
    const auto portfolio = all_of<tws::PortfolioValue>(answers);
    ASSERT_EQ(portfolio.size(), 1U);
    EXPECT_EQ(portfolio[0].position, Quantity::from_int(10));
    EXPECT_EQ(*portfolio[0].market_value - *portfolio[0].unrealized_pnl,
              bench.gateway.books().positions.at(ConId{265598}).cost_usd);
    auto found = values(answers);
    EXPECT_EQ(found["AccountReady"], "true");
    EXPECT_NEAR(std::stod(found["NetLiquidation"]), 100'000, 20);
    EXPECT_NEAR(std::stod(found["InitMarginReq"]), 0.5 * portfolio[0].market_value->to_double(),
                0.02);
    bench.send(client, order(2, stock("AAPL"), tws::Action::sell, 10, std::nullopt));
    bench.run(10s);
    const auto changed = all_of<tws::PortfolioValue>(client.take());
    ASSERT_FALSE(changed.empty());
    EXPECT_EQ(changed.back().position, Quantity{});
}

TEST(Account, SummaryGivesTheTagsAskedForSorted) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, tws::ReqAccountSummary{RequestId{3}, "All",
                                              "NetLiquidation,TotalCashValue,BuyingPower"});
    const auto answers = client.take();
    std::vector<std::string> tags;
    for (const auto& row : all_of<tws::AccountSummary>(answers)) tags.push_back(row.tag);
    EXPECT_EQ(tags, (std::vector<std::string>{"BuyingPower", "NetLiquidation", "TotalCashValue"}));
    EXPECT_TRUE(std::holds_alternative<tws::AccountSummaryEnd>(answers.back()));
    EXPECT_EQ(values(answers)["NetLiquidation"], "100000.00");
    bench.send(client, tws::ReqAccountSummary{RequestId{4}, "All", "Cushion"});
    bench.send(client, tws::ReqAccountSummary{RequestId{5}, "All", "Cushion"});
    EXPECT_EQ(codes(client.take()), std::vector{322});
}

TEST(Account, PositionsAreToldAndThenTheirChanges) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, tws::ReqPositions{});
    EXPECT_TRUE(std::holds_alternative<tws::PositionEnd>(client.take().back()));
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    bench.send(client, order(1, combo(*sold, *bought), tws::Action::buy, 1, price("-0.05")));
    bench.run(20s);
    const auto rows = all_of<tws::Position>(client.take());
    ASSERT_EQ(rows.size(), 2U);
    std::map<ConId, Quantity> held;
    for (const auto& row : rows) {
        held[row.contract.con_id] = row.position;
        EXPECT_EQ(row.contract.exchange, "");
        EXPECT_GT(*row.average_cost, Money{});
    }
    EXPECT_EQ(held[sold->conid], Quantity::from_int(-1));
    EXPECT_EQ(held[bought->conid], Quantity::from_int(1));
}

TEST(Account, ProfitIsToldOnceASecondWhileItChanges) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 100, std::nullopt));
    bench.run(10s);
    client.take();
    bench.send(client, tws::ReqPnl{RequestId{7}, "DU1234567", ""});
    bench.send(client, tws::ReqPnlSingle{RequestId{8}, "DU1234567", "", ConId{265598}});
    bench.send(client, tws::ReqPnlSingle{RequestId{9}, "DU1234567", "", ConId{1}});
    bench.run(5s);
    const auto answers = client.take();
    const auto account = all_of<tws::Pnl>(answers);
    ASSERT_GE(account.size(), 3U);
    EXPECT_LE(account.size(), 6U);
    EXPECT_EQ(*account[0].daily, *account[0].unrealized);
    for (const auto& single : all_of<tws::PnlSingle>(answers))
        EXPECT_EQ(single.req_id, RequestId{8});
    bench.send(client, tws::CancelPnl{RequestId{7}});
    client.take();
    bench.run(5s);
    EXPECT_TRUE(all_of<tws::Pnl>(client.take()).empty());
}

TEST(Account, AnotherAccountIsRefused) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, tws::ReqAccountUpdates{true, "U999"});
    EXPECT_EQ(codes(client.take()), std::vector{321});
    tws::PlaceOrder foreign = order(1, stock("AAPL"), tws::Action::buy, 1, price("10"));
    foreign.order->account = "U999";
    bench.send(client, foreign);
    EXPECT_EQ(codes(client.take()), std::vector{321});
}

TEST(Account, ExpiredOptionsSettle) {
    Books books;
    const Now start = test_start();
    const auto market = *Bench::make_market({"AAPL", "SPX"}, 7, start, Hours::always);
    const auto find = [&](const char* symbol, const char* osi_start) -> const Instrument* {
        const Universe& universe = market->universe();
        for (const Instrument* one : universe.options_on(universe.underlying(symbol)->conid))
            if (one->local_symbol.starts_with(osi_start)) return one;
        return nullptr;
    };
    // The lowest calls listed: surely in the money.
    const Instrument* stock_call = find("AAPL", "AAPL  251121C");
    const Instrument* index_call = find("SPX", "SPXW  251121C");
    ASSERT_TRUE(stock_call && index_call);
    for (const Instrument* one : {stock_call, index_call})
        books.positions[one->conid] = {
            one->symbol, one->local_symbol, Quantity::from_int(1), Money::from_int(100), {}};
    const auto settled = [&](Books restored, Now at) {
        Bench bench({}, {"AAPL", "SPX"}, 7, std::move(restored), at);
        bench.run(72h);
        return bench.gateway.books();
    };
    const Books after = settled(books, start);
    EXPECT_EQ(after.positions.at(stock_call->conid).quantity, Quantity{});
    EXPECT_EQ(after.positions.at(index_call->conid).quantity, Quantity{});
    EXPECT_EQ(after.positions.at(ConId{265598}).quantity, Quantity::from_int(100));
    EXPECT_FALSE(after.positions.contains(ConId{416904}));
    EXPECT_GT(after.cash_usd,
              Money::from_int(100'000) - stock_call->option.strike * Quantity::from_int(100));
    EXPECT_TRUE(after.executions.empty());
    // A gateway that starts after the event, with another listing, comes to the same books.
    EXPECT_EQ(settled(books, start + 96h).positions, after.positions);
}

}  // namespace
}  // namespace wingspread::sim::testing
