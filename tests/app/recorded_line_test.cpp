#include "app/engine_setup.hpp"
#include "data/replay.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <map>

namespace wingspread::app {
namespace {

using namespace std::chrono_literals;

/// A folder of recorded chains, or empty: then these tests are skipped, and say so.
std::string data_dir() {
    const char* dir = std::getenv("WINGSPREAD_TEST_DATA");
    return dir != nullptr ? dir : "";
}

/// GOOG on the last half day before Christmas 2015, standing still at noon.
SimOptions goog_at_noon() {
    SimOptions sim;
    sim.replay = FileChain{data_dir(), "2015-12-24", "12:00"};
    sim.symbol = "GOOG";
    sim.speed = 0;
    sim.max_lines = 4000;
    sim.messages_per_second = 100'000;
    return sim;
}

/// Every expiration and kind: then the gateway is asked for every contract, and both sides know the
/// same. (A narrower scan reads the interest rate off fewer quotes.)
scan::Criteria everything() {
    scan::Criteria criteria;
    criteria.min_pop = 0.5;
    criteria.min_return_on_risk = 0.1;
    criteria.rate_per_year = 0.005;
    criteria.top = 50;
    return criteria;
}

scan::Criteria bull_puts() {
    scan::Criteria criteria;
    criteria.kinds = {options::StructureKind::bull_put};
    criteria.min_dte = 20;
    criteria.max_dte = 40;
    criteria.min_short_delta = 0.15;
    criteria.max_short_delta = 0.35;
    criteria.top = 50;
    return criteria;
}

/// The program's own engine and gateway over a real socket.
class RecordedLine : public testing::Test {
  protected:
    void SetUp() override {
        if (data_dir().empty()) {
            GTEST_SKIP() << "WINGSPREAD_TEST_DATA names no folder with recorded chains";
        }
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
        GTEST_SKIP() << "two thousand lines in real time are too much for a sanitizer build";
#endif
#endif
        Context context;
        context.config.max_subscriptions = 3000;
        context.config.messages_per_second = 50'000;
        context.config.state_dir = testing::TempDir() + "wingspread_recorded_line";
        std::filesystem::remove_all(context.config.state_dir);
        EngineWish wish;
        wish.sim = goog_at_noon();
        wish.durable = true;
        auto setup = EngineSetup::make(context, wish);
        ASSERT_TRUE(setup) << setup.error().message;
        setup_ = std::move(*setup);
        std::promise<Result<void>> ready;
        engine().when_ready(30s, [&](Result<void> outcome) { ready.set_value(outcome); });
        engine().start();
        const auto outcome = ready.get_future().get();
        ASSERT_TRUE(outcome) << outcome.error().message;
    }

    EngineHost& engine() { return setup_->engine(); }

    std::shared_ptr<const engine::Ranking> scan(const scan::Criteria& criteria) {
        std::promise<Result<std::shared_ptr<const engine::Ranking>>> promise;
        engine().scan({"GOOG", criteria, {}}, 400s,
                      [&](auto ranking) { promise.set_value(std::move(ranking)); });
        auto ranking = promise.get_future().get();
        EXPECT_TRUE(ranking) << (ranking ? "" : ranking.error().message);
        return ranking.value_or(nullptr);
    }

    /// The newest snapshot for which the condition holds, or the last one at the deadline.
    template <class Condition>
    std::shared_ptr<const server::Snapshot> await(Condition condition) {
        std::promise<std::shared_ptr<const server::Snapshot>> met;
        const auto deadline = setup_->clock().now().monotonic + 60s;
        net::Loop loop(setup_->clock());
        net::Timer timer(loop);
        std::shared_ptr<const server::Snapshot> snapshot;
        std::function<void()> look = [&] {
            snapshot = engine().snapshot();
            const auto now = setup_->clock().now().monotonic;
            if (condition(*snapshot) || now > deadline) return loop.stop();
            timer.set(now + 50ms, look);
        };
        loop.post(look);
        loop.run();
        return snapshot;
    }

    std::unique_ptr<EngineSetup> setup_;
};

/// Files know no contract ids.
scan::RankedSpread without_ids(scan::RankedSpread spread) {
    for (auto& leg : spread.legs) leg.conid = {};
    return spread;
}

TEST_F(RecordedLine, TheGatewayAndTheFilesGiveTheSameRanking) {
    const auto ranking = scan(everything());
    ASSERT_TRUE(ranking);
    EXPECT_TRUE(ranking->coverage.finished);

    const auto chain = data::load_chain(data_dir(), "GOOG", std::chrono::December / 24 / 2015, 12h);
    ASSERT_TRUE(chain) << chain.error().message;
    const auto from_files = scan::scan_structures(**chain, everything());
    ASSERT_TRUE(from_files) << from_files.error().message;
    ASSERT_FALSE(from_files->ranked.empty());
    ASSERT_EQ(ranking->result.ranked.size(), from_files->ranked.size());
    for (std::size_t i = 0; i < from_files->ranked.size(); ++i) {
        EXPECT_EQ(without_ids(ranking->result.ranked[i]), without_ids(from_files->ranked[i])) << i;
    }
}

TEST_F(RecordedLine, ABullPutFillsAsAComboAndThePositionsAgree) {
    const auto ranking = scan(bull_puts());
    ASSERT_TRUE(ranking);
    // A spread of ordinary size: the very best by return are pennies far away.
    const auto& ranked = ranking->result.ranked;
    const auto chosen = std::ranges::find_if(ranked, [](const scan::RankedSpread& spread) {
        return spread.max_loss_usd < Money::from_int(800);
    });
    ASSERT_NE(chosen, ranked.end());
    engine::OrderRequest request;
    request.structure = engine::vertical_request(
        *options::to_vertical_kind(chosen->structure), chosen->symbol, chosen->trading_class,
        chosen->expiry, chosen->legs[0].strike, chosen->legs[1].strike);
    request.quantity = 1;
    request.price_rule = engine::PriceRule::natural;
    std::promise<Result<engine::OrderView>> promise;
    engine().place(request, 60s, [&](auto order) { promise.set_value(std::move(order)); });
    const auto placed = promise.get_future().get();
    ASSERT_TRUE(placed) << placed.error().message;

    const auto snapshot = await([](const server::Snapshot& now) {
        return !now.orders.empty() && now.orders.front().state == "filled" &&
               now.orders.front().commission_usd && now.positions.size() == 2;
    });
    ASSERT_EQ(snapshot->orders.size(), 1U);
    const auto& order = snapshot->orders.front();
    EXPECT_EQ(order.state, "filled") << order.reason;
    EXPECT_EQ(order.executions.size(), 3U);  // the combo and both legs
    std::map<ConId, Quantity> by_leg;
    for (const auto& row : order.executions) {
        const auto sign = row.side == options::Side::buy ? 1 : -1;
        if (!row.contract.ends_with("combo")) by_leg[row.conid] += row.quantity * sign;
    }
    std::map<ConId, Quantity> held;
    for (const auto& position : snapshot->positions) held[position.conid] = position.quantity;
    EXPECT_EQ(held, by_leg);
    EXPECT_EQ(held.at(chosen->legs[0].conid), Quantity::from_int(1));
    EXPECT_EQ(held.at(chosen->legs[1].conid), Quantity::from_int(-1));
}

}  // namespace
}  // namespace wingspread::app
