#pragma once

#include "scan/describe.hpp"
#include "scan/top_list.hpp"
#include "scan/where.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <tuple>
#include <vector>

namespace wingspread::scan {

/// A structure by its place in a snapshot, with what it is ranked by: a higher key is better, and
/// equal keys go by slices, kind and rows.
struct Found {
    double key = 0;
    std::uint32_t slice = 0;
    std::uint32_t back_slice = 0;  ///< that of the later expiration, else `slice`
    StructurePlace place;

    [[nodiscard]] bool is_better_than(const Found& other) const {
        if (key != other.key) return key > other.key;
        return order() < other.order();
    }

  private:
    using Order = std::tuple<std::uint32_t, options::StructureKind,
                             std::array<std::uint32_t, most_roles>, std::uint32_t>;
    [[nodiscard]] Order order() const { return {slice, place.kind, place.rows, back_slice}; }
};

/// A slice of a chain that can be searched.
struct ModelledSlice {
    const market::ExpirySlice& slice;
    std::uint32_t index;  ///< in the snapshot
    const Criteria& criteria;
    const ExpiryModel& model;
    ExpiryTime time;
};

/// The best that were found. Whoever comes up to the list must pass the conditions of the scan.
/// Refers to all of its arguments.
class FoundList {
  public:
    FoundList(const market::ChainSnapshot& chain, const Criteria& criteria,
              const ChainModels& models, std::size_t limit)
        : chain_(chain),
          models_(models),
          basis_(criteria.price),
          top_(limit),
          where_(criteria, chain, models) {}

    /// False when a condition rejects it; what cannot get in is not asked.
    bool offer(Found found);
    /// A candidate with a lower key cannot get in any more.
    [[nodiscard]] double threshold() const {
        return where_.threshold(std::max(top_.threshold(), floor_));
    }
    /// Empties the list; nothing with a key below `floor` gets in from now on.
    void start(double floor) {
        top_.clear();
        where_.start();
        floor_ = floor;
    }
    /// What is in it, in no order.
    [[nodiscard]] std::span<const Found> found() const { return top_.items(); }
    [[nodiscard]] const Where& where() const { return where_; }
    /// Best first; the list is empty afterwards.
    [[nodiscard]] std::vector<Found> take() { return top_.take(); }
    /// Every figure of what was found here.
    [[nodiscard]] RankedSpread describe(const Found& found) const;

  private:
    [[nodiscard]] RankedSpread figures(const Found& found) const;

    const market::ChainSnapshot& chain_;
    const ChainModels& models_;
    PriceBasis basis_;
    TopList<Found> top_;
    double floor_ = no_threshold;
    Where where_;
};

}  // namespace wingspread::scan
