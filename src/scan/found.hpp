#pragma once

#include "scan/describe.hpp"
#include "scan/top_list.hpp"

#include <array>
#include <tuple>

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

using FoundList = TopListOf<Found>;

}  // namespace wingspread::scan
