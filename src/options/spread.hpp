#pragma once

#include "core/result.hpp"
#include "options/contract.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace wingspread::options {

enum class Side : std::uint8_t { buy, sell };

constexpr Side opposite(Side side) { return side == Side::buy ? Side::sell : Side::buy; }
/// +1 for bought, −1 for sold.
constexpr int sign(Side side) { return side == Side::buy ? 1 : -1; }
std::string_view to_string(Side side);  ///< "buy" or "sell"

enum class VerticalKind : std::uint8_t { bull_call, bear_put, bull_put, bear_call };

inline constexpr std::array all_vertical_kinds{VerticalKind::bull_call, VerticalKind::bear_put,
                                               VerticalKind::bull_put, VerticalKind::bear_call};

/// "bull_call", "bear_put", "bull_put", "bear_call".
std::string_view to_string(VerticalKind kind);
Result<VerticalKind> parse_vertical_kind(std::string_view text);

constexpr Right right_of(VerticalKind kind) {
    return kind == VerticalKind::bull_call || kind == VerticalKind::bear_call ? Right::call
                                                                              : Right::put;
}
/// Bull puts and bear calls are opened for a credit, by structure.
constexpr bool is_credit(VerticalKind kind) {
    return kind == VerticalKind::bull_put || kind == VerticalKind::bear_call;
}
/// Bull spreads buy the lower strike and sell the higher one; bear spreads the other way round.
constexpr bool buys_lower_strike(VerticalKind kind) {
    return kind == VerticalKind::bull_call || kind == VerticalKind::bull_put;
}

/// One leg as it will be held: bought legs long, sold legs short.
struct Leg {
    Side side = Side::buy;
    int ratio = 1;
    OptionContract contract;

    bool operator==(const Leg&) const = default;
};

}  // namespace wingspread::options
