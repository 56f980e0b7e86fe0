#pragma once

#include "core/decimal.hpp"
#include "options/spread.hpp"

#include <span>

namespace wingspread::options {

/// A leg with both sides of its quote; who builds one has checked that both are there.
struct QuotedLeg {
    Side side = Side::buy;
    int ratio = 1;
    Price bid;
    Price ask;
};

/// Net prices per share from the buyer's side: a debit is positive, a credit negative.
struct NetPrice {
    Price natural;   ///< pays up on every leg: Σ bought asks − Σ sold bids
    Price mid;       ///< mean of natural and opposite, rounded down to 1e-8
    Price opposite;  ///< waits on every leg: Σ bought bids − Σ sold asks

    bool operator==(const NetPrice&) const = default;
};

/// Each leg counts `ratio` times.
NetPrice net_price(std::span<const QuotedLeg> legs);

}  // namespace wingspread::options
