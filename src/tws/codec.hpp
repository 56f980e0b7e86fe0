#pragma once

#include "core/result.hpp"
#include "tws/message.hpp"

#include <string>
#include <string_view>

namespace wingspread::tws {

/// The version of the protocol that client and server have agreed on: it decides which fields a
/// message carries.
enum class ServerVersion : std::int32_t {};
/// Oldest and newest version whose messages we read and write.
inline constexpr ServerVersion oldest_version{157};
inline constexpr ServerVersion newest_version{200};

/// Appends one whole frame (length and payload) to `out`. A text that holds a NUL cannot be said
/// on the wire: Errc::invalid_argument, and `out` is as before.
Result<void> encode(const Request& message, ServerVersion version, std::string& out);
Result<void> encode(const Answer& message, ServerVersion version, std::string& out);

/// Reads one payload, as `FrameReader` gives it. An unknown message id gives an UnknownRequest or
/// UnknownAnswer; trailing unknown fields are ignored; a field that is missing or does not say
/// what it must is Errc::protocol, with the names of message and field.
Result<Request> decode_request(std::string_view payload, ServerVersion version);
Result<Answer> decode_answer(std::string_view payload, ServerVersion version);
/// The same into an existing value, for the hot path: no allocation for ticks.
Result<void> decode_answer(std::string_view payload, ServerVersion version, Answer& into);

/// "tick_price {req_id=7 tick_type=bid …}": every field that the message carries at `version`, for
/// logs and for the comparison of conversations. Absent values print as "-".
std::string to_text(const Request& message, ServerVersion version = newest_version);
std::string to_text(const Answer& message, ServerVersion version = newest_version);
/// "tick_price".
std::string_view name_of(const Request& message);
std::string_view name_of(const Answer& message);

}  // namespace wingspread::tws
