#pragma once

#include <cstddef>
#include <cstdio>

namespace wingspread::app {

/// Whether a person looks at that stream.
bool is_terminal(std::FILE* stream);
/// A terminal that is not asked to do without (NO_COLOR, no-color.org, or TERM=dumb).
bool wants_colour(std::FILE* stream);
/// Rows of the terminal at stdout; 24 when it does not say.
std::size_t terminal_rows();

}  // namespace wingspread::app
