#pragma once

#include <CLI/App.hpp>

#include <string>
#include <string_view>

namespace wingspread::app {

/// A script that makes a shell (bash, zsh or fish) complete every subcommand and flag of `app`, and
/// the words that scans know. Empty for another shell.
std::string completion_script(const CLI::App& app, std::string_view shell);

}  // namespace wingspread::app
