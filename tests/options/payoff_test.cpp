#include "options/payoff.hpp"

#include "core/date.hpp"
#include "core/rng.hpp"
#include "options/net_price.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace wingspread::options {
namespace {

Price price(std::string_view text) { return Price::parse_exact(text).value(); }
Money usd(std::string_view text) { return Money::parse_exact(text).value(); }

OptionContract option(Right right, Price strike) {
    OptionContract contract;
    contract.symbol = "XYZ";
    contract.trading_class = "XYZ";
    contract.expiration = contract.last_trade_date = parse_date("2026-12-18").value();
    contract.strike = strike;
    contract.right = right;
    return contract;
}

Leg leg(Side side, Right right, std::string_view strike, int ratio = 1) {
    return {side, ratio, option(right, price(strike))};
}

Payoff vertical(VerticalKind kind, Price low, Price high, Price net_price) {
    const auto right = right_of(kind);
    const auto made =
        Structure::make(to_structure_kind(kind), {option(right, low), option(right, high)});
    return Payoff::of(made.value(), net_price).value();
}

std::vector<std::string> texts(const std::vector<Price>& prices) {
    std::vector<std::string> result;
    for (const auto each : prices) result.push_back(each.to_string());
    return result;
}

using Texts = std::vector<std::string>;

TEST(Payoff, HandbookBullPut) {
    const auto payoff = vertical(VerticalKind::bull_put, price("90"), price("95"), price("-0.70"));
    EXPECT_EQ(texts(payoff.breakevens()), Texts{"94.3"});
    EXPECT_EQ(payoff.max_profit_usd(), Bound::at(usd("70")));
    EXPECT_EQ(payoff.max_loss_usd(), Bound::at(usd("430")));
    EXPECT_EQ(payoff.pnl_usd(price("94.3")), usd("0"));
    const auto max_profit = payoff.max_profit_usd().amount_usd().value().to_double();
    const auto max_loss = payoff.max_loss_usd().amount_usd().value().to_double();
    EXPECT_NEAR(max_profit / max_loss, 0.162791, 5e-7);
}

TEST(Payoff, VerticalsFollowTheFormulasOfTheirKind) {
    Rng rng(5);
    for (int i = 0; i < 2000; ++i) {
        const auto low = Price::from_raw(rng.between(1, 500) * 50'000'000);
        const auto width = Price::from_raw(rng.between(1, 40) * 50'000'000);
        const auto high = low + width;
        const auto premium =
            Price::from_raw(rng.between(1, width.raw() / 1'000'000 - 1) * 1'000'000);
        for (const auto kind : all_vertical_kinds) {
            const auto net = is_credit(kind) ? -premium : premium;
            const auto payoff = vertical(kind, low, high, net);
            const auto gain = is_credit(kind) ? premium : width - premium;
            const auto breakeven = kind == VerticalKind::bull_call  ? low + premium
                                   : kind == VerticalKind::bear_put ? high - premium
                                   : kind == VerticalKind::bull_put ? high - premium
                                                                    : low + premium;
            const auto hundred = Quantity::from_int(100);
            ASSERT_EQ(payoff.max_profit_usd(), Bound::at(gain * hundred));
            ASSERT_EQ(payoff.max_loss_usd(), Bound::at((width - gain) * hundred));
            ASSERT_EQ(payoff.breakevens(), std::vector{breakeven});
            // The name says where it earns.
            const auto up = payoff.pnl_usd(high + width);
            const auto down = payoff.pnl_usd(Price{});
            ASSERT_EQ(up > down, buys_lower_strike(kind)) << to_string(kind);
        }
    }
}

TEST(Payoff, IronCondorLosesOnOneSideOnly) {
    const std::array legs{leg(Side::buy, Right::put, "90"), leg(Side::sell, Right::put, "95"),
                          leg(Side::sell, Right::call, "105"), leg(Side::buy, Right::call, "112")};
    const auto payoff = Payoff::make(legs, price("-1.04")).value();
    EXPECT_EQ(payoff.max_profit_usd(), Bound::at(usd("104")));
    EXPECT_EQ(payoff.max_loss_usd(), Bound::at(usd("596")));
    EXPECT_EQ(texts(payoff.breakevens()), (Texts{"93.96", "106.04"}));
    EXPECT_EQ(payoff.profit_ranges(),
              (std::vector<ProfitRange>{{price("93.96"), price("106.04")}}));
}

TEST(Payoff, UnboundedEndsAreSaidToBe) {
    const std::array naked{leg(Side::sell, Right::call, "100")};
    const auto call = Payoff::make(naked, price("-2")).value();
    EXPECT_TRUE(call.max_loss_usd().is_unbounded());
    EXPECT_EQ(call.max_profit_usd(), Bound::at(usd("200")));
    EXPECT_EQ(texts(call.breakevens()), Texts{"102"});

    const std::array straddle{leg(Side::buy, Right::call, "100"),
                              leg(Side::buy, Right::put, "100")};
    const auto both = Payoff::make(straddle, price("7.5")).value();
    EXPECT_TRUE(both.max_profit_usd().is_unbounded());
    EXPECT_EQ(both.max_loss_usd(), Bound::at(usd("750")));
    EXPECT_EQ(texts(both.breakevens()), (Texts{"92.5", "107.5"}));
    EXPECT_EQ(both.profit_ranges(), (std::vector<ProfitRange>{{price("0"), price("92.5")},
                                                              {price("107.5"), std::nullopt}}));
}

TEST(Payoff, UnevenRatiosRoundTheirBreakevenToTheLastPlace) {
    const std::array ratio{leg(Side::buy, Right::call, "100", 1),
                           leg(Side::sell, Right::call, "110", 4)};
    const auto payoff = Payoff::make(ratio, price("0")).value();
    EXPECT_TRUE(payoff.max_loss_usd().is_unbounded());
    EXPECT_EQ(texts(payoff.breakevens()), (Texts{"100", "113.33333333"}));
}

TEST(Payoff, ASpreadThatCannotWinHasNoBreakeven) {
    const auto dear = vertical(VerticalKind::bull_call, price("95"), price("100"), price("5"));
    EXPECT_EQ(dear.max_profit_usd(), Bound::at(usd("0")));
    EXPECT_TRUE(dear.breakevens().empty());
    EXPECT_TRUE(dear.profit_ranges().empty());
    const auto gift = vertical(VerticalKind::bull_call, price("95"), price("100"), price("-1"));
    EXPECT_EQ(gift.max_loss_usd(), Bound::at(usd("-100")));
    EXPECT_EQ(gift.profit_ranges(), (std::vector<ProfitRange>{{price("0"), std::nullopt}}));
}

TEST(Payoff, RandomCombinationsAgreeWithADenseSearch) {
    Rng rng(17);
    for (int i = 0; i < 300; ++i) {
        std::vector<Leg> legs;
        for (auto count = rng.between(1, 4); count > 0; --count) {
            legs.push_back({rng.chance(0.5) ? Side::buy : Side::sell,
                            static_cast<int>(rng.between(1, 2)),
                            option(rng.chance(0.5) ? Right::call : Right::put,
                                   Price::from_int(rng.between(1, 20)))});
        }
        const auto net = Price::from_raw(rng.between(-40, 40) * 25'000'000);
        const auto payoff = Payoff::make(legs, net).value();
        const auto ranges = payoff.profit_ranges();
        auto best = payoff.pnl_usd(Price{});
        auto worst = best;
        for (std::int64_t step = 0; step <= 24 * 16; ++step) {
            const auto underlying = Price::from_raw(step * (Price::scale / 16) + (step > 0));
            const auto pnl = payoff.pnl_usd(underlying);
            best = std::max(best, payoff.pnl_usd(Price::from_raw(step * (Price::scale / 16))));
            worst = std::min(worst, payoff.pnl_usd(Price::from_raw(step * (Price::scale / 16))));
            if (pnl.abs() <= usd("0.001")) continue;
            const bool in_range = std::ranges::any_of(ranges, [&](const ProfitRange& range) {
                return underlying >= range.low && (!range.high || underlying < *range.high);
            });
            ASSERT_EQ(in_range, pnl > Money{}) << underlying.to_string();
        }
        if (!payoff.max_profit_usd().is_unbounded()) {
            ASSERT_EQ(payoff.max_profit_usd(), Bound::at(best));
        }
        if (!payoff.max_loss_usd().is_unbounded()) {
            ASSERT_EQ(payoff.max_loss_usd(), Bound::at(-worst));
        }
    }
}

TEST(Payoff, LegsThatDoNotBelongTogetherAreRefused) {
    EXPECT_FALSE(Payoff::make({}, price("1")));
    std::array legs{leg(Side::buy, Right::put, "90"), leg(Side::sell, Right::put, "95")};
    EXPECT_TRUE(Payoff::make(legs, price("1")));
    legs[1].ratio = 0;
    EXPECT_EQ(Payoff::make(legs, price("1")).error().message,
              "ratio: got \"0\", expected 1 or more");
    legs[1].ratio = 1;
    legs[1].contract.expiration = parse_date("2027-01-15").value();
    EXPECT_FALSE(Payoff::make(legs, price("1")));
}

TEST(NetPrice, NaturalPaysUpAndMidIsBetween) {
    const std::array legs{QuotedLeg{Side::buy, 1, price("0.30"), price("0.35")},
                          QuotedLeg{Side::sell, 1, price("0.85"), price("0.95")}};
    const auto net = net_price(legs);
    EXPECT_EQ(net.natural, price("-0.5"));
    EXPECT_EQ(net.opposite, price("-0.65"));
    EXPECT_EQ(net.mid, price("-0.575"));
}

TEST(NetPrice, RatiosCountAndFlippedLegsNegate) {
    Rng rng(23);
    for (int i = 0; i < 1000; ++i) {
        std::vector<QuotedLeg> legs;
        std::vector<QuotedLeg> flipped;
        for (auto count = rng.between(1, 4); count > 0; --count) {
            const auto bid = Price::from_raw(rng.between(0, 900) * 1'000'000);
            QuotedLeg quoted{rng.chance(0.5) ? Side::buy : Side::sell,
                             static_cast<int>(rng.between(1, 3)), bid,
                             bid + Price::from_raw(rng.between(0, 50) * 1'000'000)};
            legs.push_back(quoted);
            quoted.side = opposite(quoted.side);
            flipped.push_back(quoted);
        }
        const auto net = net_price(legs);
        ASSERT_GE(net.natural, net.mid);
        ASSERT_GE(net.mid, net.opposite);
        const auto inverse = net_price(flipped);
        ASSERT_EQ(inverse.natural, -net.opposite);
        ASSERT_EQ(inverse.opposite, -net.natural);
        ASSERT_EQ(inverse.mid, -net.mid);
    }
}

}  // namespace
}  // namespace wingspread::options
