#include "broker/code_table.hpp"

#include "broker/request_ids.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace wingspread::broker {
namespace {

using trade::OrderErrorClass;

TEST(CodeTable, RisesWithoutRepeats) {
    const auto table = code_table();
    const auto not_rising = std::ranges::adjacent_find(
        table, [](const CodeRow& a, const CodeRow& b) { return a.code >= b.code; });
    EXPECT_EQ(not_rising, table.end());
    for (const CodeRow& row : table) {
        EXPECT_EQ(find_code(row.code), &row);
        EXPECT_FALSE(row.meaning.empty()) << row.code;
    }
}

TEST(CodeTable, UnlistedCodesChangeNothing) {
    for (const int code : {0, -1, 99, 1103, 2111, 10350, 99999}) {
        EXPECT_EQ(find_code(code), nullptr);
        EXPECT_EQ(class_of(code), CodeClass::unlisted);
        EXPECT_EQ(meaning_for_order(code), OrderErrorClass::unknown);
        EXPECT_EQ(meaning_for_request(code), OnRequest::nothing);
        EXPECT_EQ(meaning_for_connection(code), OnConnection::nothing);
    }
}

// The handbook's whitelist: nothing else may be believed to have ended a new order.
TEST(CodeTable, OnlyTheWhitelistConfirmsARejection) {
    const std::set<int> whitelist{106, 107, 109, 110, 163, 200, 201, 203,   312,  313,
                                  314, 315, 382, 383, 388, 434, 460, 10043, 10058};
    for (const CodeRow& row : code_table()) {
        EXPECT_EQ(row.order == OrderErrorClass::confirmed_reject, whitelist.contains(row.code))
            << row.code;
    }
}

TEST(CodeTable, OnlyOneCodeEndsAnOrder) {
    for (const CodeRow& row : code_table()) {
        EXPECT_EQ(row.order == OrderErrorClass::ended, row.code == 202) << row.code;
    }
}

TEST(CodeTable, WarningsThatHaveKilledOrdersElsewhereAreWarnings) {
    for (const int code : {399, 404, 481, 2109, 2161, 10349}) {
        EXPECT_EQ(meaning_for_order(code), OrderErrorClass::warning) << code;
    }
}

TEST(CodeTable, VerdictsOnCancelsAndChangesLeaveTheOrderAsItIs) {
    for (const int code : {104, 105, 134, 135, 161, 329, 2102, 10147, 10148, 10326, 10327, 10341}) {
        EXPECT_EQ(meaning_for_order(code), OrderErrorClass::cancel_verdict) << code;
        EXPECT_EQ(class_of(code), CodeClass::verdict) << code;
    }
}

// One code, two meanings: a contract that does not exist ends a request and rejects an order; an
// invalid request fails a request and leaves a new order in doubt.
TEST(CodeTable, ACodeMeansOneThingForAnOrderAndAnotherForARequest) {
    EXPECT_EQ(meaning_for_request(200), OnRequest::absent);
    EXPECT_EQ(meaning_for_order(200), OrderErrorClass::confirmed_reject);
    EXPECT_EQ(meaning_for_request(321), OnRequest::failed);
    EXPECT_EQ(meaning_for_order(321), OrderErrorClass::possible_reject);
}

TEST(CodeTable, ConnectionCodes) {
    EXPECT_EQ(meaning_for_connection(1100), OnConnection::link_lost);
    EXPECT_EQ(meaning_for_connection(2110), OnConnection::link_absent);
    EXPECT_EQ(meaning_for_connection(1101), OnConnection::restored_data_lost);
    EXPECT_EQ(meaning_for_connection(1102), OnConnection::restored_data_kept);
    EXPECT_EQ(meaning_for_connection(326), OnConnection::client_id_in_use);
    EXPECT_EQ(meaning_for_connection(100), OnConnection::too_fast);
    for (const int code : {2104, 2106, 2158}) {
        EXPECT_EQ(meaning_for_connection(code), OnConnection::farm_ok);
    }
    for (const int code : {2103, 2105, 2157}) {
        EXPECT_EQ(meaning_for_connection(code), OnConnection::farm_broken);
    }
}

TEST(RequestIds, NeverTouchOrderIds) {
    RequestIds ids;
    EXPECT_EQ(kind_of(ids.next().value()), IdKind::request);
    EXPECT_NE(ids.next(), ids.next());
    EXPECT_EQ(kind_of(-1), IdKind::none);
    EXPECT_EQ(kind_of(0), IdKind::none);
    EXPECT_EQ(kind_of(1), IdKind::order);
    EXPECT_EQ(kind_of(first_request_id - 1), IdKind::order);
}

}  // namespace
}  // namespace wingspread::broker
