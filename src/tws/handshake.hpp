#pragma once

#include "core/result.hpp"
#include "tws/codec.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wingspread::tws {

/// The protocol versions that one side speaks.
struct VersionRange {
    ServerVersion min = oldest_version;
    ServerVersion max = newest_version;
    bool operator==(const VersionRange&) const = default;
};

/// The first bytes of a client: "API\0" and a frame with "v157..200".
std::string client_greeting(VersionRange range = {}, std::string_view connect_options = {});

/// What the server says first. The connection time is free text in the server's language and code
/// page; bytes that are not UTF-8 come out as '?'.
struct ServerGreeting {
    ServerVersion version{};
    std::string connection_time;
    bool operator==(const ServerGreeting&) const = default;
};
/// The server's first frame.
std::string server_greeting(const ServerGreeting& greeting);
/// Reads the payload of the server's first frame. Errc::protocol when it is no greeting,
/// Errc::refused when the version is outside `range`.
Result<ServerGreeting> read_server_greeting(std::string_view payload, VersionRange range = {});

/// The server's side of the greeting: feed bytes until it has an answer.
class ClientGreetingReader {
  public:
    /// Adds bytes; returns the client's range once it is complete, empty while more bytes are
    /// needed. Errc::protocol when these cannot be the first bytes of a TWS client (an HTTP
    /// request, say).
    Result<std::optional<VersionRange>> feed(std::string_view bytes);
    /// Bytes that came after the greeting: the first of the session's frames.
    [[nodiscard]] std::string_view rest() const;

  private:
    std::string buffer_;
    std::size_t consumed_ = 0;
};

/// The newest version that both sides speak; Errc::refused when there is none.
Result<ServerVersion> negotiate(VersionRange server, VersionRange client);

}  // namespace wingspread::tws
