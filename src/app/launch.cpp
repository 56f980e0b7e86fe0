#include "app/launch.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace wingspread::app {

void Launcher::run(const std::string& command) {
    std::string shell = "sh";
    std::string flag = "-c";
    std::string text = command;
    std::array<char*, 4> arguments{shell.data(), flag.data(), text.data(), nullptr};
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    pid_t child = 0;
    const int error =
        posix_spawn(&child, "/bin/sh", nullptr, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        spdlog::error("the launch command cannot be run: {}", std::strerror(error));
        return;
    }
    running_.push_back(child);
}

void Launcher::reap() {
    std::erase_if(running_, [](pid_t child) {
        int status = 0;
        if (waitpid(child, &status, WNOHANG) == 0) return false;
        spdlog::info("the launch command ended with status {}",
                     WIFEXITED(status) ? WEXITSTATUS(status) : -1);
        return true;
    });
}

}  // namespace wingspread::app
