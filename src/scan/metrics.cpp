#include "scan/metrics.hpp"

#include <array>
#include <limits>

namespace wingspread::scan {

namespace {

Price net(const RankedSpread& spread, PriceBasis basis) {
    return basis == PriceBasis::natural ? spread.natural : spread.mid;
}

using Spread = const RankedSpread&;

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

double usd(const std::optional<Money>& amount) { return amount ? amount->to_double() : absent; }

constexpr std::array metrics{
    Metric{SortKey::return_on_risk, "return_on_risk", "ratio", Better::higher,
           "max profit divided by max loss",
           [](Spread s, PriceBasis) { return s.return_on_risk.value_or(absent); }},
    Metric{SortKey::pop, "pop", "0 to 1", Better::higher,
           "risk-neutral probability of a profit at expiration",
           [](Spread s, PriceBasis) { return s.pop; }},
    Metric{SortKey::ev_usd, "ev_usd", "USD per spread", Better::higher,
           "expected profit at expiration, discounted, under the expiry's smile",
           [](Spread s, PriceBasis) { return s.ev_usd; }},
    Metric{SortKey::ev_on_risk, "ev_on_risk", "ratio", Better::higher,
           "expected profit divided by max loss",
           [](Spread s, PriceBasis) { return s.ev_usd / usd(s.max_loss_usd); }},
    Metric{SortKey::credit, "credit", "USD per share", Better::higher,
           "net price received; negative for debit spreads",
           [](Spread s, PriceBasis basis) { return -net(s, basis).to_double(); }},
    Metric{SortKey::max_profit_usd, "max_profit_usd", "USD per spread", Better::higher,
           "best case at expiration", [](Spread s, PriceBasis) { return usd(s.max_profit_usd); }},
    Metric{SortKey::max_loss_usd, "max_loss_usd", "USD per spread", Better::lower,
           "worst case at expiration, as a positive amount",
           [](Spread s, PriceBasis) { return usd(s.max_loss_usd); }},
    Metric{SortKey::width, "width", "USD per share", Better::lower, "distance of the two strikes",
           [](Spread s, PriceBasis) { return s.width ? s.width->to_double() : absent; }},
    Metric{SortKey::dte, "dte", "days", Better::lower, "calendar days to expiration",
           [](Spread s, PriceBasis) { return static_cast<double>(s.dte); }},
    Metric{SortKey::delta, "delta", "USD per dollar of the underlying", Better::higher,
           "bought minus sold delta, times the multiplier",
           [](Spread s, PriceBasis) { return s.delta; }},
    Metric{SortKey::gamma, "gamma", "delta per dollar of the underlying", Better::higher,
           "bought minus sold gamma, times the multiplier",
           [](Spread s, PriceBasis) { return s.gamma; }},
    Metric{SortKey::theta, "theta", "USD per calendar day", Better::higher,
           "bought minus sold theta, times the multiplier",
           [](Spread s, PriceBasis) { return s.theta_per_day; }},
    Metric{SortKey::vega, "vega", "USD per volatility point", Better::higher,
           "bought minus sold vega, times the multiplier",
           [](Spread s, PriceBasis) { return s.vega_per_point; }},
};

}  // namespace

std::span<const Metric> metrics_table() { return metrics; }

const Metric& metric(SortKey key) { return metrics[static_cast<std::size_t>(key)]; }

}  // namespace wingspread::scan
