#include "server/http_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace wingspread::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t max_reply_bytes = 64U << 20U;

std::string request_text(const HttpCall& call) {
    std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\nConnection: close\r\n",
                                   to_string(call.method), call.target, call.host, call.port);
    if (!call.body.empty()) {
        text += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n",
                            call.body.size());
    }
    return text + "\r\n" + call.body;
}

/// Connects, sends and reads to the end, each step started by the one before.
class Exchange {
  public:
    explicit Exchange(const HttpCall& call) : call_(call), request_(request_text(call)) {}

    Result<std::string> run() {
        resolver_.async_resolve(call_.host, std::to_string(call_.port),
                                [this](const error_code& error, const auto& found) {
                                    if (error) return unreachable(error);
                                    connect(found);
                                });
        context_.run_for(call_.patience);
        if (failure_) return std::unexpected(*failure_);
        if (!done_) {
            return fail(Errc::timeout,
                        fmt::format("{}:{} did not answer in time", call_.host, call_.port));
        }
        return std::move(reply_);
    }

  private:
    void connect(const tcp::resolver::results_type& found) {
        asio::async_connect(socket_, found, [this](const error_code& error, const auto&) {
            if (error) return unreachable(error);
            write();
        });
    }

    void write() {
        asio::async_write(socket_, asio::buffer(request_), [this](const error_code& error, auto) {
            // A server that refuses early may close before it has read all: its reply still counts.
            if (error && error != asio::error::broken_pipe &&
                error != asio::error::connection_reset) {
                return unreachable(error);
            }
            read();
        });
    }

    void read() {
        asio::async_read(socket_, asio::dynamic_buffer(reply_, max_reply_bytes),
                         [this](const error_code& error, auto) {
                             done_ = error == asio::error::eof || !reply_.empty();
                             if (!done_) unreachable(error);
                         });
    }

    void unreachable(const error_code& error) {
        failure_ = Error{Errc::unavailable, fmt::format("cannot reach http://{}:{}: {}", call_.host,
                                                        call_.port, error.message())};
    }

    const HttpCall& call_;
    std::string request_;
    std::string reply_;
    std::optional<Error> failure_;
    bool done_ = false;
    asio::io_context context_{1};
    tcp::resolver resolver_{context_};
    tcp::socket socket_{context_};
};

/// Cuts one line, without its end, off `text`.
std::optional<std::string_view> take_line(std::string_view& text) {
    const auto end = text.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    return line;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

template <class Int>
std::optional<Int> parse_int(std::string_view text) {
    Int value{};
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return value;
}

/// Reads status line and header fields off `text`; what stays is the body.
std::optional<HttpReply> take_head(std::string_view& text) {
    const auto status_line = take_line(text);
    if (!status_line || !status_line->starts_with("HTTP/1.") || status_line->size() < 12) {
        return std::nullopt;
    }
    const auto status = parse_int<int>(status_line->substr(9, 3));
    if (!status) return std::nullopt;
    HttpReply reply;
    reply.status = *status;
    for (auto line = take_line(text); line; line = take_line(text)) {
        if (line->empty()) return reply;
        const auto colon = line->find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        reply.headers.emplace_back(lower(line->substr(0, colon)), trimmed(line->substr(colon + 1)));
    }
    return std::nullopt;
}

std::unexpected<Error> not_http(const HttpCall& call, std::string_view why) {
    return fail(Errc::protocol, fmt::format("{}:{} answers, but not as a Wingspread server: {}",
                                            call.host, call.port, why));
}

}  // namespace

std::string_view HttpReply::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers) {
        if (name == lower_case_name) return value;
    }
    return {};
}

Result<HttpReply> http_call(const HttpCall& call) {
    const auto text = Exchange(call).run();
    if (!text) return std::unexpected(text.error());
    std::string_view rest = *text;
    auto reply = take_head(rest);
    if (!reply) return not_http(call, "no HTTP reply");
    if (!reply->header("transfer-encoding").empty()) return not_http(call, "a chunked reply");
    const auto length = parse_int<std::size_t>(reply->header("content-length"));
    if (call.method != Method::head && length && *length != rest.size()) {
        return fail(Errc::interrupted,
                    fmt::format("the reply broke off: {} of {} bytes came", rest.size(), *length));
    }
    reply->body = rest;
    return std::move(*reply);
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (unreserved.find(c) != std::string_view::npos) {
            out += c;
        } else {
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

}  // namespace wingspread::server
