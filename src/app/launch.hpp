#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace wingspread::app {

/// Runs the command that the user has configured to start TWS or IB Gateway.
class Launcher {
  public:
    /// By /bin/sh, in a session of its own so that it outlives us; does not wait for it. Logs when
    /// it cannot be started.
    void run(const std::string& command);
    /// Logs how commands have ended, those that have.
    void reap();

  private:
    std::vector<pid_t> running_;
};

}  // namespace wingspread::app
