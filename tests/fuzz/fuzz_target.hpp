#pragma once

#include "tws/codec.hpp"
#include "tws/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

// Clang says that the function needs a prototype of its own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace wingspread::tws::fuzz {

/// Ends the program where a promise is broken: that is how a fuzz target fails.
inline void require(bool kept, const char* promise) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

/// An input is one byte that picks a version, then a payload.
struct Input {
    ServerVersion version;
    std::string_view payload;
};

inline Input input_of(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.empty()) return {oldest_version, bytes};
    const int versions = static_cast<int>(newest_version) - static_cast<int>(oldest_version) + 1;
    return {ServerVersion{static_cast<int>(oldest_version) + data[0] % versions}, bytes.substr(1)};
}

/// Whatever can be read can be written, and is then read as the same.
template <class Decode, class Message>
void check_round_trip(const Message& message, ServerVersion version, Decode decode) {
    std::string bytes;
    require(encode(message, version, bytes).has_value(), "what was read can be written");
    FrameReader frames;
    frames.feed(bytes);
    const auto payload = frames.next();
    require(payload && *payload && frames.pending_bytes() == 0, "a message is one frame");
    const auto again = decode(**payload, version);
    require(again.has_value(), "what was written can be read");
    require(*again == message, "what was written is read as the same");
    require(!to_text(message, version).empty(), "every message has a text");
}

}  // namespace wingspread::tws::fuzz
