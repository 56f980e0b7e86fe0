#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wingspread::server {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options };

std::string_view to_string(Method method);  ///< "GET", "DELETE", …
/// False for the methods that RFC 9110 calls safe.
constexpr bool is_mutation(Method method) {
    return method != Method::get && method != Method::head && method != Method::options;
}

/// Names and values in the order in which they came, decoded.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// One HTTP request, read whole.
struct Request {
    Method method = Method::get;
    std::string path;  ///< as it came, still percent-encoded, without the query
    Fields query;
    Fields path_fields;  ///< what the route's template names, decoded; filled by the router
    std::string content_type;
    std::string body;

    /// A field of the path; empty when the template names none so called.
    [[nodiscard]] std::string_view path_field(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    Fields headers;  ///< beside those that every response carries
};

/// Gives the answer, once, from any thread.
using Respond = std::function<void(Response)>;
using Handler = std::function<void(const Request&, Respond)>;

/// "%2F" and the like to bytes; fails on a half or wrong escape and on a zero byte. `plus_is_space`
/// as in a query.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);
/// "a=1&b=x%20y" to names and values.
Result<Fields> parse_query(std::string_view query);
/// Splits a request target into path and decoded query; fails unless it begins with "/".
Result<Request> parse_target(Method method, std::string_view target);

/// RFC 9457 problem details: the status's phrase as title, `detail` for the user.
Response problem(int status, std::string_view detail);
/// As `problem`, with the status that fits the error and its code as `code`.
Response problem(const Error& error);
int http_status(Errc code);
std::string_view reason_phrase(int status);

/// ASCII letters in lower case: names of hosts and headers ignore case.
std::string lower(std::string_view text);

}  // namespace wingspread::server
