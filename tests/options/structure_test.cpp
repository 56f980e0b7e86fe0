#include "options/structure.hpp"

#include "options/random_structure.hpp"
#include "options/structure_value.hpp"

#include <gtest/gtest.h>

#include <map>

namespace wingspread::options::testing {
namespace {

using enum StructureKind;

Price price(std::string_view text) { return Price::parse_exact(text).value(); }

TEST(Structure, NamesComeBackAndStrangersAreRefused) {
    ASSERT_EQ(structure_forms().size(), structure_kind_count);
    for (const auto& form : structure_forms()) {
        EXPECT_EQ(parse_structure_kind(form.name), form.kind);
        EXPECT_EQ(to_string(form.kind), form.name);
    }
    const auto bad = parse_structure_kind("ladder");
    ASSERT_FALSE(bad);
    EXPECT_NE(bad.error().message.find("\"ladder\""), std::string::npos);
    EXPECT_NE(bad.error().message.find("iron_condor"), std::string::npos);
    for (const auto kind : all_vertical_kinds) {
        EXPECT_EQ(to_string(to_structure_kind(kind)), to_string(kind));
    }
}

TEST(Structure, ComesBackFromItsShuffledLegs) {
    Rng rng(1);
    for (int i = 0; i < 200; ++i) {
        for (const auto& form : structure_forms()) {
            const auto made = draw(form, rng).make();
            ASSERT_TRUE(made) << made.error().message;
            const auto units = static_cast<int>(rng.between(1, 9));
            auto legs = made->legs();
            for (auto& leg : legs) leg.ratio *= units;
            shuffle(legs, rng);
            const auto found = recognise(legs, share_leg(*made, units));
            ASSERT_TRUE(found) << form.name;
            ASSERT_EQ(to_string(found->structure.kind()), form.name);
            ASSERT_EQ(*found, (StructureUnits{*made, units}));
        }
    }
}

TEST(Structure, InvertedLegsAreAnotherStructureOrNone) {
    Rng rng(2);
    for (int i = 0; i < 50; ++i) {
        for (const auto& form : structure_forms()) {
            const auto made = draw(form, rng).make().value();
            auto legs = made.legs();
            for (auto& leg : legs) leg.side = opposite(leg.side);
            ASSERT_FALSE(from_legs(form.kind, legs, share_leg(made))) << form.name;
            const auto found = recognise(legs, share_leg(made));
            if (!found) continue;
            ASSERT_NE(found->structure.kind(), form.kind);
            // What was bought is sold.
            for (std::size_t j = 0; j < legs.size(); ++j) {
                const auto& leg = found->structure.legs()[j];
                ASSERT_EQ(leg.contract, made.legs()[j].contract);
                ASSERT_EQ(leg.side, opposite(made.legs()[j].side));
            }
        }
    }
}

/// One thing wrong, anywhere: refused, or the very legs that were stated.
TEST(Structure, AMistakeNeverGivesADifferentStructureSilently) {
    Rng rng(3);
    int refused = 0;
    for (int i = 0; i < 4000; ++i) {
        const auto& form = structure_forms()[static_cast<std::size_t>(
            rng.between(0, static_cast<int>(structure_kind_count) - 1))];
        const auto made = draw(form, rng).make().value();
        auto legs = made.legs();
        auto& leg =
            legs[static_cast<std::size_t>(rng.between(0, static_cast<int>(legs.size()) - 1))];
        switch (rng.between(0, 4)) {
            case 0: leg.side = opposite(leg.side); break;
            case 1: leg.ratio += 1; break;
            case 2:
                leg.contract.right = leg.contract.right == Right::call ? Right::put : Right::call;
                break;
            case 3: leg.contract.strike += Price::from_int(rng.between(-40, 40)); break;
            default: leg.contract.expiration = leg.contract.expiration == front ? later : front;
        }
        shuffle(legs, rng);
        const auto found = from_legs(form.kind, legs, share_leg(made));
        refused += found ? 0 : 1;
        if (!found) {
            ASSERT_NE(found.error().message.find(std::string(form.name) + ": "), std::string::npos)
                << found.error().message;
            continue;
        }
        for (const auto& each : found->structure.legs()) {
            auto stated = each;
            stated.ratio *= found->units;
            ASSERT_EQ(std::ranges::count(legs, stated), 1) << form.name;
        }
    }
    EXPECT_GT(refused, 2500);
}

void expect_refused(const Draft& draft, std::string_view words) {
    const auto made = draft.make();
    ASSERT_FALSE(made) << words;
    EXPECT_EQ(made.error().code, Errc::invalid_argument);
    EXPECT_NE(made.error().message.find(words), std::string::npos) << made.error().message;
}

TEST(Structure, RefusesAMixOfContracts) {
    Rng rng(4);
    using Change = void (*)(OptionContract&);
    const std::map<std::string, Change> changes{
        {"underlying: got", [](auto& c) { c.symbol = "ABC"; }},
        {"trading class: got", [](auto& c) { c.trading_class = "XYZ7"; }},
        {"multiplier: got", [](auto& c) { c.multiplier = 10; }},
        {"currency: got", [](auto& c) { c.currency = "EUR"; }},
        {"exercise style: got", [](auto& c) { c.style = ExerciseStyle::european; }},
        {"settlement: got", [](auto& c) { c.settlement = Settlement::am; }},
    };
    for (const auto& form : structure_forms()) {
        if (form.roles.size() < 2) continue;
        for (const auto& [words, change] : changes) {
            auto draft = draw(form, rng);
            change(draft.contracts.back());
            expect_refused(draft, words);
        }
    }
}

TEST(Structure, RefusesWhatIsNotTheKinds) {
    const auto at = [](Right right, int strike) { return option(right, Price::from_int(strike)); };
    using enum Right;
    expect_refused({iron_condor, {at(put, 90), at(put, 95), at(call, 105)}, {}}, "got \"3\"");
    expect_refused({iron_condor, {at(put, 90), at(put, 95), at(call, 94), at(call, 110)}, {}},
                   "right of the option at 94");
    expect_refused({iron_condor, {at(put, 90), at(put, 95), at(call, 95), at(call, 110)}, {}},
                   "strike: got \"95\", expected above 95");
    expect_refused({iron_butterfly, {at(put, 90), at(put, 95), at(call, 96), at(call, 110)}, {}},
                   "equal to 95");
    expect_refused({long_call_butterfly, {at(call, 90), at(call, 95), at(call, 105)}, {}},
                   "wings: got \"5 and 10\", expected equal");
    expect_refused({long_call_broken_wing, {at(call, 90), at(call, 95), at(call, 100)}, {}},
                   "unequal");
    expect_refused({bull_put, {at(put, 95), at(put, 95)}, {}}, "above 95");
    expect_refused({bull_put, {at(call, 90), at(call, 95)}, {}}, "expected P");
    expect_refused({bull_put, {at(put, 90), option(put, Price::from_int(95), later)}, {}},
                   "expiration: got \"2027-01-15\", expected 2026-12-18");
    expect_refused({long_call_calendar, {at(call, 90), at(call, 90)}, {}}, "one after 2026-12-18");
    expect_refused(
        {long_call_calendar, {at(call, 90), option(call, Price::from_int(95), later)}, {}},
        "equal to 90");
    expect_refused(
        {long_call_diagonal, {at(call, 90), option(call, Price::from_int(90), later)}, {}},
        "other than 90");
    expect_refused({covered_call, {at(call, 90)}, {}}, "the shares of XYZ");
    expect_refused({covered_call, {at(call, 90)}, {shares_of("ABC"), {}}}, "stock XYZ USD");
    expect_refused({short_call, {at(call, 90)}, {shares_of(), {}}}, "expected none");
    expect_refused({call_ratio_spread, {at(call, 90), at(call, 95)}, {{}, LegRatio{1, 4}}}, "1:3");
    expect_refused({call_ratio_spread, {at(call, 90), at(call, 95)}, {{}, LegRatio{2, 2}}}, "1:3");
    expect_refused({bull_call, {at(call, 90), at(call, 95)}, {{}, LegRatio{1, 2}}}, "its own");
    auto draft = Draft{long_call, {at(call, 90)}, {}};
    draft.contracts.front().strike = Price{};
    expect_refused(draft, "above 0");
}

TEST(Structure, RatiosAreReduced) {
    const std::vector contracts{option(Right::call, price("90")), option(Right::call, price("95"))};
    const auto made = Structure::make(call_ratio_spread, contracts, {{}, LegRatio{4, 6}}).value();
    EXPECT_EQ(made.legs()[0].ratio, 2);
    EXPECT_EQ(made.legs()[1].ratio, 3);
    const std::vector<Leg> legs{{Side::buy, 2, contracts[0]}, {Side::sell, 2, contracts[1]}};
    const auto vertical = recognise(legs).value();
    EXPECT_EQ(vertical.structure.kind(), bull_call);
    EXPECT_EQ(vertical.units, 2);
}

TEST(Structure, SaysWhatItIs) {
    const auto text = [](StructureKind kind, std::vector<OptionContract> contracts,
                         StructureParts parts = {}) {
        return describe(Structure::make(kind, std::move(contracts), std::move(parts)).value());
    };
    const auto put = [](int strike) { return option(Right::put, Price::from_int(strike)); };
    const auto call = [](int strike, Date date = front) {
        return option(Right::call, Price::from_int(strike), date);
    };
    EXPECT_EQ(text(bull_put, {put(740), put(745)}), "XYZ 2026-12-18 bull put 745/740");
    EXPECT_EQ(text(iron_condor, {put(740), put(745), call(760), call(765)}),
              "XYZ 2026-12-18 iron condor 740/745/760/765");
    EXPECT_EQ(text(iron_butterfly, {put(740), put(745), call(745), call(750)}),
              "XYZ 2026-12-18 iron butterfly 740/745/750");
    EXPECT_EQ(text(call_ratio_spread, {call(740), call(745)}),
              "XYZ 2026-12-18 1x2 call ratio spread 740/745");
    EXPECT_EQ(text(long_call_calendar, {call(740), call(740, later)}),
              "XYZ 2026-12-18/2027-01-15 long call calendar 740");
    EXPECT_EQ(text(covered_call, {call(740)}, {shares_of(), {}}),
              "XYZ 2026-12-18 covered call 740");
}

}  // namespace
}  // namespace wingspread::options::testing
