#include "sim/gateway_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

/// What goes wrong with a gateway, from its beginning to its end.
namespace wingspread::sim {
namespace {

struct FarmNotices {
    std::string_view what;
    int broken;
    int ok;
};
/// By farm.
constexpr std::array<FarmNotices, all_farms.size()> farm_notices{{
    {"Market data farm", 2103, 2104},
    {"Market data farm", 2103, 2104},
    {"HMDS data farm", 2105, 2106},
    {"Sec-def data farm", 2157, 2158},
}};

bool acts_on_orders(const tws::Request& request) {
    return std::holds_alternative<tws::PlaceOrder>(request) ||
           std::holds_alternative<tws::CancelOrder>(request) ||
           std::holds_alternative<tws::ReqGlobalCancel>(request);
}

bool asks_for_definitions(const tws::Request& request) {
    return std::holds_alternative<tws::ReqContractData>(request) ||
           std::holds_alternative<tws::ReqMatchingSymbols>(request) ||
           std::holds_alternative<tws::ReqSecDefOptParams>(request) ||
           std::holds_alternative<tws::ReqMarketRule>(request);
}

std::optional<RequestId> asks_for_history(const tws::Request& request) {
    if (const auto* bars = std::get_if<tws::ReqHistoricalData>(&request)) return bars->req_id;
    if (const auto* live = std::get_if<tws::ReqRealTimeBars>(&request)) return live->req_id;
    if (const auto* head = std::get_if<tws::ReqHeadTimestamp>(&request)) return head->req_id;
    return std::nullopt;
}

void extend(std::optional<MonotonicTime>& end, MonotonicTime to) {
    end = end ? std::max(*end, to) : to;
}

/// Whether that moment has come; it is forgotten then.
bool take_due(std::optional<MonotonicTime>& at, const Now& now) {
    if (!at || *at > now.monotonic) return false;
    at.reset();
    return true;
}

}  // namespace

const std::array<GatewayState::BeginFault, fault_count> GatewayState::fault_beginnings{
    nullptr,  // refuse
    nullptr,  // mute
    nullptr,  // cut
    nullptr,  // half_open
    nullptr,  // slow
    nullptr,  // restart
    &GatewayState::refuse_handshakes,
    &GatewayState::roll_ids_back,
    &GatewayState::be_away_at_start,
    &GatewayState::lose_link,
    &GatewayState::break_farm,
    &GatewayState::mend_farm,
    &GatewayState::refuse_messages,
    &GatewayState::limit_lines,
    &GatewayState::delay_data,
    &GatewayState::take_data,
};

void GatewayState::inject(const Fault& fault, const Now& now) {
    advance(now);
    if (const BeginFault begin = fault_beginnings[static_cast<std::size_t>(fault.kind)])
        (this->*begin)(fault, now);
    advance(now);
}

std::unique_ptr<GatewayState> GatewayState::restarted(GatewayState&& before) {
    Floor& old = before.floor;
    while (!old.sessions.empty()) before.close(old.sessions.begin()->first);
    auto after = std::make_unique<GatewayState>(old.config, std::move(old.market), old.rng,
                                                std::move(old.books));
    after->floor.trouble = old.trouble;
    after->floor.known = std::move(old.known);
    after->floor.out = std::move(old.out);
    after->next_session_ = before.next_session_;
    return after;
}

void GatewayState::refuse_handshakes(const Fault& fault, const Now&) {
    floor.trouble.handshakes_to_refuse += fault.number;
}

void GatewayState::roll_ids_back(const Fault& fault, const Now&) {
    for (auto& [client, next] : floor.books.next_order_ids) {
        const auto lower = next.value() - static_cast<std::int32_t>(fault.number);
        next = OrderId{std::max(lower, 1)};
    }
    floor.trouble.ids_rolled_back = true;
}

void GatewayState::be_away_at_start(const Fault& fault, const Now&) {
    floor.trouble.away_at_next_start = fault.lasts;
}

void GatewayState::refuse_messages(const Fault& fault, const Now&) {
    floor.trouble.messages_to_refuse += fault.number;
}

void GatewayState::limit_lines(const Fault& fault, const Now& now) {
    floor.trouble.market_data_lines = static_cast<int>(fault.number);
    floor.trouble.lines_back_at = now.monotonic + fault.lasts;
}

void GatewayState::delay_data(const Fault& fault, const Now& now) {
    const bool begins = !floor.trouble.delayed_until;
    extend(floor.trouble.delayed_until, now.monotonic + fault.lasts);
    if (begins) data_.delay_all();
}

void GatewayState::take_data(const Fault& fault, const Now& now) {
    const bool begins = !floor.trouble.taken_until;
    extend(floor.trouble.taken_until, now.monotonic + fault.lasts);
    if (begins) data_.tell_all_taken();
}

// ---- Farms

void GatewayState::tell_farm(const Session& session, Farm farm) {
    const FarmNotices& notices = farm_notices[static_cast<std::size_t>(farm)];
    const bool broken = floor.trouble.broken_farms.contains(farm);
    floor.error(session, -1, broken ? notices.broken : notices.ok,
                fmt::format("{} connection is {}:{}", notices.what, broken ? "broken" : "OK",
                            to_string(farm)));
}

void GatewayState::break_farm(const Fault& fault, const Now&) {
    if (!floor.trouble.broken_farms.insert(fault.farm).second) return;
    for (const auto& [id, session] : floor.sessions) {
        if (!session.running() || !floor.trouble.link_up) continue;
        floor.trouble.meets(FaultKind::farm_down);
        tell_farm(session, fault.farm);
    }
}

void GatewayState::mend_farm(const Fault& fault, const Now&) {
    if (floor.trouble.broken_farms.erase(fault.farm) == 0) return;
    for (const auto& [id, session] : floor.sessions) {
        if (!session.running() || !floor.trouble.link_up) continue;
        floor.trouble.meets(FaultKind::farm_up);
        tell_farm(session, fault.farm);
    }
}

// ---- The link between TWS and IBKR

void GatewayState::tell_all(FaultKind kind, int code, const std::string& text) {
    for (const auto& [id, session] : floor.sessions) {
        if (!session.running()) continue;
        floor.trouble.meets(kind);
        floor.error(session, -1, code, text);
    }
}

void GatewayState::go_without_link(MonotonicTime back_at) {
    if (floor.trouble.link_up) floor.known = floor.books;
    floor.trouble.link_up = false;
    extend(floor.trouble.link_back_at, back_at);
}

void GatewayState::lose_link(const Fault& fault, const Now& now) {
    go_without_link(now.monotonic + fault.lasts);
    Trouble& trouble = floor.trouble;
    trouble.data_lost = trouble.data_lost || fault.data_lost;
    if (fault.number == 0) return;
    trouble.losses_to_tell = static_cast<int>(fault.number);
    trouble.between_losses = fault.lasts / fault.number;
    trouble.next_loss_at = now.monotonic;
    tell_loss(now);
}

void GatewayState::tell_loss(const Now& now) {
    Trouble& trouble = floor.trouble;
    while (trouble.next_loss_at && *trouble.next_loss_at <= now.monotonic) {
        tell_all(FaultKind::link_lost, 1100,
                 "Connectivity between IBKR and Trader Workstation has been lost.");
        *trouble.next_loss_at += trouble.between_losses;
        if (--trouble.losses_to_tell == 0) trouble.next_loss_at.reset();
    }
}

void GatewayState::restore_link(const Now& now) {
    floor.trouble.link_up = true;
    const bool lost = std::exchange(floor.trouble.data_lost, false);
    tell_all(FaultKind::link_lost, lost ? 1101 : 1102,
             fmt::format("Connectivity between IBKR and Trader Workstation has been restored - "
                         "data {}.",
                         lost ? "lost" : "maintained"));
    if (lost) {
        data_.forget_all();
        account_.forget_all();
        history_.forget_all();
        for (auto& [id, session] : floor.sessions)
            session.data_kind = tws::MarketDataKind::real_time;
    }
    for (const auto& [id, session] : floor.sessions)
        for (const Farm farm : all_farms)
            if (session.running()) tell_farm(session, farm);
    floor.known.reset();
    floor.out.release();
    for (auto& [from, request] : std::exchange(held_requests_, {})) {
        const auto session = floor.sessions.find(from.id);
        hand_over(session == floor.sessions.end() ? from : session->second, request, now);
    }
}

bool GatewayState::is_beyond_reach(Session& session, const tws::Request& request) {
    if (!floor.trouble.link_up && acts_on_orders(request)) {
        held_requests_.emplace_back(session, request);
        return true;
    }
    const auto history = asks_for_history(request);
    if (history && !floor.is_reachable(Farm::ushmds)) {
        floor.error(session, history->value(), 162,
                    "Historical Market Data Service error message:HMDS server connection was "
                    "unsuccessful.");
        return true;
    }
    return asks_for_definitions(request) && !floor.is_reachable(Farm::secdefnj);
}

// ---- Time

void GatewayState::end_due_faults(const Now& now) {
    Trouble& trouble = floor.trouble;
    tell_loss(now);
    if (take_due(trouble.link_back_at, now)) {
        trouble.next_loss_at.reset();
        restore_link(now);
    }
    if (take_due(trouble.lines_back_at, now)) trouble.market_data_lines.reset();
    const bool live_again = take_due(trouble.delayed_until, now);
    const bool given_back = take_due(trouble.taken_until, now);
    if (live_again || given_back) data_.begin_again(now);
}

std::optional<MonotonicTime> GatewayState::next_fault_step() const {
    const Trouble& trouble = floor.trouble;
    std::optional<MonotonicTime> next;
    for (const auto& at : {trouble.link_back_at, trouble.next_loss_at, trouble.lines_back_at,
                           trouble.delayed_until, trouble.taken_until})
        if (at) next = next ? std::min(*next, *at) : *at;
    return next;
}

}  // namespace wingspread::sim
