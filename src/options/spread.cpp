#include "options/spread.hpp"

#include <fmt/format.h>

namespace wingspread::options {

std::string_view to_string(Side side) { return side == Side::buy ? "buy" : "sell"; }

std::string_view to_string(VerticalKind kind) {
    switch (kind) {
        case VerticalKind::bull_call: return "bull_call";
        case VerticalKind::bear_put: return "bear_put";
        case VerticalKind::bull_put: return "bull_put";
        case VerticalKind::bear_call: return "bear_call";
    }
    return "";
}

Result<VerticalKind> parse_vertical_kind(std::string_view text) {
    for (const auto kind : all_vertical_kinds) {
        if (to_string(kind) == text) return kind;
    }
    return bad_field("structure", text, "bull_call, bear_put, bull_put or bear_call");
}

Result<VerticalSpread> VerticalSpread::make(VerticalKind kind, OptionContract first,
                                            OptionContract second) {
    const auto differ = [&](std::string_view what) {
        return fail(Errc::invalid_argument,
                    fmt::format("{}: the two legs must have the same {}", to_string(kind), what));
    };
    if (first.symbol != second.symbol) return differ("underlying");
    if (first.trading_class != second.trading_class) return differ("trading class");
    if (first.expiration != second.expiration) return differ("expiration");
    if (first.multiplier != second.multiplier) return differ("multiplier");
    if (first.currency != second.currency) return differ("currency");
    for (const auto* leg : {&first, &second}) {
        if (leg->right != right_of(kind)) {
            return fail(Errc::invalid_argument,
                        fmt::format("{}: both legs must be {}s", to_string(kind),
                                    right_of(kind) == Right::call ? "call" : "put"));
        }
    }
    if (first.strike == second.strike) {
        return fail(Errc::invalid_argument,
                    fmt::format("{}: the two legs must have different strikes, both are {}",
                                to_string(kind), first.strike.to_string()));
    }
    if (second.strike < first.strike) std::swap(first, second);
    return buys_lower_strike(kind) ? VerticalSpread(kind, std::move(first), std::move(second))
                                   : VerticalSpread(kind, std::move(second), std::move(first));
}

std::array<Leg, 2> VerticalSpread::legs() const {
    return {Leg{Side::buy, 1, bought_}, Leg{Side::sell, 1, sold_}};
}

}  // namespace wingspread::options
