#include "app/commands.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace wingspread::app {

int report(const Error& error) {
    fmt::print(stderr, "wingspread: {}\n", error.message);
    return error.code == Errc::invalid_argument ? exit_usage : exit_failure;
}

}  // namespace wingspread::app
