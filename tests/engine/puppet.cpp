#include "engine/puppet.hpp"

#include "core/date.hpp"

#include <cstdlib>
#include <map>

namespace wingspread::engine_test {

namespace {

constexpr tws::ServerVersion version{187};

tws::ContractDetails stock_details() {
    tws::ContractDetails details;
    details.contract.con_id = ko_conid;
    details.contract.symbol = "KO";
    details.contract.sec_type = tws::SecType::stock;
    details.contract.exchange = "SMART";
    details.contract.currency = "USD";
    return details;
}

tws::ContractDetails option_details(const ListedOption& option) {
    tws::ContractDetails details;
    auto& contract = details.contract;
    contract.con_id = option.conid;
    contract.symbol = "KO";
    contract.sec_type = tws::SecType::option;
    contract.last_trade_date_or_month = to_compact(option.expiration);
    contract.strike = option.strike;
    contract.right = option.right;
    contract.multiplier = Quantity::from_int(100);
    contract.exchange = "SMART";
    contract.currency = "USD";
    contract.trading_class = option.trading_class;
    details.underlying_con_id = ko_conid;
    details.underlying_symbol = "KO";
    details.underlying_sec_type = tws::SecType::stock;
    details.real_expiration_date = to_compact(option.expiration);
    details.valid_exchanges = "SMART";
    details.market_rule_ids = "32";
    return details;
}

Price price(std::string_view text) { return *Price::parse(text); }

}  // namespace

Puppet::Puppet() : spot(price("71")) {
    const auto list = [&](int conid, tws::Right right, std::string_view strike,
                          std::string_view bid, std::string_view ask) {
        listed.push_back(
            {ConId(conid), "KO", december, price(strike), right, price(bid), price(ask)});
    };
    list(101, tws::Right::put, "68", "0.40", "0.42");
    list(102, tws::Right::put, "70", "0.95", "0.98");
    list(103, tws::Right::put, "72", "1.90", "1.95");
    list(104, tws::Right::put, "74", "3.30", "3.40");
    list(201, tws::Right::call, "68", "3.58", "3.68");
    list(202, tws::Right::call, "70", "2.17", "2.21");
    list(203, tws::Right::call, "72", "1.14", "1.18");
    list(204, tws::Right::call, "74", "0.57", "0.61");
}

void Puppet::connect() {
    greeting_ = {};
    greeted_ = false;
    frames_ = {};
    said_.clear();
}

std::string Puppet::receive(std::string_view bytes) {
    if (greeted_) {
        frames_.feed(bytes);
    } else if (const auto range = greeting_.feed(bytes); range && *range) {
        greeted_ = true;
        said_ += tws::server_greeting({version, "20261118 11:00:00 US/Eastern"});
        frames_.feed(greeting_.rest());
    }
    while (true) {
        const auto payload = frames_.next();
        if (!payload) std::abort();
        if (!*payload) return std::exchange(said_, {});
        const auto request = tws::decode_request(**payload, version);
        if (!request) std::abort();
        heard.push_back(*request);
        answer(*request);
    }
}

std::string Puppet::bytes_of(const tws::Answer& answer) const {
    std::string bytes;
    if (!tws::encode(answer, version, bytes)) std::abort();
    return bytes;
}

std::vector<tws::PlaceOrder> Puppet::orders() const {
    std::vector<tws::PlaceOrder> found;
    for (const auto& request : heard) {
        const auto* order = std::get_if<tws::PlaceOrder>(&request);
        if (order != nullptr && !order->order->what_if) found.push_back(*order);
    }
    return found;
}

std::vector<tws::PlaceOrder> Puppet::what_ifs() const {
    std::vector<tws::PlaceOrder> found;
    for (const auto& request : heard) {
        const auto* order = std::get_if<tws::PlaceOrder>(&request);
        if (order != nullptr && order->order->what_if) found.push_back(*order);
    }
    return found;
}

void Puppet::answer(const tws::Request& request) {
    std::visit([&](const auto& specific) { on(specific); }, request);
}

void Puppet::on(const tws::StartApi& /*request*/) {
    say(tws::ManagedAccounts{accounts});
    say(tws::NextValidId{OrderId(1)});
}

void Puppet::on(const tws::ReqAllOpenOrders& /*request*/) {
    if (!tells_books) return;
    for (const auto& order : open_orders) say(order);
    say(tws::OpenOrderEnd{});
}

void Puppet::on(const tws::ReqCompletedOrders& /*request*/) {
    if (tells_books) say(tws::CompletedOrdersEnd{});
}

void Puppet::on(const tws::ReqExecutions& request) {
    if (!tells_books) return;
    for (auto execution : executions) {
        execution.req_id = request.req_id;
        say(execution);
    }
    say(tws::ExecDetailsEnd{request.req_id});
}

void Puppet::on(const tws::ReqPositions& /*request*/) {
    if (!tells_books) return;
    for (const auto& position : positions) say(position);
    say(tws::PositionEnd{});
}

void Puppet::on(const tws::ReqAccountUpdates& request) {
    if (!tells_books || !request.subscribe) return;
    say(tws::AccountValue{"AvailableFunds", "50000.00", "USD", request.account});
    say(tws::AccountDownloadEnd{request.account});
}

void Puppet::on(const tws::ReqPnl& request) {
    if (day_profit_usd) say(tws::Pnl{request.req_id, day_profit_usd, {}, {}});
}

void Puppet::on(const tws::ReqContractData& request) {
    if (!lists_contracts) return;
    const auto& wanted = request.contract;
    bool found = false;
    const auto tell = [&](tws::ContractDetails details) {
        found = true;
        say(tws::ContractData{request.req_id, std::move(details)});
    };
    if (wanted.symbol == "KO" && wanted.sec_type == tws::SecType::stock) tell(stock_details());
    for (const auto& option : listed) {
        if (wanted.symbol == "KO" && wanted.sec_type == tws::SecType::option &&
            wanted.trading_class == option.trading_class &&
            wanted.last_trade_date_or_month == to_compact(option.expiration)) {
            tell(option_details(option));
        }
    }
    if (!found) return say_error(static_cast<std::int32_t>(request.req_id.value()), 200);
    say(tws::ContractDataEnd{request.req_id});
}

void Puppet::on(const tws::ReqSecDefOptParams& request) {
    if (!lists_contracts) return;
    std::map<std::string, tws::SecDefOptParams> classes;
    for (const auto& option : listed) {
        auto& row = classes[option.trading_class];
        row = {request.req_id,
               "SMART",
               ko_conid,
               option.trading_class,
               Quantity::from_int(100),
               {option.expiration},
               std::move(row.strikes)};
        row.strikes.push_back(option.strike);
    }
    for (const auto& [name, row] : classes) say(row);
    say(tws::SecDefOptParamsEnd{request.req_id});
}

void Puppet::on(const tws::ReqMktData& request) {
    if (line_refusal) {
        return say_error(static_cast<std::int32_t>(request.req_id.value()), *line_refusal);
    }
    if (!tells_quotes) return;
    say(tws::MarketDataType{request.req_id, tws::MarketDataKind::real_time});
    if (request.contract.con_id == ko_conid) {
        const auto cent = price("0.01");
        tell_price(request.req_id, tws::TickType::bid, spot ? std::optional(*spot - cent) : spot);
        tell_price(request.req_id, tws::TickType::ask, spot ? std::optional(*spot + cent) : spot);
        tell_price(request.req_id, tws::TickType::last, spot);
        if (!dividends.empty() && request.generic_ticks == "456") {
            say(tws::TickString{request.req_id, tws::TickType::ib_dividends, dividends});
        }
    }
    for (const auto& option : listed) {
        if (option.conid != request.contract.con_id) continue;
        tell_price(request.req_id, tws::TickType::bid, option.bid);
        tell_price(request.req_id, tws::TickType::ask, option.ask);
    }
}

void Puppet::on(const tws::PlaceOrder& request) {
    tws::OpenOrder open{request.order_id, request.contract, request.order, {}};
    open.order->client_id = ClientId(1);
    if (!request.order->what_if) {
        if (!acknowledges_orders) return;
        open.order->perm_id = PermId(9'000 + request.order_id.value());
        open.state->status = tws::OrderStatusCode::submitted;
        return say(open);
    }
    switch (what_if) {
        case WhatIfReply::silence: return;
        case WhatIfReply::refused:
            return say_error(static_cast<std::int32_t>(request.order_id.value()), 201);
        case WhatIfReply::margin: break;
    }
    open.state->status = tws::OrderStatusCode::presubmitted;
    open.state->margin.change = {Money::from_int(200), Money::from_int(200), Money{}};
    open.state->margin.after.equity_with_loan = Money::from_int(50'000);
    open.state->commission = Money::from_int(2);
    open.state->commission_currency = "USD";
    say(open);
}

void Puppet::on(const tws::ReqCurrentTime& /*request*/) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(utc + clock_ahead);
    say(tws::CurrentTime{seconds.time_since_epoch().count()});
}

void Puppet::say_error(std::int32_t id, std::int32_t code) {
    tws::ErrorMessage message;
    message.id = id;
    message.code = code;
    message.text = "as told by the test";
    say(message);
}

void Puppet::tell_price(RequestId id, tws::TickType type, std::optional<Price> price) {
    if (price) say(tws::TickPrice{id, type, price, Quantity::from_int(10), {}});
}

}  // namespace wingspread::engine_test
