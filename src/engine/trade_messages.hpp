#pragma once

#include "broker/session.hpp"
#include "broker/supervisor.hpp"
#include "core/id.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "engine/api.hpp"
#include "engine/bus_messages.hpp"
#include "trade/kill_switch.hpp"
#include "trade/order_machine.hpp"

#include <string>
#include <variant>
#include <vector>

/// What goes into the trade core and what comes out of it.
namespace wingspread::engine {

// ---- Events: the socket, the clock, commands, and the scan core's wishes (ToTrade)
struct StartLink {};
struct StopLink {
    std::string reason;
};
struct LinkOpened {};
struct LinkOpenFailed {
    std::string reason;
};
struct LinkBytes {
    std::string bytes;
};
struct LinkClosed {
    std::string reason;
};
/// A wake-up that `next_wakeup` asked for.
struct TradeWake {};
struct PreviewOrder {
    CommandId command;
    OrderRequest request;
};
struct PlaceOrder {
    CommandId command;
    OrderRequest request;
};
struct CancelOrder {
    CommandId command;
    std::string order;  ///< OrderView::id
};

/// Attaches an exit to what an order has opened or will open.
struct AddExit {
    CommandId command;
    std::string order;  ///< OrderView::id
    trade::ExitRules rules;
};
struct RemoveExit {
    CommandId command;
    std::string exit;  ///< ExitView::id
};

/// The kill switch. A rule of the program may only tighten, a person may also loosen.
struct TurnSwitch {
    CommandId command;
    trade::TradingState to = trade::TradingState::halted;
    trade::Authority by = trade::Authority::person;
    std::string reason;
};

/// A person has found out how an order in doubt ended.
struct ResolveOrder {
    CommandId command;
    std::string order;  ///< OrderView::id
    trade::OrderState ended = trade::OrderState::abandoned;
    std::string reason;  ///< how the person knows
};

/// A person takes the broker's word for what is held of one underlying.
struct AdoptPositions {
    CommandId command;
    std::string underlying;
    std::string reason;  ///< what has changed the position
};

/// A person wants the books compared with the broker's now.
struct CompareBooks {
    CommandId command;
};

/// Arms live trading for a while, or ends that: nothing else does.
struct ArmLive {
    CommandId command;
    std::string words;  ///< trade::arming_words, as a person has typed them; not needed to end it
    Duration length{};  ///< zero ends it
};

using TradeEvent =
    std::variant<StartLink, StopLink, LinkOpened, LinkOpenFailed, LinkBytes, LinkClosed, TradeWake,
                 PreviewOrder, PlaceOrder, CancelOrder, ResolveOrder, AdoptPositions, CompareBooks,
                 ArmLive, AddExit, RemoveExit, TurnSwitch, ToTrade>;

// ---- Effects: the socket, the scan core's news (ToScan), answers to commands, words
struct PreviewAnswered {
    CommandId command;
    Result<PreviewView> answer;
};
/// Of a PlaceOrder, a CancelOrder or a ResolveOrder.
struct OrderAnswered {
    CommandId command;
    Result<OrderView> answer;
};
struct PositionsAdopted {
    CommandId command;
    Result<AdoptionView> answer;
};
struct BooksCompared {
    CommandId command;
    Result<ReconciliationView> answer;
};
/// Of an AddExit or a RemoveExit.
struct ExitAnswered {
    CommandId command;
    Result<ExitView> answer;
};
struct SwitchTurned {
    CommandId command;
    Result<TradingView> answer;
};
enum class Severity : std::uint8_t { info, warning, error };
struct LogLine {
    Severity severity = Severity::info;
    std::string text;
};
/// The gateway's clock, asked for because market time follows it.
struct MarketClockRead {
    MarketTime time;
};

using TradeEffect =
    std::variant<broker::OpenSocket, broker::SendBytes, broker::CloseSocket, ToScan,
                 PreviewAnswered, OrderAnswered, PositionsAdopted, BooksCompared, ExitAnswered,
                 SwitchTurned, LogLine, MarketClockRead, broker::LaunchGateway>;
using TradeEffects = std::vector<TradeEffect>;

}  // namespace wingspread::engine
