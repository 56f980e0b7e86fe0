#include "system/script.hpp"

#include "system/short_market.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace wingspread::system_test {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t seed = 4;

bool is_settled(Harness& harness) {
    const auto orders = harness.trade().orders();
    return std::ranges::all_of(orders, [](const auto& order) { return order.terminal; });
}

bool is_ready(Harness& harness) { return harness.trade().health().connected; }

}  // namespace

sim::GatewayConfig short_gateway() {
    sim::GatewayConfig config;
    config.option_sampling = 5s;
    config.underlying_sampling = 5s;
    return config;
}

std::unique_ptr<Harness> make_short_harness() {
    return std::make_unique<Harness>(seed, short_gateway(),
                                     std::make_unique<ShortMarket>(seed, Harness::first_moment()));
}

engine::OrderRequest short_order(const Harness& harness) {
    const auto& market = harness.gateway().market();
    const auto strikes = listed_strikes(market);
    engine::OrderRequest request;
    request.structure = engine::vertical_request(options::VerticalKind::bull_put, "KO", "",
                                                 listed_expiration(market), strikes[0], strikes[1]);
    request.quantity = 1;
    request.price_rule = engine::PriceRule::natural;
    return request;
}

void converse(Harness& harness) {
    const auto request = short_order(harness);
    harness.start();
    harness.run_until(60s, [&] { return is_ready(harness); });
    harness.preview(request);
    harness.run_until(60s, [&] { return !harness.preview_answers.empty(); });
    harness.run_until(60s, [&] { return is_ready(harness); });
    harness.place(request);
    harness.run_until(60s, [&] { return !harness.order_answers.empty(); });
    // Two proofs of absence lie half a minute apart.
    harness.run_until(120s, [&] { return is_ready(harness) && is_settled(harness); });
    harness.run(2s);  // commissions and positions come after the last fill
    harness.run_until(60s, [&] { return is_ready(harness); });
}

void expect_books_agree(Harness& harness) {
    const auto& books = harness.gateway().books();
    std::map<ConId, Quantity> ours;
    for (const auto& position : harness.trade().positions()) {
        ours[position.conid] = position.quantity;
    }
    std::map<ConId, Quantity> theirs;
    for (const auto& [conid, position] : books.positions) {
        if (!position.quantity.is_zero()) theirs[conid] = position.quantity;
    }
    EXPECT_EQ(ours, theirs);

    std::map<std::string, std::string> our_orders;
    std::set<std::string> our_executions;
    for (const auto& order : harness.trade().orders()) {
        for (const auto& row : order.executions) our_executions.insert(row.execution_id);
        const bool never_theirs = order.state == "refused" || order.state == "abandoned";
        if (!never_theirs) our_orders["ws" + order.id] = order.state;
    }
    std::map<std::string, std::string> their_orders;
    for (const auto& order : books.orders) {
        std::string state(sim::to_string(order.status));
        std::ranges::transform(state, state.begin(), [](char c) {
            return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        });
        their_orders[order.order_ref] = state;
    }
    EXPECT_EQ(our_orders, their_orders);
    std::set<std::string> their_executions;
    for (const auto& execution : books.executions) their_executions.insert(execution.exec_id);
    EXPECT_EQ(our_executions, their_executions);
}

std::vector<std::size_t> message_ends(std::string_view bytes, std::size_t start) {
    std::vector<std::size_t> ends;
    for (std::size_t at = start; at + 4 <= bytes.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            length = length * 256 + static_cast<unsigned char>(bytes[at + i]);
        }
        at += 4 + length;
        if (at <= bytes.size()) ends.push_back(at);
    }
    return ends;
}

}  // namespace wingspread::system_test
