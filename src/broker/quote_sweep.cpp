#include "broker/quote_sweep.hpp"

#include <algorithm>
#include <utility>

namespace wingspread::broker {

QuoteSweep::QuoteSweep(SweepSettings settings) : settings_(settings) {
    settings_.slots = std::max<std::size_t>(settings_.slots, 1);
    settings_.unsent = std::max<std::size_t>(settings_.unsent, 1);
}

std::vector<SweepAction> QuoteSweep::set_targets(std::span<const ConId> ranked, std::uint64_t round,
                                                 Now now) {
    std::unordered_map<ConId, Target> before = std::exchange(targets_, {});
    ranked_.clear();
    coverage_ = {};
    unknown_ = 0;
    for (const ConId conid : ranked) {
        if (targets_.contains(conid)) continue;
        const auto known = before.find(conid);
        Target target = known == before.end() ? Target{} : known->second;
        target.rank = ranked_.size();
        ranked_.push_back(conid);
        ++count_of(target.outcome);
        targets_.emplace(conid, target);
    }
    coverage_.total = ranked_.size();
    std::erase_if(watched_, [&](ConId conid) {
        if (targets_.contains(conid)) return false;
        actions_.emplace_back(Release{conid});
        return true;
    });
    if (round != round_) start_round(round);
    next_ = 0;
    say_whom_to_keep();
    fill_slots(now);
    return take_actions();
}

void QuoteSweep::start_round(std::uint64_t round) {
    round_ = round;
    for (auto& [conid, target] : targets_) {
        const bool is_live = target.watched && target.opened;
        target.had_turn = target.had_turn && is_live;
    }
}

void QuoteSweep::say_whom_to_keep() {
    std::vector<std::size_t> ranks;
    for (const ConId conid : watched_) {
        const Target& target = targets_.at(conid);
        if (target.had_turn) ranks.push_back(target.rank);
    }
    std::ranges::sort(ranks, std::greater{});
    for (const std::size_t rank : ranks) {
        const ConId conid = ranked_[rank];
        actions_.emplace_back(Keep{conid, targets_.at(conid).outcome == Outcome::quoted});
    }
}

std::vector<SweepAction> QuoteSweep::set_slots(std::size_t slots, Now now) {
    settings_.slots = std::max<std::size_t>(slots, 1);
    while (watched_.size() > settings_.slots) {
        if (make_room(now)) continue;
        const ConId last = watched_.back();
        unwatch(last, targets_.at(last), now);
        next_ = 0;
    }
    fill_slots(now);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::set_unsent(std::size_t unsent, Now now) {
    settings_.unsent = std::max<std::size_t>(unsent, 1);
    fill_slots(now);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_line_opened(ConId conid, Now now) {
    start_turn(conid, now);
    fill_slots(now);
    return take_actions();
}

void QuoteSweep::start_turn(ConId conid, Now now) {
    const auto found = targets_.find(conid);
    if (found == targets_.end() || !found->second.watched) return;
    found->second.opened = now.monotonic;
    found->second.bid_spoken = false;
    found->second.ask_spoken = false;
}

std::vector<SweepAction> QuoteSweep::on_line_closed(ConId conid, Now now) {
    const auto found = targets_.find(conid);
    if (found == targets_.end()) return {};
    Target& target = found->second;
    if (!target.watched) {
        starve(conid, target, now);
        return take_actions();
    }
    if (target.had_turn) unwatch(conid, target, now);
    target.opened.reset();
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_line_shared(ConId conid, const market::Quote& quote,
                                                    Now now) {
    start_turn(conid, now);
    const auto found = targets_.find(conid);
    if (found != targets_.end() && found->second.opened && !found->second.had_turn) {
        found->second.bid_spoken = quote.bid.has_value();
        found->second.ask_spoken = quote.ask.has_value();
        if (quote.bid && quote.ask) end_turn(conid, Outcome::quoted, now);
    }
    fill_slots(now);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_tick(ConId conid, const market::Tick& tick,
                                             const market::Quote& quote, Now now) {
    using enum market::TickKind;
    const auto found = targets_.find(conid);
    if (found == targets_.end() || !found->second.opened) return {};
    Target& target = found->second;
    if (target.had_turn) {
        // A line that was kept after silence may speak late.
        const bool is_news = target.outcome == Outcome::silent && quote.bid && quote.ask;
        if (is_news) set_outcome(target, Outcome::quoted);
        return {};
    }
    if (tick.kind == bid || tick.kind == bid_size) target.bid_spoken = true;
    if (tick.kind == ask || tick.kind == ask_size) target.ask_spoken = true;
    const bool is_complete = target.bid_spoken && target.ask_spoken && quote.bid && quote.ask;
    if (is_complete) end_turn(conid, Outcome::quoted, now);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_read_by_another(const Keep& kept, Now now) {
    const auto found = targets_.find(kept.conid);
    if (found == targets_.end()) return {};
    Target& target = found->second;
    if (target.watched || target.had_turn) return {};
    set_outcome(target, kept.quoted ? Outcome::quoted : Outcome::silent);
    target.had_turn = true;
    target.unfed_since.reset();
    fill_slots(now);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_refused(ConId conid, Now now) {
    if (targets_.contains(conid)) end_turn(conid, Outcome::refused, now);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_data_lost(Now now) {
    const std::vector<ConId> watched = watched_;
    for (const ConId conid : watched) unwatch(conid, targets_.at(conid), now);
    for (const ConId conid : ranked_) {
        Target& target = targets_.at(conid);
        if (target.outcome != Outcome::refused) allow_turn(target);
    }
    fill_slots(now);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::retry_refused(Now now) {
    for (const ConId conid : ranked_) {
        Target& target = targets_.at(conid);
        if (target.outcome == Outcome::refused) allow_turn(target);
    }
    fill_slots(now);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_time(Now now) {
    const std::vector<ConId> watched = watched_;
    for (const ConId conid : watched) {
        const Target& target = targets_.at(conid);
        const auto ends = turn_ends(target);
        if (!ends || *ends > now.monotonic) continue;
        const bool has_spoken = target.bid_spoken || target.ask_spoken;
        end_turn(conid, has_spoken ? Outcome::quoted : Outcome::silent, now);
    }
    return take_actions();
}

std::optional<MonotonicTime> QuoteSweep::next_wakeup() const {
    std::optional<MonotonicTime> first;
    for (const ConId conid : watched_) {
        const auto ends = turn_ends(targets_.at(conid));
        if (ends) first = first ? std::min(*first, *ends) : *ends;
    }
    return first;
}

std::optional<Duration> QuoteSweep::oldest(Now now) const {
    if (!unfed_.empty()) return now.monotonic - unfed_.front().first;
    return coverage_.quoted > 0 ? std::optional(Duration{}) : std::nullopt;
}

std::optional<MonotonicTime> QuoteSweep::turn_ends(const Target& target) const {
    if (!target.opened || target.had_turn) return std::nullopt;
    const bool has_spoken = target.bid_spoken || target.ask_spoken;
    return *target.opened + (has_spoken ? settings_.settle : settings_.deadline);
}

std::size_t& QuoteSweep::count_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::quoted: return coverage_.quoted;
        case Outcome::silent: return coverage_.silent;
        case Outcome::refused: return coverage_.refused;
        case Outcome::unknown: return unknown_;
    }
    std::unreachable();
}

std::size_t QuoteSweep::unsent() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        watched_, [this](ConId conid) { return !targets_.at(conid).opened; }));
}

void QuoteSweep::watch(ConId conid, Target& target) {
    target.watched = true;
    watched_.push_back(conid);
    actions_.emplace_back(Acquire{conid});
}

void QuoteSweep::unwatch(ConId conid, Target& target, Now now) {
    if (!target.watched) return;
    target.watched = false;
    target.opened.reset();
    std::erase(watched_, conid);
    actions_.emplace_back(Release{conid});
    starve(conid, target, now);
}

void QuoteSweep::starve(ConId conid, Target& target, Now now) {
    if (target.outcome != Outcome::quoted || !target.had_turn || target.unfed_since) return;
    target.unfed_since = now.monotonic;
    unfed_.emplace_back(now.monotonic, conid);
}

bool QuoteSweep::make_room(Now now) {
    Target* least = nullptr;
    for (const ConId conid : watched_) {
        Target& target = targets_.at(conid);
        if (target.had_turn && (least == nullptr || target.rank > least->rank)) least = &target;
    }
    if (least == nullptr) return false;
    unwatch(ranked_[least->rank], *least, now);
    return true;
}

void QuoteSweep::end_turn(ConId conid, Outcome outcome, Now now) {
    Target& target = targets_.at(conid);
    set_outcome(target, outcome);
    target.had_turn = true;
    target.unfed_since.reset();
    if (outcome == Outcome::refused) {
        unwatch(conid, target, now);
    } else {
        actions_.emplace_back(Keep{conid, outcome == Outcome::quoted});
    }
    fill_slots(now);
}

void QuoteSweep::allow_turn(Target& target) {
    set_outcome(target, Outcome::unknown);
    target.had_turn = false;
    target.unfed_since.reset();
    coverage_.finished = false;
    next_ = 0;
}

void QuoteSweep::set_outcome(Target& target, Outcome outcome) {
    --count_of(target.outcome);
    target.outcome = outcome;
    ++count_of(outcome);
}

void QuoteSweep::fill_slots(Now now) {
    std::size_t unsent_now = unsent();
    for (; next_ < ranked_.size(); ++next_) {
        Target& target = targets_.at(ranked_[next_]);
        if (target.watched || target.had_turn) continue;
        if (unsent_now >= settings_.unsent) return;
        if (watched_.size() >= settings_.slots && !make_room(now)) return;
        watch(ranked_[next_], target);
        ++unsent_now;
    }
    coverage_.finished =
        std::ranges::all_of(watched_, [this](ConId conid) { return targets_.at(conid).had_turn; });
}

void QuoteSweep::forget_refreshed() {
    const auto is_current = [this](const auto& entry) {
        const auto found = targets_.find(entry.second);
        return found != targets_.end() && found->second.unfed_since == entry.first;
    };
    while (!unfed_.empty() && !is_current(unfed_.front())) unfed_.pop_front();
}

std::vector<SweepAction> QuoteSweep::take_actions() {
    forget_refreshed();
    return std::exchange(actions_, {});
}

}  // namespace wingspread::broker
