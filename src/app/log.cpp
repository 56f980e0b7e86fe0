#include "app/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace wingspread::app {

void set_up_log(const Config& config, Quiet quiet) {
    auto logger = spdlog::get("wingspread");
    if (!logger) logger = spdlog::stderr_color_mt("wingspread");
    spdlog::set_default_logger(logger);
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
    const auto level =
        spdlog::level::from_str(config.log_level == "warn" ? "warning" : config.log_level);
    // Asked-for detail is given; the usual "info" would drown a command's answer.
    const bool plain = level == spdlog::level::info && quiet == Quiet::yes;
    spdlog::set_level(plain ? spdlog::level::err : level);
}

}  // namespace wingspread::app
