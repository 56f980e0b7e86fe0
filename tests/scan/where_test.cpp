#include "scan/where.hpp"

#include "scan/chain_fixture.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>

namespace wingspread::scan {
namespace {

using options::StructureKind;

constexpr double rate = 0.04;

Criteria asking(StructureSet kinds, SortKey sort, std::string_view where) {
    Criteria criteria{.kinds = kinds, .max_wing_strikes = 3, .rate_per_year = rate, .sort = sort};
    if (!where.empty()) {
        const auto added = criteria.where.add(where, field_names());
        EXPECT_TRUE(added) << added.error().message;
    }
    return criteria;
}

ScanResult scan(const market::ChainSnapshot& chain, const Criteria& criteria) {
    const auto models = fit_models(chain, chain.spot->to_double(), asking({}, criteria.sort, ""));
    auto result = scan_structures(chain, criteria, models);
    EXPECT_TRUE(result) << result.error().message;
    return result ? std::move(*result) : ScanResult{};
}

std::uint64_t accounted(const ScanCounts& counts) {
    return std::accumulate(counts.rejected.begin(), counts.rejected.end(),
                           counts.qualified + counts.ruled_out);
}

const StructureSet of_every_search{
    StructureKind::bull_put,           StructureKind::bear_call,
    StructureKind::bull_call,          StructureKind::iron_condor,
    StructureKind::iron_butterfly,     StructureKind::long_call_broken_wing,
    StructureKind::short_strangle,     StructureKind::call_backspread,
    StructureKind::long_call_calendar, StructureKind::long_put_diagonal};

// Conditions with and without limits that follow from them; some that no structure meets.
constexpr std::array conditions{
    "pop > 0.6",
    "0.25 < return_on_risk and pop in [0.3, 0.8]",
    "credit >= 1.5 and open_interest >= 50",
    "dte > 40",
    "dte <= 35",
    "cushion > 0 or delta > 20",
    "not (width > 5) and -0.5 < delta",
    "iv_rank > 0",
    "max_loss_usd is missing or max_loss_usd < 300",
};

/// What a condition leaves of the list is what is left of everything when each row is judged by
/// itself, whatever search found it.
TEST(Where, TheTopIsThatOfWhatPasses) {
    std::size_t left = 0;
    for (const auto& text : conditions) {
        for (const auto sort : {SortKey::credit, SortKey::pop, SortKey::ev_usd}) {
            SCOPED_TRACE(std::string(text) + " by " + std::string(to_string(sort)));
            const auto chain = rough_chain(21);
            auto criteria = asking(of_every_search, sort, "");
            criteria.top = 1'000'000;
            const auto all = scan(chain, criteria);
            criteria = asking(of_every_search, sort, text);
            criteria.top = 40;
            const auto models = fit_models(chain, chain.spot->to_double(), asking({}, sort, ""));
            Where where(criteria, chain, models);
            std::vector<RankedSpread> wanted;
            for (const auto& row : all.ranked)
                if (wanted.size() < criteria.top && where.judge(row, 0)) wanted.push_back(row);
            const auto found = scan(chain, criteria);
            ASSERT_EQ(found.ranked, wanted);
            left += wanted.size();
            EXPECT_EQ(accounted(found.counts), found.counts.enumerated);
            std::uint64_t by_term = 0;
            for (const auto& term : found.counts.where) by_term += term.rejected;
            EXPECT_EQ(by_term, found.counts.of(Rejection::where));
        }
    }
    EXPECT_GT(left, 500U);
}

/// A profile's list is what scoring each row by itself, and sorting, would give.
TEST(Where, AProfileRanksByItsScore) {
    const auto chain = rough_chain(25);
    auto criteria = asking(of_every_search, SortKey::credit, "");
    criteria.top = 1'000'000;
    const auto all = scan(chain, criteria);
    const auto models = fit_models(chain, chain.spot->to_double(), asking({}, {}, ""));
    for (const auto& profile : builtin_profiles()) {
        SCOPED_TRACE(profile.name);
        criteria = asking(of_every_search, SortKey::ev_usd, "");
        criteria.profile = profile;
        criteria.top = 30;
        Where where(criteria, chain, models);
        std::vector<double> scores;
        for (const auto& row : all.ranked)
            if (const auto score = where.judge(row, 0)) scores.push_back(*score);
        std::ranges::sort(scores, std::greater{});
        scores.resize(std::min(scores.size(), criteria.top));
        const auto found = scan(chain, criteria);
        ASSERT_EQ(found.ranked.size(), scores.size());
        ASSERT_FALSE(scores.empty());
        for (std::size_t i = 0; i < scores.size(); ++i) {
            ASSERT_TRUE(found.ranked[i].score);
            EXPECT_DOUBLE_EQ(*found.ranked[i].score, scores[i]);
            auto row = found.ranked[i];
            row.score.reset();
            EXPECT_NE(std::ranges::find(all.ranked, row), all.ranked.end());
        }
        EXPECT_EQ(accounted(found.counts), found.counts.enumerated);
    }
}

TEST(Where, TooManyToScoreAreRefused) {
    const auto chain = rough_chain(26);
    auto criteria = *parse_criteria({{"profile", "aggressive"}});
    criteria.most_judged = 100;
    const auto result = scan_structures(chain, criteria);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("profile: got \"aggressive\""), std::string::npos)
        << result.error().message;
    const auto unknown = parse_criteria({{"profile", "bold"}});
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("balanced, conservative, aggressive"),
              std::string::npos);
}

TEST(Where, ImpliedLimitsRuleOutWithoutJudging) {
    const auto chain = rough_chain(22);
    auto criteria = asking({StructureKind::iron_condor}, SortKey::return_on_risk, "pop > 0.75");
    criteria.most_judged = 500;
    const auto found = scan(chain, criteria);
    ASSERT_EQ(found.ranked.size(), criteria.top);
    for (const auto& row : found.ranked) EXPECT_GT(row.pop, 0.75);
}

TEST(Where, TheDaysOfACalendarAreThoseToItsFrontExpiration) {
    const auto chain = rough_chain(23);
    const auto found =
        scan(chain, asking({StructureKind::long_call_calendar}, SortKey::ev_usd, "dte <= 31"));
    EXPECT_FALSE(found.ranked.empty()) << "the later option lives longer, and may";
}

TEST(Where, ConditionsThatRejectTooManyAreRefusedAndNotCutShort) {
    const auto chain = rough_chain(24);
    for (const auto kind : {StructureKind::iron_condor, StructureKind::bull_put,
                            StructureKind::long_strangle, StructureKind::long_call_diagonal}) {
        auto criteria = asking({kind}, SortKey::ev_usd, "iv_rank > 0.5");
        criteria.most_judged = 20;
        const auto models = fit_models(chain, chain.spot->to_double(), asking({}, {}, ""));
        const auto result = scan_structures(chain, criteria, models);
        ASSERT_FALSE(result) << options::to_string(kind);
        EXPECT_EQ(result.error().code, Errc::invalid_argument);
        EXPECT_NE(result.error().message.find("where: got \"iv_rank > 0.5\""), std::string::npos)
            << result.error().message;
        EXPECT_NE(result.error().message.find("20 of the best by ev_usd"), std::string::npos);
    }
}

}  // namespace
}  // namespace wingspread::scan
