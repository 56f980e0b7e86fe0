#include "trade/trip_wires.hpp"

#include <fmt/format.h>

#include <utility>

namespace wingspread::trade {

std::optional<Trip> TripWires::on_day_profit(Money profit_usd) {
    const bool lost = -profit_usd >= limits_.max_day_loss_usd && limits_.max_day_loss_usd > Money{};
    if (std::exchange(lost_, lost) || !lost) return std::nullopt;
    return Trip{TradingState::reducing,
                fmt::format("the day has lost {} USD, the limit is {} USD",
                            (-profit_usd).to_string(), limits_.max_day_loss_usd.to_string())};
}

std::optional<Trip> TripWires::on_order(OrderState state) {
    if (state == OrderState::working || state == OrderState::filled) rejected_ = 0;
    if (state != OrderState::rejected) return std::nullopt;
    if (++rejected_ != limits_.max_rejects_in_a_row) return std::nullopt;
    return Trip{TradingState::halted,
                fmt::format("the broker has rejected {} orders in a row", rejected_)};
}

std::optional<Trip> TripWires::on_clock(std::optional<Duration> skew) {
    if (std::exchange(skewed_, skew.has_value()) || !skew) return std::nullopt;
    const auto seconds = std::chrono::duration<double>(std::chrono::abs(*skew)).count();
    return Trip{TradingState::reducing,
                fmt::format("the broker's clock is {:.0f} s {} ours, the limit is {:.0f} s",
                            seconds, *skew > Duration{} ? "ahead of" : "behind",
                            std::chrono::duration<double>(limits_.max_clock_skew).count())};
}

}  // namespace wingspread::trade
