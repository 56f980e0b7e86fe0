#include "sim/surface.hpp"

#include <cmath>

namespace wingspread::sim {

bool Surface::is_arbitrage_free() const {
    return shape_.spot_volatility > 0 && shape_.long_volatility > 0 &&
           shape_.reversion_per_year > 0 && shape_.gamma > 0 && shape_.gamma <= 0.5 &&
           std::abs(shape_.rho) < 1 && shape_.eta > 0 &&
           shape_.eta * (1 + std::abs(shape_.rho)) <= 2;
}

double Surface::at_the_money_variance(double years) const {
    const double now = shape_.spot_volatility * shape_.spot_volatility;
    const double later = shape_.long_volatility * shape_.long_volatility;
    const double kappa = shape_.reversion_per_year;
    return later * years + (now - later) * -std::expm1(-kappa * years) / kappa;
}

double Surface::total_variance(double log_moneyness, double years) const {
    const double theta = at_the_money_variance(years);
    const double phi =
        shape_.eta / (std::pow(theta, shape_.gamma) * std::pow(1 + theta, 1 - shape_.gamma));
    const double rho = shape_.rho;
    const double x = phi * log_moneyness;
    return 0.5 * theta * (1 + rho * x + std::sqrt((x + rho) * (x + rho) + 1 - rho * rho));
}

double Surface::volatility(double log_moneyness, double years) const {
    return std::sqrt(total_variance(log_moneyness, years) / years);
}

}  // namespace wingspread::sim
