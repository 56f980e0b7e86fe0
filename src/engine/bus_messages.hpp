#pragma once

#include "core/bus.hpp"
#include "core/id.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "market/dividends.hpp"
#include "market/quote.hpp"
#include "options/contract.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What the two cores tell each other, and nothing else: plain values, so that a bus may also write
/// them to a wire. `bus_version` changes when a message's meaning or fields do.
namespace wingspread::engine {

inline constexpr int bus_version = 4;

/// One scan's wish for quotes, from its first request until it is released.
using ScanTicket = Id<struct ScanTicketTag, std::uint64_t>;

// ---- Scan core to trade core

/// Which contracts of `symbol` are listed, for expirations of [from, to].
struct ChainWanted {
    ScanTicket ticket;
    std::string symbol;
    Date from{};
    Date to{};
};
/// Quotes; replaces what the ticket wanted before.
struct QuotesWanted {
    ScanTicket ticket;
    std::vector<ConId> held;   ///< on lines of their own until released: the underlying
    std::vector<ConId> swept;  ///< a turn for each on the lines that are left, the first first
    /// Contracts that were swept before have another turn only in another round.
    std::uint64_t round = 0;
};
/// Nothing more is wanted for this ticket.
struct QuotesReleased {
    ScanTicket ticket;
};

using ToTrade = std::variant<ChainWanted, QuotesWanted, QuotesReleased>;

// ---- Trade core to scan core

struct ChainListed {
    ScanTicket ticket;
    options::Underlying underlying;
    std::vector<options::OptionContract> contracts;
};
struct ChainFailed {
    ScanTicket ticket;
    Error error;
};
/// Not now: too much waits for its turn on the wire. To be wanted again after `wait`.
struct ChainDeferred {
    ScanTicket ticket;
    Duration wait{};
    std::string reason;
};
/// One tick of one instrument, options and underlyings alike.
struct QuoteTick {
    ConId conid;
    market::Tick tick;
};
/// What a share pays, as its line says; nothing when that cannot be read.
struct DividendsTold {
    ConId conid;
    std::optional<market::Dividends> dividends;
};
/// A line now feeds the quote, or has been given back, or has said what it delivers.
struct LineChanged {
    ConId conid;
    market::LineState line;
};
/// Updates may have been lost on every line.
struct GapMarked {
    std::string reason;
};
/// After a gap: everything that was wanted has been asked for again. A quote is live once its line
/// has told it anew.
struct LinkResumed {
    Duration gap{};
};
/// How far the ticket's contracts have been quoted since they were wanted.
struct SweepProgress {
    ScanTicket ticket;
    std::size_t quoted = 0;  ///< both sides, or surely one-sided
    std::size_t silent = 0;  ///< no word before their deadline
    std::size_t refused = 0;
    std::size_t total = 0;
    bool finished = false;  ///< each contract has had its turn in this round
    std::uint64_t round = 0;
    std::optional<Duration> oldest;  ///< age of the oldest quote; a line keeps its quote young
};

using ToScan = std::variant<ChainListed, ChainFailed, ChainDeferred, QuoteTick, DividendsTold,
                            LineChanged, GapMarked, LinkResumed, SweepProgress>;

}  // namespace wingspread::engine
