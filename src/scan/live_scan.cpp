#include "scan/live_scan.hpp"

#include <algorithm>

namespace wingspread::scan {

namespace {

/// How many are kept for each that is shown: the more, the rarer everything is searched again.
constexpr std::size_t kept_per_shown = 4;
constexpr std::size_t least_kept = 256;

bool is_pair(options::StructureKind kind) {
    return options::to_vertical_kind(kind) || has_few_legs(kind);
}

bool better(const Found& a, const Found& b) { return a.is_better_than(b); }

bool has(const Found& found, ContractPlace leg) {
    if (found.slice != leg.slice) return false;
    const auto& roles = options::form_of(found.place.kind).roles;
    for (std::size_t i = 0; i < roles.size(); ++i)
        if (roles[i].right == leg.right && found.place.rows[i] == leg.row) return true;
    return false;
}

}  // namespace

Result<std::unique_ptr<LiveScan>> LiveScan::make(const market::ChainSnapshot& chain,
                                                 const Criteria& criteria, ChainModels models) {
    if (const auto fine = check_scan(chain, criteria, models); !fine)
        return std::unexpected(fine.error());
    auto made = std::unique_ptr<LiveScan>(
        new LiveScan(chain, with_implied_limits(criteria), std::move(models)));
    made->search_all(Counting::full, made->counts_);
    if (made->fresh_.where().is_exhausted())
        return std::unexpected(made->fresh_.where().exhausted());
    made->fresh_.where().count(made->counts_.where);
    made->counts_.ranked = std::min(made->best_.size(), criteria.top);
    return made;
}

LiveScan::LiveScan(const market::ChainSnapshot& chain, const Criteria& criteria, ChainModels models)
    : chain_(chain),
      criteria_(criteria),
      models_(std::move(models)),
      search_(chain_, criteria_, models_),
      capacity_(std::max(kept_per_shown * criteria.top, least_kept)),
      fresh_(chain_, criteria_, models_, capacity_),
      changed_(chain.slices.size()),
      skipped_(skipped_expiries(chain, criteria_, models_)) {
    for (auto& slice : chain_.slices) {
        own_.push_back(std::make_shared<market::ExpirySlice>(*slice));
        slice = own_.back();
    }
    best_.reserve(2 * capacity_);
    search_.judge_legs();
}

void LiveScan::on_quote(ContractPlace leg, const market::Quote& quote,
                        market::Usability usability) {
    auto& columns = own_[leg.slice]->of(leg.right);
    const bool same = columns.bid[leg.row] == quote.bid && columns.ask[leg.row] == quote.ask &&
                      columns.usability[leg.row] == usability &&
                      columns.open_interest[leg.row] == quote.open_interest;
    columns.set(leg.row, columns.conid[leg.row], quote, usability);
    // Fields beside prices, such as the volume, only conditions look at.
    if (same && !fresh_.where().judges()) return;
    search_.renew(leg);
    changed_[leg.slice] = true;
    if (fresh_.where().scores())
        search_again_ = true;  // a score has no bound by which the few that count could be told
    else if (search_.has_pairs())
        offer_pairs_of(leg);
}

void LiveScan::offer_pairs_of(ContractPlace leg) {
    std::erase_if(best_,
                  [&](const Found& found) { return is_pair(found.place.kind) && has(found, leg); });
    fresh_.start(floor_ ? floor_->key : no_threshold);
    search_.run_pairs_of(leg, fresh_);
    keep_fresh();
}

void LiveScan::offer_others_of(std::size_t slice) {
    std::erase_if(best_, [&](const Found& found) {
        return !is_pair(found.place.kind) && (found.slice == slice || found.back_slice == slice);
    });
    fresh_.start(floor_ ? floor_->key : no_threshold);
    search_.run_others_of(slice, fresh_);
    keep_fresh();
}

void LiveScan::keep_fresh() {
    if (fresh_.where().is_exhausted()) search_again_ = true;
    const auto found = fresh_.found();
    for (const auto& each : found)
        if (!floor_ || !floor_->is_better_than(each)) best_.push_back(each);
    if (found.size() == capacity_) {
        // There may be more below the worst of these.
        const auto worst = std::ranges::max_element(found, better);
        std::erase_if(best_, [&](const Found& each) { return worst->is_better_than(each); });
        if (!floor_ || worst->is_better_than(*floor_)) floor_ = *worst;
    }
    if (best_.size() > capacity_) keep_best(capacity_ / 2);
}

void LiveScan::keep_best(std::size_t count) {
    const auto last = best_.begin() + static_cast<std::ptrdiff_t>(count) - 1;
    std::ranges::nth_element(best_, last, better);
    floor_ = *last;
    best_.resize(count);
}

void LiveScan::search_all(Counting counting, ScanCounts& counts) {
    ++searches_;
    search_again_ = false;
    changed_.assign(changed_.size(), false);
    best_.clear();
    floor_.reset();
    fresh_.start(no_threshold);
    search_.run(counting, fresh_, counts);
    keep_fresh();
}

void LiveScan::repair() {
    for (std::size_t slice = 0; slice < changed_.size(); ++slice) {
        if (changed_[slice] && search_.has_others() && !search_again_) offer_others_of(slice);
        changed_[slice] = false;
    }
    if (!search_again_ && (!floor_ || best_.size() >= criteria_.top)) return;
    ScanCounts not_told;
    search_all(Counting::by_bounds, not_told);
}

Result<std::vector<RankedSpread>> LiveScan::ranked() {
    repair();
    if (search_again_) return std::unexpected(fresh_.where().exhausted());
    const auto shown = std::min(criteria_.top, best_.size());
    std::ranges::partial_sort(best_, best_.begin() + static_cast<std::ptrdiff_t>(shown), better);
    std::vector<RankedSpread> rows;
    rows.reserve(shown);
    for (std::size_t i = 0; i < shown; ++i) rows.push_back(fresh_.describe(best_[i]));
    return rows;
}

}  // namespace wingspread::scan
