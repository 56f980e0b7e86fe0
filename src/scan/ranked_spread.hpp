#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/time.hpp"
#include "options/spread.hpp"
#include "options/structure_kind.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wingspread::scan {

/// One leg of a ranked spread. Prices as quoted; volatility and delta by the expiry's smile, the
/// delta that of one option on one share, unsigned by the leg's side.
struct RankedLeg {
    options::Side side = options::Side::buy;
    int ratio = 1;
    options::Right right = options::Right::call;
    Price strike;
    Date expiry{};
    ConId conid{};  ///< 0 when the source of the chain knows none
    Price bid;
    Price ask;
    double iv = 0;
    double delta = 0;

    bool operator==(const RankedLeg&) const = default;
};

/// A structure with every figure at the price that the scan was asked for (natural or mid). Net
/// prices are per share from the buyer's side, credits negative; `_usd` figures are for one unit
/// with its multiplier. What has no bound, or none that is known, is absent. docs/metrics.md
/// defines each.
struct RankedSpread {
    options::StructureKind structure = options::StructureKind::bull_call;
    std::string symbol;
    std::string trading_class;
    Date expiry{};                    ///< the nearer one
    std::optional<Date> back_expiry;  ///< of structures of two expirations
    int dte = 0;                      ///< to `expiry`
    int multiplier = 100;
    /// As options::Structure orders them (nearer expiration first, then rising strikes, puts
    /// first); of a vertical the bought leg first.
    std::vector<RankedLeg> legs;
    Price natural;
    Price mid;
    std::optional<Price> width;  ///< where strikes alone bound the value at expiry
    std::optional<Money> max_profit_usd;
    std::optional<Money> max_loss_usd;
    std::vector<Price> breakevens;         ///< rising
    std::optional<double> return_on_risk;  ///< max profit per max loss, where both are bounded
    double pop = 0;                        ///< risk-neutral probability of a profit at `expiry`
    double ev_usd = 0;                     ///< expected profit under the same smile
    double delta = 0;                      ///< per spread and dollar of the underlying
    double gamma = 0;                      ///< delta per dollar
    double theta_per_day = 0;              ///< JSON name: theta
    double vega_per_point = 0;             ///< JSON name: vega
    std::optional<double> score;           ///< 0 to 100, where a profile ranks

    bool operator==(const RankedSpread&) const = default;
};

}  // namespace wingspread::scan
