#pragma once

// Beast's own headers: include this in the two sources that speak HTTP and WebSocket only.

#include "server/server_core.hpp"

#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace wingspread::server {

/// Answers the upgrade that `request` asks for and pushes topics until either side ends it.
void serve_websocket(std::shared_ptr<ServerCore> core, boost::beast::tcp_stream stream,
                     boost::beast::http::request<boost::beast::http::string_body> request);

}  // namespace wingspread::server
