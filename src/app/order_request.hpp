#pragma once

#include "app/commands.hpp"
#include "engine/api.hpp"

namespace wingspread::app {

/// The order that the options describe; errors name the option, the value and what was expected.
Result<engine::OrderRequest> to_order_request(const OrderOptions& options,
                                              const std::string& account);

/// Empty when none of them is given.
Result<std::optional<trade::ExitRules>> to_exit_rules(const ExitOptions& options);

}  // namespace wingspread::app
