#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/time.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace wingspread::options {

enum class Right : std::uint8_t { call, put };
enum class ExerciseStyle : std::uint8_t { american, european };
/// When the settlement price of an expiring option is taken: at the open or at the close.
enum class Settlement : std::uint8_t { am, pm };
enum class UnderlyingKind : std::uint8_t { stock, index };

/// "C" or "P".
char to_char(Right right);

/// What an option is written on.
struct Underlying {
    std::string symbol;
    UnderlyingKind kind = UnderlyingKind::stock;
    ConId conid{};
    std::string exchange = "SMART";  ///< where its data is asked for: SMART, or an index's home
    std::string currency = "USD";

    bool operator==(const Underlying&) const = default;
};

/// One listed option, fully specified.
struct OptionContract {
    ConId conid{};
    std::string symbol;         ///< of the underlying
    std::string trading_class;  ///< SPX and SPXW differ only here
    Date expiration{};          ///< the day it settles; IBKR calls it the real expiration date
    Date last_trade_date{};     ///< the day before, for AM-settled index options
    Price strike{};
    Right right = Right::call;
    int multiplier = 100;
    ExerciseStyle style = ExerciseStyle::american;
    Settlement settlement = Settlement::pm;
    std::string exchange = "SMART";
    std::string currency = "USD";

    bool operator==(const OptionContract&) const = default;
};

/// The class of a share's standard options: "KO" for "KO", "BRKB" for IBKR's "BRK B". Others, such
/// as "KO1", are contracts that a corporate action has adjusted.
std::string own_class(std::string_view symbol);

/// OSI symbol: root padded to six, YYMMDD of expiration, C or P, strike × 1000 in eight digits.
std::string osi_symbol(const OptionContract& contract);

}  // namespace wingspread::options
