#pragma once

#include <cstdint>
#include <string_view>

namespace wingspread::tws {

/// How a field says that it has no value. Readers take an empty field and the greatest number of
/// its type as absent everywhere; the others only where a description names them, because there
/// they would be values elsewhere. Writers write the one that TWS or its clients write.
enum class Absent : std::uint8_t {
    empty,
    max,        ///< DBL_MAX or INT_MAX
    zero,       ///< strikes of what has none
    minus_one,  ///< option figures that cannot be negative, volumes
    minus_two,  ///< the Greeks
};

inline constexpr std::string_view dbl_max_text = "1.7976931348623157E308";
inline constexpr std::string_view int_max_text = "2147483647";

}  // namespace wingspread::tws
