#pragma once

#include "core/result.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace wingspread::trade {

/// What may be sent: everything, only what closes, or nothing but cancels.
enum class TradingState : std::uint8_t { active, reducing, halted };
inline constexpr std::array all_trading_states{TradingState::active, TradingState::reducing,
                                               TradingState::halted};
std::string_view to_string(TradingState state);  ///< "active", "reducing", "halted"
Result<TradingState> parse_trading_state(std::string_view text);

/// Who turns the switch.
enum class Authority : std::uint8_t { automatic, person };
std::string_view to_string(Authority authority);  ///< "automatic", "person"
Result<Authority> parse_authority(std::string_view text);

/// A rule of the program may only tighten; only a person may loosen. Refuses the rest (refused).
Result<void> may_change(TradingState from, TradingState to, Authority by);

}  // namespace wingspread::trade
