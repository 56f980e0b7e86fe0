#include "options/calendar.hpp"
#include "options/structure_kind.hpp"
#include "sim/synthetic_market.hpp"
#include "system/script.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace wingspread::system_test {
namespace {

using namespace std::chrono_literals;
using options::StructureKind;

/// Two expirations, and the strikes around the price that both list.
struct Listing {
    Date front{};
    Date back{};
    std::vector<Price> strikes;  ///< rising, the price in their middle
};

std::map<Date, std::set<Price>> strikes_by_expiration(const sim::Universe& universe) {
    std::map<Date, std::set<Price>> strikes;
    for (const auto* option : universe.options_on(universe.underlying("KO")->conid)) {
        strikes[option->option.expiration].insert(option->option.strike);
    }
    return strikes;
}

/// Of KO, three weeks away or more, three strikes below the price and three above.
Listing listing_around(Price spot, const sim::Universe& universe) {
    constexpr int least_dte = 21;
    const auto all = strikes_by_expiration(universe);
    const auto front = all.lower_bound(
        add_days(options::to_new_york(Harness::first_moment().market).date, least_dte));
    const auto back = std::next(front);
    // Evenly two apart, so that the market's spread does not eat the whole width.
    const auto middle = Price::from_int(spot.raw() / Price::scale / 2 * 2);
    std::vector<Price> strikes;
    for (int step = -2; step <= 3; ++step) {
        const auto strike = middle + Price::from_int(2) * step;
        EXPECT_TRUE(front->second.contains(strike) && back->second.contains(strike));
        strikes.push_back(strike);
    }
    return {front->first, back->first, std::move(strikes)};
}

int contracts_of(options::RoleRatio ratio) {
    const bool two = ratio == options::RoleRatio::two || ratio == options::RoleRatio::more;
    return two ? 2 : 1;
}

/// One unit of a kind by its table. Each level is one listed strike beyond the one before; a wing
/// that must differ is one strike longer.
engine::StructureRequest one_unit(StructureKind kind, const Listing& listing) {
    const auto& form = options::form_of(kind);
    const int levels = std::ranges::max(form.roles, {}, &options::LegRole::level).level;
    engine::StructureRequest request{kind, "KO", "", {}};
    for (const auto& role : form.roles) {
        auto at = static_cast<std::size_t>(role.level) + (levels > 3 ? 0U : 1U);
        if (form.wings == options::Wings::unequal && role.level == 3) ++at;
        request.legs.push_back({role.side, contracts_of(role.ratio), role.right,
                                listing.strikes.at(at), role.back ? listing.back : listing.front});
    }
    return request;
}

using Holdings = std::map<std::tuple<Date, Price, options::Right>, int>;

/// What one unit holds, by the table of kinds.
Holdings held_by_table(StructureKind kind, const Listing& listing) {
    Holdings held;
    for (const auto& leg : one_unit(kind, listing).legs) {
        held[{leg.expiry, leg.strike, leg.right}] =
            leg.side == options::Side::buy ? leg.ratio : -leg.ratio;
    }
    return held;
}

/// Connected, ready, and what it lists at hand.
struct Line {
    explicit Line(const trade::RiskLimits& limits = trade::paper_limits())
        : Line(std::move(*sim::make_synthetic_market({11, sim::Hours::always, {"KO"}},
                                                     Harness::first_moment())),
               limits) {}

    /// The answer to an order for one unit at natural.
    Result<engine::OrderView> place(StructureKind kind, engine::OrderAction action,
                                    std::optional<StructureKind> from = {}) {
        engine::OrderRequest request;
        request.structure = one_unit(kind, listing);
        if (from) request.rolled_from = one_unit(*from, listing);
        request.action = action;
        request.quantity = 1;
        request.price_rule = engine::PriceRule::natural;
        harness.order_answers.clear();
        harness.place(request);
        EXPECT_TRUE(harness.run_until(90s, [&] { return !harness.order_answers.empty(); }));
        if (harness.order_answers.empty()) return fail(Errc::timeout, "no answer");
        return harness.order_answers.front();
    }

    /// Places it and waits for the fill; then long enough that neither the rate of orders nor
    /// their likeness is objected to.
    void trade(StructureKind kind, engine::OrderAction action,
               std::optional<StructureKind> from = {}) {
        const auto placed = place(kind, action, from);
        ASSERT_TRUE(placed) << placed.error().message;
        EXPECT_EQ(placed->structure, options::to_string(kind));
        const auto state = [&] { return harness.trade().orders().back().state; };
        // The market may move away for a while.
        ASSERT_TRUE(harness.run_until(1h, [&] { return state() == "filled"; })) << state();
        harness.run(70s);
        const auto filled = harness.trade().orders().back();
        EXPECT_TRUE(filled.commission_usd);
        ASSERT_TRUE(filled.average_price);
        EXPECT_LE(*filled.average_price, filled.limit_price);
        expect_books_agree(harness);
    }

    /// Options held, as the broker says; `shares` beside them.
    Holdings held() {
        Holdings held;
        shares = Quantity{};
        for (const auto& position : harness.trade().positions()) {
            if (position.security_type == "STK") {
                shares += position.quantity;
            } else if (!position.quantity.is_zero()) {
                held[{*position.expiry, *position.strike, *position.right}] =
                    static_cast<int>(position.quantity.to_double());
            }
        }
        return held;
    }

    Harness harness;
    Listing listing;
    Quantity shares;

  private:
    Line(std::unique_ptr<sim::Market> market, const trade::RiskLimits& limits)
        : Line(listing_of(*market), std::move(market), limits) {}
    Line(Listing listed, std::unique_ptr<sim::Market> market, const trade::RiskLimits& limits)
        : harness(11, {}, std::move(market), limits), listing(std::move(listed)) {
        harness.start();
        EXPECT_TRUE(harness.run_until(30s, [&] { return harness.trade().health().connected; }));
    }

    static Listing listing_of(sim::Market& market) {
        const auto& universe = market.universe();
        return listing_around(*market.quote(*universe.underlying("KO")).last, universe);
    }
};

Quantity shares_of(StructureKind kind) {
    return options::form_of(kind).shares ? Quantity::from_int(100) : Quantity{};
}

TEST(Structures, OfDefinedRiskAreOpenedAndClosedOverTheWire) {
    Line line;
    for (const auto& form : options::structure_forms()) {
        if (form.risk == options::RiskClass::undefined) continue;
        SCOPED_TRACE(form.name);
        ASSERT_NO_FATAL_FAILURE(line.trade(form.kind, engine::OrderAction::open));
        EXPECT_EQ(line.held(), held_by_table(form.kind, line.listing));
        EXPECT_EQ(line.shares, shares_of(form.kind));
        ASSERT_NO_FATAL_FAILURE(line.trade(form.kind, engine::OrderAction::close));
        EXPECT_EQ(line.held(), Holdings{});
        EXPECT_EQ(line.shares, Quantity{});
    }
}

TEST(Structures, OfUndefinedRiskAreRefusedUnlessTheirLimitsAreStated) {
    Line closed;
    auto limits = trade::paper_limits();
    limits.undefined_risk = trade::UndefinedRiskLimits{.max_quantity = 1, .stress_pct = 20};
    Line open(limits);
    for (const auto& form : options::structure_forms()) {
        if (form.risk == options::RiskClass::defined) continue;
        SCOPED_TRACE(form.name);
        const auto refused = closed.place(form.kind, engine::OrderAction::open);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::refused);
        EXPECT_NE(refused.error().message.find("undefined"), std::string::npos)
            << refused.error().message;
        closed.harness.run(70s);

        if (form.roles.back().back) {
            // What is short beyond the front expiration has no measure at all.
            EXPECT_FALSE(open.place(form.kind, engine::OrderAction::open));
            open.harness.run(70s);
            continue;
        }
        ASSERT_NO_FATAL_FAILURE(open.trade(form.kind, engine::OrderAction::open));
        EXPECT_EQ(open.held(), held_by_table(form.kind, open.listing));
        ASSERT_NO_FATAL_FAILURE(open.trade(form.kind, engine::OrderAction::close));
    }
    EXPECT_TRUE(closed.harness.gateway().books().orders.empty());
}

/// KO goes ex on 10 December 2026, three weeks after the beginning and before the front expiration.
TEST(Structures, ACallInTheMoneyIsNotSoldBeforeADividendButBoughtBack) {
    Line line;
    ASSERT_NO_FATAL_FAILURE(line.trade(StructureKind::bear_call, engine::OrderAction::open));
    auto limits = trade::paper_limits();
    limits.min_days_to_ex_dividend = 30;
    line.harness.restart(limits);
    ASSERT_TRUE(
        line.harness.run_until(30s, [&] { return line.harness.trade().health().connected; }));
    line.harness.run(70s);

    const auto refused = line.place(StructureKind::bear_call, engine::OrderAction::open);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::refused);
    EXPECT_NE(refused.error().message.find("KO goes ex dividend (0.51) on 2026-12-10, in 22 days"),
              std::string::npos)
        << refused.error().message;
    line.harness.run(70s);
    // Out of the money, and on the other side, nothing is owed.
    ASSERT_NO_FATAL_FAILURE(line.trade(StructureKind::bull_put, engine::OrderAction::open));
    ASSERT_NO_FATAL_FAILURE(line.trade(StructureKind::bear_call, engine::OrderAction::close));
    EXPECT_EQ(line.held(), held_by_table(StructureKind::bull_put, line.listing));
}

TEST(Structures, ARollOfOneClassIsOneOrder) {
    Line line;
    ASSERT_NO_FATAL_FAILURE(line.trade(StructureKind::bull_put, engine::OrderAction::open));
    ASSERT_NO_FATAL_FAILURE(
        line.trade(StructureKind::bear_call, engine::OrderAction::roll, StructureKind::bull_put));
    EXPECT_EQ(line.held(), held_by_table(StructureKind::bear_call, line.listing));
    EXPECT_EQ(line.harness.gateway().books().orders.size(), 2U);
}

}  // namespace
}  // namespace wingspread::system_test
