#pragma once

#include "engine/quote_desk.hpp"
#include "options/net_price.hpp"
#include "trade/intent.hpp"
#include "trade/order_leg.hpp"
#include "trade/risk_context.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace wingspread::engine {

/// By which clock the gateway's markets are open.
enum class VenueHours : std::uint8_t {
    exchange,  ///< the exchanges' own hours
    always,    ///< a simulated gateway that trades around the clock
};

/// What the lines say of the legs now; a quote without a line of its own is stale.
std::vector<trade::LegQuote> leg_quotes(std::span<const trade::OrderLeg> legs,
                                        const QuoteDesk& quotes, const Now& now);

/// Net prices of the legs; empty unless every one has a usable quote of both sides.
std::optional<options::NetPrice> net_price(std::span<const trade::OrderLeg> legs,
                                           std::span<const trade::LegQuote> quotes);

/// For people: " 101 usable; 102 missing_bid;".
std::string describe(std::span<const trade::LegQuote> quotes);

/// What is known of the underlying of the legs' options; empty while it is not known itself.
std::optional<trade::UnderlyingMarket> underlying_market(std::span<const trade::OrderLeg> legs,
                                                         const QuoteDesk& quotes);

/// What an order is priced and judged by: its legs, and the underlying where one of its options may
/// be assigned early.
std::vector<ConId> quoted_for(const trade::OrderTerms& terms, const QuoteDesk& quotes);
/// Options of the structure may be assigned early once it is opened, and what they are on is not
/// known.
bool lacks_underlying(const options::Structure& structure, trade::OrderAction action,
                      const QuoteDesk& quotes);
/// All that the gate wants of the underlying, where options of the order may be assigned early.
bool knows_underlying(const trade::OrderTerms& terms, const QuoteDesk& quotes);

/// Until the first option of them trades for the last time, by its exchange's hours; where the
/// venue never closes, until it settles. Absent when that day is no trading day.
std::optional<Duration> time_to_last_trade(std::span<const trade::OrderLeg> legs, VenueHours hours,
                                           const Now& now);

/// The same for an order that closes: that nobody bids for an option is no reason not to sell it,
/// and counts as a bid of zero.
std::optional<options::NetPrice> closing_price(std::span<const trade::OrderLeg> legs,
                                               std::span<const trade::LegQuote> quotes);
/// Whichever of them is the order's.
std::optional<options::NetPrice> present_price(const trade::OrderTerms& terms,
                                               std::span<const trade::LegQuote> quotes);

/// Whether every leg trades now.
bool is_open(std::span<const trade::OrderLeg> legs, VenueHours hours, const Now& now);

}  // namespace wingspread::engine
