#include "broker/request_table.hpp"

#include <gtest/gtest.h>

#include <string>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;
using Table = RequestTable<std::string>;

Now at(Duration since_start) { return Now{} + since_start; }

TEST(RequestTable, AnAnswerEndsARequestOnce) {
    RequestIds ids;
    Table table(ids);
    const RequestId id = table.open("chain", 10s, at(0s));
    ASSERT_NE(table.find(id), nullptr);
    EXPECT_EQ(*table.find(id), "chain");
    EXPECT_EQ(table.close(id), "chain");
    EXPECT_EQ(table.close(id), std::nullopt);
    EXPECT_EQ(table.find(id), nullptr);
    EXPECT_TRUE(table.take_expired(at(60s)).empty());
}

TEST(RequestTable, TimesOutAtItsDeadline) {
    RequestIds ids;
    Table table(ids);
    const RequestId first = table.open("first", 10s, at(0s));
    const RequestId second = table.open("second", 5s, at(1s));
    EXPECT_EQ(table.next_wakeup(), at(6s).monotonic);
    EXPECT_TRUE(table.take_expired(at(6s) + -1ns).empty());
    const auto ended = table.take_expired(at(6s));
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].id, second);
    EXPECT_EQ(ended[0].purpose, "second");
    EXPECT_EQ(ended[0].error.code, Errc::timeout);
    EXPECT_EQ(table.next_wakeup(), at(10s).monotonic);
    EXPECT_TRUE(table.contains(first));
}

TEST(RequestTable, APartOfAnAnswerGivesMoreTime) {
    RequestIds ids;
    Table table(ids);
    const RequestId id = table.open("long", 10s, at(0s));
    table.extend(id, 10s, at(9s));
    EXPECT_TRUE(table.take_expired(at(10s)).empty());
    EXPECT_EQ(table.take_expired(at(19s)).size(), 1U);
}

TEST(RequestTable, ALostConnectionInterruptsEverythingInTheOrderOfAsking) {
    RequestIds ids;
    Table table(ids);
    table.open("a", 10s, at(0s));
    table.open("b", 1s, at(0s));
    const auto ended = table.interrupt_all("cut");
    ASSERT_EQ(ended.size(), 2U);
    EXPECT_EQ(ended[0].purpose, "a");
    EXPECT_EQ(ended[0].error, (Error{Errc::interrupted, "cut"}));
    EXPECT_EQ(ended[1].purpose, "b");
    EXPECT_EQ(table.size(), 0U);
    EXPECT_EQ(table.next_wakeup(), std::nullopt);
}

TEST(RequestTable, TablesThatShareTheirIdsNeverShareOne) {
    RequestIds ids;
    Table one(ids);
    Table other(ids);
    const RequestId id = one.open("mine", 1s, at(0s));
    other.open("theirs", 1s, at(0s));
    EXPECT_FALSE(other.contains(id));
}

}  // namespace
}  // namespace wingspread::broker
