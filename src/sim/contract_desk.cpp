#include "sim/contract_desk.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/hours_text.hpp"
#include "sim/quotes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wingspread::sim {
namespace {

using tws::SecType;

constexpr std::int64_t combo_conid = 28'812'380;  // IBKR's for combinations in dollars

const Refusal no_definition{200, "No security definition has been found for the request"};

SecType sec_type(InstrumentKind kind) {
    switch (kind) {
        case InstrumentKind::stock: return SecType::stock;
        case InstrumentKind::index: return SecType::index;
        case InstrumentKind::option: return SecType::option;
    }
    return SecType::none;
}

tws::Right right_of(options::Right right) {
    return right == options::Right::call ? tws::Right::call : tws::Right::put;
}

bool fits_exchange(const Product& product, const tws::Contract& contract) {
    const auto listed = [&](const std::string& exchange) {
        return exchange.empty() ||
               std::ranges::find(product.exchanges, exchange) != product.exchanges.end();
    };
    return listed(contract.exchange) &&
           (contract.primary_exchange.empty() || product.primary_exchange.empty() ||
            contract.primary_exchange == product.primary_exchange);
}

/// Common to all kinds: type, symbol, currency, class, local symbol.
bool fits_names(const Universe& universe, const Instrument& instrument,
                const tws::Contract& contract) {
    const Product& product = universe.product_of(instrument);
    const auto fits = [](const std::string& asked, const std::string& have) {
        return asked.empty() || asked == have;
    };
    return (contract.sec_type == SecType::none || contract.sec_type == sec_type(instrument.kind)) &&
           fits(contract.symbol, instrument.symbol) && fits(contract.currency, "USD") &&
           fits(contract.trading_class, product.trading_class) &&
           fits(contract.local_symbol, instrument.local_symbol) && fits_exchange(product, contract);
}

/// The date asked for may be a day or a month; TWS means the last trading day by it.
bool fits_option(const options::OptionContract& option, const tws::Contract& contract) {
    const std::string_view asked = contract.last_trade_date_or_month;
    const std::string day = to_compact(option.last_trade_date);
    const std::string month = to_compact(option.expiration).substr(0, 6);
    const bool date_fits = asked.empty() || asked == day || asked == month;
    const bool strike_fits =
        !contract.strike || contract.strike->is_zero() || *contract.strike == option.strike;
    const bool right_fits =
        contract.right == tws::Right::none || contract.right == right_of(option.right);
    const bool multiplier_fits =
        !contract.multiplier || *contract.multiplier == Quantity::from_int(option.multiplier);
    return date_fits && strike_fits && right_fits && multiplier_fits;
}

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, ","));
}

}  // namespace

std::vector<const Instrument*> find_matching(const Universe& universe,
                                             const tws::Contract& contract) {
    std::vector<const Instrument*> found;
    if (contract.con_id.value() != 0) {
        const Instrument* instrument = universe.find(contract.con_id);
        if (instrument && fits_exchange(universe.product_of(*instrument), contract))
            found.push_back(instrument);
        return found;
    }
    std::string symbol = contract.symbol;
    if (symbol.empty() && contract.local_symbol.size() == 21)
        for (const Instrument& instrument : universe.instruments())
            if (instrument.local_symbol == contract.local_symbol) symbol = instrument.symbol;
    if (symbol.empty()) symbol = contract.local_symbol;
    const Instrument* underlying = universe.underlying(symbol);
    if (!underlying) return found;
    if (contract.sec_type != SecType::option) {
        if (fits_names(universe, *underlying, contract)) found.push_back(underlying);
        return found;
    }
    for (const Instrument* option : universe.options_on(underlying->conid))
        if (fits_option(option->option, contract) && fits_names(universe, *option, contract))
            found.push_back(option);
    return found;
}

std::expected<const Instrument*, Refusal> find_one(const Universe& universe,
                                                   const tws::Contract& contract) {
    const auto found = find_matching(universe, contract);
    if (found.empty()) return std::unexpected(no_definition);
    if (found.size() > 1)
        return std::unexpected(
            Refusal{200, fmt::format("The contract description specified for {} is ambiguous.",
                                     found.front()->symbol)});
    return found.front();
}

std::expected<std::vector<BookedLeg>, Refusal> find_legs(const Universe& universe,
                                                         const tws::Contract& contract) {
    if (contract.combo_legs.empty())
        return std::unexpected(Refusal{314, "Combination contract has no legs."});
    std::vector<BookedLeg> legs;
    for (const tws::ComboLeg& leg : contract.combo_legs) {
        const Instrument* instrument = universe.find(leg.con_id);
        if (!instrument) return std::unexpected(no_definition);
        const bool buy = leg.action == tws::Action::buy;
        if (leg.ratio < 1 || (!buy && leg.action != tws::Action::sell) ||
            instrument->kind == InstrumentKind::index || instrument->symbol != contract.symbol)
            return std::unexpected(Refusal{
                313, fmt::format("Combination leg for conid {} is not valid: ratio {}, action {}.",
                                 leg.con_id.value(), leg.ratio, leg.action.text())});
        legs.push_back({leg.con_id, leg.ratio, buy});
    }
    std::set<ConId> distinct;
    for (const BookedLeg& leg : legs) distinct.insert(leg.conid);
    if (distinct.size() != legs.size() || legs.size() < 2)
        return std::unexpected(Refusal{312, "The combo details are invalid."});
    const int shares = shares_per_price(universe, legs);
    for (const BookedLeg& leg : legs)
        if (universe.find(leg.conid)->kind == InstrumentKind::stock && leg.ratio % shares != 0)
            return std::unexpected(Refusal{312, "The combo details are invalid."});
    return legs;
}

tws::Contract state_contract(const Universe& universe, const Instrument& instrument,
                             std::string exchange) {
    tws::Contract contract;
    contract.con_id = instrument.conid;
    contract.symbol = instrument.symbol;
    contract.sec_type = sec_type(instrument.kind);
    contract.exchange = std::move(exchange);
    contract.currency = "USD";
    contract.local_symbol = instrument.local_symbol;
    contract.trading_class = universe.product_of(instrument).trading_class;
    if (instrument.kind == InstrumentKind::option) {
        contract.last_trade_date_or_month = to_compact(instrument.option.last_trade_date);
        contract.strike = instrument.option.strike;
        contract.right = right_of(instrument.option.right);
        contract.multiplier = Quantity::from_int(instrument.option.multiplier);
    }
    return contract;
}

tws::Contract state_combo(const tws::Contract& placed) {
    tws::Contract contract = placed;
    contract.con_id = ConId{combo_conid};
    contract.local_symbol = std::to_string(combo_conid);
    contract.trading_class = "COMB";
    contract.combo_legs_description.clear();
    for (const tws::ComboLeg& leg : placed.combo_legs) {
        if (!contract.combo_legs_description.empty()) contract.combo_legs_description += ',';
        contract.combo_legs_description += fmt::format(
            "{}|{}", leg.con_id.value(), leg.action == tws::Action::buy ? leg.ratio : -leg.ratio);
    }
    return contract;
}

tws::ContractDetails ContractDesk::details(const Instrument& instrument) const {
    const Universe& universe = floor_.universe();
    const Product& product = universe.product_of(instrument);
    const MarketTime now = floor_.market->time();
    const bool option = instrument.kind == InstrumentKind::option;
    tws::ContractDetails details;
    details.contract = state_contract(
        universe, instrument,
        instrument.kind == InstrumentKind::index ? product.primary_exchange : "SMART");
    details.contract.primary_exchange = option ? "" : product.primary_exchange;
    details.contract.last_trade_date = details.contract.last_trade_date_or_month;
    details.market_name = product.trading_class;
    details.min_tick = product.min_tick;
    details.order_types = "ACTIVETIM,ADJUST,ALERT,DAY,FOK,GTC,GTD,IOC,LMT,MKT,STP,WHATIF";
    details.valid_exchanges = joined(product.exchanges);
    details.market_rule_ids = joined(
        std::vector<std::string>(product.exchanges.size(), std::to_string(product.market_rule)));
    details.long_name = product.long_name;
    details.time_zone_id = "US/Eastern";
    details.trading_hours = hours_text(floor_.config.hours, product.late_close, now);
    details.liquid_hours = details.trading_hours;
    details.stock_type = product.stock_type;
    details.min_size = Quantity::from_int(1);
    details.size_increment = Quantity::from_int(1);
    details.suggested_size_increment = Quantity::from_int(option ? 1 : 100);
    details.aggregated_group = 1;
    if (option) {
        const Instrument* underlying = universe.find(instrument.underlying);
        details.underlying_con_id = instrument.underlying;
        details.underlying_symbol = instrument.symbol;
        details.underlying_sec_type = sec_type(underlying->kind);
        details.contract_month = to_compact(instrument.option.expiration).substr(0, 6);
        details.real_expiration_date = to_compact(instrument.option.expiration);
    }
    return details;
}

void ContractDesk::on(Session& session, const tws::ReqContractData& request) {
    const std::int32_t id = request.req_id.value();
    if (request.contract.is_combo())
        return floor_.error(session, id, 321,
                            "Error validating request.-'bQ' : cause - Please enter a valid "
                            "security type");
    const auto found = find_matching(floor_.universe(), request.contract);
    if (found.empty()) return floor_.refuse(session, id, no_definition);
    for (const Instrument* instrument : found)
        floor_.out.send(session, tws::ContractData{request.req_id, details(*instrument)});
    floor_.out.send(session, tws::ContractDataEnd{request.req_id});
}

void ContractDesk::on(Session& session, const tws::ReqMatchingSymbols& request) {
    const auto upper = [](std::string text) {
        std::ranges::transform(text, text.begin(), [](unsigned char c) {
            return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
        });
        return text;
    };
    const std::string pattern = upper(request.pattern);
    tws::SymbolSamples answer{request.req_id, {}};
    for (const Instrument& instrument : floor_.universe().instruments()) {
        if (instrument.kind == InstrumentKind::option || pattern.empty()) continue;
        const Product& product = floor_.universe().product_of(instrument);
        if (!instrument.symbol.starts_with(pattern) &&
            upper(product.long_name).find(pattern) == std::string::npos)
            continue;
        tws::SymbolSample sample;
        sample.con_id = instrument.conid;
        sample.symbol = instrument.symbol;
        sample.sec_type = sec_type(instrument.kind);
        sample.primary_exchange = product.primary_exchange;
        sample.currency = "USD";
        if (!floor_.universe().options_on(instrument.conid).empty())
            sample.derivative_sec_types = {"OPT", "BAG"};
        sample.description = product.long_name;
        answer.samples.push_back(std::move(sample));
    }
    floor_.out.send(session, answer);
}

void ContractDesk::on(Session& session, const tws::ReqSecDefOptParams& request) {
    const Instrument* underlying = floor_.universe().find(request.underlying_con_id);
    if (!underlying || underlying->symbol != request.underlying_symbol ||
        request.underlying_sec_type != sec_type(underlying->kind))
        return floor_.error(session, request.req_id.value(), 321,
                            "Error validating request.-'cd' : cause - Invalid contract id");
    struct Row {
        std::set<Date> expirations;
        std::set<Price> strikes;
    };
    std::map<std::string, Row> classes;
    for (const Instrument* option : floor_.universe().options_on(underlying->conid)) {
        Row& row = classes[option->option.trading_class];
        row.expirations.insert(option->option.last_trade_date);
        row.strikes.insert(option->option.strike);
    }
    for (const char* exchange : {"SMART", "CBOE"})
        for (const auto& [trading_class, row] : classes)
            floor_.out.send(session,
                            tws::SecDefOptParams{request.req_id,
                                                 exchange,
                                                 underlying->conid,
                                                 trading_class,
                                                 Quantity::from_int(100),
                                                 {row.expirations.begin(), row.expirations.end()},
                                                 {row.strikes.begin(), row.strikes.end()}});
    floor_.out.send(session, tws::SecDefOptParamsEnd{request.req_id});
}

void ContractDesk::on(Session& session, const tws::ReqMarketRule& request) {
    const auto* rows = floor_.universe().rule(request.market_rule_id);
    if (!rows)
        return floor_.error(session, -1, 321,
                            "Error validating request.-'cf' : cause - Invalid market rule id");
    tws::MarketRule rule{request.market_rule_id, {}};
    for (const PriceIncrement& row : *rows)
        rule.increments.push_back({row.low_edge, row.increment});
    floor_.out.send(session, rule);
}

}  // namespace wingspread::sim
