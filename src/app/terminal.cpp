#include "app/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace wingspread::app {

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) != 0; }

bool wants_colour(std::FILE* stream) {
    const auto is_set = [](const char* name) {
        const char* value = std::getenv(name);
        return value != nullptr && *value != '\0';
    };
    const bool dumb = is_set("TERM") && std::string_view(std::getenv("TERM")) == "dumb";
    return is_terminal(stream) && !is_set("NO_COLOR") && !dumb;
}

std::size_t terminal_rows() {
    constexpr std::size_t usual = 24;
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return usual;
    return size.ws_row;
}

}  // namespace wingspread::app
