#pragma once

#include "market/chain_snapshot.hpp"
#include "scan/criteria.hpp"
#include "scan/expiry_model.hpp"
#include "scan/ranked_spread.hpp"

namespace wingspread::scan {

/// A vertical by its rows in a slice.
struct VerticalPlace {
    options::VerticalKind kind = options::VerticalKind::bull_call;
    std::size_t bought_row = 0;
    std::size_t sold_row = 0;
};

/// Every figure of one vertical. Both legs' quotes are usable, and the spread has passed the checks
/// on sign, profit and loss.
RankedSpread describe(const market::ExpirySlice& slice, const ExpiryModel& model, int dte,
                      const VerticalPlace& place, PriceBasis basis);

/// Price of the underlying at which the spread breaks even.
Price breakeven(options::VerticalKind kind, Price bought_strike, Price sold_strike, Price net);

}  // namespace wingspread::scan
