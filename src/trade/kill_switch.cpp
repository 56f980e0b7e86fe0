#include "trade/kill_switch.hpp"

#include "trade/enum_text.hpp"

#include <fmt/format.h>

namespace wingspread::trade {

std::string_view to_string(TradingState state) {
    switch (state) {
        case TradingState::active: return "active";
        case TradingState::reducing: return "reducing";
        case TradingState::halted: return "halted";
    }
    return "";
}

Result<TradingState> parse_trading_state(std::string_view text) {
    return parse_enum("trading state", all_trading_states, text);
}

std::string_view to_string(Authority authority) {
    return authority == Authority::automatic ? "automatic" : "person";
}

Result<Authority> parse_authority(std::string_view text) {
    return parse_enum("authority", std::array{Authority::automatic, Authority::person}, text);
}

Result<void> may_change(TradingState from, TradingState to, Authority by) {
    if (by == Authority::automatic && to < from) {
        return fail(Errc::refused, fmt::format("trading is {}: only a person may make it {}",
                                               to_string(from), to_string(to)));
    }
    return {};
}

}  // namespace wingspread::trade
