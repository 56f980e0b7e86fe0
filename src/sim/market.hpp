#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/time.hpp"
#include "sim/universe.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::sim {

/// What one instrument shows at the market's present moment. An empty side has no quote.
struct MarketQuote {
    std::optional<Price> bid;
    std::optional<Price> ask;
    std::optional<Price> last;
    std::int64_t bid_size = 0;
    std::int64_t ask_size = 0;
    std::int64_t last_size = 0;
    std::optional<Price> open;
    std::optional<Price> high;
    std::optional<Price> low;
    std::optional<Price> close;  ///< of the session before
    std::optional<std::int64_t> volume;
    std::optional<std::int64_t> open_interest;  ///< options
    std::optional<MarketTime> last_time;

    bool operator==(const MarketQuote&) const = default;
};

/// What TWS sends as an option computation. Vega per volatility point, theta per calendar day.
struct ModelValues {
    double implied_vol = 0;
    double price = 0;
    double delta = 0;
    double gamma = 0;
    double vega = 0;
    double theta = 0;
    double pv_dividend = 0;
    double underlying_price = 0;
};

/// What TWS tells about an underlying beside its quote; empty where the market does not know.
struct UnderlyingFigures {
    std::int64_t call_open_interest = 0;
    std::int64_t put_open_interest = 0;
    std::int64_t call_volume = 0;
    std::int64_t put_volume = 0;
    std::optional<double> implied_volatility;     ///< 30 days, at the money
    std::optional<double> historical_volatility;  ///< 30 days
    std::string dividends;  ///< as tick 59: "past year,next year,next date,next amount"
};

struct MarketBar {
    MarketTime start{};
    Price open{};
    Price high{};
    Price low{};
    Price close{};
    std::int64_t volume = 0;
    std::int64_t count = 0;
};

/// What a bar is made of.
enum class BarSource : std::uint8_t { trades, midpoint, bid, ask };

/// The world outside the gateway. Two live here: a synthetic one and a replay of recorded chains.
/// It prices on demand, so that a contract nobody watches costs nothing.
class Market {
  public:
    virtual ~Market() = default;

    [[nodiscard]] virtual const Universe& universe() const = 0;
    /// Moves to `now`; quotes then are of that moment. Never goes back.
    virtual void advance(const Now& now) = 0;
    /// The market's own clock at the moment last advanced to.
    [[nodiscard]] virtual MarketTime time() const = 0;
    /// The market moment that `now` stands for, without moving there.
    [[nodiscard]] virtual MarketTime time_at(const Now& now) const = 0;
    [[nodiscard]] virtual bool is_open(const Instrument& instrument) const = 0;
    [[nodiscard]] virtual MarketQuote quote(const Instrument& instrument) = 0;
    /// Empty when no volatility can be stated.
    [[nodiscard]] virtual std::optional<ModelValues> model(const Instrument& instrument) = 0;
    [[nodiscard]] virtual UnderlyingFigures figures(const Instrument& underlying) = 0;
    /// Bars of [from, to) that have any content, oldest first.
    [[nodiscard]] virtual std::vector<MarketBar> bars(const Instrument& instrument, MarketTime from,
                                                      MarketTime to, Duration step,
                                                      BarSource source) = 0;
    /// Earliest moment of which `bars` can tell; empty when there is no history.
    [[nodiscard]] virtual std::optional<MarketTime> history_start(
        const Instrument& instrument) const = 0;
};

}  // namespace wingspread::sim
