#include "bench.hpp"

namespace wingspread::sim::testing {
namespace {

TEST(Session, GreetsAndTellsAccountIdAndFarms) {
    Bench bench;
    Client& client = bench.connect(1);
    EXPECT_EQ(client.version, tws::ServerVersion{200});
    const auto answers = client.take();
    ASSERT_GE(answers.size(), 5U);
    EXPECT_EQ(std::get<tws::ManagedAccounts>(answers[0]).accounts,
              std::vector<std::string>{"DU1234567"});
    EXPECT_EQ(std::get<tws::NextValidId>(answers[1]).order_id, OrderId{1});
    EXPECT_EQ(codes(answers), (std::vector{2104, 2104, 2106, 2158}));
}

TEST(Session, SpeaksTheClientsVersion) {
    Bench bench;
    for (const int version : {157, 163, 176, 193, 200})
        EXPECT_EQ(bench.connect(version, version).version, tws::ServerVersion{version});
}

TEST(Session, RefusesASecondClientWithTheSameId) {
    Bench bench;
    Client& first = bench.connect(4);
    Client& second = bench.connect(4);
    EXPECT_EQ(codes(second.take()), std::vector{326});
    EXPECT_TRUE(second.closed);
    EXPECT_FALSE(first.closed);
    bench.hang_up(first);
    EXPECT_NE(first_of<tws::NextValidId>(bench.connect(4).take()), nullptr);
}

TEST(Session, ShutsOutAWebBrowser) {
    Bench bench;
    Client& client = bench.dial();
    bench.bytes(client, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(client.closed);
    EXPECT_TRUE(client.answers.empty());
}

TEST(Session, ReadsBytesOneByOne) {
    Bench bench;
    Client& client = bench.dial();
    for (const char c : tws::client_greeting()) bench.bytes(client, {&c, 1});
    std::string frame;
    ASSERT_TRUE(tws::encode(tws::Request{tws::StartApi{ClientId{3}, ""}}, client.version, frame));
    for (const char c : frame) bench.bytes(client, {&c, 1});
    EXPECT_NE(first_of<tws::NextValidId>(client.answers), nullptr);
}

TEST(Session, AHostileLengthClosesTheConnection) {
    Bench bench;
    Client& client = bench.ready();
    bench.bytes(client, std::string_view("\xFF\xFF\xFF\xFFxxxx", 8));
    EXPECT_TRUE(client.closed);
}

TEST(Session, AMessageThatCannotBeReadIsCode320) {
    Bench bench;
    Client& client = bench.ready();
    std::string frame;
    ASSERT_TRUE(tws::append_frame(std::string_view("1\0x\0", 4), frame));
    bench.bytes(client, frame);
    EXPECT_EQ(codes(client.take()), std::vector{320});
    EXPECT_FALSE(client.closed);
}

TEST(Session, TooManyMessagesAreCode100AndTheThirdBreachDisconnects) {
    Bench bench;
    Client& client = bench.ready();
    bench.run(2s);
    for (int breach = 1; breach <= 3; ++breach) {
        for (int i = 0; i < 50; ++i) bench.send(client, tws::ReqCurrentTime{});
        EXPECT_EQ(all_of<tws::CurrentTime>(client.take()).size(), 50U);
        bench.send(client, tws::ReqCurrentTime{});
        const auto answers = client.take();
        EXPECT_EQ(codes(answers), std::vector{100});
        EXPECT_EQ(first_of<tws::CurrentTime>(answers), nullptr);
        EXPECT_EQ(client.closed, breach == 3);
        bench.run(1500ms);
    }
}

TEST(Session, FortyFiveMessagesASecondForEverAreFine) {
    Bench bench;
    Client& client = bench.ready();
    bench.run(2s);
    for (int i = 0; i < 450; ++i) {
        bench.send(client, tws::ReqCurrentTime{});
        bench.run(std::chrono::milliseconds(23));
    }
    EXPECT_TRUE(codes(client.take()).empty());
}

TEST(Session, OrderIdsBelongToTheClientAndOutliveTheConnection) {
    Bench bench;
    Client& one = bench.ready(1);
    bench.send(one, order(7, stock("AAPL"), tws::Action::buy, 1, price("10")));
    bench.hang_up(one);
    EXPECT_EQ(first_of<tws::NextValidId>(bench.connect(1).take())->order_id, OrderId{8});
    EXPECT_EQ(first_of<tws::NextValidId>(bench.connect(2).take())->order_id, OrderId{1});
}

TEST(Session, TheClockIsTheMarkets) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, tws::ReqCurrentTime{});
    const auto expected =
        std::chrono::duration_cast<std::chrono::seconds>(bench.now().market.time_since_epoch());
    EXPECT_EQ(first_of<tws::CurrentTime>(client.answers)->seconds_since_epoch, expected.count());
}

}  // namespace
}  // namespace wingspread::sim::testing
