#include "server/http_server.hpp"

#include "raw_socket.hpp"
#include "server/http_client.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace wingspread::server {
namespace {

using namespace std::chrono_literals;

/// A server on a free port of the loopback, with routes that show what they were given.
class HttpServerTest : public testing::Test {
  protected:
    HttpServerTest() {
        options_.port = 0;
        options_.tick = 5ms;
    }
    ~HttpServerTest() override {
        for (auto& thread : threads_) thread.join();
    }

    void add(Method method, std::string path, Handler handler, Duration deadline = 5s) {
        router_.add({.method = method,
                     .path_template = std::move(path),
                     .summary = "",
                     .deadline = deadline,
                     .handler = std::move(handler)});
    }

    void start(std::function<void()> on_tick = {}) {
        add(Method::get, "/echo/{name}", [](const Request& request, const Respond& respond) {
            respond({.body = std::string(request.path_field("name"))});
        });
        add(Method::post, "/echo", [](const Request& request, const Respond& respond) {
            respond({.status = 201, .body = request.body});
        });
        server_ = std::make_unique<HttpServer>(options_, std::move(router_), std::move(on_tick));
        ASSERT_TRUE(server_->start());
        ASSERT_NE(server_->port(), 0);
    }

    Result<HttpReply> call(Method method, std::string target, std::string body = "") {
        return http_call({.port = server_->port(),
                          .method = method,
                          .target = std::move(target),
                          .body = std::move(body)});
    }

    std::string raw(std::string_view request) {
        RawSocket socket(server_->port());
        socket.send(request);
        return socket.read_response();
    }

    HttpServerOptions options_;
    Router router_;
    std::unique_ptr<HttpServer> server_;
    std::vector<std::thread> threads_;
};

TEST_F(HttpServerTest, ServesRoutesWithTheirFieldsAndBodies) {
    start();
    const auto get = call(Method::get, "/echo/a%20b");
    ASSERT_TRUE(get) << get.error().message;
    EXPECT_EQ(get->status, 200);
    EXPECT_EQ(get->body, "a b");
    EXPECT_EQ(get->header("content-type"), "application/json");
    const auto post = call(Method::post, "/echo", R"({"x":1})");
    ASSERT_TRUE(post);
    EXPECT_EQ(post->status, 201);
    EXPECT_EQ(post->body, R"({"x":1})");
    EXPECT_EQ(server_->stats().requests, 2U);
}

TEST_F(HttpServerTest, EveryResponseForbidsFramingSniffingAndForeignScripts) {
    start();
    const auto reply = call(Method::get, "/echo/x");
    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->header("content-security-policy").starts_with("default-src 'self'"));
    EXPECT_EQ(reply->header("x-content-type-options"), "nosniff");
    EXPECT_EQ(reply->header("x-frame-options"), "DENY");
    EXPECT_EQ(reply->header("cache-control"), "no-store");
}

TEST_F(HttpServerTest, HeadTellsTheLengthAndSendsNoBody) {
    start();
    const auto reply = call(Method::head, "/echo/four");
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->header("content-length"), "4");
    EXPECT_EQ(reply->body, "");
}

TEST_F(HttpServerTest, UnknownPathsAndMethodsAreProblems) {
    start();
    const auto missing = call(Method::get, "/nowhere");
    ASSERT_TRUE(missing);
    EXPECT_EQ(missing->status, 404);
    EXPECT_EQ(missing->header("content-type"), "application/problem+json");
    const auto wrong = call(Method::del, "/echo");
    ASSERT_TRUE(wrong);
    EXPECT_EQ(wrong->status, 405);
    EXPECT_EQ(wrong->header("allow"), "POST");
    EXPECT_EQ(server_->stats().client_errors, 2U);
}

TEST_F(HttpServerTest, SeveralRequestsShareAConnectionAlsoWhenSentAtOnce) {
    start();
    RawSocket socket(server_->port());
    socket.send(
        "GET /echo/one HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "GET /echo/two HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(socket.read_response().ends_with("\r\n\r\none"));
    EXPECT_TRUE(socket.read_response().ends_with("\r\n\r\ntwo"));
    socket.send("GET /echo/end HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(socket.read_response().ends_with("\r\n\r\nend"));
    EXPECT_TRUE(socket.at_end());
}

TEST_F(HttpServerTest, AnswersMayComeLaterFromAnotherThread) {
    add(Method::get, "/slow", [this](const Request&, const Respond& respond) {
        threads_.emplace_back([respond] {
            respond({.body = "late"});
            respond({.body = "twice"});
        });
    });
    start();
    for (int i = 0; i < 3; ++i) {
        const auto reply = call(Method::get, "/slow");
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->body, "late");
    }
}

TEST_F(HttpServerTest, AnAnswerPastTheDeadlineGoesToNobody) {
    std::vector<Respond> kept;
    std::mutex mutex;
    add(
        Method::get, "/stuck",
        [&](const Request&, Respond respond) {
            const std::lock_guard lock(mutex);
            kept.push_back(std::move(respond));
        },
        20ms);
    start();
    RawSocket socket(server_->port());
    socket.send("GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(socket.read_response().starts_with("HTTP/1.1 504 "));
    {
        const std::lock_guard lock(mutex);
        kept.at(0)({.body = "of the first request"});
    }
    socket.send("GET /echo/second HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(socket.read_response().ends_with("\r\n\r\nsecond"));
    EXPECT_EQ(server_->stats().server_errors, 1U);
}

TEST_F(HttpServerTest, RefusesForeignHostsAndOrigins) {
    start();
    EXPECT_TRUE(raw("GET /echo/x HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                    .starts_with("HTTP/1.1 421 Misdirected Request\r\n"));
    EXPECT_TRUE(raw("GET /echo/x HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(raw("GET /echo/x HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
                    .starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(raw("POST /echo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
                    "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                    .starts_with("HTTP/1.1 403 "));
    EXPECT_TRUE(raw("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                    "Content-Length: 2\r\n\r\n{}")
                    .starts_with("HTTP/1.1 415 "));
}

TEST_F(HttpServerTest, BoundsBodiesAndHeaders) {
    options_.max_body_bytes = 1000;
    options_.max_header_bytes = 1000;
    start();
    EXPECT_EQ(call(Method::post, "/echo", std::string(1000, ' '))->status, 201);
    EXPECT_EQ(call(Method::post, "/echo", std::string(1001, ' '))->status, 413);
    EXPECT_TRUE(
        raw("GET /echo/x HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(2000, 'x') + "\r\n\r\n")
            .starts_with("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, AnswersWhatIsNotHttpAndGoesOn) {
    start();
    EXPECT_TRUE(
        raw(std::string("API\0\0\0\0\x09v100..173", 17) + "\r\n\r\n").starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(raw("BREW /echo HTTP/1.1\r\nHost: localhost\r\n\r\n").starts_with("HTTP/1.1 501 "));
    EXPECT_EQ(call(Method::get, "/echo/fine")->body, "fine");
}

TEST_F(HttpServerTest, ClosesAConnectionThatNeverAsks) {
    options_.idle_timeout = 30ms;
    start();
    RawSocket silent(server_->port());
    EXPECT_TRUE(silent.at_end());
    options_.idle_timeout = 5s;
}

TEST_F(HttpServerTest, TellsAClientThatWaitsToGoOnWithItsBody) {
    start();
    RawSocket socket(server_->port());
    socket.send(
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_TRUE(socket.read_until("\r\n\r\n").starts_with("HTTP/1.1 100 "));
    socket.send("{}");
    EXPECT_TRUE(socket.read_response().ends_with("{}"));
}

TEST_F(HttpServerTest, TurnsAwayConnectionsBeyondItsLimit) {
    options_.max_connections = 1;
    start();
    RawSocket first(server_->port());
    first.send("GET /echo/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(first.read_response().ends_with("x"));
    EXPECT_EQ(call(Method::get, "/echo/x")->status, 503);
    EXPECT_EQ(server_->stats().connections_refused, 1U);
    EXPECT_EQ(server_->stats().connections, 1U);
}

TEST_F(HttpServerTest, StoppingLetsARequestInProgressEnd) {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<Respond> waiting;
    add(Method::get, "/slow", [&](const Request&, Respond respond) {
        const std::lock_guard lock(mutex);
        waiting = std::move(respond);
        arrived.notify_one();
    });
    start();
    RawSocket idle(server_->port());
    RawSocket busy(server_->port());
    busy.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [&] { return waiting.has_value(); });
    }
    std::thread stopper([&] { server_->stop(5s); });
    EXPECT_TRUE(idle.at_end()) << "an idle connection is closed at once";
    (*waiting)({.body = "done"});
    const std::string response = busy.read_response();
    EXPECT_TRUE(response.ends_with("done")) << response;
    EXPECT_NE(response.find("Connection: close"), std::string::npos) << response;
    stopper.join();
    EXPECT_FALSE(RawSocket(server_->port()).connected());
}

TEST_F(HttpServerTest, StoppingDoesNotWaitForARequestThatIsNeverAnswered) {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<Respond> waiting;
    add(Method::get, "/stuck", [&](const Request&, Respond respond) {
        const std::lock_guard lock(mutex);
        waiting = std::move(respond);
        arrived.notify_one();
    });
    start();
    RawSocket busy(server_->port());
    busy.send("GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n");
    {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [&] { return waiting.has_value(); });
    }
    server_->stop(10ms);
    EXPECT_TRUE(busy.at_end());
    (*waiting)({.body = "too late, and harmless"});
}

TEST_F(HttpServerTest, ATakenPortIsAClearError) {
    start();
    HttpServerOptions options;
    options.port = server_->port();
    HttpServer second(options, Router{});
    const auto started = second.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, Errc::conflict);
    EXPECT_NE(started.error().message.find("another program uses the port"), std::string::npos);
    options.host = "no such host";
    HttpServer third(options, Router{});
    EXPECT_EQ(third.start().error().code, Errc::invalid_argument);
}

TEST_F(HttpServerTest, TheClientNamesWhatItCannotReach) {
    start();
    const auto port = server_->port();
    server_->stop();
    const auto reply = http_call({.port = port});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::unavailable);
    EXPECT_NE(reply.error().message.find("cannot reach http://127.0.0.1:"), std::string::npos);
}

TEST_F(HttpServerTest, TicksOnItsThread) {
    std::mutex mutex;
    std::condition_variable ticked;
    int ticks = 0;
    start([&] {
        const std::lock_guard lock(mutex);
        if (++ticks == 3) ticked.notify_one();
    });
    std::unique_lock lock(mutex);
    EXPECT_TRUE(ticked.wait_for(lock, 5s, [&] { return ticks >= 3; }));
    lock.unlock();
    server_->stop();
}

}  // namespace
}  // namespace wingspread::server
