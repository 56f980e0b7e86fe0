#include "options/structure_value.hpp"

#include "options/random_structure.hpp"

#include <gtest/gtest.h>

namespace wingspread::options::testing {
namespace {

using enum StructureKind;

Price price(std::string_view text) { return Price::parse_exact(text).value(); }

/// Worth of a one-expiration structure at expiry, told leg by leg, per share.
Price worth(const Structure& structure, Price spot) {
    Price sum = structure.shares() ? spot : Price{};
    for (const auto& leg : structure.legs()) {
        const auto inside = leg.contract.right == Right::call ? spot - leg.contract.strike
                                                              : leg.contract.strike - spot;
        sum += std::max(inside, Price{}) * (sign(leg.side) * leg.ratio);
    }
    return sum;
}

/// Where the value is looked at: far below, at each strike, between strikes, far above.
struct Profile {
    explicit Profile(const Structure& structure) {
        std::vector<Price> strikes;
        for (const auto& leg : structure.legs()) strikes.push_back(leg.contract.strike);
        std::ranges::sort(strikes);
        lowest = strikes.front();
        highest = strikes.back();
        body = strikes[strikes.size() / 2];
        below = worth(structure, Price{});
        at_lowest = worth(structure, lowest);
        at_body = worth(structure, body);
        at_highest = worth(structure, highest);
        above = worth(structure, highest + Price::from_int(1000));
    }
    Price lowest, highest, body;
    Price below, at_lowest, at_body, at_highest, above;
};

/// What a name promises about what is left at expiry.
using Promise = bool (*)(const Profile&);

constexpr Promise gains_when_up = [](const Profile& p) { return p.above > p.below; };
constexpr Promise gains_when_down = [](const Profile& p) { return p.above < p.below; };
constexpr Promise gains_away = [](const Profile& p) {
    return p.below > p.at_body && p.above > p.at_body;
};
constexpr Promise gains_between = [](const Profile& p) {
    return p.below < p.at_body && p.above < p.at_body;
};
constexpr Promise peaks_at_body = [](const Profile& p) {
    return p.at_lowest < p.at_body && p.at_highest < p.at_body && p.below <= p.at_lowest &&
           p.above <= p.at_highest;
};
constexpr Promise sinks_at_body = [](const Profile& p) {
    return p.at_lowest > p.at_body && p.at_highest > p.at_body && p.below >= p.at_lowest &&
           p.above >= p.at_highest;
};
constexpr Promise best_at_sold_calls = [](const Profile& p) {
    return p.at_highest > p.below && p.at_highest > p.above;
};
constexpr Promise best_at_sold_puts = [](const Profile& p) {
    return p.at_lowest > p.below && p.at_lowest > p.above;
};
constexpr Promise worst_at_bought_calls = [](const Profile& p) {
    return p.at_highest < p.below && p.at_highest < p.above;
};
constexpr Promise worst_at_bought_puts = [](const Profile& p) {
    return p.at_lowest < p.below && p.at_lowest < p.above;
};
constexpr Promise capped_above = [](const Profile& p) {
    return p.above == p.at_highest && p.below < p.at_highest;
};
constexpr Promise floored_and_capped = [](const Profile& p) {
    return p.below == p.at_lowest && p.above == p.at_highest && p.at_lowest < p.at_highest;
};

struct Expectation {
    StructureKind kind;
    CashDirection cash;
    Promise promise;
};

constexpr auto debit = CashDirection::debit;
constexpr auto credit = CashDirection::credit;
constexpr auto either = CashDirection::either;

const std::vector<Expectation> expectations{
    {long_call, debit, gains_when_up},
    {long_put, debit, gains_when_down},
    {short_call, credit, gains_when_down},
    {short_put, credit, gains_when_up},
    {bull_call, debit, gains_when_up},
    {bear_put, debit, gains_when_down},
    {bull_put, credit, gains_when_up},
    {bear_call, credit, gains_when_down},
    {long_straddle, debit, gains_away},
    {short_straddle, credit, gains_between},
    {long_strangle, debit, gains_away},
    {short_strangle, credit, gains_between},
    {iron_condor, credit, gains_between},
    {reverse_iron_condor, debit, gains_away},
    {iron_butterfly, credit, peaks_at_body},
    {reverse_iron_butterfly, debit, sinks_at_body},
    {long_call_butterfly, debit, peaks_at_body},
    {long_put_butterfly, debit, peaks_at_body},
    {short_call_butterfly, credit, sinks_at_body},
    {short_put_butterfly, credit, sinks_at_body},
    {long_call_broken_wing, either, peaks_at_body},
    {long_put_broken_wing, either, peaks_at_body},
    {short_call_broken_wing, either, sinks_at_body},
    {short_put_broken_wing, either, sinks_at_body},
    {long_call_condor, debit, gains_between},
    {long_put_condor, debit, gains_between},
    {short_call_condor, credit, gains_away},
    {short_put_condor, credit, gains_away},
    {call_ratio_spread, either, best_at_sold_calls},
    {put_ratio_spread, either, best_at_sold_puts},
    {call_backspread, either, worst_at_bought_calls},
    {put_backspread, either, worst_at_bought_puts},
    {covered_call, debit, capped_above},
    {protective_collar, debit, floored_and_capped},
};

TEST(StructureValue, WhatTheLegsDoIsWhatTheNameSays) {
    Rng rng(11);
    for (const auto& [kind, cash, promise] : expectations) {
        for (int i = 0; i < 100; ++i) {
            const auto made = draw(form_of(kind), rng).make().value();
            ASSERT_TRUE(promise(Profile(made))) << describe(made);
            // A wing that is broken far enough turns the sign; nothing else does.
            if (cash != either) ASSERT_EQ(cash_direction(made), cash) << describe(made);
        }
    }
    EXPECT_EQ(expectations.size() + 8, structure_kind_count);  // and those of two expirations
}

TEST(StructureValue, BoundsAreTheWorstAndTheBestThatHappens) {
    Rng rng(12);
    for (const auto& [kind, cash, promise] : expectations) {
        for (int i = 0; i < 30; ++i) {
            const auto made = draw(form_of(kind), rng).make().value();
            const auto net = Price::from_raw(rng.between(-2000, 2000) * 1'000'000);
            const auto range = value_range(made);
            const auto payoff = Payoff::of(made, net).value();
            Price worst = worth(made, Price{});
            Price best = worst;
            for (Price spot; spot < price("300"); spot += price("0.5")) {
                const auto value = worth(made, spot);
                ASSERT_EQ(payoff.pnl_usd(spot), (value - net) * Quantity::from_int(100));
                worst = std::min(worst, value);
                best = std::max(best, value);
            }
            const auto far = worth(made, price("100000"));
            ASSERT_EQ(range.low.has_value(), far >= worst) << describe(made);
            ASSERT_EQ(range.high.has_value(), far <= best) << describe(made);
            const auto loss = max_loss_usd(made, net);
            const auto profit = max_profit_usd(made, net);
            ASSERT_EQ(loss, payoff.max_loss_usd());
            ASSERT_EQ(profit, payoff.max_profit_usd());
            if (range.low) {
                ASSERT_EQ(*range.low, worst);
                ASSERT_EQ(loss.amount_usd(), (net - worst) * Quantity::from_int(100));
            }
            if (range.high) {
                ASSERT_EQ(*range.high, best);
                ASSERT_EQ(profit.amount_usd(), (best - net) * Quantity::from_int(100));
            }
            if (form_of(kind).risk == RiskClass::defined) ASSERT_TRUE(range.low) << describe(made);
        }
    }
}

TEST(StructureValue, EveryOptionSoldInDefinedRiskIsCovered) {
    Rng rng(13);
    for (const auto& form : structure_forms()) {
        const auto made = draw(form, rng).make().value();
        int calls = made.shares() ? 1 : 0;
        int puts = 0;
        bool sells_later = false;
        for (const auto& leg : made.legs()) {
            (leg.contract.right == Right::call ? calls : puts) += sign(leg.side) * leg.ratio;
            sells_later =
                sells_later || (leg.side == Side::sell && leg.contract.expiration != front);
        }
        const bool covered = calls >= 0 && puts >= 0 && !sells_later;
        EXPECT_EQ(form.risk == RiskClass::defined, covered) << form.name;
    }
}

TEST(StructureValue, WithoutAProofThereIsNoBound) {
    Rng rng(15);
    for (const auto kind :
         {short_call_calendar, short_put_calendar, short_call_diagonal, short_put_diagonal}) {
        const auto made = draw(form_of(kind), rng).make().value();
        EXPECT_EQ(value_range(made), ValueRange{}) << describe(made);
        EXPECT_TRUE(max_loss_usd(made, price("1")).is_unbounded());
        EXPECT_EQ(stress_loss_usd(made, price("1"), 20), std::nullopt);
    }
    auto european = draw(form_of(long_put_calendar), rng);
    for (auto& contract : european.contracts) contract.style = ExerciseStyle::european;
    EXPECT_TRUE(max_loss_usd(european.make().value(), price("1")).is_unbounded());
}

TEST(StructureValue, FiguresOfTheHandbook) {
    const auto put = [](int strike) { return option(Right::put, Price::from_int(strike)); };
    const auto call = [](int strike, Date date = front) {
        return option(Right::call, Price::from_int(strike), date);
    };
    const auto usd = [](int whole) { return Bound::at(Money::from_int(whole)); };
    const auto condor =
        Structure::make(iron_condor, {put(90), put(95), call(105), call(110)}).value();
    EXPECT_EQ(max_profit_usd(condor, price("-1.5")), usd(150));
    EXPECT_EQ(max_loss_usd(condor, price("-1.5")), usd(350));
    EXPECT_EQ(width(condor), price("5"));
    const auto calendar =
        Structure::make(long_call_calendar, {call(100), call(100, later)}).value();
    EXPECT_EQ(max_loss_usd(calendar, price("1.2")), usd(120));
    EXPECT_EQ(width(calendar), std::nullopt);
    const auto diagonal =
        Structure::make(long_call_diagonal, {call(100), call(103, later)}).value();
    EXPECT_EQ(max_loss_usd(diagonal, price("1.2")), usd(420));
    const auto covered = Structure::make(covered_call, {call(105)}, {shares_of(), {}}).value();
    EXPECT_EQ(max_loss_usd(covered, price("98")), usd(9800));
    EXPECT_EQ(max_profit_usd(covered, price("98")), usd(700));
    // 20 % beyond the breakeven of 102: 122.4 less 100 and the credit of 2.
    const auto naked = Structure::make(short_call, {call(100)}).value();
    EXPECT_TRUE(max_loss_usd(naked, price("-2")).is_unbounded());
    EXPECT_EQ(stress_loss_usd(naked, price("-2"), 20), Money::from_int(2040));
}

}  // namespace
}  // namespace wingspread::options::testing
