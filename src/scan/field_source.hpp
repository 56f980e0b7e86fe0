#pragma once

#include "market/chain_snapshot.hpp"
#include "market/dividends.hpp"
#include "options/commissions.hpp"
#include "scan/expiry_model.hpp"
#include "scan/ranked_spread.hpp"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace wingspread::scan {

/// Implied volatility of an underlying now and on days before, per year.
struct VolatilityHistory {
    double now = 0;
    std::vector<double> past;

    /// (now − least) / (greatest − least) of the past; absent where they do not differ.
    [[nodiscard]] std::optional<double> rank() const;
    /// Share of the past that was below now; absent without a past.
    [[nodiscard]] std::optional<double> percentile() const;

    bool operator==(const VolatilityHistory&) const = default;
};

/// An option that the account holds: bought positive.
struct HeldOption {
    std::string trading_class;
    Date expiry{};
    options::Right right = options::Right::call;
    Price strike;
    int contracts = 0;

    bool operator==(const HeldOption&) const = default;
};

/// What the figures of a candidate need beside itself. What is absent is not known, and fields
/// that follow from it are missing.
struct FieldContext {
    const market::ChainSnapshot* chain = nullptr;  ///< never null in use
    const ChainModels* models = nullptr;           ///< never null in use; one for each slice
    PriceBasis basis = PriceBasis::natural;
    options::CommissionSchedule commissions;
    std::optional<market::Dividends> dividends;
    std::optional<Date> next_earnings;
    std::optional<VolatilityHistory> volatility;
    std::optional<std::vector<HeldOption>> held;
};

/// What is known from a chain and its models alone.
FieldContext field_context(const market::ChainSnapshot& chain, const ChainModels& models,
                           PriceBasis basis);

/// A ranked spread with its legs' quotes and models at hand: what fields are computed from. Refers
/// to both arguments. Figures that do not exist or are not known are missing_value.
class FieldSource {
  public:
    FieldSource(const RankedSpread& spread, const FieldContext& context);

    [[nodiscard]] const RankedSpread& spread() const { return spread_; }
    [[nodiscard]] const FieldContext& context() const { return context_; }

    struct Leg {
        const RankedLeg* leg = nullptr;
        const market::OptionColumns* columns = nullptr;  ///< null when not in the chain
        std::size_t row = 0;
        const ExpiryModel* model = nullptr;  ///< null when there is none

        [[nodiscard]] double count() const;  ///< signed ratio
        [[nodiscard]] bool sold() const { return leg->side == options::Side::sell; }
        [[nodiscard]] double strike() const { return leg->strike.to_double(); }
        [[nodiscard]] double mid() const;
        [[nodiscard]] double bid_ask() const;
    };
    [[nodiscard]] std::span<const Leg> legs() const { return {legs_.data(), leg_count_}; }
    [[nodiscard]] const market::ExpirySlice* front() const { return front_; }
    [[nodiscard]] const ExpiryModel* model() const { return model_; }  ///< of the nearer expiry

    [[nodiscard]] double spot() const;
    [[nodiscard]] Price net() const;  ///< at the context's basis; a credit is negative
    [[nodiscard]] double width() const;
    [[nodiscard]] double bid_ask() const;  ///< of the combination, per share
    [[nodiscard]] bool one_expiry() const { return !spread_.back_expiry; }

    /// Profit per share where the underlying is `at` at the only expiration.
    [[nodiscard]] Price profit_at(Price at) const;
    /// Probability that it ends exactly at its best, or at its worst.
    enum class Extreme : std::uint8_t { best, worst };
    [[nodiscard]] double probability_of(Extreme extreme) const;
    /// From the present price to the nearest breakeven; negative where it would lose now.
    struct Cushion {
        double of_spot;
        double sigmas;
    };
    [[nodiscard]] Cushion cushion() const;

    /// Buying power that it takes by Regulation T: requirement plus net price.
    [[nodiscard]] double margin_usd() const;
    /// Of opening and closing one unit.
    [[nodiscard]] double commission_usd() const;
    /// Whether a sold leg is worth exercising early, or soon.
    [[nodiscard]] double assignment_risk() const;

  private:
    void add_leg(const RankedLeg& leg);

    const RankedSpread& spread_;
    const FieldContext& context_;
    std::array<Leg, 8> legs_{};
    std::size_t leg_count_ = 0;
    const market::ExpirySlice* front_ = nullptr;
    const ExpiryModel* model_ = nullptr;
};

/// Intrinsic value per share.
double intrinsic(options::Right right, double strike, double spot);

}  // namespace wingspread::scan
