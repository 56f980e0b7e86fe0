#include "broker/lines.hpp"

#include "core/planted.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wingspread::broker {

Lines::Lines(LineLimits limits, RequestIds& ids)
    : limits_(limits), ids_(&ids), capacity_(limits.max_lines + (planted(Mistake::one_line_too_many) ? 1 : 0)) {}

void Lines::acquire(LeaseHolder holder, ConId conid, LinePriority priority) {
    const auto [at, is_new] = lines_.try_emplace(conid);
    if (is_new) at->second.asked = ++asked_;
    at->second.leases[holder] = priority;
    changed_ = true;
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
    const auto conid = find(id);
    if (!conid) return;
    close(*conid, lines_.at(*conid), false);
    capacity_ = active();
    regrow_at_ = now.monotonic + limits_.retry_after;
    changed_ = true;
}

void Lines::on_refused(RequestId id, Error why) {
    const auto conid = find(id);
    if (!conid) return;
    Line& line = lines_.at(*conid);
    close(*conid, line, false);
    line.refused = std::move(why);
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
    capacity_ = limits_.max_lines;
    regrow_at_.reset();
    changed_ = true;
}

void Lines::set_enabled(bool enabled) {
    enabled_ = enabled;
    changed_ = true;
}

std::vector<LineChange> Lines::update(Now now) {
    regrow(now);
    if (changed_ && enabled_) {
        const std::vector<Rank> ranks = deserving();
        // Who is beyond the capacity and holds a line gives it back before others open theirs.
        for (std::size_t i = capacity_; i < ranks.size(); ++i) {
            Line& line = lines_.at(ranks[i].conid);
            if (line.open) close(ranks[i].conid, line, true);
        }
        for (std::size_t i = 0; i < std::min(capacity_, ranks.size()); ++i) {
            Line& line = lines_.at(ranks[i].conid);
            if (!line.open) open(ranks[i].conid, line);
        }
        changed_ = false;
    }
    std::vector<LineChange> changes = std::exchange(closings_, {});
    std::ranges::move(openings_, std::back_inserter(changes));
    openings_.clear();
    return changes;
}

std::optional<MonotonicTime> Lines::next_wakeup() const { return regrow_at_; }

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

std::size_t Lines::waiting() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        lines_, [](const auto& entry) { return !entry.second.open && !entry.second.refused; }));
}

LinePriority Lines::priority_of(const Line& line) {
    return std::ranges::min_element(line.leases, {}, [](const auto& lease) { return lease.second; })
        ->second;
}

void Lines::open(ConId conid, Line& line) {
    line.open = ids_->next();
    by_request_.emplace(*line.open, conid);
    openings_.emplace_back(LineOpened{conid, *line.open});
}

void Lines::close(ConId conid, Line& line, bool cancel) {
    closings_.emplace_back(LineClosed{conid, *line.open, cancel});
    by_request_.erase(*line.open);
    line.open.reset();
}

void Lines::regrow(Now now) {
    if (!regrow_at_ || now.monotonic < *regrow_at_) return;
    ++capacity_;
    changed_ = true;
    regrow_at_.reset();
    if (capacity_ < limits_.max_lines) regrow_at_ = now.monotonic + limits_.retry_after;
}

std::vector<Lines::Rank> Lines::deserving() const {
    std::vector<Rank> ranks;
    for (const auto& [conid, line] : lines_) {
        if (!line.refused) ranks.push_back({priority_of(line), !line.open, line.asked, conid});
    }
    std::ranges::sort(ranks);
    return ranks;
}

}  // namespace wingspread::broker
