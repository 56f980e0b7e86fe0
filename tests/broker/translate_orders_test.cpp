#include "broker/translate_orders.hpp"

#include "broker/account_figures.hpp"
#include "broker/pacer.hpp"
#include "broker/request_ids.hpp"
#include "broker/wire_time.hpp"
#include "trade/gate_helpers.hpp"
#include "trade/journal.hpp"
#include "trade/risk_gate.hpp"
#include "tws/codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <concepts>

namespace wingspread::broker {
namespace {

namespace world = trade::testing;
using testing::HasSubstr;

/// Says of everything that it is durable.
class ForgetfulJournal final : public trade::Journal {
    Result<std::uint64_t> commit(std::span<const trade::JournalRecord>, UtcTime) override {
        return std::uint64_t{1};
    }
    Result<void> read(const Visitor&) override { return {}; }
};

const trade::RiskGate& gate() {
    static const trade::RiskGate gate(trade::paper_limits());
    return gate;
}

trade::ApprovedOrder approved(trade::OrderTerms terms = world::terms(),
                              const trade::RiskContext& known = world::context()) {
    return gate().check(world::intent(1, std::move(terms)), known).value();
}

trade::SubmittedOrder submitted(OrderId id, trade::OrderTerms terms = world::terms(),
                                const trade::RiskContext& known = world::context()) {
    trade::PreviewedOrder previewed(approved(std::move(terms), known),
                                    {.initial_margin_change_usd = world::money("430"),
                                     .maintenance_margin_change_usd = world::money("430"),
                                     .equity_with_loan_after_usd = world::money("10000"),
                                     .commission_usd = world::money("1.3"),
                                     .warning = ""});
    auto cleared = gate().recheck(std::move(previewed), known).value();
    ForgetfulJournal journal;
    auto receipt = journal.append(
        trade::SubmissionRecorded{cleared.intent().id(), id, ClientId(1), cleared.figures()},
        world::noon);
    return trade::SubmittedOrder::make(std::move(cleared), std::move(receipt).value()).value();
}

const tws::PlaceOrder& placed(const Outbound& message) {
    return std::get<tws::PlaceOrder>(message.request());
}

template <class Message>
concept CanBeQueried = requires(Message message) { Outbound::query(std::move(message)); };
static_assert(CanBeQueried<tws::CancelOrder>);
static_assert(!CanBeQueried<tws::PlaceOrder>, "an order needs its proof");
static_assert(!CanBeQueried<tws::Request>, "an order might hide in it");
static_assert(!std::constructible_from<Outbound, tws::Request>);

TEST(OrderEncoder, BuysTheComboWithItsLegsTrueSidesAtTheSignedNetPrice) {
    const Outbound message = OrderEncoder::place(submitted(OrderId(5)));
    EXPECT_EQ(message.priority(), Priority::order);
    const tws::PlaceOrder& place = placed(message);
    EXPECT_EQ(place.order_id, OrderId(5));
    EXPECT_EQ(place.contract.sec_type, tws::SecType::combo);
    EXPECT_EQ(place.contract.symbol, "XYZ");
    EXPECT_EQ(place.contract.exchange, "SMART");
    EXPECT_EQ(place.contract.currency, "USD");
    ASSERT_EQ(place.contract.combo_legs.size(), 2U);
    EXPECT_EQ(place.contract.combo_legs[0].con_id, ConId(world::long_conid));
    EXPECT_EQ(place.contract.combo_legs[0].action, tws::Action::buy);
    EXPECT_EQ(place.contract.combo_legs[0].ratio, 1);
    EXPECT_EQ(place.contract.combo_legs[0].exchange, "SMART");
    EXPECT_EQ(place.contract.combo_legs[0].open_close, 0);
    EXPECT_EQ(place.contract.combo_legs[1].con_id, ConId(world::short_conid));
    EXPECT_EQ(place.contract.combo_legs[1].action, tws::Action::sell);
    const tws::Order& order = *place.order;
    EXPECT_EQ(order.action, tws::Action::buy);
    EXPECT_EQ(order.order_type, tws::OrderType::limit);
    EXPECT_EQ(order.limit_price, world::price("-0.7"));
    EXPECT_EQ(order.total_quantity, Quantity::from_int(1));
    EXPECT_EQ(order.tif, tws::Tif::day);
    EXPECT_EQ(order.account, "DU1234567");
    EXPECT_EQ(order.order_ref, world::id_of(1).order_ref());
    EXPECT_EQ(order.smart_combo_routing, (std::vector<tws::TagValue>{{"NonGuaranteed", "0"}}));
    EXPECT_FALSE(order.what_if);
    EXPECT_TRUE(order.transmit);
    EXPECT_FALSE(order.outside_rth);
}

TEST(OrderEncoder, AnOrderThatIsGoodTillADateSaysItInUtc) {
    auto terms = world::terms();
    terms.in_force = trade::TimeInForce::gtd;
    terms.good_till = world::noon;
    const Outbound message = OrderEncoder::place(submitted(OrderId(5), terms));
    EXPECT_EQ(placed(message).order->tif, tws::Tif::gtd);
    EXPECT_EQ(placed(message).order->good_till_date, "20261123-17:00:00");
}

TEST(OrderEncoder, WhatWaitsInAGroupIsToldFromItsOwnSide) {
    const auto known = world::holding_put();
    const Outbound target =
        OrderEncoder::place(submitted(OrderId(5), world::waiting_close(), known));
    EXPECT_EQ(placed(target).order->oca_group, "ws1.1");
    EXPECT_EQ(placed(target).order->oca_type, 1);
    EXPECT_EQ(placed(target).order->order_type, tws::OrderType::limit);
    EXPECT_EQ(placed(target).order->tif, tws::Tif::gtc);
    const Outbound stop = OrderEncoder::place(submitted(OrderId(6), world::waiting_stop(), known));
    EXPECT_EQ(placed(stop).order->order_type, tws::OrderType::stop_limit);
    EXPECT_EQ(placed(stop).order->action, tws::Action::buy);
    EXPECT_EQ(placed(stop).order->aux_price, world::price("1.6"));
    EXPECT_EQ(placed(stop).order->limit_price, world::price("1.65"));
    const Outbound question =
        OrderEncoder::what_if(approved(world::waiting_stop(), known), OrderId(7));
    EXPECT_EQ(placed(question).order->oca_group, "") << "a question joins no group";
    EXPECT_EQ(placed(question).order->order_type, tws::OrderType::limit);
}

TEST(OrderEncoder, APreviewIsTheSameOrderAsAQuestion) {
    const Outbound preview = OrderEncoder::what_if(approved(), OrderId(6));
    const Outbound live = OrderEncoder::place(submitted(OrderId(6)));
    EXPECT_TRUE(placed(preview).order->what_if);
    EXPECT_TRUE(placed(preview).order->transmit) << "else TWS refuses it (413)";
    tws::PlaceOrder as_question = placed(live);
    as_question.order->what_if = true;
    EXPECT_EQ(placed(preview), as_question);
}

TEST(OrderEncoder, EveryVersionOfTheProtocolCanSayIt) {
    for (int version = 157; version <= 200; ++version) {
        std::string bytes;
        EXPECT_TRUE(tws::encode(OrderEncoder::place(submitted(OrderId(5))).request(),
                                tws::ServerVersion{version}, bytes));
    }
}

TEST(Pacer, ACancelStaysBehindItsOwnOrderWhileThatWaits) {
    using namespace std::chrono_literals;
    Pacer pacer({.messages = 10, .window = 1s, .reserved = 0});
    ASSERT_TRUE(pacer.enqueue(OrderEncoder::place(submitted(OrderId(5)))));
    ASSERT_TRUE(pacer.enqueue(cancel_order(OrderId(5))));
    ASSERT_TRUE(pacer.enqueue(cancel_order(OrderId(4))));
    const auto sent = pacer.take_ready(world::now);
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[0].order_id(), OrderId(4));
    EXPECT_TRUE(std::holds_alternative<tws::PlaceOrder>(sent[1].request()));
    EXPECT_EQ(sent[2], cancel_order(OrderId(5)));
}

TEST(Pacer, AnOrderThatHasNotLeftCanBeWithdrawn) {
    Pacer pacer({});
    ASSERT_TRUE(pacer.enqueue(OrderEncoder::place(submitted(OrderId(5)))));
    EXPECT_FALSE(pacer.withdraw(OrderId(6)));
    EXPECT_TRUE(pacer.withdraw(OrderId(5)));
    EXPECT_TRUE(pacer.take_ready(world::now).empty());
    EXPECT_FALSE(pacer.withdraw(OrderId(5)));
}

TEST(OrderNews, OpenOrder) {
    tws::OpenOrder message;
    message.order_id = OrderId(5);
    message.order->client_id = ClientId(1);
    message.order->perm_id = PermId(389211034);
    message.order->order_ref = "wsabc";
    message.state->status = tws::OrderStatusCode::presubmitted;
    message.state->warning_text = "capped";
    const OrderNews news = to_order_news(message);
    EXPECT_EQ(news.order,
              (trade::OrderAddress{OrderId(5), ClientId(1), PermId(389211034), "wsabc"}));
    const auto& seen = std::get<trade::OpenOrderSeen>(news.event);
    EXPECT_EQ(seen.status.status, trade::BrokerStatus::pre_submitted);
    EXPECT_EQ(seen.warning, "capped");
}

TEST(OrderNews, StatusKeepsAWordThatNobodyKnows) {
    tws::OrderStatus message;
    message.order_id = OrderId(5);
    message.status = tws::Coded<tws::OrderStatusCode>::from_text("Pondering");
    message.filled = Quantity::from_int(2);
    const auto seen = std::get<trade::StatusSeen>(to_order_news(message).event);
    EXPECT_EQ(seen.status.status, trade::BrokerStatus::unknown);
    EXPECT_EQ(seen.status.raw, "Pondering");
    EXPECT_EQ(seen.filled, Quantity::from_int(2));
}

TEST(OrderNews, EveryStatusOfTheWireIsKnownToTheOrderMachine) {
    for (const auto status :
         {tws::OrderStatusCode::api_pending, tws::OrderStatusCode::pending_submit,
          tws::OrderStatusCode::pending_cancel, tws::OrderStatusCode::presubmitted,
          tws::OrderStatusCode::submitted, tws::OrderStatusCode::api_cancelled,
          tws::OrderStatusCode::cancelled, tws::OrderStatusCode::filled,
          tws::OrderStatusCode::inactive}) {
        tws::OrderStatus message;
        message.status = status;
        const auto seen = std::get<trade::StatusSeen>(to_order_news(message).event);
        EXPECT_NE(seen.status.status, trade::BrokerStatus::unknown) << seen.status.raw;
    }
}

TEST(OrderNews, CompletedOrdersHaveNoOrderIdThatCouldBeUsed) {
    tws::CompletedOrder message;
    message.order->perm_id = PermId(9);
    message.order->order_ref = "wsabc";
    message.state->status = tws::OrderStatusCode::cancelled;
    message.state->completed_status = "Cancelled by Trader";
    const OrderNews news = to_order_news(message);
    EXPECT_EQ(news.order.order_id, OrderId(0));
    EXPECT_EQ(news.order.perm_id, PermId(9));
    EXPECT_EQ(std::get<trade::CompletedOrderSeen>(news.event).reason, "Cancelled by Trader");
}

// Recorded: an order of an unknown type gets nothing but code 321, and no status.
TEST(OrderNews, AnErrorIsAboutAnOrderWhenItsIdIsOne) {
    tws::ErrorMessage message;
    message.id = 40;
    message.code = 321;
    message.text = "Error validating request.-'bF' : cause - Invalid order type was entered";
    const auto news = to_order_news(message, ClientId(1));
    ASSERT_TRUE(news);
    EXPECT_EQ(news->order, (trade::OrderAddress{OrderId(40), ClientId(1), {}, {}}));
    const auto& error = std::get<trade::OrderErrorSeen>(news->event);
    EXPECT_EQ(error.error_class, trade::OrderErrorClass::possible_reject);
    message.id = first_request_id;
    EXPECT_EQ(to_order_news(message, ClientId(1)), std::nullopt);
    message.id = -1;
    EXPECT_EQ(to_order_news(message, ClientId(1)), std::nullopt);
}

TEST(OrderNews, ARejectionKeepsItsWholeText) {
    tws::ErrorMessage message;
    message.id = 40;
    message.code = 201;
    message.text = "Order rejected - reason:margin";
    message.advanced_order_reject_json = R"({"8229":"COMBOPAYOUT"})";
    const auto error = std::get<trade::OrderErrorSeen>(to_order_news(message, ClientId(1))->event);
    EXPECT_THAT(error.text, HasSubstr("margin"));
    EXPECT_THAT(error.text, HasSubstr("COMBOPAYOUT"));
}

/// As recorded from a paper gateway: a market order's fill.
tws::ExecDetails recorded_execution() {
    tws::ExecDetails message;
    message.req_id = RequestId(-1);
    message.contract.con_id = ConId(265598);
    message.contract.symbol = "AAPL";
    message.contract.sec_type = tws::SecType::stock;
    message.execution.order_id = OrderId(1);
    message.execution.exec_id = "0000e0d5.69dd7411.01.01";
    message.execution.time = "20260413 15:27:04 US/Eastern";
    message.execution.account = "DU9000001";
    message.execution.side = tws::ExecutionSide::bought;
    message.execution.shares = Quantity::from_int(1);
    message.execution.price = Price::parse("257.95").value();
    message.execution.perm_id = PermId(389211034);
    message.execution.cumulative_quantity = Quantity::from_int(1);
    return message;
}

TEST(Execution, AsRecorded) {
    const auto execution = to_execution(recorded_execution());
    ASSERT_TRUE(execution) << execution.error().message;
    EXPECT_EQ(execution->execution_id, "0000e0d5.69dd7411.01.01");
    EXPECT_EQ(execution->order.order_id, OrderId(1));
    EXPECT_EQ(execution->instrument.kind, trade::InstrumentKind::stock);
    EXPECT_EQ(execution->instrument.multiplier, 1);
    EXPECT_EQ(execution->side, options::Side::buy);
    EXPECT_EQ(execution->price, Price::parse("257.95").value());
    EXPECT_EQ(to_wire_time(execution->time), "20260413-19:27:04");
    EXPECT_FALSE(execution->liquidation);
}

TEST(Execution, OptionsAndCombos) {
    auto message = recorded_execution();
    message.contract.sec_type = tws::SecType::option;
    message.contract.multiplier = Quantity::from_int(100);
    message.contract.right = tws::Right::put;
    message.contract.strike = Price::from_int(480);
    message.contract.last_trade_date_or_month = "20261218";
    message.execution.side = tws::ExecutionSide::sold;
    const auto leg = to_execution(message).value();
    EXPECT_EQ(leg.instrument.kind, trade::InstrumentKind::option);
    EXPECT_EQ(leg.instrument.multiplier, 100);
    EXPECT_EQ(leg.instrument.right, options::Right::put);
    EXPECT_EQ(leg.instrument.strike, Price::from_int(480));
    EXPECT_EQ(leg.instrument.expiration, (Date{std::chrono::year(2026) / 12 / 18}));
    EXPECT_EQ(leg.side, options::Side::sell);

    message.contract = {};
    message.contract.sec_type = tws::SecType::combo;
    message.execution.price = Price::parse("-0.7").value();
    const auto combo = to_execution(message).value();
    EXPECT_EQ(combo.instrument.kind, trade::InstrumentKind::combo);
    EXPECT_EQ(combo.price, Price::parse("-0.7").value());
}

TEST(Execution, WhatCannotBeBookedIsAnErrorThatNamesIt) {
    auto message = recorded_execution();
    message.execution.side = tws::Coded<tws::ExecutionSide>::from_text("GIFT");
    ASSERT_FALSE(to_execution(message));
    EXPECT_EQ(to_execution(message).error().code, Errc::protocol);
    EXPECT_THAT(to_execution(message).error().message, HasSubstr("GIFT"));
    message = recorded_execution();
    message.execution.shares = Quantity{};
    EXPECT_FALSE(to_execution(message));
    message = recorded_execution();
    message.execution.exec_id.clear();
    EXPECT_FALSE(to_execution(message));
    message = recorded_execution();
    message.contract.sec_type = tws::SecType::option;
    ASSERT_FALSE(to_execution(message)) << "its money would be wrong a hundredfold";
    EXPECT_THAT(to_execution(message).error().message, HasSubstr("multiplier"));
}

// The same row must be the same each time that it is sent, else the ledger sees a conflict.
TEST(Execution, ATimeThatCannotBeReadDoesNotLoseTheFill) {
    auto message = recorded_execution();
    for (const char* const time : {"", "20260413 15:27:04", "20260413 15:27:04 Middle/Earth"}) {
        message.execution.time = time;
        const auto execution = to_execution(message);
        ASSERT_TRUE(execution);
        EXPECT_EQ(execution->time, UtcTime{});
    }
}

TEST(WireTime, ZonesAndUtc) {
    EXPECT_EQ(to_wire_time(parse_wire_time("20260105 09:30:00 US/Central").value()),
              "20260105-15:30:00");
    EXPECT_EQ(to_wire_time(parse_wire_time("20260705  09:30:00 US/Eastern").value()),
              "20260705-13:30:00");
    EXPECT_EQ(to_wire_time(parse_wire_time("20260105-09:30:00").value()), "20260105-09:30:00");
    EXPECT_EQ(to_wire_time(parse_wire_time("20260413 21:27:04 MET").value()), "20260413-19:27:04");
    for (const char* const bad :
         {"20260105", "20261305 09:30:00 GMT", "20260105 9:30:00 GMT", "20260105 25:30:00 GMT",
          "20260105 09:30 GMT", "20260105-", "now"}) {
        EXPECT_FALSE(parse_wire_time(bad)) << bad;
    }
}

TEST(Commission, ProfitIsAbsentForTradesThatOpen) {
    tws::CommissionReport message;
    message.exec_id = "0000e0d5.69dd7411.01.01";
    EXPECT_FALSE(to_commission(message)) << "no amount";
    message.commission = Money::from_int(1);
    message.currency = "USD";
    const auto commission = to_commission(message).value();
    EXPECT_EQ(commission.amount, Money::from_int(1));
    EXPECT_EQ(commission.realized_pnl, std::nullopt);
}

TEST(WhatIf, TheFirstOpenOrderMayHaveNoFigures) {
    tws::OpenOrder message;
    EXPECT_EQ(to_what_if(message), std::nullopt);
    message.state->margin.change.initial = Money{};
    message.state->max_commission = Money::parse("2.5").value();
    message.state->commission_currency = "USD";
    const auto closing = to_what_if(message);
    ASSERT_TRUE(closing) << "zero is a figure";
    EXPECT_EQ(closing->initial_margin_change_usd, Money{});
    EXPECT_EQ(closing->commission_usd, Money::parse("2.5").value()) << "the dearer end";
}

TEST(WhatIf, FiguresInAnotherCurrencyAreAbsent) {
    tws::OpenOrder message;
    message.state->margin.change.initial = Money::from_int(400);
    message.state->margin_currency = "EUR";
    const auto answer = to_what_if(message);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->initial_margin_change_usd, std::nullopt);
}

tws::AccountValue value(std::string key, std::string amount, std::string currency = "USD",
                        std::string account = "DU1") {
    return {std::move(key), std::move(amount), std::move(currency), std::move(account)};
}

TEST(AccountFigures, KeepsItsAccountsDollars) {
    AccountFigures figures("DU1");
    figures.apply(value("AvailableFunds", "1000.5"));
    figures.apply(value("NetLiquidation", "68000.00", "EUR"));
    figures.apply(value("BuyingPower", "5", "USD", "DU2"));
    figures.apply(value("Cushion", "0.5"));
    EXPECT_EQ(figures.available_funds_usd(), Money::parse("1000.5").value());
    EXPECT_EQ(figures.net_liquidation_usd(), std::nullopt);
    EXPECT_EQ(figures.buying_power_usd(), std::nullopt);
    figures.apply(value("AvailableFunds", ""));
    EXPECT_EQ(figures.available_funds_usd(), std::nullopt) << "empty texts occur";
}

TEST(AccountFigures, NothingIsKnownWhileTheBrokerIsNotReady) {
    AccountFigures figures("DU1");
    figures.apply(value("AvailableFunds", "1000"));
    figures.apply(value("accountReady", "false", ""));
    EXPECT_EQ(figures.available_funds_usd(), std::nullopt);
    figures.apply(value("AvailableFunds", "0"));
    EXPECT_EQ(figures.available_funds_usd(), std::nullopt);
    figures.apply(value("accountReady", "true", ""));
    EXPECT_EQ(figures.available_funds_usd(), std::nullopt) << "said before it was ready";
    figures.apply(value("AvailableFunds", "900"));
    EXPECT_EQ(figures.available_funds_usd(), Money::from_int(900));
}

TEST(Position, ShortAndFlatOnes) {
    tws::Position message;
    message.account = "DU1";
    message.contract.con_id = ConId(3);
    message.contract.sec_type = tws::SecType::option;
    message.contract.multiplier = Quantity::from_int(100);
    message.position = -Quantity::from_int(2);
    message.average_cost = Money::parse("70.65").value();
    const auto position = to_position(message).value();
    EXPECT_EQ(position.quantity, -Quantity::from_int(2));
    EXPECT_EQ(position.average_cost_usd, Money::parse("70.65").value());
    message.contract.multiplier.reset();
    EXPECT_FALSE(to_position(message));
}

}  // namespace
}  // namespace wingspread::broker
