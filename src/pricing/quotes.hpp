#pragma once

#include <cstddef>
#include <span>

namespace wingspread::pricing {

/// Quotes of one expiry by strike, strikes rising; all columns equally long. NaN marks a side that
/// is absent or not usable.
struct QuoteColumns {
    std::span<const double> strikes;
    std::span<const double> call_bid;
    std::span<const double> call_ask;
    std::span<const double> put_bid;
    std::span<const double> put_ask;

    [[nodiscard]] std::size_t size() const { return strikes.size(); }
};

/// Both sides there, bid above zero and not above the ask.
bool is_two_sided(double bid, double ask);

}  // namespace wingspread::pricing
