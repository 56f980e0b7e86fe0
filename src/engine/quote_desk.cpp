#include "engine/quote_desk.hpp"

#include "broker/code_table.hpp"
#include "broker/translate_quotes.hpp"
#include "core/planted.hpp"
#include "options/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::engine {

QuoteDesk::QuoteDesk(QuoteDeskSettings settings, broker::RequestIds& ids)
    : settings_(settings), lines_(settings.lines, ids), supply_(settings.supply) {}

void QuoteDesk::learn(const options::OptionContract& contract) {
    options_.insert_or_assign(contract.conid, contract);
    book_.add(contract.conid);
}

void QuoteDesk::learn(const options::Underlying& underlying) {
    underlyings_.insert_or_assign(underlying.conid, underlying);
    book_.add(underlying.conid);
}

void QuoteDesk::learn(const trade::Instrument& held) {
    if (options_.contains(held.conid) || underlyings_.contains(held.conid)) return;
    held_.insert(held.conid);
    book_.add(held.conid);
}

const options::Underlying* QuoteDesk::underlying(std::string_view symbol) const {
    for (const auto& [conid, known] : underlyings_) {
        if (known.symbol == symbol) return &known;
    }
    return nullptr;
}

const market::Dividends* QuoteDesk::dividends(ConId share) const {
    const auto found = dividends_.find(share);
    return found == dividends_.end() ? nullptr : &found->second;
}

const options::OptionContract* QuoteDesk::option(ConId conid) const {
    const auto found = options_.find(conid);
    return found == options_.end() ? nullptr : &found->second;
}

std::size_t QuoteDesk::recall(const LinkMemory& memory, const Now& now) {
    const Date today = options::to_new_york(now.market).date;
    recalled_ = new_holder();
    std::size_t wished = 0;
    const auto wish = [&](ConId conid) {
        if (wished == lines_.capacity()) return;
        lines_.acquire(recalled_, conid, broker::LinePriority::spare);
        ++wished;
    };
    for (const auto& underlying : memory.underlyings) {
        learn(underlying);
        wish(underlying.conid);
    }
    for (const auto& option : memory.options) {
        if (option.expiration < today) continue;
        learn(option);
        wish(option.conid);
    }
    forget_recalled_at_ = now.monotonic + settings_.recall_for;
    return wished;
}

void QuoteDesk::remember(LinkMemory& memory) const {
    for (const auto& [conid, option] : options_) {
        if (lines_.is_open(conid)) memory.options.push_back(option);
    }
    for (const auto& [conid, underlying] : underlyings_) {
        if (lines_.is_open(conid)) memory.underlyings.push_back(underlying);
    }
}

void QuoteDesk::want(const QuotesWanted& wanted, const Now& now, TradeEffects& effects) {
    auto found = sweeps_.find(wanted.ticket);
    if (found == sweeps_.end()) {
        found =
            sweeps_
                .emplace(
                    wanted.ticket,
                    Sweep{new_holder(), new_holder(), broker::QuoteSweep(settings_.sweep), 0, {}})
                .first;
        slots_ = 0;  // to be shared out anew
    }
    Sweep& sweep = found->second;
    for (const auto conid : wanted.held) {
        lines_.acquire(sweep.keeper, conid, broker::LinePriority::underlying);
    }
    sweep.round = wanted.round;
    perform(sweep, sweep.machine.set_targets(wanted.swept, wanted.round, now), now);
    if (!wanted.swept.empty()) sweep.reported = {};
    report(now, effects);
}

void QuoteDesk::release(ScanTicket ticket) {
    const auto found = sweeps_.find(ticket);
    if (found == sweeps_.end()) return;
    lines_.release_all(found->second.holder);
    lines_.release_all(found->second.keeper);
    sweeps_.erase(found);
    slots_ = 0;  // to be shared out anew
}

void QuoteDesk::perform(Sweep& sweep, std::vector<broker::SweepAction> actions, const Now& now) {
    // What a sweep is told may make it ask for the next contract at once.
    while (!actions.empty()) {
        std::vector<broker::SweepAction> more;
        for (const auto& action : actions) {
            const auto next = perform(sweep, action, now);
            more.insert(more.end(), next.begin(), next.end());
        }
        actions = std::move(more);
    }
}

std::vector<broker::SweepAction> QuoteDesk::perform(Sweep& sweep, const broker::SweepAction& action,
                                                    const Now& now) {
    if (const auto* released = std::get_if<broker::Release>(&action)) {
        lines_.release(sweep.holder, released->conid);
        return {};
    }
    if (const auto* kept = std::get_if<broker::Keep>(&action)) {
        lines_.acquire(sweep.holder, kept->conid, broker::LinePriority::spare);
        if (sweeps_.size() > 1) read_.push_back(*kept);
        return {};
    }
    const ConId conid = std::get<broker::Acquire>(action).conid;
    lines_.acquire(sweep.holder, conid, broker::LinePriority::sweep);
    if (lines_.refusal(conid) != nullptr) return sweep.machine.on_refused(conid, now);
    // TWS does not repeat the quote of a line that somebody else has opened.
    if (!lines_.is_open(conid)) return {};
    return sweep.machine.on_line_shared(conid, book_.quote(book_.add(conid)), now);
}

void QuoteDesk::share_what_was_read(const Now& now) {
    // Room for another contract may at once let another quote be read.
    while (!read_.empty()) {
        for (const auto& kept : std::exchange(read_, {})) {
            for (auto& [ticket, sweep] : sweeps_) {
                perform(sweep, sweep.machine.on_read_by_another(kept, now), now);
            }
        }
    }
}

void QuoteDesk::share_out(const Now& now, const Link& link) {
    if (sweeps_.empty()) return;
    const auto lines = lines_.capacity();
    const auto spare = std::min(settings_.spare_lines, lines / 4);
    const auto kept = std::max(spare, lines_.wanted(broker::LinePriority::watch));
    const auto shared = lines > kept ? lines - kept : 1;
    const auto slots = std::max<std::size_t>(1, shared / sweeps_.size());
    const auto queued = std::max(link.queued(), settings_.max_queued);
    const auto unsent =
        std::max<std::size_t>(1, settings_.sweep.unsent * settings_.max_queued / queued);
    if (slots == slots_ && unsent == unsent_) return;
    slots_ = slots;
    unsent_ = unsent;
    for (auto& [ticket, sweep] : sweeps_) {
        perform(sweep, sweep.machine.set_slots(slots, now), now);
        perform(sweep, sweep.machine.set_unsent(unsent, now), now);
    }
}

void QuoteDesk::report(const Now& now, TradeEffects& effects) {
    for (auto& [ticket, sweep] : sweeps_) {
        const auto& coverage = sweep.machine.coverage();
        if (coverage == sweep.reported || coverage.total == 0) continue;
        sweep.reported = coverage;
        effects.emplace_back(ToScan{SweepProgress{
            ticket, coverage.quoted, coverage.silent, coverage.refused, coverage.total,
            coverage.finished, sweep.round, sweep.machine.oldest(now)}});
    }
}

bool QuoteDesk::on_answer(const tws::Answer& answer, const Now& now, TradeEffects& effects) {
    const auto line = [&](RequestId id) { return lines_.find(id); };
    if (const auto* price = std::get_if<tws::TickPrice>(&answer)) {
        const auto conid = line(price->req_id);
        const auto tick = broker::to_tick(*price, now.market);
        if (conid && tick) apply(*conid, *tick, now, effects);
        return conid.has_value();
    }
    if (const auto* size = std::get_if<tws::TickSize>(&answer)) {
        const auto conid = line(size->req_id);
        if (!conid) return false;
        const auto* contract = option(*conid);
        const auto right = contract != nullptr ? std::optional(contract->right) : std::nullopt;
        if (const auto tick = broker::to_tick(*size, right, now.market)) {
            apply(*conid, *tick, now, effects);
        }
        return true;
    }
    if (const auto* kind = std::get_if<tws::MarketDataType>(&answer)) {
        const auto conid = line(kind->req_id);
        if (!conid) return false;
        const auto type = broker::to_data_type(kind->kind);
        book_.set_data_type(book_.add(*conid), type);
        note_delay(*conid, type);
        tell_line(*conid, effects);
        return true;
    }
    if (const auto* generic = std::get_if<tws::TickGeneric>(&answer)) {
        const auto conid = line(generic->req_id);
        if (!conid) return false;
        if (const auto halt = broker::to_halt(*generic)) {
            book_.set_halt(book_.add(*conid), *halt);
            tell_line(*conid, effects);
        }
        return true;
    }
    if (const auto* text = std::get_if<tws::TickString>(&answer)) {
        const auto conid = line(text->req_id);
        if (conid) note_dividends(*conid, *text, effects);
        return conid.has_value();
    }
    if (const auto* error = std::get_if<tws::ErrorMessage>(&answer)) {
        if (broker::kind_of(error->id) != broker::IdKind::request) return false;
        const RequestId id(error->id);
        const auto conid = line(id);
        if (!conid) {
            const bool no_line =
                broker::meaning_for_request(error->code) == broker::OnRequest::no_line;
            if (no_line) lines_.on_limit_reached(id, now);
            return no_line || traffic_.is_cancelled_again(id);
        }
        on_line_error(id, *conid, *error, now, effects);
        report(now, effects);
        return true;
    }
    return false;
}

void QuoteDesk::apply(ConId conid, const market::Tick& tick, const Now& now,
                      TradeEffects& effects) {
    supply_.on_tick();
    const auto index = book_.add(conid);
    book_.apply(index, tick);
    effects.emplace_back(ToScan{QuoteTick{conid, tick}});
    for (auto& [ticket, sweep] : sweeps_) {
        perform(sweep, sweep.machine.on_tick(conid, tick, book_.quote(index), now), now);
    }
    report(now, effects);
}

void QuoteDesk::on_line_error(RequestId id, ConId conid, const tws::ErrorMessage& message,
                              const Now& now, TradeEffects& effects) {
    const auto meaning = broker::meaning_for_request(message.code);
    switch (meaning) {
        case broker::OnRequest::nothing:
        case broker::OnRequest::notice:
        case broker::OnRequest::delayed: return;
        case broker::OnRequest::no_line: return lines_.on_limit_reached(id, now);
        case broker::OnRequest::failed:
        case broker::OnRequest::absent:
        case broker::OnRequest::too_fast:
        case broker::OnRequest::data_taken:
        case broker::OnRequest::no_data: break;
        case broker::OnRequest::interrupted: return lines_.on_interrupted(id);
    }
    const bool is_taken = meaning == broker::OnRequest::data_taken;
    lines_.on_refused(
        id, Error{Errc::refused, fmt::format("code {}: {}", message.code, message.text)}, is_taken);
    if (is_taken && supply_.on_taken(now)) {
        enable_lines();
        effects.emplace_back(LogLine{Severity::warning, supply_.problem()});
    }
    for (auto& [ticket, sweep] : sweeps_) perform(sweep, sweep.machine.on_refused(conid, now), now);
}

void QuoteDesk::on_link_up(const Now& now) {
    link_up_ = true;
    enable_lines();
    for (auto& [ticket, sweep] : sweeps_) perform(sweep, sweep.machine.retry_refused(now), now);
}

void QuoteDesk::on_link_down() {
    link_up_ = false;
    enable_lines();
}

void QuoteDesk::on_notice(const tws::ErrorMessage& message, const Now& now, TradeEffects& effects) {
    const auto news = supply_.on_notice(message, now);
    if (news == broker::DataSupply::Farm::no_news) return;
    // Nobody says which lines the farm feeds: all have to prove themselves again.
    if (news == broker::DataSupply::Farm::broken) {
        on_link_lost(message.text, effects);
    } else {
        effects.emplace_back(ToScan{LinkResumed{supply_.last_absence()}});
    }
    on_link_kept(now);
}

std::string QuoteDesk::data_problem() const {
    if (auto problem = supply_.problem(); !problem.empty()) return problem;
    return delayed_.empty() ? "" : "market data are delayed: no order is priced on them";
}

void QuoteDesk::note_dividends(ConId conid, const tws::TickString& text, TradeEffects& effects) {
    const auto dividends = broker::to_dividends(text);
    if (!dividends) return;
    if (*dividends) {
        dividends_.insert_or_assign(conid, **dividends);
        effects.emplace_back(ToScan{DividendsTold{conid, **dividends}});
        return;
    }
    dividends_.erase(conid);
    effects.emplace_back(ToScan{DividendsTold{conid, {}}});
    effects.emplace_back(LogLine{Severity::warning, dividends->error().message});
}

void QuoteDesk::note_delay(ConId conid, market::DataType type) {
    if (type == market::DataType::delayed || type == market::DataType::delayed_frozen) {
        delayed_.insert(conid);
    } else {
        delayed_.erase(conid);
    }
}

void QuoteDesk::reclaim(const Now& now) {
    lines_.forget_refusals();
    enable_lines();
    for (auto& [ticket, sweep] : sweeps_) perform(sweep, sweep.machine.retry_refused(now), now);
}

void QuoteDesk::on_data_forgotten(const std::string& reason, const Now& now, Link& link,
                                  TradeEffects& effects) {
    for (const auto id : traffic_.asked(now)) link.send(broker::cancel_market_data(id), effects);
    on_data_lost(reason, effects);
}

void QuoteDesk::on_messages_lost(const Now& now) {
    traffic_.doubt(now);
    // TWS complains of each message: they are mended together.
    if (!mend_at_) mend_at_ = now.monotonic + settings_.mend_pause;
}

void QuoteDesk::mend(Link& link, TradeEffects& effects) {
    const auto doubtful = traffic_.take_doubtful();
    for (const auto id : doubtful.cancelled) link.send(broker::cancel_market_data(id), effects);
    for (const auto id : doubtful.asked) {
        if (const auto conid = lines_.find(id)) lines_.renew(*conid);
    }
}

void QuoteDesk::on_data_lost(const std::string& reason, TradeEffects& effects) {
    traffic_.on_connection_lost();
    mend_at_.reset();
    supply_.on_connection_lost();
    if (!planted(Mistake::lines_not_reopened)) {
        lines_.on_data_lost();
        data_lost_ = true;
    }
    renew_quiet_at_.reset();
    on_link_lost(reason, effects);
}

void QuoteDesk::on_link_lost(const std::string& reason, TradeEffects& effects) {
    if (planted(Mistake::gap_not_told)) return;
    book_.mark_gap();
    effects.emplace_back(ToScan{GapMarked{reason}});
}

void QuoteDesk::on_link_kept(const Now& now) {
    renew_quiet_at_ = now.monotonic + settings_.quiet_patience;
}

void QuoteDesk::renew_quiet_lines() {
    const auto renew_if_quiet = [this](ConId conid) {
        const auto index = book_.find(conid);
        if (!index || !book_.line(*index).leased) return;
        const auto& quote = book_.quote(*index);
        if (quote.bid_before_gap || quote.ask_before_gap) lines_.renew(conid);
    };
    for (const auto& [conid, contract] : options_) renew_if_quiet(conid);
    for (const auto& [conid, underlying] : underlyings_) renew_if_quiet(conid);
    for (const auto conid : held_) renew_if_quiet(conid);
}

void QuoteDesk::update(const Now& now, Link& link, TradeEffects& effects) {
    if (renew_quiet_at_ && *renew_quiet_at_ <= now.monotonic) {
        renew_quiet_at_.reset();
        renew_quiet_lines();
    }
    if (mend_at_ && *mend_at_ <= now.monotonic) {
        mend_at_.reset();
        mend(link, effects);
    }
    if (supply_.on_time(now)) reclaim(now);
    if (forget_recalled_at_ && *forget_recalled_at_ <= now.monotonic) {
        forget_recalled_at_.reset();
        lines_.release_all(recalled_);
    }
    const bool data_lost = std::exchange(data_lost_, false);
    if (data_lost) read_.clear();
    for (auto& [ticket, sweep] : sweeps_) {
        if (data_lost) perform(sweep, sweep.machine.on_data_lost(now), now);
        perform(sweep, sweep.machine.on_time(now), now);
    }
    share_what_was_read(now);
    share_out(now, link);
    for (const auto& change : lines_.update(now)) perform(change, now, link, effects);
    report(now, effects);
}

void QuoteDesk::on_sent(std::span<const RequestId> requests, const Now& now) {
    for (const auto id : requests) {
        traffic_.on_asked(id, now);
        const auto conid = lines_.find(id);
        if (!conid) continue;
        for (auto& [ticket, sweep] : sweeps_) {
            perform(sweep, sweep.machine.on_line_opened(*conid, now), now);
        }
    }
}

void QuoteDesk::perform(const broker::LineChange& change, const Now& now, Link& link,
                        TradeEffects& effects) {
    if (const auto* opened = std::get_if<broker::LineOpened>(&change)) {
        book_.lease(book_.add(opened->conid));
        tell_line(opened->conid, effects);
        if (const auto* contract = option(opened->conid)) {
            link.send(broker::market_data(opened->id, *contract), effects);
        } else if (const auto found = underlyings_.find(opened->conid);
                   found != underlyings_.end()) {
            link.send(broker::market_data(opened->id, found->second), effects);
        } else {
            link.send(broker::market_data(opened->id, opened->conid), effects);
        }
        return;
    }
    const auto& closed = std::get<broker::LineClosed>(change);
    book_.release(book_.add(closed.conid));
    delayed_.erase(closed.conid);
    dividends_.erase(closed.conid);
    tell_line(closed.conid, effects);
    for (auto& [ticket, sweep] : sweeps_) {
        perform(sweep, sweep.machine.on_line_closed(closed.conid, now), now);
    }
    // A line that TWS has not heard of yet must not reach it any more, and needs no cancel.
    const bool was_unsent = !planted(Mistake::old_messages_sent) && link.withdraw(closed.id);
    if (closed.cancel && !was_unsent) {
        traffic_.on_cancelled(closed.id, now);
        link.send(broker::cancel_market_data(closed.id), effects);
    }
}

void QuoteDesk::tell_line(ConId conid, TradeEffects& effects) {
    effects.emplace_back(ToScan{LineChanged{conid, book_.line(book_.add(conid))}});
}

std::optional<MonotonicTime> QuoteDesk::next_wakeup() const {
    // What was sent has made room for the next wishes.
    if (lines_.has_changes()) return MonotonicTime::min();
    auto next = earlier(earlier(lines_.next_wakeup(), renew_quiet_at_), mend_at_);
    next = earlier(earlier(next, supply_.next_wakeup()), forget_recalled_at_);
    for (const auto& [ticket, sweep] : sweeps_) next = earlier(next, sweep.machine.next_wakeup());
    return next;
}

}  // namespace wingspread::engine
