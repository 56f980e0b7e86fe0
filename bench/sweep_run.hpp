#pragma once

#include "sweep_gateway.hpp"
#include "sweep_market.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace wingspread::bench {

/// Who says which contract is next.
enum class Order : std::uint8_t {
    interest,       ///< the scan core, as shipped
    naive,          ///< expiry by expiry, all that is listed
    naive_in_days,  ///< expiry by expiry, the wanted days only
};

/// Limits as the user has configured them, and what is looked for.
struct SweepTask {
    AccountLimits limits;
    Look look = Look::bull_puts;
    scan::SortKey sort = scan::SortKey::return_on_risk;
    Order order = Order::interest;
    std::uint64_t seed = 1;
};

/// How much of the true best 20 was known when, from the moment when the contracts were listed.
struct SweepOutcome {
    std::size_t at_20_s = 0;
    std::size_t at_60_s = 0;
    std::optional<double> seconds_to_18;  ///< until at least 18 were known, and stayed so
    std::optional<double> seconds_to_20;
    std::optional<double> seconds_to_all_read;
    std::uint64_t messages = 0;  ///< until everything was read, or the time was over
    std::size_t most_lines = 0;
    std::uint64_t breaches = 0;  ///< of the account's limits
};

SweepOutcome run_sweep(const FrozenMarket& market, const SweepTask& task,
                       const std::set<std::string>& truth);

}  // namespace wingspread::bench
