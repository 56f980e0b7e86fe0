#include "raw_socket.hpp"
#include "server/http_server.hpp"

#include <gtest/gtest.h>

namespace wingspread::server {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view upgrade =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

class WebSocketTest : public testing::Test {
  protected:
    WebSocketTest() : server_(options(), Router{}) { EXPECT_TRUE(server_.start()); }

    static HttpServerOptions options() {
        HttpServerOptions options;
        options.port = 0;
        return options;
    }

    std::string join(RawSocket& socket, std::string_view more_headers = "") {
        socket.send(std::string(upgrade) + std::string(more_headers) + "\r\n");
        return socket.read_until("\r\n\r\n");
    }

    HttpServer server_;
};

TEST_F(WebSocketTest, ShakesHandsAsTheStandardSays) {
    RawSocket socket(server_.port());
    const std::string answer = join(socket);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 ")) << answer;
    // The example of RFC 6455, section 1.3.
    EXPECT_NE(answer.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos)
        << answer;
}

TEST_F(WebSocketTest, ANewcomerGetsTheNewestOfEachTopicAndThenUpdates) {
    server_.publish("ranking", "old");
    server_.publish("ranking", "new");
    server_.publish("status", "ready");
    server_.publish("gone", "forgotten");
    server_.forget("gone");
    RawSocket socket(server_.port());
    join(socket);
    EXPECT_EQ(socket.read_text_frame(), "new");
    EXPECT_EQ(socket.read_text_frame(), "ready");
    EXPECT_EQ(server_.stats().websockets, 1U);
    server_.publish("ranking", std::string(70'000, 'x'));
    EXPECT_EQ(socket.read_text_frame(), std::string(70'000, 'x'));
}

TEST_F(WebSocketTest, ASlowClientSkipsToTheNewestAndDelaysNobody) {
    server_.publish("ranking", "start");
    RawSocket slow(server_.port());
    join(slow);
    EXPECT_EQ(slow.read_text_frame(), "start");
    RawSocket fast(server_.port());
    join(fast);
    EXPECT_EQ(fast.read_text_frame(), "start");
    constexpr int messages = 40;
    for (int i = 1; i <= messages; ++i) {
        server_.publish("ranking", std::to_string(i) + ":" + std::string(1U << 20U, 'x'));
        EXPECT_TRUE(fast.read_text_frame().starts_with(std::to_string(i) + ":"));
    }
    int seen = 0;
    std::string last;
    while (!last.starts_with(std::to_string(messages) + ":")) {
        last = slow.read_text_frame();
        ASSERT_FALSE(last.empty());
        ++seen;
    }
    EXPECT_LT(seen, messages);
    EXPECT_GT(server_.stats().messages_dropped, 0U);
}

TEST_F(WebSocketTest, OnlyItsOwnPagesAndPlainProgramsMayJoin) {
    RawSocket foreign(server_.port());
    EXPECT_TRUE(join(foreign, "Origin: http://evil.example\r\n").starts_with("HTTP/1.1 403 "));
    RawSocket own(server_.port());
    EXPECT_TRUE(join(own, "Origin: http://localhost\r\n").starts_with("HTTP/1.1 101 "));
    RawSocket plain(server_.port());
    plain.send("GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(plain.read_response().starts_with("HTTP/1.1 426 "));
}

TEST_F(WebSocketTest, AStoppingServerSaysGoodbye) {
    server_.publish("ranking", "hello");
    RawSocket socket(server_.port());
    join(socket);
    EXPECT_EQ(socket.read_text_frame(), "hello");
    server_.stop(50ms);
    int opcode = 0;
    const std::string reason = socket.read_frame(opcode);
    EXPECT_EQ(opcode, 8) << "close";
    EXPECT_EQ(reason.substr(0, 2), "\x03\xE9") << "1001, going away";
    EXPECT_TRUE(socket.at_end());
}

TEST_F(WebSocketTest, AClientThatLeavesIsForgotten) {
    server_.publish("ranking", "hello");
    {
        RawSocket socket(server_.port());
        join(socket);
        EXPECT_EQ(socket.read_text_frame(), "hello");
        EXPECT_EQ(server_.stats().websockets, 1U);
    }
    RawSocket next(server_.port());
    join(next);
    EXPECT_EQ(next.read_text_frame(), "hello");
    // The loop handled the first socket's end before it accepted the second one, or will do so
    // before it has pushed this message.
    server_.publish("ranking", "again");
    EXPECT_EQ(next.read_text_frame(), "again");
    EXPECT_EQ(server_.stats().websockets, 1U);
}

}  // namespace
}  // namespace wingspread::server
