#include "broker/session.hpp"

#include "broker/code_table.hpp"
#include "broker/request_ids.hpp"
#include "core/planted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::broker {

namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

/// What answered in place of a TWS, by the first bytes that it sent.
std::string describe_stranger(std::string_view first) {
    if (first.starts_with("HTTP/")) return "an HTTP server answered";
    if (first.starts_with("SSH-")) return "an SSH server answered";
    if (first.starts_with("\x15\x03") || first.starts_with("\x16\x03")) {
        return "a TLS server answered";
    }
    return "what answered does not speak the TWS protocol";
}

}  // namespace

Session::Session(SessionSettings settings, Rng rng)
    : settings_(settings), rng_(rng), pause_(settings.first_pause) {}

void Session::start(Now now) {
    pause_ = settings_.first_pause;
    if (move(SessionTrigger::start, "opening a connection", now)) open(now);
}

void Session::stop(std::string reason, Now now) {
    const bool has_socket =
        is_up() || state() == SessionState::connecting || state() == SessionState::handshaking;
    if (!move(SessionTrigger::stop, std::move(reason), now)) return;
    if (has_socket) actions_.emplace_back(CloseSocket{});
    deadline_.reset();
    forget_connection();
}

void Session::on_opened(Now now) {
    if (!move(SessionTrigger::opened, "waiting for TWS to answer", now)) return;
    actions_.emplace_back(SendBytes{tws::client_greeting(settings_.versions)});
    deadline_ = now.monotonic + settings_.handshake_deadline;
}

void Session::on_open_failed(std::string reason, Now now) {
    if (state() == SessionState::connecting) lose(std::move(reason), now, Socket::gone);
}

void Session::on_bytes(std::string_view bytes, Now now) {
    if (!is_up() && state() != SessionState::handshaking) return;
    if (!version_ && first_bytes_.size() < first_bytes_kept) {
        first_bytes_ += bytes.substr(0, first_bytes_kept - first_bytes_.size());
    }
    frames_.feed(bytes);
    if (is_up()) expect_more(now);
}

void Session::on_closed(std::string reason, Now now) {
    if (state() == SessionState::handshaking) {
        reason = version_ ? fmt::format(
                                "the gateway hung up after our greeting ({}); is client id {} "
                                "in use by another program?",
                                reason, settings_.client_id.value())
                          : fmt::format(
                                "the gateway hung up without an answer ({}); check that its API "
                                "is enabled and trusts this address",
                                reason);
    }
    lose(std::move(reason), now, Socket::gone);
}

void Session::on_time(Now now) {
    if (!deadline_ || now.monotonic < *deadline_) return;
    switch (state()) {
        case SessionState::connecting:
            return lose(
                fmt::format("no connection within {:g} s", seconds(settings_.open_deadline)), now,
                Socket::open);
        case SessionState::handshaking:
            return lose(
                fmt::format("connected, but no TWS answered within {:g} s; does it ask to accept "
                            "the connection?",
                            seconds(settings_.handshake_deadline)),
                now, Socket::open);
        case SessionState::syncing:
        case SessionState::ready:
        case SessionState::degraded:
            if (probing_) {
                return lose(fmt::format("the gateway fell silent: no answer to a question about "
                                        "the time within {:g} s",
                                        seconds(settings_.probe_deadline)),
                            now, Socket::open);
            }
            if (planted(Mistake::silence_trusted)) return expect_more(now);
            return probe(now);
        case SessionState::down:
            if (move(SessionTrigger::retry, "trying again", now)) open(now);
            return;
        case SessionState::disconnected:
        case SessionState::failed: return;
    }
    std::unreachable();
}

void Session::fail(std::string reason, Now now) { give_up(std::move(reason), now); }

void Session::on_synced(Now now) {
    if (!move(SessionTrigger::synced, "connected; orders and positions agree", now)) return;
    pause_ = settings_.first_pause;
}

const tws::Answer* Session::next_answer(Now now) {
    while (is_up() || state() == SessionState::handshaking) {
        const auto payload = frames_.next();
        if (!payload) {
            break_off(payload.error(), now);
            return nullptr;
        }
        if (!*payload) return nullptr;
        if (!version_) {
            read_greeting(**payload, now);
            continue;
        }
        if (const auto read = tws::decode_answer(**payload, *version_, answer_); !read) {
            break_off(read.error(), now);
            return nullptr;
        }
        observe(answer_, now);
        return &answer_;
    }
    return nullptr;
}

std::vector<SessionAction> Session::take_actions() { return std::exchange(actions_, {}); }

std::optional<MonotonicTime> Session::next_wakeup() const { return deadline_; }

bool Session::is_up() const {
    return state() == SessionState::syncing || state() == SessionState::ready ||
           state() == SessionState::degraded;
}

bool Session::move(SessionTrigger trigger, std::string reason, Now now, bool subscriptions_lost) {
    const auto to = next_state(state(), trigger);
    if (!to) return false;
    actions_.emplace_back(StateChanged{state(), *to, reason, subscriptions_lost});
    status_ = {*to, std::move(reason), now};
    return true;
}

void Session::open(Now now) {
    forget_connection();
    actions_.emplace_back(OpenSocket{});
    deadline_ = now.monotonic + settings_.open_deadline;
}

void Session::lose(std::string reason, Now now, Socket socket) {
    const bool was_up = is_up();
    if (!move(SessionTrigger::lost, std::move(reason), now, was_up)) return;
    if (socket == Socket::open) actions_.emplace_back(CloseSocket{});
    if (was_up) ++losses_;
    deadline_ = now.monotonic + next_pause();
    if (planted(Mistake::no_second_try) && !was_up) deadline_.reset();
    forget_connection();
}

void Session::give_up(std::string reason, Now now) {
    const bool was_up = is_up();
    if (!move(SessionTrigger::hopeless, std::move(reason), now, was_up)) return;
    actions_.emplace_back(CloseSocket{});
    deadline_.reset();
    forget_connection();
}

void Session::break_off(const Error& error, Now now) {
    if (!version_) {
        return give_up(fmt::format("{}; check host and port", describe_stranger(first_bytes_)),
                       now);
    }
    lose(fmt::format("the gateway sent what cannot be read: {}", error.message), now, Socket::open);
}

void Session::forget_connection() {
    frames_ = {};
    first_bytes_.clear();
    version_.reset();
    connection_time_.clear();
    next_valid_id_ = {};
    accounts_.clear();
    ibkr_link_ = true;
    awaits_farm_ = false;
    probing_ = false;
}

void Session::read_greeting(std::string_view payload, Now now) {
    auto greeting = tws::read_server_greeting(payload, settings_.versions);
    if (!greeting) {
        if (greeting.error().code == Errc::refused) return give_up(greeting.error().message, now);
        return break_off(greeting.error(), now);
    }
    version_ = greeting->version;
    connection_time_ = std::move(greeting->connection_time);
    send(tws::StartApi{settings_.client_id, {}});
}

void Session::send(const tws::Request& message) {
    std::string bytes;
    // Our own two messages hold numbers only, which can always be encoded.
    if (tws::encode(message, *version_, bytes)) actions_.emplace_back(SendBytes{std::move(bytes)});
}

void Session::observe(const tws::Answer& answer, Now now) {
    if (const auto* const id = std::get_if<tws::NextValidId>(&answer)) {
        next_valid_id_ = id->order_id;
        return identify_when_complete(now);
    }
    if (const auto* const accounts = std::get_if<tws::ManagedAccounts>(&answer)) {
        accounts_ = accounts->accounts;
        return identify_when_complete(now);
    }
    if (const auto* const message = std::get_if<tws::ErrorMessage>(&answer)) {
        if (kind_of(message->id) == IdKind::none) observe_notice(*message, now);
    }
}

void Session::observe_notice(const tws::ErrorMessage& message, Now now) {
    const auto quoted = [&] { return fmt::format("{} (code {})", message.text, message.code); };
    switch (meaning_for_connection(message.code)) {
        case OnConnection::client_id_in_use:
            // The old session has to die first; asking every second does not help it.
            pause_ = std::max(pause_, settings_.longest_pause / 4);
            return lose(fmt::format("client id {} is in use by another program: {}",
                                    settings_.client_id.value(), quoted()),
                        now, Socket::open);
        case OnConnection::port_changed:
        case OnConnection::broken: return lose(quoted(), now, Socket::open);
        case OnConnection::unusable: return give_up(quoted(), now);
        case OnConnection::link_lost: return on_link_lost(quoted(), false, now);
        case OnConnection::link_absent: return on_link_lost(quoted(), true, now);
        case OnConnection::restored_data_lost: return on_link_restored(quoted(), true, now);
        case OnConnection::restored_data_kept: return on_link_restored(quoted(), false, now);
        case OnConnection::farm_ok:
            // After 2110 nothing else may announce the link; after 1100 TWS says 1101 or 1102.
            if (awaits_farm_) on_link_restored(quoted(), true, now);
            return;
        case OnConnection::farm_broken:
        case OnConnection::too_fast:
        case OnConnection::nothing: return;
    }
    std::unreachable();
}

void Session::on_link_lost(std::string reason, bool until_farm, Now now) {
    ibkr_link_ = false;
    awaits_farm_ = until_farm;
    move(SessionTrigger::link_lost, std::move(reason), now);
}

void Session::on_link_restored(std::string reason, bool subscriptions_lost, Now now) {
    ibkr_link_ = true;
    awaits_farm_ = false;
    move(SessionTrigger::link_restored, std::move(reason), now, subscriptions_lost);
}

void Session::identify_when_complete(Now now) {
    if (next_valid_id_.value() >= first_request_id) {
        return give_up(fmt::format("the next order id is {}, and numbers from {} on are ours for "
                                   "data requests; reset the API order id sequence in TWS",
                                   next_valid_id_.value(), first_request_id),
                       now);
    }
    if (next_valid_id_.value() <= 0 || accounts_.empty()) return;
    if (!move(SessionTrigger::identified, "comparing orders and positions", now)) return;
    expect_more(now);
    if (!ibkr_link_) move(SessionTrigger::link_lost, "TWS is not connected to IBKR", now);
}

void Session::expect_more(Now now) {
    probing_ = false;
    deadline_ = now.monotonic + settings_.silence;
}

void Session::probe(Now now) {
    probing_ = true;
    deadline_ = now.monotonic + settings_.probe_deadline;
    send(tws::ReqCurrentTime{});
}

Duration Session::next_pause() {
    const Duration pause = pause_;
    pause_ = std::min(pause_ * 2, settings_.longest_pause);
    // Up to a quarter more, so that many clients do not return at once.
    const auto jitter = static_cast<double>(pause.count()) * 0.25 * rng_.uniform();
    return pause + Duration(static_cast<Duration::rep>(jitter));
}

}  // namespace wingspread::broker
