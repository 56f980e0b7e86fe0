#include "sim/gateway_state.hpp"

#include "sim/settlement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <concepts>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

constexpr int strikes_until_disconnect = 3;

/// Whether a desk answers that kind of request.
template <class Desk, class Message>
concept serves = requires(Desk desk, Session session, const Message message, const Now now) {
    desk.on(session, message, now);
} || requires(Desk desk, Session session, const Message message) { desk.on(session, message); };

Books opened(Books books, const GatewayConfig& config) {
    if (!books.opened) books.cash_usd += config.opening_cash_usd;
    books.opened = true;
    return books;
}

bool concerns_orders(const tws::Request& request) {
    return std::visit(
        []<class Message>(const Message&) {
            return std::same_as<Message, tws::PlaceOrder> ||
                   std::same_as<Message, tws::CancelOrder> ||
                   std::same_as<Message, tws::ReqGlobalCancel> ||
                   std::same_as<Message, tws::ReqOpenOrders> ||
                   std::same_as<Message, tws::ReqAllOpenOrders> ||
                   std::same_as<Message, tws::ReqAutoOpenOrders> ||
                   std::same_as<Message, tws::ReqCompletedOrders>;
        },
        request);
}

}  // namespace

GatewayState::GatewayState(const GatewayConfig& config, std::unique_ptr<Market> market, Rng rng,
                           Books restored)
    : floor{config, std::move(market), rng, opened(std::move(restored), config), {}, {}, {}, {}},
      contracts_(floor),
      data_(floor),
      orders_(floor),
      account_(floor),
      history_(floor) {}

SessionId GatewayState::open(const Now& now) {
    floor.market->advance(now);
    const SessionId id{next_session_++};
    Session& session = floor.sessions[id];
    session.id = id;
    if (std::ssize(floor.sessions) > floor.config.max_clients) close(id);
    return id;
}

void GatewayState::receive(SessionId id, std::string_view bytes, const Now& now) {
    const auto it = floor.sessions.find(id);
    if (it == floor.sessions.end()) return;
    advance(now);
    if (it->second.stage == Session::Stage::greeting)
        greet(it->second, bytes, now);
    else
        it->second.frames.feed(bytes);
    if (is_open(id) && it->second.stage != Session::Stage::greeting) read_frames(id, now);
    changed_positions_.merge(orders_.take_changed_positions());
    tell_positions(now);
}

/// TWS learns of positions from IBKR.
void GatewayState::tell_positions(const Now& now) {
    if (floor.trouble.link_up)
        account_.positions_changed(std::exchange(changed_positions_, {}), now);
}

/// The client's first bytes; whoever sends something else (an HTTP request) is shut out.
void GatewayState::greet(Session& session, std::string_view bytes, const Now&) {
    const auto range = session.greeting.feed(bytes);
    if (!range) return close(session.id);
    if (!range->has_value()) return;
    const tws::VersionRange own{tws::oldest_version,
                                tws::ServerVersion{floor.config.server_version}};
    const auto version = tws::negotiate(own, **range);
    if (!version) return close(session.id);
    session.version = *version;
    session.stage = Session::Stage::waiting_for_start;
    floor.out.send_raw(session.id,
                       tws::server_greeting({*version, new_york_stamp(floor.market->time())}));
    session.frames.feed(session.greeting.rest());
}

void GatewayState::read_frames(SessionId id, const Now& now) {
    while (is_open(id)) {
        Session& session = floor.sessions.at(id);
        const auto payload = session.frames.next();
        if (!payload) return close(id);  // the stream has lost its frames for good
        if (!payload->has_value()) return;
        // The view holds until the next feed, and nothing feeds here.
        on_payload(session, **payload, now);
    }
}

bool GatewayState::admit(Session& session, const Now& now) {
    if (floor.trouble.messages_to_refuse > 0 && session.running()) {
        --floor.trouble.messages_to_refuse;
        floor.trouble.meets(FaultKind::pacing_breach);
        refuse_for_rate(session, now);
        return false;
    }
    if (!floor.config.reject_above_rate) return true;
    auto& recent = session.recent;
    while (!recent.empty() && recent.front() <= now.monotonic - 1s) recent.pop_front();
    recent.push_back(now.monotonic);
    if (std::ssize(recent) <= floor.config.messages_per_second) return true;
    recent.pop_back();
    refuse_for_rate(session, now);
    return false;
}

void GatewayState::refuse_for_rate(Session& session, const Now& now) {
    const int limit = floor.config.messages_per_second;
    const bool new_breach = session.strikes == 0 || now.monotonic - session.last_strike >= 1s;
    if (new_breach) {
        session.last_strike = now.monotonic;
        ++session.strikes;
    }
    floor.error(session, -1, 100,
                fmt::format("Max rate of messages per second has been exceeded:max={} rec={} ({})",
                            limit, limit + 1, session.strikes));
    if (session.strikes >= strikes_until_disconnect) close(session.id);
}

void GatewayState::on_payload(Session& session, std::string_view payload, const Now& now) {
    if (!admit(session, now)) return;
    const auto request = tws::decode_request(payload, session.version);
    if (!request)
        return floor.error(session, -1, 320, "Error reading request. " + request.error().message);
    // What comes before startApi is lost, as with TWS.
    if (!session.running() && !std::holds_alternative<tws::StartApi>(*request)) return;
    if (floor.config.read_only && concerns_orders(*request)) {
        return floor.error(
            session, -1, 321,
            "Error validating request.-'bW' : cause - The API interface is currently "
            "in Read-Only mode.");
    }
    if (!is_beyond_reach(session, *request)) hand_over(session, *request, now);
}

void GatewayState::hand_over(Session& session, const tws::Request& request, const Now& now) {
    const auto give_to = [&](auto& desk, const auto& message) {
        if constexpr (requires { desk.on(session, message, now); })
            desk.on(session, message, now);
        else
            desk.on(session, message);
    };
    const auto give = [&]<class Message>(const Message& message) {
        if constexpr (serves<ContractDesk, Message>)
            give_to(contracts_, message);
        else if constexpr (serves<DataDesk, Message>)
            give_to(data_, message);
        else if constexpr (serves<OrderDesk, Message>)
            give_to(orders_, message);
        else if constexpr (serves<AccountDesk, Message>)
            give_to(account_, message);
        else if constexpr (serves<HistoryDesk, Message>)
            give_to(history_, message);
        else
            give_to(*this, message);
    };
    std::visit(give, request);
}

void GatewayState::on(Session& session, const tws::StartApi& request, const Now& now) {
    if (session.running()) return;
    Trouble& trouble = floor.trouble;
    const bool refused = trouble.handshakes_to_refuse > 0;
    if (refused) {
        --trouble.handshakes_to_refuse;
        trouble.meets(FaultKind::duplicate_client_id);
    }
    if (refused || floor.session_of(request.client_id)) {
        floor.error(session, -1, 326,
                    "Unable to connect as the client id is already in use. Retry with a unique "
                    "client id.");
        return close(session.id);
    }
    session.client = request.client_id;
    session.stage = Session::Stage::running;
    floor.out.send(session, tws::ManagedAccounts{{floor.config.account}});
    orders_.send_next_valid_id(session);
    if (const auto away = std::exchange(trouble.away_at_next_start, {}))
        go_without_link(now.monotonic + *away);
    if (!trouble.link_up) {
        trouble.meets(FaultKind::not_connected_at_start);
        return floor.error(session, -1, 2110,
                           "Connectivity between Trader Workstation and server is broken. It will "
                           "be restored automatically.");
    }
    for (const Farm farm : all_farms) tell_farm(session, farm);
}

void GatewayState::on(Session& session, const tws::UnknownRequest& request) {
    floor.error(session, -1, 320,
                fmt::format("Error reading request. Unknown message id {}", request.message_id));
}

void GatewayState::on(Session& session, const tws::ReqManagedAccounts&) {
    floor.out.send(session, tws::ManagedAccounts{{floor.config.account}});
}

void GatewayState::on(Session& session, const tws::ReqCurrentTime&) {
    floor.out.send(session, tws::CurrentTime{floor.time_ms() / 1000});
}

/// There is no log whose level could change.
void GatewayState::on(Session&, const tws::SetServerLogLevel&) {}

void GatewayState::close(SessionId id) {
    floor.out.close(id);
    drop(id);
}

void GatewayState::drop(SessionId id) {
    floor.out.forget(id);
    data_.forget(id);
    account_.forget(id);
    history_.forget(id);
    floor.sessions.erase(id);
}

void GatewayState::peer_closed(SessionId id) { drop(id); }

void GatewayState::advance(const Now& now) {
    floor.market->advance(now);
    end_due_faults(now);
    changed_positions_.merge(settle_expired(floor.books, *floor.market));
    // What happens at the exchanges meanwhile is told when the link is back.
    floor.out.hold(!floor.trouble.link_up);
    orders_.advance(now);
    floor.out.hold(false);
    changed_positions_.merge(orders_.take_changed_positions());
    tell_positions(now);
    data_.advance(now);
    if (floor.trouble.link_up) account_.advance(now);
    history_.advance(now);
}

std::optional<MonotonicTime> GatewayState::next_wakeup() const {
    std::optional<MonotonicTime> next;
    std::optional<MonotonicTime> account;
    if (floor.trouble.link_up) account = account_.next_wakeup();
    for (const auto& due : {orders_.next_wakeup(), data_.next_wakeup(), account,
                            history_.next_wakeup(), next_fault_step()})
        if (due) next = next ? std::min(*next, *due) : *due;
    return next;
}

}  // namespace wingspread::sim
