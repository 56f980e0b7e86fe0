#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace wingspread {

/// The only way into a core from another thread: many producers, one consumer, never more than
/// `capacity` items. A full queue refuses, so that a flood at one edge cannot grow memory or delay
/// the engine; the producer turns the refusal into an answer (HTTP 503).
template <class T>
class BoundedQueue {
  public:
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

    /// False when the queue is full or closed; the item is then untouched.
    [[nodiscard]] bool try_push(T&& item) {
        const std::lock_guard lock(mutex_);
        if (closed_ || items_.size() >= capacity_) return false;
        items_.push_back(std::move(item));
        return true;
    }
    [[nodiscard]] std::optional<T> try_pop() {
        const std::lock_guard lock(mutex_);
        if (items_.empty()) return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        return item;
    }
    /// Later pushes are refused; what is queued can still be popped.
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }
    [[nodiscard]] std::size_t capacity() const { return capacity_; }

  private:
    mutable std::mutex mutex_;
    std::deque<T> items_;
    std::size_t capacity_;
    bool closed_ = false;
};

}  // namespace wingspread
