#include "trade/ledger.hpp"

#include "trade/helpers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace wingspread::trade::testing {
namespace {

const OrderIntent order = intent();

Execution row(std::string id, std::int64_t quantity, std::int64_t cumulative,
              std::string_view at = "1.1", int conid = long_conid) {
    return execution(std::move(id), order, instrument_of(option(conid, "90", options::Right::put)),
                     options::Side::buy, quantity, at, cumulative);
}

std::vector<std::string> counted(const Ledger& ledger) {
    std::vector<std::string> ids;
    for (const auto& entry : ledger.entries()) ids.push_back(entry.execution.execution_id);
    return ids;
}

using Ids = std::vector<std::string>;

TEST(Ledger, KeepsEachExecutionOnce) {
    Ledger ledger;
    EXPECT_EQ(ledger.add(row("0001.a.b.01", 1, 1)), LedgerChange::added);
    EXPECT_EQ(ledger.add(row("0001.a.b.01", 1, 1)), LedgerChange::duplicate);
    EXPECT_EQ(ledger.add(row("0001.a.c.01", 1, 2)), LedgerChange::added);
    EXPECT_EQ(counted(ledger), (Ids{"0001.a.b.01", "0001.a.c.01"}));
}

TEST(Ledger, NamesOfTheOrderMayComeLater) {
    Ledger ledger;
    auto bare = row("1.01", 1, 1);
    bare.order = {};
    ledger.add(bare);
    EXPECT_EQ(ledger.add(row("1.01", 1, 1)), LedgerChange::duplicate);
}

TEST(Ledger, AnotherContentUnderTheSameIdIsAConflict) {
    Ledger ledger;
    ledger.add(row("1.01", 1, 1));
    EXPECT_EQ(ledger.add(row("1.01", 2, 1)), LedgerChange::conflict);
    EXPECT_EQ(ledger.add(row("1.01", 1, 1, "1.2")), LedgerChange::conflict);
    EXPECT_EQ(ledger.entries().at(0).execution.quantity, units(1));
}

TEST(Ledger, ARevisionReplacesWhatItCorrects) {
    Ledger ledger;
    ledger.add(row("1.a.01", 1, 1, "1.1"));
    EXPECT_EQ(ledger.add(row("1.a.02", 1, 1, "1.2")), LedgerChange::corrected);
    EXPECT_EQ(counted(ledger), Ids{"1.a.02"});
    Ledger reversed;
    reversed.add(row("1.a.02", 1, 1, "1.2"));
    EXPECT_EQ(reversed.add(row("1.a.01", 1, 1, "1.1")), LedgerChange::superseded);
    EXPECT_EQ(counted(reversed), Ids{"1.a.02"});
    EXPECT_NE(reversed.find("1.a.01"), nullptr);
}

TEST(Ledger, RevisionsAreNumbers) {
    Ledger ledger;
    ledger.add(row("1.a.10", 1, 1));
    ledger.add(row("1.a.9", 1, 1));
    EXPECT_EQ(counted(ledger), Ids{"1.a.10"});
}

TEST(Ledger, APieceOfAComboLegIsNoCorrection) {
    Ledger ledger;
    ledger.add(row("1.a.01", 1, 1));
    EXPECT_EQ(ledger.add(row("1.a.02", 1, 2)), LedgerChange::added);
    EXPECT_EQ(counted(ledger), (Ids{"1.a.01", "1.a.02"}));
    EXPECT_EQ(ledger.add(row("1.a.03", 1, 2, "1.3")), LedgerChange::corrected);
    EXPECT_EQ(counted(ledger), (Ids{"1.a.01", "1.a.03"}));
}

TEST(Ledger, AnotherContractOrSideIsAnotherFill) {
    Ledger ledger;
    ledger.add(row("1.a.01", 1, 1));
    EXPECT_EQ(ledger.add(row("1.a.02", 1, 1, "1.1", short_conid)), LedgerChange::added);
    auto sold = row("1.a.03", 1, 1);
    sold.side = options::Side::sell;
    EXPECT_EQ(ledger.add(sold), LedgerChange::added);
    EXPECT_EQ(ledger.entries().size(), 3U);
}

TEST(Ledger, IdsWithoutARevisionStandAlone) {
    Ledger ledger;
    for (const auto* id : {"abc", "abd", "1.x", "1.y", "1.", ".", "1.2x", "1.99999999999"}) {
        EXPECT_EQ(ledger.add(row(id, 1, 1)), LedgerChange::added) << id;
    }
    EXPECT_EQ(ledger.entries().size(), 8U);
}

TEST(Ledger, PrefixesThatBeginAlikeAreDifferent) {
    Ledger ledger;
    ledger.add(row("1.a.01", 1, 1));
    ledger.add(row("1.a.b.01", 1, 1));
    ledger.add(row("1.a.b.02", 1, 1));
    EXPECT_EQ(counted(ledger), (Ids{"1.a.01", "1.a.b.02"}));
}

TEST(Ledger, CommissionsJoinFromEitherSide) {
    Ledger ledger;
    ledger.add(Commission{"1.01", money("0.65"), "USD", std::nullopt});
    ledger.add(row("1.01", 1, 1));
    ledger.add(row("2.01", 1, 2));
    EXPECT_EQ(commission_usd(ledger.entries()), money("0.65"));
    ledger.add(Commission{"2.01", money("0.7"), "USD", std::nullopt});
    EXPECT_EQ(commission_usd(ledger.entries()), money("1.35"));
    ledger.add(Commission{"2.01", money("0.8"), "USD", std::nullopt});
    EXPECT_EQ(commission_usd(ledger.entries()), money("1.45"));
    ledger.add(row("2.02", 1, 2, "1.2"));  // a correction that has none of its own yet
    EXPECT_EQ(commission_usd(ledger.entries()), money("1.45"));
    ledger.add(Commission{"2.02", money("0.9"), "USD", std::nullopt});
    EXPECT_EQ(commission_usd(ledger.entries()), money("1.55"));
}

TEST(Ledger, CombosCountUnitsAndLegsCountMoney) {
    Ledger ledger;
    for (const auto& part : fill(order, "1", 2, 2)) ledger.add(part);
    ledger.add(Commission{"1.b.01", money("5"), "USD", std::nullopt});
    const auto entries = ledger.entries();
    EXPECT_EQ(filled_units(entries, InstrumentKind::combo), units(2));
    EXPECT_EQ(average_net_price(entries, InstrumentKind::combo), price("-0.7"));
    EXPECT_EQ(cash_flow_usd(entries), money("140"));  // 2 × 0.70 × 100
    EXPECT_EQ(commission_usd(entries), std::nullopt);
    EXPECT_EQ(average_net_price({}, InstrumentKind::combo), std::nullopt);
}

TEST(Ledger, TheAverageIsWeighedByUnits) {
    Ledger ledger;
    auto first = fill(order, "1", 1, 1)[0];
    auto second = fill(order, "2", 2, 3)[0];
    second.price = price("-0.6");
    ledger.add(first);
    ledger.add(second);
    EXPECT_EQ(average_net_price(ledger.entries(), InstrumentKind::combo), price("-0.63333333"));
}

TEST(Positions, ComeFromLegsOnly) {
    Ledger ledger;
    for (const auto& part : fill(order, "1", 2, 2)) ledger.add(part);
    const auto held = positions_from(ledger);
    ASSERT_EQ(held.size(), 2U);
    EXPECT_EQ(held.at({"DU1234567", ConId{long_conid}}).quantity, units(2));
    EXPECT_EQ(held.at({"DU1234567", ConId{short_conid}}).quantity, units(-2));
    EXPECT_EQ(held.at({"DU1234567", ConId{short_conid}}).instrument.strike, price("95"));
}

TEST(Positions, WhatIsSoldAgainIsGone) {
    Ledger ledger;
    ledger.add(row("1.01", 2, 2));
    auto sold = row("2.01", 2, 2);
    sold.side = options::Side::sell;
    ledger.add(sold);
    EXPECT_TRUE(positions_from(ledger).empty());
}

Position held(int conid, std::int64_t quantity, std::string account = "DU1234567") {
    return {std::move(account), instrument_of(option(conid, "90", options::Right::put)),
            units(quantity), money("110")};
}

TEST(Positions, ABaselineExplainsWhatWasThereBefore) {
    Ledger ledger;
    ledger.add(row("1.01", 1, 1));
    const auto reported = to_table({held(long_conid, 3), held(1, -2), held(2, 9, "OTHER")});
    const auto baseline = baseline_from("DU1234567", reported, ledger);
    EXPECT_EQ(baseline.at({"DU1234567", ConId{long_conid}}).quantity, units(2));
    EXPECT_EQ(baseline.size(), 2U);
    const auto ours = expected_positions(baseline, ledger);
    EXPECT_TRUE(compare(ours, to_table({held(long_conid, 3), held(1, -2), held(4, 0)})).empty());
    ledger.add(row("2.01", 1, 2));
    const auto later = expected_positions(baseline, ledger);
    const auto mismatches = compare(later, reported);
    ASSERT_EQ(mismatches.size(), 2U);
    EXPECT_EQ(mismatches[0].key.conid, ConId{long_conid});
    EXPECT_EQ(mismatches[0].expected, units(4));
    EXPECT_EQ(mismatches[0].reported, units(3));
    EXPECT_EQ(mismatches[1].expected, units(0));
    EXPECT_EQ(mismatches[1].reported, units(9));
}

TEST(Ledger, TheSetOfRowsDecidesNotTheirOrder) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        std::vector<Execution> rows;
        for (int i = 0; i < 12; ++i) {
            const auto id = "1." + std::string(1, static_cast<char>('a' + rng.between(0, 2))) +
                            ".0" + std::to_string(rng.between(1, 4));
            const bool fresh = std::ranges::none_of(
                rows, [&](const Execution& other) { return other.execution_id == id; });
            if (fresh) rows.push_back(row(id, rng.between(1, 3), rng.between(1, 3)));
        }
        Ledger straight;
        for (const auto& each : rows) straight.add(each);
        Ledger shuffled;
        auto deck = rows;
        deck.insert(deck.end(), rows.begin(), rows.end());
        for (std::size_t i = deck.size(); i > 1; --i) {
            std::swap(deck[i - 1],
                      deck[static_cast<std::size_t>(rng.between(0, static_cast<int>(i) - 1))]);
        }
        for (const auto& each : deck) shuffled.add(each);
        ASSERT_EQ(counted(straight), counted(shuffled)) << "seed " << seed;
        ASSERT_EQ(positions_from(straight), positions_from(shuffled)) << "seed " << seed;
    }
}

TEST(Ledger, EveryPartOfAFillMustAgree) {
    const auto first = row("1.01", 1, 1);
    const auto conflicts = [&](auto change) {
        Ledger ledger;
        ledger.add(first);
        auto other = first;
        change(other);
        return ledger.add(other) == LedgerChange::conflict;
    };
    EXPECT_TRUE(conflicts([](Execution& other) { other.account = "DU7654321"; }));
    EXPECT_TRUE(conflicts([](Execution& other) { other.instrument.conid = ConId{1}; }));
    EXPECT_TRUE(conflicts([](Execution& other) { other.side = options::Side::sell; }));
    EXPECT_TRUE(conflicts([](Execution& other) { other.quantity = units(2); }));
    EXPECT_TRUE(conflicts([](Execution& other) { other.price = price("1.11"); }));
    EXPECT_TRUE(conflicts([](Execution& other) { other.cumulative_quantity = units(2); }));
    EXPECT_FALSE(conflicts([](Execution& other) { other.time = noon + 1s; }));
}

TEST(Ledger, EntriesOfIdsThatNobodyKnowsAreNone) {
    Ledger ledger;
    ledger.add(row("1.01", 1, 1));
    EXPECT_EQ(ledger.entries_of({"1.01", "9.01"}).size(), 1U);
    EXPECT_TRUE(ledger.entries_of({"9.01"}).empty());
}

TEST(Ledger, AverageOfADebitIsRoundedToTheNearest) {
    const auto combo = [](std::string id, std::string_view at, std::int64_t cumulative) {
        return LedgerEntry{execution(std::move(id), order, combo_instrument(), options::Side::buy,
                                     1, at, cumulative),
                           std::nullopt};
    };
    const std::vector<LedgerEntry> debit{combo("1.01", "0.5", 1), combo("2.01", "0.6", 2),
                                         combo("3.01", "0.6", 3)};
    EXPECT_EQ(average_net_price(debit, InstrumentKind::combo),
              Price::from_raw((2 * price("1.7").raw() + 3) / 6));
    const std::vector<LedgerEntry> credit{combo("1.01", "-0.5", 1), combo("2.01", "-0.6", 2),
                                          combo("3.01", "-0.6", 3)};
    EXPECT_EQ(average_net_price(credit, InstrumentKind::combo),
              Price::from_raw(-(2 * price("1.7").raw() + 3) / 6));
}

}  // namespace
}  // namespace wingspread::trade::testing
