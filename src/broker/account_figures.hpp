#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "trade/positions.hpp"
#include "tws/answers.hpp"

#include <optional>
#include <string>

namespace wingspread::broker {

/// What the broker says of one account's money, as far as it has said it in dollars. Nothing is
/// known while the broker says that its figures are not ready.
class AccountFigures {
  public:
    explicit AccountFigures(std::string account) : account_(std::move(account)) {}

    /// Values of other accounts, in other currencies and with other keys change nothing.
    void apply(const tws::AccountValue& value);
    /// After a lost link: nothing is known.
    void clear() { *this = AccountFigures(account_); }

    [[nodiscard]] const std::string& account() const { return account_; }
    /// The legal form, as "INDIVIDUAL" or one that names an IRA; empty until it is told.
    [[nodiscard]] const std::string& account_type() const { return type_; }
    [[nodiscard]] std::optional<Money> net_liquidation_usd() const { return if_ready(net_); }
    [[nodiscard]] std::optional<Money> available_funds_usd() const { return if_ready(available_); }
    [[nodiscard]] std::optional<Money> excess_liquidity_usd() const { return if_ready(excess_); }
    [[nodiscard]] std::optional<Money> buying_power_usd() const { return if_ready(power_); }
    [[nodiscard]] std::optional<Money> initial_margin_usd() const { return if_ready(initial_); }
    [[nodiscard]] std::optional<Money> maintenance_margin_usd() const {
        return if_ready(maintenance_);
    }

  private:
    [[nodiscard]] std::optional<Money> if_ready(std::optional<Money> amount) const {
        return ready_ ? amount : std::nullopt;
    }
    /// Where a key's amount stands; null for keys that we do not keep.
    std::optional<Money>* slot(std::string_view key);

    std::string account_;
    std::string type_;
    bool ready_ = true;
    std::optional<Money> net_, available_, excess_, power_, initial_, maintenance_;
};

/// A row of the broker's positions; Errc::protocol when it cannot be read.
Result<trade::Position> to_position(const tws::Position& message);

}  // namespace wingspread::broker
