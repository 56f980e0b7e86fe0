#pragma once

#include "core/decimal.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wingspread::market {

/// What a market-data line says that it delivers (TWS marketDataType 1 to 4).
enum class DataType : std::uint8_t { unknown, live, frozen, delayed, delayed_frozen };

/// TWS tick 49. `unknown` is no proof of trading, but also no halt.
enum class HaltState : std::uint8_t { unknown, trading, regulatory, volatility };

/// What is known of one instrument's market. A side without a price is not quoted (or not yet).
struct Quote {
    std::optional<Price> bid;
    std::optional<Price> ask;
    std::optional<Price> last;
    std::optional<Quantity> bid_size;
    std::optional<Quantity> ask_size;
    std::optional<Quantity> last_size;
    std::optional<Quantity> volume;
    std::optional<Quantity> open_interest;
    MarketTime bid_time{};  ///< of the last word on that side, also of its removal
    MarketTime ask_time{};
    MarketTime last_time{};
    bool bid_pre_open = false;  ///< indicative, before the opening: never to be executed against
    bool ask_pre_open = false;
    bool bid_before_gap = false;  ///< updates may have been lost since this side was last stated
    bool ask_before_gap = false;

    bool operator==(const Quote&) const = default;
};

/// The market-data line that feeds a quote.
struct LineState {
    bool leased = false;  ///< updates are arriving now; otherwise the quote only grows older
    DataType data_type = DataType::unknown;
    HaltState halt = HaltState::unknown;

    bool operator==(const LineState&) const = default;
};

/// A line that can be believed: for quotes from files.
inline constexpr LineState recorded_line{true, DataType::live, HaltState::unknown};

/// Whether both sides of an option's quote can be traded on, or the first reason why not.
enum class Usability : std::uint8_t {
    usable,
    unquoted,     ///< neither side
    missing_bid,  ///< also a bid of zero or less
    missing_ask,
    crossed,   ///< bid above ask
    pre_open,  ///< indicative prices before the opening
    halted,
    delayed,  ///< the line does not deliver live data, or has not said so
    gap,      ///< the link was down since, and the side has not been stated again
    stale,    ///< the line was given back too long ago
};

inline constexpr std::size_t usability_count = 10;
/// "usable", "missing_bid", …
std::string_view to_string(Usability usability);

struct UsabilityRules {
    /// The age at which the older side is stale once nothing feeds the quote any more. Without a
    /// limit no quote grows stale; a line that is leased reports every change, so its never do.
    std::optional<Duration> max_unfed_age;
    bool accept_delayed = false;  ///< for looking at prices, never for trading

    bool operator==(const UsabilityRules&) const = default;
};

Usability usability(const Quote& quote, const LineState& line, const UsabilityRules& rules,
                    MarketTime now);
/// From when on a quote that is usable now is stale without any further event; empty when never.
std::optional<MarketTime> turns_stale_at(const Quote& quote, const LineState& line,
                                         const UsabilityRules& rules);

/// Mean of bid and ask, rounded down to 1e-8; needs both sides, not crossed.
std::optional<Price> mid(const Quote& quote);
/// Where an underlying stands: mid of a two-sided quote that is not crossed, else the last trade
/// (an index has nothing else).
std::optional<Price> spot(const Quote& quote);

/// What one tick can say of a quote.
enum class TickKind : std::uint8_t {
    bid,
    ask,
    last,
    bid_size,
    ask_size,
    last_size,
    volume,
    open_interest,
};

/// One statement about one quote, as it arrives. Prices come with their size; a size alone changes
/// only the size, and zero takes the side away.
struct Tick {
    TickKind kind = TickKind::bid;
    std::optional<Price> price;    ///< of bid, ask and last; absent when the wire said "unset"
    std::optional<Quantity> size;  ///< of any kind; absent when the wire did not say
    bool pre_open = false;
    MarketTime time{};

    bool operator==(const Tick&) const = default;
};

/// Applies a tick by the rules of TWS: a size of zero removes a side whatever its price; without
/// a size, a price of zero or less (TWS says −1) does; with a positive size even a zero or negative
/// price is real (combos). A last price counts with size zero too (indices), if above zero.
void apply(Quote& quote, const Tick& tick);

}  // namespace wingspread::market
