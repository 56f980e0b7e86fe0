#include "engine/bench.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace wingspread::engine_test {

using namespace std::chrono_literals;

namespace {

/// Of one span of a test; more mean that the core spins.
constexpr int most_wakes = 20'000;

tws::ExecDetails execution_of(const tws::PlaceOrder& order, std::string id, tws::Contract contract,
                              tws::ExecutionSide side, Price price) {
    tws::ExecDetails details;
    details.req_id = RequestId(-1);
    details.contract = std::move(contract);
    auto& row = details.execution;
    row.order_id = order.order_id;
    row.exec_id = std::move(id);
    row.time = "20261118 11:00:05 US/Eastern";
    row.account = order.order->account;
    row.exchange = "SMART";
    row.side = side;
    row.shares = *order.order->total_quantity;
    row.cumulative_quantity = row.shares;
    row.price = price;
    row.perm_id = PermId(9'000 + order.order_id.value());
    row.client_id = ClientId(1);
    row.order_ref = order.order->order_ref;
    return details;
}

tws::Contract leg_contract(const ListedOption& option) {
    tws::Contract contract;
    contract.con_id = option.conid;
    contract.symbol = "KO";
    contract.sec_type = tws::SecType::option;
    contract.last_trade_date_or_month = to_compact(option.expiration);
    contract.strike = option.strike;
    contract.right = option.right;
    contract.multiplier = Quantity::from_int(100);
    contract.currency = "USD";
    contract.trading_class = option.trading_class;
    return contract;
}

}  // namespace

Now first_moment() {
    const auto market = options::from_new_york(*parse_date("2026-11-18"), 11h);
    return {MonotonicTime{1h}, to_utc(market), market};
}

engine::TradeConfig usual_config() {
    engine::TradeConfig config;
    config.link.session.client_id = ClientId(1);
    config.account.client_id = ClientId(1);
    config.orders.client_id = ClientId(1);
    config.orders.environment = trade::Environment::simulated;
    config.orders.venue_hours = engine::VenueHours::always;
    config.orders.limits = trade::paper_limits();
    config.gateway_name = "puppet";
    return config;
}

namespace {

/// Tells of each record once it is durable, before the core learns of it.
class WatchedJournal final : public trade::Journal {
  public:
    using Watcher = std::function<void(const trade::JournalRecord&)>;
    WatchedJournal(std::unique_ptr<trade::Journal> inner, const Watcher& watcher)
        : inner_(std::move(inner)), watcher_(watcher) {}

  private:
    Result<std::uint64_t> commit(std::span<const trade::JournalRecord> records,
                                 UtcTime now) override {
        auto receipts = inner_->append(records, now);
        if (!receipts) return std::unexpected(receipts.error());
        for (const auto& record : records) {
            if (const auto watcher = watcher_) watcher(record);
        }
        return receipts->front().sequence();
    }
    Result<void> read(const Visitor& visitor) override { return inner_->replay(visitor); }

    std::unique_ptr<trade::Journal> inner_;
    const Watcher& watcher_;
};

}  // namespace

Bench::Bench(engine::TradeConfig config)
    : core(std::make_unique<engine::TradeCore>(
          std::move(config),
          [this](const std::string&) -> Result<std::unique_ptr<trade::Journal>> {
              auto journal = store::MemoryJournal::open(disk);
              if (!journal) return std::unexpected(journal.error());
              return std::make_unique<WatchedJournal>(std::move(*journal), after_commit);
          },
          Rng(1))) {}

void Bench::start() { step(engine::StartLink{}); }

void Bench::make_ready() {
    start();
    pass(1s);
}

void Bench::step(const engine::TradeEvent& event) {
    for (const auto& effect : core->step(event, now)) perform(effect);
    while (open_wanted_ || !to_core_.empty()) {
        engine::TradeEvent next = engine::LinkOpened{};
        if (!std::exchange(open_wanted_, false)) {
            next = engine::LinkBytes{std::exchange(to_core_, {})};
        } else if (!listens) {
            next = engine::LinkOpenFailed{"connection refused"};
            ++refused;
        }
        for (const auto& effect : core->step(next, now)) perform(effect);
    }
}

void Bench::pass(Duration span) {
    const auto end = now.monotonic + span;
    for (int wakes = 0;; ++wakes) {
        const auto due = core->next_wakeup();
        if (!due || *due > end) break;
        if (wakes == most_wakes) {
            ADD_FAILURE() << "the core asks for one wake-up after the other";
            break;
        }
        now = now + (std::max(*due, now.monotonic) - now.monotonic);
        step(engine::TradeWake{});
    }
    now = now + (end - now.monotonic);
}

void Bench::tell(const tws::Answer& answer) { step(engine::LinkBytes{puppet.bytes_of(answer)}); }

void Bench::tell_error(std::int32_t id, std::int32_t code) {
    tws::ErrorMessage message;
    message.id = id;
    message.code = code;
    message.text = "as told by the test";
    tell(message);
}

void Bench::cut() {
    to_core_.clear();
    step(engine::LinkClosed{"cut by the test"});
}

void Bench::place(const engine::OrderRequest& request) {
    step(engine::PlaceOrder{engine::CommandId(next_command_++), request});
    pass(100ms);
}

void Bench::preview(const engine::OrderRequest& request) {
    step(engine::PreviewOrder{engine::CommandId(next_command_++), request});
    pass(100ms);
}

void Bench::cancel(const std::string& order) {
    step(engine::CancelOrder{engine::CommandId(next_command_++), order});
}

void Bench::fill(const tws::PlaceOrder& order) {
    const auto id = std::to_string(order.order_id.value());
    tell(execution_of(order, "0001." + id + ".01.01", order.contract, tws::ExecutionSide::bought,
                      *order.order->limit_price));
    for (const auto& leg : order.contract.combo_legs) {
        const auto option = std::ranges::find(puppet.listed, leg.con_id, &ListedOption::conid);
        const bool buys = leg.action == tws::Action::buy;
        const auto side = buys ? tws::ExecutionSide::bought : tws::ExecutionSide::sold;
        tell(execution_of(order, "0001." + id + (buys ? ".02.01" : ".03.01"), leg_contract(*option),
                          side, buys ? *option->ask : *option->bid));
    }
    tell_status(order, tws::OrderStatusCode::filled, 1);
}

void Bench::tell_status(const tws::PlaceOrder& order, tws::OrderStatusCode status, int filled) {
    tws::OrderStatus message;
    message.order_id = order.order_id;
    message.status = status;
    message.filled = Quantity::from_int(filled);
    message.remaining = *order.order->total_quantity - message.filled;
    message.perm_id = PermId(9'000 + order.order_id.value());
    message.client_id = ClientId(1);
    tell(message);
}

bool Bench::has_logged(std::string_view part) const {
    return std::ranges::any_of(
        log, [&](const std::string& line) { return line.find(part) != line.npos; });
}

std::uint64_t Bench::executions_counted() const {
    const auto counts = core->metrics(now).order_execution.counts();
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void Bench::perform(const engine::TradeEffect& effect) {
    if (std::holds_alternative<broker::OpenSocket>(effect)) {
        puppet.connect();
        to_core_.clear();
        open_wanted_ = true;
    } else if (const auto* bytes = std::get_if<broker::SendBytes>(&effect)) {
        puppet.utc = now.utc;
        to_core_ += puppet.receive(bytes->bytes);
    } else if (std::holds_alternative<broker::CloseSocket>(effect)) {
        ++closed;
        to_core_.clear();
    } else if (const auto* told = std::get_if<engine::ToScan>(&effect)) {
        news.push_back(*told);
    } else if (const auto* previewed = std::get_if<engine::PreviewAnswered>(&effect)) {
        preview_answers.push_back(previewed->answer);
    } else if (const auto* ordered = std::get_if<engine::OrderAnswered>(&effect)) {
        order_answers.push_back(ordered->answer);
    } else if (const auto* adopted = std::get_if<engine::PositionsAdopted>(&effect)) {
        adoption_answers.push_back(adopted->answer);
    } else if (const auto* compared = std::get_if<engine::BooksCompared>(&effect)) {
        comparison_answers.push_back(compared->answer);
    } else if (const auto* turned = std::get_if<engine::SwitchTurned>(&effect)) {
        switch_answers.push_back(turned->answer);
    } else if (const auto* exit = std::get_if<engine::ExitAnswered>(&effect)) {
        exit_answers.push_back(exit->answer);
    } else if (const auto* line = std::get_if<engine::LogLine>(&effect)) {
        log.push_back(line->text);
    }
}

engine::OrderRequest bull_put() {
    engine::OrderRequest request;
    request.structure =
        engine::vertical_request(options::VerticalKind::bull_put, "KO", "", december,
                                 *Price::parse("68"), *Price::parse("70"));
    request.quantity = 1;
    request.price_rule = engine::PriceRule::natural;
    return request;
}

}  // namespace wingspread::engine_test
