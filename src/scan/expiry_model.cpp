#include "scan/expiry_model.hpp"

#include "options/calendar.hpp"

#include <cmath>
#include <limits>
#include <span>

namespace wingspread::scan {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The usable quotes of one slice as numbers.
struct Quotes {
    std::vector<double> strikes;
    std::vector<double> call_bid;
    std::vector<double> call_ask;
    std::vector<double> put_bid;
    std::vector<double> put_ask;

    [[nodiscard]] pricing::QuoteColumns columns() const {
        return {strikes, call_bid, call_ask, put_bid, put_ask};
    }
};

void append_side(const market::OptionColumns& columns, std::size_t row, std::vector<double>& bids,
                 std::vector<double>& asks) {
    const bool usable = columns.usability[row] == market::Usability::usable;
    bids.push_back(usable ? columns.bid[row]->to_double() : nan);
    asks.push_back(usable ? columns.ask[row]->to_double() : nan);
}

Quotes quotes_of(const market::ExpirySlice& slice) {
    Quotes quotes;
    for (std::size_t row = 0; row < slice.strikes.size(); ++row) {
        quotes.strikes.push_back(slice.strikes[row].to_double());
        append_side(slice.calls, row, quotes.call_bid, quotes.call_ask);
        append_side(slice.puts, row, quotes.put_bid, quotes.put_ask);
    }
    return quotes;
}

/// What is known of a slice before its model stands.
struct Draft {
    Quotes quotes;
    ExpiryTime time;
    bool is_wanted = false;  ///< the others take part in nothing
    std::optional<pricing::ForwardEstimate> forward;
    Error failure;
};

void estimate(Draft& draft, double spot, std::optional<double> rate_per_year) {
    auto forward = pricing::estimate_forward(draft.quotes.columns(), spot, draft.time.years,
                                             {.stated_rate_per_year = rate_per_year});
    if (forward)
        draft.forward = *forward;
    else
        draft.failure = forward.error();
}

/// The rate of the draft nearest in time whose own quotes determine one; of two as near, the
/// earlier.
std::optional<double> nearest_rate(std::span<const Draft> drafts, double years) {
    std::optional<double> rate;
    double nearest = std::numeric_limits<double>::infinity();
    for (const auto& draft : drafts) {
        if (!draft.forward || draft.forward->discount_source != pricing::DiscountSource::parity)
            continue;
        const double distance = std::abs(draft.time.years - years);
        if (distance >= nearest) continue;
        nearest = distance;
        rate = draft.forward->market.rate_per_year();
    }
    return rate;
}

Result<ExpiryModel> finish(const Draft& draft) {
    if (draft.time.years <= 0) return fail(Errc::unavailable, "its settlement is past");
    if (!draft.is_wanted) return fail(Errc::unavailable, "not asked for");
    if (!draft.forward) return std::unexpected(draft.failure);
    auto fit = pricing::fit_smile(draft.forward->market, draft.quotes.columns());
    if (!fit) return std::unexpected(fit.error());
    return ExpiryModel{draft.forward->market, std::move(fit->smile)};
}

}  // namespace

ExpiryTime expiry_time(const market::SliceTerms& terms, MarketTime as_of) {
    const MarketTime settles = options::expiry_instant(terms.expiration, terms.settlement);
    return {options::dte(options::to_new_york(as_of).date, terms.expiration),
            options::years_to(as_of, settles)};
}

bool is_wanted_dte(const Criteria& criteria, int dte) {
    return dte >= criteria.min_dte.value_or(dte) && dte <= criteria.max_dte.value_or(dte);
}

ChainModels fit_models(const market::ChainSnapshot& chain, double spot, const Criteria& criteria) {
    std::vector<Draft> drafts;
    drafts.reserve(chain.slices.size());
    for (const auto& slice : chain.slices) {
        auto& draft = drafts.emplace_back();
        draft.time = expiry_time(slice->terms, chain.as_of);
        draft.is_wanted = draft.time.years > 0 && is_wanted_dte(criteria, draft.time.dte);
        if (!draft.is_wanted) continue;
        draft.quotes = quotes_of(*slice);
        estimate(draft, spot, std::nullopt);
    }
    for (auto& draft : drafts) {
        if (draft.forward || !draft.is_wanted) continue;
        const auto rate = nearest_rate(drafts, draft.time.years);
        estimate(draft, spot, rate ? rate : criteria.rate_per_year);
    }
    ChainModels models;
    models.reserve(drafts.size());
    for (const auto& draft : drafts) models.push_back(finish(draft));
    return models;
}

}  // namespace wingspread::scan
