#include "broker/pacer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wingspread::broker {

namespace {

constexpr Duration pause_after_complaint = std::chrono::seconds(1);

constexpr std::size_t index_of(Priority priority) { return static_cast<std::size_t>(priority); }

/// They may use the reserve, and the queue is never full for them.
constexpr bool is_urgent(Priority priority) {
    return priority == Priority::cancel || priority == Priority::order;
}

bool places(const Outbound& message, std::optional<OrderId> id) {
    return std::holds_alternative<tws::PlaceOrder>(message.request()) && message.order_id() == id;
}

}  // namespace

Pacer::Pacer(PacerLimits limits)
    : limits_(limits), limit_(std::max<std::size_t>(limits.messages, 1)) {}

Result<void> Pacer::enqueue(Outbound message) {
    const Priority priority = queue_for(message);
    if (!is_urgent(priority) && queued() >= limits_.max_queued) {
        return fail(Errc::unavailable, "too many messages wait for their turn on the wire");
    }
    queues_[index_of(priority)].push_back(std::move(message));
    return {};
}

std::vector<Outbound> Pacer::take_ready(Now now) {
    std::vector<Outbound> ready;
    while (const auto priority = first_waiting()) {
        const auto free = free_at(*priority);
        if (free && *free > now.monotonic) break;
        auto& queue = queues_[index_of(*priority)];
        ready.push_back(std::move(queue.front()));
        queue.pop_front();
        note_sent(now);
    }
    return ready;
}

std::optional<MonotonicTime> Pacer::next_wakeup() const {
    const auto priority = first_waiting();
    if (!priority) return std::nullopt;
    return free_at(*priority).value_or(MonotonicTime::min());
}

void Pacer::note_sent(Now now) {
    sent_.push_back(now.monotonic);
    while (sent_.size() > limit_) sent_.pop_front();
}

void Pacer::on_rate_exceeded(Now now) {
    // TWS complains of each message of one burst.
    if (now.monotonic < paused_until_) return;
    ++strikes_;
    limit_ = std::max<std::size_t>(limit_ / 2, 1);
    paused_until_ = now.monotonic + pause_after_complaint;
}

bool Pacer::withdraw_if(const auto& condition) {
    for (auto& queue : queues_) {
        const auto found = std::ranges::find_if(queue, condition);
        if (found == queue.end()) continue;
        queue.erase(found);
        return true;
    }
    return false;
}

bool Pacer::withdraw(RequestId id) {
    return withdraw_if([&](const Outbound& message) { return message.request_id() == id; });
}

bool Pacer::withdraw(OrderId id) {
    return withdraw_if([&](const Outbound& message) { return places(message, id); });
}

std::vector<Outbound> Pacer::take_back(Priority priority) {
    auto& queue = queues_[index_of(priority)];
    std::vector<Outbound> taken(std::make_move_iterator(queue.begin()),
                                std::make_move_iterator(queue.end()));
    queue.clear();
    return taken;
}

std::vector<Outbound> Pacer::take_back_all() {
    std::vector<Outbound> all;
    for (std::size_t i = 0; i < priority_count; ++i) {
        auto taken = take_back(static_cast<Priority>(i));
        std::ranges::move(taken, std::back_inserter(all));
    }
    return all;
}

void Pacer::reset() {
    limit_ = std::max<std::size_t>(limits_.messages, 1);
    strikes_ = 0;
    paused_until_ = MonotonicTime::min();
    sent_.clear();
}

std::size_t Pacer::queued() const {
    std::size_t count = 0;
    for (const auto& queue : queues_) count += queue.size();
    return count;
}

Priority Pacer::queue_for(const Outbound& message) const {
    if (!std::holds_alternative<tws::CancelOrder>(message.request())) return message.priority();
    // Ahead of its order it would cancel nothing, and the order would live.
    const bool order_waits = std::ranges::any_of(
        queues_[index_of(Priority::order)],
        [id = message.order_id()](const Outbound& waiting) { return places(waiting, id); });
    return order_waits ? Priority::order : Priority::cancel;
}

bool Pacer::is_throttling(Now now) const {
    const auto wakeup = next_wakeup();
    return wakeup && *wakeup > now.monotonic;
}

std::size_t Pacer::allowance(Priority priority) const {
    if (is_urgent(priority)) return limit_;
    // A halved limit keeps its reserve in proportion, and data always at least one message.
    const std::size_t reserved = std::min(limits_.reserved, limit_ / 2);
    return std::max<std::size_t>(limit_ - reserved, 1);
}

std::optional<MonotonicTime> Pacer::free_at(Priority priority) const {
    std::optional<MonotonicTime> at;
    if (paused_until_ != MonotonicTime::min()) at = paused_until_;
    const std::size_t allowed = allowance(priority);
    if (sent_.size() >= allowed) {
        const MonotonicTime leaves_window = sent_[sent_.size() - allowed] + limits_.window;
        at = at ? std::max(*at, leaves_window) : leaves_window;
    }
    if (limits_.burst > 0 && !is_urgent(priority) && sent_.size() >= limits_.burst) {
        const MonotonicTime burst_over = sent_[sent_.size() - limits_.burst] + limits_.burst_window;
        at = at ? std::max(*at, burst_over) : burst_over;
    }
    return at;
}

std::optional<Priority> Pacer::first_waiting() const {
    for (std::size_t i = 0; i < priority_count; ++i) {
        if (!queues_[i].empty()) return static_cast<Priority>(i);
    }
    return std::nullopt;
}

}  // namespace wingspread::broker
