#include "data/replay.hpp"
#include "scan/metrics.hpp"
#include "scan/structure_reference.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

namespace wingspread::scan {
namespace {

const Date christmas_eve{std::chrono::year{2015}, std::chrono::December, std::chrono::day{24}};

/// GOOG at noon of 24 December 2015, where a machine has the recording.
struct Goog : ::testing::Test {
    void SetUp() override {
        const char* dir = std::getenv("WINGSPREAD_TEST_DATA");
        if (dir == nullptr || !std::filesystem::is_directory(std::string(dir) + "/option"))
            GTEST_SKIP() << "WINGSPREAD_TEST_DATA names no folder of recordings";
        auto loaded = data::load_chain(dir, "GOOG", christmas_eve, std::chrono::hours{12});
        ASSERT_TRUE(loaded) << loaded.error().message;
        chain = *loaded;
    }
    std::shared_ptr<const market::ChainSnapshot> chain;
};

TEST_F(Goog, EveryExpiryHasAModel) {
    const auto result = scan_structures(*chain, {.top = 500});
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->skipped.empty());
    EXPECT_EQ(result->counts.contracts, 2'192U);
    EXPECT_EQ(result->counts.contracts_by_usability[0], 1'843U);
    EXPECT_EQ(result->counts.of(Rejection::no_model), 0U);
    EXPECT_EQ(result->ranked.size(), 500U);
    for (const auto& row : result->ranked) {
        EXPECT_GT(row.max_profit_usd, Money{});
        EXPECT_GT(row.max_loss_usd, Money{});
        EXPECT_EQ(*row.max_profit_usd + *row.max_loss_usd, *row.width * Quantity::from_int(100));
        EXPECT_GE(row.pop, 0);
        EXPECT_LE(row.pop, 1);
        EXPECT_LE(row.mid, row.natural);
    }
}

TEST_F(Goog, AUsualCreditScanFindsWhatItAsksFor) {
    const auto result = scan_structures(
        *chain, {.kinds = {options::StructureKind::bull_put, options::StructureKind::bear_call},
                 .min_dte = 20,
                 .max_dte = 60,
                 .min_short_delta = 0.1,
                 .max_short_delta = 0.35,
                 .max_width = Price::from_int(20),
                 .min_pop = 0.6,
                 .min_open_interest = 10,
                 .sort = SortKey::ev_on_risk,
                 .top = 50});
    ASSERT_TRUE(result);
    ASSERT_FALSE(result->ranked.empty());
    for (const auto& row : result->ranked) {
        EXPECT_TRUE(options::is_credit(*options::to_vertical_kind(row.structure)));
        EXPECT_LT(row.natural, Price{});
        EXPECT_GE(row.dte, 20);
        EXPECT_LE(row.dte, 60);
        EXPECT_LE(std::abs(row.legs[1].delta), 0.35);
        EXPECT_GE(row.pop, 0.6);
        // With the market's own volatilities, paying the spread costs more than it brings.
        EXPECT_LT(row.ev_usd, 0.05 * row.max_loss_usd->to_double());
    }
}

TEST_F(Goog, TheBestCondorsAreThoseOfAPlainSearch) {
    market::ChainSnapshot one = *chain;
    std::erase_if(one.slices, [&](const auto& slice) {
        const auto dte = expiry_time(slice->terms, chain->as_of).dte;
        return dte < 20 || dte > 30;
    });
    if (one.slices.size() > 1) one.slices.resize(1);
    ASSERT_EQ(one.slices.size(), 1U);
    for (const auto sort : {SortKey::return_on_risk, SortKey::ev_on_risk, SortKey::pop}) {
        const Criteria criteria{.kinds = {options::StructureKind::iron_condor,
                                          options::StructureKind::long_put_butterfly},
                                .min_short_delta = 0.1,
                                .max_short_delta = 0.3,
                                .max_wing_strikes = 2,
                                .sort = sort,
                                .top = 25};
        const auto found = *scan_structures(one, criteria);
        StructureReference plain(one, criteria);
        const auto& by = metric(sort);
        std::ranges::sort(plain.qualified, {}, [&](const RankedSpread& spread) {
            return -by.value(spread, criteria.price);
        });
        EXPECT_EQ(found.counts.enumerated, plain.enumerated);
        ASSERT_EQ(found.ranked.size(), std::min<std::size_t>(25, plain.qualified.size()));
        for (std::size_t i = 0; i < found.ranked.size(); ++i) {
            EXPECT_NEAR(by.value(found.ranked[i], criteria.price),
                        by.value(plain.qualified[i], criteria.price), 1e-9)
                << i;
        }
    }
}

}  // namespace
}  // namespace wingspread::scan
