#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/risk_context.hpp"

#include <string>
#include <string_view>

namespace wingspread::trade {

/// Whether orders of this account may cost real money: unless the gateway is not a live one and the
/// account is paper by its name.
bool may_be_real(Environment environment, std::string_view account);

/// What a person must type to arm live trading of an account, letter by letter.
std::string arming_words(std::string_view account);

inline constexpr Duration longest_arming = std::chrono::hours{24 * 7};

/// Refuses (invalid_argument, naming the field) other words than those, and a length that is not
/// from one minute to a week.
Result<void> check_arming(std::string_view account, std::string_view words, Duration length);

}  // namespace wingspread::trade
