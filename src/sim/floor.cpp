#include "sim/floor.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"

#include <fmt/format.h>

namespace wingspread::sim {

using namespace std::chrono;

std::string& Outbox::open_send(SessionId session) {
    if (held_) {
        if (waiting_.empty() || waiting_.back().session != session)
            waiting_.push_back({session, {}});
        return waiting_.back().bytes;
    }
    if (!actions_.empty())
        if (auto* last = std::get_if<Send>(&actions_.back()); last && last->session == session)
            return last->bytes;
    actions_.emplace_back(Send{session, {}});
    return std::get<Send>(actions_.back()).bytes;
}

void Outbox::send(const Session& session, const tws::Answer& answer) {
    std::string& bytes = open_send(session.id);
    // A text with a NUL in it, the one thing that cannot be said, never comes from a desk: texts
    // of requests are cut at NULs by the protocol itself.
    [[maybe_unused]] const auto encoded = tws::encode(answer, session.version, bytes);
}

void Outbox::send_raw(SessionId session, std::string_view bytes) { open_send(session) += bytes; }

void Outbox::close(SessionId session) { actions_.emplace_back(Close{session}); }

std::vector<Action> Outbox::take() { return std::exchange(actions_, {}); }

void Outbox::release() {
    for (const Send& send : std::exchange(waiting_, {})) send_raw(send.session, send.bytes);
}

void Outbox::forget(SessionId session) {
    std::erase_if(waiting_, [&](const Send& send) { return send.session == session; });
}

Session* Floor::session_of(ClientId client) {
    for (auto& [id, session] : sessions)
        if (session.running() && session.client == client) return &session;
    return nullptr;
}

std::int64_t Floor::time_ms() const {
    return duration_cast<milliseconds>(market->time().time_since_epoch()).count();
}

void Floor::error(const Session& session, std::int32_t id, int code, std::string text) {
    out.send(session, tws::ErrorMessage{id, code, std::move(text), "", time_ms()});
}

void Floor::refuse(const Session& session, std::int32_t id, const Refusal& refusal) {
    error(session, id, refusal.code, refusal.text);
}

std::string new_york_date(MarketTime time) { return to_compact(options::to_new_york(time).date); }

std::string new_york_stamp(MarketTime time) {
    const options::NewYorkTime local = options::to_new_york(time);
    const hh_mm_ss clock{floor<seconds>(local.since_midnight)};
    return fmt::format("{} {:02}:{:02}:{:02} US/Eastern", to_compact(local.date),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace wingspread::sim
