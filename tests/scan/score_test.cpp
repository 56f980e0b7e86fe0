#include "scan/score.hpp"

#include "scan/chain_fixture.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace wingspread::scan {
namespace {

std::string problem_of(std::string_view text) {
    const auto profile = parse_profile("mine", text);
    return profile ? "" : profile.error().message;
}

TEST(Profile, IsReadFromTextAndWrittenAsIt) {
    const auto profile = parse_profile("mine",
                                       "# what I like\n"
                                       "where pop > 0.6 and credit > 0\n"
                                       "\n"
                                       "score 2 credit/width from 0.1 to 0.4  # pays\n"
                                       "score 1.5 bid_ask from 0.5 to 0");
    ASSERT_TRUE(profile) << profile.error().message;
    EXPECT_EQ(to_text(*profile),
              "where pop > 0.6\n"
              "where credit > 0\n"
              "score 2 credit / width from 0.1 to 0.4\n"
              "score 1.5 bid_ask from 0.5 to 0\n");
    EXPECT_EQ(parse_profile("mine", to_text(*profile)), *profile);
}

TEST(Profile, ErrorsNameTheLine) {
    EXPECT_TRUE(problem_of("score 1 pop from 0 to 1\nscore 1 popp from 0 to 1")
                    .starts_with("profile mine, line 2: column 2: no field is named \"popp\""));
    EXPECT_TRUE(problem_of("").starts_with("profile mine: got \"\", expected one line at least"));
    EXPECT_TRUE(problem_of("like pop").find("line 1: line: got") != std::string::npos);
    EXPECT_TRUE(problem_of("score 0 pop from 0 to 1").find("above zero") != std::string::npos);
    EXPECT_TRUE(problem_of("score 1 pop from 1 to 1").find("two different") != std::string::npos);
    EXPECT_TRUE(problem_of("score pop").find("from WORST to BEST") != std::string::npos);
    EXPECT_TRUE(problem_of("score 1 pop > 1 from 0 to 1").find("condition") != std::string::npos);
}

TEST(Profile, TheThreeThatComeWithItAreReadAgainAsThemselves) {
    ASSERT_EQ(builtin_profiles().size(), 3U);
    EXPECT_EQ(builtin_profiles()[0].name, "balanced");
    for (const auto& profile : builtin_profiles())
        EXPECT_EQ(parse_profile(profile.name, to_text(profile)), profile);
}

/// A spread by its figures only.
RankedSpread spread_with(double pop, double return_on_risk) {
    RankedSpread spread;
    spread.pop = pop;
    spread.return_on_risk = return_on_risk;
    return spread;
}

TEST(Score, IsAWeightedSumOfFixedScales) {
    const auto profile = parse_profile("mine",
                                       "score 3 pop from 0.5 to 0.9\n"
                                       "score 1 return_on_risk from 1 to 0\n"
                                       "score 1 iv_rank from 0 to 1\n")
                             .value();
    const market::ChainSnapshot chain;
    const ChainModels models;
    const FieldContext context{.chain = &chain, .models = &models};
    Scorer scorer(profile);
    const auto spread = spread_with(0.7, 0.25);
    EXPECT_NEAR(scorer.score(FieldSource(spread, context)), 60 * 0.5 + 20 * 0.75 + 0, 1e-9);
    EXPECT_NEAR(scorer.shares()[0].points, 30, 1e-9);
    EXPECT_NEAR(scorer.shares()[0].value, 0.7, 1e-12);
    EXPECT_NEAR(scorer.shares()[1].points, 15, 1e-9);
    EXPECT_TRUE(std::isnan(scorer.shares()[2].value)) << "missing counts as worst";
    const auto best = spread_with(0.99, -1);
    EXPECT_NEAR(scorer.score(FieldSource(best, context)), 80, 1e-9);
    const auto worst = spread_with(0.1, 5);
    EXPECT_NEAR(scorer.score(FieldSource(worst, context)), 0, 1e-9);
}

/// Every spread's figure, the plain way.
std::vector<double> figures_of(const std::vector<RankedSpread>& spreads, const Field& field,
                               const FieldContext& context) {
    std::vector<double> values;
    for (const auto& spread : spreads) {
        const double value = field.value(FieldSource(spread, context));
        if (!std::isnan(value)) values.push_back(value);
    }
    return values;
}

TEST(SortByField, TheListIsTheBestOfEverySpreadByAnyField) {
    const auto chain = rough_chain(44);
    const auto models = fit_models(chain, 100, {});
    const auto all = scan_structures(chain, {.top = 100'000}, models)->ranked;
    const FieldContext context{.chain = &chain, .models = &models};
    std::size_t ranked_by = 0;
    for (const auto& field : fields()) {
        Criteria criteria{.top = 12};
        ASSERT_TRUE(set_criterion(criteria, "sort", field.name)) << field.name;
        auto expected = figures_of(all, field, context);
        std::ranges::sort(expected);
        if (field.better != Better::lower) std::ranges::reverse(expected);
        expected.resize(std::min<std::size_t>(expected.size(), 12));
        const auto found = scan_structures(chain, criteria, models);
        ASSERT_TRUE(found) << field.name << ": " << found.error().message;
        const auto values = figures_of(found->ranked, field, context);
        ASSERT_EQ(values.size(), expected.size()) << field.name;
        for (std::size_t i = 0; i < values.size(); ++i)
            EXPECT_NEAR(values[i], expected[i], 1e-9 * (1 + std::abs(expected[i]))) << field.name;
        ranked_by += values.empty() ? 0 : 1;
    }
    EXPECT_GT(ranked_by, 50U);
}

TEST(SortByField, WhatWouldTakeTooLongIsRefused) {
    const auto chain = rough_chain(44);
    Criteria criteria{.most_judged = 20, .top = 5};
    ASSERT_TRUE(set_criterion(criteria, "sort", "cushion"));
    const auto found = scan_structures(chain, criteria);
    ASSERT_FALSE(found);
    EXPECT_NE(found.error().message.find("sort: got \"cushion\""), std::string::npos)
        << found.error().message;
}

TEST(ScoreProperty, LiesWithinTheRangeOfItsGroup) {
    for (std::uint64_t seed = 41; seed <= 43; ++seed) {
        const auto chain = rough_chain(seed);
        Criteria criteria;
        criteria.top = 40;
        const auto models = fit_models(chain, 100, parse_criteria({{"rate", "0.04"}}).value());
        const auto found = scan_structures(chain, criteria, models).value();
        const FieldContext context{.chain = &chain, .models = &models};
        std::vector<FieldRange> ranges(fields().size(), {1, 0, false});
        for (const auto& spread : found.ranked) {
            for (std::size_t f = 0; f < ranges.size(); ++f) {
                const double value = fields()[f].value(FieldSource(spread, context));
                auto& range = ranges[f];
                if (std::isnan(value)) {
                    range.may_be_missing = true;
                } else {
                    const bool first = range.low > range.high;
                    range.low = first ? value : std::min(range.low, value);
                    range.high = first ? value : std::max(range.high, value);
                }
            }
        }
        for (const auto& profile : builtin_profiles()) {
            Scorer scorer(profile);
            const auto range = scorer.range(ranges);
            for (const auto& spread : found.ranked) {
                const double score = scorer.score(FieldSource(spread, context));
                EXPECT_GE(score, range.low - 1e-9) << profile.name;
                EXPECT_LE(score, range.high + 1e-9) << profile.name;
                EXPECT_GE(score, 0);
                EXPECT_LE(score, 100);
            }
        }
    }
}

}  // namespace
}  // namespace wingspread::scan
