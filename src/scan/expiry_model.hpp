#pragma once

#include "core/result.hpp"
#include "market/chain_snapshot.hpp"
#include "pricing/forward.hpp"
#include "pricing/smile.hpp"
#include "scan/criteria.hpp"

#include <vector>

namespace wingspread::scan {

/// How options of one expiry are valued at this stage: Black-76 on the forward of put-call parity,
/// with the volatility of one smile through the out-of-the-money mids.
struct ExpiryModel {
    pricing::ExpiryMarket market;
    pricing::Smile smile;
};

/// A model for each slice of a snapshot, or why there is none.
using ChainModels = std::vector<Result<ExpiryModel>>;

/// Where one slice stands in time.
struct ExpiryTime {
    int dte = 0;
    double years = 0;  ///< to settlement; zero or less when that is past
};

ExpiryTime expiry_time(const market::SliceTerms& terms, MarketTime as_of);

/// Whether the criteria ask for that many days to expiration.
bool is_wanted_dte(const Criteria& criteria, int dte);

/// Fits every slice that the criteria ask for; the others have no model and lend nothing to those
/// that do, because a gateway's chain holds only the wanted expirations and must give the same.
/// The interest rate is the slice's own by parity where its quotes determine it; else that of the
/// wanted slice nearest in time whose quotes do; else the criteria's. Only usable quotes count.
ChainModels fit_models(const market::ChainSnapshot& chain, double spot, const Criteria& criteria);

}  // namespace wingspread::scan
