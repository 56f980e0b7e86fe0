#include "app/commands.hpp"

#include <fmt/format.h>

namespace wingspread::app {

int run_config(const Context& context) {
    for (const auto& setting : settings()) {
        fmt::print("{:<30} {}{}{}\n    {}; expects {}\n", setting.key,
                   environment_name(setting.key), setting.alias.empty() ? "" : ", ", setting.alias,
                   setting.help, setting.expected);
    }
    fmt::print(
        "risk.*                         WINGSPREAD_RISK_*\n    the limits that no order may "
        "exceed; see docs/trading/risk.md\n");
    fmt::print("\nstate directory: {}\n", context.config.state_dir);
    return exit_ok;
}

}  // namespace wingspread::app
