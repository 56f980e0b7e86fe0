#pragma once

#include "server/engine_door.hpp"
#include "server/router.hpp"

namespace wingspread::server {

/// Adds /health and the routes of /api/v1; `door` must outlive the router.
void add_api_routes(Router& router, EngineDoor& door);

}  // namespace wingspread::server
