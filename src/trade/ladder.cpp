#include "trade/ladder.hpp"

#include "trade/enum_text.hpp"
#include "trade/order_price.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::trade {

std::string_view to_string(LadderEnd end) { return end == LadderEnd::leave ? "leave" : "cancel"; }

Result<LadderEnd> parse_ladder_end(std::string_view text) {
    return parse_enum("ladder end", all_ladder_ends, text);
}

std::string_view to_string(BadQuotes reaction) {
    return reaction == BadQuotes::hold ? "hold" : "cancel";
}

Result<BadQuotes> parse_bad_quotes(std::string_view text) {
    return parse_enum("reaction to bad quotes", all_bad_quotes, text);
}

Price rung(const OrderTerms& terms, int step) {
    const auto& plan = *terms.ladder;
    const auto way = static_cast<__int128>((plan.cap - terms.limit).raw()) * step / plan.steps;
    const auto wanted = terms.limit + Price::from_raw(static_cast<std::int64_t>(way));
    return std::clamp(increments_of(terms).round_less_aggressive(options::Side::buy, wanted),
                      terms.limit, plan.cap);
}

Ladder::Ladder(OrderTerms terms, const std::vector<LimitChange>& changes, UtcTime sent,
               const Now& now)
    : terms_(std::move(terms)),
      plan_(*terms_.ladder),
      limit_(terms_.limit),
      limit_before_(terms_.limit) {
    auto last = sent;
    for (const auto& change : changes) {
        step_ = change.step;
        limit_before_ = std::exchange(limit_, change.limit);
        last = change.at;
    }
    // What a stopped program has waited counts; a clock that was set back does not lengthen it.
    const auto waited = std::max(now.utc - last, Duration::zero());
    const auto whole = step_ < plan_.steps ? plan_.interval : plan_.hold;
    due_ = now.monotonic + std::max(whole - waited, Duration::zero());
}

void Ladder::on_stated(Price limit, const Now& now) {
    stated_ = limit;
    if (limit == limit_) {
        if (pending_) failures_ = 0;
        pending_.reset();
        return;
    }
    if (pending_ && limit == limit_before_) {
        if (pending_->doubted) failed(limit, now);
        return;  // said before the change was read
    }
    if (limit == limit_before_) {
        limit_ = limit;  // the last change before a restart or a lost link never arrived
        return;
    }
    pending_.reset();
    stopped_ = true;
    stop_reason_ = fmt::format("its limit is {}, which was not set here", limit.to_string());
}

void Ladder::failed(Price stated, const Now& now) {
    pending_.reset();
    limit_ = stated;
    due_ = now.monotonic + plan_.interval;
    if (++failures_ < most_failures) return;
    stopped_ = true;
    stop_reason_ = fmt::format("{} changes in a row were not taken", failures_);
}

void Ladder::on_doubt() {
    if (pending_) pending_->doubted = true;
}

void Ladder::on_link_lost() {
    stated_.reset();
    pending_.reset();
    bad_since_.reset();
}

void Ladder::on_changed(const LadderStep& step, const Now& now) {
    step_ = step.step;
    limit_before_ = std::exchange(limit_, step.limit);
    pending_ = Pending{now.monotonic + answer_patience};
    due_ = now.monotonic + (step_ < plan_.steps ? plan_.interval : plan_.hold);
}

void Ladder::on_withheld(const Now& now) {
    due_ = now.monotonic + plan_.interval;
    bad_since_.reset();
}

LadderAction Ladder::on_time(const Now& now, const std::optional<options::NetPrice>& market) {
    if (!stop_reason_.empty()) return LadderStop{std::exchange(stop_reason_, {})};
    if (stopped_ || state_ != OrderState::working || !stated_) return LadderWait{};
    if (pending_) return await(now);
    if (!market) return without_quotes(now);
    bad_since_.reset();
    if (now.monotonic < due_) return LadderWait{};
    return walk(now, *market);
}

LadderAction Ladder::await(const Now& now) {
    if (now.monotonic < pending_->answer_due) return LadderWait{};
    pending_->doubted = true;
    pending_->answer_due = now.monotonic + answer_patience;
    return LadderAsk{};
}

/// A line that was just opened has no quote either: only what lasts an interval is bad.
LadderAction Ladder::without_quotes(const Now& now) {
    if (!bad_since_) bad_since_ = now.monotonic;
    if (plan_.on_bad_quotes == BadQuotes::hold) return LadderWait{};
    if (now.monotonic - *bad_since_ < plan_.interval) return LadderWait{};
    return LadderCancel{"the quotes of its legs cannot be traded on"};
}

LadderAction Ladder::walk(const Now& now, const options::NetPrice& market) {
    int next = std::max(step_, 1);
    while (next <= plan_.steps && rung(terms_, next) <= limit_) ++next;
    if (next > plan_.steps) return finish(now);
    const auto natural =
        increments_of(terms_).round_less_aggressive(options::Side::buy, market.natural);
    const auto limit = std::min(rung(terms_, next), natural);
    if (limit > limit_) return LadderStep{next, limit};
    // The market asks no more than the order pays: to pay more would be a gift.
    due_ = now.monotonic + plan_.interval;
    return LadderWait{};
}

LadderAction Ladder::finish(const Now& now) {
    if (step_ < plan_.steps) {
        // All rungs were one price, or rounding has met the cap early: the hold begins now.
        step_ = plan_.steps;
        due_ = now.monotonic + plan_.hold;
        if (plan_.hold > Duration::zero()) return LadderWait{};
    }
    if (plan_.at_end == LadderEnd::leave) return stop("its last price is reached; it works on");
    return LadderCancel{"not filled at the last price of its ladder"};
}

LadderAction Ladder::stop(std::string reason) {
    stopped_ = true;
    return LadderStop{std::move(reason)};
}

std::optional<MonotonicTime> Ladder::next_wakeup() const {
    if (!stop_reason_.empty()) return MonotonicTime::min();
    if (stopped_ || state_ != OrderState::working || !stated_) return std::nullopt;
    if (pending_) return pending_->answer_due;
    if (bad_since_) {
        if (plan_.on_bad_quotes == BadQuotes::hold) return std::nullopt;
        return *bad_since_ + plan_.interval;
    }
    return due_;
}

}  // namespace wingspread::trade
