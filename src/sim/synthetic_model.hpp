#pragma once

#include "sim/gateway_config.hpp"
#include "sim/market.hpp"
#include "sim/noise.hpp"
#include "sim/surface.hpp"
#include "sim/synthetic_profiles.hpp"

#include <cstdint>
#include <optional>

namespace wingspread::sim {

/// The made-up world of one underlying as a function of time: its price, its surface and every
/// option's fair value.
class SyntheticModel {
  public:
    SyntheticModel(const SyntheticProfile& profile, std::uint64_t seed, Hours hours);

    [[nodiscard]] const SyntheticProfile& profile() const { return profile_; }
    /// The last moment, not after `time`, at which the market moved.
    [[nodiscard]] MarketTime effective(MarketTime time) const;
    [[nodiscard]] double spot(MarketTime time) const;
    [[nodiscard]] Surface surface(MarketTime time) const;
    /// Empty from the moment of settlement on.
    [[nodiscard]] std::optional<double> fair_value(const options::OptionContract& option,
                                                   MarketTime time) const;
    [[nodiscard]] std::optional<ModelValues> model(const options::OptionContract& option,
                                                   MarketTime time) const;
    /// ln(strike/forward) in standard deviations; 0 after settlement.
    [[nodiscard]] double standard_moneyness(const options::OptionContract& option,
                                            MarketTime time) const;

    /// Ex-date of the next cash dividend; empty when none is paid.
    [[nodiscard]] std::optional<Date> next_dividend(MarketTime time) const;

  private:
    struct Terms;
    [[nodiscard]] std::optional<Terms> terms(const options::OptionContract& option,
                                             MarketTime time) const;
    [[nodiscard]] double value(const options::OptionContract& option, const Terms& terms,
                               double spot, double years, double volatility) const;

    const SyntheticProfile& profile_;
    Hours hours_;
    RandomPath market_path_;
    RandomPath own_path_;
    RandomPath volatility_path_;
};

}  // namespace wingspread::sim
