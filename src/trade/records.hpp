#pragma once

#include "core/id.hpp"
#include "core/time.hpp"
#include "trade/approved.hpp"
#include "trade/execution.hpp"
#include "trade/exit_plan.hpp"
#include "trade/intent.hpp"
#include "trade/kill_switch.hpp"
#include "trade/ladder.hpp"
#include "trade/order_events.hpp"
#include "trade/order_machine.hpp"
#include "trade/positions.hpp"
#include "trade/roll_plan.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// What the journal holds: plain values, each a fact that must survive the process. The book is a
/// fold over them, live and after a restart alike.
namespace wingspread::trade {

struct IntentRecorded {
    OrderIntent intent;
    bool operator==(const IntentRecorded&) const = default;
};
/// Our own gate refused it, or its preview failed: it was never sent.
struct IntentRefused {
    IntentId intent;
    std::string reason;
    bool operator==(const IntentRefused&) const = default;
};
/// Taken out of the number space, for an order or a preview. Never used again.
struct OrderIdReserved {
    OrderId order_id;
    ClientId client_id;
    bool operator==(const OrderIdReserved&) const = default;
};
/// About to be written to the wire: from here on it may be at the broker.
struct SubmissionRecorded {
    IntentId intent;
    OrderId order_id;
    ClientId client_id;
    RiskFigures figures;
    bool operator==(const SubmissionRecorded&) const = default;
};
/// About to be written to the wire: the working order's limit changes.
struct RepriceRecorded {
    IntentId intent;
    OrderId order_id;
    ClientId client_id;
    int step = 0;  ///< of its ladder
    Price limit;
    bool operator==(const RepriceRecorded&) const = default;
};
struct OrderEventRecorded {
    OrderAddress order;
    OrderEvent event;
    bool operator==(const OrderEventRecorded&) const = default;
};
struct ExecutionRecorded {
    Execution execution;
    bool operator==(const ExecutionRecorded&) const = default;
};
struct CommissionRecorded {
    Commission commission;
    bool operator==(const CommissionRecorded&) const = default;
};
/// The link to the broker broke, or this program starts anew: what was being sent is in doubt.
struct LinkLostRecorded {
    std::string reason;
    bool operator==(const LinkLostRecorded&) const = default;
};
/// A person has found out how an order in doubt ended.
struct OrderResolved {
    IntentId intent;
    OrderState ended = OrderState::abandoned;
    std::string reason;
    bool operator==(const OrderResolved&) const = default;
};
/// What was held before the first execution known to the ledger. Replaces the account's last one.
struct BaselineRecorded {
    std::string account;
    std::vector<Position> positions;
    bool operator==(const BaselineRecorded&) const = default;
};
/// What the broker holds and the journal did not expect is taken as it is from here on: contracts
/// that expired, or, by a person's word, an assignment, an exercise, a trade by hand.
struct PositionsExplained {
    std::string account;
    std::string underlying;
    Authority by = Authority::automatic;
    std::string reason;
    std::vector<Position> changes;  ///< each quantity is added to what was expected
    bool operator==(const PositionsExplained&) const = default;
};
/// From here on it closes what its entry opens.
struct ExitPlanned {
    ExitPlan plan;
    bool operator==(const ExitPlanned&) const = default;
};
/// One of its rules was due: this intent closes.
struct ExitFired {
    ExitId exit;
    ExitRule rule = ExitRule::stop;
    IntentId close;
    bool short_leg_only = false;  ///< nobody bid for the long leg: it is left
    bool operator==(const ExitFired&) const = default;
};
/// It begins no further close; one that is under way goes on.
struct ExitRemoved {
    ExitId exit;
    std::string reason;
    bool operator==(const ExitRemoved&) const = default;
};
struct TradingStateChanged {
    TradingState to = TradingState::halted;
    Authority by = Authority::automatic;
    std::string reason;
    bool operator==(const TradingStateChanged&) const = default;
};

/// Live trading of an account is armed until then; a time that has come ends it.
struct LiveArmed {
    std::string account;
    UtcTime until{};

    bool operator==(const LiveArmed&) const = default;
};

/// The order `close` is the first of two; then this is opened.
struct RollPlanned {
    IntentId close;
    SecondOrder second;

    bool operator==(const RollPlanned&) const = default;
};

/// `open` is the second order of the roll that `close` has begun.
struct RollOpened {
    IntentId close;
    IntentId open;

    bool operator==(const RollOpened&) const = default;
};

/// Nothing more is done for the roll.
struct RollEnded {
    IntentId close;
    std::string reason;

    bool operator==(const RollEnded&) const = default;
};

using JournalRecord =
    std::variant<IntentRecorded, IntentRefused, OrderIdReserved, SubmissionRecorded,
                 RepriceRecorded, OrderEventRecorded, ExecutionRecorded, CommissionRecorded,
                 LinkLostRecorded, OrderResolved, BaselineRecorded, PositionsExplained,
                 TradingStateChanged, ExitPlanned, ExitFired, ExitRemoved, LiveArmed, RollPlanned,
                 RollOpened, RollEnded>;

/// A record as the journal gives it back.
struct JournalEntry {
    std::uint64_t sequence = 0;  ///< from 1, without gaps
    UtcTime utc{};               ///< when it was appended
    JournalRecord record;

    bool operator==(const JournalEntry&) const = default;
};

}  // namespace wingspread::trade
