#pragma once

#include "pricing/black76.hpp"
#include "pricing/quotes.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <vector>

namespace wingspread::pricing {

/// Quotes of one expiry that a test can spoil.
struct Chain {
    std::vector<double> strikes, call_bid, call_ask, put_bid, put_ask;

    [[nodiscard]] QuoteColumns columns() const {
        return {strikes, call_bid, call_ask, put_bid, put_ask};
    }
    void drop(std::size_t i) {
        call_bid[i] = put_bid[i] = std::numeric_limits<double>::quiet_NaN();
    }
};

/// Strikes from `low` to `high`, priced by Black-76 at sigma(K), quoted `half_width` either side of
/// the fair price; bids below zero are zero.
inline Chain chain_of(const ExpiryMarket& market, double low, double high, double step,
                      double half_width, const std::function<double(double)>& sigma) {
    Chain chain;
    for (double strike = low; strike <= high; strike += step) {
        const double call = black76_price(Right::call, market, strike, sigma(strike));
        const double put = black76_price(Right::put, market, strike, sigma(strike));
        chain.strikes.push_back(strike);
        chain.call_bid.push_back(std::max(call - half_width, 0.0));
        chain.call_ask.push_back(call + half_width);
        chain.put_bid.push_back(std::max(put - half_width, 0.0));
        chain.put_ask.push_back(put + half_width);
    }
    return chain;
}

}  // namespace wingspread::pricing
