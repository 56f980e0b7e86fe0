#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "options/spread.hpp"
#include "options/structure.hpp"

#include <optional>
#include <span>
#include <vector>

namespace wingspread::options {

/// An extreme of a payoff: an amount, or no bound at all.
class Bound {
  public:
    static constexpr Bound at(Money amount) { return Bound(amount); }
    static constexpr Bound unbounded() { return Bound(std::nullopt); }

    [[nodiscard]] constexpr bool is_unbounded() const { return !amount_; }
    /// Empty exactly when unbounded.
    [[nodiscard]] constexpr std::optional<Money> amount_usd() const { return amount_; }
    constexpr bool operator==(const Bound&) const = default;

  private:
    constexpr explicit Bound(std::optional<Money> amount) : amount_(amount) {}
    std::optional<Money> amount_;
};

/// Where the payoff is above zero: low < S < high; no `high` means without end.
struct ProfitRange {
    Price low;
    std::optional<Price> high;

    bool operator==(const ProfitRange&) const = default;
};

/// Profit and loss of one spread when all its legs expire together, as a function of the
/// underlying's price S >= 0: M·(Σ q·max(±(S − K), 0) − net price), piecewise linear and exact.
class Payoff {
  public:
    /// One term of the sum; `quantity` is the signed ratio, bought positive.
    struct Term {
        Right right = Right::call;
        Price strike;
        int quantity = 1;
    };

    /// `net_price` per share as the buyer pays it (credit negative). Refuses no legs, ratios below
    /// one, and legs of different expirations or multipliers.
    static Result<Payoff> make(std::span<const Leg> legs, Price net_price);
    /// Shares of a structure count as calls struck at zero. Refuses two expirations.
    static Result<Payoff> of(const Structure& structure, Price net_price);

    [[nodiscard]] Money pnl_usd(Price underlying) const;
    /// What the legs are worth at expiry, per share and before their price; empty without bound.
    [[nodiscard]] std::optional<Price> least_value() const;
    [[nodiscard]] std::optional<Price> greatest_value() const;
    /// Of the loss while low <= S <= high, as a positive amount; negative when that is a profit.
    [[nodiscard]] Money max_loss_between_usd(Price low, Price high) const;
    [[nodiscard]] Bound max_profit_usd() const;
    /// Of the loss, as a positive amount; negative when even the worst end is a profit.
    [[nodiscard]] Bound max_loss_usd() const;
    /// The maximal ranges with a profit, rising; rounded to 1e-8 where ratios divide unevenly.
    [[nodiscard]] std::vector<ProfitRange> profit_ranges() const;
    /// The finite ends of the profit ranges other than S = 0, rising.
    [[nodiscard]] std::vector<Price> breakevens() const;

    [[nodiscard]] std::span<const Term> terms() const { return terms_; }
    [[nodiscard]] int multiplier() const { return multiplier_; }
    [[nodiscard]] Price net_price() const { return net_price_; }

  private:
    Payoff(std::vector<Term> terms, int multiplier, Price net_price);

    [[nodiscard]] Price per_share(Price underlying) const;
    [[nodiscard]] Money usd(Price per_share) const;
    /// Change of the payoff per unit of S above the highest strike.
    [[nodiscard]] std::int64_t slope_at_top() const;

    std::vector<Term> terms_;
    std::vector<Price> knots_;  ///< 0 and every strike, rising, each once
    int multiplier_;
    Price net_price_;
};

}  // namespace wingspread::options
