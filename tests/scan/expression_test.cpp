#include "scan/expression.hpp"

#include "expression_fixture.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wingspread::scan {
namespace {

/// Number of an expression over credit = 1.5, width = 5, pop = 0.7, theta = 4, iv_rank missing.
double number_of(std::string_view text) {
    const auto expression = parse_expression(text, test_names, Yield::number);
    EXPECT_TRUE(expression) << expression.error().message;
    constexpr std::array values{1.5, 5.0, 0.7, 4.0, missing_value};
    std::array<const double*, 5> columns{};
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = &values[i];
    double result = 0;
    Runner{Program(*expression)}.numbers(columns, 1, &result);
    return result;
}

Truth truth_of(std::string_view text) {
    const auto expression = parse_expression(text, test_names, Yield::condition);
    EXPECT_TRUE(expression) << expression.error().message;
    constexpr std::array values{1.5, 5.0, 0.7, 4.0, missing_value};
    std::array<const double*, 5> columns{};
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = &values[i];
    auto result = Truth::unknown;
    Runner{Program(*expression)}.conditions(columns, 1, &result);
    return result;
}

std::string problem_of(std::string_view text, Yield wanted = Yield::condition) {
    const auto expression = parse_expression(text, test_names, wanted);
    if (expression) return "";
    EXPECT_EQ(expression.error().code, Errc::invalid_argument);
    return expression.error().message;
}

TEST(Expression, ArithmeticBindsAsInSchool) {
    EXPECT_DOUBLE_EQ(number_of("1 + 2 * 3"), 7);
    EXPECT_DOUBLE_EQ(number_of("(1 + 2) * 3"), 9);
    EXPECT_DOUBLE_EQ(number_of("8 - 3 - 2"), 3);
    EXPECT_DOUBLE_EQ(number_of("8 / 4 / 2"), 1);
    EXPECT_DOUBLE_EQ(number_of("-2 * -3"), 6);
    EXPECT_DOUBLE_EQ(number_of("credit / width"), 0.3);
    EXPECT_DOUBLE_EQ(number_of("max(1, theta, width) + min(2, 1) + abs(1 - 4)"), 9);
    EXPECT_DOUBLE_EQ(number_of("1e3 + .5"), 1000.5);
}

TEST(Expression, ConditionsBindBelowArithmeticNotAboveAndAboveOr) {
    EXPECT_EQ(truth_of("credit / width >= 0.3 and pop > 0.6"), Truth::yes);
    EXPECT_EQ(truth_of("not pop > 0.6 or theta = 4"), Truth::yes);
    EXPECT_EQ(truth_of("theta = 4 or pop > 0.6 and width < 1"), Truth::yes);
    EXPECT_EQ(truth_of("(theta = 4 or pop > 0.6) and width < 1"), Truth::no);
    EXPECT_EQ(truth_of("pop in [0.7, 0.8]"), Truth::yes);
    EXPECT_EQ(truth_of("pop in [0.71, 0.8]"), Truth::no);
    EXPECT_EQ(truth_of("theta != 4"), Truth::no);
}

TEST(Expression, WhatIsMissingNeverPasses) {
    EXPECT_EQ(truth_of("iv_rank > 0.5"), Truth::unknown);
    EXPECT_EQ(truth_of("not iv_rank > 0.5"), Truth::unknown);
    EXPECT_EQ(truth_of("iv_rank = iv_rank"), Truth::unknown);
    EXPECT_EQ(truth_of("iv_rank in [0, 1] or pop > 0.9"), Truth::unknown);
    EXPECT_EQ(truth_of("iv_rank > 0.5 or pop > 0.6"), Truth::yes);
    EXPECT_EQ(truth_of("iv_rank > 0.5 and pop > 0.9"), Truth::no);
    EXPECT_EQ(truth_of("iv_rank is missing"), Truth::yes);
    EXPECT_EQ(truth_of("iv_rank is not missing"), Truth::no);
    EXPECT_EQ(truth_of("iv_rank * 0 is missing"), Truth::yes);
    EXPECT_EQ(truth_of("max(iv_rank, 1) is missing"), Truth::yes);
    EXPECT_EQ(truth_of("min(1, iv_rank) is missing"), Truth::yes);
}

TEST(Expression, DivisionByZeroAndOverflowAreMissing) {
    EXPECT_EQ(truth_of("1 / (theta - 4) is missing"), Truth::yes);
    EXPECT_EQ(truth_of("1 / 0 > 5"), Truth::unknown);
    EXPECT_EQ(truth_of("1e308 * 10 is missing"), Truth::yes);
}

TEST(Expression, ErrorsPointAtTheirPlace) {
    EXPECT_EQ(problem_of("pop > 0.6 and creidt > 1"),
              "column 15: no field is named \"creidt\"; near it: credit\n"
              "  pop > 0.6 and creidt > 1\n"
              "                ^");
    EXPECT_EQ(problem_of("pop >"),
              "column 6: got the end, expected a number, a field or (\n"
              "  pop >\n"
              "       ^");
    EXPECT_TRUE(
        problem_of("0.2 < pop < 0.8").starts_with("column 11: got \"<\", expected and, or"));
    EXPECT_TRUE(problem_of("pop").starts_with("column 1: is a number; a filter needs"));
    EXPECT_TRUE(problem_of("pop > 1", Yield::number).starts_with("column 1: is a condition;"));
    EXPECT_TRUE(problem_of("pop and theta > 1").starts_with("column 1: is a number where a cond"));
    EXPECT_TRUE(problem_of("(pop > 1) + 2 > 1").starts_with("column 1: is a condition where"));
    EXPECT_TRUE(problem_of("pop in [0.1 0.2]").starts_with("column 13: got \"0.2\", expected ,"));
    EXPECT_TRUE(
        problem_of("pop is nothing").starts_with("column 8: got \"nothing\", expected mis"));
    EXPECT_TRUE(problem_of("pop > 0.6.5").starts_with("column 7: is no number"));
    EXPECT_TRUE(problem_of("pop > 1e999").starts_with("column 7: is no number"));
    EXPECT_TRUE(problem_of("pop ! 3").starts_with("column 5: a character that no expression has"));
    EXPECT_TRUE(problem_of("pop > 0.6 )").starts_with("column 11: got \")\", expected and, or or"));
    EXPECT_TRUE(problem_of("").starts_with("column 1: got the end"));
    EXPECT_TRUE(problem_of("max(pop) > 1").starts_with("column 8: got \")\", expected ,"));
    EXPECT_TRUE(problem_of("thet > 0.6").find("near it: theta") != std::string::npos);
    EXPECT_TRUE(problem_of("zzzzzz > 1").find("near") == std::string::npos);
}

TEST(Expression, RefusesWhatIsTooLongOrTooDeep) {
    EXPECT_TRUE(problem_of(std::string(200, '(') + "pop > 1").find("nested") != std::string::npos);
    EXPECT_TRUE(problem_of("pop > " + std::string(200, '-') + "1").find("nested") !=
                std::string::npos);
    EXPECT_TRUE(problem_of(std::string(5000, ' ')).starts_with("an expression of 5000"));
}

TEST(Expression, PrintsWithTheFewestParentheses) {
    const auto again = [](std::string_view text) {
        return print(parse_expression(text, test_names, Yield::condition).value(), test_names);
    };
    EXPECT_EQ(again("((credit)/(width))>0.30 and (not (pop<=.5))"),
              "credit / width > 0.3 and not pop <= 0.5");
    EXPECT_EQ(again("(pop>1 or theta>1) and (pop = 1 and theta == 2)"),
              "(pop > 1 or theta > 1) and (pop = 1 and theta = 2)");
    EXPECT_EQ(again("1-(2-3) > max(1,(2),pop)"), "1 - (2 - 3) > max(1, 2, pop)");
    EXPECT_EQ(again("not (iv_rank is missing)"), "iv_rank is not missing");
    EXPECT_EQ(again("(pop+1) in [0,(1)]"), "pop + 1 in [0, 1]");
}

TEST(ExpressionProperty, WhatIsPrintedIsReadAsTheSame) {
    TextMaker maker(Rng(7101));
    for (int round = 0; round < 3000; ++round) {
        const auto text = maker.condition(5);
        const auto read = parse_expression(text, test_names, Yield::condition);
        ASSERT_TRUE(read) << text << "\n" << read.error().message;
        const auto printed = print(*read, test_names);
        const auto again = parse_expression(printed, test_names, Yield::condition);
        ASSERT_TRUE(again) << printed << "\n" << again.error().message;
        ASSERT_EQ(*again, *read) << text << "\n" << printed;
    }
}

TEST(ExpressionProperty, FilterAlgebraHoldsUnderMissingValues) {
    TextMaker maker(Rng(7102));
    for (int round = 0; round < 400; ++round) {
        const TestColumns data(maker.rng(), 300);  // more than one block
        const auto a = "(" + maker.condition(3) + ")";
        const auto b = "(" + maker.condition(3) + ")";
        const auto c = "(" + maker.condition(2) + ")";
        const auto same = [&](const std::string& one, const std::string& other) {
            EXPECT_EQ(truths(one, data), truths(other, data)) << one << "\n" << other;
        };
        same("not (" + a + " and " + b + ")", "not " + a + " or not " + b);
        same("not (" + a + " or " + b + ")", "not " + a + " and not " + b);
        same("not not " + a, a);
        same(a + " and " + b, b + " and " + a);
        same(a + " or " + b, b + " or " + a);
        same(a + " and (" + b + " or " + c + ")", a + " and " + b + " or " + a + " and " + c);
        same(a + " and (" + a + " or " + b + ")", a);
    }
}

TEST(ExpressionProperty, OnlyTheOppositeOfKnownPasses) {
    TextMaker maker(Rng(7103));
    for (int round = 0; round < 300; ++round) {
        const TestColumns data(maker.rng(), 64);
        const auto text = "(" + maker.condition(3) + ")";
        const auto one = truths(text, data);
        const auto other = truths("not " + text, data);
        for (std::size_t i = 0; i < data.size(); ++i)
            EXPECT_EQ(one[i] == Truth::unknown, other[i] == Truth::unknown);
    }
}

/// The tightest ranges of the columns, widened at random.
std::array<FieldRange, test_names.size()> ranges_of(const TestColumns& data, Rng& rng) {
    std::array<FieldRange, test_names.size()> ranges;
    for (std::size_t f = 0; f < ranges.size(); ++f) {
        FieldRange range{.low = 1e9, .high = -1e9, .may_be_missing = rng.chance(0.1)};
        for (const double value : data.values[f]) {
            range.may_be_missing = range.may_be_missing || std::isnan(value);
            if (std::isnan(value)) continue;
            range.low = std::min(range.low, value);
            range.high = std::max(range.high, value);
        }
        if (range.low <= range.high && rng.chance(0.3)) range.high += rng.uniform();
        if (rng.chance(0.05)) range = FieldRange{};
        ranges[f] = range;
    }
    return ranges;
}

TEST(ExpressionProperty, AVerdictOnRangesIsTrueOfEveryCandidate) {
    TextMaker maker(Rng(7104));
    int decided = 0;
    for (int round = 0; round < 6000; ++round) {
        TestColumns data(maker.rng(), static_cast<std::size_t>(maker.rng().between(1, 4)));
        const auto ranges = ranges_of(data, maker.rng());
        const auto text = maker.condition(3);
        const auto read = parse_expression(text, test_names, Yield::condition).value();
        const auto verdict = Runner{Program(read)}.verdict(ranges);
        if (verdict == Verdict::undecided) continue;
        ++decided;
        for (const auto truth : truths(read, data))
            ASSERT_EQ(truth == Truth::yes, verdict == Verdict::all_pass) << text;
    }
    EXPECT_GT(decided, 1500);
}

TEST(ExpressionProperty, ANumberLiesWithinItsRange) {
    TextMaker maker(Rng(7105));
    for (int round = 0; round < 6000; ++round) {
        TestColumns data(maker.rng(), 4);
        for (auto& column : data.values)
            for (auto& value : column) value += maker.rng().chance(0.3) ? maker.rng().normal() : 0;
        const auto ranges = ranges_of(data, maker.rng());
        const auto text = maker.number(4);
        const auto read = parse_expression(text, test_names, Yield::number).value();
        Runner runner{Program(read)};
        const auto range = runner.range(ranges);
        std::vector<double> values(data.size());
        runner.numbers(data.columns(), data.size(), values.data());
        for (const double value : values) {
            if (std::isnan(value)) {
                ASSERT_TRUE(range.may_be_missing) << text;
            } else {
                ASSERT_GE(value, range.low) << text;
                ASSERT_LE(value, range.high) << text;
            }
        }
    }
}

TEST(Verdicts, DecideWhatRangesDecide) {
    const auto verdict = [](std::string_view text, FieldRange pop) {
        const auto read = parse_expression(text, test_names, Yield::condition).value();
        std::array<FieldRange, test_names.size()> ranges;
        ranges[2] = pop;
        return Runner{Program(read)}.verdict(ranges);
    };
    const FieldRange known{.low = 0.6, .high = 0.8, .may_be_missing = false};
    EXPECT_EQ(verdict("pop > 0.5", known), Verdict::all_pass);
    EXPECT_EQ(verdict("pop > 0.8", known), Verdict::none_passes);
    EXPECT_EQ(verdict("pop > 0.7", known), Verdict::undecided);
    EXPECT_EQ(verdict("pop > 0.9 or theta > 1", known), Verdict::undecided);
    EXPECT_EQ(verdict("pop > 0.9 and theta > 1", known), Verdict::none_passes);
    EXPECT_EQ(verdict("pop in [0.5, 0.8] and pop is not missing", known), Verdict::all_pass);
    const FieldRange missing{.low = 1, .high = 0, .may_be_missing = true};
    EXPECT_EQ(verdict("pop > 0 or not pop > 0", missing), Verdict::none_passes);
    EXPECT_EQ(verdict("pop is missing", missing), Verdict::all_pass);
}

TEST(Filter, CountsEachTermInOrder) {
    Filter filter;
    ASSERT_TRUE(filter.add("pop >= 0.5 and (credit > 0 or theta > 0)", test_names));
    ASSERT_TRUE(filter.add("not width > 5", test_names));
    ASSERT_EQ(filter.terms().size(), 3U);
    EXPECT_EQ(filter.terms()[0].text, "pop >= 0.5");
    EXPECT_EQ(filter.terms()[1].text, "credit > 0 or theta > 0");
    EXPECT_EQ(filter.terms()[2].text, "not width > 5");
    EXPECT_EQ(filter.fields(), (std::vector<std::uint32_t>{0, 1, 2, 3}));
    const std::vector<double> credit{1, 1, -1, 1, 1};
    const std::vector<double> width{5, 5, 5, 10, missing_value};
    const std::vector<double> pop{0.4, 0.5, 0.6, 0.6, 0.6};
    const std::vector<double> theta{1, 1, 0, 1, 1};
    const std::array<const double*, 5> columns{credit.data(), width.data(), pop.data(),
                                               theta.data(), nullptr};
    FilterRun run(filter);
    std::vector<std::uint8_t> passes(5);
    EXPECT_EQ(run.run(columns, 5, passes.data()), 1U);
    EXPECT_EQ(passes, (std::vector<std::uint8_t>{0, 1, 0, 0, 0}));
    EXPECT_EQ(std::vector(run.rejected().begin(), run.rejected().end()),
              (std::vector<std::uint64_t>{1, 1, 2}));
}

TEST(FilterProperty, PassesWhatTheWholeConditionPasses) {
    TextMaker maker(Rng(7106));
    for (int round = 0; round < 300; ++round) {
        const TestColumns data(maker.rng(), 600);
        const auto text = "(" + maker.condition(2) + ") and (" + maker.condition(2) + ") and (" +
                          maker.condition(2) + ")";
        Filter filter;
        ASSERT_TRUE(filter.add(text, test_names));
        FilterRun run(filter);
        std::vector<std::uint8_t> passes(data.size());
        const auto passed = run.run(data.columns(), data.size(), passes.data());
        const auto whole = truths(text, data);
        std::uint64_t rejected = 0;
        for (const auto count : run.rejected()) rejected += count;
        EXPECT_EQ(rejected + passed, data.size());
        for (std::size_t i = 0; i < data.size(); ++i)
            ASSERT_EQ(passes[i] == 1, whole[i] == Truth::yes) << text;
    }
}

}  // namespace
}  // namespace wingspread::scan
