#pragma once

#include "scan/few_leg_scan.hpp"
#include "scan/vertical_scan.hpp"

#include <optional>
#include <vector>

namespace wingspread::scan {

using market::ContractPlace;

/// Why nothing of an expiration is looked at, if so.
std::optional<Rejection> left_out(ExpiryTime time, const Criteria& criteria,
                                  const Result<ExpiryModel>& model);

/// Searches one chain for the structures that the criteria ask for: as a whole, or again what may
/// have changed. Refers to all arguments of its maker, which change only as it is told.
class ChainSearch {
  public:
    ChainSearch(const market::ChainSnapshot& chain, const Criteria& criteria,
                const ChainModels& models);

    /// Offers everything, and accounts for it and for the contracts.
    void run(Counting counting, FoundList& top, ScanCounts& counts);

    /// Some structures of the criteria have up to two options of one expiration.
    [[nodiscard]] bool has_pairs() const { return !verticals_.empty() || !few_legs_.empty(); }
    /// Some have more options, or two expirations.
    [[nodiscard]] bool has_others() const { return !wings_.empty() || !two_expirations_.empty(); }
    /// What the following work with; `run` does so only where it needs it.
    void judge_legs();
    /// The quote of that contract has changed.
    void renew(ContractPlace leg);
    /// Offers what has up to two options of one expiration, this one among them.
    void run_pairs_of(ContractPlace leg, FoundList& top);
    /// Offers everything else that has options of that slice.
    void run_others_of(std::size_t slice, FoundList& top);

  private:
    /// What is looked at of one slice: all its legs, or only who is listed when it is left out.
    struct SliceLegs {
        ExpiryTime time;
        std::optional<Rejection> left_out;
        LegTable calls;
        LegTable puts;
        std::optional<PopZones> zones;  ///< where verticals are ranked by probability

        [[nodiscard]] LegTable& of(options::Right right) {
            return right == options::Right::call ? calls : puts;
        }
    };

    [[nodiscard]] SliceLegs legs_of(std::size_t index) const;
    void scan_slice(std::size_t index, Counting counting, FoundList& top, ScanCounts& counts);
    void leave_out_slice(std::size_t index, ScanCounts& counts);
    void scan_pair(std::size_t front, std::size_t back, FoundList& top, ScanCounts& counts);
    [[nodiscard]] ModelledSlice modelled(std::size_t index) const;
    [[nodiscard]] SliceSearch search_of(std::size_t index) const {
        const auto& legs = legs_[index];
        return {modelled(index), legs.calls, legs.puts, legs.zones ? &*legs.zones : nullptr};
    }

    const market::ChainSnapshot& chain_;
    const Criteria& criteria_;
    const ChainModels& models_;
    std::vector<SliceLegs> legs_;  ///< by slice, once they are needed
    std::vector<options::StructureKind> verticals_;
    std::vector<options::StructureKind> few_legs_;
    std::vector<options::StructureKind> two_expirations_;
    std::vector<WingForm> wings_;
    VerticalWorkspace vertical_room_;
    WingWorkspace wing_room_;
};

}  // namespace wingspread::scan
