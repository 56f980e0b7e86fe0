#pragma once

#include "core/date.hpp"
#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"
#include "options/spread.hpp"
#include "options/structure_kind.hpp"
#include "trade/execution.hpp"
#include "trade/exit_plan.hpp"
#include "trade/intent.hpp"
#include "trade/kill_switch.hpp"
#include "trade/order_events.hpp"
#include "trade/order_machine.hpp"

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

/// How the journal writes one value: `put` and `get` are exact inverses.
namespace wingspread::store {

template <class T>
struct TextOf;

template <>
struct TextOf<std::string> {
    static std::string put(const std::string& value) { return value; }
    static Result<std::string> get(std::string_view text) { return std::string(text); }
};

template <std::integral Int>
    requires(!std::same_as<Int, bool>)
struct TextOf<Int> {
    static std::string put(Int value) { return std::to_string(value); }
    static Result<Int> get(std::string_view text) {
        Int value{};
        const auto* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, value);
        if (error != std::errc{} || stop != end) return bad_field("number", text, "an integer");
        return value;
    }
};

/// The shortest text that reads back as the same number.
template <>
struct TextOf<double> {
    static std::string put(double value);
    static Result<double> get(std::string_view text);
};

template <>
struct TextOf<bool> {
    static std::string put(bool value) { return value ? "yes" : "no"; }
    static Result<bool> get(std::string_view text) {
        if (text == "yes") return true;
        if (text == "no") return false;
        return bad_field("flag", text, "yes or no");
    }
};

template <class Tag>
struct TextOf<Decimal<Tag>> {
    static std::string put(Decimal<Tag> value) { return value.to_string(); }
    static Result<Decimal<Tag>> get(std::string_view text) {
        return Decimal<Tag>::parse_exact(text);
    }
};

template <class Tag, class Rep>
struct TextOf<Id<Tag, Rep>> {
    static std::string put(Id<Tag, Rep> value) { return TextOf<Rep>::put(value.value()); }
    static Result<Id<Tag, Rep>> get(std::string_view text) {
        const auto number = TextOf<Rep>::get(text);
        if (!number) return std::unexpected(number.error());
        return Id<Tag, Rep>{*number};
    }
};

template <>
struct TextOf<Duration> {
    static std::string put(Duration value) { return TextOf<std::int64_t>::put(value.count()); }
    static Result<Duration> get(std::string_view text) {
        const auto count = TextOf<std::int64_t>::get(text);
        if (!count) return std::unexpected(count.error());
        return Duration{*count};
    }
};

/// Nanoseconds since 1970.
template <>
struct TextOf<UtcTime> {
    static std::string put(UtcTime value) {
        return TextOf<std::int64_t>::put(value.time_since_epoch().count());
    }
    static Result<UtcTime> get(std::string_view text) {
        const auto count = TextOf<std::int64_t>::get(text);
        if (!count) return std::unexpected(count.error());
        return UtcTime{Duration{*count}};
    }
};

/// A contract whose day is not known has none: written as nothing.
template <>
struct TextOf<Date> {
    static std::string put(Date value) { return value.ok() ? to_iso(value) : ""; }
    static Result<Date> get(std::string_view text) {
        return text.empty() ? Result<Date>(Date{}) : parse_date(text);
    }
};

template <>
struct TextOf<trade::IntentId> {
    static std::string put(const trade::IntentId& value) { return value.to_string(); }
    static Result<trade::IntentId> get(std::string_view text) {
        return trade::IntentId::parse(text);
    }
};

template <>
struct TextOf<trade::StatusWord> {
    static std::string put(const trade::StatusWord& value) { return value.raw; }
    static Result<trade::StatusWord> get(std::string_view text) {
        return trade::StatusWord::parse(text);
    }
};

template <>
struct TextOf<options::Right> {
    static std::string put(options::Right value) { return std::string(1, to_char(value)); }
    static Result<options::Right> get(std::string_view text);
};

Result<options::Side> parse_side(std::string_view text);
std::string_view to_string(options::ExerciseStyle style);
Result<options::ExerciseStyle> parse_style(std::string_view text);
std::string_view to_string(options::Settlement settlement);
Result<options::Settlement> parse_settlement(std::string_view text);

/// Enums whose texts are stated beside them.
template <class Enum, Result<Enum> (*Parse)(std::string_view)>
struct TextOfEnum {
    static std::string put(Enum value) { return std::string(to_string(value)); }
    static Result<Enum> get(std::string_view text) { return Parse(text); }
};

template <>
struct TextOf<options::Side> : TextOfEnum<options::Side, parse_side> {};
template <>
struct TextOf<options::ExerciseStyle> : TextOfEnum<options::ExerciseStyle, parse_style> {};
template <>
struct TextOf<options::Settlement> : TextOfEnum<options::Settlement, parse_settlement> {};
template <>
struct TextOf<options::VerticalKind>
    : TextOfEnum<options::VerticalKind, options::parse_vertical_kind> {};
template <>
struct TextOf<options::StructureKind>
    : TextOfEnum<options::StructureKind, options::parse_structure_kind> {};
template <>
struct TextOf<trade::OrderAction> : TextOfEnum<trade::OrderAction, trade::parse_order_action> {};
template <>
struct TextOf<trade::TimeInForce> : TextOfEnum<trade::TimeInForce, trade::parse_time_in_force> {};
template <>
struct TextOf<trade::ExitLevel> {
    static std::string put(const trade::ExitLevel& level) { return to_string(level); }
    static Result<trade::ExitLevel> get(std::string_view text) {
        return trade::parse_exit_level(text);
    }
};
template <>
struct TextOf<MarketTime> {
    static std::string put(MarketTime value) {
        return TextOf<std::int64_t>::put(value.time_since_epoch().count());
    }
    static Result<MarketTime> get(std::string_view text) {
        const auto count = TextOf<std::int64_t>::get(text);
        if (!count) return std::unexpected(count.error());
        return MarketTime{Duration{*count}};
    }
};
template <>
struct TextOf<trade::ExitRule> : TextOfEnum<trade::ExitRule, trade::parse_exit_rule> {};
template <>
struct TextOf<trade::LadderEnd> : TextOfEnum<trade::LadderEnd, trade::parse_ladder_end> {};
template <>
struct TextOf<trade::BadQuotes> : TextOfEnum<trade::BadQuotes, trade::parse_bad_quotes> {};
template <>
struct TextOf<trade::InstrumentKind>
    : TextOfEnum<trade::InstrumentKind, trade::parse_instrument_kind> {};
template <>
struct TextOf<trade::OrderErrorClass>
    : TextOfEnum<trade::OrderErrorClass, trade::parse_order_error_class> {};
template <>
struct TextOf<trade::OrderState> : TextOfEnum<trade::OrderState, trade::parse_order_state> {};
template <>
struct TextOf<trade::TradingState> : TextOfEnum<trade::TradingState, trade::parse_trading_state> {};
template <>
struct TextOf<trade::Authority> : TextOfEnum<trade::Authority, trade::parse_authority> {};

}  // namespace wingspread::store
