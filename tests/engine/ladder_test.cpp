#include "engine/bench.hpp"

#include <gtest/gtest.h>

/// Changes of a working order's limit, message by message, and what may still stop an order between
/// its commit and its write.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

struct WorkedOrder : ::testing::Test {
    void SetUp() override {
        bench.make_ready();
        ASSERT_TRUE(bench.is_ready()) << bench.core->health().reason;
    }
    static engine::OrderRequest walking() {
        auto request = bull_put();
        request.price_rule = engine::PriceRule::mid;
        request.ladder = engine::LadderRequest{.steps = 3, .interval = 10s, .hold = 30s};
        return request;
    }
    void place() {
        bench.place(walking());
        ASSERT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
    }
    /// The broker states the order as it stands.
    void state(const tws::PlaceOrder& order) {
        tws::OpenOrder open{order.order_id, order.contract, order.order, {}};
        open.order->client_id = ClientId(1);
        open.state->status = tws::OrderStatusCode::submitted;
        bench.puppet.open_orders = {open};
        bench.tell(open);
    }
    [[nodiscard]] tws::PlaceOrder placed() const { return bench.puppet.orders().front(); }
    [[nodiscard]] tws::PlaceOrder last() const { return bench.puppet.orders().back(); }
    [[nodiscard]] std::size_t sent() const { return bench.puppet.orders().size(); }
    [[nodiscard]] engine::OrderView order() const { return bench.core->orders().back(); }
    void halt_after_commit_of(auto is_it) {
        bench.after_commit = [this, is_it](const trade::JournalRecord& record) {
            if (!is_it(record)) return;
            bench.after_commit = {};
            (void)bench.core->step(
                engine::TurnSwitch{engine::CommandId(99), trade::TradingState::halted,
                                   trade::Authority::person, "while the journal writes"},
                bench.now);
        };
    }

    Bench bench;
};

TEST_F(WorkedOrder, IsAskedAboutAtItsWorstPriceAndPlacedAtItsFirst) {
    place();
    const auto asked = bench.puppet.what_ifs().front();
    EXPECT_EQ(*asked.order->limit_price, *order().worst_price);
    EXPECT_LT(*placed().order->limit_price, *asked.order->limit_price);
}

TEST_F(WorkedOrder, AStepIsTheSameOrderWithAnotherLimit) {
    place();
    bench.pass(11s);
    ASSERT_EQ(sent(), 2U);
    EXPECT_EQ(last().order_id, placed().order_id);
    EXPECT_EQ(last().order->order_ref, placed().order->order_ref);
    EXPECT_EQ(last().order->total_quantity, placed().order->total_quantity);
    EXPECT_GT(*last().order->limit_price, *placed().order->limit_price);
    EXPECT_EQ(order().limit_price, *last().order->limit_price);
    EXPECT_EQ(order().ladder_step, 1);
}

TEST_F(WorkedOrder, AStepCarriesTheContractThatTheBrokerStated) {
    place();
    auto echoed = placed();
    std::swap(echoed.contract.combo_legs[0], echoed.contract.combo_legs[1]);
    echoed.contract.local_symbol = "28812380";
    state(echoed);
    bench.pass(11s);
    ASSERT_EQ(sent(), 2U);
    EXPECT_EQ(last().contract, echoed.contract);
}

TEST_F(WorkedOrder, OfWhichTheBrokerStatesOtherLegsStaysAsItIs) {
    bench.puppet.acknowledges_orders = false;
    place();
    auto other = placed();
    other.contract.combo_legs[0].ratio = 2;
    state(other);
    ASSERT_EQ(order().state, "working");
    bench.pass(1min);
    EXPECT_EQ(sent(), 1U);
}

TEST_F(WorkedOrder, NoStepIsSentBeforeTheLastOneIsStated) {
    place();
    bench.puppet.acknowledges_orders = false;
    bench.pass(11s);
    ASSERT_EQ(sent(), 2U);
    bench.pass(9s);
    EXPECT_EQ(sent(), 2U);
    state(last());
    bench.pass(2s);
    EXPECT_EQ(sent(), 3U);
}

TEST_F(WorkedOrder, NoStepIsSentWhileACancelIsUnderWay) {
    place();
    bench.cancel(order().id);
    bench.pass(1min);
    EXPECT_EQ(sent(), 1U);
}

TEST_F(WorkedOrder, ARefusedChangeIsTriedAgainWithTheSamePrice) {
    place();
    bench.puppet.acknowledges_orders = false;
    bench.pass(11s);
    ASSERT_EQ(sent(), 2U);
    bench.tell_error(static_cast<std::int32_t>(placed().order_id.value()), 2102);
    state(placed());
    bench.pass(11s);
    ASSERT_EQ(sent(), 3U);
    EXPECT_EQ(*last().order->limit_price, *bench.puppet.orders()[1].order->limit_price);
}

TEST_F(WorkedOrder, NothingIsSentWhenTheSwitchIsTurnedDuringItsCommit) {
    halt_after_commit_of([](const trade::JournalRecord& record) {
        return std::holds_alternative<trade::SubmissionRecorded>(record);
    });
    bench.place(walking());
    ASSERT_FALSE(bench.order_answer());
    EXPECT_NE(bench.order_answer().error().message.find("halted"), std::string::npos);
    EXPECT_TRUE(bench.puppet.orders().empty());
    EXPECT_EQ(order().state, "in_doubt") << "the journal says that it may have been sent";
    bench.pass(2min);
    EXPECT_EQ(order().state, "abandoned") << "two passes have shown that it was not";
}

TEST_F(WorkedOrder, NoChangeIsSentWhenTheSwitchIsTurnedDuringItsCommit) {
    place();
    halt_after_commit_of([](const trade::JournalRecord& record) {
        return std::holds_alternative<trade::RepriceRecorded>(record);
    });
    bench.pass(11s);
    EXPECT_EQ(sent(), 1U);
    EXPECT_EQ(bench.core->health().trading, "halted");
    bench.pass(1min);
    EXPECT_EQ(sent(), 1U);
}

}  // namespace
}  // namespace wingspread::engine_test
