#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "options/contract.hpp"

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

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

/// A vertical spread, stated by the role of each leg, so that an inverted one cannot be written
/// down: `make` puts the two contracts where the kind wants them.
class VerticalSpread {
  public:
    /// Takes the two contracts in either order. Refuses different symbols, classes, expirations,
    /// multipliers, equal strikes, or a right that is not the kind's.
    static Result<VerticalSpread> make(VerticalKind kind, OptionContract first,
                                       OptionContract second);

    [[nodiscard]] VerticalKind kind() const { return kind_; }
    [[nodiscard]] const OptionContract& bought() const { return bought_; }
    [[nodiscard]] const OptionContract& sold() const { return sold_; }
    [[nodiscard]] Price width() const { return (bought_.strike - sold_.strike).abs(); }
    /// Bought leg first.
    [[nodiscard]] std::array<Leg, 2> legs() const;

  private:
    VerticalSpread(VerticalKind kind, OptionContract bought, OptionContract sold)
        : kind_(kind), bought_(std::move(bought)), sold_(std::move(sold)) {}

    VerticalKind kind_;
    OptionContract bought_;
    OptionContract sold_;
};

}  // namespace wingspread::options
