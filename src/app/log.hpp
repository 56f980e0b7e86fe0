#pragma once

#include "app/config.hpp"

namespace wingspread::app {

/// Commands that answer a question say only what went wrong; `serve` says what happens.
enum class Quiet : bool { no, yes };

/// Lines with UTC time on stderr, so that stdout is a command's answer alone.
void set_up_log(const Config& config, Quiet quiet);

}  // namespace wingspread::app
