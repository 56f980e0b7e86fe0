#pragma once

#include <string>
#include <string_view>

namespace wingspread::tws {

/// The text with every byte that is not part of valid UTF-8 replaced by '?': TWS writes free text
/// in the code page of its host.
std::string to_valid_utf8(std::string_view text);

/// From version 153 TWS writes some texts in ASCII, everything else as \uXXXX (UTF-16, surrogate
/// pairs included). Sequences that are not such an escape stay as they are.
std::string unescape_ascii7(std::string_view text);
/// The inverse for valid UTF-8; other bytes come out as '?'. A backslash before a u is escaped too,
/// so that it is not read as an escape.
std::string escape_ascii7(std::string_view text);

}  // namespace wingspread::tws
