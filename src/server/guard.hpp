#pragma once

#include "server/http.hpp"
#include "server/http_server.hpp"

#include <optional>
#include <string>

namespace wingspread::server {

/// What of a request decides whether it may be served at all.
struct RequestHead {
    Method method = Method::get;
    std::string host;                   ///< empty when absent
    std::optional<std::string> origin;  ///< browsers send it with what pages do
    std::string content_type;
    bool is_websocket = false;
    bool has_body = false;
};

/// Keeps other web pages out of a server that trusts its machine: a Host that is not ours (421:
/// a DNS name rebound to this address), a mutation or WebSocket that a page of another origin
/// began (403), a body that a form could send (415). Empty when the request may pass.
std::optional<Response> refuse(const RequestHead& head, const HttpServerOptions& options);

}  // namespace wingspread::server
