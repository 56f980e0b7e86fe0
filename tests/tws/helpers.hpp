#pragma once

#include "tws/codec.hpp"
#include "tws/frame.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace wingspread::tws::testing {

/// The payload of the one frame that `bytes` holds.
inline std::string payload_of(std::string_view bytes) {
    FrameReader reader;
    reader.feed(bytes);
    const auto payload = reader.next();
    if (!payload || !*payload || reader.pending_bytes() != 0) {
        ADD_FAILURE() << "not one whole frame";
        return {};
    }
    return std::string(**payload);
}

/// The payload that says `message` at `version`.
template <class Message>
std::string encoded(const Message& message, int version) {
    std::string bytes;
    const auto result = encode(message, ServerVersion{version}, bytes);
    if (!result) {
        ADD_FAILURE() << result.error().message;
        return {};
    }
    return payload_of(bytes);
}

/// "3|1|AAPL|" with NUL for every bar, as golden payloads are easiest to read.
inline std::string with_nuls(std::string_view barred) {
    std::string payload(barred);
    for (char& c : payload) {
        if (c == '|') c = '\0';
    }
    return payload;
}

inline std::string with_bars(std::string_view payload) {
    std::string text(payload);
    for (char& c : text) {
        if (c == '\0') c = '|';
    }
    return text;
}

/// The fields of a payload, each without its NUL.
inline std::vector<std::string> fields_of(std::string_view payload) {
    std::vector<std::string> fields;
    while (!payload.empty()) {
        const std::size_t end = payload.find('\0');
        fields.emplace_back(payload.substr(0, end));
        payload.remove_prefix(end + 1);
    }
    return fields;
}

inline Result<Request> decoded(Request*, std::string_view payload, int version) {
    return decode_request(payload, ServerVersion{version});
}
inline Result<Answer> decoded(Answer*, std::string_view payload, int version) {
    return decode_answer(payload, ServerVersion{version});
}
/// Request or Answer, by the type that is asked for.
template <class Message>
Result<Message> decode_as(std::string_view payload, int version) {
    return decoded(static_cast<Message*>(nullptr), payload, version);
}

}  // namespace wingspread::tws::testing
