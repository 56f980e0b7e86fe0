#pragma once

namespace wingspread::sim {

/// Shape of a volatility surface. Total variance at the money follows a mean-reverting variance;
/// across strikes it is Gatheral and Jacquier's SSVI with the power-law function
/// phi = eta/(theta^gamma·(1+theta)^(1−gamma)), which is free of static arbitrage when
/// eta·(1+|rho|) <= 2 and gamma <= 1/2 ("Arbitrage-free SVI volatility surfaces", 2014).
struct SurfaceShape {
    double spot_volatility = 0.2;  ///< at the money, now
    double long_volatility = 0.2;  ///< at the money, far out
    double reversion_per_year = 4.0;
    double rho = -0.5;
    double eta = 0.9;
    double gamma = 0.45;
};

class Surface {
  public:
    explicit Surface(const SurfaceShape& shape) : shape_(shape) {}

    [[nodiscard]] bool is_arbitrage_free() const;
    [[nodiscard]] double total_variance(double log_moneyness, double years) const;
    /// `log_moneyness` = ln(strike/forward); `years` > 0.
    [[nodiscard]] double volatility(double log_moneyness, double years) const;

  private:
    [[nodiscard]] double at_the_money_variance(double years) const;

    SurfaceShape shape_;
};

}  // namespace wingspread::sim
