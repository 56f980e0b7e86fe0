#pragma once

#include "core/decimal.hpp"
#include "core/time.hpp"
#include "options/commissions.hpp"

#include <chrono>
#include <string>

namespace wingspread::sim {

/// When the simulated exchanges are open.
enum class Hours { always, real };

/// What the account may see of market data.
enum class DataEntitlement { live, delayed, none };

/// How the account was opened.
enum class AccountKind { margin, cash, ira };

/// How orders meet quotes. A limit order trades once it reaches mid + edge × half the spread,
/// where the edge is drawn per order: 0 is the mid, 1 is the natural price.
struct FillModel {
    double min_edge = 0.2;
    double max_edge = 0.6;
    double partial_fill_chance = 0.2;  ///< that an order for several units fills in two pieces
    std::chrono::milliseconds min_delay{60};
    std::chrono::milliseconds max_delay{350};
    std::chrono::milliseconds acknowledge_delay{20};  ///< from PreSubmitted to Submitted
};

using options::CommissionSchedule;

/// What a user would set in TWS or hold at IBKR.
struct GatewayConfig {
    int server_version = 200;  ///< highest that is offered; 157..200
    std::string account = "DU1234567";
    AccountKind account_kind = AccountKind::margin;
    Money opening_cash_usd = Money::from_int(100'000);
    int market_data_lines = 100;
    int messages_per_second = 50;   ///< IBKR's rule: lines ÷ 2
    bool reject_above_rate = true;  ///< code 100 and a third strike; otherwise nothing is enforced
    int max_clients = 32;
    bool read_only = false;  ///< "Read-Only API": whatever concerns orders is refused with 321
    DataEntitlement data = DataEntitlement::live;
    Hours hours = Hours::always;
    std::chrono::milliseconds option_sampling{100};
    std::chrono::milliseconds underlying_sampling{250};
    std::chrono::milliseconds matching{
        100};  ///< between two looks of a resting order at its market
    std::chrono::milliseconds profit_interval{1000};      ///< between two reqPnL figures
    std::chrono::milliseconds snapshot_duration{11'000};  ///< until tickSnapshotEnd
    FillModel fills;
    CommissionSchedule commissions;
};

}  // namespace wingspread::sim
