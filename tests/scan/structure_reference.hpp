#pragma once

#include "options/net_price.hpp"
#include "options/structure_value.hpp"
#include "pricing/probability.hpp"
#include "scan/structure_scan.hpp"

#include <functional>

namespace wingspread::scan {

/// What a scan should find, the slow and plain way: every choice of contracts of every kind becomes
/// a structure with its payoff, and is judged by that. Knows nothing of wings, bounds and columns.
/// Structures of one expiration only.
class StructureReference {
  public:
    StructureReference(const market::ChainSnapshot& chain, const Criteria& criteria)
        : criteria_(criteria), models_(fit_models(chain, chain.spot->to_double(), criteria)) {
        for (std::size_t i = 0; i < chain.slices.size(); ++i) {
            slice_ = chain.slices[i].get();
            model_ = models_[i] ? &*models_[i] : nullptr;
            time_ = expiry_time(slice_->terms, chain.as_of);
            for (const auto& form : options::structure_forms())
                if (criteria.wants(form.kind)) choose(form, {});
        }
    }

    std::array<std::uint64_t, rejection_count> rejected{};
    std::uint64_t enumerated = 0;
    std::vector<RankedSpread> qualified;

  private:
    using Rows = std::vector<std::size_t>;

    /// Every way to give each role a row, strikes rising with the levels.
    void choose(const options::StructureForm& form, const Rows& rows) {
        if (rows.size() == form.roles.size()) {
            judge(form, rows);
            return;
        }
        const auto& role = form.roles[rows.size()];
        for (std::size_t row = 0; row < slice_->strikes.size(); ++row) {
            if (!rows.empty()) {
                const auto& last = form.roles[rows.size() - 1];
                if (role.level == last.level ? row != rows.back() : row <= rows.back()) continue;
            }
            if (!slice_->of(role.right).listed[row] || is_too_wide(form, rows, row)) continue;
            Rows more = rows;
            more.push_back(row);
            choose(form, more);
        }
    }

    /// Whether `row` would end a wing that is wider than asked for.
    [[nodiscard]] bool is_too_wide(const options::StructureForm& form, const Rows& rows,
                                   std::size_t row) const {
        const auto roles = form.roles.size();
        const bool ends_wing = rows.size() == 1 || rows.size() + 1 == roles;
        return roles > 2 && ends_wing &&
               row - rows.back() > static_cast<std::size_t>(criteria_.max_wing_strikes);
    }

    void judge(const options::StructureForm& form, const Rows& rows) {
        std::vector<options::OptionContract> contracts;
        options::StructureParts parts;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            contracts.push_back(slice_->contract(rows[i], form.roles[i].right));
            if (form.roles[i].ratio == options::RoleRatio::more) parts.ratio = {1, 2};
        }
        const auto structure = options::Structure::make(form.kind, contracts, parts);
        if (!structure) return;  // wings that are not as the kind wants them
        ++enumerated;
        if (const auto reason = reason_against(*structure, form, rows))
            ++rejected[static_cast<std::size_t>(*reason)];
    }

    std::optional<Rejection> reason_against(const options::Structure& structure,
                                            const options::StructureForm& form, const Rows& rows) {
        if (time_.dte < criteria_.min_dte.value_or(0)) return Rejection::dte;
        if (time_.dte > criteria_.max_dte.value_or(9'999)) return Rejection::dte;
        if (model_ == nullptr) return Rejection::no_model;
        if (const auto reason = reason_against_quotes(form, rows)) return reason;

        RankedSpread spread{
            .structure = form.kind, .expiry = slice_->terms.expiration, .dte = time_.dte};
        std::vector<options::QuotedLeg> quoted;
        bool unwanted_delta = false;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& leg = structure.legs()[i];
            const auto& columns = slice_->of(leg.contract.right);
            quoted.push_back({leg.side, leg.ratio, *columns.bid[rows[i]], *columns.ask[rows[i]]});
            const double k = leg.contract.strike.to_double();
            const auto greeks = pricing::black76(leg.contract.right, model_->market, k,
                                                 model_->smile.volatility(k));
            const double count = 100.0 * options::sign(leg.side) * leg.ratio;
            spread.delta += count * greeks.delta;
            spread.gamma += count * greeks.gamma;
            spread.theta_per_day += count * greeks.theta_per_day;
            spread.vega_per_point += count * greeks.vega_per_point;
            if (leg.side == options::Side::sell)
                unwanted_delta |= std::abs(greeks.delta) < criteria_.min_short_delta.value_or(0) ||
                                  std::abs(greeks.delta) > criteria_.max_short_delta.value_or(9);
            spread.legs.push_back({.side = leg.side, .strike = leg.contract.strike});
        }
        if (unwanted_delta) return Rejection::short_delta;
        spread.width = options::width(structure);
        if (spread.width && *spread.width < criteria_.min_width.value_or(Price{}))
            return Rejection::width;
        if (spread.width && criteria_.max_width && *spread.width > *criteria_.max_width)
            return Rejection::width;
        return reason_against_price(structure, options::net_price(quoted), spread);
    }

    std::optional<Rejection> reason_against_quotes(const options::StructureForm& form,
                                                   const Rows& rows) const {
        const auto any =
            [&](const std::function<bool(const market::OptionColumns&, std::size_t)>& is_bad) {
                for (std::size_t i = 0; i < rows.size(); ++i)
                    if (is_bad(slice_->of(form.roles[i].right), rows[i])) return true;
                return false;
            };
        if (any([](const auto& c, std::size_t row) {
                return c.usability[row] != market::Usability::usable;
            }))
            return Rejection::unusable_quote;
        if (criteria_.min_open_interest && any([&](const auto& c, std::size_t row) {
                return !c.open_interest[row] ||
                       *c.open_interest[row] < Quantity::from_int(*criteria_.min_open_interest);
            }))
            return Rejection::open_interest;
        if (criteria_.max_leg_bid_ask && any([&](const auto& c, std::size_t row) {
                return *c.ask[row] - *c.bid[row] > *criteria_.max_leg_bid_ask;
            }))
            return Rejection::leg_bid_ask;
        return std::nullopt;
    }

    std::optional<Rejection> reason_against_price(const options::Structure& structure,
                                                  const options::NetPrice& prices,
                                                  RankedSpread& spread) {
        spread.natural = prices.natural;
        spread.mid = prices.mid;
        const Price net = criteria_.price == PriceBasis::mid ? prices.mid : prices.natural;
        const auto payoff = *options::Payoff::of(structure, net);
        spread.max_profit_usd = payoff.max_profit_usd().amount_usd();
        spread.max_loss_usd = payoff.max_loss_usd().amount_usd();
        const auto direction = options::cash_direction(structure);
        const bool credit = direction == options::CashDirection::credit;
        const bool debit = direction == options::CashDirection::debit;
        if (credit && prices.natural >= Price{}) return Rejection::no_credit;
        if (debit && prices.natural <= Price{}) return Rejection::no_debit;
        if (spread.max_profit_usd && *spread.max_profit_usd <= Money{}) return Rejection::no_profit;
        if (spread.max_loss_usd && *spread.max_loss_usd <= Money{}) return Rejection::no_loss;
        if (spread.max_profit_usd && spread.max_loss_usd)
            spread.return_on_risk =
                spread.max_profit_usd->to_double() / spread.max_loss_usd->to_double();
        if (lacks_bound(spread)) return Rejection::unbounded;
        const bool brings = credit || (!debit && net < Price{});
        if (brings && criteria_.min_credit && -net < *criteria_.min_credit)
            return Rejection::min_credit;
        if (!brings && criteria_.max_debit && net > *criteria_.max_debit)
            return Rejection::max_debit;
        if (criteria_.min_return_on_risk && *spread.return_on_risk < *criteria_.min_return_on_risk)
            return Rejection::return_on_risk;
        spread.breakevens = payoff.breakevens();
        spread.pop = pricing::probability_of_profit(model_->market, model_->smile, payoff);
        if (spread.pop < criteria_.min_pop.value_or(0)) return Rejection::pop;
        spread.ev_usd = pricing::expected_value_usd(model_->market, model_->smile, payoff);
        qualified.push_back(spread);
        return std::nullopt;
    }

    [[nodiscard]] bool lacks_bound(const RankedSpread& spread) const {
        const auto sort = criteria_.sort;
        const bool ratio = sort == SortKey::return_on_risk || criteria_.min_return_on_risk;
        if ((ratio || sort == SortKey::max_profit_usd) && !spread.max_profit_usd) return true;
        if ((ratio || sort == SortKey::max_loss_usd || sort == SortKey::ev_on_risk) &&
            !spread.max_loss_usd)
            return true;
        return sort == SortKey::width && !spread.width;
    }

    const Criteria& criteria_;
    ChainModels models_;
    const market::ExpirySlice* slice_ = nullptr;
    const ExpiryModel* model_ = nullptr;
    ExpiryTime time_;
};

}  // namespace wingspread::scan
