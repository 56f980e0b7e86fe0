#pragma once

#include "broker/outbound.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "market/dividends.hpp"
#include "market/quote.hpp"
#include "options/contract.hpp"
#include "tws/answers.hpp"

#include <optional>
#include <string>

namespace wingspread::broker {

/// What a tick message says of a quote; empty when it says nothing that a quote holds. Delayed
/// ticks come out like live ones: whether a line is live, its data type tells.
std::optional<market::Tick> to_tick(const tws::TickPrice& message, MarketTime time);
/// Open interest comes for calls and for puts on each option's line; only its own counts.
std::optional<market::Tick> to_tick(const tws::TickSize& message,
                                    std::optional<options::Right> right, MarketTime time);

market::DataType to_data_type(tws::MarketDataKind kind);
/// Of tick 49; empty for other ticks.
std::optional<market::HaltState> to_halt(const tws::TickGeneric& message);

/// Of tick 59, "past year,next year,next ex-date,next amount", where an empty field is unsaid;
/// empty for other ticks. An error (protocol) names the field that cannot be read: then nothing is
/// known.
std::optional<Result<market::Dividends>> to_dividends(const tws::TickString& message);

/// A streaming line for an option, with open interest; for an underlying without, and with its
/// dividends where it is a share.
Outbound market_data(RequestId id, const options::OptionContract& contract);
Outbound market_data(RequestId id, const options::Underlying& underlying);
/// Of a held contract of which only the broker's number is known; by SMART.
Outbound market_data(RequestId id, ConId held);
Outbound cancel_market_data(RequestId id);
/// Live data, and delayed ones where the account may not see live ones.
Outbound market_data_type(tws::MarketDataKind kind);

}  // namespace wingspread::broker
