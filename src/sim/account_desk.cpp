#include "sim/account_desk.hpp"

#include "options/calendar.hpp"
#include "sim/contract_desk.hpp"
#include "sim/price_grid.hpp"
#include "sim/quotes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

constexpr auto account_interval = 3min;
constexpr std::size_t summary_limit = 2;

std::string amount(Money value) { return fmt::format("{:.2f}", value.to_double()); }

std::set<std::string> split_tags(const std::string& list) {
    std::set<std::string> tags;
    std::string_view rest = list;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        if (comma != 0) tags.emplace(rest.substr(0, comma));
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
    return tags;
}

/// Whether a tag is an amount of money; the others carry no currency.
bool is_money(const std::string& tag) {
    return tag != "AccountType" && tag != "Cushion" && tag != "DayTradesRemaining" &&
           tag != "Leverage-S" && tag != "AccountReady";
}

Money average_cost(const BookedPosition& position) {
    if (position.quantity.is_zero()) return Money{};
    const __int128 scaled = static_cast<__int128>(position.cost_usd.raw()) * Money::scale;
    return Money::from_raw(static_cast<std::int64_t>(scaled / position.quantity.raw()));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> account_values(const AccountFigures& figures,
                                                                AccountKind kind) {
    const Money gross = figures.stock_value_usd.abs() + figures.option_value_usd.abs();
    const Money available = figures.available_usd();
    const double net = figures.net_liquidation_usd.to_double();
    const double cushion = net > 0 ? figures.excess_usd().to_double() / net : 0.0;
    return {
        {"AccountReady", "true"},
        {"AccountType", kind == AccountKind::ira ? "IRA" : "INDIVIDUAL"},
        {"AccruedCash", amount(Money{})},
        {"AvailableFunds", amount(available)},
        {"BuyingPower", amount(std::max(2 * available, Money{}))},
        {"CashBalance", amount(figures.cash_usd)},
        {"Cushion", fmt::format("{:.6f}", cushion)},
        {"DayTradesRemaining", "-1"},
        {"EquityWithLoanValue", amount(figures.equity_with_loan_usd)},
        {"ExcessLiquidity", amount(figures.excess_usd())},
        {"FullAvailableFunds", amount(available)},
        {"FullExcessLiquidity", amount(figures.excess_usd())},
        {"FullInitMarginReq", amount(figures.margin.initial_usd)},
        {"FullMaintMarginReq", amount(figures.margin.maintenance_usd)},
        {"GrossPositionValue", amount(gross)},
        {"InitMarginReq", amount(figures.margin.initial_usd)},
        {"LookAheadAvailableFunds", amount(available)},
        {"LookAheadExcessLiquidity", amount(figures.excess_usd())},
        {"LookAheadInitMarginReq", amount(figures.margin.initial_usd)},
        {"LookAheadMaintMarginReq", amount(figures.margin.maintenance_usd)},
        {"MaintMarginReq", amount(figures.margin.maintenance_usd)},
        {"NetLiquidation", amount(figures.net_liquidation_usd)},
        {"OptionMarketValue", amount(figures.option_value_usd)},
        {"RealizedPnL", amount(figures.realized_pnl_usd)},
        {"SettledCash", amount(figures.cash_usd)},
        {"StockMarketValue", amount(figures.stock_value_usd)},
        {"TotalCashValue", amount(figures.cash_usd)},
        {"UnrealizedPnL", amount(figures.unrealized_pnl_usd)},
    };
}

AccountDesk::AccountDesk(Floor& floor)
    : floor_(floor),
      value_at_start_(account_figures(floor.books, *floor.market).net_liquidation_usd) {}

/// Positions name a stock's home exchange and none for options.
std::optional<tws::Contract> AccountDesk::contract_of(ConId conid,
                                                      const BookedPosition& position) const {
    const Universe& universe = floor_.universe();
    const Instrument* instrument = universe.find(conid);
    if (instrument) {
        const bool option = instrument->kind == InstrumentKind::option;
        return state_contract(universe, *instrument,
                              option ? "" : universe.product_of(*instrument).primary_exchange);
    }
    if (position.quantity.is_zero()) return std::nullopt;
    tws::Contract contract;
    contract.con_id = conid;
    contract.symbol = position.symbol;
    contract.sec_type =
        position.local_symbol.size() == 21 ? tws::SecType::option : tws::SecType::stock;
    contract.currency = "USD";
    contract.local_symbol = position.local_symbol;
    return contract;
}

void AccountDesk::send_position(const Session& session, ConId conid,
                                const BookedPosition& position) {
    if (const auto contract = contract_of(conid, position))
        floor_.out.send(session, tws::Position{floor_.config.account, *contract, position.quantity,
                                               average_cost(position)});
}

void AccountDesk::send_portfolio(const Session& session, ConId conid,
                                 const BookedPosition& position) {
    const auto contract = contract_of(conid, position);
    const Instrument* instrument = floor_.universe().find(conid);
    if (!contract) return;
    tws::PortfolioValue row;
    row.contract = *contract;
    row.position = position.quantity;
    row.average_cost = average_cost(position);
    row.realized_pnl = position.realized_pnl_usd;
    row.account = floor_.config.account;
    if (instrument) {
        const Price mark = mark_price(*floor_.market, *instrument);
        row.market_price = mark;
        row.market_value = mark * position.quantity * multiplier_of(*instrument);
        row.unrealized_pnl = *row.market_value - position.cost_usd;
    }
    floor_.out.send(session, row);
}

void AccountDesk::send_account(const Session& session) {
    const AccountFigures figures = account_figures(floor_.known_books(), *floor_.market);
    for (const auto& [tag, value] : account_values(figures, floor_.config.account_kind))
        floor_.out.send(session, tws::AccountValue{tag, value, is_money(tag) ? "USD" : "",
                                                   floor_.config.account});
    for (const auto& [conid, position] : floor_.known_books().positions)
        send_portfolio(session, conid, position);
    const options::NewYorkTime local = options::to_new_york(floor_.market->time());
    const hh_mm_ss clock{floor<minutes>(local.since_midnight)};
    floor_.out.send(session, tws::AccountUpdateTime{fmt::format(
                                 "{:02}:{:02}", clock.hours().count(), clock.minutes().count())});
}

void AccountDesk::on(Session& session, const tws::ReqPositions&) {
    position_listeners_.insert(session.id);
    for (const auto& [conid, position] : floor_.known_books().positions)
        if (!position.quantity.is_zero()) send_position(session, conid, position);
    floor_.out.send(session, tws::PositionEnd{});
}

void AccountDesk::on(Session& session, const tws::CancelPositions&) {
    position_listeners_.erase(session.id);
}

void AccountDesk::on(Session& session, const tws::ReqAccountUpdates& request, const Now& now) {
    if (!request.account.empty() && request.account != floor_.config.account)
        return floor_.error(session, -1, 321,
                            "Error validating request.-'bX' : cause - Invalid account code '" +
                                request.account + "'.");
    if (!request.subscribe) {
        account_updates_.erase(session.id);
        return;
    }
    account_updates_[session.id] = now.monotonic + account_interval;
    send_account(session);
    floor_.out.send(session, tws::AccountDownloadEnd{floor_.config.account});
}

void AccountDesk::on(Session& session, const tws::ReqAccountSummary& request, const Now& now) {
    const Key key{session.id, request.req_id};
    const auto own = [&](const auto& entry) { return entry.first.first == session.id; };
    if (static_cast<std::size_t>(std::ranges::count_if(summaries_, own)) >= summary_limit &&
        !summaries_.contains(key))
        return floor_.error(session, request.req_id.value(), 322,
                            "Error processing request.-'bY' : cause - Maximum number of account "
                            "summary requests exceeded");
    summaries_[key] = {split_tags(request.tags), now.monotonic + account_interval};
    send_summary(key, summaries_[key]);
    floor_.out.send(session, tws::AccountSummaryEnd{request.req_id});
}

void AccountDesk::send_summary(const Key& key, const Summary& summary) {
    const AccountFigures figures = account_figures(floor_.known_books(), *floor_.market);
    for (const auto& [tag, value] : account_values(figures, floor_.config.account_kind))
        if (summary.tags.contains(tag))
            floor_.out.send(floor_.sessions.at(key.first),
                            tws::AccountSummary{key.second, floor_.config.account, tag, value,
                                                is_money(tag) ? "USD" : ""});
}

void AccountDesk::on(Session& session, const tws::CancelAccountSummary& request) {
    summaries_.erase({session.id, request.req_id});
}

void AccountDesk::on(Session& session, const tws::ReqPnl& request, const Now& now) {
    if (request.account != floor_.config.account)
        return floor_.error(session, request.req_id.value(), 321,
                            "Error validating request.-'ca' : cause - Invalid account code");
    const Key key{session.id, request.req_id};
    auto& line = profits_[key] = {std::nullopt, now.monotonic + floor_.config.profit_interval, {}};
    send_profit(key, line);
}

void AccountDesk::on(Session& session, const tws::CancelPnl& request) {
    profits_.erase({session.id, request.req_id});
}

/// Recorded: a conid that is not held gets no answer.
void AccountDesk::on(Session& session, const tws::ReqPnlSingle& request, const Now& now) {
    if (request.account != floor_.config.account)
        return floor_.error(session, request.req_id.value(), 321,
                            "Error validating request.-'cb' : cause - Invalid account code");
    profits_[{session.id, request.req_id}] = {request.con_id, now.monotonic, {}};
}

void AccountDesk::on(Session& session, const tws::CancelPnlSingle& request) {
    profits_.erase({session.id, request.req_id});
}

void AccountDesk::send_profit(const Key& key, ProfitLine& line) {
    tws::Answer answer;
    if (!line.conid) {
        const AccountFigures figures = account_figures(floor_.known_books(), *floor_.market);
        answer = tws::Pnl{key.second, figures.net_liquidation_usd - value_at_start_,
                          figures.unrealized_pnl_usd, figures.realized_pnl_usd};
    } else {
        const auto& positions = floor_.known_books().positions;
        const auto position = positions.find(*line.conid);
        const Instrument* instrument = floor_.universe().find(*line.conid);
        if (position == positions.end() || !instrument) return;
        const BookedPosition& held = position->second;
        const Money value =
            mark_price(*floor_.market, *instrument) * held.quantity * multiplier_of(*instrument);
        const Money unrealized = value - held.cost_usd;
        answer =
            tws::PnlSingle{key.second, held.quantity,         unrealized + held.realized_pnl_usd,
                           unrealized, held.realized_pnl_usd, value};
    }
    std::string text = tws::to_text(answer);
    if (text == line.sent) return;
    line.sent = std::move(text);
    floor_.out.send(floor_.sessions.at(key.first), answer);
}

void AccountDesk::positions_changed(const std::set<ConId>& instruments, const Now& now) {
    if (instruments.empty()) return;
    for (const SessionId id : position_listeners_)
        for (const ConId conid : instruments)
            send_position(floor_.sessions.at(id), conid, floor_.books.positions[conid]);
    for (auto& [id, due] : account_updates_) {
        send_account(floor_.sessions.at(id));
        due = now.monotonic + account_interval;
    }
}

void AccountDesk::forget_all() {
    position_listeners_.clear();
    account_updates_.clear();
    summaries_.clear();
    profits_.clear();
}

void AccountDesk::advance(const Now& now) {
    for (auto& [id, due] : account_updates_)
        if (due <= now.monotonic) {
            due = now.monotonic + account_interval;
            send_account(floor_.sessions.at(id));
        }
    for (auto& [key, summary] : summaries_)
        if (summary.due <= now.monotonic) {
            summary.due = now.monotonic + account_interval;
            send_summary(key, summary);
        }
    for (auto& [key, line] : profits_)
        if (line.due <= now.monotonic) {
            line.due = now.monotonic + floor_.config.profit_interval;
            send_profit(key, line);
        }
}

std::optional<MonotonicTime> AccountDesk::next_wakeup() const {
    std::optional<MonotonicTime> next;
    const auto take = [&](MonotonicTime due) { next = next ? std::min(*next, due) : due; };
    for (const auto& [id, due] : account_updates_) take(due);
    for (const auto& [key, summary] : summaries_) take(summary.due);
    for (const auto& [key, line] : profits_) take(line.due);
    return next;
}

void AccountDesk::forget(SessionId session) {
    position_listeners_.erase(session);
    account_updates_.erase(session);
    std::erase_if(summaries_, [&](const auto& entry) { return entry.first.first == session; });
    std::erase_if(profits_, [&](const auto& entry) { return entry.first.first == session; });
}

}  // namespace wingspread::sim
