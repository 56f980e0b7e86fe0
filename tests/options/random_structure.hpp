#pragma once

#include "core/date.hpp"
#include "core/rng.hpp"
#include "options/structure.hpp"

#include <algorithm>
#include <set>
#include <vector>

/// Any structure of a kind, with strikes around 100, legs in any order.
namespace wingspread::options::testing {

inline const Date front = parse_date("2026-12-18").value();
inline const Date later = parse_date("2027-01-15").value();

inline OptionContract option(Right right, Price strike, Date expiration = front) {
    OptionContract contract;
    contract.conid = ConId{strike.raw() / 10'000'000 * 4 + (right == Right::put ? 2 : 0) +
                           (expiration == front ? 1 : 2)};
    contract.symbol = contract.trading_class = "XYZ";
    contract.expiration = contract.last_trade_date = expiration;
    contract.strike = strike;
    contract.right = right;
    return contract;
}

inline Underlying shares_of(std::string symbol = "XYZ") {
    return {.symbol = std::move(symbol), .conid = ConId{1}};
}

template <class T>
void shuffle(std::vector<T>& items, Rng& rng) {
    for (std::size_t i = items.size(); i > 1; --i) {
        std::swap(items[i - 1],
                  items[static_cast<std::size_t>(rng.between(0, static_cast<int>(i) - 1))]);
    }
}

/// What `Structure::make` takes for one of this kind.
struct Draft {
    StructureKind kind;
    std::vector<OptionContract> contracts;
    StructureParts parts;

    [[nodiscard]] Result<Structure> make() const { return Structure::make(kind, contracts, parts); }
};

/// Rising strikes, one for each level of the kind, whose wings are as the kind wants them.
inline std::vector<Price> draw_strikes(const StructureForm& form, Rng& rng) {
    const auto wing = rng.between(1, 20);
    const auto other = wing + rng.between(1, 9);
    auto strike = rng.between(50, 150);
    const auto equal = form.wings == Wings::equal || rng.chance(0.3);
    std::vector<Price> strikes{Price::from_int(strike)};
    strikes.push_back(Price::from_int(strike += wing));
    const bool has_fourth = std::ranges::max(form.roles, {}, &LegRole::level).level == 4;
    if (has_fourth) strikes.push_back(Price::from_int(strike += rng.between(1, 30)));
    const bool want_unequal = form.wings == Wings::unequal;
    strikes.push_back(Price::from_int(strike + (equal && !want_unequal ? wing : other)));
    return strikes;
}

inline Draft draw(const StructureForm& form, Rng& rng) {
    Draft draft{form.kind, {}, {}};
    auto strikes = draw_strikes(form, rng);
    if (form.strikes == StrikeOrder::different && rng.chance(0.5)) {
        std::swap(strikes[0], strikes[1]);
    }
    for (const auto& role : form.roles) {
        draft.contracts.push_back(option(role.right,
                                         strikes[static_cast<std::size_t>(role.level) - 1],
                                         role.back ? later : front));
    }
    shuffle(draft.contracts, rng);
    if (form.shares) draft.parts.shares = shares_of();
    if (form.roles[0].ratio >= RoleRatio::fewer) {
        draft.parts.ratio = rng.chance(0.5) ? LegRatio{1, 2} : LegRatio{2, 3};
    }
    return draft;
}

inline std::optional<ShareLeg> share_leg(const Structure& structure, int units = 1) {
    if (!structure.shares()) return std::nullopt;
    return ShareLeg{Side::buy, structure.multiplier() * units, *structure.shares()};
}

}  // namespace wingspread::options::testing
