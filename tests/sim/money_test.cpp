#include "bench.hpp"
#include "options/margin.hpp"
#include "sim/commissions.hpp"
#include "sim/matching.hpp"
#include "sim/portfolio.hpp"

namespace wingspread::sim::testing {
namespace {

options::MarginPosition held(options::Right right, const char* strike, int quantity,
                             const char* date = "2025-12-19", const char* mark = "2") {
    options::MarginPosition position;
    position.is_option = true;
    position.symbol = "XYZ";
    position.option.symbol = "XYZ";
    position.option.right = right;
    position.option.strike = price(strike);
    position.option.expiration = *parse_date(date);
    position.quantity = Quantity::from_int(quantity);
    position.mark = price(mark);
    position.underlying_price = price("100");
    return position;
}
constexpr auto put = options::Right::put;
constexpr auto call = options::Right::call;

Money initial(const std::vector<options::MarginPosition>& positions) {
    return options::margin_requirement(positions).initial_usd;
}

TEST(Margin, ACreditSpreadNeedsItsWidth) {
    EXPECT_EQ(initial({held(put, "95", -2), held(put, "90", 2)}), Money::from_int(1'000));
    EXPECT_EQ(initial({held(call, "105", -1), held(call, "110", 1)}), Money::from_int(500));
}

TEST(Margin, ADebitSpreadAndLongOptionsNeedNothingMore) {
    EXPECT_EQ(initial({held(put, "95", 1), held(put, "90", -1)}), Money{});
    EXPECT_EQ(initial({held(call, "105", 3)}), Money{});
}

TEST(Margin, AnIronCondorOfEqualWingsNeedsOneSide) {
    EXPECT_EQ(initial({held(put, "90", 1), held(put, "95", -1), held(call, "105", -1),
                       held(call, "110", 1)}),
              Money::from_int(500));
    EXPECT_EQ(initial({held(put, "90", 1), held(put, "95", -1), held(call, "105", -1),
                       held(call, "115", 1)}),
              Money::from_int(1'500));
}

TEST(Margin, ALaterLongCoversAndAnEarlierOneDoesNot) {
    EXPECT_EQ(initial({held(put, "95", -1), held(put, "95", 1, "2026-01-16")}), Money{});
    EXPECT_GT(initial({held(put, "95", -1), held(put, "95", 1, "2025-11-21")}),
              Money::from_int(1'000));
}

TEST(Margin, NakedOptionsFollowRule4210) {
    // Premium 200 + max(20 % of 10,000 − 500, 10 % of 9,500) = 200 + 1,500.
    EXPECT_EQ(initial({held(put, "95", -1)}), Money::from_int(1'700));
    // Far out of the money the ten per cent floor holds: on the strike for puts.
    EXPECT_EQ(initial({held(put, "70", -1)}), Money::from_int(900));
    EXPECT_EQ(initial({held(call, "150", -1)}), Money::from_int(1'200));
}

TEST(Margin, StockCoversCallsAndNeedsHalf) {
    options::MarginPosition shares;
    shares.symbol = "XYZ";
    shares.quantity = Quantity::from_int(100);
    shares.mark = price("100");
    const auto requirement = options::margin_requirement({shares, held(call, "105", -1)});
    EXPECT_EQ(requirement.initial_usd, Money::from_int(5'000));
    EXPECT_EQ(requirement.maintenance_usd, Money::from_int(2'500));
    EXPECT_GT(initial({shares, held(call, "105", -2)}), Money::from_int(6'000));
}

TEST(Margin, ASpreadNeverNeedsMoreThanItsLegsAlone) {
    Rng rng(4);
    for (int i = 0; i < 500; ++i) {
        std::vector<options::MarginPosition> all;
        Money alone{};
        for (int j = 0; j < 4; ++j) {
            const std::string strike = std::to_string(80 + 5 * rng.between(0, 8));
            all.push_back(held(rng.chance(0.5) ? put : call, strike.c_str(),
                               static_cast<int>(rng.between(-3, 3))));
            alone += initial({all.back()});
        }
        EXPECT_LE(initial(all), alone);
        EXPECT_GE(initial(all), Money{});
    }
}

TEST(Commission, FollowsThePublishedSteps) {
    const CommissionSchedule schedule;
    const auto contracts = Quantity::from_int(10);
    EXPECT_EQ(option_commission(schedule, price("0.10"), contracts), *Money::parse("6.5"));
    EXPECT_EQ(option_commission(schedule, price("0.05"), contracts), *Money::parse("5"));
    EXPECT_EQ(option_commission(schedule, price("0.04"), contracts), *Money::parse("2.5"));
    EXPECT_EQ(stock_commission(schedule, price("250"), Quantity::from_int(5)), Money::from_int(1));
    EXPECT_EQ(stock_commission(schedule, price("250"), Quantity::from_int(1'000)),
              Money::from_int(5));
    EXPECT_EQ(stock_commission(schedule, price("1"), Quantity::from_int(10)), *Money::parse("0.1"));
}

TEST(Commission, TheMinimumIsChargedOnce) {
    const Money one = Money::from_int(1);
    const Money piece = *Money::parse("0.65");
    EXPECT_EQ(charge({}, {}, piece, one), one);
    EXPECT_EQ(charge(piece, one, piece, one), *Money::parse("0.3"));
}

TEST(Matching, FillsBetweenMidAndNatural) {
    Rng rng(8);
    for (int i = 0; i < 2'000; ++i) {
        const Price bid = Price::from_raw(rng.between(-500, 500) * 1'000'000);
        const Price ask = bid + Price::from_raw(rng.between(1, 100) * 1'000'000);
        const double edge = rng.uniform();
        const Price limit = Price::from_raw(rng.between(-600, 600) * 1'000'000);
        const Price tick = price("0.01");
        const double mid = 0.5 * (bid + ask).to_double();
        const auto bought = fill_price({bid, ask}, {true, limit, edge, tick});
        if (bought) {
            EXPECT_LE(*bought, limit);
            EXPECT_LE(*bought, ask);
            EXPECT_GE(bought->to_double(), mid - 1e-9);
        } else {
            EXPECT_LT(limit, ask);
        }
        const auto sold = fill_price({bid, ask}, {false, limit, edge, tick});
        if (sold) {
            EXPECT_GE(*sold, limit);
            EXPECT_GE(*sold, bid);
            EXPECT_LE(sold->to_double(), mid + 1e-9);
        } else {
            EXPECT_GT(limit, bid);
        }
        EXPECT_EQ(fill_price({bid, ask}, {true, std::nullopt, edge, tick}), ask);
        EXPECT_EQ(fill_price({bid, ask}, {false, std::nullopt, edge, tick}), bid);
    }
}

TEST(Matching, LegPricesAddUpToTheNetPrice) {
    Rng rng(9);
    for (int i = 0; i < 2'000; ++i) {
        std::vector<LegMarket> legs;
        const auto count = rng.between(2, 4);
        for (int j = 0; j < count; ++j) {
            LegMarket leg;
            leg.buy = rng.chance(0.5);
            leg.bid = Price::from_raw(rng.between(1, 400) * 5'000'000);
            leg.ask = *leg.bid + Price::from_raw(rng.between(1, 10) * 5'000'000);
            legs.push_back(leg);
        }
        const auto market = unit_market(legs);
        ASSERT_TRUE(market);
        const std::int64_t cents = (market->ask - market->bid).raw() / 1'000'000;
        const Price net = market->bid + Price::from_raw(rng.between(0, cents) * 1'000'000);
        const auto prices = leg_prices(legs, net);
        Price sum{};
        for (std::size_t j = 0; j < legs.size(); ++j) {
            sum += legs[j].buy ? prices[j] : -prices[j];
            EXPECT_GE(prices[j], *legs[j].bid - price("0.02"));
            EXPECT_LE(prices[j], *legs[j].ask + price("0.02"));
        }
        EXPECT_EQ(sum, net);
    }
}

TEST(Matching, AMissingSideOfAnEdgeLegStopsTheOrder) {
    EXPECT_FALSE(unit_market(std::vector<LegMarket>{{true, 1, price("1"), std::nullopt}}));
    EXPECT_FALSE(unit_market(std::vector<LegMarket>{{false, 1, std::nullopt, price("1")}}));
    EXPECT_TRUE(unit_market(std::vector<LegMarket>{{true, 1, std::nullopt, price("1")}}));
}

TEST(Portfolio, RealisesWhatIsClosedAndTurnsRound) {
    Instrument option;
    option.kind = InstrumentKind::option;
    BookedPosition position;
    const auto trade = [&](int quantity, const char* at, const char* fee) {
        return book_trade(position,
                          {&option, Quantity::from_int(quantity), price(at), *Money::parse(fee)});
    };
    EXPECT_FALSE(trade(2, "1", "1.3"));
    EXPECT_EQ(position.cost_usd, *Money::parse("201.3"));
    // Half of 201.30 paid, 120 received, 0.65 of commission.
    EXPECT_EQ(trade(-1, "1.2", "0.65"), *Money::parse("18.7"));
    EXPECT_EQ(trade(-3, "1.5", "1.95"), *Money::parse("48.7"));
    EXPECT_EQ(position.quantity, Quantity::from_int(-2));
    EXPECT_EQ(position.cost_usd, *Money::parse("-298.7"));
    EXPECT_EQ(trade(2, "1", "1.3"), *Money::parse("97.4"));
    EXPECT_EQ(position.cost_usd, Money{});
}

}  // namespace
}  // namespace wingspread::sim::testing
