#pragma once

#include "core/result.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace wingspread::trade {

/// What an account may hold, by how it was opened at IBKR. TWS states the legal form only
/// (INDIVIDUAL, IRA, …), so cash and margin must be told apart by configuration.
enum class AccountKind : std::uint8_t {
    margin,
    cash,  ///< no option is sold but of spreads on European, cash-settled index options
    ira,   ///< spreads, but never a loss without a bound; no cash is borrowed
};
inline constexpr std::array all_account_kinds{AccountKind::margin, AccountKind::cash,
                                              AccountKind::ira};
std::string_view to_string(AccountKind kind);  ///< "margin", "cash", "ira"
Result<AccountKind> parse_account_kind(std::string_view text);

}  // namespace wingspread::trade
