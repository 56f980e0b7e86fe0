#pragma once

#include "engine/api.hpp"
#include "server/json_reader.hpp"
#include "trade/kill_switch.hpp"
#include "trade/order_machine.hpp"

#include <string>
#include <string_view>

/// The words of the JSON schema that stand for enumerators, each list once for both directions.
namespace wingspread::server {

template <class T>
struct Word {
    std::string_view text;
    T value;
};

inline constexpr Word<engine::OrderAction> action_words[]{{"open", engine::OrderAction::open},
                                                          {"close", engine::OrderAction::close},
                                                          {"roll", engine::OrderAction::roll}};
inline constexpr Word<engine::TimeInForce> tif_words[]{{"DAY", engine::TimeInForce::day},
                                                       {"GTC", engine::TimeInForce::gtc}};
inline constexpr Word<engine::PriceRule> price_rule_words[]{{"mid", engine::PriceRule::mid},
                                                            {"natural", engine::PriceRule::natural},
                                                            {"share", engine::PriceRule::share}};
inline constexpr Word<trade::LadderEnd> ladder_end_words[]{{"leave", trade::LadderEnd::leave},
                                                           {"cancel", trade::LadderEnd::cancel}};
inline constexpr Word<trade::BadQuotes> bad_quotes_words[]{{"hold", trade::BadQuotes::hold},
                                                           {"cancel", trade::BadQuotes::cancel}};
inline constexpr Word<options::Side> side_words[]{{"buy", options::Side::buy},
                                                  {"sell", options::Side::sell}};
inline constexpr Word<options::Right> right_words[]{{"C", options::Right::call},
                                                    {"P", options::Right::put}};
inline constexpr Word<trade::TradingState> trading_words[]{
    {"active", trade::TradingState::active},
    {"reducing", trade::TradingState::reducing},
    {"halted", trade::TradingState::halted}};
/// How an order in doubt may have ended.
inline constexpr Word<trade::OrderState> outcome_words[]{
    {"filled", trade::OrderState::filled},
    {"cancelled", trade::OrderState::cancelled},
    {"rejected", trade::OrderState::rejected},
    {"never-arrived", trade::OrderState::abandoned}};
/// Every enumerator that is written has its word.
template <class T, std::size_t count>
constexpr std::string_view word_of(const Word<T> (&words)[count], T value) {
    for (const auto& each : words) {
        if (each.value == value) return each.text;
    }
    return {};
}

template <class T, std::size_t count>
T read_word(ObjectReader& reader, std::string_view name, const Word<T> (&words)[count]) {
    std::string expected = "one of";
    for (const auto& each : words) expected.append(" ").append(each.text);
    return reader.parsed<T>(name, expected, [&words](std::string_view text) {
        for (const auto& each : words) {
            if (each.text == text) return Result<T>(each.value);
        }
        return Result<T>(fail(Errc::invalid_argument, "unknown word"));
    });
}

}  // namespace wingspread::server
