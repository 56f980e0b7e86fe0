#include "options/net_price.hpp"
#include "options/payoff.hpp"
#include "pricing/probability.hpp"
#include "scan/chain_fixture.hpp"
#include "scan/expiry_model.hpp"
#include "scan/metrics.hpp"
#include "scan/structure_scan.hpp"
#include "scan/where.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace wingspread::scan {
namespace {

using options::VerticalKind;

ScanResult scan(const market::ChainSnapshot& chain, const Criteria& criteria) {
    auto result = scan_structures(chain, criteria);
    EXPECT_TRUE(result) << result.error().message;
    return result ? std::move(*result) : ScanResult{};
}

auto identity(const RankedSpread& spread) {
    return std::tuple(spread.expiry, spread.structure, spread.legs[1].strike,
                      spread.legs[0].strike);
}

/// What a scan should find, the slow and plain way: every pair as a spread with its payoff.
class Reference {
  public:
    Reference(const market::ChainSnapshot& chain, const Criteria& criteria)
        : criteria_(criteria), models_(fit_models(chain, chain.spot->to_double(), criteria)) {
        for (std::size_t i = 0; i < chain.slices.size(); ++i) {
            const auto& slice = *chain.slices[i];
            for (const auto kind : options::all_vertical_kinds)
                for (std::size_t a = 0; a < slice.strikes.size(); ++a)
                    for (std::size_t b = a + 1; b < slice.strikes.size(); ++b)
                        if (criteria.wants(kind)) judge(slice, i, kind, a, b, chain.as_of);
        }
    }

    std::array<std::uint64_t, rejection_count> rejected{};
    std::uint64_t enumerated = 0;
    std::vector<RankedSpread> qualified;

  private:
    void judge(const market::ExpirySlice& slice, std::size_t index, VerticalKind kind,
               std::size_t low, std::size_t high, MarketTime as_of) {
        const auto right = options::right_of(kind);
        const auto& columns = slice.of(right);
        if (!columns.listed[low] || !columns.listed[high]) return;
        ++enumerated;
        const auto reason = reason_against(slice, index, kind, low, high, as_of);
        if (reason) ++rejected[static_cast<std::size_t>(*reason)];
    }

    std::optional<Rejection> reason_against(const market::ExpirySlice& slice, std::size_t index,
                                            VerticalKind kind, std::size_t low, std::size_t high,
                                            MarketTime as_of) {
        const auto time = expiry_time(slice.terms, as_of);
        if (time.dte < criteria_.min_dte.value_or(0)) return Rejection::dte;
        if (time.dte > criteria_.max_dte.value_or(9'999)) return Rejection::dte;
        if (!models_[index]) return Rejection::no_model;
        const auto right = options::right_of(kind);
        const auto& columns = slice.of(right);
        if (const auto reason = reason_against_legs(columns, {low, high})) return reason;

        const auto& model = *models_[index];
        const auto spread =
            *options::Structure::make(options::to_structure_kind(kind),
                                      {slice.contract(low, right), slice.contract(high, right)});
        const bool buys_low = spread.legs().front().side == options::Side::buy;
        const Price width = slice.strikes[high] - slice.strikes[low];
        const std::size_t bought = buys_low ? low : high;
        const std::size_t sold = buys_low ? high : low;
        const auto leg = [&](options::Side side, std::size_t row) {
            return options::QuotedLeg{side, 1, *columns.bid[row], *columns.ask[row]};
        };
        const std::array legs{leg(options::Side::buy, bought), leg(options::Side::sell, sold)};
        const auto prices = options::net_price(legs);
        const Price net = criteria_.price == PriceBasis::mid ? prices.mid : prices.natural;
        const auto delta = [&](std::size_t row) {
            const double k = slice.strikes[row].to_double();
            return pricing::black76(right, model.market, k, model.smile.volatility(k)).delta;
        };
        const double short_delta = std::abs(delta(sold));
        if (short_delta < criteria_.min_short_delta.value_or(0)) return Rejection::short_delta;
        if (short_delta > criteria_.max_short_delta.value_or(9)) return Rejection::short_delta;
        if (width < criteria_.min_width.value_or(Price{})) return Rejection::width;
        if (criteria_.max_width && width > *criteria_.max_width) return Rejection::width;

        const bool credit = options::is_credit(kind);
        if (credit && prices.natural >= Price{}) return Rejection::no_credit;
        if (!credit && prices.natural <= Price{}) return Rejection::no_debit;
        const auto payoff = *options::Payoff::of(spread, net);
        const Money profit = *payoff.max_profit_usd().amount_usd();
        const Money loss = *payoff.max_loss_usd().amount_usd();
        if (profit <= Money{}) return Rejection::no_profit;
        if (loss <= Money{}) return Rejection::no_loss;
        if (credit && criteria_.min_credit && -net < *criteria_.min_credit)
            return Rejection::min_credit;
        if (!credit && criteria_.max_debit && net > *criteria_.max_debit)
            return Rejection::max_debit;
        RankedSpread row{.structure = options::to_structure_kind(kind),
                         .expiry = slice.terms.expiration,
                         .dte = time.dte};
        row.legs.resize(2);
        row.legs[0].strike = slice.strikes[bought];
        row.legs[1].strike = slice.strikes[sold];
        row.natural = prices.natural;
        row.mid = prices.mid;
        row.width = width;
        row.max_profit_usd = profit;
        row.max_loss_usd = loss;
        row.return_on_risk = profit.to_double() / loss.to_double();
        if (*row.return_on_risk < criteria_.min_return_on_risk.value_or(0))
            return Rejection::return_on_risk;
        row.breakevens = payoff.breakevens();
        row.pop = pricing::probability_of_profit(model.market, model.smile, payoff);
        if (row.pop < criteria_.min_pop.value_or(0)) return Rejection::pop;
        row.ev_usd = pricing::expected_value_usd(model.market, model.smile, payoff);
        row.delta = 100 * (delta(bought) - delta(sold));
        qualified.push_back(row);
        return std::nullopt;
    }

    std::optional<Rejection> reason_against_legs(const market::OptionColumns& columns,
                                                 std::array<std::size_t, 2> rows) const {
        for (const auto row : rows)
            if (columns.usability[row] != market::Usability::usable)
                return Rejection::unusable_quote;
        for (const auto row : rows) {
            if (!criteria_.min_open_interest) break;
            if (!columns.open_interest[row] ||
                *columns.open_interest[row] < Quantity::from_int(*criteria_.min_open_interest))
                return Rejection::open_interest;
        }
        for (const auto row : rows)
            if (criteria_.max_leg_bid_ask &&
                *columns.ask[row] - *columns.bid[row] > *criteria_.max_leg_bid_ask)
                return Rejection::leg_bid_ask;
        return std::nullopt;
    }

    const Criteria& criteria_;
    std::vector<Result<ExpiryModel>> models_;
};

Criteria random_criteria(Rng& rng) {
    Criteria criteria;
    criteria.kinds = {};
    for (const auto kind : options::all_vertical_kinds)
        if (rng.chance(0.7)) criteria.kinds.add(options::to_structure_kind(kind));
    if (criteria.kinds.is_empty()) criteria.kinds.add(options::StructureKind::bull_call);
    const auto cents = [&](std::int64_t low, std::int64_t high) {
        return Price::from_raw(rng.between(low, high) * 1'000'000);
    };
    if (rng.chance(0.2)) criteria.min_dte = 31;
    if (rng.chance(0.2)) criteria.max_dte = 40;
    if (rng.chance(0.3)) criteria.min_short_delta = rng.uniform() * 0.3;
    if (rng.chance(0.3)) criteria.max_short_delta = 0.3 + rng.uniform() * 0.7;
    if (rng.chance(0.3)) criteria.min_width = Price::from_raw(rng.between(0, 4) * 250'000'000);
    if (rng.chance(0.3)) criteria.max_width = Price::from_raw(rng.between(4, 12) * 250'000'000);
    if (rng.chance(0.3)) criteria.max_leg_bid_ask = cents(2, 60);
    if (rng.chance(0.3)) criteria.min_credit = cents(0, 200);
    if (rng.chance(0.3)) criteria.max_debit = cents(50, 900);
    if (rng.chance(0.3)) criteria.min_return_on_risk = static_cast<double>(rng.between(0, 8)) / 10;
    if (rng.chance(0.4)) criteria.min_pop = rng.uniform() * 0.9;
    if (rng.chance(0.3)) criteria.min_open_interest = rng.between(0, 200);
    if (rng.chance(0.5)) criteria.price = PriceBasis::mid;
    criteria.sort = static_cast<SortKey>(rng.between(0, std::ssize(metrics_table()) - 1));
    criteria.top = 10'000;
    return criteria;
}

// The fast scan finds, counts and values exactly what the slow and plain one does.
TEST(ScanProperty, AgreesWithEveryPairJudgedOneByOne) {
    Rng rng(2'026);
    std::uint64_t seen = 0;
    for (int round = 0; round < 60; ++round) {
        const auto chain = rough_chain(static_cast<std::uint64_t>(round) / 4 + 1);
        const Criteria criteria = random_criteria(rng);
        const auto fast = scan(chain, criteria);
        const Reference slow(chain, criteria);
        SCOPED_TRACE(round);
        ASSERT_EQ(fast.counts.enumerated, slow.enumerated);
        for (std::size_t i = 0; i < rejection_count; ++i)
            EXPECT_EQ(fast.counts.rejected[i], slow.rejected[i])
                << to_string(static_cast<Rejection>(i));
        ASSERT_EQ(fast.counts.qualified, slow.qualified.size());
        ASSERT_EQ(fast.ranked.size(), slow.qualified.size());
        seen += fast.ranked.size();

        auto by_identity = fast.ranked;
        std::ranges::sort(by_identity, {}, identity);
        auto expected = slow.qualified;
        std::ranges::sort(expected, {}, identity);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const auto& a = by_identity[i];
            const auto& b = expected[i];
            ASSERT_EQ(identity(a), identity(b));
            EXPECT_EQ(a.natural, b.natural);
            EXPECT_EQ(a.mid, b.mid);
            EXPECT_EQ(a.max_profit_usd, b.max_profit_usd);
            EXPECT_EQ(a.max_loss_usd, b.max_loss_usd);
            EXPECT_EQ(a.breakevens, b.breakevens);
            EXPECT_DOUBLE_EQ(*a.return_on_risk, *b.return_on_risk);
            EXPECT_NEAR(a.pop, b.pop, 1e-12);
            EXPECT_NEAR(a.ev_usd, b.ev_usd, 1e-9);
            EXPECT_NEAR(a.delta, b.delta, 1e-9);
        }
    }
    EXPECT_GT(seen, 5'000U);
}

TEST(ScanProperty, EverySpreadIsAccountedFor) {
    Rng rng(5);
    for (int round = 0; round < 40; ++round) {
        const auto chain = rough_chain(static_cast<std::uint64_t>(round) + 1);
        const auto counts = scan(chain, random_criteria(rng)).counts;
        std::uint64_t sum = counts.qualified;
        for (const auto rejected : counts.rejected) sum += rejected;
        EXPECT_EQ(sum, counts.enumerated);
        std::uint64_t contracts = 0;
        for (const auto some : counts.contracts_by_usability) contracts += some;
        EXPECT_EQ(contracts, counts.contracts);
    }
}

/// Long enough for several blocks of each side.
market::ChainSnapshot long_chain(double noise, Rng& rng) {
    std::vector<market::ExpirySlice> slices;
    for (const auto& [expiry, years] : {std::pair{december, 30.0 / 365}}) {
        auto slice = empty_slice(expiry, strikes_between(60, 160, 0.5));
        quote_model(
            slice, pricing::market_from_rates(100, years, 0.04, 0.01),
            [&](double strike) {
                return 0.2 + 0.1 * std::abs(strike / 100 - 1) + noise * rng.uniform();
            },
            0.05);
        slices.push_back(std::move(slice));
    }
    return chain_of(std::move(slices), 100, thirty_days_before_december());
}

// What is ruled out by bounds would not have got in: the list is that of the full count.
TEST(ScanProperty, CountingByBoundsFindsTheSameList) {
    Rng rng(17);
    std::uint64_t unseen = 0;
    for (int round = 0; round < 80; ++round) {
        const auto chain = round % 2 == 0 ? long_chain(round % 4 == 0 ? 0 : 0.02, rng)
                                          : rough_chain(static_cast<std::uint64_t>(round) + 1);
        Criteria criteria = random_criteria(rng);
        criteria.top = static_cast<std::size_t>(rng.between(1, 60));
        const auto models = fit_models(chain, chain.spot->to_double(), criteria);
        const auto full = *scan_structures(chain, criteria, models);
        const auto fast = *scan_structures(chain, criteria, models, Counting::by_bounds);
        SCOPED_TRACE(round);
        ASSERT_EQ(fast.ranked, full.ranked);
        std::uint64_t sum = fast.counts.qualified + fast.counts.ruled_out;
        for (const auto rejected : fast.counts.rejected) sum += rejected;
        EXPECT_EQ(sum, fast.counts.enumerated);
        EXPECT_EQ(fast.counts.enumerated, full.counts.enumerated);
        unseen += fast.counts.ruled_out;
    }
    EXPECT_GT(unseen, 100'000U);
}

TEST(ScanProperty, RanksByTheMetricThatIsAskedFor) {
    const auto chain = rough_chain(3);
    for (const auto& ranking : metrics_table()) {
        SCOPED_TRACE(ranking.name);
        Criteria criteria{.sort = ranking.key, .top = 10'000};
        const auto rows = scan(chain, criteria).ranked;
        ASSERT_GT(rows.size(), 100U);
        for (std::size_t i = 1; i < rows.size(); ++i) {
            const double before = ranking.value(rows[i - 1], criteria.price);
            const double after = ranking.value(rows[i], criteria.price);
            const double slack = 1e-9 * (1 + std::abs(before));
            if (ranking.better == Better::higher)
                ASSERT_GE(before, after - slack) << i;
            else
                ASSERT_LE(before, after + slack) << i;
        }
    }
}

TEST(ScanProperty, AShortListIsTheHeadOfALongOne) {
    const auto chain = rough_chain(4);
    for (const auto& ranking : metrics_table()) {
        SCOPED_TRACE(ranking.name);
        Criteria criteria{.sort = ranking.key, .top = 10'000};
        const auto all = scan(chain, criteria).ranked;
        for (const std::size_t top : {1U, 7U, 50U}) {
            criteria.top = top;
            const auto head = scan(chain, criteria).ranked;
            ASSERT_EQ(head.size(), top);
            for (std::size_t i = 0; i < top; ++i) ASSERT_EQ(head[i], all[i]) << i;
        }
    }
}

TEST(ScanProperty, AFilterKeepsOrderAndTakesOnlyAway) {
    Rng rng(11);
    for (int round = 0; round < 20; ++round) {
        const auto chain = rough_chain(static_cast<std::uint64_t>(round) + 1);
        Criteria loose{.top = 10'000};
        const auto all = scan(chain, loose).ranked;
        Criteria strict = random_criteria(rng);
        strict.kinds = loose.kinds;
        strict.price = loose.price;
        strict.sort = loose.sort;
        std::size_t place = 0;
        for (const auto& row : scan(chain, strict).ranked) {
            while (place < all.size() && all[place] != row) ++place;
            ASSERT_LT(place, all.size())
                << "a row that the loose scan does not have, or out of order";
        }
    }
}

TEST(ScanProperty, FiltersIncludeTheirEnds) {
    Rng rng(1);
    for (int round = 0; round < 50; ++round) {
        // Of one expiration: what it is valued at depends on which others are asked for.
        const int dte = round % 2 == 0 ? 30 : 58;
        const auto chain = rough_chain(6);
        const auto all =
            scan(chain, {.min_dte = dte, .max_dte = dte, .rate_per_year = 0.04, .top = 10'000})
                .ranked;
        const auto& row = all[static_cast<std::size_t>(rng.between(0, std::ssize(all) - 1))];
        Criteria exact{.min_dte = row.dte,
                       .max_dte = row.dte,
                       .min_short_delta = std::abs(row.legs[1].delta),
                       .max_short_delta = std::abs(row.legs[1].delta),
                       .min_width = row.width,
                       .max_width = row.width,
                       .min_return_on_risk = row.return_on_risk,
                       .min_pop = row.pop,
                       .rate_per_year = 0.04,
                       .top = 10'000};
        if (options::is_credit(*options::to_vertical_kind(row.structure)))
            exact.min_credit = -row.natural;
        else
            exact.max_debit = row.natural;
        const auto found = scan(chain, exact).ranked;
        EXPECT_NE(std::ranges::find(found, row), found.end());
    }
}

// Twice the prices of everything is the same market in smaller dollars.
TEST(ScanProperty, DoublingAllPricesDoublesMoneyAndNothingElse) {
    const MarketTime as_of = thirty_days_before_december();
    const auto make = [&](double unit) {
        auto slice = empty_slice(december, strikes_between(80 * unit, 120 * unit, 2.5 * unit));
        quote_model(
            slice, pricing::market_from_rates(100 * unit, 30.0 / 365, 0.04, 0.01),
            [](double) { return 0.2; }, 0.05 * unit);
        return chain_of({std::move(slice)}, 100 * unit, as_of);
    };
    const auto once = scan(make(1), {.top = 10'000}).ranked;
    const auto twice = scan(make(2), {.top = 10'000}).ranked;
    ASSERT_EQ(once.size(), twice.size());
    for (std::size_t i = 0; i < once.size(); ++i) {
        EXPECT_NEAR(twice[i].max_loss_usd->to_double(), 2 * once[i].max_loss_usd->to_double(),
                    1e-4);
        EXPECT_NEAR(*twice[i].return_on_risk, *once[i].return_on_risk,
                    1e-4 * *once[i].return_on_risk);
        EXPECT_NEAR(twice[i].ev_usd, 2 * once[i].ev_usd, 1e-2);
        EXPECT_NEAR(twice[i].delta, once[i].delta, 1e-2);
    }
}

TEST(ScanProperty, OddUnitsOfTheLastDecimalDoNotMatter) {
    auto chain = rough_chain(2);
    auto slice = *chain.slices[0];
    Rng rng(9);
    for (auto* columns : {&slice.calls, &slice.puts})
        for (auto& ask : columns->ask)
            if (ask) *ask += Price::from_raw(rng.between(0, 3));
    chain.slices[0] = std::make_shared<const market::ExpirySlice>(slice);
    const Criteria criteria{.price = PriceBasis::mid, .top = 10'000};
    for (const auto& row : scan(chain, criteria).ranked) {
        EXPECT_GT(row.max_profit_usd, Money{});
        EXPECT_GT(row.max_loss_usd, Money{});
        EXPECT_EQ(*row.max_profit_usd + *row.max_loss_usd, *row.width * Quantity::from_int(100));
    }
}

/// What a condition leaves is what is left of everything when each is judged by itself.
TEST(ScanProperty, WithConditionsTheTopIsThatOfWhatPasses) {
    for (std::uint64_t seed = 301; seed <= 303; ++seed) {
        const auto chain = rough_chain(seed);
        const auto models = fit_models(chain, 100, parse_criteria({{"rate", "0.04"}}).value());
        for (const auto* text : {"credit / width > 0.25 and pop > 0.6", "cushion > 0 or delta > 20",
                                 "open_interest >= 50 and not short_sigmas < 0.5", "iv_rank > 0",
                                 "width in [5, 10]"}) {
            for (const auto sort : {SortKey::return_on_risk, SortKey::pop, SortKey::ev_usd}) {
                Criteria criteria;
                criteria.rate_per_year = 0.04;
                criteria.sort = sort;
                criteria.top = 10'000;
                const auto all = scan_structures(chain, criteria, models).value();
                ASSERT_TRUE(criteria.where.add(text, field_names()));
                Where where(criteria, chain, models);
                std::vector<RankedSpread> wanted;
                for (const auto& spread : all.ranked)
                    if (where.judge(spread, 0)) wanted.push_back(spread);
                const auto every = scan_structures(chain, criteria, models).value();
                EXPECT_EQ(every.ranked, wanted) << text;
                EXPECT_EQ(every.counts.qualified, wanted.size());
                criteria.top = 7;
                const auto few = scan_structures(chain, criteria, models).value();
                wanted.resize(std::min<std::size_t>(wanted.size(), 7));
                EXPECT_EQ(few.ranked, wanted) << text;
                EXPECT_EQ(few.counts.enumerated,
                          few.counts.qualified + std::accumulate(few.counts.rejected.begin(),
                                                                 few.counts.rejected.end(),
                                                                 std::uint64_t{0}));
                std::uint64_t by_term = 0;
                for (const auto& term : few.counts.where) by_term += term.rejected;
                EXPECT_EQ(by_term, few.counts.of(Rejection::where));
            }
        }
    }
}

}  // namespace
}  // namespace wingspread::scan
