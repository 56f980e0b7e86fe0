#include "tws/handshake.hpp"

#include "tws/helpers.hpp"

#include <gtest/gtest.h>

namespace wingspread::tws::testing {
namespace {

using namespace std::string_literals;

constexpr VersionRange range(int min, int max) { return {ServerVersion{min}, ServerVersion{max}}; }

TEST(Handshake, TheClientSaysItsVersions) {
    EXPECT_EQ(client_greeting(), "API\0\0\0\0\x09v157..200"s);
    EXPECT_EQ(client_greeting(range(157, 176), "+PACEAPI"), "API\0\0\0\0\x12v157..176 +PACEAPI"s);
}

TEST(Handshake, TheServerReadsTheClientHoweverItIsCut) {
    const std::string bytes = client_greeting(range(157, 176)) +
                              "\0\0\0\x08"
                              "71\0first"s;
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        ClientGreetingReader reader;
        auto client = reader.feed(std::string_view(bytes).substr(0, cut));
        ASSERT_TRUE(client);
        if (!*client) client = reader.feed(std::string_view(bytes).substr(cut));
        ASSERT_TRUE(client && *client) << cut;
        EXPECT_EQ(**client, range(157, 176));
        EXPECT_TRUE(
            "\0\0\0\x08"
            "71\0first"s.starts_with(reader.rest()));
    }
}

TEST(Handshake, TheServerReadsWhatOtherClientsSay) {
    const auto read = [](std::string_view text) {
        std::string bytes = "API\0"s;
        EXPECT_TRUE(append_frame(text, bytes));
        return ClientGreetingReader().feed(bytes);
    };
    EXPECT_EQ(**read("v100..193"), range(100, 193));
    EXPECT_EQ(**read("v176"), range(176, 176));
    EXPECT_EQ(**read("v157..225 +PACEAPI"), range(157, 225));
    for (const char* text : {"157..200", "v", "v..", "v200..157", "v157..", "v157..2000000000000",
                             "v157..-3", "v157;200"}) {
        const auto result = read(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().code, Errc::protocol);
    }
}

TEST(Handshake, WhatIsNoTwsClientIsRefusedAtItsFirstBytes) {
    for (const std::string& bytes :
         {"GET / HTTP/1.1\r\n"s, "A"s + "\0"s, "API\0\xFF\xFF\xFF\xFF"s}) {
        const auto result = ClientGreetingReader().feed(bytes);
        ASSERT_FALSE(result) << bytes;
        EXPECT_EQ(result.error().code, Errc::protocol);
    }
    ClientGreetingReader slow;
    ASSERT_TRUE(slow.feed("API\0\0\x01\0\0"s));
    bool refused = false;
    for (int i = 0; i < 100 && !refused; ++i) refused = !slow.feed(std::string(100, 'v'));
    EXPECT_TRUE(refused) << "a greeting of 64 KB is none";
}

TEST(Handshake, TheClientReadsTheServer) {
    const ServerGreeting greeting{ServerVersion{176}, "20260422 10:00:00 EST"};
    const auto read = read_server_greeting(payload_of(server_greeting(greeting)));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, greeting);
}

TEST(Handshake, TheConnectionTimeMayBeInAnyCodePage) {
    const auto read = read_server_greeting(
        "176\0"
        "20260422 10:00:00 Mitteleurop\xE4ische Zeit\0"s);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->connection_time, "20260422 10:00:00 Mitteleurop?ische Zeit");
    EXPECT_EQ(read_server_greeting("176\0"s)->connection_time, "");
}

TEST(Handshake, OddServersAreRefused) {
    for (const std::string& payload :
         {"HTTP/1.1 400 Bad Request"s, ""s, "176"s, "\0\0"s, "x\0y\0"s}) {
        const auto read = read_server_greeting(payload);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, Errc::protocol);
    }
    EXPECT_EQ(read_server_greeting("156\0now\0"s).error().code, Errc::refused);
    EXPECT_EQ(read_server_greeting("201\0now\0"s).error().code, Errc::refused);
}

TEST(Handshake, TheNewestCommonVersionIsTaken) {
    EXPECT_EQ(*negotiate(range(157, 200), range(100, 193)), ServerVersion{193});
    EXPECT_EQ(*negotiate(range(157, 176), range(157, 200)), ServerVersion{176});
    EXPECT_EQ(*negotiate(range(157, 200), range(200, 225)), ServerVersion{200});
    EXPECT_EQ(negotiate(range(157, 200), range(38, 156)).error().code, Errc::refused);
    EXPECT_EQ(negotiate(range(157, 200), range(201, 225)).error().code, Errc::refused);
}

}  // namespace
}  // namespace wingspread::tws::testing
