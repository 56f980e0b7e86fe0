#pragma once

#include "trade/risk_checks.hpp"

#include <optional>

/// Pattern: a check of the risk gate. A pure function that objects or has nothing to say. It names
/// the figure it found and the limit it held it against, and it objects to what it does not know.
/// In the product it joins an array in trade/risk_order.cpp, risk_standing.cpp or risk_book.cpp,
/// its name trade::RiskCheck, and its limit trade::RiskLimits, which has no permissive default.
namespace wingspread::templates {

/// Legs quoted wider than this are no basis for a decision. In the product: a limit, not a
/// constant.
inline const Price max_leg_width = Price::from_int(1);

/// Objects when a leg of the order is quoted wider than `max_leg_width`, or is not quoted.
std::optional<trade::Refusal> leg_width(const trade::detail::CheckInput& in);

}  // namespace wingspread::templates
