#pragma once

#include "core/result.hpp"

#include <array>
#include <string>
#include <string_view>

namespace wingspread::trade {

/// Strictly one of the texts that `to_string` gives the values.
template <class Enum, std::size_t Count>
Result<Enum> parse_enum(std::string_view field, const std::array<Enum, Count>& values,
                        std::string_view text) {
    std::string expected;
    for (std::size_t i = 0; i < Count; ++i) {
        if (to_string(values[i]) == text) return values[i];
        if (i > 0) expected += i + 1 == Count ? " or " : ", ";
        expected += to_string(values[i]);
    }
    return bad_field(field, text, expected);
}

}  // namespace wingspread::trade
