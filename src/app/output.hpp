#pragma once

#include "engine/api.hpp"
#include "engine/ranking.hpp"

#include <string>

/// What the commands print for people. Programs get --json.
namespace wingspread::app {

/// With `colour` for a terminal.
std::string ranking_table(const scan::ScanResult& result, bool colour);
/// How many were looked at, and why others were not ranked: one line each.
std::string counts_text(const scan::ScanResult& result);
std::string preview_text(const engine::PreviewView& preview);
std::string order_line(const engine::OrderView& order);
/// The executions of an order, a line each.
std::string executions_text(const engine::OrderView& order);
std::string position_line(const engine::PositionView& position);

}  // namespace wingspread::app
