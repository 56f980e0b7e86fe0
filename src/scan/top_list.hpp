#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace wingspread::scan {

/// Above every key, and yet multiplied with any price still a number: nothing gets in.
inline constexpr double unreachable = 1e280;

/// Below every key, and yet multiplied with any price still a number.
inline constexpr double no_threshold = -1e280;

/// Keeps the best `limit` of any number of items with a `key`, whatever their order.
template <class Item>
class TopList {
  public:
    explicit TopList(std::size_t limit) : limit_(limit) {}

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
    /// In no order.
    [[nodiscard]] std::span<const Item> items() const { return heap_; }
    void clear() { heap_.clear(); }
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

}  // namespace wingspread::scan
