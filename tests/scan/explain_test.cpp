#include "scan/explain.hpp"

#include "scan/chain_fixture.hpp"
#include "scan/list_changes.hpp"
#include "scan/spread_name.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace wingspread::scan {
namespace {

using options::StructureKind;

/// A scan and what it says of its spreads.
struct Explained {
    explicit Explained(Criteria wanted, std::uint64_t seed = 3)
        : chain(rough_chain(seed)),
          criteria(std::move(wanted)),
          models(fit_models(chain, 100, criteria)),
          result(*scan_structures(chain, criteria, models)) {}

    [[nodiscard]] Result<Explanation> of(std::string_view which) const {
        return explain(chain, criteria, models, result, which);
    }

    market::ChainSnapshot chain;
    Criteria criteria;
    ChainModels models;
    ScanResult result;
};

TEST(FindSpread, EveryIdLeadsBackToItsSpread) {
    const Explained scan({.kinds = every_kind(), .sort = SortKey::ev_usd, .top = 3'000});
    const FoundList list(scan.chain, scan.criteria, scan.models, 1);
    for (const auto& spread : scan.result.ranked) {
        const auto found = find_spread(scan.chain, identity(spread));
        ASSERT_TRUE(found) << identity(spread) << ": " << found.error().message;
        ASSERT_EQ(list.describe(*found), spread) << identity(spread);
    }
}

TEST(FindSpread, WhatIsNoIdOrNotListedIsRefused) {
    const auto chain = rough_chain(3);
    for (const char* id :
         {"", "3x", "bull_put", "bull_put-TEST-20261218-90P", "bull_put-TEST-20261218-90P-95C",
          "bull_put-TEST-2026121-90P-95P", "bull_put-TEST-20261218-95P-90P",
          "covered_call-TEST-20261218-95C", "bull_put-TEST-20261218-90P-90P",
          "long_call_calendar-TEST-20270115-20261218-90C-90C"}) {
        const auto found = find_spread(chain, id);
        ASSERT_FALSE(found) << id;
        EXPECT_EQ(found.error().code, Errc::invalid_argument) << id;
    }
    for (const char* id : {"bull_put-TEST-20261219-90P-95P", "bull_put-ELSE-20261218-90P-95P",
                           "bull_put-TEST-20261218-90P-95.25P"}) {
        const auto found = find_spread(chain, id);
        ASSERT_FALSE(found) << id;
        EXPECT_EQ(found.error().code, Errc::not_found) << id;
    }
}

TEST(Explain, APlaceAndItsIdSayTheSame) {
    const Explained scan({.top = 10});
    const auto by_place = scan.of("4");
    ASSERT_TRUE(by_place) << by_place.error().message;
    EXPECT_EQ(by_place->place, 3U);
    EXPECT_EQ(by_place->spread, scan.result.ranked[3]);
    EXPECT_EQ(by_place->key, scan.result.ranked[3].return_on_risk);
    EXPECT_EQ(by_place->last_key, scan.result.ranked[9].return_on_risk);
    EXPECT_EQ(to_text(*scan.of(by_place->id)), to_text(*by_place));
    EXPECT_NE(to_text(*by_place).find("number 4 of the list"), std::string::npos);
    EXPECT_EQ(scan.of("11").error().code, Errc::invalid_argument);
    EXPECT_EQ(scan.of("0").error().code, Errc::invalid_argument);
}

TEST(Explain, WhatALimitRejectsNamesTheFirstOne) {
    const Explained open({.top = 100'000});
    const Explained narrow({.max_width = price(5), .min_pop = 0.7, .top = 100'000});
    std::size_t explained = 0;
    for (std::size_t i = 0; i < open.result.ranked.size(); i += 7) {
        const auto& spread = open.result.ranked[i];
        const auto said = narrow.of(identity(spread));
        ASSERT_TRUE(said) << said.error().message;
        const auto expected = *spread.width > price(5) ? std::optional(Rejection::width)
                              : spread.pop < 0.7       ? std::optional(Rejection::pop)
                                                       : std::nullopt;
        EXPECT_EQ(said->rejected, expected) << said->id;
        EXPECT_EQ(said->place.has_value(), !expected) << said->id;
        ++explained;
    }
    EXPECT_GT(explained, 20U);
}

TEST(Explain, AQuoteThatCannotBeUsedIsAReason) {
    const Explained scan({.top = 10});
    const auto& slice = *scan.chain.slices[0];
    for (std::size_t row = 1; row < slice.strikes.size(); ++row) {
        if (!slice.puts.listed[row] || !slice.puts.listed[row - 1]) continue;
        if (slice.puts.usability[row] == market::Usability::usable) continue;
        const auto said = scan.of("bull_put-TEST-20261218-" + slice.strikes[row - 1].to_string() +
                                  "P-" + slice.strikes[row].to_string() + "P");
        ASSERT_TRUE(said) << said.error().message;
        EXPECT_EQ(said->rejected, Rejection::unusable_quote);
        EXPECT_FALSE(said->spread);
        EXPECT_NE(to_text(*said).find("no figures"), std::string::npos);
        return;
    }
    FAIL() << "every put of this chain can be used";
}

TEST(Explain, ConditionsAreJudgedOneByOne) {
    Criteria criteria{.top = 5};
    ASSERT_TRUE(set_criterion(criteria, "where", "width < 100 and credit > 1000"));
    const Explained scan(criteria);
    const Explained open({.top = 1});
    const auto said = scan.of(identity(open.result.ranked.front()));
    ASSERT_TRUE(said) << said.error().message;
    ASSERT_EQ(said->conditions.size(), 2U);
    EXPECT_TRUE(said->conditions[0].holds);
    EXPECT_FALSE(said->conditions[1].holds);
    EXPECT_NE(to_text(*said).find("a condition does not hold"), std::string::npos);
}

TEST(Explain, AProfilesPointsAddUpToTheScore) {
    for (const auto& profile : builtin_profiles()) {
        const Explained scan({.profile = profile, .top = 3});
        if (scan.result.ranked.empty()) continue;
        const auto said = scan.of("1");
        ASSERT_TRUE(said) << said.error().message;
        double points = 0;
        for (const auto& each : said->score) points += each.share.points;
        EXPECT_NEAR(points, *scan.result.ranked.front().score, 1e-9);
        EXPECT_EQ(said->spread, scan.result.ranked.front());
    }
}

TEST(Explain, WhatIsNotLookedForSaysSo) {
    const Explained scan({.kinds = {StructureKind::bull_put}, .top = 3});
    const auto said = scan.of("bear_put-TEST-20261218-90P-95P");
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_FALSE(said->looked_for);
    EXPECT_NE(to_text(*said).find("not asked for"), std::string::npos);
}

}  // namespace
}  // namespace wingspread::scan
