#include "server/json.hpp"

#include "core/rng.hpp"
#include "samples.hpp"
#include "server/http.hpp"
#include "server/json_value.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace wingspread::server {
namespace {

TEST(JsonWriter, WritesCommasAndNestsWhereTheyBelong) {
    JsonWriter json;
    json.begin_object();
    json.field("a", 1);
    json.key("b");
    json.begin_array();
    json.value(true);
    json.begin_object();
    json.end_object();
    json.begin_array();
    json.end_array();
    json.null();
    json.end_array();
    json.field("c", std::optional<Price>{});
    json.end_object();
    EXPECT_EQ(json.take(), R"({"a":1,"b":[true,{},[],null],"c":null})");
}

TEST(JsonWriter, NumbersAreShortestAndReadBackTheSame) {
    JsonWriter json;
    json.begin_array();
    for (const double number : {0.1, 1.0, -0.0, 1e300, 2.0 / 3, 100.0}) json.value(number);
    json.end_array();
    EXPECT_EQ(json.take(), "[0.1,1,-0,1e+300,0.6666666666666666,100]");
    Rng rng(7);
    for (int i = 0; i < 2000; ++i) {
        const double number =
            rng.normal() * std::pow(10.0, static_cast<double>(rng.between(-300, 300)));
        json.value(number);
        EXPECT_EQ(std::strtod(json.take().c_str(), nullptr), number);
    }
}

TEST(JsonWriter, WhatIsNoNumberIsNull) {
    JsonWriter json;
    json.begin_array();
    json.value(std::numeric_limits<double>::quiet_NaN());
    json.value(-std::numeric_limits<double>::infinity());
    json.end_array();
    EXPECT_EQ(json.take(), "[null,null]");
}

TEST(JsonWriter, EscapesTextsAndMendsWhatIsNotUtf8) {
    JsonWriter json;
    json.value("a\"\\\n\r\t\x01 €😀");
    EXPECT_EQ(json.take(), "\"a\\\"\\\\\\n\\r\\t\\u0001 €😀\"");
    for (const char* bad : {"\xFF", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                            "\x80", "\xE2\x82"}) {
        json.value(std::string("<") + bad + ">");
        const std::string text = json.take();
        EXPECT_TRUE(parse_json(text)) << text;
        EXPECT_NE(text.find("\xEF\xBF\xBD"), std::string::npos) << text;
    }
}

TEST(JsonWriter, AnyBytesBecomeTextThatTheParserAccepts) {
    Rng rng(11);
    for (int i = 0; i < 3000; ++i) {
        std::string bytes(static_cast<std::size_t>(rng.between(0, 12)), ' ');
        for (char& c : bytes) c = static_cast<char>(rng.between(0, 255));
        JsonWriter json;
        json.value(bytes);
        const auto parsed = parse_json(json.take());
        ASSERT_TRUE(parsed) << parsed.error().message;
        const bool ascii = std::ranges::all_of(bytes, [](char c) { return c >= 0; });
        if (ascii) EXPECT_EQ(parsed->text, bytes);
    }
}

TEST(JsonValue, ReadsEveryKind) {
    const auto value = parse_json(R"( {"a": [1, -2.50, "x\u00e9", true, null, {}], "b": ""} )");
    ASSERT_TRUE(value) << value.error().message;
    ASSERT_EQ(value->fields.size(), 2U);
    const auto& items = value->fields[0].value.items;
    ASSERT_EQ(items.size(), 6U);
    EXPECT_EQ(items[1].kind, JsonValue::Kind::number);
    EXPECT_EQ(items[1].text, "-2.50") << "digits as written";
    EXPECT_EQ(items[2].text, "xé");
    EXPECT_EQ(items[3].text, "true");
    EXPECT_EQ(items[4].kind, JsonValue::Kind::null);
    EXPECT_EQ(value->fields[1].value.kind, JsonValue::Kind::text);
}

TEST(JsonValue, RefusesWhatIsNotOneJsonText) {
    for (const char* bad :
         {"", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "01", "1 2", "{} x", "nul", "NaN",
          "// c\n1", "[1]]", "\"\xFF\"", "\"\n\"", "1.", "\"\\ud800\""}) {
        EXPECT_FALSE(parse_json(bad)) << bad;
    }
    EXPECT_FALSE(parse_json(std::string(100, '[') + std::string(100, ']')));
}

TEST(JsonValue, AFieldMayStandOnlyOnce) {
    const auto twice = parse_json(R"({"quantity":1,"x":{"quantity":1},"quantity":100})");
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().message, "quantity: stands twice in one object");
}

TEST(Json, ARankedSpreadHasTheFieldsOfTheSchema) {
    EXPECT_EQ(
        to_json(sample_spread()),
        R"({"id":"bull_put-SPY-20261218-475P-480P",)"
        R"("structure":"bull_put","symbol":"SPY","trading_class":"SPY","expiry":"2026-12-18",)"
        R"("dte":26,"legs":[)"
        R"({"side":"buy","ratio":1,"right":"P","strike":"475","expiry":"2026-12-18","conid":711,)"
        R"("bid":"3.1","ask":"3.14","iv":0.1875,"delta":-0.25},)"
        R"({"side":"sell","ratio":1,"right":"P","strike":"480","expiry":"2026-12-18","conid":null,)"
        R"("bid":"4.02","ask":"4.05","iv":0.18,"delta":-0.3125}],)"
        R"("natural":"-0.88","mid":"-0.915","width":"5","max_profit_usd":"88",)"
        R"("max_loss_usd":"412","breakevens":["479.12"],"return_on_risk":0.21359223300970873,)"
        R"("pop":0.7,"ev_usd":-1.5,"delta":6.25,"gamma":-0.1,"theta":1e-07,"vega":-3})");
}

TEST(Json, HealthHasTheFieldsOfThePlan) {
    EXPECT_EQ(
        to_json(sample_health()),
        R"({"status":"ok","connected":true,"state":"READY","reason":"",)"
        R"("since":"2026-11-22T15:00:00.000Z","gateway":"simulated",)"
        R"("environment":"simulated","account":"DU123","trading":"active","trading_reason":null,"live_until":null,)"
        R"("subscriptions":{"active":45,"max":90,"usage_pct":50},"data_problem":null,"queue_size":3,)"
        R"("throttling":true,"throttling_since":"2026-11-22T15:00:00.003Z",)"
        R"("fit_to_trade":true,"maintenance":null,"maintenance_ends":null,)"
        R"("backpressure":{"admission":"wait","wait_ms":1500,"reason":"120 messages wait"}})");
    engine::Health down;
    down.state = "DOWN";
    EXPECT_TRUE(to_json(down).starts_with(R"({"status":"down",)"));
    EXPECT_NE(to_json(down).find(R"("usage_pct":0)"), std::string::npos);
    auto maintained = sample_health();
    maintained.maintenance = "daily restart";
    EXPECT_TRUE(to_json(maintained).starts_with(R"({"status":"restricted",)"));
    down.state = "DEGRADED";
    EXPECT_TRUE(to_json(down).starts_with(R"({"status":"degraded",)"));
}

TEST(Json, AnOrderSaysWhatIsNotKnownAsNull) {
    EXPECT_EQ(
        to_json(sample_order()),
        R"({"id":"ws7k","client_order_id":null,"account":"DU123","order_id":42,)"
        R"("perm_id":9000000001,"structure":"bull_put",)"
        R"("description":"SPY 2026-12-18 bull put 480/475","symbol":"SPY","legs":[)"
        R"({"side":"buy","ratio":1,"right":"P","strike":"475","expiry":"2026-12-18","conid":711}],)"
        R"("action":"open","tif":"DAY","quantity":"2","limit_price":"-0.9",)"
        R"("worst_price":null,"ladder_step":0,)"
        R"("oca_group":null,"stop_price":null,"roll":null,)"
        R"("state":"PARTIALLY_FILLED","terminal":false,"reason":null,"filled":"1",)"
        R"("remaining":"1","average_price":"-0.9","commission_usd":null,)"
        R"("created":"2026-11-22T15:00:00.001Z","updated":"2026-11-22T15:00:02.500Z",)"
        R"("executions":[{"execution_id":"0001.01","conid":711,)"
        R"("contract":"SPY 2026-12-18 475 P","side":"buy","quantity":"1","price":"3.12",)"
        R"("time":"2026-11-22T15:00:02.400Z","commission_usd":"1.05"}]})");
}

TEST(Json, ARankingTellsWhatItRestsOn) {
    const std::string text = to_json(sample_ranking());
    const auto value = parse_json(text);
    ASSERT_TRUE(value) << value.error().message;
    std::string names;
    for (const auto& field : value->fields) names += field.name + " ";
    EXPECT_EQ(
        names,
        "symbol seq as_of computed_at models_at spot criteria coverage spreads counts skipped ");
    EXPECT_NE(text.find(R"("coverage":{"quoted":10,"silent":1,"refused":0,"total":12,)"
                        R"("finished":false})"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(R"("min_dte":"7")"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("no_credit":4)"), std::string::npos) << text;
    EXPECT_NE(text.find(R"({"expiry":"2026-11-23","trading_class":"SPY","reason":"no forward"})"),
              std::string::npos)
        << text;
}

TEST(Json, TheNextRankingTellsWhatIsDifferent) {
    auto before = sample_spread();
    auto stays = sample_spread();
    stays.structure = options::StructureKind::bear_put;
    auto ranking = sample_ranking();
    auto changed = stays;
    changed.pop = 0.75;
    auto entered = sample_spread();
    entered.structure = options::StructureKind::bear_call;
    ranking.result.ranked = {changed, entered};
    ranking.changes = scan::changes_between(std::vector{before, stays}, ranking.result.ranked);
    JsonWriter json;
    write_changes(json, ranking);
    const std::string text = json.take();
    ASSERT_TRUE(parse_json(text)) << text;
    EXPECT_NE(text.find(R"("left":[{"id":"bull_put-SPY-20261218-475P-480P","from":0}],)"
                        R"("entered":[{"to":1,"spread":)" +
                        to_json(entered) +
                        R"(}],"stayed":[{"id":"bear_put-SPY-20261218-475P-480P","from":1,"to":0,)"
                        R"("fields":{"pop":0.75}}]})"),
              std::string::npos)
        << text;
}

TEST(Json, ClientsReadBackWhatTheServerWrites) {
    const auto health = parse_health(to_json(sample_health()));
    ASSERT_TRUE(health) << health.error().message;
    EXPECT_EQ(to_json(*health), to_json(sample_health()));

    const auto preview = parse_preview(to_json(sample_preview()));
    ASSERT_TRUE(preview) << preview.error().message;
    EXPECT_EQ(to_json(*preview), to_json(sample_preview()));
    EXPECT_FALSE(preview->commission_usd);

    const auto order = parse_order(to_json(sample_order()));
    ASSERT_TRUE(order) << order.error().message;
    EXPECT_EQ(to_json(*order), to_json(sample_order()));

    const std::string orders = "{\"orders\":" + to_json_array(std::vector{sample_order()}) + "}";
    EXPECT_EQ(to_json_array(*parse_orders(orders)), to_json_array(std::vector{sample_order()}));

    engine::PositionView stock = sample_position();
    stock.right.reset();
    stock.strike.reset();
    stock.expiry.reset();
    const std::vector both{sample_position(), stock};
    const auto positions = parse_positions("{\"positions\":" + to_json_array(both) + "}");
    ASSERT_TRUE(positions) << positions.error().message;
    EXPECT_EQ(to_json_array(*positions), to_json_array(both));
}

TEST(Json, ClientsPassOverFieldsOfANewerServerAndNameBrokenOnes) {
    std::string text = to_json(sample_order());
    text.insert(1, R"("news":[1,2],)");
    EXPECT_TRUE(parse_order(text));
    const std::string list = R"({"orders":[)" + to_json(sample_order()) + R"(,{"id":7}]})";
    EXPECT_EQ(parse_orders(list).error().message, "orders[1].id: got \"7\", expected a text");
    EXPECT_EQ(parse_orders(R"({"orders":[3]})").error().message,
              "orders[0]: got \"3\", expected an object");
}

TEST(Json, AProblemBecomesTheErrorItWas) {
    const Error refused{Errc::refused, "max loss 412 is above 400"};
    EXPECT_EQ(parse_problem(422, problem(refused).body), refused);
    EXPECT_EQ(parse_problem(404, problem(404, "nothing here").body).message, "nothing here");
    EXPECT_EQ(parse_problem(502, "<html>").message, "the server answered 502 Bad Gateway");
}

TEST(OrderRequest, IsReadAsItIsWritten) {
    engine::OrderRequest request = sample_request();
    EXPECT_EQ(*parse_order_request("DU123", to_json(request)), request);
    request.client_order_id = "mine-1";
    request.structure.trading_class = "SPYW";
    request.action = engine::OrderAction::close;
    request.in_force = engine::TimeInForce::gtc;
    EXPECT_EQ(*parse_order_request("DU123", to_json(request)), request);
    for (const auto rule : {engine::PriceRule::mid, engine::PriceRule::natural}) {
        request.price_rule = rule;
        request.limit_price = Price{};
        EXPECT_EQ(*parse_order_request("DU123", to_json(request)), request);
    }
    request.price_rule = engine::PriceRule::share;
    request.share_pct = 25;
    request.ladder = engine::LadderRequest{.steps = 7,
                                           .interval = std::chrono::seconds(3),
                                           .cap = *Price::parse("-0.8"),
                                           .hold = std::chrono::seconds(0),
                                           .at_end = trade::LadderEnd::leave,
                                           .on_bad_quotes = trade::BadQuotes::cancel};
    request.exits = trade::ExitRules{.take_profit = trade::ExitLevel{50, std::nullopt},
                                     .stop = trade::ExitLevel{std::nullopt, *Price::parse("1.4")},
                                     .days_left = 7,
                                     .at = MarketTime{std::chrono::hours(500'000)}};
    EXPECT_EQ(*parse_order_request("DU123", to_json(request)), request);
}

/// A good order with one field replaced, added or (empty value) left out.
std::string with(std::string_view name, std::string_view value) {
    const auto good = parse_json(to_json(sample_request()));
    std::string text = "{";
    const auto add = [&text](std::string_view field, std::string_view content) {
        if (text.size() > 1) text += ",";
        text.append("\"").append(field).append("\":").append(content);
    };
    for (const auto& field : good->fields) {
        const bool is_text = field.value.kind == JsonValue::Kind::text;
        if (field.name != name) {
            add(field.name, is_text ? "\"" + field.value.text + "\"" : field.value.text);
        }
    }
    if (!value.empty()) add(name, value);
    return text + "}";
}

TEST(OrderRequest, FaultsNameFieldValueAndExpectation) {
    struct Case {
        std::string_view name;
        std::string_view value;
        std::string_view message;
    };
    const Case cases[]{
        {"limit", "\"-1\"", "limit: got \"-1\", expected one of the fields client_order_id, "},
        {"structure", "", "structure: missing, expected one of long_call, long_put, "},
        {"structure", "\"ladder\"", "structure: got \"ladder\", expected one of"},
        {"structure", "\"iron_condor\"",
         "legs: got \"none\", expected the options of the iron_condor"},
        {"symbol", "\"\"", "symbol: got \"\", expected 1 to 16 printable characters"},
        {"symbol", "7", "symbol: got \"7\", expected 1 to 16"},
        {"expiry", "\"2026-02-30\"", "expiry: got \"2026-02-30\", expected a date"},
        {"bought_strike", "475", "bought_strike: got \"475\", expected a positive decimal number"},
        {"bought_strike", "\"-475\"", "bought_strike: got \"-475\", expected a positive"},
        {"bought_strike", "\"485\"",
         "bought_strike: got \"485\", expected a strike below sold_strike 480, because a bull_put"},
        {"sold_strike", "\"475\"", "bought_strike: got \"475\", expected a strike below"},
        {"action", "\"buy\"", "action: got \"buy\", expected one of open close roll"},
        {"action", "", "action: missing"},
        {"quantity", "0", "quantity: got \"0\", expected a whole number from 1 to"},
        {"quantity", "1.5", "quantity: got \"1.5\", expected a whole number"},
        {"quantity", "\"1.5\"", "quantity: got \"1.5\", expected a whole number"},
        {"quantity", "1e2", "quantity: got \"1e2\", expected a whole number"},
        {"quantity", "99999999999999999999", "quantity: got \"99999999999999999999\", expected"},
        {"quantity", "null", "quantity: got \"null\", expected"},
        {"limit_price", "-0.9", "limit_price: got \"-0.9\", expected a decimal number in a text"},
        {"limit_price", "\"-0.123456789\"", "limit_price: got \"-0.123456789\", expected"},
        {"limit_price", "\"nan\"", "limit_price: got \"nan\", expected a decimal"},
        {"limit_price", "", "limit_price: expected either it"},
        {"price_rule", "\"mid\"", "limit_price: expected either it"},
        {"tif", "\"IOC\"", "tif: got \"IOC\", expected one of DAY GTC"},
        {"tif", "", "tif: missing"},
        {"trading_class", "[]", "trading_class: got \"[…]\", expected"},
        {"client_order_id", "\"two words\"", "client_order_id: got \"two words\", expected 1 to"},
        {"account", "\"DU9\"", "account: got \"DU9\", expected one of the fields"},
    };
    for (const auto& each : cases) {
        const auto request = parse_order_request("DU123", with(each.name, each.value));
        ASSERT_FALSE(request) << each.name << " " << each.value;
        EXPECT_EQ(request.error().code, Errc::invalid_argument);
        EXPECT_TRUE(request.error().message.starts_with(each.message)) << request.error().message;
    }
    EXPECT_TRUE(parse_order_request("DU123", with("quantity", "\"7\"")));
    EXPECT_EQ(parse_order_request("DU123", "[]").error().message,
              "the text: got \"[…]\", expected an object");
    EXPECT_FALSE(parse_order_request("DU123", ""));
}

}  // namespace
}  // namespace wingspread::server
