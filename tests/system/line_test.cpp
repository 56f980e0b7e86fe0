#include "system/script.hpp"

#include <gtest/gtest.h>

namespace wingspread::system_test {
namespace {

using namespace std::chrono_literals;

bool is_ready(Harness& harness) { return harness.trade().health().connected; }

engine::ScanRequest bull_puts() {
    engine::ScanRequest request{"KO", {}, {}};
    request.criteria.kinds = {options::StructureKind::bull_put};
    request.criteria.min_dte = 10;
    request.criteria.max_dte = 40;
    request.criteria.rate_per_year = 0.04;
    return request;
}

engine::OrderRequest order_of(const scan::RankedSpread& spread, engine::PriceRule rule) {
    engine::OrderRequest request;
    request.structure = engine::vertical_request(*options::to_vertical_kind(spread.structure),
                                                 spread.symbol, spread.trading_class, spread.expiry,
                                                 spread.legs[0].strike, spread.legs[1].strike);
    request.quantity = 1;
    request.price_rule = rule;
    return request;
}

/// Ready, scanned, and the best bull put at hand.
void scan_first(Harness& harness) {
    harness.start();
    ASSERT_TRUE(harness.run_until(30s, [&] { return is_ready(harness); }));
    harness.scan(bull_puts());
    ASSERT_TRUE(harness.run_until(300s, [&] { return harness.ranking != nullptr; }))
        << (harness.scan_error ? harness.scan_error->message : "no ranking");
    ASSERT_FALSE(harness.ranking->result.ranked.empty());
}

/// Places the order and waits until it has left; its answer is an order.
void place(Harness& harness, const engine::OrderRequest& request) {
    harness.place(request);
    ASSERT_TRUE(harness.run_until(60s, [&] { return !harness.order_answers.empty(); }));
    ASSERT_TRUE(harness.order_answers.front()) << harness.order_answers.front().error().message;
}

std::string only_state(Harness& harness) {
    const auto orders = harness.trade().orders();
    EXPECT_EQ(orders.size(), 1U);
    return orders.front().state;
}

TEST(WholeSystem, FromAnOptionChainToAFilledSpread) {
    Harness harness(1);
    ASSERT_NO_FATAL_FAILURE(scan_first(harness));
    EXPECT_TRUE(harness.ranking->coverage.finished);

    const auto best = harness.ranking->result.ranked.front();
    harness.preview(order_of(best, engine::PriceRule::natural));
    ASSERT_TRUE(harness.run_until(60s, [&] { return !harness.preview_answers.empty(); }));
    const auto& preview = harness.preview_answers.front();
    ASSERT_TRUE(preview) << preview.error().message;
    EXPECT_TRUE(preview->allowed) << preview->refusals.front();
    // Regulation T asks the whole width of a credit spread.
    EXPECT_EQ(preview->initial_margin_change_usd, Money::from_raw(best.width->raw()) * 100);

    ASSERT_NO_FATAL_FAILURE(place(harness, order_of(best, engine::PriceRule::natural)));
    ASSERT_TRUE(harness.run_until(120s, [&] { return only_state(harness) == "filled"; }));
    harness.run(10s);
    const auto order = harness.trade().orders().front();
    EXPECT_EQ(order.executions.size(), 3U);  // the combo and both legs
    EXPECT_TRUE(order.commission_usd);
    ASSERT_TRUE(order.average_price);
    EXPECT_LE(*order.average_price, order.limit_price);
    EXPECT_EQ(harness.trade().positions().size(), 2U);
    expect_books_agree(harness);
}

TEST(WholeSystem, TheSameSeedGivesTheSameTraceAndAnotherOneDoesNot) {
    const auto run = [](std::uint64_t seed) {
        Harness harness(seed);
        scan_first(harness);
        harness.place(order_of(harness.ranking->result.ranked.front(), engine::PriceRule::mid));
        harness.run(60s);
        return harness.trace_hash();
    };
    const auto first = run(7);
    EXPECT_EQ(first, run(7));
    EXPECT_NE(first, run(8));
}

TEST(WholeSystem, AConnectionThatIsCutComesBackAndTheOrderIsFoundAgain) {
    Harness harness(3);
    ASSERT_NO_FATAL_FAILURE(scan_first(harness));
    ASSERT_NO_FATAL_FAILURE(place(
        harness, order_of(harness.ranking->result.ranked.front(), engine::PriceRule::natural)));
    // The order has left; whether the gateway has it, nobody on this side can know.
    harness.cut();
    EXPECT_FALSE(is_ready(harness));
    ASSERT_TRUE(harness.run_until(120s, [&] { return is_ready(harness); }));
    harness.run(120s);
    const auto& theirs = harness.gateway().books().orders;
    EXPECT_LE(theirs.size(), 1U);  // never sent a second time
    EXPECT_EQ(only_state(harness), theirs.empty() ? "abandoned" : "filled");
    expect_books_agree(harness);
}

TEST(WholeSystem, ARestingOrderIsCancelled) {
    Harness harness(5);
    ASSERT_NO_FATAL_FAILURE(scan_first(harness));
    auto request = order_of(harness.ranking->result.ranked.front(), engine::PriceRule::given);
    // Asks nearly the whole width as credit: nobody will pay that.
    request.limit_price =
        -(harness.ranking->result.ranked.front().width.value() - *Price::parse("0.05"));
    ASSERT_NO_FATAL_FAILURE(place(harness, request));
    harness.run(5s);
    harness.cancel(harness.order_answers.front()->id);
    ASSERT_TRUE(harness.run_until(30s, [&] { return only_state(harness) == "cancelled"; }));
    EXPECT_TRUE(harness.trade().positions().empty());
}

TEST(WholeSystem, OrdersThatBreakALimitNeverReachTheGateway) {
    Harness harness(9);
    ASSERT_NO_FATAL_FAILURE(scan_first(harness));
    auto request = order_of(harness.ranking->result.ranked.front(), engine::PriceRule::natural);
    request.quantity = 1'000'000;
    harness.place(request);
    ASSERT_TRUE(harness.run_until(60s, [&] { return !harness.order_answers.empty(); }));
    ASSERT_FALSE(harness.order_answers.front());
    EXPECT_EQ(harness.order_answers.front().error().code, Errc::refused);
    EXPECT_TRUE(harness.gateway().books().orders.empty());
}

TEST(WholeSystem, AnUnknownSymbolIsAnError) {
    Harness harness(2);
    harness.start();
    ASSERT_TRUE(harness.run_until(30s, [&] { return is_ready(harness); }));
    harness.scan({"NOSUCH", {}, {}});
    ASSERT_TRUE(harness.run_until(90s, [&] { return harness.scan_error.has_value(); }));
    EXPECT_EQ(harness.scan_error->code, Errc::not_found) << harness.scan_error->message;
}

}  // namespace
}  // namespace wingspread::system_test
