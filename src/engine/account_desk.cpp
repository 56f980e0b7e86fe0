#include "engine/account_desk.hpp"

#include "broker/translate_orders.hpp"
#include "core/planted.hpp"
#include "engine/views.hpp"
#include "options/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace wingspread::engine {

namespace {

void log(TradeEffects& effects, Severity severity, std::string text) {
    effects.emplace_back(LogLine{severity, std::move(text)});
}

trade::OrderAddress address_of(const tws::OpenOrder& message) {
    return broker::to_order_news(message).order;
}

trade::OrderAddress address_of(const tws::CompletedOrder& message) {
    return broker::to_order_news(message).order;
}

trade::OrderAddress address_of(const tws::ExecDetails& message) {
    const auto& execution = message.execution;
    return {execution.order_id, execution.client_id, execution.perm_id, execution.order_ref};
}

bool wants_resync(trade::Advice advice) {
    switch (advice) {
        case trade::Advice::resync:
        case trade::Advice::late_fill:
        case trade::Advice::came_back: return true;
        case trade::Advice::none:
        case trade::Advice::impossible: return false;
    }
    return false;
}

/// Has the broker named this order in any of its books?
bool has_trace(const broker::BrokerBooks& books, const trade::Book& book,
               const trade::IntentId& id) {
    const auto is_it = [&](const trade::OrderAddress& address) {
        const auto* found = book.find(address);
        return found != nullptr && found->intent.id() == id;
    };
    const auto any = [&](const auto& messages) {
        return std::any_of(messages.begin(), messages.end(),
                           [&](const auto& message) { return is_it(address_of(message)); });
    };
    return any(books.open_orders) || any(books.completed_orders) || any(books.executions);
}

/// An option is gone once the day on which it settles is over; before, its absence is a question.
bool has_settled(const trade::Instrument& instrument, const Now& now) {
    return instrument.kind == trade::InstrumentKind::option && instrument.expiration &&
           *instrument.expiration < options::to_new_york(now.market).date;
}

std::vector<trade::Position> changes_of(const std::vector<trade::PositionMismatch>& mismatches) {
    std::vector<trade::Position> changes;
    for (const auto& mismatch : mismatches) {
        changes.push_back({mismatch.key.account, mismatch.instrument,
                           mismatch.reported - mismatch.expected, std::nullopt});
    }
    return changes;
}

/// What was being sent is in doubt; what was only intended has nobody left who would send it.
std::vector<trade::JournalRecord> records_of_a_start(const trade::Book& book) {
    std::vector<trade::JournalRecord> records{trade::LinkLostRecorded{"the program was started"}};
    for (const auto* order : book.orders()) {
        if (planted(Mistake::intent_left_open)) break;
        if (order->machine.state() != trade::OrderState::intended) continue;
        records.emplace_back(
            trade::IntentRefused{order->intent.id(), "the program ended before it was sent"});
    }
    return records;
}

}  // namespace

Result<void> AccountDesk::open(const std::string& account, const Now& now) {
    if (journal_) {
        if (account == account_) return {};
        return fail(Errc::conflict, fmt::format("the gateway now manages {}, the journal is of {}",
                                                account, account_));
    }
    auto journal = opener_(account);
    if (!journal) return std::unexpected(journal.error());
    trade::Book book;
    const auto replayed = (*journal)->replay([&](const trade::JournalEntry& entry) -> Result<void> {
        if (auto change = book.apply(entry); !change) return std::unexpected(change.error());
        return {};
    });
    if (!replayed) return with_context(replayed.error(), "journal");
    const auto begins = records_of_a_start(book);
    if (const auto marked = (*journal)->append(begins, now.utc); !marked) {
        return with_context(marked.error(), "journal");
    }
    for (const auto& record : begins) (void)book.apply(record, now.utc);
    account_ = account;
    figures_.emplace(account);
    journal_ = std::move(*journal);
    book_ = std::move(book);
    order_ids_.observe(book_.highest_order_id());
    ++revision_;
    return {};
}

Result<std::vector<trade::CommitReceipt>> AccountDesk::record(
    std::span<const trade::JournalRecord> records, const Now& now, TradeEffects& effects) {
    if (!journal_) return fail(Errc::unavailable, "no journal is open: no account is known yet");
    auto receipts = journal_->append(records, now.utc);
    if (!receipts) {
        problem_ = "the journal cannot be written: " + receipts.error().message;
        log(effects, Severity::error, problem_);
        return receipts;
    }
    for (const auto& record : records) {
        const auto change = book_.apply(record, now.utc);
        if (!change) {
            problem_ = "the book refuses what the journal holds: " + change.error().message;
            log(effects, Severity::error, problem_);
            return std::unexpected(change.error());
        }
        say(*change, effects);
        for (const auto& order : change->orders) {
            const auto& machine = book_.find(order.order)->machine;
            if (wants_resync(order.step.advice) || machine.awaits_executions()) {
                want_resync(now);
            }
        }
    }
    ++revision_;
    trip(std::exchange(tripped_, std::nullopt), now, effects);
    return receipts;
}

void AccountDesk::trip(std::optional<trade::Trip> reason, const Now& now, TradeEffects& effects) {
    if (!reason || !journal_ || book_.trading() >= reason->to) return;
    log(effects, Severity::error,
        fmt::format("trading is {}: {}", trade::to_string(reason->to), reason->reason));
    note(trade::TradingStateChanged{reason->to, trade::Authority::automatic, reason->reason}, now,
         effects);
}

Result<void> AccountDesk::turn_switch(trade::TradingStateChanged change, const Now& now,
                                      TradeEffects& effects) {
    if (change.reason.empty()) return bad_field("reason", "", "why trading is to change");
    if (auto allowed = trade::may_change(book_.trading(), change.to, change.by); !allowed) {
        return allowed;
    }
    if (change.to != trade::TradingState::halted && !problem_.empty()) {
        return fail(Errc::refused, "trading stays halted: " + problem_);
    }
    log(effects, Severity::warning,
        fmt::format("trading is {} ({}): {}", trade::to_string(change.to),
                    trade::to_string(change.by), change.reason));
    const auto recorded = record(std::array{trade::JournalRecord(std::move(change))}, now, effects);
    if (!recorded) return std::unexpected(recorded.error());
    return {};
}

TradingView AccountDesk::trading() const {
    const auto live_until = book_.live_until(account_);
    if (!problem_.empty()) {
        return {std::string(trade::to_string(trade::TradingState::halted)), problem_, live_until};
    }
    return {std::string(trade::to_string(book_.trading())), book_.trading_reason(), live_until};
}

void AccountDesk::note(trade::JournalRecord record, const Now& now, TradeEffects& effects) {
    // Facts that the broker told are kept if the journal lets us; `problem_` stops orders if not.
    (void)this->record(std::array{std::move(record)}, now, effects);
}

void AccountDesk::note_order(broker::OrderNews news, const Now& now, TradeEffects& effects) {
    if (book_.find(news.order) == nullptr) return;  // somebody else's order: never ours to touch
    note(trade::OrderEventRecorded{std::move(news.order), std::move(news.event)}, now, effects);
}

void AccountDesk::say(const trade::BookChange& change, TradeEffects& effects) {
    for (const auto& alarm : change.alarms) {
        log(effects, Severity::warning, alarm.text);
        if (trade::must_halt(alarm.kind)) {
            tripped_ = trade::Trip{trade::TradingState::halted, alarm.text};
        }
    }
    for (const auto& order_change : change.orders) {
        if (!order_change.step.changed()) continue;
        if (auto trip = wires_.on_order(order_change.step.to)) tripped_ = std::move(trip);
        const auto* order = book_.find(order_change.order);
        if (order_change.step.to == trade::OrderState::filled && order->sent) {
            executions_.count(order->updated - *order->sent);
        }
        const auto& reason = order->machine.reason();
        log(effects, Severity::info,
            fmt::format("order {}: {} -> {}{}{}", order_change.order.to_string(),
                        trade::to_string(order_change.step.from),
                        trade::to_string(order_change.step.to), reason.empty() ? "" : ": ",
                        reason));
    }
}

void AccountDesk::reconcile(const Now& now, Link& link, TradeEffects& effects) {
    resync_at_.reset();
    reconciling_ = true;
    ++comparison_.begun;
    pass_began_ = now.utc;
    if (!reconciliation_) reconciliation_.emplace(account_, settings_.reconciliation, *ids_);
    for (auto& message : reconciliation_->start(asked_before_, now)) {
        link.send(std::move(message), effects);
    }
    for (auto& message : profit_.ask(account_)) link.send(std::move(message), effects);
    asked_before_ = true;
}

void AccountDesk::on_answer(const tws::Answer& answer, const Now& now, Link& link,
                            TradeEffects& effects) {
    on_order_message(answer, now, effects);
    on_account_message(answer, now, effects);
    if (!reconciling_) return;
    for (auto& message : reconciliation_->on_answer(answer, now)) {
        link.send(std::move(message), effects);
    }
    if (reconciliation_->finished()) conclude(now, effects);
}

void AccountDesk::on_order_message(const tws::Answer& answer, const Now& now,
                                   TradeEffects& effects) {
    if (const auto* open = std::get_if<tws::OpenOrder>(&answer)) {
        order_ids_.observe(open->order_id);
        if (open->order->what_if) return;  // an answer about an order, and no order
        note_order(broker::to_order_news(*open), now, effects);
    } else if (const auto* status = std::get_if<tws::OrderStatus>(&answer)) {
        note_order(broker::to_order_news(*status), now, effects);
    } else if (const auto* completed = std::get_if<tws::CompletedOrder>(&answer)) {
        if (planted(Mistake::completed_unheard)) return;
        note_order(broker::to_order_news(*completed), now, effects);
    } else if (const auto* details = std::get_if<tws::ExecDetails>(&answer)) {
        const bool was_asked_for = details->req_id.value() >= 0;
        if (was_asked_for && planted(Mistake::missed_fills_unheard)) return;
        const auto execution = broker::to_execution(*details);
        if (!execution) return log(effects, Severity::error, execution.error().message);
        const auto* known = book_.ledger().find(execution->execution_id);
        if (known != nullptr && *known == *execution) return;
        note(trade::ExecutionRecorded{*execution}, now, effects);
    } else if (const auto* report = std::get_if<tws::CommissionReport>(&answer)) {
        if (const auto commission = broker::to_commission(*report)) {
            note(trade::CommissionRecorded{*commission}, now, effects);
        }
    } else if (const auto* error = std::get_if<tws::ErrorMessage>(&answer)) {
        if (auto news = broker::to_order_news(*error, settings_.client_id)) {
            note_order(std::move(*news), now, effects);
        }
    }
}

void AccountDesk::on_account_message(const tws::Answer& answer, const Now& now,
                                     TradeEffects& effects) {
    if (const auto* message = std::get_if<tws::Position>(&answer)) {
        const auto position = broker::to_position(*message);
        if (!position) return log(effects, Severity::error, position.error().message);
        if (position->account != account_) return;
        const trade::PositionKey key{position->account, position->instrument.conid};
        if (position->quantity.is_zero()) {
            reported_.erase(key);
        } else {
            reported_.insert_or_assign(key, *position);
        }
        ++revision_;
    } else if (const auto* value = std::get_if<tws::AccountValue>(&answer)) {
        if (figures_) figures_->apply(*value);
    } else if (std::holds_alternative<tws::Pnl>(answer)) {
        profit_.on_answer(answer);
        if (const auto profit = profit_.daily_usd()) {
            trip(wires_.on_day_profit(*profit), now, effects);
        }
    }
}

void AccountDesk::on_time(const Now& now, Link& link, TradeEffects& effects) {
    if (reconciling_) {
        for (auto& message : reconciliation_->on_time(now)) {
            link.send(std::move(message), effects);
        }
        if (reconciliation_->finished()) conclude(now, effects);
    }
    if (!resync_at_ || *resync_at_ > now.monotonic || reconciling_) return;
    resync_at_.reset();  // without a link there is nobody to ask; its return begins with the books
    if (link.session().is_up()) reconcile(now, link, effects);
}

void AccountDesk::conclude(const Now& now, TradeEffects& effects) {
    reconciling_ = false;
    comparison_.ended = comparison_.begun;
    comparison_.problem.clear();
    if (!can_be_trusted()) {
        for (const auto question : broker::all_book_questions) {
            const auto& text = reconciliation_->problem(question);
            if (text.empty()) continue;
            const auto problem = fmt::format("{}: {}", broker::to_string(question), text);
            log(effects, Severity::warning, "reconciliation: " + problem);
            comparison_.problem += (comparison_.problem.empty() ? "" : "; ") + problem;
        }
        resync_at_ = earlier(resync_at_, now.monotonic + settings_.retry_after);
        return;
    }
    // TWS has been seen to send no end marker when there are no executions: what came is true, but
    // what did not come proves nothing.
    if (reconciliation_->complete()) judge_absence(now, effects);
    replace_reported();
    judge_positions(now, effects);
    resync_at_ = earlier(resync_at_, now.monotonic + settings_.interval);
    synced_ = true;
}

bool AccountDesk::can_be_trusted() const {
    return std::ranges::all_of(broker::all_book_questions, [&](broker::BookQuestion question) {
        const auto state = reconciliation_->state(question);
        if (state == broker::AnswerState::complete) return true;
        return question == broker::BookQuestion::executions &&
               state == broker::AnswerState::incomplete;
    });
}

void AccountDesk::judge_absence(const Now& now, TradeEffects& effects) {
    std::vector<trade::OrderAddress> absent;
    bool doubtful = false;
    for (const auto* order : book_.orders()) {
        if (!trade::may_fill(order->machine.state())) continue;
        if (!order->sent || *order->sent >= pass_began_) continue;
        if (has_trace(reconciliation_->books(), book_, order->intent.id())) continue;
        absent.push_back({order->order_id, order->client_id, {}, order->intent.id().order_ref()});
        doubtful = true;
    }
    for (auto& address : absent) {
        note_order({std::move(address), trade::AbsentFromPass{}}, now, effects);
    }
    // Absence is believed after two passes that lie apart: ask again when the second one counts.
    if (doubtful) {
        resync_at_ = now.monotonic + trade::OrderMachine::absence_spacing + std::chrono::seconds(1);
    }
}

void AccountDesk::replace_reported() {
    trade::PositionTable whole;
    for (const auto& message : reconciliation_->books().positions) {
        const auto position = broker::to_position(message);
        if (!position || position->account != account_) continue;
        const trade::PositionKey key{position->account, position->instrument.conid};
        whole.erase(key);
        if (!position->quantity.is_zero()) whole.emplace(key, *position);
    }
    if (whole == reported_) return;
    reported_ = std::move(whole);
    ++revision_;
}

void AccountDesk::judge_positions(const Now& now, TradeEffects& effects) {
    const bool adopts = std::exchange(settings_.adopt_positions, false);
    if (adopts || !book_.has_baseline(account_)) {
        trade::BaselineRecorded baseline{account_, {}};
        for (const auto& [key, position] :
             trade::baseline_from(account_, reported_, book_.ledger())) {
            baseline.positions.push_back(position);
        }
        note(std::move(baseline), now, effects);
    }
    explain_expiries(now, effects);
    const auto mismatches = differences();
    positions_judged_ = true;
    positions_agree_ = mismatches.empty();
    for (const auto& mismatch : mismatches) {
        const auto& symbol = mismatch.instrument.symbol;
        log(effects, Severity::error,
            fmt::format("position of {} ({}): the journal says {}, the broker {}; no order is sent "
                        "on {} until they agree, or `wingspread adopt {}` takes the broker's word",
                        describe(mismatch.instrument), mismatch.key.conid.value(),
                        mismatch.expected.to_string(), mismatch.reported.to_string(),
                        symbol.empty() ? "anything" : symbol, symbol));
    }
}

std::vector<trade::PositionMismatch> AccountDesk::differences() const {
    return trade::compare(book_.expected_positions(), reported_);
}

void AccountDesk::explain_expiries(const Now& now, TradeEffects& effects) {
    std::map<std::string, std::vector<trade::PositionMismatch>> expired;
    for (auto& mismatch : differences()) {
        if (!mismatch.reported.is_zero() || !has_settled(mismatch.instrument, now)) continue;
        expired[mismatch.instrument.symbol].push_back(std::move(mismatch));
    }
    for (const auto& [symbol, gone] : expired) {
        for (const auto& mismatch : gone) {
            log(effects, Severity::info,
                fmt::format("position of {}: {} have expired", describe(mismatch.instrument),
                            mismatch.expected.to_string()));
        }
        note(trade::PositionsExplained{account_, symbol, trade::Authority::automatic, "expired",
                                       changes_of(gone)},
             now, effects);
    }
}

Result<std::vector<trade::PositionMismatch>> AccountDesk::adopt(const std::string& underlying,
                                                                const std::string& reason,
                                                                const Now& now,
                                                                TradeEffects& effects) {
    if (reason.empty()) return bad_field("reason", "", "what has changed the position");
    if (!positions_judged_) {
        return fail(Errc::unavailable, "the broker's positions have not been compared yet");
    }
    auto unexplained = differences();
    std::erase_if(unexplained, [&](const trade::PositionMismatch& mismatch) {
        return mismatch.instrument.symbol != underlying;
    });
    if (unexplained.empty()) {
        return fail(Errc::conflict,
                    fmt::format("nothing to adopt: the journal and the broker agree "
                                "on what is held of {}",
                                underlying));
    }
    const std::array<trade::JournalRecord, 1> records{trade::PositionsExplained{
        account_, underlying, trade::Authority::person, reason, changes_of(unexplained)}};
    if (auto done = record(records, now, effects); !done) return std::unexpected(done.error());
    positions_agree_ = differences().empty();
    log(effects, Severity::warning,
        fmt::format("the broker's positions of {} are adopted: {}", underlying, reason));
    return unexplained;
}

void AccountDesk::on_link_lost(const std::string& reason, const Now& now, TradeEffects& effects) {
    if (reconciliation_ && reconciling_) reconciliation_->on_interrupted(reason);
    reconciling_ = false;
    asked_before_ = false;
    synced_ = false;
    positions_judged_ = false;
    positions_agree_ = false;
    if (figures_) figures_->clear();
    profit_.on_link_lost();
    reported_.clear();
    resync_at_.reset();
    if (journal_) note(trade::LinkLostRecorded{reason}, now, effects);
}

std::optional<MonotonicTime> AccountDesk::next_wakeup() const {
    return reconciling_ ? reconciliation_->next_wakeup() : resync_at_;
}

std::optional<Money> AccountDesk::available_funds_usd() const {
    return figures_ ? figures_->available_funds_usd() : std::nullopt;
}

trade::AccountKind AccountDesk::kind() const {
    const bool is_ira = figures_ && figures_->account_type().find("IRA") != std::string::npos;
    const bool is_margin = settings_.kind == trade::AccountKind::margin;
    return is_ira && is_margin ? trade::AccountKind::ira : settings_.kind;
}

std::optional<trade::PositionTable> AccountDesk::agreed_positions() const {
    if (!positions_judged_) return std::nullopt;
    if (disputed().contains("")) return std::nullopt;
    return book_.expected_positions();
}

std::set<std::string> AccountDesk::disputed() const {
    std::set<std::string> symbols;
    // A fill and the position that it makes arrive apart: only a comparison at rest finds fault,
    // and what differed then may agree now.
    if (!positions_judged_ || positions_agree_) return symbols;
    for (const auto& mismatch : differences()) symbols.insert(mismatch.instrument.symbol);
    return symbols;
}

}  // namespace wingspread::engine
