#pragma once

#include "app/seams.hpp"

namespace wingspread::app {

/// The whole program: reads flags, environment and files, runs one subcommand, returns its status.
/// `seams` are for tests that run all of it.
int run(int argc, char** argv, const Seams& seams = {});

}  // namespace wingspread::app
