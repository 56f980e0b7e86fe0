#pragma once

#include "core/result.hpp"
#include "engine/link_memory.hpp"

#include <optional>
#include <string>

namespace wingspread::app {

/// Replaces the file as a whole, so that a crash leaves the old one or the new one.
Result<void> save_link_memory(const std::string& path, engine::LinkMemory memory);
/// Empty when there is no file. An error when it is not what `save_link_memory` writes: nothing of
/// it is believed then.
Result<std::optional<engine::LinkMemory>> load_link_memory(const std::string& path);

}  // namespace wingspread::app
