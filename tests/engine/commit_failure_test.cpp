#include "engine/bench.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>

/// The journal fails at each of its commits in turn: nothing is sent on what is not durable,
/// everybody is answered, and whoever starts anew finds the same books.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

constexpr auto never = std::numeric_limits<std::size_t>::max();

/// A day's work with a journal that breaks after so many records, and stays broken.
class Story {
  public:
    explicit Story(std::size_t breaks_after, trade::Environment environment)
        : bench(config_of(environment)) {
        bench.after_commit = [this, breaks_after](const trade::JournalRecord&) {
            if (++records < breaks_after || breaks_after == never) return;
            bench.disk->failing_commits = std::numeric_limits<int>::max();
            if (!orders_when_broken) orders_when_broken = bench.puppet.orders().size();
        };
    }

    void live() {
        bench.make_ready();
        arm("trade DU1 with real money", 8h);
        place(with_exits(bull_put()));
        fill_last();
        hold(1);
        bench.pass(2min);
        bench.preview(bull_put());
        place(walking(bull_put()));
        bench.pass(30s);
        cancel_last();
        add_exit(first_order(), {.stop = trade::ExitLevel{std::nullopt, *Price::parse("3")}});
        remove_exit();
        turn(trade::TradingState::reducing);
        turn(trade::TradingState::active);
        bench.tell_error(-1, 1102);
        bench.pass(1min);
        roll_up();
        fill_last();
        hold(0);
        bench.pass(2min);
        place(bull_put());
        bench.cut();
        bench.pass(5min);
        resolve(last_order());
        adopt();
        bench.pass(1h);
        arm("", Duration{});
    }

    [[nodiscard]] std::size_t answers() const {
        return bench.order_answers.size() + bench.preview_answers.size() +
               bench.adoption_answers.size() + bench.switch_answers.size() +
               bench.exit_answers.size();
    }

    Bench bench;
    std::size_t records = 0;
    std::size_t asked = 0;
    std::optional<std::size_t> orders_when_broken;

  private:
    static engine::TradeConfig config_of(trade::Environment environment) {
        auto config = usual_config();
        config.orders.environment = environment;
        return config;
    }
    engine::CommandId command() {
        ++asked;
        return engine::CommandId(1000 + asked);
    }
    engine::OrderRequest with_exits(engine::OrderRequest request) const {
        request.exits = trade::ExitRules{.at = bench.now.market + 3min};
        return request;
    }
    static engine::OrderRequest walking(engine::OrderRequest request) {
        request.price_rule = engine::PriceRule::mid;
        request.ladder = engine::LadderRequest{.steps = 3, .interval = 5s};
        return request;
    }
    void place(const engine::OrderRequest& request) {
        bench.step(engine::PlaceOrder{command(), request});
        bench.pass(100ms);
    }
    void roll_up() {
        auto request = bull_put();
        request.rolled_from = request.structure;
        request.structure.legs[0].strike = *Price::parse("70");
        request.structure.legs[1].strike = *Price::parse("72");
        request.action = engine::OrderAction::roll;
        place(request);
    }
    void fill_last() {
        const auto orders = bench.puppet.orders();
        if (!orders.empty()) bench.fill(orders.back());
    }
    void hold(int units) {
        for (const auto& [conid, sign] : {std::pair{102, -1}, std::pair{101, 1}}) {
            tws::Position position;
            position.account = "DU1";
            position.contract.con_id = ConId(conid);
            position.contract.sec_type = tws::SecType::option;
            position.contract.symbol = "KO";
            position.contract.multiplier = Quantity::from_int(100);
            position.position = Quantity::from_int(units * sign);
            bench.tell(position);
        }
    }
    [[nodiscard]] std::string first_order() const {
        const auto orders = bench.core->orders();
        return orders.empty() ? "0000000000000000000000000a" : orders.front().id;
    }
    [[nodiscard]] std::string last_order() const {
        const auto orders = bench.core->orders();
        return orders.empty() ? "0000000000000000000000000a" : orders.back().id;
    }
    void cancel_last() { bench.step(engine::CancelOrder{command(), last_order()}); }
    void add_exit(const std::string& order, const trade::ExitRules& rules) {
        bench.step(engine::AddExit{command(), order, rules});
    }
    void remove_exit() {
        const auto exits = bench.core->exits();
        const auto id = exits.empty() ? "0000000000000000000000000a" : exits.back().id;
        bench.step(engine::RemoveExit{command(), id});
    }
    void turn(trade::TradingState to) {
        bench.step(engine::TurnSwitch{command(), to, trade::Authority::person, "the story"});
    }
    void resolve(const std::string& order) {
        bench.step(engine::ResolveOrder{command(), order, trade::OrderState::abandoned, "looked"});
    }
    void adopt() { bench.step(engine::AdoptPositions{command(), "KO", "looked"}); }
    void arm(std::string words, Duration length) {
        bench.step(engine::ArmLive{command(), std::move(words), length});
    }
};

std::size_t records_of_a_whole_story(trade::Environment environment) {
    Story story(never, environment);
    story.live();
    EXPECT_EQ(story.answers(), story.asked + 1) << "and the preview's";
    return story.records;
}

class AfterEachCommit : public ::testing::TestWithParam<trade::Environment> {};

TEST_P(AfterEachCommit, NothingIsSentAndEverybodyIsAnswered) {
    const auto all = records_of_a_whole_story(GetParam());
    ASSERT_GT(all, 40U) << "a story in which little happens proves little";
    // What only a live gateway does differently is early in the story.
    const std::size_t stride = GetParam() == trade::Environment::live ? 7 : 1;
    for (std::size_t breaks_after = 1; breaks_after < all; breaks_after += stride) {
        SCOPED_TRACE(fmt::format("broken after {} records", breaks_after));
        Story story(breaks_after, GetParam());
        story.live();
        ASSERT_TRUE(story.orders_when_broken);
        // What the last durable record has promised may still leave.
        EXPECT_LE(story.bench.puppet.orders().size(), *story.orders_when_broken + 1);
        EXPECT_EQ(story.answers(), story.asked + 1);
        EXPECT_EQ(story.bench.core->health().trading, "halted");
        EXPECT_NE(story.bench.core->health().trading_reason.find("journal"), std::string::npos);
        if (::testing::Test::HasFailure()) break;
    }
}

INSTANTIATE_TEST_SUITE_P(Story, AfterEachCommit,
                         ::testing::Values(trade::Environment::simulated, trade::Environment::live),
                         [](const auto& chosen) {
                             return std::string(trade::to_string(chosen.param));
                         });

}  // namespace
}  // namespace wingspread::engine_test
