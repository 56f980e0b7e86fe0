#include "broker/pacer.hpp"

#include "core/planted.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wingspread::broker {

namespace {

constexpr Duration pause_after_complaint = std::chrono::seconds(1);
/// One message in so many goes to whoever has waited longest.
constexpr int fair_turn = 10;

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
    : limits_(limits),
      limit_(std::max<std::size_t>(limits.messages, 1)),
      history_(limits.history) {}

Result<void> Pacer::enqueue(Outbound message) {
    const Priority priority = queue_for(message);
    if (!is_urgent(priority) && queued() >= limits_.max_queued) {
        return fail(Errc::unavailable, "too many messages wait for their turn on the wire");
    }
    queues_[index_of(priority)].push_back({std::move(message), std::nullopt});
    return {};
}

std::vector<Outbound> Pacer::take_ready(Now now) {
    seen_ = now.monotonic;
    recover(now.monotonic);
    for (auto& queue : queues_) {
        for (auto waiting = queue.rbegin(); waiting != queue.rend() && !waiting->since; ++waiting) {
            waiting->since = now.monotonic;
        }
    }
    std::vector<Outbound> ready;
    while (const auto priority = next_queue()) {
        const auto free = free_at(*priority);
        if (free && *free > now.monotonic) break;
        auto& queue = queues_[index_of(*priority)];
        Waiting waiting = std::move(queue.front());
        queue.pop_front();
        if (!is_urgent(*priority)) turn_ = (turn_ + 1) % fair_turn;
        if (const auto* asked = std::get_if<tws::ReqHistoricalData>(&waiting.message.request())) {
            history_.note_sent(*asked, now.monotonic);
        }
        waits_.count(now.monotonic - *waiting.since);
        ready.push_back(std::move(waiting.message));
        note_sent(now);
    }
    return ready;
}

void Pacer::recover(MonotonicTime now) {
    const std::size_t full = std::max<std::size_t>(limits_.messages, 1);
    while (recover_at_ && *recover_at_ <= now) {
        ++limit_;
        *recover_at_ += limits_.recovery_step;
        if (limit_ >= full) recover_at_.reset();
    }
}

std::optional<MonotonicTime> Pacer::next_wakeup() const {
    const auto priority = next_queue();
    if (!priority) return std::nullopt;
    const auto free = free_at(*priority);
    if (free == MonotonicTime::max()) return std::nullopt;  // an answer will wake us, or a deadline
    return free.value_or(MonotonicTime::min());
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
    if (limit_ < limits_.messages) recover_at_ = paused_until_ + limits_.recovery_step;
}

bool Pacer::withdraw_if(const auto& condition) {
    for (auto& queue : queues_) {
        const auto found = std::ranges::find_if(queue, condition, &Waiting::message);
        if (found == queue.end()) continue;
        queue.erase(found);
        return true;
    }
    return false;
}

bool Pacer::withdraw(RequestId id) {
    return withdraw_if([&](const Outbound& message) {
        return message.request_id() == id && !message.is_cancel();
    });
}

bool Pacer::withdraw(OrderId id) {
    return withdraw_if([&](const Outbound& message) { return places(message, id); });
}

std::vector<Outbound> Pacer::take_back(Priority priority) {
    auto& queue = queues_[index_of(priority)];
    std::vector<Outbound> taken;
    for (auto& waiting : queue) taken.push_back(std::move(waiting.message));
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
    recover_at_.reset();
    sent_.clear();
    history_.on_connection_lost();
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
        [id = message.order_id()](const Waiting& waiting) { return places(waiting.message, id); });
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
    if (planted(Mistake::rate_not_kept)) return at;
    const auto not_before = [&at](MonotonicTime time) { at = at ? std::max(*at, time) : time; };
    if (paused_until_ != MonotonicTime::min()) not_before(paused_until_);
    const std::size_t allowed = allowance(priority);
    if (sent_.size() >= allowed) not_before(sent_[sent_.size() - allowed] + limits_.window);
    if (limits_.burst > 0 && !is_urgent(priority) && sent_.size() >= limits_.burst) {
        not_before(sent_[sent_.size() - limits_.burst] + limits_.burst_window);
    }
    if (const auto held = held_by_rules(priority)) not_before(*held);
    return at;
}

std::optional<MonotonicTime> Pacer::held_by_rules(Priority priority) const {
    if (priority != Priority::history) return std::nullopt;
    const auto& first = queues_[index_of(priority)].front().message.request();
    const auto* const asked = std::get_if<tws::ReqHistoricalData>(&first);
    return asked ? history_.free_at(*asked) : std::nullopt;
}

std::optional<Priority> Pacer::next_queue() const {
    for (std::size_t i = 0; i < priority_count; ++i) {
        if (queues_[i].empty()) continue;
        const auto first = static_cast<Priority>(i);
        if (is_urgent(first) || turn_ != fair_turn - 1) return first;
        return longest_waiting();
    }
    return std::nullopt;
}

std::optional<Priority> Pacer::longest_waiting() const {
    std::optional<Priority> longest;
    std::optional<MonotonicTime> since;
    for (std::size_t i = 0; i < priority_count; ++i) {
        if (queues_[i].empty()) continue;
        const auto priority = static_cast<Priority>(i);
        // What the rules for history hold back must not hold back others.
        if (const auto held = held_by_rules(priority); longest && held && *held > seen_) continue;
        const auto& front = queues_[i].front().since;
        if (longest && (!front || (since && *front >= *since))) continue;
        longest = priority;
        since = front;
    }
    return longest;
}

}  // namespace wingspread::broker
