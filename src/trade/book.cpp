#include "trade/book.hpp"

#include "core/planted.hpp"

#include <fmt/format.h>

namespace wingspread::trade {

namespace {

std::unexpected<Error> unknown_intent(std::string_view what, const IntentId& id) {
    return fail(Errc::internal, fmt::format("{} of order {}: the journal has no such intent", what,
                                            id.to_string()));
}

std::string describe(const OrderAddress& address) {
    return fmt::format("order id {}, permId {}, orderRef \"{}\"", address.order_id.value(),
                       address.perm_id.value(), address.order_ref);
}

/// Orders of others are theirs; one that carries our mark and is unknown means that the journal is
/// not the one that placed it.
void raise_if_ours(std::string_view what, const OrderAddress& address, BookChange& change) {
    if (!IntentId::from_order_ref(address.order_ref)) return;
    change.alarms.push_back(
        {AlarmKind::unknown_own_order,
         fmt::format("{} for an order of ours that this journal does not know: {}", what,
                     describe(address))});
}

void raise_ledger_alarms(const Execution& execution, BookChange& change) {
    if (change.ledger == LedgerChange::duplicate) return;
    if (change.ledger == LedgerChange::conflict) {
        change.alarms.push_back({AlarmKind::conflicting_execution,
                                 fmt::format("execution {} came twice with different contents",
                                             execution.execution_id)});
    }
    if (change.ledger == LedgerChange::corrected) {
        change.alarms.push_back(
            {AlarmKind::corrected_execution,
             fmt::format("execution {} corrects an earlier one", execution.execution_id)});
    }
    if (execution.liquidation) {
        change.alarms.push_back(
            {AlarmKind::liquidation,
             fmt::format("the broker liquidated {} of {}", execution.quantity.to_string(),
                         execution.instrument.symbol)});
    }
}

}  // namespace

Result<BookChange> Book::apply(const JournalRecord& record, UtcTime at) {
    expected_.reset();
    return std::visit([&](const auto& known) { return on(known, at); }, record);
}

Result<BookChange> Book::on(const IntentRecorded& record, UtcTime at) {
    const auto& intent = record.intent;
    const auto& terms = intent.terms();
    const OrderMachine machine(Quantity::from_int(terms.quantity), terms.good_till);
    const auto [order, fresh] = orders_.try_emplace(
        intent.id(),
        BookedOrder{.intent = intent, .machine = machine, .created = at, .updated = at});
    if (!fresh) {
        return fail(Errc::conflict,
                    fmt::format("order {} has been recorded before", intent.id().to_string()));
    }
    by_time_.push_back(intent.id());
    return BookChange{};
}

Result<BookChange> Book::on(const IntentRefused& record, UtcTime at) {
    const auto order = orders_.find(record.intent);
    if (order == orders_.end()) return unknown_intent("refusal", record.intent);
    BookChange change;
    order->second.updated = at;
    note_step(order->second, order->second.machine.refuse(record.reason), change);
    return change;
}

Result<BookChange> Book::on(const OrderIdReserved& record, UtcTime) {
    highest_order_id_ = std::max(highest_order_id_, record.order_id);
    return BookChange{};
}

Result<BookChange> Book::on(const SubmissionRecorded& record, UtcTime at) {
    const auto found = orders_.find(record.intent);
    if (found == orders_.end()) return unknown_intent("submission", record.intent);
    auto& order = found->second;
    if (order.sent) {
        return fail(Errc::conflict,
                    fmt::format("order {} has been submitted before", record.intent.to_string()));
    }
    order.order_id = record.order_id;
    order.client_id = record.client_id;
    order.sent = at;
    order.updated = at;
    highest_order_id_ = std::max(highest_order_id_, record.order_id);
    by_order_id_.insert_or_assign({record.client_id, record.order_id}, record.intent);
    BookChange change;
    note_step(order, order.machine.send(), change);
    return change;
}

Result<BookChange> Book::on(const RepriceRecorded& record, UtcTime at) {
    const auto found = orders_.find(record.intent);
    if (found == orders_.end() || !found->second.sent) {
        return unknown_intent("change of limit", record.intent);
    }
    found->second.limit_changes.push_back({record.step, record.limit, at});
    found->second.updated = at;
    return BookChange{};
}

Result<BookChange> Book::on(const OrderEventRecorded& record, UtcTime at) {
    BookChange change;
    auto* order = owner_of(record.order);
    if (order == nullptr) {
        raise_if_ours("message", record.order, change);
        return change;
    }
    note_address(*order, record.order, change);
    order->updated = at;
    note_step(*order, order->machine.on(record.event, at), change);
    return change;
}

Result<BookChange> Book::on(const ExecutionRecorded& record, UtcTime at) {
    const auto& execution = record.execution;
    BookChange change;
    if (const auto* ended = owner_of(execution.order); planted(Mistake::late_fill_dropped) &&
                                                       ended != nullptr &&
                                                       is_terminal(ended->machine.state())) {
        return change;
    }
    change.ledger = ledger_.add(execution);
    raise_ledger_alarms(execution, change);
    auto* order = owner_of(execution.order);
    if (order == nullptr) {
        raise_if_ours("execution", execution.order, change);
        return change;
    }
    note_address(*order, execution.order, change);
    if (!order->execution_ids.insert(execution.execution_id).second) return change;
    order->updated = at;
    order->grew_at = at;
    const auto units =
        filled_units(ledger_.entries_of(order->execution_ids), told_by(order->intent));
    note_step(*order, order->machine.on_executions(units), change);
    if (units >= order->machine.total() && !order->filled_at) order->filled_at = at;
    if (units > order->machine.total()) {
        change.alarms.push_back(
            {AlarmKind::overfilled,
             fmt::format("order {} has filled {} of {}", order->intent.id().to_string(),
                         units.to_string(), order->machine.total().to_string())});
    }
    watch_exits(*order, change);
    return change;
}

Result<BookChange> Book::on(const CommissionRecorded& record, UtcTime) {
    ledger_.add(record.commission);
    return BookChange{};
}

Result<BookChange> Book::on(const LinkLostRecorded&, UtcTime at) {
    BookChange change;
    for (auto& [id, order] : orders_) {
        if (!is_terminal(order.machine.state())) {
            note_step(order, order.machine.on(LinkLost{}, at), change);
        }
    }
    return change;
}

Result<BookChange> Book::on(const OrderResolved& record, UtcTime at) {
    const auto order = orders_.find(record.intent);
    if (order == orders_.end()) return unknown_intent("resolution", record.intent);
    auto step = order->second.machine.resolve(record.ended, record.reason);
    if (!step) return std::unexpected(std::move(step.error()));
    order->second.updated = at;
    BookChange change;
    note_step(order->second, *step, change);
    return change;
}

Result<BookChange> Book::on(const BaselineRecorded& record, UtcTime) {
    baselines_.insert_or_assign(record.account, to_table(record.positions));
    return BookChange{};
}

Result<BookChange> Book::on(const PositionsExplained& record, UtcTime) {
    auto& baseline = baselines_[record.account];
    baseline = changed(baseline, record.changes);
    return BookChange{};
}

Result<BookChange> Book::on(const LiveArmed& record, UtcTime) {
    live_until_[record.account] = record.until;
    return BookChange{};
}

std::optional<UtcTime> Book::live_until(const std::string& account) const {
    const auto armed = live_until_.find(account);
    return armed == live_until_.end() ? std::nullopt : std::optional(armed->second);
}

Result<BookChange> Book::on(const TradingStateChanged& record, UtcTime) {
    auto allowed = may_change(trading_, record.to, record.by);
    if (!allowed) return std::unexpected(std::move(allowed.error()));
    trading_ = record.to;
    trading_reason_ = record.reason;
    return BookChange{};
}

/// An orderRef decides alone when there is one: order ids can be reused after TWS was restored.
BookedOrder* Book::owner_of(const OrderAddress& address) {
    const auto order = [&](const IntentId& id) -> BookedOrder* {
        const auto found = orders_.find(id);
        return found == orders_.end() ? nullptr : &found->second;
    };
    if (!address.order_ref.empty()) {
        const auto id = IntentId::from_order_ref(address.order_ref);
        return id ? order(*id) : nullptr;
    }
    if (const auto known = by_perm_id_.find(address.perm_id); known != by_perm_id_.end()) {
        return order(known->second);
    }
    const auto known = by_order_id_.find({address.client_id, address.order_id});
    return known == by_order_id_.end() ? nullptr : order(known->second);
}

void Book::note_address(BookedOrder& order, const OrderAddress& address, BookChange& change) {
    if (address.perm_id.value() == 0) return;
    by_perm_id_.try_emplace(address.perm_id, order.intent.id());
    const bool fresh = order.perm_ids.insert(address.perm_id).second;
    if (fresh && order.perm_ids.size() > 1) {
        change.alarms.push_back({AlarmKind::second_perm_id,
                                 fmt::format("order {} lives more than once at the broker: {}",
                                             order.intent.id().to_string(), describe(address))});
    }
}

void Book::note_step(const BookedOrder& order, OrderMachine::Step step, BookChange& change) {
    const auto alarm = [&](AlarmKind kind, std::string_view what) {
        change.alarms.push_back(
            {kind, fmt::format("order {} was {}: {}", order.intent.id().to_string(),
                               to_string(step.from), what)});
    };
    switch (step.advice) {
        case Advice::none:
        case Advice::resync: break;
        case Advice::late_fill: alarm(AlarmKind::late_fill, "an execution came afterwards"); break;
        case Advice::came_back: alarm(AlarmKind::came_back, "the broker has it alive"); break;
        case Advice::impossible:
            alarm(AlarmKind::impossible_event, "an event that does not fit was left aside");
            break;
    }
    change.orders.push_back({order.intent.id(), step});
}

const BookedOrder* Book::find(const IntentId& id) const {
    const auto order = orders_.find(id);
    return order == orders_.end() ? nullptr : &order->second;
}

const BookedOrder* Book::find(const OrderAddress& address) const {
    return const_cast<Book*>(this)->owner_of(address);
}

const BookedOrder* Book::find_client_order(std::string_view account,
                                           std::string_view client_order_id) const {
    if (planted(Mistake::client_id_forgotten)) return nullptr;
    for (const auto& id : by_time_) {
        const auto* order = find(id);
        const auto& terms = order->intent.terms();
        if (terms.account == account && terms.client_order_id == client_order_id) return order;
    }
    return nullptr;
}

std::vector<const BookedOrder*> Book::orders() const {
    std::vector<const BookedOrder*> orders;
    for (const auto& id : by_time_) orders.push_back(find(id));
    return orders;
}

std::vector<LedgerEntry> Book::executions_of(const BookedOrder& order) const {
    return ledger_.entries_of(order.execution_ids);
}

bool Book::has_baseline(const std::string& account) const { return baselines_.contains(account); }

const PositionTable& Book::expected_positions() const {
    if (expected_) return *expected_;
    PositionTable baseline;
    for (const auto& [account, table] : baselines_) baseline.insert(table.begin(), table.end());
    expected_ = trade::expected_positions(baseline, ledger_);
    return *expected_;
}

std::vector<KnownOrder> Book::known_orders() const {
    std::vector<KnownOrder> known;
    for (const auto* order : orders()) {
        // What still works may come to cost as much as its ladder allows.
        const bool ended = is_terminal(order->machine.state());
        known.push_back({ended ? order->intent.at_limit(order->limit()) : order->intent.at_worst(),
                         order->machine.state(), order->machine.filled(), order->created,
                         order->sent});
    }
    return known;
}

}  // namespace wingspread::trade
