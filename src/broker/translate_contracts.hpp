#pragma once

#include "broker/outbound.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"
#include "options/increments.hpp"
#include "tws/answers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wingspread::broker {

/// Options on another number of shares are adjusted ones, after a split or a merger: never loaded.
inline constexpr int standard_multiplier = 100;

/// IBKR's date is the last trading day; AM-settled index options expire on the day after it.
/// Errc::protocol, naming the field, when something is missing or contradictory.
Result<options::OptionContract> to_option(const tws::ContractDetails& details);
/// A stock or an index.
Result<options::Underlying> to_underlying(const tws::ContractDetails& details);
/// Number of the market rule that holds on SMART, or on the first exchange of the list.
std::optional<std::int32_t> market_rule_id(const tws::ContractDetails& details);
Result<options::IncrementTable> to_increments(const tws::MarketRule& rule);
/// "20200116", "20200116 15:00 US/Central" and "20200116-15:00:00": the day.
Result<Date> parse_contract_date(std::string_view field, std::string_view text);

/// Indexes are known by name, because a symbol does not say what it is.
bool is_known_index(std::string_view symbol);

Outbound underlying_details(RequestId id, std::string_view symbol, options::UnderlyingKind kind);
Outbound chain_parameters(RequestId id, const options::Underlying& underlying);
/// All strikes and rights of one class that trade last on that day.
Outbound option_details(RequestId id, const options::Underlying& underlying,
                        std::string_view trading_class, Date last_trade_date);
Outbound market_rule(std::int32_t id);

}  // namespace wingspread::broker
