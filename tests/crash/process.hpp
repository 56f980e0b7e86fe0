#pragma once

#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace wingspread::crash {

/// A program that was started, its output in a file. Killed when this ends.
class Process {
  public:
    Process(const std::vector<std::string>& command,
            const std::vector<std::pair<std::string, std::string>>& environment,
            std::string output);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] bool is_alive();
    void kill();
    /// Killed by SIGKILL, and not ended by itself. Only after its end.
    [[nodiscard]] bool was_killed() const;
    [[nodiscard]] std::string output() const;
    /// The number after `words` in its output; 0 if it ends or takes too long before saying it.
    int port_after(const std::string& words);

  private:
    std::string output_;
    pid_t pid_ = 0;
    bool ended_ = false;
    int status_ = 0;
};

/// Lets a moment pass for others.
void wait_a_moment();

}  // namespace wingspread::crash
