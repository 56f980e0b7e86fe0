#pragma once

#include "scan/chain_search.hpp"
#include "scan/structure_scan.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace wingspread::scan {

/// A scan that stays up to date while quotes change: its list is at any moment the one that a new
/// scan of the same quotes and models would give. It keeps several times as many of the best as it
/// shows, down to a floor; a quote takes out what has that contract and offers that anew, and
/// everything else stands. What has up to two options of one expiration is offered at once, the
/// rest of the expiration when the list is asked for. Once so many have left that the floor shows,
/// everything is searched again. Models stay as they are given: whoever wants newer ones makes a
/// new live scan.
class LiveScan {
  public:
    /// Takes a copy of the chain's columns for its own. Fails as scan_structures does.
    static Result<std::unique_ptr<LiveScan>> make(const market::ChainSnapshot& chain,
                                                  const Criteria& criteria, ChainModels models);
    LiveScan(const LiveScan&) = delete;
    LiveScan& operator=(const LiveScan&) = delete;

    /// The present quote of a listed contract. Allocates nothing but for what conditions judge.
    void on_quote(ContractPlace leg, const market::Quote& quote, market::Usability usability);

    /// Best first. Fails (invalid_argument) as a new scan would when conditions reject too many.
    Result<std::vector<RankedSpread>> ranked();

    /// Of all that there was when it was made; of those since, nobody counts.
    [[nodiscard]] const ScanCounts& counts() const { return counts_; }
    [[nodiscard]] const std::vector<SkippedExpiry>& skipped() const { return skipped_; }
    /// Its own, with every quote that it was told.
    [[nodiscard]] const market::ChainSnapshot& chain() const { return chain_; }
    /// Searches of everything, that of its making included.
    [[nodiscard]] std::uint64_t searches() const { return searches_; }

  private:
    LiveScan(const market::ChainSnapshot& chain, const Criteria& criteria, ChainModels models);

    void search_all(Counting counting, ScanCounts& counts);
    void offer_pairs_of(ContractPlace leg);
    void offer_others_of(std::size_t slice);
    /// Takes over what was found since `fresh_` was started.
    void keep_fresh();
    void keep_best(std::size_t count);
    void repair();

    market::ChainSnapshot chain_;
    std::vector<std::shared_ptr<market::ExpirySlice>> own_;  ///< the slices of `chain_`
    Criteria criteria_;
    ChainModels models_;
    ChainSearch search_;
    std::size_t capacity_;
    FoundList fresh_;             ///< what the last search has found, up to `capacity_`
    std::vector<Found> best_;     ///< in no order; complete down to `floor_`
    std::optional<Found> floor_;  ///< none: everything that qualifies is in
    std::vector<bool> changed_;   ///< by slice: what `search_` calls the others
    bool search_again_ = false;
    std::uint64_t searches_ = 0;
    ScanCounts counts_;
    std::vector<SkippedExpiry> skipped_;
};

}  // namespace wingspread::scan
