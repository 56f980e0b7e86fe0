#include "options/structure.hpp"

#include "core/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

namespace wingspread::options {

namespace {

/// Exchanges take options-only ratios from 1:3 to 3:1 as standard combinations.
constexpr int steepest_ratio = 3;
constexpr int most_contracts_of_a_leg = 1'000'000;

std::unexpected<Error> bad_part(StructureKind kind, std::string_view field, std::string_view value,
                                std::string_view expected) {
    return bad_field(fmt::format("{}: {}", to_string(kind), field), value, expected);
}

auto place_of(const OptionContract& contract) {
    return std::tuple(contract.expiration, contract.strike, contract.right == Right::call);
}

Result<void> check_family(StructureKind kind, const std::vector<OptionContract>& contracts) {
    const auto& first = contracts.front();
    for (const auto& each : contracts) {
        const auto differs = [&](std::string_view field, std::string_view value,
                                 std::string_view expected) {
            return bad_part(kind, field, value,
                            fmt::format("{}, as of its other options", expected));
        };
        if (each.symbol != first.symbol) return differs("underlying", each.symbol, first.symbol);
        if (each.trading_class != first.trading_class) {
            return differs("trading class", each.trading_class, first.trading_class);
        }
        if (each.multiplier != first.multiplier) {
            return differs("multiplier", fmt::to_string(each.multiplier),
                           fmt::to_string(first.multiplier));
        }
        if (each.currency != first.currency) {
            return differs("currency", each.currency, first.currency);
        }
        if (each.style != first.style) return differs("exercise style", "another", "the same");
        if (each.settlement != first.settlement) {
            return differs("settlement", "another", "the same");
        }
    }
    if (first.multiplier < 1) {
        return bad_part(kind, "multiplier", fmt::to_string(first.multiplier), "1 or more");
    }
    return {};
}

Result<void> check_expirations(const StructureForm& form,
                               const std::vector<OptionContract>& contracts) {
    for (std::size_t i = 0; i < contracts.size(); ++i) {
        const auto& front = contracts.front().expiration;
        const auto& here = contracts[i].expiration;
        if ((front < here) == form.roles[i].back) continue;
        return bad_part(
            form.kind, "expiration", to_iso(here),
            form.roles[i].back ? fmt::format("one after {}", to_iso(front)) : to_iso(front));
    }
    return {};
}

Result<void> check_rights(const StructureForm& form, const std::vector<OptionContract>& contracts) {
    for (std::size_t i = 0; i < contracts.size(); ++i) {
        const auto& role = form.roles[i];
        if (contracts[i].right == role.right) continue;
        return bad_part(form.kind,
                        fmt::format("right of the option at {}", contracts[i].strike.to_string()),
                        std::string(1, to_char(contracts[i].right)),
                        fmt::format("{} ({} {} of {} by strike)", to_char(role.right),
                                    to_string(role.side), i + 1, contracts.size()));
    }
    return {};
}

Result<void> check_strikes(const StructureForm& form,
                           const std::vector<OptionContract>& contracts) {
    for (std::size_t i = 0; i < contracts.size(); ++i) {
        const auto strike = contracts[i].strike;
        if (strike <= Price{}) return bad_part(form.kind, "strike", strike.to_string(), "above 0");
        for (std::size_t j = 0; j < i; ++j) {
            const auto other = contracts[j].strike;
            const bool same_level = form.roles[i].level == form.roles[j].level;
            const bool fits = same_level                               ? strike == other
                              : form.strikes == StrikeOrder::different ? strike != other
                                                                       : strike > other;
            if (fits) continue;
            return bad_part(form.kind, "strike", strike.to_string(),
                            fmt::format("{} {}, that of another leg",
                                        same_level                               ? "equal to"
                                        : form.strikes == StrikeOrder::different ? "other than"
                                                                                 : "above",
                                        other.to_string()));
        }
    }
    return {};
}

Result<void> check_wings(const StructureForm& form, const std::vector<OptionContract>& contracts) {
    if (form.wings == Wings::any) return {};
    const auto n = contracts.size();
    const auto lower = contracts[1].strike - contracts[0].strike;
    const auto upper = contracts[n - 1].strike - contracts[n - 2].strike;
    const bool want_equal = form.wings == Wings::equal;
    if ((lower == upper) == want_equal) return {};
    return bad_part(form.kind, "wings",
                    fmt::format("{} and {}", lower.to_string(), upper.to_string()),
                    want_equal ? "equal ones" : "unequal ones");
}

Result<void> check_shares(const StructureForm& form, const OptionContract& option,
                          const std::optional<Underlying>& shares) {
    if (shares.has_value() != form.shares) {
        return bad_part(form.kind, "shares", shares ? shares->symbol : "none",
                        form.shares ? "the shares of " + option.symbol : "none");
    }
    if (!shares) return {};
    if (shares->kind != UnderlyingKind::stock || shares->symbol != option.symbol ||
        shares->currency != option.currency) {
        return bad_part(form.kind, "shares", shares->symbol + " " + shares->currency,
                        fmt::format("stock {} {}", option.symbol, option.currency));
    }
    return {};
}

bool has_ratio(const StructureForm& form) { return form.roles[0].ratio >= RoleRatio::fewer; }

Result<LegRatio> checked_ratio(const StructureForm& form, const std::optional<LegRatio>& stated) {
    if (!has_ratio(form)) {
        if (!stated) return LegRatio{1, 1};
        return bad_part(form.kind, "ratio", fmt::format("{}:{}", stated->fewer, stated->more),
                        "none, because the kind has its own");
    }
    const auto ratio = stated.value_or(LegRatio{});
    const bool fine = ratio.fewer >= 1 && ratio.more <= most_contracts_of_a_leg &&
                      ratio.fewer < ratio.more && ratio.more <= steepest_ratio * ratio.fewer;
    if (!fine) {
        return bad_part(form.kind, "ratio", fmt::format("{}:{}", ratio.fewer, ratio.more),
                        "fewer to more contracts, at most 1:3");
    }
    const int common = std::gcd(ratio.fewer, ratio.more);
    return LegRatio{ratio.fewer / common, ratio.more / common};
}

int contracts_of(const LegRole& role, const LegRatio& ratio) {
    switch (role.ratio) {
        case RoleRatio::one: return 1;
        case RoleRatio::two: return 2;
        case RoleRatio::fewer: return ratio.fewer;
        case RoleRatio::more: return ratio.more;
    }
    return 0;
}

Result<void> check_contracts(const StructureForm& form,
                             const std::vector<OptionContract>& contracts) {
    if (auto family = check_family(form.kind, contracts); !family) return family;
    if (auto expirations = check_expirations(form, contracts); !expirations) return expirations;
    if (auto rights = check_rights(form, contracts); !rights) return rights;
    if (auto strikes = check_strikes(form, contracts); !strikes) return strikes;
    return check_wings(form, contracts);
}

}  // namespace

Result<Structure> Structure::make(StructureKind kind, std::vector<OptionContract> contracts,
                                  StructureParts parts) {
    const auto& form = form_of(kind);
    if (contracts.size() != form.roles.size()) {
        return bad_part(kind, "options", fmt::to_string(contracts.size()),
                        fmt::to_string(form.roles.size()));
    }
    std::ranges::sort(contracts, {}, place_of);
    if (auto checked = check_contracts(form, contracts); !checked) {
        return std::unexpected(std::move(checked.error()));
    }
    if (auto checked = check_shares(form, contracts.front(), parts.shares); !checked) {
        return std::unexpected(std::move(checked.error()));
    }
    const auto ratio = checked_ratio(form, parts.ratio);
    if (!ratio) return std::unexpected(ratio.error());
    std::vector<Leg> legs;
    for (std::size_t i = 0; i < contracts.size(); ++i) {
        const auto& role = form.roles[i];
        legs.push_back({role.side, contracts_of(role, *ratio), std::move(contracts[i])});
    }
    return Structure(kind, std::move(legs), std::move(parts.shares));
}

namespace {

/// What one unit of the stated legs would be, and how many there are.
struct ReducedLegs {
    std::vector<Leg> legs;
    std::optional<Underlying> shares;
    int units = 1;
};

Result<ReducedLegs> reduce(StructureKind kind, std::span<const Leg> legs,
                           const std::optional<ShareLeg>& shares) {
    ReducedLegs reduced{{legs.begin(), legs.end()}, {}, 0};
    for (const auto& leg : legs) {
        if (leg.ratio < 1 || leg.ratio > most_contracts_of_a_leg) {
            return bad_part(kind, "ratio", fmt::to_string(leg.ratio),
                            fmt::format("1 to {}", most_contracts_of_a_leg));
        }
        reduced.units = std::gcd(reduced.units, leg.ratio);
    }
    if (legs.empty()) return bad_part(kind, "options", "none", "one or more");
    if (shares) {
        const int lot = std::max(legs.front().contract.multiplier, 1);
        if (shares->side != Side::buy || shares->count < lot || shares->count % lot != 0) {
            return bad_part(kind, "shares",
                            fmt::format("{} {}", to_string(shares->side), shares->count),
                            fmt::format("a multiple of {} bought", lot));
        }
        reduced.units = std::gcd(reduced.units, shares->count / lot);
        if (shares->count != reduced.units * lot) {
            return bad_part(kind, "shares", fmt::to_string(shares->count),
                            fmt::to_string(reduced.units * lot));
        }
        reduced.shares = shares->stock;
    }
    for (auto& leg : reduced.legs) leg.ratio /= reduced.units;
    std::ranges::sort(reduced.legs, {}, [](const Leg& leg) { return place_of(leg.contract); });
    return reduced;
}

std::optional<LegRatio> ratio_among(const StructureForm& form, const std::vector<Leg>& legs) {
    if (!has_ratio(form)) return std::nullopt;
    const auto [fewer, more] = std::ranges::minmax(legs, {}, &Leg::ratio);
    return LegRatio{fewer.ratio, more.ratio};
}

}  // namespace

Result<StructureUnits> from_legs(StructureKind kind, std::span<const Leg> legs,
                                 const std::optional<ShareLeg>& shares) {
    auto reduced = reduce(kind, legs, shares);
    if (!reduced) return std::unexpected(std::move(reduced.error()));
    std::vector<OptionContract> contracts;
    for (const auto& leg : reduced->legs) contracts.push_back(leg.contract);
    auto made =
        Structure::make(kind, std::move(contracts),
                        {std::move(reduced->shares), ratio_among(form_of(kind), reduced->legs)});
    if (!made) return std::unexpected(std::move(made.error()));
    for (std::size_t i = 0; i < reduced->legs.size(); ++i) {
        const auto& stated = reduced->legs[i];
        const auto& wanted = made->legs()[i];
        if (stated.side == wanted.side && stated.ratio == wanted.ratio) continue;
        return bad_part(kind,
                        fmt::format("leg at {} {}", stated.contract.strike.to_string(),
                                    to_char(stated.contract.right)),
                        fmt::format("{} {}", to_string(stated.side), stated.ratio),
                        fmt::format("{} {}", to_string(wanted.side), wanted.ratio));
    }
    return StructureUnits{std::move(*made), reduced->units};
}

std::optional<StructureUnits> recognise(std::span<const Leg> legs,
                                        const std::optional<ShareLeg>& shares) {
    for (const auto& form : structure_forms()) {
        if (form.roles.size() != legs.size() || form.shares != shares.has_value()) continue;
        if (auto found = from_legs(form.kind, legs, shares)) return std::move(*found);
    }
    return std::nullopt;
}

std::string describe(const Structure& structure) {
    std::vector<std::string> strikes;
    bool puts_only = true;
    for (const auto& leg : structure.legs()) {
        const auto strike = leg.contract.strike.to_string();
        if (strikes.empty() || strikes.back() != strike) strikes.push_back(strike);
        puts_only = puts_only && leg.contract.right == Right::put;
    }
    if (puts_only && structure.has_one_expiration()) std::ranges::reverse(strikes);
    std::string name(to_string(structure.kind()));
    std::ranges::replace(name, '_', ' ');
    if (has_ratio(form_of(structure.kind()))) {
        const auto [fewer, more] = std::ranges::minmax(structure.legs(), {}, &Leg::ratio);
        name = fmt::format("{}x{} {}", fewer.ratio, more.ratio, name);
    }
    std::string expirations = to_iso(structure.front_expiration());
    if (!structure.has_one_expiration()) expirations += "/" + to_iso(structure.back_expiration());
    return fmt::format("{} {} {} {}", structure.symbol(), expirations, name,
                       fmt::join(strikes, "/"));
}

}  // namespace wingspread::options
