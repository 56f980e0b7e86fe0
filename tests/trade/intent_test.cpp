#include "trade/gate_helpers.hpp"

#include <gtest/gtest.h>

#include <set>

namespace wingspread::trade::testing {
namespace {

TEST(IntentId, TextComesBackAndFitsAnOrderRef) {
    Rng rng(7);
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto id = IntentId::draw(rng);
        const auto text = id.to_string();
        EXPECT_EQ(text.size(), 26U);
        EXPECT_EQ(IntentId::parse(text), id);
        EXPECT_EQ(IntentId::from_order_ref(id.order_ref()), id);
        EXPECT_LE(id.order_ref().size(), 40U);
        EXPECT_TRUE(seen.insert(text).second);
    }
}

TEST(IntentId, OrderOfTextIsOrderOfIds) {
    Rng rng(8);
    for (int i = 0; i < 200; ++i) {
        const auto a = IntentId::draw(rng);
        const auto b = IntentId::draw(rng);
        EXPECT_EQ(a < b, a.to_string() < b.to_string());
    }
}

TEST(IntentId, RefusesWhatItDidNotWrite) {
    const auto good = id_of(1).to_string();
    EXPECT_FALSE(IntentId::parse(good.substr(1)));
    EXPECT_FALSE(IntentId::parse(good + "0"));
    EXPECT_FALSE(IntentId::parse("8" + good.substr(1)));
    EXPECT_FALSE(IntentId::parse("0" + good.substr(1, 24) + "U"));
    EXPECT_EQ(IntentId::from_order_ref("myorder"), std::nullopt);
    EXPECT_EQ(IntentId::from_order_ref("ws"), std::nullopt);
    EXPECT_EQ(IntentId::from_order_ref("ws00000000000000000000000000"), std::nullopt);
    EXPECT_EQ(IntentId::from_order_ref(good), std::nullopt);
}

TEST(OrderIntent, ClosingFlipsEveryLeg) {
    auto wanted = terms();
    const auto opening = intent(1, wanted).legs();
    wanted.action = OrderAction::close;
    wanted.limit = price("0.7");
    const auto closing = intent(2, wanted).legs();
    ASSERT_EQ(opening.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(opening[i].instrument, closing[i].instrument);
        EXPECT_EQ(opening[i].side, options::opposite(closing[i].side));
    }
}

void expect_refused(OrderTerms wanted, const std::string& field) {
    const auto made = OrderIntent::make(id_of(1), std::move(wanted));
    ASSERT_FALSE(made) << field;
    EXPECT_EQ(made.error().code, Errc::invalid_argument);
    EXPECT_NE(made.error().message.find(field), std::string::npos) << made.error().message;
}

TEST(OrderIntent, RefusesTermsThatMakeNoSense) {
    EXPECT_FALSE(OrderIntent::make(IntentId{}, terms()));
    auto wanted = terms();
    wanted.account.clear();
    expect_refused(wanted, "account");
    wanted = terms();
    wanted.account = "DU 1";
    expect_refused(wanted, "account");
    wanted = terms();
    for (const auto* odd : {"a b", "\x7f", "\xc3"}) {
        auto other = wanted;
        other.client_order_id = odd;
        EXPECT_FALSE(OrderIntent::make(id_of(1), other)) << odd;
    }
    wanted.client_order_id = "a\nb";
    expect_refused(wanted, "client order id");
    wanted = terms();
    wanted.client_order_id = std::string(65, 'x');
    expect_refused(wanted, "client order id");
    wanted = terms();
    wanted.quantity = 0;
    expect_refused(wanted, "quantity");
    wanted = terms();
    wanted.in_force = TimeInForce::gtd;
    expect_refused(wanted, "time in force");
    wanted = terms();
    wanted.good_till = noon;
    expect_refused(wanted, "time in force");
}

TEST(OrderIntent, OnlyACloseOfASingleOptionJoinsAGroup) {
    const auto made = [](OrderTerms wanted) { return OrderIntent::make(id_of(1), wanted); };
    EXPECT_TRUE(made(waiting_close()));
    EXPECT_TRUE(made(waiting_stop()));
    auto wanted = waiting_stop();
    wanted.limit = price("1.59");
    EXPECT_FALSE(made(wanted)) << "it would never fill at its own trigger";
    wanted = waiting_close();
    wanted.in_force = TimeInForce::ioc;
    EXPECT_FALSE(made(wanted));
    wanted = waiting_close();
    for (const auto& odd : {std::string(65, 'x'), std::string("a b")}) {
        wanted.oca->group = odd;
        EXPECT_FALSE(OrderIntent::make(id_of(1), wanted)) << odd;
    }
    wanted.oca->group = "";
    EXPECT_FALSE(made(wanted));
    wanted = waiting_close();
    wanted.action = OrderAction::open;
    EXPECT_FALSE(made(wanted));
    wanted = closing();
    wanted.oca = OcaTerms{"ws1.1", {}};
    EXPECT_FALSE(made(wanted)) << "of a combination TWS takes none";
}

TEST(OrderIntent, RefusesLegsWithoutAContractOfTheirOwn) {
    for (const int second : {0, -1, long_conid}) {
        auto wanted = terms();
        wanted.structure = structure(options::StructureKind::bull_put,
                                     {option(long_conid, "90", options::Right::put),
                                      option(second, "95", options::Right::put)});
        expect_refused(wanted, "contract id");
    }
}

TEST(Texts, EveryEnumComesBackFromItsText) {
    for (const auto value : all_times_in_force) {
        EXPECT_EQ(parse_time_in_force(to_string(value)), value);
    }
    for (const auto value : all_order_states) EXPECT_EQ(parse_order_state(to_string(value)), value);
    for (const auto value : all_trading_states) {
        EXPECT_EQ(parse_trading_state(to_string(value)), value);
    }
    for (const auto value : all_instrument_kinds) {
        EXPECT_EQ(parse_instrument_kind(to_string(value)), value);
    }
    for (const auto value : all_order_error_classes) {
        EXPECT_EQ(parse_order_error_class(to_string(value)), value);
    }
    for (const auto value : all_broker_statuses) {
        EXPECT_EQ(StatusWord::parse(to_string(value)).status, value);
    }
    const auto odd = StatusWord::parse("Pondering");
    EXPECT_EQ(odd.status, BrokerStatus::unknown);
    EXPECT_EQ(odd.raw, "Pondering");
    const auto bad = parse_time_in_force("day");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().message,
              "time in force: got \"day\", expected DAY, GTC, GTD, IOC or FOK");
}

TEST(OrderIntent, WhatRemainsIsAtLeastOneUnitAndNoMoreThanWished) {
    auto wanted = terms();
    wanted.quantity = 3;
    const auto order = intent(1, wanted);
    const DecisionQuotes later{price("-0.5"), price("-0.6"), noon};
    for (const auto& [left, fine] : {std::pair{0, false}, {1, true}, {3, true}, {4, false}}) {
        const auto rest = order.with_remaining(units(left), later);
        ASSERT_EQ(rest.has_value(), fine) << left;
        if (!rest) continue;
        EXPECT_EQ(rest->terms().quantity, left);
        EXPECT_EQ(rest->terms().decision, later);
        EXPECT_EQ(rest->id(), order.id());
    }
}

}  // namespace
}  // namespace wingspread::trade::testing
