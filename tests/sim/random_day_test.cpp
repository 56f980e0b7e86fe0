#include "bench.hpp"

#include <array>
#include <set>

namespace wingspread::sim::testing {
namespace {

/// Whatever clients do, the books add up.
void expect_sound(const Books& books) {
    Money cash = Money::from_int(100'000);
    std::map<ConId, Quantity> held;
    std::map<PermId, Quantity> filled;
    std::map<PermId, Money> commission;
    std::set<std::string> ids;
    for (const BookedExecution& row : books.executions) {
        EXPECT_TRUE(ids.insert(row.exec_id).second) << row.exec_id;
        const bool leg = std::ranges::count(row.exec_id, '.') == 4;
        if (!leg) filled[row.perm_id] += row.shares;
        if (row.conid.value() == 0) continue;
        const int multiplier = row.conid == ConId{265598} ? 1 : 100;
        const Quantity change = row.buy ? row.shares : -row.shares;
        cash -= row.price * change * multiplier + *row.commission_usd;
        held[row.conid] += change;
        commission[row.perm_id] += *row.commission_usd;
    }
    EXPECT_EQ(books.cash_usd, cash);
    for (const auto& [conid, position] : books.positions) {
        EXPECT_EQ(position.quantity, held[conid]);
        if (position.quantity.is_zero()) EXPECT_EQ(position.cost_usd, Money{});
    }
    for (const BookedOrder& order : books.orders) {
        EXPECT_EQ(order.filled, filled[order.perm_id]);
        EXPECT_LE(order.filled, order.quantity);
        EXPECT_EQ(order.filled == order.quantity, order.status == BookedStatus::filled);
        EXPECT_EQ(order.commission_usd, commission[order.perm_id]);
        EXPECT_EQ(order.ended_at.has_value(),
                  is_ended(order.status) || order.status == BookedStatus::inactive);
    }
}

class RandomDay {
  public:
    explicit RandomDay(std::uint64_t seed)
        : rng_(seed), bench_({}, {"AAPL"}, seed), clients_{&bench_.ready(0), &bench_.ready(1)} {
        for (const double below : {250.0, 260.0})
            pairs_.push_back(put_pair(bench_.gateway, "AAPL", 20, below, 5));
    }

    void run(int steps) {
        for (int i = 0; i < steps; ++i) {
            act();
            bench_.run(std::chrono::milliseconds(rng_.between(20, 800)));
        }
    }
    const Books& books() const { return bench_.gateway.books(); }

  private:
    Client& client() { return *clients_[who()]; }
    std::size_t who() { return static_cast<std::size_t>(current_ = rng_.between(0, 1)); }

    void act() {
        Client& one = client();
        switch (rng_.between(0, 9)) {
            case 0: bench_.send(one, tws::ReqGlobalCancel{}); break;
            case 1:
            case 2: bench_.send(one, tws::CancelOrder{any_id(), "", "", {}}); break;
            case 3: reconnect(); break;
            case 4: bench_.send(one, tws::ReqAllOpenOrders{}); break;
            default: bench_.send(one, any_order()); break;
        }
    }
    void reconnect() {
        const auto id = static_cast<int>(current_);
        bench_.hang_up(*clients_[static_cast<std::size_t>(id)]);
        clients_[static_cast<std::size_t>(id)] = &bench_.ready(id);
    }
    OrderId any_id() { return OrderId{static_cast<std::int32_t>(rng_.between(1, next_ + 1))}; }

    tws::PlaceOrder any_order() {
        const bool fresh = rng_.chance(0.7);
        const int id = fresh ? ++next_ : any_id().value();
        const auto tif = std::array{tws::Tif::day, tws::Tif::gtc, tws::Tif::ioc,
                                    tws::Tif::fok}[static_cast<std::size_t>(rng_.between(0, 3))];
        const auto quantity = static_cast<int>(rng_.between(1, 6));
        tws::PlaceOrder request;
        if (rng_.chance(0.4)) {
            const auto limit = rng_.chance(0.5) ? std::optional{price("10")} : std::nullopt;
            request =
                order(id, stock("AAPL"), rng_.chance(0.5) ? tws::Action::buy : tws::Action::sell,
                      quantity, limit, tif);
        } else {
            const auto& [high, low] = pairs_[static_cast<std::size_t>(rng_.between(0, 1))];
            const bool credit = rng_.chance(0.5);
            const Price limit = Price::from_raw(rng_.between(1, 480) * 1'000'000);
            request = order(id, credit ? combo(*high, *low) : combo(*low, *high), tws::Action::buy,
                            quantity, credit ? -limit : limit, tif);
        }
        request.order->transmit = rng_.chance(0.9);
        request.order->what_if = rng_.chance(0.1);
        return request;
    }

    Rng rng_;
    Bench bench_;
    std::array<Client*, 2> clients_;
    std::vector<std::pair<const Instrument*, const Instrument*>> pairs_;
    int next_ = 0;
    std::int64_t current_ = 0;
};

TEST(RandomDay, KeepsTheBooksSound) {
    std::size_t executions = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE(seed);
        RandomDay day(seed);
        for (int part = 0; part < 6; ++part) {
            day.run(20);
            expect_sound(day.books());
        }
        const auto loaded = load(save(day.books()));
        ASSERT_TRUE(loaded);
        EXPECT_EQ(*loaded, day.books());
        executions += day.books().executions.size();
    }
    EXPECT_GT(executions, 200U);
}

}  // namespace
}  // namespace wingspread::sim::testing
