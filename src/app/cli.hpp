#pragma once

namespace wingspread::app {

/// The whole program: reads flags, environment and files, runs one subcommand, returns its status.
int run(int argc, char** argv);

}  // namespace wingspread::app
