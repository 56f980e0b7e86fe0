#pragma once

#include "broker/session.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// A gateway of few words, for the tests of sessions: it answers as told, and stops where told.
namespace wingspread::broker::test {

inline constexpr tws::ServerVersion script_version{187};

inline std::string bytes_of(const tws::Answer& answer) {
    std::string bytes;
    if (!tws::encode(answer, script_version, bytes)) std::abort();
    return bytes;
}

inline tws::Answer notice(int code, std::string text = "text", std::int32_t id = -1) {
    tws::ErrorMessage message;
    message.id = id;
    message.code = code;
    message.text = std::move(text);
    return message;
}

inline tws::Answer next_valid_id(int id = 17) { return tws::NextValidId{OrderId(id)}; }
inline tws::Answer accounts() { return tws::ManagedAccounts{{"DU1"}}; }
inline std::string greeting() {
    return tws::server_greeting({script_version, "20260102 10:00:00 \xC0\xFF"});
}

/// What the gateway sends, piece by piece, until the session is in syncing.
inline std::vector<std::string> opening() {
    return {greeting(), bytes_of(accounts()), bytes_of(notice(2104)), bytes_of(next_valid_id())};
}

/// A session whose actions are noted; the test plays the network.
class Line {
  public:
    explicit Line(SessionSettings settings = {.client_id = ClientId(4)}, std::uint64_t seed = 1)
        : session(settings, Rng(seed)) {}

    void start() {
        session.start(now);
        note();
    }
    void opened() {
        session.on_opened(now);
        note();
    }
    void open_failed() {
        session.on_open_failed("connection refused", now);
        note();
    }
    void closed() {
        session.on_closed("end of stream", now);
        note();
    }
    void receive(std::string_view bytes) {
        session.on_bytes(bytes, now);
        while (const tws::Answer* const answer = session.next_answer(now)) {
            answers.push_back(*answer);
        }
        note();
    }
    void receive(const tws::Answer& answer) { receive(bytes_of(answer)); }
    void synced() {
        session.on_synced(now);
        note();
    }
    void pass(Duration step) {
        now = now + step;
        session.on_time(now);
        note();
    }
    /// To the moment that the session asked for.
    void pass_to_wakeup() { pass(*session.next_wakeup() - now.monotonic); }
    void connect() {
        start();
        opened();
        for (const auto& piece : opening()) receive(piece);
    }
    void make_ready() {
        connect();
        synced();
    }
    template <class Action>
    std::size_t count() const {
        std::size_t n = 0;
        for (const auto& action : actions) n += std::holds_alternative<Action>(action) ? 1 : 0;
        return n;
    }
    /// States in the order in which they were entered.
    std::vector<SessionState> states() const {
        std::vector<SessionState> result;
        for (const auto& action : actions) {
            if (const auto* const change = std::get_if<StateChanged>(&action)) {
                result.push_back(change->to);
            }
        }
        return result;
    }
    const StateChanged& last_change() const {
        for (auto at = actions.rbegin(); at != actions.rend(); ++at) {
            if (const auto* const change = std::get_if<StateChanged>(&*at)) return *change;
        }
        std::abort();
    }
    std::string sent() const {
        std::string bytes;
        for (const auto& action : actions) {
            if (const auto* const send = std::get_if<SendBytes>(&action)) bytes += send->bytes;
        }
        return bytes;
    }

    Session session;
    Now now = Now{} + std::chrono::seconds(1000);
    std::vector<SessionAction> actions;
    std::vector<tws::Answer> answers;

  private:
    void note() {
        for (auto& action : session.take_actions()) actions.push_back(std::move(action));
    }
};

}  // namespace wingspread::broker::test
