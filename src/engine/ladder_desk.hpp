#pragma once

#include "engine/order_desk.hpp"
#include "trade/ladder.hpp"

#include <map>
#include <optional>
#include <string>

namespace wingspread::engine {

/// Walks the working orders that have a ladder: each step through the gate, the journal and the
/// wire. It takes up every such order that the book holds, so that a restart is nothing special;
/// until the broker has stated an order on this link, it sends nothing for it.
class LadderDesk {
  public:
    void on_answer(const tws::Answer& answer, DeskContext desk);
    void on_link_lost();
    /// Takes up and lets go what the book says, and does what is due.
    void update(const OrderDesk& orders, DeskContext desk);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

  private:
    struct Worked {
        trade::Ladder ladder;
        std::optional<tws::Contract> stated;  ///< as the broker names what is traded
        std::string told;                     ///< why a step was last withheld
    };

    void follow_book(DeskContext desk);
    /// After a restart nobody has said yet what the order's options are on.
    void find_underlying(const trade::OrderTerms& terms, DeskContext desk);
    void act(const trade::BookedOrder& order, Worked& worked, const OrderDesk& orders,
             DeskContext desk);
    void change(const trade::BookedOrder& order, const trade::LadderStep& step,
                const options::NetPrice& market, Worked& worked, const OrderDesk& orders,
                DeskContext desk);
    static void withhold(const trade::BookedOrder& order, const std::string& reason, Worked& worked,
                         DeskContext desk);

    std::map<trade::IntentId, Worked> worked_;
    std::optional<std::uint64_t> seen_revision_;
    std::uint64_t searches_ = 0;
    bool ready_ = false;
};

}  // namespace wingspread::engine
