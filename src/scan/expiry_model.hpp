#pragma once

#include "core/result.hpp"
#include "market/chain_snapshot.hpp"
#include "pricing/forward.hpp"
#include "pricing/smile.hpp"

#include <optional>
#include <vector>

namespace wingspread::scan {

/// How options of one expiry are valued at this stage: Black-76 on the forward of put-call parity,
/// with the volatility of one smile through the out-of-the-money mids.
struct ExpiryModel {
    pricing::ExpiryMarket market;
    pricing::Smile smile;
};

/// Where one slice stands in time.
struct ExpiryTime {
    int dte = 0;
    double years = 0;  ///< to settlement; zero or less when that is past
};

ExpiryTime expiry_time(const market::SliceTerms& terms, MarketTime as_of);

/// A model for each slice, or why there is none. The interest rate is the slice's own by parity
/// where its quotes determine it; else that of the slice nearest in time whose quotes do; else the
/// fallback. Only usable quotes count.
std::vector<Result<ExpiryModel>> fit_models(const market::ChainSnapshot& chain, double spot,
                                            std::optional<double> fallback_rate_per_year);

}  // namespace wingspread::scan
