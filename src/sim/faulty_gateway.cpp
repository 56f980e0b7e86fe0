#include "sim/faulty_gateway.hpp"

#include <algorithm>
#include <utility>

namespace wingspread::sim {

FaultyGateway::FaultyGateway(Gateway gateway, const FaultPlan& plan, const Now& start)
    : gateway_(std::move(gateway)) {
    for (const PlannedFault& planned : plan.faults) schedule(planned, start);
}

void FaultyGateway::schedule(const PlannedFault& planned, const Now& now) {
    const Due due{now.monotonic + planned.at, planned.fault};
    plan_.insert(std::ranges::upper_bound(plan_, due.at, {}, &Due::at), due);
}

std::optional<SessionId> FaultyGateway::open(const Now& now) {
    advance(now);
    if (refuses()) {
        meets(refused_by_);
        return std::nullopt;
    }
    const SessionId id = gateway_.open(now);
    wires_[id] = {};
    collect(now);
    return id;
}

void FaultyGateway::receive(SessionId session, std::string_view bytes, const Now& now) {
    advance(now);
    const auto wire = wires_.find(session);
    if (wire == wires_.end()) return;
    if (now.monotonic < mute_until_) silence(wire->second, FaultKind::mute);
    if (wire->second.dead) return;
    gateway_.receive(session, bytes, now);
    collect(now);
}

void FaultyGateway::peer_closed(SessionId session, const Now& now) {
    wires_.erase(session);
    gateway_.peer_closed(session, now);
    collect(now);
}

bool FaultyGateway::is_clear(SessionId session) const {
    const auto wire = wires_.find(session);
    return wire != wires_.end() && !wire->second.dead && wire->second.late.empty();
}

std::vector<Action> FaultyGateway::take_actions() { return std::exchange(actions_, {}); }

std::vector<Fault> FaultyGateway::take_begun() { return std::exchange(begun_, {}); }

FaultCounts FaultyGateway::felt() const {
    FaultCounts felt = felt_;
    for (std::size_t i = 0; i < felt.size(); ++i) felt[i] += gateway_.felt()[i];
    return felt;
}

// ---- What goes wrong

void FaultyGateway::begin(const Fault& fault, const Now& now) {
    begun_.push_back(fault);
    ++begun_counts_[static_cast<std::size_t>(fault.kind)];
    const auto extend = [&](MonotonicTime& end) {
        end = std::max(end, now.monotonic + fault.lasts);
    };
    if (fault.kind == FaultKind::refuse || fault.kind == FaultKind::restart) {
        refused_until_ =
            std::max(refused_until_.value_or(now.monotonic), now.monotonic + fault.lasts);
        refused_by_ = fault.kind;
        close_all(fault.kind, now);
        if (fault.kind == FaultKind::restart) gateway_.restart(now);
    } else if (fault.kind == FaultKind::mute) {
        extend(mute_until_);
    } else if (fault.kind == FaultKind::cut) {
        cut_after_ = fault.number;
        cut_session_.reset();
    } else if (fault.kind == FaultKind::half_open) {
        for (auto& [id, wire] : wires_) silence(wire, FaultKind::half_open);
    } else if (fault.kind == FaultKind::slow) {
        extend(slow_until_);
        slow_by_ = fault.delay;
    } else {
        gateway_.inject(fault, now);
    }
    collect(now);
}

void FaultyGateway::close_all(FaultKind why, const Now& now) {
    for (const auto& [id, wire] : std::exchange(wires_, {})) {
        meets(why);
        gateway_.peer_closed(id, now);
        actions_.emplace_back(Close{id});
    }
}

void FaultyGateway::silence(Wire& wire, FaultKind why) {
    if (std::exchange(wire.dead, true)) return;
    meets(why);
    wire.late.clear();
    wire.due.clear();
}

// ---- Bytes

void FaultyGateway::collect(const Now& now) {
    for (Action& action : gateway_.take_actions()) {
        if (auto* send = std::get_if<Send>(&action)) {
            pass(std::move(*send), now);
            continue;
        }
        const SessionId id = std::get<Close>(action).session;
        const auto wire = wires_.find(id);
        if (wire == wires_.end() || wire->second.dead) continue;  // nobody hears of it
        wire->second.closes = true;
        if (!wire->second.late.empty()) continue;
        wires_.erase(wire);
        actions_.emplace_back(Close{id});
    }
}

void FaultyGateway::pass(Send send, const Now& now) {
    const SessionId id = send.session;
    const auto found = wires_.find(id);
    if (found == wires_.end()) return;
    Wire& wire = found->second;
    if (now.monotonic < mute_until_) silence(wire, FaultKind::mute);
    if (wire.dead) return;
    const bool cut_here = cuts(send);
    const bool slow = now.monotonic < slow_until_;
    if (slow || !wire.late.empty()) {
        if (slow) meets(FaultKind::slow);
        const auto due = now.monotonic + (slow ? slow_by_ : Duration{});
        wire.due.push_back(wire.due.empty() ? due : std::max(due, wire.due.back()));
        wire.late.push_back(std::move(send));
        wire.closes = wire.closes || cut_here;
    } else {
        actions_.emplace_back(std::move(send));
    }
    if (!cut_here) return;
    gateway_.peer_closed(id, now);
    if (!wire.late.empty()) return;
    wires_.erase(found);
    actions_.emplace_back(Close{id});
}

bool FaultyGateway::cuts(Send& send) {
    if (!cut_after_) return false;
    if (!cut_session_ || !wires_.contains(*cut_session_)) cut_session_ = send.session;
    if (send.session != *cut_session_) return false;
    const auto left = static_cast<std::size_t>(*cut_after_);
    if (send.bytes.size() < left) {
        *cut_after_ -= static_cast<std::int64_t>(send.bytes.size());
        return false;
    }
    send.bytes.resize(left);
    cut_after_.reset();
    meets(FaultKind::cut);
    return true;
}

void FaultyGateway::send_late(const Now& now) {
    for (auto it = wires_.begin(); it != wires_.end();) {
        auto& [id, wire] = *it;
        const bool was_late = !wire.late.empty();
        while (!wire.due.empty() && wire.due.front() <= now.monotonic) {
            actions_.emplace_back(std::move(wire.late.front()));
            wire.late.pop_front();
            wire.due.pop_front();
        }
        const bool closes = was_late && wire.late.empty() && wire.closes;
        if (closes) actions_.emplace_back(Close{id});
        it = closes ? wires_.erase(it) : std::next(it);
    }
}

// ---- Time

void FaultyGateway::advance(const Now& now) {
    while (!plan_.empty() && plan_.front().at <= now.monotonic) {
        const Fault fault = plan_.front().fault;
        plan_.pop_front();
        begin(fault, now);
    }
    if (refused_until_ && *refused_until_ <= now.monotonic) refused_until_.reset();
    send_late(now);
    gateway_.advance(now);
    collect(now);
}

std::optional<MonotonicTime> FaultyGateway::next_wakeup() const {
    std::optional<MonotonicTime> next = gateway_.next_wakeup();
    const auto at = [&](MonotonicTime time) { next = next ? std::min(*next, time) : time; };
    if (!plan_.empty()) at(plan_.front().at);
    if (refused_until_) at(*refused_until_);
    for (const auto& [id, wire] : wires_)
        if (!wire.due.empty()) at(wire.due.front());
    return next;
}

}  // namespace wingspread::sim
