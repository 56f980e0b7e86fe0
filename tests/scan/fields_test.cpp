#include "scan/fields.hpp"

#include "scan/chain_fixture.hpp"
#include "scan/describe.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace wingspread::scan {
namespace {

using options::Right;
using options::StructureKind;

constexpr double years = 30.0 / 365;

double value_of(std::string_view name, const RankedSpread& spread, const FieldContext& context) {
    const auto index = field_index(name);
    EXPECT_TRUE(index) << name;
    return fields()[*index].value(FieldSource(spread, context));
}

/// Strikes 85 to 115 by fives in two months, no interest, 20 % everywhere, spot and forward 100.
struct Fields : ::testing::Test {
    static ExpiryModel flat(double time) {
        return {{100, 100, 1, time}, pricing::Smile::flat(100, 0.2)};
    }
    Fields() {
        auto near = empty_slice(december, strikes_between(85, 115, 5));
        auto far = empty_slice(january, strikes_between(85, 115, 5));
        quote_model(near, flat(years).market, [](double) { return 0.2; }, 0.05);
        quote_model(far, flat(2 * years).market, [](double) { return 0.2; }, 0.05);
        set_quote(near.puts, 1, price(0.70), price(0.80), 40);
        set_quote(near.puts, 2, price(1.40), price(1.50), 200);
        chain = chain_of({near, far}, 100, thirty_days_before_december());
        models.push_back(flat(years));
        models.push_back(flat(2 * years));
        context.chain = &chain;
        context.models = &models;
    }
    [[nodiscard]] RankedSpread of(StructureKind kind, std::array<std::uint32_t, 4> rows) const {
        const ValuedSlice front{*chain.slices[0], *models[0], {30, years}};
        const ValuedSlice back{*chain.slices[1], *models[1], {58, 2 * years}};
        const bool two = options::form_of(kind).roles.back().back;
        return describe(front, two ? &back : nullptr, {kind, rows}, context.basis);
    }
    [[nodiscard]] double value(std::string_view name, const RankedSpread& spread) const {
        return value_of(name, spread, context);
    }
    [[nodiscard]] bool missing(std::string_view name, const RankedSpread& spread) const {
        return std::isnan(value(name, spread));
    }

    market::ChainSnapshot chain;
    ChainModels models;
    FieldContext context;
};

TEST_F(Fields, OfABullPutAreAsWorkedByHand) {
    const auto spread = of(StructureKind::bull_put, {1, 2});  // 90 at 0.70/0.80, 95 at 1.40/1.50
    const auto expect = [&](std::string_view name, double wanted) {
        EXPECT_NEAR(value(name, spread), wanted, 1e-9) << name;
    };
    expect("credit", 0.60);
    expect("debit", -0.60);
    expect("mid", -0.70);
    expect("width", 5);
    expect("credit_on_width", 0.12);
    expect("max_profit_usd", 60);
    expect("max_loss_usd", 440);
    expect("return_on_risk", 60.0 / 440);
    expect("annualised_return", 60.0 / 440 * 365 / 30);
    expect("breakeven_low", 94.40);
    expect("breakeven_high", 94.40);
    expect("cushion", 0.056);
    expect("cushion_sigmas", 1.0050733165269117);  // -ln 0.944 / (0.2 √(30/365))
    expect("profit_if_flat_usd", 60);
    expect("pop", 0.8355679013769408);           // N(d₂) at 94.40
    expect("p_max_profit", 0.8067289134967921);  // N(d₂) at 95
    expect("p_max_loss", 0.03523655255991798);   // 1 − N(d₂) at 90
    expect("p_touch", 0.3865421730064158);       // twice 1 − N(d₂) at 95
    expect("bid_ask", 0.20);
    expect("bid_ask_on_width", 0.04);
    expect("leg_bid_ask", 0.10);
    expect("leg_bid_ask_on_mid", 0.10 / 0.75);
    expect("open_interest", 40);
    expect("legs", 2);
    expect("short_otm", 0.05);
    expect("short_sigmas", 0.8945742692903765);  // -ln 0.95 / (0.2 √(30/365))
    expect("short_extrinsic", 1.45);
    expect("short_iv", 0.2);
    expect("long_iv", 0.2);
    expect("margin_usd", 440);  // 500 less the credit
    expect("return_on_margin", 60.0 / 440);
    expect("annualised_return_on_margin", 60.0 / 440 * 365 / 30);
    expect("commission_usd", 2.60);  // two legs, both ways, 0.65
    expect("net_max_profit_usd", 57.40);
    expect("net_max_loss_usd", 442.60);
    expect("net_return_on_risk", 57.40 / 442.60);
    expect("net_ev_usd", spread.ev_usd - 2.60);
    expect("edge_usd", spread.ev_usd + 10);  // natural is 0.10 worse than mid
    expect("spot", 100);
    expect("iv", 0.2);
    expect("expected_move", 5.73382179080996);
    expect("assignment_risk", 0);
    expect("theta_on_margin", spread.theta_per_day / 440);
    expect("theta_on_delta", spread.theta_per_day / std::abs(spread.delta));
    for (const auto name : {"volume", "size", "wing_low", "balanced", "back_dte", "iv_rank",
                            "iv_percentile", "ex_dividend_inside", "earnings_inside", "held_legs"})
        EXPECT_TRUE(missing(name, spread)) << name;
}

TEST_F(Fields, CheapLegsCostLessAndAnOrderAtLeastItsMinimum) {
    auto slice = *chain.slices[0];
    set_quote(slice.puts, 0, price(0.02), price(0.04), 1);
    set_quote(slice.puts, 1, price(0.06), price(0.08), 1);
    chain.slices[0] = std::make_shared<const market::ExpirySlice>(slice);
    EXPECT_NEAR(value("commission_usd", of(StructureKind::bull_put, {0, 1})), 2.0, 1e-9)
        << "0.25 + 0.50 is below the minimum of 1.00";
}

TEST_F(Fields, OfStructuresWithoutBoundTheLossIsMissing) {
    const auto straddle = of(StructureKind::short_straddle, {3, 3});
    EXPECT_TRUE(missing("max_loss_usd", straddle));
    EXPECT_TRUE(missing("return_on_risk", straddle));
    EXPECT_TRUE(missing("net_max_loss_usd", straddle));
    EXPECT_TRUE(missing("p_max_loss", straddle));
    EXPECT_EQ(value("p_max_profit", straddle), 0) << "a single point";
    EXPECT_GT(value("margin_usd", straddle), 2000) << "20 % of the underlying";
    EXPECT_GT(value("cushion", straddle), 0);
    const auto straddled = of(StructureKind::long_straddle, {3, 3});
    EXPECT_LT(value("cushion", straddled), 0);
    EXPECT_TRUE(missing("short_delta", straddled));
    EXPECT_TRUE(missing("p_touch", straddled));
    EXPECT_NEAR(value("margin_usd", straddled), 100 * straddled.natural.to_double(), 1e-9);
}

TEST_F(Fields, OfFourLegsTellTheShape) {
    const auto condor = of(StructureKind::iron_condor, {0, 2, 4, 5});  // 85/95, 105/110
    EXPECT_EQ(value("legs", condor), 4);
    EXPECT_EQ(value("wing_low", condor), 10);
    EXPECT_EQ(value("wing_high", condor), 5);
    EXPECT_EQ(value("balanced", condor), 0);
    EXPECT_EQ(value("balanced", of(StructureKind::iron_condor, {1, 2, 4, 5})), 1);
    EXPECT_LT(value("breakeven_low", condor), 95);
    EXPECT_GT(value("breakeven_high", condor), 105);
    EXPECT_NEAR(value("short_otm", condor), 0.05, 1e-9);
}

TEST_F(Fields, OfTwoExpirationsSayWhatHoldsAtTheNearer) {
    const auto calendar = of(StructureKind::long_call_calendar, {3, 3});
    EXPECT_EQ(value("back_dte", calendar), 58);
    EXPECT_EQ(value("dte", calendar), 30);
    for (const auto name : {"cushion", "p_max_profit", "p_max_loss", "profit_if_flat_usd"})
        EXPECT_TRUE(missing(name, calendar)) << name;
    EXPECT_NEAR(value("margin_usd", calendar), 100 * calendar.natural.to_double(), 1e-9)
        << "covered by the later option";
}

TEST_F(Fields, SayWhatAssignmentThreatens) {
    auto slice = *chain.slices[0];
    set_quote(slice.calls, 1, price(9.90), price(10.10), 1);  // sold 90 call, 10 in the money
    chain.slices[0] = std::make_shared<const market::ExpirySlice>(slice);
    const auto spread = of(StructureKind::bear_call, {1, 2});
    EXPECT_TRUE(missing("assignment_risk", spread)) << "dividends decide";
    context.dividends = market::Dividends{
        .past_year = Price{}, .next_year = Price{}, .next_ex_date = {}, .next_amount = {}};
    EXPECT_EQ(value("assignment_risk", spread), 0);
    EXPECT_EQ(value("ex_dividend_inside", spread), 0);
    context.dividends->next_ex_date = december;
    context.dividends->next_amount = price(0.05);
    EXPECT_EQ(value("assignment_risk", spread), 0) << "time value 0.10 is more";
    EXPECT_EQ(value("ex_dividend_inside", spread), 1);
    context.dividends->next_amount = price(0.15);
    EXPECT_EQ(value("assignment_risk", spread), 1);
    context.dividends->next_ex_date = january;
    EXPECT_EQ(value("assignment_risk", spread), 0) << "after the life";
    EXPECT_EQ(value("ex_dividend_inside", spread), 0);
}

TEST_F(Fields, KnowEventsHoldingsAndThePastOfVolatility) {
    const auto spread = of(StructureKind::bull_put, {1, 2});
    context.next_earnings = december;
    EXPECT_EQ(value("earnings_inside", spread), 1);
    context.next_earnings = january;
    EXPECT_EQ(value("earnings_inside", spread), 0);
    context.next_earnings =
        Date{std::chrono::year{2026}, std::chrono::January, std::chrono::day{2}};
    EXPECT_TRUE(missing("earnings_inside", spread)) << "a past date tells nothing of the next";
    context.held = std::vector<HeldOption>{{"TEST", december, Right::put, price(95.0), -1},
                                           {"TEST", december, Right::put, price(90.0), -2},
                                           {"TEST", december, Right::call, price(90.0), 1},
                                           {"TEST", january, Right::put, price(90.0), 1}};
    EXPECT_EQ(value("held_legs", spread), 1);
    EXPECT_EQ(value("opposed_legs", spread), 1);
    context.volatility = VolatilityHistory{.now = 0.25, .past = {0.10, 0.20, 0.24, 0.30}};
    EXPECT_NEAR(value("iv_rank", spread), 0.75, 1e-12);
    EXPECT_NEAR(value("iv_percentile", spread), 0.75, 1e-12);
    context.volatility->past = {0.2, 0.2};
    EXPECT_TRUE(missing("iv_rank", spread));
    EXPECT_EQ(value("iv_percentile", spread), 1);
}

TEST_F(Fields, FiltersPassByThem) {
    const auto spread = of(StructureKind::bull_put, {1, 2});
    const auto passes = [&](std::string_view text) {
        Filter filter;
        const auto added = filter.add(text, field_names());
        EXPECT_TRUE(added) << added.error().message;
        CandidateFilter run(filter);
        const bool passed = run.passes(FieldSource(spread, context));
        EXPECT_EQ(run.rejected()[0], passed ? 0U : 1U);
        return passed;
    };
    EXPECT_TRUE(passes("credit / width > 0.1"));
    EXPECT_FALSE(passes("credit / width > 0.3 and pop > 0.7"));
    EXPECT_FALSE(passes("iv_rank > 0.1"));
    EXPECT_TRUE(passes("iv_rank > 0.1 or iv_rank is missing"));
}

/// The rows of the table of worked examples: filter and result.
std::vector<std::pair<std::string, std::string>> worked_examples() {
    std::ifstream file(WINGSPREAD_SOURCE_DIR "/docs/scanner/filters.md");
    std::vector<std::pair<std::string, std::string>> rows;
    bool there = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("## ")) there = line == "## Worked examples";
        if (!there || !line.starts_with("| `")) continue;
        const auto end = line.find("` | ", 3);
        const auto result = end + 4;
        rows.emplace_back(line.substr(3, end - 3),
                          line.substr(result, line.find(" |", result) - result));
    }
    return rows;
}

TEST_F(Fields, WorkedExamplesOfTheDocumentsComeOutAsTheySay) {
    const auto spread = of(StructureKind::bull_put, {1, 2});
    const auto rows = worked_examples();
    EXPECT_GE(rows.size(), 15U);
    for (const auto& [text, result] : rows) {
        Filter filter;
        const auto added = filter.add(text, field_names());
        ASSERT_TRUE(added) << added.error().message;
        CandidateFilter run(filter);
        std::string found = "passes";
        if (!run.passes(FieldSource(spread, context)))
            for (std::size_t i = 0; i < filter.terms().size(); ++i)
                if (run.rejected()[i] == 1) found = "fails `" + filter.terms()[i].text + "`";
        EXPECT_EQ(found, result) << text;
    }
}

TEST(FieldTable, NamesAreUniqueAndBeginWithTheMetrics) {
    std::set<std::string_view> names;
    for (const auto& field : fields()) {
        EXPECT_TRUE(names.insert(field.name).second) << field.name;
        EXPECT_FALSE(field.unit.empty()) << field.name;
        EXPECT_FALSE(field.definition.empty()) << field.name;
        EXPECT_NE(fields_text().find(std::string(field.name)), std::string::npos);
    }
    for (std::size_t i = 0; i < metrics_table().size(); ++i)
        EXPECT_EQ(fields()[i].name, metrics_table()[i].name);
}

TEST(FieldTable, TheDocumentIsCurrent) {
    std::ifstream file(WINGSPREAD_SOURCE_DIR "/docs/scanner/fields.md");
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), fields_markdown()) << "docs/scanner/fields.md should hold the latter";
}

TEST(FieldProperty, FiguresOfRankedSpreadsAgreeWithEachOther) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const auto chain = rough_chain(seed);
        Criteria criteria;
        criteria.top = 60;
        criteria.rate_per_year = 0.04;
        for (const auto sort : {SortKey::pop, SortKey::credit, SortKey::ev_usd}) {
            criteria.sort = sort;
            const auto models = fit_models(chain, 100, criteria);
            const FieldContext context{.chain = &chain, .models = &models};
            for (const auto& spread : scan_structures(chain, criteria)->ranked) {
                const FieldSource candidate(spread, context);
                for (const auto& field : fields())
                    if (!field.may_be_missing)
                        ASSERT_TRUE(std::isfinite(field.value(candidate))) << field.name;
                const auto of = [&](std::string_view name) {
                    return value_of(name, spread, context);
                };
                ASSERT_EQ(of("credit"), -of("debit"));
                ASSERT_LE(of("p_max_profit"), of("pop") + 1e-12);
                ASSERT_LE(of("pop"), 1 - of("p_max_loss") + 1e-12);
                ASSERT_NEAR(of("bid_ask"), 2 * (spread.natural - spread.mid).to_double(), 2e-8);
                ASSERT_LE(of("margin_usd"), of("max_loss_usd") + 1e-9)
                    << "a vertical never needs more than it can lose";
                ASSERT_GE(of("edge_usd"), spread.ev_usd);
                ASSERT_LT(of("net_return_on_risk"), of("return_on_risk"));
                ASSERT_EQ(of("cushion") > 0, of("profit_if_flat_usd") > 0);
                ASSERT_EQ(std::signbit(of("cushion")), std::signbit(of("cushion_sigmas")));
            }
        }
    }
}

}  // namespace
}  // namespace wingspread::scan
