#include "trade/order_machine.hpp"

#include "trade/helpers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

namespace wingspread::trade::testing {
namespace {

std::vector<Signal> all_signals() {
    std::vector<Signal> signals;
    for (std::size_t i = 0; i < signal_count; ++i) signals.push_back(static_cast<Signal>(i));
    return signals;
}

bool is_in(auto value, std::initializer_list<decltype(value)> values) {
    return std::ranges::count(values, value) > 0;
}

// ---- Laws of the whole table

TEST(OrderTransitions, OnlySendingMakesAnOrderSent) {
    for (const auto from : all_order_states) {
        for (const auto signal : all_signals()) {
            const auto to = transition(from, signal).to;
            if (to == OrderState::intended) EXPECT_EQ(from, OrderState::intended);
            if (to == OrderState::sending && from != to) {
                EXPECT_EQ(from, OrderState::intended);
                EXPECT_EQ(signal, Signal::send);
            }
            if (to == OrderState::refused && from != to) {
                EXPECT_EQ(from, OrderState::intended);
                EXPECT_EQ(signal, Signal::refuse);
            }
        }
    }
}

TEST(OrderTransitions, NoHintEndsAnOrder) {
    for (const auto from : all_order_states) {
        for (const auto signal : {Signal::acknowledge, Signal::open_working, Signal::status_working,
                                  Signal::hold, Signal::broker_cancelling, Signal::fill_part,
                                  Signal::perhaps_reject, Signal::cancel_request, Signal::verdict,
                                  Signal::lose_link, Signal::absent, Signal::note}) {
            const auto to = transition(from, signal).to;
            EXPECT_TRUE(to == from || !is_terminal(to))
                << to_string(from) << " by signal " << static_cast<int>(signal);
        }
    }
}

TEST(OrderTransitions, AnEndIsLeftOnlyByLifeOrExecutionsAndNeverSilently) {
    for (const auto from : all_order_states) {
        if (!is_terminal(from)) continue;
        for (const auto signal : all_signals()) {
            const auto [to, advice] = transition(from, signal);
            if (is_terminal(to)) continue;
            EXPECT_NE(advice, Advice::none)
                << to_string(from) << " by signal " << static_cast<int>(signal);
            const bool proves = is_in(signal, {Signal::open_working, Signal::fill_part});
            // What was refused or abandoned was never to be there: any word is one too many.
            const bool never_there = is_in(from, {OrderState::refused, OrderState::abandoned});
            EXPECT_TRUE(proves || never_there);
        }
    }
}

TEST(OrderTransitions, ExecutionsAreBelievedInEveryState) {
    for (const auto from : all_order_states) {
        EXPECT_EQ(transition(from, Signal::fill_whole).to, OrderState::filled);
        const auto [to, advice] = transition(from, Signal::fill_part);
        EXPECT_TRUE(may_fill(to) || is_in(to, {OrderState::filled, OrderState::cancelled}));
        EXPECT_NE(advice, Advice::impossible);
        if (is_terminal(from) && from != OrderState::filled) EXPECT_NE(advice, Advice::none);
    }
}

TEST(OrderTransitions, OnlyDoubtIsAbandoned) {
    for (const auto from : all_order_states) {
        const auto to = transition(from, Signal::proven_absent).to;
        EXPECT_EQ(to == OrderState::abandoned,
                  from == OrderState::in_doubt || from == OrderState::abandoned);
    }
}

TEST(OrderTransitions, ALostLinkLeavesNothingSurelySending) {
    for (const auto from : all_order_states) {
        const auto [to, advice] = transition(from, Signal::lose_link);
        EXPECT_NE(to, OrderState::sending);
        EXPECT_EQ(advice == Advice::resync, may_fill(from)) << to_string(from);
    }
}

TEST(OrderTransitions, WarningsAndUnknownCodesChangeNothing) {
    for (const auto from : all_order_states) {
        EXPECT_EQ(transition(from, Signal::note), (Transition{from, Advice::none}));
    }
}

TEST(OrderTransitions, ImpossibleMeansUnchanged) {
    for (const auto from : all_order_states) {
        for (const auto signal : all_signals()) {
            const auto [to, advice] = transition(from, signal);
            if (advice == Advice::impossible) EXPECT_EQ(to, from);
        }
    }
}

TEST(OrderTransitions, NothingIsSentTwice) {
    for (const auto from : all_order_states) {
        const bool fresh = from == OrderState::intended;
        EXPECT_EQ(transition(from, Signal::send).advice == Advice::impossible, !fresh);
    }
}

/// The table once more, as text: a change of any cell must be made twice and so be meant. Each cell
/// is a state and what it advises: nothing (.), resync (?), late fill (!), came back (^),
/// impossible (x).
TEST(OrderTransitions, EveryCellIsAsStated) {
    constexpr std::string_view states = "IRSWHCDFKJA";  // K: cancelled, J: rejected
    constexpr std::string_view advices = ".?!^x";
    constexpr std::array<std::string_view, signal_count> stated{
        "R. R. Sx Wx Hx Cx Dx Fx Kx Jx Ax",  // refuse
        "S. Rx Sx Wx Hx Cx Dx Fx Kx Jx Ax",  // send
        "D^ D^ S. W. H. C. D. F. K. J. D^",  // acknowledge
        "W^ W^ W. W. W. C. W. W? W^ W^ W^",  // open_working
        "D^ D^ W. W. W? C. W. F. K. J. D^",  // status_working
        "H^ H^ H. H. H. H? H. F. K. J. H^",  // hold
        "C^ C^ C. C. C. C. C. F. K. J. C^",  // broker_cancelling
        "K. K. K. K. K. K. K. F? K. J. K.",  // broker_cancelled
        "D^ D^ F. F. F. F. F. F. K? J? D^",  // broker_filled
        "D^ D^ W. W. W? C. W. F. K! D! D!",  // fill_part
        "F! F! F. F. F. F. F. F. F! F! F!",  // fill_whole
        "Ix R. J. W? J. J. J. F? J. J. J.",  // reject
        "Ix R. D? W? H? C? D? F. K. J. A.",  // perhaps_reject
        "Ix Rx C. C. C. C. D. Fx Kx Jx Ax",  // cancel_request
        "I. R. S? W? H? D? D? F. K. J. A.",  // verdict
        "I. R. D? W? H? C? D? F. K. J. A.",  // lose_link
        "I. R. D? D? D? D? D? F. K. J. A.",  // absent
        "Ix Rx Sx Wx Hx Cx A. Fx Kx Jx Ax",  // proven_absent
        "I. R. S. W. H. C. D. F. K. J. A.",  // note
    };
    for (const auto signal : all_signals()) {
        const auto row = stated[static_cast<std::size_t>(signal)];
        for (std::size_t i = 0; i < all_order_states.size(); ++i) {
            const auto [to, advice] = transition(all_order_states[i], signal);
            const std::string cell{states[static_cast<std::size_t>(to)],
                                   advices[static_cast<std::size_t>(advice)]};
            EXPECT_EQ(row.substr(i * 3, 2), cell)
                << to_string(all_order_states[i]) << " in " << row;
        }
    }
}

// ---- Stories of the handbook

class Order : public ::testing::Test {
  protected:
    OrderMachine order{units(2), std::nullopt};
    UtcTime at = noon;

    void SetUp() override { order.send(); }
    OrderMachine::Step open(std::string_view word) {
        return order.on(OpenOrderSeen{StatusWord::parse(word), ""}, at);
    }
    OrderMachine::Step status(std::string_view word, std::int64_t filled = 0) {
        return order.on(StatusSeen{StatusWord::parse(word), units(filled), std::nullopt, ""}, at);
    }
    OrderMachine::Step completed(std::string_view word, std::string reason = "") {
        return order.on(CompletedOrderSeen{StatusWord::parse(word), std::move(reason)}, at);
    }
    OrderMachine::Step error(int code, OrderErrorClass error_class, std::string text = "because") {
        return order.on(OrderErrorSeen{code, error_class, std::move(text)}, at);
    }
    OrderMachine::Step absent(Duration later) { return order.on(AbsentFromPass{}, at += later); }
    OrderMachine::Step lose_link() { return order.on(LinkLost{}, at); }
};

TEST_F(Order, RecordedMarketFill) {
    EXPECT_EQ(order.state(), OrderState::sending);
    open("PreSubmitted");
    EXPECT_EQ(order.state(), OrderState::working);
    status("PreSubmitted");
    order.on_executions(units(2));
    EXPECT_EQ(order.state(), OrderState::filled);
    open("Filled");
    status("Filled", 2);
    EXPECT_EQ(order.state(), OrderState::filled);
    EXPECT_FALSE(order.awaits_executions());
}

TEST_F(Order, FilledStatusBeforeExecutionsWaitsForThem) {
    status("Filled", 2);
    EXPECT_EQ(order.state(), OrderState::filled);
    EXPECT_EQ(order.filled(), units(2));
    EXPECT_TRUE(order.awaits_executions());
    order.on_executions(units(1));
    EXPECT_TRUE(order.awaits_executions());
    order.on_executions(units(2));
    EXPECT_FALSE(order.awaits_executions());
}

TEST_F(Order, OpenOrderFilledAwaitsExecutionsToo) {
    open("Filled");
    EXPECT_EQ(order.state(), OrderState::filled);
    EXPECT_TRUE(order.awaits_executions());
    EXPECT_EQ(order.filled(), units(0));
}

TEST_F(Order, FillBeforeAcknowledgement) {
    order.on_executions(units(1));
    EXPECT_EQ(order.state(), OrderState::working);
    EXPECT_EQ(order.remaining(), units(1));
    open("Submitted");
    EXPECT_EQ(order.state(), OrderState::working);
}

TEST_F(Order, StatusNeverLowersWhatIsFilled) {
    status("Submitted", 1);
    status("Submitted", 0);
    EXPECT_EQ(order.filled(), units(1));
    status("Submitted", 9);
    EXPECT_EQ(order.filled(), units(2));
}

TEST_F(Order, ACorrectionLowersWhatExecutionsSay) {
    open("Submitted");
    order.on_executions(units(2));
    order.on_executions(units(1));
    EXPECT_EQ(order.filled(), units(1));
    EXPECT_TRUE(order.awaits_executions());  // the state says filled
}

TEST_F(Order, OvertakenOpenOrderDoesNotReviveAWholeFill) {
    order.on_executions(units(2));
    const auto step = open("Submitted");
    EXPECT_FALSE(step.changed());
    EXPECT_EQ(step.advice, Advice::none);
}

TEST_F(Order, LateStatusDoesNotReviveACancelledOrderButOpenOrderDoes) {
    status("Cancelled");
    EXPECT_EQ(order.state(), OrderState::cancelled);
    EXPECT_FALSE(status("Submitted").changed());
    const auto step = open("Submitted");
    EXPECT_EQ(step.to, OrderState::working);
    EXPECT_EQ(step.advice, Advice::came_back);
}

TEST_F(Order, LateFillAfterCancel) {
    open("Submitted");
    order.on(CancelRequested{}, at);
    EXPECT_EQ(order.state(), OrderState::cancelling);
    error(202, OrderErrorClass::ended, "Order Canceled");
    status("Cancelled");
    EXPECT_EQ(order.state(), OrderState::cancelled);
    EXPECT_EQ(order.reason(), "202: Order Canceled");
    auto step = order.on_executions(units(1));
    EXPECT_EQ(step.advice, Advice::late_fill);
    EXPECT_EQ(order.state(), OrderState::cancelled);
    EXPECT_EQ(order.filled(), units(1));
    step = order.on_executions(units(2));
    EXPECT_EQ(step.to, OrderState::filled);
    EXPECT_EQ(step.advice, Advice::late_fill);
}

TEST_F(Order, FillWinsTheRaceAgainstTheCancel) {
    open("Submitted");
    order.on(CancelRequested{}, at);
    const auto verdict = error(10148, OrderErrorClass::cancel_verdict, "cannot cancel: Filled");
    EXPECT_EQ(verdict.to, OrderState::in_doubt);
    EXPECT_EQ(verdict.advice, Advice::resync);
    order.on_executions(units(2));
    EXPECT_EQ(order.state(), OrderState::filled);
}

TEST_F(Order, AVerdictLeavesAWorkingOrderWorking) {
    open("Submitted");
    const auto step = error(105, OrderErrorClass::cancel_verdict);
    EXPECT_FALSE(step.changed());
    EXPECT_EQ(step.advice, Advice::resync);
}

TEST_F(Order, ConfirmedRejectEndsANewOrder) {
    const auto step = error(201, OrderErrorClass::confirmed_reject, "margin");
    EXPECT_EQ(step.to, OrderState::rejected);
    EXPECT_EQ(order.reason(), "201: margin");
    EXPECT_FALSE(status("Cancelled").changed());
    EXPECT_FALSE(status("Inactive").changed());
}

TEST_F(Order, InactiveThenTheRejectComesToTheSame) {
    status("Inactive");
    EXPECT_EQ(order.state(), OrderState::held);
    error(201, OrderErrorClass::confirmed_reject);
    EXPECT_EQ(order.state(), OrderState::rejected);
}

TEST_F(Order, NoCodeEndsAnOrderThatWorkedOrFilled) {
    open("Submitted");
    auto step = error(201, OrderErrorClass::confirmed_reject);
    EXPECT_EQ(step, (OrderMachine::Step{OrderState::working, OrderState::working, Advice::resync}));
    OrderMachine filled(units(2), std::nullopt);
    filled.send();
    filled.on_executions(units(1));
    step = filled.on(OrderErrorSeen{201, OrderErrorClass::confirmed_reject, ""}, at);
    EXPECT_FALSE(is_terminal(step.to));
    EXPECT_EQ(step.advice, Advice::resync);
}

TEST_F(Order, UnlistedRefusalsAreDoubt) {
    const auto step = error(321, OrderErrorClass::possible_reject);
    EXPECT_EQ(step.to, OrderState::in_doubt);
    EXPECT_EQ(step.advice, Advice::resync);
    open("Submitted");
    EXPECT_EQ(order.state(), OrderState::working);
}

TEST_F(Order, WarningsKeepTheirTextAndTheOrder) {
    open("Submitted");
    for (const int code : {399, 2109, 10349, 2161}) {
        EXPECT_FALSE(error(code, OrderErrorClass::warning, "text").changed());
        EXPECT_EQ(order.last_warning(), std::to_string(code) + ": text");
    }
    EXPECT_FALSE(error(4711, OrderErrorClass::unknown).changed());
    EXPECT_FALSE(status("Pondering").changed());
    EXPECT_EQ(order.reason(), "");
}

TEST_F(Order, FokUnfilledIsHeldAndIocIsCancelled) {
    status("Inactive");
    EXPECT_EQ(order.state(), OrderState::held);
    OrderMachine ioc(units(1), std::nullopt);
    ioc.send();
    ioc.on(StatusSeen{StatusWord::parse("PendingCancel"), {}, std::nullopt, ""}, at);
    EXPECT_EQ(ioc.state(), OrderState::cancelling);
    ioc.on(StatusSeen{StatusWord::parse("Cancelled"), {}, std::nullopt, ""}, at);
    EXPECT_EQ(ioc.state(), OrderState::cancelled);
}

TEST_F(Order, AfterALostLinkTheBrokersBooksDecide) {
    EXPECT_EQ(lose_link().to, OrderState::in_doubt);
    EXPECT_EQ(completed("Cancelled", "expired").to, OrderState::cancelled);
    EXPECT_EQ(order.reason(), "expired");
}

TEST_F(Order, NothingWorksAmongTheCompleted) {
    lose_link();
    EXPECT_FALSE(completed("Submitted").changed());
    EXPECT_EQ(completed("Filled").to, OrderState::filled);
    EXPECT_TRUE(order.awaits_executions());
}

TEST_F(Order, AbsenceNeedsTwoPassesHalfAMinuteApart) {
    EXPECT_EQ(absent(1s).to, OrderState::in_doubt);
    EXPECT_EQ(absent(29s).to, OrderState::in_doubt);
    EXPECT_EQ(absent(1s).to, OrderState::abandoned);
    const auto step = open("Submitted");
    EXPECT_EQ(step.to, OrderState::working);
    EXPECT_EQ(step.advice, Advice::came_back);
}

TEST_F(Order, AbsenceStartsAnewWithTheLink) {
    absent(1s);
    lose_link();
    EXPECT_EQ(absent(60s).to, OrderState::in_doubt);
    EXPECT_EQ(absent(30s).to, OrderState::abandoned);
}

TEST_F(Order, WhatHasBeenHeardOfIsNeverAbandonedByTheProgram) {
    status("PendingSubmit");
    EXPECT_EQ(order.state(), OrderState::sending);
    for (int pass = 0; pass < 5; ++pass) absent(60s);
    EXPECT_EQ(order.state(), OrderState::in_doubt);
    EXPECT_FALSE(order.resolve(OrderState::working, "?"));
    EXPECT_EQ(order.resolve(OrderState::cancelled, "seen in TWS")->to, OrderState::cancelled);
    EXPECT_EQ(order.reason(), "seen in TWS");
    EXPECT_EQ(order.resolve(OrderState::cancelled, "again").error().code, Errc::conflict);
}

TEST_F(Order, AnOrderWithAnEndIsNotAbandonedBeforeIt) {
    OrderMachine dated(units(1), noon + 5min);
    dated.send();
    UtcTime moment = noon;
    for (int pass = 0; pass < 10; ++pass) dated.on(AbsentFromPass{}, moment += 30s);
    EXPECT_EQ(dated.state(), OrderState::in_doubt);
    dated.on(AbsentFromPass{}, moment += 30s);
    EXPECT_EQ(dated.state(), OrderState::in_doubt);
    dated.on(AbsentFromPass{}, moment += 30s);
    EXPECT_EQ(dated.state(), OrderState::abandoned);
}

TEST(OrderBeforeSending, IsOnlyRefusedOrSent) {
    OrderMachine order(units(1), std::nullopt);
    EXPECT_EQ(order.on(CancelRequested{}, noon).advice, Advice::impossible);
    EXPECT_FALSE(order.on(LinkLost{}, noon).changed());
    EXPECT_EQ(order.refuse("too large").to, OrderState::refused);
    EXPECT_EQ(order.reason(), "too large");
    EXPECT_EQ(order.send().advice, Advice::impossible);
    EXPECT_EQ(order.state(), OrderState::refused);
}

TEST(OrderMachine, KeepsWhatTheBrokerWarnsOfAndWhyItHolds) {
    OrderMachine machine(units(1), std::nullopt);
    machine.send();
    machine.on(OpenOrderSeen{StatusWord::parse("Submitted"), "your order is capped"}, noon);
    EXPECT_EQ(machine.last_warning(), "your order is capped");
    machine.on(OpenOrderSeen{StatusWord::parse("Submitted"), ""}, noon);
    EXPECT_EQ(machine.last_warning(), "your order is capped");
    machine.on(StatusSeen{StatusWord::parse("Submitted"), {}, {}, "locate"}, noon);
    EXPECT_EQ(machine.reason(), "") << "it works";
    machine.on(StatusSeen{StatusWord::parse("Inactive"), {}, {}, "locate"}, noon);
    EXPECT_EQ(machine.reason(), "locate");
    machine.on(StatusSeen{StatusWord::parse("Inactive"), {}, {}, ""}, noon);
    EXPECT_EQ(machine.reason(), "locate");
}

TEST(OrderMachine, AWordThatNobodyKnowsChangesNothing) {
    OrderMachine machine(units(1), std::nullopt);
    machine.send();
    const auto step = machine.on(StatusSeen{StatusWord::parse("Pondering"), {}, {}, ""}, noon);
    EXPECT_EQ(step.to, OrderState::sending);
}

TEST(OrderMachine, DoubtIsResolvedToAnEndAndToNothingElse) {
    for (const auto ended : all_order_states) {
        OrderMachine machine(units(1), std::nullopt);
        machine.send();
        EXPECT_FALSE(machine.resolve(ended, "seen")) << "not in doubt";
        machine.on(LinkLost{}, noon);
        ASSERT_EQ(machine.state(), OrderState::in_doubt);
        const bool possible = is_in(ended, {OrderState::cancelled, OrderState::rejected,
                                            OrderState::abandoned, OrderState::filled});
        EXPECT_EQ(machine.resolve(ended, "seen").has_value(), possible) << to_string(ended);
        EXPECT_EQ(machine.state(), possible ? ended : OrderState::in_doubt);
        EXPECT_EQ(machine.reason(), possible ? "seen" : "");
    }
}

TEST(OrderMachine, AbsenceProvesNothingOfAnOrderThatIsNotInDoubt) {
    OrderMachine machine(units(1), std::nullopt);
    machine.send();
    EXPECT_EQ(machine.on(AbsentFromPass{}, noon).to, OrderState::in_doubt);
    EXPECT_EQ(machine.resolve(OrderState::cancelled, "seen").value().to, OrderState::cancelled);
    EXPECT_EQ(machine.on(AbsentFromPass{}, noon + 1h).to, OrderState::cancelled);
}

}  // namespace
}  // namespace wingspread::trade::testing
