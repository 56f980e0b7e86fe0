#include "engine/ladder_desk.hpp"

#include "broker/translate_orders.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace wingspread::engine {

namespace {

void log(const DeskContext& desk, Severity severity, const trade::BookedOrder& order,
         std::string_view text) {
    desk.effects.emplace_back(
        LogLine{severity, fmt::format("order {}: {}", order.intent.id().to_string(), text)});
}

}  // namespace

void LadderDesk::on_answer(const tws::Answer& answer, DeskContext desk) {
    const auto& book = desk.account.book();
    if (const auto* open = std::get_if<tws::OpenOrder>(&answer)) {
        if (open->order->what_if) return;
        const auto* order = book.find(broker::to_order_news(*open).order);
        if (order == nullptr) return;
        const auto found = worked_.find(order->intent.id());
        const bool ours =
            open->order_id == order->order_id && open->order->client_id == order->client_id;
        if (found == worked_.end() || !ours) return;
        const auto limit = broker::stated_limit(*open, order->intent);
        if (!limit) return;
        found->second.stated = open->contract;
        found->second.ladder.on_stated(*limit, desk.now);
    } else if (const auto* error = std::get_if<tws::ErrorMessage>(&answer)) {
        for (auto& [id, worked] : worked_) {
            const auto* order = book.find(id);
            if (order != nullptr && order->order_id.value() == error->id) worked.ladder.on_doubt();
        }
    }
}

void LadderDesk::on_link_lost() {
    for (auto& [id, worked] : worked_) {
        worked.ladder.on_link_lost();
        worked.stated.reset();
    }
}

void LadderDesk::follow_book(DeskContext desk) {
    if (seen_revision_ == desk.account.revision()) return;
    seen_revision_ = desk.account.revision();
    for (const auto* order : desk.account.book().orders()) {
        const auto& terms = order->intent.terms();
        if (!terms.ladder || !order->sent) continue;
        const auto& id = order->intent.id();
        if (trade::is_terminal(order->machine.state())) {
            worked_.erase(id);
            continue;
        }
        auto found = worked_.find(id);
        if (found == worked_.end()) {
            trade::Ladder ladder(terms, order->limit_changes, *order->sent, desk.now);
            found = worked_.emplace(id, Worked{std::move(ladder), {}, {}}).first;
            find_underlying(terms, desk);
        }
        found->second.ladder.on_state(order->machine.state());
    }
}

void LadderDesk::find_underlying(const trade::OrderTerms& terms, DeskContext desk) {
    // Ids that no requester draws, nor the closes of exits.
    constexpr std::uint64_t first_id = std::uint64_t{1} << 62;
    const auto& structure = terms.structure;
    if (!lacks_underlying(structure, terms.action, desk.quotes)) return;
    desk.chains.load_underlying(CommandId(first_id + searches_++), structure,
                                desk.link.session().is_up(), desk.now, desk.link, desk.effects);
}

void LadderDesk::update(const OrderDesk& orders, DeskContext desk) {
    follow_book(desk);
    ready_ = desk.link.session().state() == broker::SessionState::ready;
    if (!ready_) return;
    for (auto& [id, worked] : worked_) {
        const auto* order = desk.account.book().find(id);
        if (order != nullptr) act(*order, worked, orders, desk);
    }
}

void LadderDesk::act(const trade::BookedOrder& order, Worked& worked, const OrderDesk& orders,
                     DeskContext desk) {
    const auto legs = order.intent.legs();
    const auto market =
        present_price(order.intent.terms(), leg_quotes(legs, desk.quotes, desk.now));
    const auto action = worked.ladder.on_time(desk.now, market);
    if (const auto* step = std::get_if<trade::LadderStep>(&action)) {
        change(order, *step, *market, worked, orders, desk);
    } else if (const auto* cancel = std::get_if<trade::LadderCancel>(&action)) {
        log(desk, Severity::info, order, "cancelled by its ladder: " + cancel->reason);
        const auto sent = OrderDesk::send_cancel(order, desk);
        if (!sent) withhold(order, sent.error().message, worked, desk);
    } else if (std::holds_alternative<trade::LadderAsk>(action)) {
        log(desk, Severity::warning, order, "a change of its limit was not answered");
        desk.account.want_resync(desk.now);
    } else if (const auto* stop = std::get_if<trade::LadderStop>(&action)) {
        log(desk, Severity::info, order, "its ladder has ended: " + stop->reason);
    }
}

void LadderDesk::change(const trade::BookedOrder& order, const trade::LadderStep& step,
                        const options::NetPrice& market, Worked& worked, const OrderDesk& orders,
                        DeskContext desk) {
    const auto legs = order.intent.legs();
    auto approved = orders.gate().check({order.intent,
                                         order.order_id,
                                         order.client_id,
                                         order.machine.remaining(),
                                         step,
                                         {market.natural, market.mid, desk.now.utc}},
                                        orders.risk_context(order.intent.id(), legs, desk));
    if (!approved) return withhold(order, trade::to_string(approved.error()), worked, desk);
    auto receipts = desk.account.record(
        std::array<trade::JournalRecord, 1>{trade::RepriceRecorded{
            order.intent.id(), order.order_id, order.client_id, step.step, step.limit}},
        desk.now, desk.effects);
    if (!receipts) return withhold(order, receipts.error().message, worked, desk);
    worked.ladder.on_changed(step, desk.now);
    worked.told.clear();
    auto submitted =
        trade::SubmittedReprice::make(std::move(*approved), std::move(receipts->back()));
    if (!submitted) return withhold(order, submitted.error().message, worked, desk);
    const auto late = orders.gate().objections_to_sending(
        order.intent, orders.risk_context(order.intent.id(), legs, desk));
    if (!late.empty()) {
        // Recorded and not sent: the broker's next word of the order shows the old limit.
        worked.ladder.on_doubt();
        desk.account.want_resync(desk.now);
        return log(desk, Severity::warning, order,
                   "a change of its limit was not sent: " + trade::to_string(late));
    }
    desk.link.send(broker::OrderEncoder::reprice(std::move(*submitted), *worked.stated),
                   desk.effects);
    log(desk, Severity::info, order,
        fmt::format("step {}: limit {}", step.step, step.limit.to_string()));
}

/// Said once for each reason: it is tried again at every interval.
void LadderDesk::withhold(const trade::BookedOrder& order, const std::string& reason,
                          Worked& worked, DeskContext desk) {
    worked.ladder.on_withheld(desk.now);
    if (std::exchange(worked.told, reason) == reason) return;
    log(desk, Severity::warning, order, "its ladder waits: " + reason);
}

std::optional<MonotonicTime> LadderDesk::next_wakeup() const {
    std::optional<MonotonicTime> next;
    if (!ready_) return next;
    for (const auto& [id, worked] : worked_) next = earlier(next, worked.ladder.next_wakeup());
    return next;
}

}  // namespace wingspread::engine
