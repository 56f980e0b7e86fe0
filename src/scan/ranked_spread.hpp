#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/time.hpp"
#include "options/spread.hpp"

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

/// A spread with every figure at the price that the scan was asked for (natural or mid). Net prices
/// are per share from the buyer's side, credits negative; `_usd` figures are for one spread with
/// its multiplier. docs/metrics.md defines each.
struct RankedSpread {
    options::VerticalKind structure = options::VerticalKind::bull_call;
    std::string symbol;
    std::string trading_class;
    Date expiry{};
    int dte = 0;
    int multiplier = 100;
    std::vector<RankedLeg> legs;  ///< bought leg first
    Price natural;
    Price mid;
    Price width;
    Money max_profit_usd;
    Money max_loss_usd;
    std::vector<Price> breakevens;
    double return_on_risk = 0;  ///< max profit per max loss
    double pop = 0;             ///< risk-neutral probability of a profit at expiry, 0 to 1
    double ev_usd = 0;          ///< expected profit under the same smile
    double delta = 0;           ///< per spread and dollar of the underlying
    double gamma = 0;           ///< delta per dollar
    double theta_per_day = 0;   ///< JSON name: theta
    double vega_per_point = 0;  ///< JSON name: vega

    bool operator==(const RankedSpread&) const = default;
};

}  // namespace wingspread::scan
