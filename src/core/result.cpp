#include "core/result.hpp"

#include <fmt/format.h>

namespace wingspread {

std::string_view to_string(Errc code) {
    switch (code) {
        case Errc::invalid_argument: return "invalid_argument";
        case Errc::not_found: return "not_found";
        case Errc::unavailable: return "unavailable";
        case Errc::timeout: return "timeout";
        case Errc::interrupted: return "interrupted";
        case Errc::io: return "io";
        case Errc::protocol: return "protocol";
        case Errc::refused: return "refused";
        case Errc::conflict: return "conflict";
        case Errc::internal: return "internal";
    }
    return "internal";
}

std::unexpected<Error> bad_field(std::string_view field, std::string_view value,
                                 std::string_view expected) {
    return fail(Errc::invalid_argument,
                fmt::format("{}: got \"{}\", expected {}", field, value, expected));
}

std::unexpected<Error> with_context(Error error, std::string_view context) {
    error.message = fmt::format("{}: {}", context, error.message);
    return std::unexpected(std::move(error));
}

}  // namespace wingspread
