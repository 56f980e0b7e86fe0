#include "options/payoff.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::options {

namespace {

constexpr Price zero{};

Price intrinsic(const Payoff::Term& term, Price underlying) {
    const auto moneyness =
        term.right == Right::call ? underlying - term.strike : term.strike - underlying;
    return std::max(moneyness, zero);
}

/// Where the straight line through two points is zero; their values have opposite signs or one is
/// zero. Rounded to the nearest 1e-8.
Price zero_between(Price x0, Price y0, Price x1, Price y1) {
    const __int128 rise = static_cast<__int128>(y1.raw()) - y0.raw();
    const __int128 run = static_cast<__int128>(x1.raw()) - x0.raw();
    const __int128 scaled = -static_cast<__int128>(y0.raw()) * run;
    const __int128 half = (rise < 0) == (scaled < 0) ? rise / 2 : -rise / 2;
    return x0 + Price::from_raw(static_cast<std::int64_t>((scaled + half) / rise));
}

/// Where a line that leaves (x, y) with this slope meets zero; y and slope have opposite signs.
Price zero_after(Price x, Price y, std::int64_t slope) {
    const auto distance = -y.raw();
    const auto half = (distance < 0) == (slope < 0) ? slope / 2 : -slope / 2;
    return x + Price::from_raw((distance + half) / slope);
}

Result<void> check_legs(std::span<const Leg> legs) {
    if (legs.empty()) return bad_field("legs", "none", "at least one");
    for (const auto& leg : legs) {
        if (leg.ratio < 1) return bad_field("ratio", fmt::to_string(leg.ratio), "1 or more");
        if (leg.contract.expiration != legs.front().contract.expiration) {
            return fail(Errc::invalid_argument,
                        "payoff: the legs must all have the same expiration");
        }
        if (leg.contract.multiplier != legs.front().contract.multiplier) {
            return fail(Errc::invalid_argument,
                        "payoff: the legs must all have the same multiplier");
        }
    }
    return {};
}

}  // namespace

Payoff::Payoff(std::vector<Term> terms, int multiplier, Price net_price)
    : terms_(std::move(terms)), multiplier_(multiplier), net_price_(net_price) {
    knots_.push_back(zero);
    for (const auto& term : terms_) knots_.push_back(term.strike);
    std::ranges::sort(knots_);
    const auto repeated = std::ranges::unique(knots_);
    knots_.erase(repeated.begin(), repeated.end());
}

Result<Payoff> Payoff::make(std::span<const Leg> legs, Price net_price) {
    if (const auto checked = check_legs(legs); !checked) return std::unexpected(checked.error());
    std::vector<Term> terms;
    for (const auto& leg : legs) {
        terms.push_back({leg.contract.right, leg.contract.strike, sign(leg.side) * leg.ratio});
    }
    return Payoff(std::move(terms), legs.front().contract.multiplier, net_price);
}

Result<Payoff> Payoff::of(const Structure& structure, Price net_price) {
    auto payoff = make(structure.legs(), net_price);
    if (!payoff || !structure.shares()) return payoff;
    payoff->terms_.push_back({Right::call, zero, 1});
    return payoff;
}

Price Payoff::per_share(Price underlying) const {
    Price value = -net_price_;
    for (const auto& term : terms_) value += intrinsic(term, underlying) * term.quantity;
    return value;
}

std::int64_t Payoff::slope_at_top() const {
    std::int64_t slope = 0;
    for (const auto& term : terms_) slope += term.right == Right::call ? term.quantity : 0;
    return slope;
}

Money Payoff::pnl_usd(Price underlying) const { return usd(per_share(underlying)); }

std::optional<Price> Payoff::least_value() const {
    if (slope_at_top() < 0) return std::nullopt;
    Price worst = per_share(knots_.front());
    for (const auto knot : knots_) worst = std::min(worst, per_share(knot));
    return worst + net_price_;
}

std::optional<Price> Payoff::greatest_value() const {
    if (slope_at_top() > 0) return std::nullopt;
    Price best = per_share(knots_.front());
    for (const auto knot : knots_) best = std::max(best, per_share(knot));
    return best + net_price_;
}

Money Payoff::usd(Price per_share) const {
    return Money::from_raw((per_share * multiplier_).raw());
}

Money Payoff::max_loss_between_usd(Price low, Price high) const {
    Price worst = std::min(per_share(low), per_share(high));
    for (const auto knot : knots_) {
        if (low < knot && knot < high) worst = std::min(worst, per_share(knot));
    }
    return usd(-worst);
}

Bound Payoff::max_profit_usd() const {
    const auto best = greatest_value();
    return best ? Bound::at(usd(*best - net_price_)) : Bound::unbounded();
}

Bound Payoff::max_loss_usd() const {
    const auto worst = least_value();
    return worst ? Bound::at(usd(net_price_ - *worst)) : Bound::unbounded();
}

std::vector<ProfitRange> Payoff::profit_ranges() const {
    std::vector<ProfitRange> ranges;
    std::optional<Price> low;
    const auto close_at = [&](Price high) {
        if (low && *low < high) ranges.push_back({*low, high});
        low.reset();
    };
    if (per_share(knots_.front()) > zero) low = knots_.front();
    for (std::size_t i = 1; i < knots_.size(); ++i) {
        const auto before = per_share(knots_[i - 1]);
        const auto here = per_share(knots_[i]);
        if (before <= zero && here > zero) {
            low = zero_between(knots_[i - 1], before, knots_[i], here);
        } else if (low && here <= zero) {
            close_at(zero_between(knots_[i - 1], before, knots_[i], here));
        }
    }
    const auto top = knots_.back();
    const auto at_top = per_share(top);
    const auto slope = slope_at_top();
    if (low && slope < 0) close_at(zero_after(top, at_top, slope));
    if (!low && slope > 0) low = zero_after(top, at_top, slope);
    if (low) ranges.push_back({*low, std::nullopt});
    return ranges;
}

std::vector<Price> Payoff::breakevens() const {
    std::vector<Price> points;
    for (const auto& range : profit_ranges()) {
        if (range.low > zero) points.push_back(range.low);
        if (range.high) points.push_back(*range.high);
    }
    const auto repeated = std::ranges::unique(points);
    points.erase(repeated.begin(), repeated.end());
    return points;
}

}  // namespace wingspread::options
