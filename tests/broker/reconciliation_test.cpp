#include "broker/reconciliation.hpp"

#include "tws/codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using Q = BookQuestion;
using A = AnswerState;

Now at(Duration since_start) { return Now{} + since_start; }

struct Fixture {
    void ask(const std::vector<Outbound>& messages) {
        for (const auto& message : messages) asked.push_back(message.request());
    }
    void begin(bool resubscribe = false) { ask(machine.start(resubscribe, now)); }
    template <class Message>
    void answer(Message message) {
        ask(machine.on_answer(tws::Answer(std::move(message)), now));
    }
    void pass(Duration step) {
        now = now + step;
        ask(machine.on_time(now));
    }
    std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (const auto& request : asked) result.emplace_back(tws::name_of(request));
        return result;
    }
    RequestId executions_id() const { return std::get<tws::ReqExecutions>(asked.back()).req_id; }
    void answer_all() {
        answer(tws::OpenOrderEnd{});
        answer(tws::CompletedOrdersEnd{});
        answer(tws::ExecDetailsEnd{executions_id()});
        answer(tws::PositionEnd{});
        answer(tws::AccountDownloadEnd{"DU1"});
    }

    RequestIds ids;
    Reconciliation machine{"DU1", {.time_allowed = 15s}, ids};
    Now now = at(0s);
    std::vector<tws::Request> asked;
};

TEST(Reconciliation, AsksInTheOrderInWhichNoOrderCanSlipThrough) {
    Fixture f;
    f.begin();
    EXPECT_THAT(f.names(),
                ElementsAre("req_all_open_orders", "req_positions", "req_account_updates"));
    f.answer(tws::OpenOrderEnd{});
    EXPECT_EQ(f.names().back(), "req_completed_orders");
    f.answer(tws::CompletedOrdersEnd{});
    EXPECT_EQ(f.names().back(), "req_executions");
    EXPECT_EQ(f.asked.size(), 5U);
    f.answer(tws::ExecDetailsEnd{f.executions_id()});
    f.answer(tws::PositionEnd{});
    EXPECT_FALSE(f.machine.finished());
    f.answer(tws::AccountDownloadEnd{"DU1"});
    EXPECT_TRUE(f.machine.finished());
    EXPECT_TRUE(f.machine.complete());
    EXPECT_EQ(f.machine.next_wakeup(), std::nullopt);
}

TEST(Reconciliation, CollectsWhatTheBrokerSays) {
    Fixture f;
    f.begin();
    f.answer(tws::OpenOrder{OrderId(3), {}, {}, {}});
    f.answer(tws::OrderStatus{.order_id = OrderId(3), .status = {}, .why_held = {}});
    f.answer(tws::OpenOrderEnd{});
    f.answer(tws::OpenOrder{OrderId(4), {}, {}, {}});
    f.answer(tws::CompletedOrder{});
    f.answer(tws::CompletedOrdersEnd{});
    tws::ExecDetails live;
    live.req_id = RequestId(-1);
    f.answer(live);
    tws::ExecDetails asked_for;
    asked_for.req_id = f.executions_id();
    f.answer(asked_for);
    f.answer(tws::Position{"DU1", {}, {}, {}});
    f.answer(tws::AccountValue{"NetLiquidation", "1", "USD", "DU1"});
    const BrokerBooks& books = f.machine.books();
    ASSERT_EQ(books.open_orders.size(), 1U) << "what comes after the end is no part of the answer";
    EXPECT_EQ(books.open_orders[0].order_id, OrderId(3));
    EXPECT_EQ(books.statuses.size(), 1U);
    EXPECT_EQ(books.completed_orders.size(), 1U);
    EXPECT_EQ(books.executions.size(), 1U);
    EXPECT_EQ(books.positions.size(), 1U);
    EXPECT_EQ(books.account_values.size(), 1U);
}

TEST(Reconciliation, AFillWhileOtherAnswersAreDueChangesThePositionsThatWereTold) {
    Fixture f;
    f.begin();
    f.answer(tws::Position{"DU1", {}, Quantity::from_int(1), {}});
    f.answer(tws::PositionEnd{});
    f.answer(tws::Position{"DU1", {}, Quantity::from_int(2), {}});
    const auto& positions = f.machine.books().positions;
    ASSERT_EQ(positions.size(), 2U);
    EXPECT_EQ(positions.back().position, Quantity::from_int(2)) << "the last word counts";
    f.answer(tws::OpenOrderEnd{});
    f.answer(tws::CompletedOrdersEnd{});
    f.answer(tws::ExecDetailsEnd{f.executions_id()});
    f.answer(tws::AccountDownloadEnd{"DU1"});
    EXPECT_TRUE(f.machine.complete());
}

// Recorded from a real gateway: reqExecutions without any execution had no end marker.
TEST(Reconciliation, AnAnswerWithoutAnEndIsIncompleteAndNeverNone) {
    Fixture f;
    f.begin();
    f.answer(tws::OpenOrderEnd{});
    f.answer(tws::CompletedOrdersEnd{});
    f.answer(tws::PositionEnd{});
    f.answer(tws::AccountDownloadEnd{"DU1"});
    EXPECT_EQ(f.machine.next_wakeup(), at(15s).monotonic);
    f.pass(15s);
    EXPECT_TRUE(f.machine.finished());
    EXPECT_FALSE(f.machine.complete());
    EXPECT_EQ(f.machine.state(Q::executions), A::incomplete);
    EXPECT_THAT(f.machine.problem(Q::executions), HasSubstr("executions"));
    EXPECT_EQ(f.machine.state(Q::open_orders), A::complete);
}

TEST(Reconciliation, EachSilentQuestionTimesOutAndTheNextIsStillAsked) {
    Fixture f;
    f.begin();
    f.pass(15s);
    EXPECT_EQ(f.machine.state(Q::open_orders), A::incomplete);
    EXPECT_EQ(f.machine.state(Q::positions), A::incomplete);
    EXPECT_EQ(f.machine.state(Q::completed_orders), A::asked);
    f.pass(15s);
    f.pass(15s);
    EXPECT_TRUE(f.machine.finished());
    EXPECT_FALSE(f.machine.complete());
}

TEST(Reconciliation, ARefusedQuestionHasFailed) {
    Fixture f;
    f.begin();
    tws::ErrorMessage refused;
    refused.code = 2101;
    refused.text = "Failed to subscribe to account";
    f.answer(refused);
    EXPECT_EQ(f.machine.state(Q::account), A::failed);
    f.answer(tws::OpenOrderEnd{});
    f.answer(tws::CompletedOrdersEnd{});
    refused.id = f.executions_id().value();
    refused.code = 2104;
    f.answer(refused);
    EXPECT_EQ(f.machine.state(Q::executions), A::asked) << "a notice refuses nothing";
    refused.code = 321;
    f.answer(refused);
    EXPECT_EQ(f.machine.state(Q::executions), A::failed);
}

TEST(Reconciliation, ALostConnectionFailsWhatIsNotComplete) {
    Fixture f;
    f.begin();
    f.answer(tws::PositionEnd{});
    f.machine.on_interrupted("cut");
    EXPECT_TRUE(f.machine.finished());
    EXPECT_FALSE(f.machine.complete());
    EXPECT_EQ(f.machine.state(Q::positions), A::complete);
    EXPECT_EQ(f.machine.state(Q::executions), A::failed);
    EXPECT_EQ(f.machine.problem(Q::executions), "cut");
    EXPECT_EQ(f.machine.next_wakeup(), std::nullopt);
}

TEST(Reconciliation, AnotherAccountsEndIsNotOurs) {
    Fixture f;
    f.begin();
    f.answer(tws::AccountDownloadEnd{"DU2"});
    EXPECT_EQ(f.machine.state(Q::account), A::asked);
}

// From a simulated day: an order filled between the list of positions and the end of the run.
TEST(Reconciliation, PositionsThatChangeAfterTheirEndAreTheLastWord) {
    Fixture f;
    f.begin();
    tws::Position position;
    position.account = "DU1";
    position.contract.con_id = ConId(7);
    position.position = Quantity::from_int(-1);
    f.answer(position);
    f.answer(tws::PositionEnd{});
    position.position = Quantity::from_int(-2);
    f.answer(position);
    f.answer(tws::OpenOrderEnd{});
    f.answer(tws::CompletedOrdersEnd{});
    f.answer(tws::ExecDetailsEnd{f.executions_id()});
    f.answer(tws::AccountDownloadEnd{"DU1"});
    ASSERT_TRUE(f.machine.complete());
    ASSERT_EQ(f.machine.books().positions.size(), 2U);
    EXPECT_EQ(f.machine.books().positions.back().position, Quantity::from_int(-2));
}

TEST(Reconciliation, ASecondRunAsksAnewAndKeepsNothing) {
    Fixture f;
    f.begin();
    f.answer(tws::OpenOrder{OrderId(3), {}, {}, {}});
    f.answer_all();
    ASSERT_TRUE(f.machine.complete());
    const RequestId before = f.executions_id();
    f.asked.clear();
    f.begin(true);
    EXPECT_THAT(f.names(), ElementsAre("req_all_open_orders", "cancel_positions", "req_positions",
                                       "req_account_updates", "req_account_updates"));
    EXPECT_FALSE(std::get<tws::ReqAccountUpdates>(f.asked[3]).subscribe);
    EXPECT_TRUE(f.machine.books().open_orders.empty());
    EXPECT_FALSE(f.machine.finished());
    f.answer(tws::OpenOrderEnd{});
    f.answer(tws::CompletedOrdersEnd{});
    f.answer(tws::ExecDetailsEnd{before});
    EXPECT_EQ(f.machine.state(Q::executions), A::asked) << "that end was of the first run";
}

}  // namespace
}  // namespace wingspread::broker
