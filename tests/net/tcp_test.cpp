#include "net/tcp_client.hpp"
#include "net/tcp_server.hpp"
#include "steady_clock.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace wingspread::net {
namespace {

using namespace std::chrono_literals;

/// A server, a client and a loop that gives up after a while, each callback written down.
class TcpTest : public testing::Test {
  protected:
    TcpTest() {
        give_up_.set(in(10s), [this] {
            ADD_FAILURE() << "nothing happened for too long";
            loop_.stop();
        });
    }

    [[nodiscard]] MonotonicTime in(Duration wait) const { return clock_.now().monotonic + wait; }

    TcpServerEvents server_events() {
        return {.on_open = [this](ConnectionId id, std::string_view) { opened_.push_back(id); },
                .on_bytes =
                    [this](ConnectionId id, std::string_view bytes) {
                        at_server_ += bytes;
                        if (echo_) EXPECT_TRUE(server_->send(id, std::string(bytes)));
                    },
                .on_closed =
                    [this](ConnectionId id, Error) {
                        closed_.push_back(id);
                        if (stop_when_server_sees_close_) loop_.stop();
                    }};
    }

    TcpClientEvents client_events() {
        return {.on_connected =
                    [this] {
                        if (when_connected_) when_connected_();
                    },
                .on_failed =
                    [this](Error error) {
                        failed_ = std::move(error);
                        loop_.stop();
                    },
                .on_bytes =
                    [this](std::string_view bytes) {
                        at_client_ += bytes;
                        if (at_client_.size() >= wanted_) loop_.stop();
                    },
                .on_closed =
                    [this](Error error) {
                        client_closed_ = std::move(error);
                        loop_.stop();
                    }};
    }

    void start_server(TcpServerLimits limits = {}) {
        server_ = std::make_unique<TcpServer>(loop_, server_events(), limits);
        ASSERT_TRUE(server_->listen("127.0.0.1", 0));
        ASSERT_NE(server_->port(), 0);
    }

    SteadyClock clock_;
    Loop loop_{clock_};
    Timer give_up_{loop_};
    std::unique_ptr<TcpServer> server_;
    std::optional<TcpClient> client_;
    std::vector<ConnectionId> opened_;
    std::vector<ConnectionId> closed_;
    std::string at_server_;
    std::string at_client_;
    std::optional<Error> failed_;
    std::optional<Error> client_closed_;
    std::function<void()> when_connected_;
    std::size_t wanted_ = 1;
    bool echo_ = true;
    bool stop_when_server_sees_close_ = false;
};

TEST_F(TcpTest, CarriesBytesInOrderBothWays) {
    start_server();
    client_.emplace(loop_, client_events());
    std::string sent;
    for (int i = 0; i < 20'000; ++i) sent += std::to_string(i) + " ";
    wanted_ = sent.size();
    when_connected_ = [&] {
        EXPECT_TRUE(client_->is_connected());
        for (std::size_t at = 0; at < sent.size(); at += 1000) {
            EXPECT_TRUE(client_->send(sent.substr(at, 1000)));
        }
    };
    client_->connect("127.0.0.1", server_->port(), in(5s));
    loop_.run();
    EXPECT_EQ(at_server_, sent);
    EXPECT_EQ(at_client_, sent);
}

TEST_F(TcpTest, FindsAHostByName) {
    start_server();
    client_.emplace(loop_, client_events());
    when_connected_ = [&] { EXPECT_TRUE(client_->send("x")); };
    client_->connect("localhost", server_->port(), in(5s));
    loop_.run();
    EXPECT_EQ(at_client_, "x");
}

TEST_F(TcpTest, ARefusedConnectionNamesTheAddress) {
    start_server();
    const auto port = server_->port();
    server_.reset();
    client_.emplace(loop_, client_events());
    client_->connect("127.0.0.1", port, in(5s));
    loop_.run();
    ASSERT_TRUE(failed_);
    EXPECT_EQ(failed_->code, Errc::unavailable);
    EXPECT_NE(failed_->message.find("cannot connect to 127.0.0.1:" + std::to_string(port)),
              std::string::npos)
        << failed_->message;
    EXPECT_FALSE(client_->is_connected());
    EXPECT_EQ(client_->send("x").error().code, Errc::unavailable);
}

TEST_F(TcpTest, AnAttemptEndsAtItsDeadline) {
    start_server();
    client_.emplace(loop_, client_events());
    client_->connect("127.0.0.1", server_->port(), in(-1s));
    // The deadline stands before the look-up's answer, so it comes first.
    loop_.run();
    ASSERT_TRUE(failed_);
    EXPECT_EQ(failed_->code, Errc::timeout);
}

TEST_F(TcpTest, TheClientHearsThatTheServerClosedAfterItsLastBytes) {
    start_server();
    client_.emplace(loop_, client_events());
    wanted_ = 100;
    when_connected_ = [&] { EXPECT_TRUE(client_->send("hello")); };
    Timer close_soon(loop_);
    close_soon.set(in(20ms), [&] {
        ASSERT_EQ(opened_.size(), 1U);
        EXPECT_TRUE(server_->send(opened_[0], " goodbye"));
        server_->close(opened_[0]);
        EXPECT_EQ(server_->send(opened_[0], "late").error().code, Errc::not_found);
    });
    client_->connect("127.0.0.1", server_->port(), in(5s));
    loop_.run();
    EXPECT_EQ(at_client_, "hello goodbye");
    ASSERT_TRUE(client_closed_);
    EXPECT_EQ(client_closed_->code, Errc::interrupted);
    EXPECT_TRUE(closed_.empty()) << "our own close is silent";
}

TEST_F(TcpTest, TheServerHearsThatAClientLeft) {
    start_server();
    stop_when_server_sees_close_ = true;
    client_.emplace(loop_, client_events());
    when_connected_ = [&] { client_.reset(); };
    client_->connect("127.0.0.1", server_->port(), in(5s));
    loop_.run();
    EXPECT_EQ(closed_, opened_);
    EXPECT_EQ(closed_.size(), 1U);
}

TEST_F(TcpTest, ASlowReaderIsRefusedMoreBytesThanTheLimit) {
    start_server({.max_connections = 4, .max_queued_bytes = 1000});
    client_.emplace(loop_, client_events(), 1000);
    when_connected_ = [&] {
        EXPECT_TRUE(client_->send(std::string(900, 'a')));
        EXPECT_EQ(client_->send(std::string(200, 'b')).error().code, Errc::refused);
        EXPECT_TRUE(client_->send(std::string(100, 'c')));
    };
    wanted_ = 1000;
    client_->connect("127.0.0.1", server_->port(), in(5s));
    loop_.run();
    EXPECT_EQ(at_client_, std::string(900, 'a') + std::string(100, 'c'));
}

TEST_F(TcpTest, ConnectsAgainFromInsideTheCallbackThatSaysItIsOver) {
    start_server();
    int connected = 0;
    TcpClientEvents events = client_events();
    events.on_connected = [&] {
        if (++connected == 2) return loop_.stop();
        server_->close(opened_.empty() ? ConnectionId{1} : opened_.back());
    };
    events.on_closed = [&](const Error&) {
        client_->connect("127.0.0.1", server_->port(), in(5s));
    };
    client_.emplace(loop_, events);
    client_->connect("127.0.0.1", server_->port(), in(5s));
    Timer close_soon(loop_);
    close_soon.set(in(50ms), [&] {
        if (connected == 1) server_->close(opened_.back());
    });
    loop_.run();
    EXPECT_EQ(connected, 2);
}

TEST_F(TcpTest, ConnectionsBeyondTheLimitAreTurnedAway) {
    start_server({.max_connections = 1, .max_queued_bytes = 1000});
    TcpClient first(loop_, {.on_connected = [] {},
                            .on_failed = [](const Error&) {},
                            .on_bytes = [](std::string_view) {},
                            .on_closed = [](const Error&) {}});
    client_.emplace(loop_, client_events());
    first.connect("127.0.0.1", server_->port(), in(5s));
    Timer later(loop_);
    later.set(in(20ms), [&] { client_->connect("127.0.0.1", server_->port(), in(5s)); });
    loop_.run();
    EXPECT_TRUE(client_closed_);
    EXPECT_EQ(opened_.size(), 1U);
}

TEST_F(TcpTest, ListeningOnATakenPortOrAForeignAddressIsAClearError) {
    start_server();
    TcpServer second(loop_, server_events());
    const auto taken = second.listen("127.0.0.1", server_->port());
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, Errc::conflict);
    EXPECT_NE(taken.error().message.find("another program uses the port"), std::string::npos);
    EXPECT_EQ(second.port(), 0);
    EXPECT_EQ(second.listen("192.0.2.1", 0).error().code, Errc::invalid_argument);
    EXPECT_EQ(second.listen("no such host", 0).error().code, Errc::invalid_argument);
    EXPECT_TRUE(second.listen("127.0.0.1", 0)) << "a failed attempt leaves the server usable";
}

}  // namespace
}  // namespace wingspread::net
