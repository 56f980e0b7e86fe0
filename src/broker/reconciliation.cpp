#include "broker/reconciliation.hpp"

#include "broker/code_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::broker {

namespace {

constexpr int account_subscription_refused = 2101;

}  // namespace

std::string_view to_string(BookQuestion question) {
    switch (question) {
        case BookQuestion::open_orders: return "open orders";
        case BookQuestion::completed_orders: return "completed orders";
        case BookQuestion::executions: return "executions";
        case BookQuestion::positions: return "positions";
        case BookQuestion::account: return "account";
    }
    std::unreachable();
}

std::string_view to_string(AnswerState state) {
    switch (state) {
        case AnswerState::not_asked: return "not asked";
        case AnswerState::asked: return "asked";
        case AnswerState::complete: return "complete";
        case AnswerState::incomplete: return "incomplete";
        case AnswerState::failed: return "failed";
    }
    std::unreachable();
}

Reconciliation::Reconciliation(std::string account, ReconciliationSettings settings,
                               RequestIds& ids)
    : account_(std::move(account)), settings_(settings), ids_(&ids) {}

std::vector<Outbound> Reconciliation::start(bool resubscribe, Now now) {
    resubscribe_ = resubscribe;
    progress_ = {};
    books_ = {};
    ask(BookQuestion::open_orders, now);
    ask(BookQuestion::positions, now);
    ask(BookQuestion::account, now);
    return take_outbound();
}

std::vector<Outbound> Reconciliation::on_answer(const tws::Answer& answer, Now now) {
    if (finished()) return {};
    collect(answer);
    read_end(answer, now);
    if (const auto* const message = std::get_if<tws::ErrorMessage>(&answer)) {
        read_error(*message, now);
    }
    return take_outbound();
}

std::vector<Outbound> Reconciliation::on_time(Now now) {
    for (const BookQuestion question : all_book_questions) {
        const Progress& progress = of(question);
        if (!waits_for(question) || *progress.deadline > now.monotonic) continue;
        settle(question, AnswerState::incomplete,
               fmt::format("no end of the {} within {:g} s", to_string(question),
                           std::chrono::duration<double>(settings_.time_allowed).count()),
               now);
    }
    return take_outbound();
}

void Reconciliation::on_interrupted(std::string_view why) {
    for (Progress& progress : progress_) {
        if (progress.state == AnswerState::complete) continue;
        progress = {AnswerState::failed, std::nullopt, std::string(why)};
    }
}

std::optional<MonotonicTime> Reconciliation::next_wakeup() const {
    std::optional<MonotonicTime> first;
    for (const Progress& progress : progress_) {
        if (!progress.deadline) continue;
        first = first ? std::min(*first, *progress.deadline) : *progress.deadline;
    }
    return first;
}

bool Reconciliation::finished() const {
    return std::ranges::none_of(progress_, [](const Progress& progress) {
        return progress.state == AnswerState::not_asked || progress.state == AnswerState::asked;
    });
}

bool Reconciliation::complete() const {
    return std::ranges::all_of(progress_, [](const Progress& progress) {
        return progress.state == AnswerState::complete;
    });
}

AnswerState Reconciliation::state(BookQuestion question) const { return of(question).state; }

const std::string& Reconciliation::problem(BookQuestion question) const {
    return of(question).problem;
}

void Reconciliation::ask(BookQuestion question, Now now) {
    of(question) = {AnswerState::asked, now.monotonic + settings_.time_allowed, {}};
    const auto send = [this](auto message) {
        outbound_.push_back(Outbound::query(std::move(message)));
    };
    switch (question) {
        case BookQuestion::open_orders: return send(tws::ReqAllOpenOrders{});
        case BookQuestion::completed_orders: return send(tws::ReqCompletedOrders{});
        case BookQuestion::executions:
            executions_id_ = ids_->next();
            return send(tws::ReqExecutions{executions_id_, {}});
        case BookQuestion::positions:
            if (resubscribe_) send(tws::CancelPositions{});
            return send(tws::ReqPositions{});
        case BookQuestion::account:
            if (resubscribe_) send(tws::ReqAccountUpdates{false, account_});
            return send(tws::ReqAccountUpdates{true, account_});
    }
    std::unreachable();
}

void Reconciliation::settle(BookQuestion question, AnswerState state, std::string problem,
                            Now now) {
    if (!waits_for(question)) return;
    of(question) = {state, std::nullopt, std::move(problem)};
    ask_after(question, now);
}

void Reconciliation::ask_after(BookQuestion settled, Now now) {
    // An order that ends in between is then in one of the later answers, never in none.
    if (settled == BookQuestion::open_orders) ask(BookQuestion::completed_orders, now);
    if (settled == BookQuestion::completed_orders) ask(BookQuestion::executions, now);
}

void Reconciliation::collect(const tws::Answer& answer) {
    const auto keep = [&]<class Message>(BookQuestion question, std::vector<Message>& list) {
        const auto* const message = std::get_if<Message>(&answer);
        if (message != nullptr && waits_for(question)) list.push_back(*message);
    };
    keep(BookQuestion::open_orders, books_.open_orders);
    keep(BookQuestion::open_orders, books_.statuses);
    keep(BookQuestion::completed_orders, books_.completed_orders);
    const auto* const position = std::get_if<tws::Position>(&answer);
    // A fill while other questions are still open is told after the end of the positions.
    const auto positions = state(BookQuestion::positions);
    if (position != nullptr &&
        (positions == AnswerState::asked || positions == AnswerState::complete)) {
        books_.positions.push_back(*position);
    }
    keep(BookQuestion::account, books_.account_values);
    const auto* const execution = std::get_if<tws::ExecDetails>(&answer);
    if (execution != nullptr && execution->req_id == executions_id_) {
        keep(BookQuestion::executions, books_.executions);
    }
}

void Reconciliation::read_end(const tws::Answer& answer, Now now) {
    const auto complete = [&](BookQuestion question) {
        settle(question, AnswerState::complete, {}, now);
    };
    if (std::holds_alternative<tws::OpenOrderEnd>(answer)) complete(BookQuestion::open_orders);
    if (std::holds_alternative<tws::CompletedOrdersEnd>(answer)) {
        complete(BookQuestion::completed_orders);
    }
    if (std::holds_alternative<tws::PositionEnd>(answer)) complete(BookQuestion::positions);
    const auto* const account = std::get_if<tws::AccountDownloadEnd>(&answer);
    if (account != nullptr && account->account == account_) complete(BookQuestion::account);
    const auto* const executions = std::get_if<tws::ExecDetailsEnd>(&answer);
    if (executions != nullptr && executions->req_id == executions_id_) {
        complete(BookQuestion::executions);
    }
}

void Reconciliation::read_error(const tws::ErrorMessage& message, Now now) {
    auto text = fmt::format("{} (code {})", message.text, message.code);
    const bool is_executions = RequestId(message.id) == executions_id_;
    if (is_executions && meaning_for_request(message.code) != OnRequest::notice &&
        meaning_for_request(message.code) != OnRequest::nothing) {
        return settle(BookQuestion::executions, AnswerState::failed, std::move(text), now);
    }
    if (message.code == account_subscription_refused) {
        settle(BookQuestion::account, AnswerState::failed, std::move(text), now);
    }
}

bool Reconciliation::waits_for(BookQuestion question) const {
    return of(question).state == AnswerState::asked;
}

std::vector<Outbound> Reconciliation::take_outbound() { return std::exchange(outbound_, {}); }

}  // namespace wingspread::broker
