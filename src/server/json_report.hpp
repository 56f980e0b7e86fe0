#pragma once

#include "core/result.hpp"
#include "server/json_writer.hpp"
#include "trade/execution_report.hpp"

#include <string_view>
#include <vector>

namespace wingspread::server {

void write(JsonWriter& json, const trade::ExecutionReport& report);
/// `reports`, and in `totals` what they come to.
std::string report_to_json(const std::vector<trade::ExecutionReport>& reports);
/// Reads that back, without the totals.
Result<std::vector<trade::ExecutionReport>> parse_report(std::string_view text);

}  // namespace wingspread::server
