#include "scan/live_scan.hpp"

#include "scan/chain_fixture.hpp"

#include <gtest/gtest.h>

namespace wingspread::scan {
namespace {

using options::Right;
using options::StructureKind;

/// Ticks of a market that wanders: prices, sides that come and go, crossed and unusable quotes.
class Market {
  public:
    Market(const market::ChainSnapshot& chain, std::uint64_t seed) : rng_(seed) {
        for (std::uint32_t slice = 0; slice < chain.slices.size(); ++slice)
            for (const auto right : {Right::call, Right::put})
                for (std::uint32_t row = 0; row < chain.slices[slice]->strikes.size(); ++row)
                    if (chain.slices[slice]->of(right).listed[row])
                        places_.push_back({slice, row, right});
    }

    void tick(LiveScan& live) {
        const auto place = places_[static_cast<std::size_t>(
            rng_.between(0, static_cast<std::int64_t>(places_.size()) - 1))];
        const auto& columns = live.chain().slices[place.slice]->of(place.right);
        market::Quote quote;
        quote.bid = moved(columns.bid[place.row]);
        quote.ask = moved(columns.ask[place.row]);
        quote.open_interest = columns.open_interest[place.row];
        if (rng_.chance(0.05)) quote.open_interest = Quantity::from_int(rng_.between(0, 500));
        live.on_quote(place, quote,
                      market::usability(quote, market::recorded_line, {}, MarketTime{}));
    }

  private:
    std::optional<Price> moved(std::optional<Price> side) {
        if (rng_.chance(0.03)) return std::nullopt;
        if (!side) return price(0.05 * static_cast<double>(rng_.between(1, 40)));
        const auto cents = Price::from_raw(rng_.between(-5, 5) * Price::scale / 100);
        return *side + cents > Price{} ? *side + cents : price(0.01);
    }

    Rng rng_;
    std::vector<ContractPlace> places_;
};

/// What a new scan of the same quotes and models shows.
std::vector<RankedSpread> anew(const LiveScan& live, const Criteria& criteria,
                               const ChainModels& models) {
    return scan_structures(live.chain(), criteria, models)->ranked;
}

struct Case {
    const char* name;
    Criteria criteria;
};

Criteria with_where(Criteria criteria, std::string_view text) {
    EXPECT_TRUE(set_criterion(criteria, "where", text));
    return criteria;
}

std::vector<Case> cases() {
    const StructureSet few{StructureKind::long_put, StructureKind::short_strangle,
                           StructureKind::long_straddle, StructureKind::put_ratio_spread};
    const StructureSet wings{StructureKind::iron_condor, StructureKind::long_call_butterfly};
    const StructureSet mixed{StructureKind::bull_put, StructureKind::iron_condor,
                             StructureKind::long_call_calendar, StructureKind::short_strangle};
    return {
        {"verticals by return on risk", {.top = 20}},
        {"by expected value", {.sort = SortKey::ev_usd, .top = 5}},
        {"by expected value on risk at mid",
         {.price = PriceBasis::mid, .sort = SortKey::ev_on_risk, .top = 30}},
        {"by width, where many are equal", {.sort = SortKey::width, .top = 40}},
        {"by days, where nearly all are equal", {.sort = SortKey::dte, .top = 40}},
        {"by credit", {.sort = SortKey::credit, .top = 10}},
        {"by probability", {.sort = SortKey::pop, .top = 10}},
        {"by delta", {.sort = SortKey::delta, .top = 10}},
        {"filtered",
         {.min_short_delta = 0.1,
          .max_short_delta = 0.4,
          .min_width = price(2.5),
          .max_width = price(10),
          .max_leg_bid_ask = price(0.3),
          .min_credit = price(0.2),
          .min_return_on_risk = 0.1,
          .min_pop = 0.5,
          .min_open_interest = 50,
          .top = 15}},
        {"all that there is", {.top = 100'000}},
        {"few legs", {.kinds = few, .sort = SortKey::ev_usd, .top = 20}},
        {"wings", {.kinds = wings, .top = 20}},
        {"mixed", {.kinds = mixed, .sort = SortKey::ev_usd, .top = 25}},
        {"with conditions", with_where({.top = 10}, "pop > 0.6 and credit > 0.3")},
    };
}

TEST(LiveScan, AfterAnyTicksTheListIsThatOfANewScan) {
    for (const auto& [name, criteria] : cases()) {
        for (const std::uint64_t seed : {1U, 2U, 3U}) {
            const auto chain = rough_chain(seed);
            const auto models = fit_models(chain, 100, criteria);
            auto live = LiveScan::make(chain, criteria, models);
            ASSERT_TRUE(live) << name << ": " << live.error().message;
            Market market(chain, seed);
            for (int round = 0; round < 12; ++round) {
                const auto ranked = (*live)->ranked();
                ASSERT_TRUE(ranked) << name;
                ASSERT_EQ(*ranked, anew(**live, criteria, models))
                    << name << ", seed " << seed << ", round " << round;
                for (int i = 0; i < 1 << round % 9; ++i) market.tick(**live);
            }
        }
    }
}

TEST(LiveScan, ProfilesRankAsANewScanDoes) {
    for (const auto& profile : builtin_profiles()) {
        const Criteria criteria{.max_width = price(10), .profile = profile, .top = 10};
        const auto chain = rough_chain(5);
        const auto models = fit_models(chain, 100, criteria);
        auto live = LiveScan::make(chain, criteria, models).value();
        Market market(chain, 5);
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 20; ++i) market.tick(*live);
            EXPECT_EQ(live->ranked().value(), anew(*live, criteria, models));
        }
    }
}

TEST(LiveScan, AFieldRanksAsInANewScan) {
    Criteria criteria{.max_width = price(10), .top = 10};
    ASSERT_TRUE(set_criterion(criteria, "sort", "cushion"));
    const auto chain = rough_chain(6);
    const auto models = fit_models(chain, 100, criteria);
    auto live = LiveScan::make(chain, criteria, models).value();
    Market market(chain, 6);
    for (int i = 0; i < 20; ++i) market.tick(*live);
    EXPECT_EQ(live->ranked().value(), anew(*live, criteria, models));
}

TEST(LiveScan, FewTicksNeedNoSearchOfEverything) {
    const Criteria criteria{.top = 20};
    const auto chain = rough_chain(4);
    auto live = LiveScan::make(chain, criteria, fit_models(chain, 100, criteria)).value();
    Market market(chain, 4);
    for (int round = 0; round < 100; ++round) {
        market.tick(*live);
        ASSERT_TRUE(live->ranked());
    }
    EXPECT_LT(live->searches(), 5U) << "each would be one of 100";
}

TEST(LiveScan, ItCountsWhatThereWasWhenItWasMade) {
    const Criteria criteria{.min_pop = 0.6, .top = 20};
    const auto chain = rough_chain(4);
    const auto models = fit_models(chain, 100, criteria);
    const auto live = LiveScan::make(chain, criteria, models).value();
    EXPECT_EQ(live->counts(), scan_structures(chain, criteria, models)->counts);
}

TEST(LiveScan, WhatNoScanCanDoItRefuses) {
    const auto chain = rough_chain(4);
    EXPECT_EQ(LiveScan::make(chain, {}, {}).error().code, Errc::invalid_argument);
    const Criteria contrary{.min_dte = 9, .max_dte = 8};
    EXPECT_EQ(LiveScan::make(chain, contrary, fit_models(chain, 100, {})).error().code,
              Errc::invalid_argument);
    Criteria hopeless = with_where({.top = 10}, "credit / width > 5");
    hopeless.most_judged = 50;
    EXPECT_EQ(LiveScan::make(chain, hopeless, fit_models(chain, 100, {})).error().code,
              Errc::invalid_argument);
}

}  // namespace
}  // namespace wingspread::scan
