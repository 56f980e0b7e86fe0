#include "broker/translate_contracts.hpp"

#include "core/date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <vector>

namespace wingspread::broker {

namespace {

using options::UnderlyingKind;

// Their options settle in cash on the index, and a symbol alone does not say so.
constexpr std::array<std::string_view, 13> known_indexes{
    "DJX", "MRUT", "MXEA", "MXEF", "NDX", "NQX", "OEX", "RUT", "SPX", "VIX", "XEO", "XND", "XSP"};
// The only US index class that may be exercised before it expires.
constexpr std::string_view american_index_class = "OEX";

std::unexpected<Error> bad_detail(std::string_view field, std::string_view value,
                                  std::string_view expected) {
    auto error = bad_field(field, value, expected);
    error.error().code = Errc::protocol;
    return error;
}

Result<int> whole_multiplier(const tws::Contract& contract) {
    const std::int64_t scale = Quantity::scale;
    const std::int64_t raw = contract.multiplier.value_or(Quantity{}).raw();
    if (raw <= 0 || raw % scale != 0 || raw / scale > 1'000'000) {
        return bad_detail("contract details: multiplier",
                          contract.multiplier ? contract.multiplier->to_string() : "",
                          "a whole number above 0");
    }
    return static_cast<int>(raw / scale);
}

Result<options::Right> to_right(const tws::Contract& contract) {
    if (contract.right == tws::Right::call) return options::Right::call;
    if (contract.right == tws::Right::put) return options::Right::put;
    return bad_detail("contract details: right", contract.right.text(), "C or P");
}

Result<UnderlyingKind> kind_of_underlying(const tws::Coded<tws::SecType>& type) {
    if (type == tws::SecType::stock) return UnderlyingKind::stock;
    if (type == tws::SecType::index) return UnderlyingKind::index;
    return bad_detail("contract details: type of the underlying", type.text(), "STK or IND");
}

Result<void> check_names(const tws::Contract& contract) {
    if (!(contract.sec_type == tws::SecType::option)) {
        return bad_detail("contract details: type", contract.sec_type.text(), "OPT");
    }
    if (contract.con_id.value() <= 0) return bad_detail("contract details: conId", "0", "above 0");
    if (contract.symbol.empty()) return bad_detail("contract details: symbol", "", "a symbol");
    if (contract.trading_class.empty()) {
        return bad_detail("contract details: trading class", "", "a class");
    }
    if (contract.strike && *contract.strike > Price{}) return {};
    return bad_detail("contract details: strike",
                      contract.strike ? contract.strike->to_string() : "", "above 0");
}

struct LastDays {
    Date trading_ends;
    Date expiration;
};

Result<LastDays> last_days_of(const tws::ContractDetails& details) {
    const auto trading_ends = parse_contract_date("contract details: last trade date",
                                                  details.contract.last_trade_date_or_month);
    if (!trading_ends) return std::unexpected(trading_ends.error());
    const auto expiration =
        parse_contract_date("contract details: real expiration date", details.real_expiration_date);
    if (!expiration) return std::unexpected(expiration.error());
    if (*expiration >= *trading_ends) return LastDays{*trading_ends, *expiration};
    return bad_detail("contract details: real expiration date", details.real_expiration_date,
                      "not before the last trade date");
}

/// Who stops trading on the day before they settle is settled at that day's open. A Saturday, on
/// which options expired before 2015, is no such day.
options::Settlement settlement_of(const LastDays& days) {
    const bool on_saturday =
        std::chrono::weekday{std::chrono::sys_days{days.expiration}} == std::chrono::Saturday;
    return days.trading_ends < days.expiration && !on_saturday ? options::Settlement::am
                                                               : options::Settlement::pm;
}

std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        parts.push_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return parts;
}

tws::Coded<tws::SecType> type_of(UnderlyingKind kind) {
    return kind == UnderlyingKind::stock ? tws::SecType::stock : tws::SecType::index;
}

}  // namespace

Result<Date> parse_contract_date(std::string_view field, std::string_view text) {
    const std::string_view day = text.substr(0, 8);
    const bool ends_there = text.size() <= 8 || text[8] == ' ' || text[8] == '-';
    const auto date = parse_date(day);
    if (date && day.size() == 8 && ends_there) return *date;
    return bad_detail(field, text, "a day as YYYYMMDD");
}

Result<options::OptionContract> to_option(const tws::ContractDetails& details) {
    const tws::Contract& contract = details.contract;
    if (const auto named = check_names(contract); !named) return std::unexpected(named.error());
    const auto multiplier = whole_multiplier(contract);
    if (!multiplier) return std::unexpected(multiplier.error());
    const auto right = to_right(contract);
    if (!right) return std::unexpected(right.error());
    const auto kind = kind_of_underlying(details.underlying_sec_type);
    if (!kind) return std::unexpected(kind.error());
    const auto days = last_days_of(details);
    if (!days) return std::unexpected(days.error());
    const bool is_american =
        *kind == UnderlyingKind::stock || contract.trading_class == american_index_class;
    return options::OptionContract{
        .conid = contract.con_id,
        .symbol = contract.symbol,
        .trading_class = contract.trading_class,
        .expiration = days->expiration,
        .last_trade_date = days->trading_ends,
        .strike = *contract.strike,
        .right = *right,
        .multiplier = *multiplier,
        .style = is_american ? options::ExerciseStyle::american : options::ExerciseStyle::european,
        .settlement = settlement_of(*days),
        .exchange = contract.exchange.empty() ? "SMART" : contract.exchange,
        .currency = contract.currency,
    };
}

Result<options::Underlying> to_underlying(const tws::ContractDetails& details) {
    const tws::Contract& contract = details.contract;
    const auto kind = kind_of_underlying(contract.sec_type);
    if (!kind) return std::unexpected(kind.error());
    if (contract.con_id.value() <= 0) return bad_detail("contract details: conId", "0", "above 0");
    if (contract.symbol.empty()) return bad_detail("contract details: symbol", "", "a symbol");
    options::Underlying underlying{contract.symbol, *kind, contract.con_id, "SMART",
                                   contract.currency};
    // An index is not traded, so there is nothing to route: it lives on its own exchange.
    if (*kind == UnderlyingKind::index) {
        underlying.exchange =
            contract.exchange.empty() ? contract.primary_exchange : contract.exchange;
        if (underlying.exchange.empty()) {
            return bad_detail("contract details: exchange", "", "the exchange of an index");
        }
    }
    return underlying;
}

std::optional<std::int32_t> market_rule_id(const tws::ContractDetails& details) {
    const auto exchanges = split_list(details.valid_exchanges);
    const auto rules = split_list(details.market_rule_ids);
    const auto smart = std::ranges::find(exchanges, "SMART");
    const auto place = smart == exchanges.end() ? 0 : smart - exchanges.begin();
    const auto index = static_cast<std::size_t>(place);
    if (index >= rules.size()) return std::nullopt;
    const std::string_view rule = rules[index];
    std::int32_t id = 0;
    const auto [end, error] = std::from_chars(rule.data(), rule.data() + rule.size(), id);
    if (error != std::errc{} || end != rule.data() + rule.size()) return std::nullopt;
    return id;
}

Result<options::IncrementTable> to_increments(const tws::MarketRule& rule) {
    std::vector<options::IncrementRow> rows;
    rows.reserve(rule.increments.size());
    for (const auto& row : rule.increments) rows.push_back({row.low_edge, row.increment});
    std::ranges::sort(rows, {}, &options::IncrementRow::low_edge);
    return options::IncrementTable::make(std::move(rows));
}

bool is_known_index(std::string_view symbol) {
    return std::ranges::find(known_indexes, symbol) != known_indexes.end();
}

Outbound underlying_details(RequestId id, std::string_view symbol, UnderlyingKind kind) {
    tws::ReqContractData request;
    request.req_id = id;
    request.contract.symbol = symbol;
    request.contract.sec_type = type_of(kind);
    request.contract.exchange = kind == UnderlyingKind::stock ? "SMART" : "";
    request.contract.currency = "USD";
    return Outbound::query(std::move(request));
}

Outbound chain_parameters(RequestId id, const options::Underlying& underlying) {
    return Outbound::query(tws::ReqSecDefOptParams{id, underlying.symbol, "",
                                                   type_of(underlying.kind), underlying.conid});
}

Outbound option_details(RequestId id, const options::Underlying& underlying,
                        std::string_view trading_class, Date last_trade_date) {
    tws::ReqContractData request;
    request.req_id = id;
    request.contract.symbol = underlying.symbol;
    request.contract.sec_type = tws::SecType::option;
    request.contract.last_trade_date_or_month = to_compact(last_trade_date);
    request.contract.multiplier = Quantity::from_int(standard_multiplier);
    request.contract.exchange = "SMART";
    request.contract.currency = underlying.currency;
    request.contract.trading_class = trading_class;
    return Outbound::query(std::move(request));
}

Outbound market_rule(std::int32_t id) { return Outbound::query(tws::ReqMarketRule{id}); }

}  // namespace wingspread::broker
