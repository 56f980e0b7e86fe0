#include "crash/process.hpp"

#include <array>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>

extern char** environ;

namespace wingspread::crash {

namespace {

constexpr int longest_start_ms = 30'000;
constexpr int moment_ms = 10;

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (auto& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

}  // namespace

void wait_a_moment() { ::poll(nullptr, 0, moment_ms); }

Process::Process(const std::vector<std::string>& command,
                 const std::vector<std::pair<std::string, std::string>>& environment,
                 std::string output)
    : output_(std::move(output)) {
    auto arguments = command;
    std::vector<std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) variables.emplace_back(*entry);
    for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    const int error = posix_spawn(&pid_, arguments.front().c_str(), &files, nullptr,
                                  pointers(arguments).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&files);
    ended_ = error != 0;
}

Process::~Process() { kill(); }

bool Process::is_alive() {
    if (!ended_ && ::waitpid(pid_, &status_, WNOHANG) == pid_) ended_ = true;
    return !ended_;
}

void Process::kill() {
    if (!is_alive()) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, &status_, 0);
    ended_ = true;
}

bool Process::was_killed() const { return WIFSIGNALED(status_) && WTERMSIG(status_) == SIGKILL; }

std::string Process::output() const {
    std::ifstream file(output_, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

int Process::port_after(const std::string& words) {
    for (int waited = 0; waited < longest_start_ms; waited += moment_ms) {
        const auto text = output();
        const auto found = text.find(words);
        if (found != std::string::npos && text.find('\n', found) != std::string::npos) {
            const auto colon = text.find(':', found + words.size());
            int port = 0;
            std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
            return port;
        }
        if (!is_alive()) return 0;
        wait_a_moment();
    }
    return 0;
}

}  // namespace wingspread::crash
