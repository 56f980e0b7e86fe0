#include "tws/handshake.hpp"

#include "tws/frame.hpp"
#include "tws/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace wingspread::tws {

namespace {

constexpr std::string_view preamble{"API\0", 4};
// The version range and the connect options of a client: a few words.
constexpr std::size_t max_greeting_bytes = 4096;

std::optional<ServerVersion> parse_version(std::string_view text) {
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return ServerVersion{value};
}

/// "v157..200", "v157..200 options" or "v176" for a range of one.
Result<VersionRange> parse_range(std::string_view text) {
    const auto bad = [text] { return bad_field("client greeting", text, "v<min>..<max>"); };
    const std::string_view range = text.substr(0, text.find(' '));
    if (!range.starts_with('v')) return bad();
    const std::size_t dots = range.find("..");
    const auto min = parse_version(range.substr(1, dots == range.npos ? dots : dots - 1));
    const auto max = dots == range.npos ? min : parse_version(range.substr(dots + 2));
    if (!min || !max || *min > *max) return bad();
    return VersionRange{*min, *max};
}

std::string describe(VersionRange range) {
    return fmt::format("{}..{}", static_cast<int>(range.min), static_cast<int>(range.max));
}

}  // namespace

std::string client_greeting(VersionRange range, std::string_view connect_options) {
    std::string text = "v" + describe(range);
    if (!connect_options.empty()) text.append(" ").append(connect_options);
    std::string bytes(preamble);
    // Cannot fail: a few words are neither nothing nor 16 MB.
    (void)append_frame(text, bytes);
    return bytes;
}

std::string server_greeting(const ServerGreeting& greeting) {
    std::string payload = std::to_string(static_cast<int>(greeting.version));
    payload += '\0';
    payload += greeting.connection_time;
    payload += '\0';
    std::string bytes;
    (void)append_frame(payload, bytes);
    return bytes;
}

Result<ServerGreeting> read_server_greeting(std::string_view payload, VersionRange range) {
    const std::size_t first = payload.find('\0');
    const std::string_view version_text = payload.substr(0, first);
    const auto version = parse_version(version_text);
    if (first == payload.npos || !version) {
        auto error = bad_field("server greeting", to_valid_utf8(version_text.substr(0, 40)),
                               "a version and a connection time");
        return fail(Errc::protocol, error.error().message);
    }
    if (*version < range.min || *version > range.max) {
        return fail(Errc::refused, fmt::format("server version: got {}, expected {}",
                                               static_cast<int>(*version), describe(range)));
    }
    const std::string_view rest = payload.substr(first + 1);
    return ServerGreeting{*version, to_valid_utf8(rest.substr(0, rest.find('\0')))};
}

Result<std::optional<VersionRange>> ClientGreetingReader::feed(std::string_view bytes) {
    buffer_ += bytes;
    const std::string_view seen(buffer_);
    const std::size_t known = std::min(seen.size(), preamble.size());
    if (seen.substr(0, known) != preamble.substr(0, known)) {
        return fail(Errc::protocol,
                    "client greeting: these are not the first bytes of a TWS client");
    }
    if (seen.size() < preamble.size()) return std::nullopt;
    FrameReader frames;
    frames.feed(seen.substr(preamble.size()));
    auto payload = frames.next();
    if (!payload) return std::unexpected(payload.error());
    if (!*payload) {
        if (seen.size() <= max_greeting_bytes) return std::nullopt;
        return fail(Errc::protocol,
                    fmt::format("client greeting: longer than {} bytes", max_greeting_bytes));
    }
    auto range = parse_range(**payload);
    if (!range) return fail(Errc::protocol, range.error().message);
    consumed_ = buffer_.size() - frames.pending_bytes();
    return *range;
}

std::string_view ClientGreetingReader::rest() const {
    return std::string_view(buffer_).substr(consumed_);
}

Result<ServerVersion> negotiate(VersionRange server, VersionRange client) {
    const ServerVersion version = std::min(server.max, client.max);
    if (version < server.min || version < client.min) {
        return fail(Errc::refused,
                    fmt::format("server version: the client speaks {}, the server {}",
                                describe(client), describe(server)));
    }
    return version;
}

}  // namespace wingspread::tws
