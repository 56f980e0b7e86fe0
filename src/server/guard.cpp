#include "server/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace wingspread::server {

namespace {

/// "localhost:8080" to "localhost", "[::1]:8080" to "[::1]".
std::string_view without_port(std::string_view authority) {
    if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, authority.find(':'));
}

bool is_our_host(std::string_view authority, const HttpServerOptions& options) {
    static constexpr std::array<std::string_view, 3> loopback{"localhost", "127.0.0.1", "[::1]"};
    const std::string name = lower(without_port(authority));
    const auto is_name = [&name](std::string_view ours) { return lower(ours) == name; };
    return is_name(options.host) || std::ranges::any_of(loopback, is_name) ||
           std::ranges::any_of(options.allowed_hosts, is_name);
}

/// The authority of "http://localhost:8080"; empty for "null" and other schemes.
std::string_view origin_authority(std::string_view origin) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (origin.starts_with(scheme)) return origin.substr(scheme.size());
    }
    return {};
}

bool is_json(std::string_view content_type) {
    const std::string_view type = content_type.substr(0, content_type.find(';'));
    return lower(type.substr(0, type.find_last_not_of(' ') + 1)) == "application/json";
}

}  // namespace

std::optional<Response> refuse(const RequestHead& head, const HttpServerOptions& options) {
    if (head.host.empty()) return problem(400, "the request names no Host");
    if (!is_our_host(head.host, options)) {
        return problem(421, fmt::format("this server does not go by the name {}; names other than "
                                        "localhost stand in server.allowed_hosts",
                                        head.host));
    }
    const bool acts = is_mutation(head.method) || head.is_websocket;
    if (acts && head.origin && lower(origin_authority(*head.origin)) != lower(head.host)) {
        return problem(403, fmt::format("pages of {} may not act here", *head.origin));
    }
    if (head.has_body && is_mutation(head.method) && !is_json(head.content_type)) {
        return problem(415, fmt::format("Content-Type: got \"{}\", expected application/json",
                                        head.content_type));
    }
    return std::nullopt;
}

}  // namespace wingspread::server
