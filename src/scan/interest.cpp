#include "scan/interest.hpp"

#include "scan/look_ahead.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>

namespace wingspread::scan {

namespace {

using options::Right;

constexpr std::size_t strikes_to_probe_forward = 3;
/// Deviations out of the money, on either side, where a smile is probed.
constexpr std::array probed_deviations{0.7, 1.4, 2.2};
constexpr std::size_t least_knots = 4;  ///< before a smile is believed
/// Strikes nearest the money whose pairs vote for the forward and for the rate (pricing/forward).
constexpr std::size_t strikes_for_forward = 12;
constexpr std::size_t strikes_for_rate = 48;
/// Only orders contracts, so they need not be right: those of a quiet stock.
constexpr double nominal_volatility = 0.25;
constexpr double nominal_rate_per_year = 0.03;
/// How far out of the money, in deviations, spreads are still looked for when no delta is asked.
constexpr double usual_reach = 2.0;

/// Why a line is worth having, most useful first.
enum class Use : std::uint8_t { probe, best_spread, model_of_best, spread, smile, other };

/// For what the model of a slice needs a contract, in the order in which it is asked for.
enum class Part : std::uint8_t { forward, smile, tail, rate, none };

/// About the normal quantile of `probability` >= 0.5, to 0.0005: Abramowitz and Stegun 26.2.23.
double upper_quantile(double probability) {
    const double tail = std::max(1 - probability, 1e-9);
    const double t = std::sqrt(-2 * std::log(tail));
    return t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                   (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/// How many deviations out of the money an absolute delta lies; in the money is negative.
double deviations_of(double delta) {
    return delta <= 0.5 ? upper_quantile(1 - delta) : -upper_quantile(delta);
}

/// Where the sold legs of the wanted spreads lie, in deviations out of the money.
struct Band {
    double near;
    double far;

    [[nodiscard]] double distance(double deviations) const {
        return std::max({near - deviations, deviations - far, 0.0});
    }
};

Band wanted_band(const Criteria& criteria) {
    return {criteria.max_short_delta ? deviations_of(*criteria.max_short_delta) : -usual_reach,
            criteria.min_short_delta ? deviations_of(*criteria.min_short_delta) : usual_reach};
}

bool uses(const Criteria& criteria, Right right) {
    return std::ranges::any_of(options::structure_forms(), [&](const auto& form) {
        return criteria.wants(form.kind) &&
               std::ranges::find(form.roles, right, &options::LegRole::right) != form.roles.end();
    });
}

Criteria with_some_rate(Criteria criteria) {
    if (!criteria.rate_per_year) criteria.rate_per_year = nominal_rate_per_year;
    return criteria;
}

ChainModels believable_models(const market::ChainSnapshot& chain, const Criteria& criteria) {
    ChainModels models = fit_models(chain, chain.spot->to_double(), criteria);
    for (auto& model : models) {
        if (model && model->smile.knots() < least_knots) {
            model = fail(Errc::unavailable, "too few quotes");
        }
    }
    return models;
}

/// Contracts sort by this, lowest first.
struct Rank {
    Use use;
    std::size_t turn;  ///< of the leg or slice among the best spreads; else 0
    Part part;
    double distance;  ///< in deviations, from where spreads are wanted
    double nearness;  ///< of strike and forward, in deviations
    ContractPlace place;

    bool operator<(const Rank& other) const {
        const auto key = [](const Rank& r) {
            return std::tie(r.use, r.turn, r.part, r.distance, r.nearness, r.place.slice,
                            r.place.row, r.place.right);
        };
        return key(*this) < key(other);
    }
};

/// The strikes of one slice as its model, or a nominal one, sees them.
struct SliceView {
    ExpiryModel model;
    std::vector<double> deviations;      ///< of ln(strike/forward)
    std::vector<std::size_t> proximity;  ///< 0 is the strike nearest the forward
    std::vector<bool> is_probe;

    SliceView(const market::ExpirySlice& slice, ExpiryModel of) : model(std::move(of)) {
        const double forward = model.market.forward;
        const double deviation = model.smile.volatility(forward) * std::sqrt(model.market.years);
        std::vector<std::size_t> rows;
        for (std::size_t row = 0; row < slice.strikes.size(); ++row) {
            rows.push_back(row);
            deviations.push_back(std::log(slice.strikes[row].to_double() / forward) / deviation);
        }
        const auto from = [this](double where) {
            return [this, where](std::size_t row) {
                return std::pair(std::abs(deviations[row] - where), row);
            };
        };
        is_probe.resize(rows.size());
        for (const double where : probed_deviations) {
            is_probe[*std::ranges::min_element(rows, {}, from(where))] = true;
            is_probe[*std::ranges::min_element(rows, {}, from(-where))] = true;
        }
        std::ranges::sort(rows, {}, from(0));
        proximity.resize(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) proximity[rows[i]] = i;
    }

    [[nodiscard]] double out_of_the_money(ContractPlace place) const {
        return place.right == Right::call ? deviations[place.row] : -deviations[place.row];
    }
    [[nodiscard]] bool has_bid(const market::ExpirySlice& slice, ContractPlace place) const {
        const double strike = slice.strikes[place.row].to_double();
        return pricing::black76_price(place.right, model.market, strike,
                                      model.smile.volatility(strike)) >= least_bid_value;
    }
};

/// One snapshot being ranked.
class Interest {
  public:
    Interest(const market::ChainSnapshot& chain, const Criteria& criteria)
        : chain_(chain),
          criteria_(with_some_rate(criteria)),
          band_(wanted_band(criteria)),
          models_(believable_models(chain, criteria_)),
          ahead_(chain, models_, criteria_) {}

    std::vector<ContractPlace> run() {
        for (std::size_t i = 0; i < chain_.slices.size(); ++i) rank_slice(i);
        std::sort(ranks_.begin(), ranks_.end());
        std::vector<ContractPlace> places;
        places.reserve(ranks_.size());
        for (const auto& rank : ranks_) places.push_back(rank.place);
        return places;
    }

  private:
    void rank_slice(std::size_t index) {
        const auto& slice = *chain_.slices[index];
        const auto time = expiry_time(slice.terms, chain_.as_of);
        if (time.years <= 0 || !is_wanted_dte(criteria_, time.dte)) return;
        const SliceView view(slice, model_of(index, time.years));
        for (std::size_t row = 0; row < slice.strikes.size(); ++row) {
            for (const auto right : {Right::call, Right::put}) {
                if (!slice.of(right).listed[row]) continue;
                rank(slice, view,
                     {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(row), right});
            }
        }
    }

    /// The slice's own model, or a nominal one.
    [[nodiscard]] ExpiryModel model_of(std::size_t index, double years) const {
        if (models_[index]) return *models_[index];
        const auto market = pricing::market_from_rates(chain_.spot->to_double(), years,
                                                       *criteria_.rate_per_year, 0);
        return {market, pricing::Smile::flat(market.forward, nominal_volatility)};
    }

    void rank(const market::ExpirySlice& slice, const SliceView& view, ContractPlace place) {
        const bool is_used = uses(criteria_, place.right);
        const Part part = part_of(slice, view, place);
        if (!is_used && part == Part::none && view.out_of_the_money(place) < 0) return;
        const double distance = is_used ? band_.distance(view.out_of_the_money(place)) : 0;
        const double nearness = std::abs(view.deviations[place.row]);
        const std::size_t leg = ahead_.turn_of(place);
        const std::size_t of_slice = ahead_.turn_of_slice(place.slice);
        if (is_probe(view, place)) {
            ranks_.push_back({Use::probe, 0, Part::none, 0, nearness, place});
        } else if (leg != LookAhead::not_among) {
            ranks_.push_back({Use::best_spread, leg, Part::none, 0, nearness, place});
        } else if (of_slice != LookAhead::not_among && part != Part::none) {
            ranks_.push_back({Use::model_of_best, of_slice, part, 0, nearness, place});
        } else {
            const Use use = part != Part::smile ? Use::other : is_used ? Use::spread : Use::smile;
            ranks_.push_back({use, 0, Part::none, distance, nearness, place});
        }
    }

    [[nodiscard]] bool is_probe(const SliceView& view, ContractPlace place) const {
        if (models_[place.slice]) return false;
        return view.proximity[place.row] < strikes_to_probe_forward ||
               (view.is_probe[place.row] && view.out_of_the_money(place) >= 0);
    }

    static Part part_of(const market::ExpirySlice& slice, const SliceView& view,
                        ContractPlace place) {
        if (view.proximity[place.row] < strikes_for_forward) return Part::forward;
        if (view.out_of_the_money(place) < 0) {
            return view.proximity[place.row] < strikes_for_rate ? Part::rate : Part::none;
        }
        return view.has_bid(slice, place) ? Part::smile : Part::tail;
    }

    const market::ChainSnapshot& chain_;
    Criteria criteria_;
    Band band_;
    ChainModels models_;
    LookAhead ahead_;
    std::vector<Rank> ranks_;
};

}  // namespace

std::vector<ContractPlace> rank_interest(const market::ChainSnapshot& chain,
                                         const Criteria& criteria) {
    if (!chain.spot || *chain.spot <= Price{}) return {};
    return Interest(chain, criteria).run();
}

}  // namespace wingspread::scan
