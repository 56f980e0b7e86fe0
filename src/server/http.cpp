#include "server/http.hpp"

#include "server/json_writer.hpp"

#include <array>
#include <charconv>

namespace wingspread::server {

namespace {

struct Phrase {
    int status;
    std::string_view text;
};

constexpr std::array phrases{
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{304, "Not Modified"},
    Phrase{400, "Bad Request"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{413, "Content Too Large"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"},
    Phrase{426, "Upgrade Required"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
};

std::optional<char> hex_pair(std::string_view digits) {
    unsigned value = 0;
    const auto* end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, value, 16);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return static_cast<char>(value);
}

Response problem_with_code(int status, std::string_view detail, std::string_view code) {
    JsonWriter json;
    json.begin_object();
    json.field("type", "about:blank");
    json.field("title", reason_phrase(status));
    json.field("status", status);
    json.field("detail", detail);
    if (!code.empty()) json.field("code", code);
    json.end_object();
    Response response;
    response.status = status;
    response.content_type = "application/problem+json";
    response.body = json.take();
    return response;
}

}  // namespace

std::string_view to_string(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::del: return "DELETE";
        case Method::options: return "OPTIONS";
    }
    return "";
}

std::string_view Request::path_field(std::string_view name) const {
    for (const auto& [key, value] : path_fields) {
        if (key == name) return value;
    }
    return {};
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%') {
            const auto byte =
                text.size() - at > 2 ? hex_pair(text.substr(at + 1, 2)) : std::nullopt;
            if (!byte || *byte == '\0') {
                return bad_field("address", text, "%XX escapes with two hexadecimal digits");
            }
            out += *byte;
            at += 2;
        } else {
            out += plus_is_space && text[at] == '+' ? ' ' : text[at];
        }
    }
    return out;
}

Result<Fields> parse_query(std::string_view query) {
    Fields fields;
    while (!query.empty()) {
        const auto end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals), true);
        if (!name) return std::unexpected(name.error());
        auto value = equals == std::string_view::npos
                         ? Result<std::string>{}
                         : percent_decode(pair.substr(equals + 1), true);
        if (!value) return std::unexpected(value.error());
        fields.emplace_back(std::move(*name), std::move(*value));
    }
    return fields;
}

Result<Request> parse_target(Method method, std::string_view target) {
    if (!target.starts_with('/')) return bad_field("address", target, "a path that begins with /");
    const auto mark = target.find('?');
    Request request;
    request.method = method;
    // Kept encoded: the router decodes segment by segment, so that %2F never makes a new segment.
    request.path = target.substr(0, mark);
    if (mark != std::string_view::npos) {
        auto query = parse_query(target.substr(mark + 1));
        if (!query) return std::unexpected(query.error());
        request.query = std::move(*query);
    }
    return request;
}

std::string_view reason_phrase(int status) {
    for (const auto& phrase : phrases) {
        if (phrase.status == status) return phrase.text;
    }
    return "Unknown";
}

int http_status(Errc code) {
    switch (code) {
        case Errc::invalid_argument: return 400;
        case Errc::not_found: return 404;
        case Errc::unavailable: return 503;
        case Errc::timeout: return 504;
        case Errc::interrupted: return 502;
        case Errc::io: return 500;
        case Errc::protocol: return 502;
        case Errc::refused: return 422;
        case Errc::conflict: return 409;
        case Errc::internal: return 500;
    }
    return 500;
}

Response problem(int status, std::string_view detail) {
    return problem_with_code(status, detail, {});
}

Response problem(const Error& error) {
    return problem_with_code(http_status(error.code), error.message, to_string(error.code));
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

}  // namespace wingspread::server
