#pragma once

#include "engine/api.hpp"
#include "server/json_reader.hpp"
#include "server/json_writer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace wingspread::server {

/// `take_profit`, `stop` (texts: "50%" or a net price), `days_left`, `at` (RFC 3339, UTC); each may
/// be left out.
trade::ExitRules read_exit_rules(ObjectReader& reader);
void write_exit_rules(JsonWriter& json, const trade::ExitRules& rules);

void write(JsonWriter& json, const engine::ExitCloseView& close);
void write(JsonWriter& json, const engine::ExitView& exit);

/// The body of POST …/exits: `order` and `rules`.
struct ExitRequest {
    std::string order;
    trade::ExitRules rules;
};
std::string to_json(const ExitRequest& request);
Result<ExitRequest> parse_exit_request(std::string_view body);

// What the server writes, read back by its clients.
Result<engine::ExitView> parse_exit(std::string_view text);
Result<std::vector<engine::ExitView>> parse_exits(std::string_view text);

}  // namespace wingspread::server
