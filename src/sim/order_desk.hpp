#pragma once

#include "sim/floor.hpp"
#include "sim/order_checks.hpp"

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace wingspread::sim {

/// Takes, changes, cancels and fills orders, and tells their clients.
class OrderDesk {
  public:
    explicit OrderDesk(Floor& floor);

    void on(Session& session, const tws::PlaceOrder& request, const Now& now);
    void on(Session& session, const tws::CancelOrder& request, const Now& now);
    void on(Session& session, const tws::ReqGlobalCancel& request, const Now& now);
    void on(Session& session, const tws::ReqIds& request);
    void on(Session& session, const tws::ReqOpenOrders& request);
    void on(Session& session, const tws::ReqAllOpenOrders& request);
    void on(Session& session, const tws::ReqAutoOpenOrders& request);
    void on(Session& session, const tws::ReqCompletedOrders& request);
    void on(Session& session, const tws::ReqExecutions& request);
    void send_next_valid_id(Session& session);

    void advance(const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;
    /// Instruments whose positions have changed since the last call.
    [[nodiscard]] std::set<ConId> take_changed_positions();

  private:
    /// What an order that has not ended is waiting for.
    struct Live {
        std::size_t place = 0;  ///< in the books' list of orders
        tws::PlaceOrder placed;
        Rng rng{0};
        std::optional<MonotonicTime> acknowledge_due;
        std::optional<MonotonicTime> cancel_due;
        std::optional<MonotonicTime> fill_due;
        MonotonicTime look_due{};
        std::optional<SessionId> canceller;  ///< when another client than the owner cancels
        bool silent_cancel = false;          ///< an IOC's end is told by its status alone
    };

    // Placing and changing
    void place_new(Session& session, const tws::PlaceOrder& request, const Now& now);
    void modify(Session& session, BookedOrder& order, const tws::PlaceOrder& request,
                const Now& now);
    void answer_what_if(Session& session, const tws::PlaceOrder& request);
    [[nodiscard]] std::optional<Refusal> check(const BookedOrder& order);
    void activate(Session& session, BookedOrder& order, const Now& now);
    void cancel(Session& session, BookedOrder& order, const Now& now);
    void use_id(ClientId client, OrderId id);
    void store_frame(BookedOrder& order, const tws::PlaceOrder& placed) const;

    // The life of a working order
    void step(BookedOrder& order, const Now& now);
    void acknowledge(BookedOrder& order, Live& live);
    void match(BookedOrder& order, Live& live, const Now& now);
    [[nodiscard]] std::optional<Price> price_now(const BookedOrder& order) const;
    [[nodiscard]] bool elected(const BookedOrder& order) const;
    [[nodiscard]] bool tradable(const BookedOrder& order) const;
    [[nodiscard]] bool held_by_parent(const BookedOrder& order, const Live& live) const;
    [[nodiscard]] std::optional<std::string> reason_to_expire(const BookedOrder& order,
                                                              const Live& live) const;
    [[nodiscard]] Quantity next_piece(const BookedOrder& order, Live& live) const;
    [[nodiscard]] Duration fill_delay(Live& live) const;
    void begin_cancel(BookedOrder& order, Live& live, const Now& now);
    void end(BookedOrder& order, BookedStatus status, std::string reason);
    /// Of the same client and OCA group, and working.
    [[nodiscard]] std::vector<BookedOrder*> group_of(const BookedOrder& order);
    void settle_group(const BookedOrder& order, Quantity units, const Now& now);

    // Filling
    void fill(BookedOrder& order, Quantity units, Price price, const Now& now);
    std::vector<BookedExecution> book_executions(BookedOrder& order, Quantity units, Price price,
                                                 const Now& now);
    void book_leg(BookedOrder& order, BookedExecution& row);

    // Telling
    [[nodiscard]] std::vector<Session*> listeners(const BookedOrder& order);
    void send_order(const Session& session, const BookedOrder& order);
    void send_status(const Session& session, const BookedOrder& order);
    void tell_order(const BookedOrder& order);
    void tell_status(const BookedOrder& order);
    void tell_error(const BookedOrder& order, int code, const std::string& text);
    void send_execution(const Session& session, RequestId request, const BookedExecution& row);
    void send_commission(const Session& session, const BookedExecution& row);
    [[nodiscard]] tws::OpenOrder open_order(const BookedOrder& order) const;
    [[nodiscard]] tws::Contract contract_of(const BookedOrder& order,
                                            const tws::PlaceOrder& placed) const;
    [[nodiscard]] std::optional<tws::PlaceOrder> placed_of(const BookedOrder& order) const;

    [[nodiscard]] BookedOrder* find(ClientId client, OrderId id);

    Floor& floor_;
    std::map<std::pair<ClientId, OrderId>, std::size_t> by_id_;
    std::map<PermId, Live> live_;  ///< working orders and those held back
    std::set<ConId> changed_positions_;
};

}  // namespace wingspread::sim
