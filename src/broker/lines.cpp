#include "broker/lines.hpp"

#include "core/planted.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wingspread::broker {

Lines::Lines(LineLimits limits, RequestIds& ids)
    : limits_(limits),
      ids_(&ids),
      capacity_(limits.max_lines + (planted(Mistake::one_line_too_many) ? 1 : 0)),
      retry_after_(limits.retry_after) {}

void Lines::acquire(LeaseHolder holder, ConId conid, LinePriority priority) {
    const auto [at, is_new] = lines_.try_emplace(conid);
    Line& line = at->second;
    line.used = ++wishes_;
    if (is_new) line.asked = line.used;
    const auto [lease, is_new_lease] = line.leases.try_emplace(holder, priority);
    if (is_new_lease && line.open) ++shared_hits_;
    if (is_new_lease || lease->second != priority) changed_ = true;
    lease->second = priority;
}

void Lines::release(LeaseHolder holder, ConId conid) {
    const auto at = lines_.find(conid);
    if (at != lines_.end()) drop_lease(at, holder);
}

void Lines::release_all(LeaseHolder holder) {
    for (auto at = lines_.begin(); at != lines_.end();) drop_lease(at++, holder);
}

void Lines::drop_lease(std::map<ConId, Line>::iterator at, LeaseHolder holder) {
    if (at->second.leases.erase(holder) == 0) return;
    changed_ = true;
    if (!at->second.leases.empty()) return;
    if (at->second.open) close(at->first, at->second, true);
    lines_.erase(at);
}

void Lines::on_limit_reached(RequestId id, Now now) {
    if (const auto conid = find(id)) {
        close(*conid, lines_.at(*conid), false);
        return learn_limit(active(), now);
    }
    const auto among = asked_among(id);
    if (!among || *among > capacity_) return;
    // What is pinned stays open until TWS refuses it by its own name.
    const auto pinned = std::ranges::count_if(lines_, [](const auto& entry) {
        return entry.second.open && is_pinned(priority_of(entry.second));
    });
    learn_limit(std::max(*among - 1, static_cast<std::size_t>(pinned)), now);
}

std::optional<std::size_t> Lines::asked_among(RequestId given_back) const {
    const auto found =
        std::ranges::find(given_back_, given_back, [](const auto& row) { return row.first; });
    return found == given_back_.end() ? std::nullopt : std::optional(found->second);
}

void Lines::learn_limit(std::size_t lines, Now now) {
    // TWS complains of each line beyond: only the first of them answers an attempt to grow.
    const bool was_attempt = learnt_limit_ && capacity_ > *learnt_limit_;
    if (was_attempt) retry_after_ = std::min(2 * retry_after_, limits_.longest_retry);
    capacity_ = lines;
    learnt_limit_ = capacity_;
    growth_ = 1;
    grows_at_ = now.monotonic + retry_after_;
    changed_ = true;
}

void Lines::on_refused(RequestId id, Error why, bool cancel) {
    const auto conid = find(id);
    if (!conid) return;
    Line& line = lines_.at(*conid);
    close(*conid, line, cancel);
    line.refused = std::move(why);
    changed_ = true;
}

void Lines::forget_refusals() {
    for (auto& [conid, line] : lines_) line.refused.reset();
    changed_ = true;
}

void Lines::on_interrupted(RequestId id) {
    const auto conid = find(id);
    if (!conid) return;
    close(*conid, lines_.at(*conid), true);
    changed_ = true;
}

void Lines::renew(ConId conid) {
    const auto found = lines_.find(conid);
    if (found == lines_.end() || !found->second.open) return;
    close(conid, found->second, true);
    changed_ = true;
}

void Lines::on_data_lost() {
    for (auto& [conid, line] : lines_) {
        if (line.open) close(conid, line, false);
        line.refused.reset();
    }
    changed_ = true;
}

void Lines::set_enabled(bool enabled) {
    enabled_ = enabled;
    changed_ = true;
}

std::vector<LineChange> Lines::update(Now now) {
    grow(now);
    if (changed_ && enabled_) assign(now);
    std::vector<LineChange> changes = std::exchange(closings_, {});
    std::ranges::move(openings_, std::back_inserter(changes));
    openings_.clear();
    return changes;
}

void Lines::assign(Now now) {
    const std::vector<Rank> ranks = deserving();
    // Who is beyond the capacity and holds a line gives it back before others open theirs.
    for (std::size_t i = capacity_; i < ranks.size(); ++i) {
        Line& line = lines_.at(ranks[i].conid);
        if (line.open && ranks[i].may_lose) {
            close(ranks[i].conid, line, true);
            ++evictions_;
        }
        if (line.open || line.waits_since) continue;
        line.waits_since = now.monotonic;
        ++waits_;
    }
    for (std::size_t i = 0; i < std::min(capacity_, ranks.size()); ++i) {
        Line& line = lines_.at(ranks[i].conid);
        if (!line.open) open(ranks[i].conid, line);
    }
    changed_ = false;
}

std::optional<ConId> Lines::find(RequestId id) const {
    const auto found = by_request_.find(id);
    if (found == by_request_.end()) return std::nullopt;
    return found->second;
}

bool Lines::is_open(ConId conid) const {
    const auto at = lines_.find(conid);
    return at != lines_.end() && at->second.open;
}

const Error* Lines::refusal(ConId conid) const {
    const auto at = lines_.find(conid);
    return at != lines_.end() && at->second.refused ? &*at->second.refused : nullptr;
}

std::size_t Lines::wanted(LinePriority least) const {
    return static_cast<std::size_t>(std::ranges::count_if(lines_, [&](const auto& entry) {
        return !entry.second.refused && priority_of(entry.second) <= least;
    }));
}

LineStatistics Lines::statistics() const {
    LineStatistics result{.active = active(),
                          .maximum = limits_.max_lines,
                          .capacity = capacity_,
                          .learnt_limit = learnt_limit_,
                          .waits = waits_,
                          .evictions = evictions_,
                          .shared_hits = shared_hits_};
    for (const auto& [conid, line] : lines_) {
        if (line.open || line.refused) continue;
        ++result.waiting;
        if (!line.waits_since) continue;
        if (!result.waiting_since || *line.waits_since < *result.waiting_since) {
            result.waiting_since = line.waits_since;
        }
    }
    return result;
}

LinePriority Lines::priority_of(const Line& line) {
    return std::ranges::min_element(line.leases, {}, [](const auto& lease) { return lease.second; })
        ->second;
}

void Lines::open(ConId conid, Line& line) {
    line.open = ids_->next();
    line.waits_since.reset();
    by_request_.emplace(*line.open, conid);
    line.among = by_request_.size();
    openings_.emplace_back(LineOpened{conid, *line.open});
}

void Lines::close(ConId conid, Line& line, bool cancel) {
    closings_.emplace_back(LineClosed{conid, *line.open, cancel});
    constexpr std::size_t most_remembered = 64;
    given_back_.emplace_back(*line.open, line.among);
    if (given_back_.size() > most_remembered) given_back_.pop_front();
    by_request_.erase(*line.open);
    line.open.reset();
}

void Lines::grow(Now now) {
    if (!grows_at_ || now.monotonic < *grows_at_) return;
    if (capacity_ >= limits_.max_lines) {
        // The last attempt has stood: the limit that was learnt is history.
        learnt_limit_.reset();
        grows_at_.reset();
        retry_after_ = limits_.retry_after;
        return;
    }
    capacity_ = std::min(capacity_ + growth_, limits_.max_lines);
    growth_ *= 2;
    grows_at_ = now.monotonic + retry_after_;
    changed_ = true;
}

Lines::Rank Lines::rank_of(ConId conid, const Line& line) {
    const LinePriority priority = priority_of(line);
    const bool open = line.open.has_value();
    // Open lines: the last used first; waiting ones: the first to ask first.
    return {!(open && is_pinned(priority)), priority, !open, open ? ~line.used : line.asked, conid};
}

std::vector<Lines::Rank> Lines::deserving() const {
    std::vector<Rank> ranks;
    for (const auto& [conid, line] : lines_) {
        if (!line.refused) ranks.push_back(rank_of(conid, line));
    }
    std::ranges::sort(ranks);
    return ranks;
}

}  // namespace wingspread::broker
