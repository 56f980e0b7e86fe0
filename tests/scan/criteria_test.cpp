#include "scan/criteria.hpp"

#include "scan/counts.hpp"
#include "scan/metrics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace wingspread::scan {
namespace {

Criteria parsed(const std::map<std::string, std::string>& values) {
    const auto criteria = parse_criteria(values);
    EXPECT_TRUE(criteria) << criteria.error().message;
    return criteria.value_or(Criteria{});
}
std::string refusal(const std::map<std::string, std::string>& values) {
    const auto criteria = parse_criteria(values);
    EXPECT_FALSE(criteria);
    if (criteria) return "";
    EXPECT_EQ(criteria.error().code, Errc::invalid_argument);
    return criteria.error().message;
}

TEST(Criteria, NothingSaidFiltersNothing) {
    const Criteria criteria = parsed({});
    EXPECT_EQ(criteria, Criteria{});
    EXPECT_EQ(criteria.price, PriceBasis::natural);
    EXPECT_EQ(criteria.top, 20U);
    for (const auto kind : options::all_vertical_kinds) EXPECT_TRUE(criteria.wants(kind));
}

TEST(Criteria, ConditionsAndFieldLimitsAreTermsOfOneFilter) {
    const auto criteria = parsed({{"where", "credit / width > 0.3 and (pop > 0.7 or dte < 9)"},
                                  {"min_cushion", "-0.05"},
                                  {"max_bid_ask", "0.2"},
                                  {"min_pop", "0.6"}});
    EXPECT_EQ(criteria.where.text(),
              "bid_ask <= 0.2 and cushion >= -0.05 and credit / width > 0.3 and "
              "(pop > 0.7 or dte < 9)");
    EXPECT_EQ(criteria.min_pop, 0.6) << "has a criterion of its own";
    EXPECT_EQ(parsed({{"where", criteria.where.text()}}).where, criteria.where);
    EXPECT_EQ(parsed({{"where", "pop > 1 or dte > 2"}}).where.text(), "pop > 1 or dte > 2");
    EXPECT_EQ(refusal({{"where", "pop > 0.6 and creidt > 1"}}),
              "where: column 15: no field is named \"creidt\"; near it: credit\n"
              "  pop > 0.6 and creidt > 1\n"
              "                ^");
    EXPECT_EQ(refusal({{"min_cushion", "five"}}), "min_cushion: got \"five\", expected a number");
    EXPECT_NE(refusal({{"min_cushin", "1"}}).find("min_ or max_ and a field"), std::string::npos);
}

TEST(Criteria, EveryNameIsRead) {
    const Criteria criteria = parsed({{"structures", "bull_put,bear_call"},
                                      {"min_dte", "20"},
                                      {"max_dte", "60"},
                                      {"min_short_delta", "0.1"},
                                      {"max_short_delta", "0.3"},
                                      {"min_width", "2.5"},
                                      {"max_width", "10"},
                                      {"max_leg_bid_ask", "0.2"},
                                      {"min_credit", "0.35"},
                                      {"max_debit", "4"},
                                      {"min_return_on_risk", "0.25"},
                                      {"min_pop", "0.7"},
                                      {"min_open_interest", "100"},
                                      {"where", "cushion > 0.01"},
                                      {"profile", "balanced"},
                                      {"price", "mid"},
                                      {"rate", "0.045"},
                                      {"sort", "pop"},
                                      {"top", "5"}});
    EXPECT_EQ(criteria.kinds,
              (StructureSet{options::StructureKind::bull_put, options::StructureKind::bear_call}));
    EXPECT_EQ(criteria.min_dte, 20);
    EXPECT_EQ(criteria.max_dte, 60);
    EXPECT_EQ(criteria.min_short_delta, 0.1);
    EXPECT_EQ(criteria.max_short_delta, 0.3);
    EXPECT_EQ(criteria.min_width, *Price::parse("2.5"));
    EXPECT_EQ(criteria.max_width, Price::from_int(10));
    EXPECT_EQ(criteria.max_leg_bid_ask, *Price::parse("0.2"));
    EXPECT_EQ(criteria.min_credit, *Price::parse("0.35"));
    EXPECT_EQ(criteria.max_debit, Price::from_int(4));
    EXPECT_EQ(criteria.min_return_on_risk, 0.25);
    EXPECT_EQ(criteria.min_pop, 0.7);
    EXPECT_EQ(criteria.min_open_interest, 100);
    EXPECT_EQ(criteria.price, PriceBasis::mid);
    EXPECT_EQ(criteria.rate_per_year, 0.045);
    EXPECT_EQ(criteria.sort, SortKey::pop);
    EXPECT_EQ(criteria.top, 5U);
    // What is told of criteria can be read back as the same criteria.
    std::map<std::string, std::string> told;
    for (const auto& row : criteria_table()) told.emplace(row.name, row.text(criteria));
    EXPECT_EQ(parsed(told), criteria);
}

TEST(Criteria, AmountsMayBeNamedWithoutTheirUnit) {
    EXPECT_EQ(parsed({{"sort", "ev"}}).sort, SortKey::ev_usd);
    EXPECT_EQ(parsed({{"sort", "max_loss"}}).sort, SortKey::max_loss_usd);
    EXPECT_EQ(parsed({{"sort", "max_loss_usd"}}).sort, SortKey::max_loss_usd);
}

TEST(Criteria, ARefusalNamesFieldValueAndExpectation) {
    EXPECT_EQ(refusal({{"min_dte", "soon"}}),
              "min_dte: got \"soon\", expected a whole number from 0 to 100000");
    EXPECT_EQ(refusal({{"min_pop", "70"}}), "min_pop: got \"70\", expected a number from 0 to 1");
    EXPECT_EQ(refusal({{"price", "ask"}}), "price: got \"ask\", expected natural or mid");
    EXPECT_EQ(refusal({{"min_credit", "-0.5"}}),
              "min_credit: got \"-0.5\", expected a price per share of zero or more, as 0.50");
    EXPECT_NE(refusal({{"colour", "red"}}).find("criterion: got \"colour\", expected one of"),
              std::string::npos);
    EXPECT_NE(refusal({{"sort", "beauty"}}).find("return_on_risk, pop, ev_usd"), std::string::npos);
}

TEST(Criteria, NonsenseNeverGetsThrough) {
    for (const auto& row : criteria_table())
        for (const auto* value : {"", " ", "x", "1x", "nan", "inf", "-inf", "1e999", "-5", "0x1p3",
                                  "bull_put,", "bull_put,,bear_call", ",", "1,5"}) {
            Criteria criteria;
            EXPECT_FALSE(set_criterion(criteria, row.name, value)) << row.name << " " << value;
            EXPECT_EQ(criteria, Criteria{}) << row.name;
        }
    EXPECT_NE(refusal({{"top", "0"}}), "");
    EXPECT_NE(refusal({{"min_width", "99999999999"}}), "");
}

TEST(Criteria, LimitsThatExcludeEachOtherAreRefused) {
    EXPECT_EQ(refusal({{"min_dte", "30"}, {"max_dte", "20"}}),
              "min_dte: got \"30\", expected no more than the maximum, 20");
    EXPECT_NE(refusal({{"min_width", "5"}, {"max_width", "2.5"}}), "");
    EXPECT_NE(refusal({{"min_short_delta", "0.4"}, {"max_short_delta", "0.3"}}), "");
    EXPECT_EQ(parsed({{"min_dte", "30"}, {"max_dte", "30"}}).max_dte, 30);
}

TEST(Tables, NamesAreUniqueAndFlagsAreTheNames) {
    std::set<std::string> names;
    for (const auto& row : criteria_table()) {
        EXPECT_TRUE(names.emplace(row.name).second) << row.name;
        std::string flag(row.name);
        std::ranges::replace(flag, '_', '-');
        EXPECT_EQ(row.flag, flag);
        EXPECT_FALSE(row.help.empty());
        EXPECT_FALSE(row.unit.empty());
    }
}

TEST(Tables, MetricsStandAtTheirKeysAndSortByName) {
    for (const auto& row : metrics_table()) {
        EXPECT_EQ(&metric(row.key), &row);
        EXPECT_EQ(parsed({{"sort", std::string(row.name)}}).sort, row.key);
        EXPECT_EQ(to_string(row.key), row.name);
    }
}

TEST(Tables, EveryRejectionHasItsOwnName) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < rejection_count; ++i)
        EXPECT_TRUE(names.insert(to_string(static_cast<Rejection>(i))).second);
    EXPECT_EQ(to_string(Rejection::pop), "pop");
}

}  // namespace
}  // namespace wingspread::scan
