#pragma once

#include "broker/lines.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

namespace wingspread::engine {

class AccountDesk;
class QuoteDesk;

/// Keeps lines open for what is at stake: the legs of orders that work and of open positions, so
/// that exits, closes and screens find live quotes.
class HeldLines {
  public:
    /// Looks anew when the books, the number of lines, the day or what is known have changed.
    void update(const AccountDesk& account, QuoteDesk& quotes, const Now& now);

    /// How many lines may be held so that no scan can take them, of `capacity`: half of them, and
    /// never the last eight, which an order of four legs and its scan need. What is beyond keeps
    /// its line while nobody else wants it.
    static constexpr std::size_t most_pinned(std::size_t capacity) {
        constexpr std::size_t left_over = 8;
        return capacity <= left_over ? 0 : std::min(capacity / 2, capacity - left_over);
    }

  private:
    using Wishes = std::map<ConId, broker::LinePriority>;
    static Wishes wishes(const AccountDesk& account, QuoteDesk& quotes, Date today);

    /// What the last look rested on.
    struct Seen {
        std::uint64_t revision = 0;
        std::size_t capacity = 0;
        Date today{};
        std::size_t underlyings = 0;  ///< known

        bool operator==(const Seen&) const = default;
    };
    std::optional<Seen> seen_;
    std::optional<broker::LeaseHolder> holder_;
    Wishes held_;
};

}  // namespace wingspread::engine
