#include "broker/quote_sweep.hpp"

#include <algorithm>
#include <utility>

namespace wingspread::broker {

QuoteSweep::QuoteSweep(SweepSettings settings) : settings_(settings) {
    settings_.slots = std::max<std::size_t>(settings_.slots, 1);
}

std::vector<SweepAction> QuoteSweep::set_targets(std::span<const ConId> ranked, Now) {
    std::unordered_map<ConId, Target> before = std::exchange(targets_, {});
    const std::vector<ConId> watched_before = std::exchange(watched_, {});
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
    for (const ConId conid : watched_before) {
        const auto kept = targets_.find(conid);
        if (kept == targets_.end()) {
            actions_.emplace_back(Release{conid});
            continue;
        }
        watched_.push_back(conid);
    }
    reassign_lines();
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::set_slots(std::size_t slots, Now) {
    settings_.slots = std::max<std::size_t>(slots, 1);
    reassign_lines();
    return take_actions();
}

void QuoteSweep::on_line_opened(ConId conid, Now now) {
    const auto found = targets_.find(conid);
    if (found == targets_.end() || !found->second.watched) return;
    found->second.opened = now.monotonic;
    found->second.bid_spoken = false;
    found->second.ask_spoken = false;
}

void QuoteSweep::on_line_closed(ConId conid) {
    const auto found = targets_.find(conid);
    if (found != targets_.end()) found->second.opened.reset();
}

std::vector<SweepAction> QuoteSweep::on_line_shared(ConId conid, const market::Quote& quote,
                                                    Now now) {
    on_line_opened(conid, now);
    const auto found = targets_.find(conid);
    if (found == targets_.end() || !found->second.opened || found->second.had_turn) return {};
    found->second.bid_spoken = quote.bid.has_value();
    found->second.ask_spoken = quote.ask.has_value();
    if (quote.bid && quote.ask) end_turn(conid, Outcome::quoted);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_tick(ConId conid, const market::Tick& tick,
                                             const market::Quote& quote, Now) {
    using enum market::TickKind;
    const auto found = targets_.find(conid);
    if (found == targets_.end() || !found->second.opened || found->second.had_turn) return {};
    Target& target = found->second;
    if (tick.kind == bid || tick.kind == bid_size) target.bid_spoken = true;
    if (tick.kind == ask || tick.kind == ask_size) target.ask_spoken = true;
    const bool is_complete = target.bid_spoken && target.ask_spoken && quote.bid && quote.ask;
    if (is_complete) end_turn(conid, Outcome::quoted);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_refused(ConId conid, Now) {
    if (targets_.contains(conid)) end_turn(conid, Outcome::refused);
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::retry_refused(Now) {
    for (const ConId conid : ranked_) {
        Target& target = targets_.at(conid);
        if (target.outcome != Outcome::refused) continue;
        set_outcome(target, Outcome::unknown);
        target.had_turn = false;
        coverage_.finished = false;
    }
    next_ = 0;
    fill_slots();
    return take_actions();
}

std::vector<SweepAction> QuoteSweep::on_time(Now now) {
    const std::vector<ConId> watched = watched_;
    for (const ConId conid : watched) {
        const Target& target = targets_.at(conid);
        const auto ends = turn_ends(target);
        if (!ends || *ends > now.monotonic) continue;
        const bool has_spoken = target.bid_spoken || target.ask_spoken;
        end_turn(conid, has_spoken ? Outcome::quoted : Outcome::silent);
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

std::optional<MonotonicTime> QuoteSweep::turn_ends(const Target& target) const {
    if (!target.opened || target.had_turn) return std::nullopt;
    const bool has_spoken = target.bid_spoken || target.ask_spoken;
    return *target.opened + (has_spoken ? settings_.settle : settings_.deadline);
}

bool QuoteSweep::keeps_line(const Target& target) const {
    // One place at least stays for the others, else they would never have their turn.
    const std::size_t pinned = std::min(settings_.pinned, settings_.slots - 1);
    const bool all_fit = settings_.repeat && ranked_.size() <= settings_.slots;
    return all_fit || target.rank < pinned;
}

void QuoteSweep::reassign_lines() {
    const std::vector<ConId> watched = watched_;
    for (const ConId conid : watched) {
        Target& target = targets_.at(conid);
        if (target.had_turn && !keeps_line(target)) unwatch(conid, target);
    }
    while (watched_.size() > settings_.slots) {
        const ConId last = watched_.back();
        unwatch(last, targets_.at(last));
    }
    // Who has risen among the best is to be watched from now on.
    for (const ConId conid : ranked_) {
        Target& target = targets_.at(conid);
        if (keeps_line(target) && !target.watched && target.outcome != Outcome::refused) {
            target.had_turn = false;
        }
    }
    next_ = 0;
    fill_slots();
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

void QuoteSweep::watch(ConId conid, Target& target) {
    target.watched = true;
    watched_.push_back(conid);
    actions_.emplace_back(Acquire{conid});
}

void QuoteSweep::unwatch(ConId conid, Target& target) {
    if (!target.watched) return;
    target.watched = false;
    target.opened.reset();
    std::erase(watched_, conid);
    actions_.emplace_back(Release{conid});
}

void QuoteSweep::end_turn(ConId conid, Outcome outcome) {
    Target& target = targets_.at(conid);
    set_outcome(target, outcome);
    target.had_turn = true;
    if (outcome == Outcome::refused || !keeps_line(target)) unwatch(conid, target);
    fill_slots();
}

void QuoteSweep::set_outcome(Target& target, Outcome outcome) {
    --count_of(target.outcome);
    target.outcome = outcome;
    ++count_of(outcome);
}

void QuoteSweep::fill_slots() {
    do {
        for (; next_ < ranked_.size() && watched_.size() < settings_.slots; ++next_) {
            Target& target = targets_.at(ranked_[next_]);
            if (!target.watched && !target.had_turn) watch(ranked_[next_], target);
        }
        const bool all_had_turn =
            next_ == ranked_.size() && std::ranges::all_of(watched_, [this](ConId conid) {
                return targets_.at(conid).had_turn;
            });
        if (!all_had_turn) return;
        coverage_.finished = true;
    } while (settings_.repeat && begin_next_round());
}

bool QuoteSweep::begin_next_round() {
    bool anyone = false;
    for (const ConId conid : ranked_) {
        Target& target = targets_.at(conid);
        if (keeps_line(target) || target.outcome == Outcome::refused) continue;
        target.had_turn = false;
        anyone = true;
    }
    if (anyone) next_ = 0;
    return anyone;
}

std::vector<SweepAction> QuoteSweep::take_actions() { return std::exchange(actions_, {}); }

}  // namespace wingspread::broker
