#pragma once

#include "trade/helpers.hpp"
#include "trade/risk_gate.hpp"

#include <gtest/gtest.h>

/// What the gate has to say of the sample order in the sample market, one thing changed at a time.
namespace wingspread::trade::testing {

/// Paper limits hold the sample order with room to spare, but for the band around mid.
inline RiskLimits limits() {
    auto all = paper_limits();
    all.max_mid_deviation_pct = 2;  // 0.10 of a width of 5
    return all;
}

inline std::optional<Refusal> objection(RiskCheck check, const OrderTerms& wanted,
                                        const RiskContext& known, RiskLimits all = limits()) {
    for (auto& refusal : RiskGate(all).objections(intent(1, wanted), known)) {
        if (refusal.check == check) return refusal;
    }
    return std::nullopt;
}

inline void expect_only(RiskCheck check, std::string_view figure, std::string_view limit,
                        const OrderTerms& wanted, const RiskContext& known,
                        RiskLimits all = limits()) {
    const auto refusals = RiskGate(all).objections(intent(1, wanted), known);
    ASSERT_EQ(refusals.size(), 1U) << to_string(check) << ": " << to_string(refusals);
    EXPECT_EQ(refusals[0].check, check) << refusals[0].message;
    EXPECT_EQ(refusals[0].figure, figure);
    EXPECT_EQ(refusals[0].limit, limit);
    EXPECT_FALSE(refusals[0].message.empty());
}

inline OrderTerms closing() {
    auto wanted = terms();
    wanted.action = OrderAction::close;
    wanted.limit = price("0.7");
    return wanted;
}

/// The sample spread is held.
inline RiskContext holding(std::int64_t spreads) {
    auto known = context();
    for (const auto& leg : bull_put().legs()) {
        const Position held{"DU1234567", instrument_of(leg.contract),
                            units(options::sign(leg.side) * spreads), std::nullopt};
        known.positions->insert({{"DU1234567", leg.contract.conid}, held});
    }
    return known;
}

inline KnownOrder earlier(std::uint64_t seed, OrderTerms wanted, OrderState state,
                          Duration age = 10min) {
    return {intent(seed, std::move(wanted)), state, {}, noon - age, noon - age};
}

inline constexpr int put_conid = 9700;

/// Buys back one short put, between 1.05 and 1.15, that waits for 0.5.
inline OrderTerms waiting_close() {
    auto wanted = terms();
    wanted.structure = structure(options::StructureKind::short_put,
                                 {option(put_conid, "85", options::Right::put)});
    wanted.action = OrderAction::close;
    wanted.limit = price("0.5");
    wanted.in_force = TimeInForce::gtc;
    wanted.oca = OcaTerms{"ws1.1", {}};
    return wanted;
}
/// The same as a stop at 1.60.
inline OrderTerms waiting_stop() {
    auto wanted = waiting_close();
    wanted.limit = price("1.65");
    wanted.oca->trigger = price("1.6");
    return wanted;
}
inline RiskContext holding_put() {
    auto known = context();
    const auto put = option(put_conid, "85", options::Right::put);
    known.quotes = {{{put.conid, price("1.05"), price("1.15"), market::Usability::usable}}};
    known.positions->insert(
        {{"DU1234567", put.conid}, {"DU1234567", instrument_of(put), units(-1), std::nullopt}});
    return known;
}

}  // namespace wingspread::trade::testing
