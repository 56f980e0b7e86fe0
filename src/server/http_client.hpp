#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "server/http.hpp"

#include <cstdint>
#include <string>

namespace wingspread::server {

/// One request to a running server.
struct HttpCall {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
    Method method = Method::get;
    std::string target = "/";  ///< path and query, encoded
    std::string body;          ///< JSON, or empty
    Duration patience = std::chrono::seconds(10);
};

struct HttpReply {
    int status = 0;
    Fields headers;  ///< names in lower case
    std::string body;

    /// Empty when absent.
    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
};

/// Blocks until the whole reply is here. `unavailable` when nothing listens there, `timeout`,
/// `protocol` when what answers is no HTTP server. Speaks plainly framed HTTP/1.1 only, as our own
/// server does: a chunked reply is `protocol`.
Result<HttpReply> http_call(const HttpCall& call);

/// Escapes all but unreserved characters, for a path segment or a query value.
std::string percent_encode(std::string_view text);

}  // namespace wingspread::server
