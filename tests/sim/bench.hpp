#pragma once

#include "core/clock.hpp"
#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/gateway.hpp"
#include "sim/synthetic_market.hpp"
#include "tws/frame.hpp"
#include "tws/handshake.hpp"
#include "tws/message.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace wingspread::sim::testing {

using namespace std::chrono_literals;

/// 2025-11-19 11:00 in New York, a Wednesday.
inline Now test_start() {
    const MarketTime market = options::from_new_york(*parse_date("2025-11-19"), 11h);
    return {MonotonicTime{1h}, to_utc(market), market};
}

/// One client of the gateway, through bytes alone.
struct Client {
    SessionId session;
    bool closed = false;
    bool greeted = false;
    tws::ServerVersion version{};
    tws::FrameReader frames;
    std::vector<tws::Answer> answers;  ///< since the last `take`

    std::vector<tws::Answer> take() { return std::exchange(answers, {}); }
};

/// A gateway under a clock that the test moves.
class Bench {
  public:
    explicit Bench(GatewayConfig config = {}, std::vector<std::string> symbols = {"AAPL", "SPX"},
                   std::uint64_t seed = 7, Books books = {}, Now start = test_start())
        : clock_(start),
          gateway(std::move(config), *make_market(symbols, seed, start, config.hours), Rng(seed),
                  std::move(books)) {}
    Bench(GatewayConfig config, std::unique_ptr<Market> market, Books books, Now start)
        : clock_(start), gateway(std::move(config), std::move(market), Rng(7), std::move(books)) {}

    static Result<std::unique_ptr<Market>> make_market(const std::vector<std::string>& symbols,
                                                       std::uint64_t seed, Now start, Hours hours) {
        return make_synthetic_market({seed, hours, symbols}, start);
    }

    Client& dial() {
        const SessionId id = gateway.open(clock_.now());
        Client& client = clients_[id];
        client.session = id;
        return client;
    }
    /// Through handshake and startApi; the answers of the start are kept.
    Client& connect(int client_id, int max_version = 200) {
        Client& client = dial();
        bytes(client, tws::client_greeting({tws::oldest_version, tws::ServerVersion{max_version}}));
        send(client, tws::StartApi{ClientId{client_id}, ""});
        return client;
    }
    /// Connected, with the greeting's answers thrown away.
    Client& ready(int client_id = 1) {
        Client& client = connect(client_id);
        client.take();
        return client;
    }
    void bytes(Client& client, std::string_view data) {
        gateway.receive(client.session, data, clock_.now());
        deliver();
    }
    void send(Client& client, const tws::Request& request) {
        std::string frame;
        const auto version = client.greeted ? client.version : tws::newest_version;
        ASSERT_TRUE(tws::encode(request, version, frame)) << tws::to_text(request);
        bytes(client, frame);
    }
    void hang_up(Client& client) {
        gateway.peer_closed(client.session, clock_.now());
        client.closed = true;
    }
    void inject(const Fault& fault) {
        gateway.inject(fault, clock_.now());
        deliver();
    }
    /// Lets time pass, waking the gateway whenever it asks.
    void run(Duration span) {
        const MonotonicTime end = clock_.now().monotonic + span;
        while (clock_.now().monotonic < end) {
            const auto due = gateway.next_wakeup();
            const MonotonicTime next =
                due ? std::clamp(*due, clock_.now().monotonic + 1ms, end) : end;
            clock_.advance(next - clock_.now().monotonic);
            gateway.advance(clock_.now());
            deliver();
        }
    }
    /// Until the condition holds; false when `limit` passes first.
    bool run_until(const std::function<bool()>& done, Duration limit = 60s) {
        for (Duration spent{}; spent < limit; spent += 50ms) {
            if (done()) return true;
            run(50ms);
        }
        return done();
    }
    [[nodiscard]] Now now() const { return clock_.now(); }

  private:
    void deliver() {
        for (const Action& action : gateway.take_actions()) {
            if (const auto* close = std::get_if<Close>(&action)) {
                clients_.at(close->session).closed = true;
                continue;
            }
            const Send& send = std::get<Send>(action);
            read(clients_.at(send.session), send.bytes);
            all_bytes += send.bytes;
        }
    }

  public:
    /// Answers out of bytes, as a client takes them.
    static void read(Client& client, std::string_view data) {
        client.frames.feed(data);
        for (;;) {
            const auto payload = client.frames.next();
            ASSERT_TRUE(payload) << payload.error().message;
            if (!payload->has_value()) return;
            if (!client.greeted) {
                const auto greeting = tws::read_server_greeting(**payload);
                ASSERT_TRUE(greeting) << greeting.error().message;
                client.version = greeting->version;
                client.greeted = true;
                continue;
            }
            const auto answer = tws::decode_answer(**payload, client.version);
            ASSERT_TRUE(answer) << answer.error().message;
            client.answers.push_back(*answer);
        }
    }

  private:
    VirtualClock clock_;
    std::map<SessionId, Client> clients_;

  public:
    Gateway gateway;
    std::string all_bytes;  ///< everything the gateway has said, for comparing whole runs
};

template <class T>
std::vector<T> all_of(const std::vector<tws::Answer>& answers) {
    std::vector<T> found;
    for (const tws::Answer& answer : answers)
        if (const T* one = std::get_if<T>(&answer)) found.push_back(*one);
    return found;
}

template <class T>
const T* first_of(const std::vector<tws::Answer>& answers) {
    for (const tws::Answer& answer : answers)
        if (const T* one = std::get_if<T>(&answer)) return one;
    return nullptr;
}

/// The codes of all error messages, in order.
inline std::vector<int> codes(const std::vector<tws::Answer>& answers) {
    std::vector<int> found;
    for (const auto& error : all_of<tws::ErrorMessage>(answers)) found.push_back(error.code);
    return found;
}

/// "openOrder:Submitted", "orderStatus:Filled", "execDetails", "error:202": the order of events.
std::vector<std::string> events(const std::vector<tws::Answer>& answers);

inline tws::Contract stock(const std::string& symbol) {
    tws::Contract contract;
    contract.symbol = symbol;
    contract.sec_type = tws::SecType::stock;
    contract.exchange = "SMART";
    contract.currency = "USD";
    return contract;
}

inline tws::PlaceOrder order(int id, tws::Contract contract, tws::Action action, int quantity,
                             std::optional<Price> limit, tws::Tif tif = tws::Tif::day) {
    tws::PlaceOrder request;
    request.order_id = OrderId{id};
    request.contract = std::move(contract);
    request.order->action = action;
    request.order->total_quantity = Quantity::from_int(quantity);
    request.order->order_type = limit ? tws::OrderType::limit : tws::OrderType::market;
    request.order->limit_price = limit;
    request.order->tif = tif;
    return request;
}

inline Price price(const char* text) { return *Price::parse_exact(text); }

/// A listed option by what it is; null when there is none.
const Instrument* option(const Gateway& gateway, const std::string& symbol, Date last_trade,
                         const char* strike, options::Right right);
/// The put strikes of an expiry around a price: the one at or below, and `steps` listed further
/// down.
std::pair<const Instrument*, const Instrument*> put_pair(const Gateway& gateway,
                                                         const std::string& symbol, int min_days,
                                                         double below, double width);
/// BUY {SELL the first, BUY the second}.
tws::Contract combo(const Instrument& sold, const Instrument& bought);

}  // namespace wingspread::sim::testing
