// Quotes to a slow reader: newer values replace older ones of the same key, so that the writer
// never waits, memory is bounded by the number of keys, and the reader always sees the present.

#include "core/rng.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

namespace wingspread::experiments {
namespace {

/// Keys leave in the order in which they first changed since they last left.
template <class Key, class Value>
class ConflatingQueue {
  public:
    void push(const Key& key, Value value) {
        const auto [slot, is_new] = latest_.insert_or_assign(key, std::move(value));
        if (is_new) order_.push_back(key);
    }
    std::optional<std::pair<Key, Value>> pop() {
        if (order_.empty()) return std::nullopt;
        auto node = latest_.extract(order_.front());
        order_.pop_front();
        return std::pair{node.key(), std::move(node.mapped())};
    }
    [[nodiscard]] std::size_t size() const { return order_.size(); }

  private:
    std::unordered_map<Key, Value> latest_;
    std::deque<Key> order_;
};

/// A thousand updates between two reads of ten; what is read last per key is what was written last.
bool run() {
    constexpr int keys = 200;
    Rng rng(7);
    ConflatingQueue<std::int64_t, std::int64_t> queue;
    std::unordered_map<std::int64_t, std::int64_t> written;
    std::unordered_map<std::int64_t, std::int64_t> read;
    std::size_t longest = 0;
    std::int64_t writes = 0;
    const auto read_one = [&] {
        const auto item = queue.pop();
        if (item) read[item->first] = item->second;
        return item.has_value();
    };
    for (int round = 0; round < 100; ++round) {
        for (int i = 0; i < 1000; ++i) {
            const auto key = rng.between(0, keys - 1);
            written[key] = ++writes;
            queue.push(key, writes);
        }
        longest = std::max(longest, queue.size());
        for (int i = 0; i < 10; ++i) read_one();
    }
    while (read_one()) {
    }
    std::printf("%lld writes, at most %zu waiting\n", static_cast<long long>(writes), longest);
    return longest <= keys && read == written;
}

}  // namespace
}  // namespace wingspread::experiments

int main() { return wingspread::experiments::run() ? EXIT_SUCCESS : EXIT_FAILURE; }
