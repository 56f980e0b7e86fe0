#include "options/contract.hpp"

#include <fmt/format.h>

namespace wingspread::options {

char to_char(Right right) { return right == Right::call ? 'C' : 'P'; }

std::string own_class(std::string_view symbol) {
    std::string own(symbol);
    std::erase_if(own, [](char each) { return each == ' ' || each == '.'; });
    return own;
}

std::string osi_symbol(const OptionContract& contract) {
    const auto& date = contract.expiration;
    const auto thousandths = contract.strike.raw() / (Price::scale / 1000);
    return fmt::format("{:<6}{:02}{:02}{:02}{}{:08}", contract.trading_class,
                       static_cast<int>(date.year()) % 100, static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), to_char(contract.right), thousandths);
}

}  // namespace wingspread::options
