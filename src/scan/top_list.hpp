#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

namespace wingspread::scan {

/// A spread by its place in a snapshot, with what it is ranked by: a higher key is better, and
/// equal keys go by the order of slice, kind, sold and bought row.
struct Candidate {
    double key = 0;
    std::uint32_t slice = 0;
    std::uint32_t kind = 0;
    std::uint32_t sold_row = 0;
    std::uint32_t bought_row = 0;

    [[nodiscard]] bool is_better_than(const Candidate& other) const {
        if (key != other.key) return key > other.key;
        return place() < other.place();
    }

  private:
    [[nodiscard]] std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t> place()
        const {
        return {slice, kind, sold_row, bought_row};
    }
};

/// Above every key, and yet multiplied with any price still a number: nothing gets in.
inline constexpr double unreachable = 1e280;

/// Below every key, and yet multiplied with any price still a number.
inline constexpr double no_threshold = -1e280;

/// Keeps the best `limit` of any number of items, whatever their order.
template <class Item>
class TopListOf {
  public:
    explicit TopListOf(std::size_t limit) : limit_(limit) {}

    void offer(const Item& candidate) {
        if (limit_ == 0) return;
        if (heap_.size() == limit_) {
            if (!candidate.is_better_than(heap_.front())) return;
            std::ranges::pop_heap(heap_, better);
            heap_.pop_back();
        }
        heap_.push_back(candidate);
        std::ranges::push_heap(heap_, better);
    }
    /// A candidate with a lower key cannot get in any more.
    [[nodiscard]] double threshold() const {
        return heap_.size() < limit_ ? no_threshold : heap_.front().key;
    }
    /// Best first; the list is empty afterwards.
    [[nodiscard]] std::vector<Item> take() {
        std::ranges::sort(heap_, better);
        return std::move(heap_);
    }

  private:
    static bool better(const Item& a, const Item& b) { return a.is_better_than(b); }

    std::size_t limit_;
    std::vector<Item> heap_;  ///< the worst in front
};

using TopList = TopListOf<Candidate>;

}  // namespace wingspread::scan
