#include "engine/link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::engine {

std::optional<MonotonicTime> earlier(std::optional<MonotonicTime> a,
                                     std::optional<MonotonicTime> b) {
    if (!a) return b;
    return b ? std::min(*a, *b) : *a;
}

void Link::send(broker::Outbound message, TradeEffects& effects) {
    const auto name = broker::name_of(message);
    if (const auto queued = pacer_.enqueue(std::move(message)); !queued) {
        effects.emplace_back(LogLine{
            Severity::error, fmt::format("{} was not sent: {}", name, queued.error().message)});
        return;
    }
    ++accepted_;
}

std::vector<broker::StateChanged> Link::pump(const Now& now, TradeEffects& effects) {
    std::vector<broker::StateChanged> changes;
    for (auto& action : session_.take_actions()) {
        if (auto* change = std::get_if<broker::StateChanged>(&action)) {
            changes.push_back(std::move(*change));
        } else if (auto* bytes = std::get_if<broker::SendBytes>(&action)) {
            pacer_.note_sent(now);
            ++counters_.messages_sent;
            effects.emplace_back(std::move(*bytes));
        } else if (std::holds_alternative<broker::OpenSocket>(action)) {
            effects.emplace_back(broker::OpenSocket{});
        } else {
            effects.emplace_back(broker::CloseSocket{});
        }
    }
    if (changes.empty()) send_ready(now, effects);
    return changes;
}

void Link::send_ready(const Now& now, TradeEffects& effects) {
    if (!session_.is_up()) return;
    std::string bytes;
    for (const auto& message : pacer_.take_ready(now)) {
        if (const auto encoded = broker::encode(message, *session_.version(), bytes); !encoded) {
            effects.emplace_back(LogLine{
                Severity::error, fmt::format("{} cannot be encoded: {}", broker::name_of(message),
                                             encoded.error().message)});
            continue;
        }
        ++counters_.messages_sent;
        if (const auto* line = std::get_if<tws::ReqMktData>(&message.request())) {
            sent_lines_.push_back(line->req_id);
        }
    }
    if (!bytes.empty()) effects.emplace_back(broker::SendBytes{std::move(bytes)});
    if (!pacer_.is_throttling(now)) return throttling_since_.reset();
    if (throttling_since_) return;
    ++counters_.throttle_events;
    throttling_since_ = now.utc;
}

void Link::on_received(const tws::Answer& answer) {
    ++counters_.messages_received;
    if (const auto* end = std::get_if<tws::HistoricalDataEnd>(&answer)) {
        pacer_.on_history_ended(end->req_id);
    } else if (const auto* error = std::get_if<tws::ErrorMessage>(&answer)) {
        if (broker::kind_of(error->id) == broker::IdKind::request) {
            pacer_.on_history_ended(RequestId(error->id));
        }
    }
}

std::optional<MonotonicTime> Link::next_wakeup() const {
    return earlier(session_.next_wakeup(), session_.is_up() ? pacer_.next_wakeup() : std::nullopt);
}

}  // namespace wingspread::engine
