#include "bench.hpp"

#include <algorithm>

namespace wingspread::sim::testing {
namespace {

using Events = std::vector<std::string>;

TEST(Orders, AMarketOrderTellsTheRecordedSequence) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, std::nullopt));
    ASSERT_TRUE(bench.run_until([&] { return !bench.gateway.books().executions.empty(); }));
    const auto answers = client.take();
    EXPECT_EQ(events(answers),
              (Events{"openOrder:PreSubmitted", "orderStatus:PreSubmitted", "openOrder:Submitted",
                      "orderStatus:Submitted", "execDetails:STK", "openOrder:Filled",
                      "orderStatus:Filled", "commissionReport"}));
    const auto* report = first_of<tws::CommissionReport>(answers);
    EXPECT_EQ(report->commission, Money::from_int(1));
    EXPECT_FALSE(report->realized_pnl);
    EXPECT_EQ(first_of<tws::ExecDetails>(answers)->execution.exec_id, report->exec_id);
}

TEST(Orders, ACreditSpreadFillsWithOneRowForTheComboAndOnePerLeg) {
    GatewayConfig config;
    config.fills.partial_fill_chance = 0;
    Bench bench(config);
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    ASSERT_TRUE(sold && bought);
    // A limit that any seller of this spread would take: the least credit there is.
    bench.send(client, order(1, combo(*sold, *bought), tws::Action::buy, 2, price("-0.05")));
    ASSERT_TRUE(bench.run_until([&] { return !bench.gateway.books().executions.empty(); }));
    const auto answers = client.take();
    EXPECT_EQ(
        events(answers),
        (Events{"openOrder:PreSubmitted", "orderStatus:PreSubmitted", "openOrder:Submitted",
                "orderStatus:Submitted", "execDetails:BAG", "execDetails:OPT", "execDetails:OPT",
                "openOrder:Filled", "orderStatus:Filled", "commissionReport", "commissionReport"}));
    const auto rows = all_of<tws::ExecDetails>(answers);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1].execution.side, tws::ExecutionSide::sold);
    EXPECT_EQ(rows[2].execution.side, tws::ExecutionSide::bought);
    EXPECT_EQ(rows[2].execution.price - rows[1].execution.price, rows[0].execution.price);
    EXPECT_LE(rows[0].execution.price, price("-0.05"));
    const auto dots = [](const std::string& id) { return std::ranges::count(id, '.'); };
    EXPECT_EQ(dots(rows[0].execution.exec_id), 3);
    EXPECT_EQ(dots(rows[1].execution.exec_id), 4);
    const Books& books = bench.gateway.books();
    EXPECT_EQ(books.positions.at(sold->conid).quantity, Quantity::from_int(-2));
    EXPECT_EQ(books.positions.at(bought->conid).quantity, Quantity::from_int(2));
    EXPECT_EQ(books.orders[0].commission_usd, *Money::parse("2.6"));
}

TEST(Orders, CashAndPositionsAgreeWithTheExecutions) {
    Bench bench;
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    bench.send(client, order(1, combo(*sold, *bought), tws::Action::buy, 5, price("-0.05")));
    bench.send(client, order(2, stock("AAPL"), tws::Action::buy, 30, std::nullopt));
    bench.run(30s);
    bench.send(client, order(3, stock("AAPL"), tws::Action::sell, 10, std::nullopt));
    bench.run(30s);
    Money cash = Money::from_int(100'000);
    std::map<ConId, Quantity> held;
    for (const BookedExecution& row : bench.gateway.books().executions) {
        if (row.conid.value() == 0) continue;
        const int multiplier = row.symbol == "AAPL" && row.conid.value() == 265598 ? 1 : 100;
        const Quantity signed_shares = row.buy ? row.shares : -row.shares;
        cash -= row.price * signed_shares * multiplier + *row.commission_usd;
        held[row.conid] += signed_shares;
    }
    EXPECT_EQ(bench.gateway.books().cash_usd, cash);
    for (const auto& [conid, position] : bench.gateway.books().positions)
        EXPECT_EQ(position.quantity, held[conid]);
    EXPECT_EQ(held[ConId{265598}], Quantity::from_int(20));
}

TEST(Orders, ALowBidRestsAndIsCancelled) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, price("10")));
    bench.run(1s);
    bench.send(client, tws::CancelOrder{OrderId{1}, "", "", std::nullopt});
    bench.run(1s);
    EXPECT_EQ(events(client.take()),
              (Events{"openOrder:PreSubmitted", "orderStatus:PreSubmitted", "openOrder:Submitted",
                      "orderStatus:Submitted", "orderStatus:PendingCancel", "orderStatus:Cancelled",
                      "error:202"}));
}

tws::PlaceOrder grouped(tws::PlaceOrder placed, int type) {
    placed.order->oca_group = "exits";
    placed.order->oca_type = type;
    return placed;
}

TEST(OcaGroups, AFillCancelsTheRest) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 10, std::nullopt));
    bench.run(5s);
    bench.send(client, grouped(order(2, stock("AAPL"), tws::Action::sell, 10, price("900")), 1));
    bench.send(client, grouped(order(3, stock("AAPL"), tws::Action::sell, 10, std::nullopt), 1));
    bench.send(client, order(4, stock("AAPL"), tws::Action::sell, 1, price("900")));
    bench.run(5s);
    const auto& orders = bench.gateway.books().orders;
    EXPECT_EQ(orders[1].status, BookedStatus::cancelled);
    EXPECT_EQ(orders[2].status, BookedStatus::filled);
    EXPECT_EQ(orders[3].status, BookedStatus::submitted) << "of no group";
}

TEST(OcaGroups, TypesTwoAndThreeTakeOffWhatWasFilled) {
    for (const int type : {2, 3}) {
        Bench bench;
        Client& client = bench.ready();
        bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 10, std::nullopt));
        bench.run(5s);
        bench.send(client,
                   grouped(order(2, stock("AAPL"), tws::Action::sell, 10, price("900")), type));
        bench.send(client,
                   grouped(order(3, stock("AAPL"), tws::Action::sell, 4, std::nullopt), type));
        bench.run(5s);
        const auto& orders = bench.gateway.books().orders;
        EXPECT_EQ(orders[2].status, BookedStatus::filled);
        EXPECT_EQ(orders[1].status, BookedStatus::submitted);
        EXPECT_EQ(orders[1].quantity, Quantity::from_int(6));
    }
}

TEST(OcaGroups, AreNotForCombosAndOfOneType) {
    Bench bench;
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    bench.send(client,
               grouped(order(1, combo(*sold, *bought), tws::Action::buy, 1, price("-1")), 1));
    EXPECT_EQ(events(client.take()), (Events{"error:356"}));
    bench.send(client, grouped(order(2, stock("AAPL"), tws::Action::buy, 1, price("10")), 4));
    EXPECT_EQ(events(client.take()), (Events{"error:321"}));
    bench.send(client, grouped(order(3, stock("AAPL"), tws::Action::buy, 1, price("10")), 1));
    bench.run(1s);
    client.take();
    bench.send(client, grouped(order(4, stock("AAPL"), tws::Action::buy, 1, price("10")), 2));
    EXPECT_EQ(events(client.take()), (Events{"error:321"}));
}

TEST(Orders, ImmediateOrCancelAndFillOrKillEndAsRecorded) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, price("10"), tws::Tif::ioc));
    bench.run(1s);
    EXPECT_EQ(events(client.take()),
              (Events{"openOrder:PreSubmitted", "orderStatus:PreSubmitted",
                      "orderStatus:PendingCancel", "orderStatus:Cancelled"}));
    bench.send(client, order(2, stock("AAPL"), tws::Action::buy, 1, price("10"), tws::Tif::fok));
    bench.run(1s);
    EXPECT_EQ(events(client.take()), (Events{"openOrder:PreSubmitted", "orderStatus:PreSubmitted",
                                             "orderStatus:Inactive"}));
}

TEST(Orders, AnOrderHeldBackSaysNothingUntilItIsTransmitted) {
    Bench bench;
    Client& client = bench.ready();
    tws::PlaceOrder held = order(1, stock("AAPL"), tws::Action::buy, 10, price("13.26"));
    held.order->transmit = false;
    bench.send(client, held);
    bench.run(5s);
    EXPECT_TRUE(client.take().empty());
    held.order->transmit = true;
    bench.send(client, held);
    bench.run(1s);
    EXPECT_EQ(events(client.take()), (Events{"openOrder:PreSubmitted", "orderStatus:PreSubmitted",
                                             "openOrder:Submitted", "orderStatus:Submitted"}));
}

TEST(Orders, RefusalsCarryTheHandbooksCodes) {
    Bench bench;
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    const auto refused = [&](const tws::PlaceOrder& request) {
        bench.send(client, request);
        bench.run(50ms);
        const auto answers = client.take();
        EXPECT_EQ(first_of<tws::OpenOrder>(answers), nullptr);
        const auto found = codes(answers);
        return found.size() == 1 ? found[0] : -1;
    };
    const auto aapl = stock("AAPL");
    const tws::Action buy = tws::Action::buy;
    tws::PlaceOrder odd = order(10, aapl, buy, 1, price("10"));
    odd.order->order_type = tws::Coded<tws::OrderType>::from_text("FEELINGS");
    EXPECT_EQ(refused(odd), 321);
    EXPECT_EQ(refused(order(11, aapl, buy, 0, price("10"))), 434);
    EXPECT_EQ(refused(order(12, aapl, buy, 1, price("10.005"))), 110);
    EXPECT_EQ(refused(order(13, stock("ZZZZ"), buy, 1, price("10"))), 200);
    EXPECT_EQ(refused(order(14, aapl, buy, 100'000, price("250"))), 201);
    EXPECT_EQ(refused(order(15, combo(*sold, *bought), buy, 1, price("-5"))), 201);
    EXPECT_EQ(refused(order(16, combo(*sold, *bought), buy, 1, price("0.5"))), 201);
    tws::Contract no_legs = combo(*sold, *bought);
    no_legs.combo_legs.clear();
    EXPECT_EQ(refused(order(17, no_legs, buy, 1, price("-1"))), 314);
    tws::Contract bad_ratio = combo(*sold, *bought);
    bad_ratio.combo_legs[0].ratio = 0;
    EXPECT_EQ(refused(order(18, bad_ratio, buy, 1, price("-1"))), 313);
    tws::PlaceOrder routed = order(19, combo(*sold, *bought), buy, 1, price("-1"));
    routed.order->smart_combo_routing = {{"NonGuaranteed", "x"}};
    EXPECT_EQ(refused(routed), 10043);
    EXPECT_TRUE(bench.gateway.books().orders.empty());
}

TEST(Orders, NoOrdersOnBothSidesOfOneOption) {
    Bench bench;
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    bench.send(client, order(1, combo(*sold, *bought), tws::Action::buy, 1, price("-4.5")));
    bench.run(1s);
    client.take();
    bench.send(client, order(2, combo(*bought, *sold), tws::Action::buy, 1, price("0.1")));
    EXPECT_EQ(codes(client.take()), std::vector{201});
}

TEST(Orders, AModificationKeepsTheOrderAndItsPermId) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, price("10")));
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, price("11")));
    EXPECT_EQ(codes(client.take()), std::vector{2102});  // not acknowledged yet
    bench.run(1s);
    const PermId perm = bench.gateway.books().orders[0].perm_id;
    client.take();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 2, price("11")));
    const auto answers = client.take();
    EXPECT_EQ(events(answers), (Events{"openOrder:Submitted", "orderStatus:Submitted"}));
    EXPECT_EQ(first_of<tws::OpenOrder>(answers)->order->limit_price, price("11"));
    ASSERT_EQ(bench.gateway.books().orders.size(), 1U);
    EXPECT_EQ(bench.gateway.books().orders[0].perm_id, perm);
    bench.send(client, order(1, stock("AAPL"), tws::Action::sell, 2, price("11")));
    EXPECT_EQ(codes(client.take()), std::vector{105});
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 2, price("11.001")));
    EXPECT_EQ(codes(client.take()), std::vector{110});
    EXPECT_EQ(bench.gateway.books().orders[0].limit, price("11"));
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 2, std::nullopt));
    ASSERT_TRUE(bench.run_until([&] { return !bench.gateway.books().executions.empty(); }));
    bench.run(1s);
    client.take();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 2, price("12")));
    EXPECT_EQ(codes(client.take()), std::vector{104});
}

TEST(Orders, VerdictsOnCancels) {
    Bench bench;
    Client& client = bench.ready();
    const auto cancel = [&](int id) {
        bench.send(client, tws::CancelOrder{OrderId{id}, "", "", std::nullopt});
        return codes(client.take());
    };
    EXPECT_EQ(cancel(99), std::vector{10147});
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, std::nullopt));
    bench.run(5s);
    client.take();
    EXPECT_EQ(cancel(1), std::vector{10148});
    bench.send(client, order(2, stock("AAPL"), tws::Action::buy, 1, price("10")));
    bench.run(1s);
    client.take();
    EXPECT_TRUE(cancel(2).empty());
    EXPECT_EQ(cancel(2), std::vector{161});
}

TEST(Orders, OldOrderIdsAreRefused) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(5, stock("AAPL"), tws::Action::buy, 1, price("10")));
    client.take();
    bench.send(client, order(4, stock("AAPL"), tws::Action::buy, 1, price("10")));
    EXPECT_EQ(codes(client.take()), std::vector{103});
}

TEST(Orders, AMissingTimeInForceIsToldAndBecomesADay) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, price("10"), tws::Tif::none));
    const auto answers = client.take();
    EXPECT_EQ(codes(answers), std::vector{10349});
    EXPECT_EQ(first_of<tws::OpenOrder>(answers)->order->tif, tws::Tif::day);
    EXPECT_TRUE(is_working(bench.gateway.books().orders[0].status));
}

TEST(Orders, WhatIfTellsMarginAndPlacesNothing) {
    Bench bench;
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    tws::PlaceOrder ask = order(1, combo(*sold, *bought), tws::Action::buy, 2, price("-1"));
    ask.order->what_if = true;
    bench.send(client, ask);
    const auto answers = client.take();
    const auto* open = first_of<tws::OpenOrder>(answers);
    ASSERT_NE(open, nullptr);
    EXPECT_EQ(open->state->margin.change.initial, Money::from_int(1'000));
    EXPECT_EQ(open->state->margin.after.maintenance, Money::from_int(1'000));
    EXPECT_EQ(open->state->commission, *Money::parse("2.6"));
    EXPECT_EQ(open->state->margin.change.equity_with_loan, *Money::parse("197.4"));
    EXPECT_EQ(first_of<tws::OrderStatus>(answers), nullptr);
    EXPECT_TRUE(bench.gateway.books().orders.empty());
    ask.order_id = OrderId{2};
    ask.order->total_quantity = Quantity::from_int(2'000);
    bench.send(client, ask);
    EXPECT_EQ(codes(client.take()), std::vector{201});
    ask.order_id = OrderId{3};
    ask.order->transmit = false;
    bench.send(client, ask);
    EXPECT_EQ(codes(client.take()), std::vector{413});
}

TEST(Orders, LiveOnWithoutTheirClientAndAreFoundAgain) {
    Bench bench;
    Client& client = bench.ready(1);
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 3, price("10"), tws::Tif::gtc));
    bench.run(1s);
    bench.hang_up(client);
    bench.run(5s);
    Client& other = bench.ready(2);
    bench.send(other, tws::ReqOpenOrders{});
    EXPECT_TRUE(all_of<tws::OpenOrder>(other.take()).empty());
    bench.send(other, tws::ReqAllOpenOrders{});
    const auto seen = other.take();
    ASSERT_EQ(all_of<tws::OpenOrder>(seen).size(), 1U);
    EXPECT_EQ(first_of<tws::OpenOrder>(seen)->order->client_id, ClientId{1});
    EXPECT_TRUE(std::holds_alternative<tws::OpenOrderEnd>(seen.back()));
    bench.send(other, tws::CancelOrder{OrderId{1}, "", "", std::nullopt});
    bench.run(1s);
    EXPECT_EQ(codes(other.take()), std::vector{202});
    bench.send(other, tws::ReqCompletedOrders{false});
    const auto completed = all_of<tws::CompletedOrder>(other.take());
    ASSERT_EQ(completed.size(), 1U);
    EXPECT_EQ(completed[0].state->completed_status, "Cancelled by Trader");
}

TEST(Orders, ExecutionsCanBeAskedForAndFiltered) {
    Bench bench;
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    bench.send(client, order(1, combo(*sold, *bought), tws::Action::buy, 1, price("-0.05")));
    bench.send(client, order(2, stock("AAPL"), tws::Action::buy, 1, std::nullopt));
    bench.run(20s);
    client.take();
    const auto ask = [&](tws::ExecutionFilter filter) {
        bench.send(client, tws::ReqExecutions{RequestId{9}, std::move(filter)});
        const auto answers = client.take();
        EXPECT_TRUE(std::holds_alternative<tws::ExecDetailsEnd>(answers.back()));
        return all_of<tws::ExecDetails>(answers);
    };
    EXPECT_EQ(ask({}).size(), 4U);
    EXPECT_EQ(ask({})[0].req_id, RequestId{9});
    tws::ExecutionFilter options_only;
    options_only.sec_type = "OPT";
    EXPECT_EQ(ask(options_only).size(), 2U);
    tws::ExecutionFilter other_client;
    other_client.client_id = ClientId{5};
    EXPECT_TRUE(ask(other_client).empty());
    tws::ExecutionFilter later;
    later.time = "20251119-23:00:00";
    EXPECT_TRUE(ask(later).empty());
}

TEST(Orders, AStopWaitsForItsTrigger) {
    Bench bench;
    Client& client = bench.ready();
    tws::PlaceOrder far = order(1, stock("AAPL"), tws::Action::buy, 1, std::nullopt);
    far.order->order_type = tws::OrderType::stop;
    far.order->aux_price = price("900");
    bench.send(client, far);
    bench.run(20s);
    EXPECT_EQ(events(client.take()),
              (Events{"openOrder:PreSubmitted", "orderStatus:PreSubmitted"}));
    tws::PlaceOrder near = far;
    near.order_id = OrderId{2};
    near.order->aux_price = price("1");
    bench.send(client, near);
    bench.run(20s);
    EXPECT_EQ(events(client.take()).back(), "commissionReport");
}

TEST(Orders, AStopLimitFillsNoWorseThanItsLimit) {
    Bench bench;
    Client& client = bench.ready();
    auto stop = order(1, stock("AAPL"), tws::Action::buy, 1, price("2"));
    stop.order->order_type = tws::OrderType::stop_limit;
    bench.send(client, stop);
    EXPECT_EQ(codes(client.take()), std::vector{321}) << "without its trigger";
    stop.order->aux_price = price("1");
    bench.send(client, stop);
    bench.run(1h);
    EXPECT_EQ(events(client.take()).back(), "orderStatus:Submitted") << "triggered, and waiting";
    stop.order_id = OrderId{2};
    stop.order->limit_price = price("900");
    bench.send(client, stop);
    bench.run(20s);
    EXPECT_EQ(events(client.take()).back(), "commissionReport");
}

TEST(Orders, GlobalCancelTakesEverythingOffTheBook) {
    Bench bench;
    Client& one = bench.ready(1);
    Client& two = bench.ready(2);
    bench.send(one, order(1, stock("AAPL"), tws::Action::buy, 1, price("10")));
    bench.send(two, order(1, stock("AAPL"), tws::Action::buy, 1, price("11")));
    bench.run(1s);
    one.take();
    two.take();
    bench.send(two, tws::ReqGlobalCancel{});
    bench.run(1s);
    EXPECT_EQ(codes(one.take()), std::vector{202});
    EXPECT_EQ(codes(two.take()), std::vector{202});
    for (const BookedOrder& booked : bench.gateway.books().orders)
        EXPECT_EQ(booked.status, BookedStatus::cancelled);
}

}  // namespace
}  // namespace wingspread::sim::testing
