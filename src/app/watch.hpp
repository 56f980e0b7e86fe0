#pragma once

#include "engine/ranking.hpp"

#include <string>

namespace wingspread::app {

/// How a live scan is shown.
enum class WatchForm : std::uint8_t {
    screen,  ///< the whole list, over the last one
    lines,   ///< the first list, then a line for each that came, left or looks different
    json,    ///< an object a line: the first ranking, then what changed
};

/// What is printed for one ranking of a live scan; empty when there is nothing new to say. `first`
/// of this scan; `screen_rows` are those of the terminal.
std::string watch_text(const engine::Ranking& ranking, WatchForm form, bool first,
                       std::size_t screen_rows, bool colour);

}  // namespace wingspread::app
