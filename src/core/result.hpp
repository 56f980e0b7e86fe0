#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace wingspread {

/// What kind of thing went wrong: enough to choose an exit status, an HTTP status or a retry.
enum class Errc {
    invalid_argument,  ///< the caller's input is wrong; the message names field, value, expectation
    not_found,         ///< the named thing does not exist
    unavailable,       ///< the other side is absent or not ready; may be tried again
    timeout,           ///< a deadline passed without an answer
    interrupted,       ///< the connection was lost while waiting; the outcome may be unknown
    io,                ///< a file or socket failed
    protocol,          ///< bytes that do not follow the protocol
    refused,           ///< a rule or the broker said no
    conflict,          ///< another owner or an earlier request stands in the way
    internal,          ///< a broken invariant of ours
};

std::string_view to_string(Errc code);

/// An expected failure, with a message fit for the user who caused or must mend it.
struct Error {
    Errc code = Errc::internal;
    std::string message;

    bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Errc code, std::string message) {
    return std::unexpected(Error{code, std::move(message)});
}

/// "field: got "value", expected expectation".
[[nodiscard]] std::unexpected<Error> bad_field(std::string_view field, std::string_view value,
                                               std::string_view expected);

/// Puts where it happened before what happened: "context: message".
[[nodiscard]] std::unexpected<Error> with_context(Error error, std::string_view context);

}  // namespace wingspread
