#include "server/http.hpp"

#include "server/guard.hpp"
#include "server/http_client.hpp"
#include "server/router.hpp"

#include <gtest/gtest.h>

namespace wingspread::server {
namespace {

TEST(Http, DecodesEscapesAndRefusesBrokenOnes) {
    EXPECT_EQ(*percent_decode("a%20b%2Fc+d", false), "a b/c+d");
    EXPECT_EQ(*percent_decode("a+b", true), "a b");
    for (const char* bad : {"%", "%2", "%zz", "a%0", "%00", "%-1", "% 1"}) {
        EXPECT_FALSE(percent_decode(bad, false)) << bad;
    }
}

TEST(Http, EncodingIsUndoneByDecoding) {
    std::string all;
    for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
    EXPECT_EQ(*percent_decode(percent_encode(all), false), all);
    EXPECT_EQ(*percent_decode(percent_encode(all), true), all);
}

TEST(Http, ReadsQueriesInOrder) {
    const auto fields = parse_query("symbol=BRK%20B&&min_dte=7&flag&x=");
    ASSERT_TRUE(fields);
    EXPECT_EQ(*fields, (Fields{{"symbol", "BRK B"}, {"min_dte", "7"}, {"flag", ""}, {"x", ""}}));
    EXPECT_FALSE(parse_query("a=%G1"));
}

TEST(Http, SplitsATarget) {
    const auto request = parse_target(Method::get, "/api/v1/scan?symbol=SPY");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->path, "/api/v1/scan");
    EXPECT_EQ(request->query, (Fields{{"symbol", "SPY"}}));
    EXPECT_FALSE(parse_target(Method::get, "http://127.0.0.1/"));
    EXPECT_FALSE(parse_target(Method::options, "*"));
}

TEST(Http, ProblemsAreProblemDetails) {
    const Response plain = problem(404, "no \"x\"");
    EXPECT_EQ(plain.status, 404);
    EXPECT_EQ(plain.content_type, "application/problem+json");
    EXPECT_EQ(plain.body, R"({"type":"about:blank","title":"Not Found","status":404,)"
                          R"("detail":"no \"x\""})");
    EXPECT_EQ(problem(Error{Errc::refused, "too large"}).body,
              R"({"type":"about:blank","title":"Unprocessable Content","status":422,)"
              R"("detail":"too large","code":"refused"})");
}

TEST(Http, EveryErrorHasAStatusWithAName) {
    for (const auto code : {Errc::invalid_argument, Errc::not_found, Errc::unavailable,
                            Errc::timeout, Errc::interrupted, Errc::io, Errc::protocol,
                            Errc::refused, Errc::conflict, Errc::internal}) {
        EXPECT_GE(http_status(code), 400);
        EXPECT_NE(reason_phrase(http_status(code)), "Unknown");
    }
}

class RouterTest : public testing::Test {
  protected:
    RouterTest() {
        add(Method::get, "/health");
        add(Method::get, "/accounts/{account}/orders");
        add(Method::post, "/accounts/{account}/orders");
        add(Method::get, "/accounts/{account}/orders/{id}");
        add(Method::del, "/accounts/{account}/orders/{id}");
        add(Method::get, "/accounts/{account}/orders/open");
    }
    void add(Method method, std::string path) {
        Route route;
        route.method = method;
        route.path_template = std::move(path);
        route.handler = [](const Request&, const Respond&) {};
        router_.add(route);
    }
    std::string found(Method method, std::string_view path) {
        const auto match = router_.find(method, path);
        return match.route == nullptr ? std::to_string(match.refusal.status)
                                      : match.route->path_template;
    }

    Router router_;
};

TEST_F(RouterTest, FindsTemplatesAndTheirFields) {
    const auto match = router_.find(Method::del, "/accounts/DU%201/orders/ws%2F7");
    ASSERT_NE(match.route, nullptr);
    EXPECT_EQ(match.route->method, Method::del);
    EXPECT_EQ(match.path_fields, (Fields{{"account", "DU 1"}, {"id", "ws/7"}}));
}

TEST_F(RouterTest, PrefersLiteralSegmentsAndServesHeadAsGet) {
    EXPECT_EQ(found(Method::get, "/accounts/a/orders/open"), "/accounts/{account}/orders/open");
    EXPECT_EQ(found(Method::get, "/accounts/a/orders/7"), "/accounts/{account}/orders/{id}");
    EXPECT_EQ(found(Method::head, "/health"), "/health");
}

TEST_F(RouterTest, RefusesWhatItDoesNotServe) {
    for (const char* path : {"/", "/healthy", "/health/", "/accounts//orders", "/accounts/a",
                             "/accounts/a/orders/", "/accounts/%zz/orders", "", "health"}) {
        EXPECT_EQ(found(Method::get, path), "404") << path;
    }
}

TEST_F(RouterTest, NamesTheMethodsThatAPathTakes) {
    const auto match = router_.find(Method::put, "/accounts/a/orders");
    EXPECT_EQ(match.refusal.status, 405);
    EXPECT_EQ(match.refusal.headers, (Fields{{"Allow", "GET, HEAD, POST"}}));
}

class GuardTest : public testing::Test {
  protected:
    int status() {
        const auto refusal = refuse(head_, options_);
        return refusal ? refusal->status : 200;
    }
    RequestHead head_{.method = Method::get, .host = "localhost:8080"};
    HttpServerOptions options_;
};

TEST_F(GuardTest, KnowsItsNames) {
    options_.allowed_hosts = {"trade.example"};
    for (const char* host :
         {"localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]:9", "trade.example:443"}) {
        head_.host = host;
        EXPECT_EQ(status(), 200) << host;
    }
    for (const char* host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
                             "[::1", "evil.example:8080", "trade.example.", ":8080"}) {
        head_.host = host;
        EXPECT_EQ(status(), 421) << host;
    }
    head_.host = "";
    EXPECT_EQ(status(), 400);
}

TEST_F(GuardTest, PagesOfOtherOriginsMayNotAct) {
    for (const char* origin : {"http://evil.example", "null", "http://localhost:3000",
                               "http://localhost", "ftp://localhost:8080", ""}) {
        head_ = {.method = Method::post, .host = "localhost:8080", .origin = origin};
        EXPECT_EQ(status(), 403) << origin;
        head_ = {.host = "localhost:8080", .origin = origin, .is_websocket = true};
        EXPECT_EQ(status(), 403) << origin;
        head_ = {.host = "localhost:8080", .origin = origin};
        EXPECT_EQ(status(), 200) << "reading is answered, and kept from the page by its browser";
    }
    head_ = {.method = Method::del, .host = "localhost:8080", .origin = "http://localhost:8080"};
    EXPECT_EQ(status(), 200);
    head_.origin.reset();
    EXPECT_EQ(status(), 200) << "a program that is no browser sends none";
}

TEST_F(GuardTest, ABodyMustBeDeclaredAsJson) {
    head_ = {.method = Method::post, .host = "localhost", .has_body = true};
    for (const char* type :
         {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"}) {
        head_.content_type = type;
        EXPECT_EQ(status(), 415) << type;
    }
    for (const char* type : {"application/json", "Application/JSON; charset=utf-8"}) {
        head_.content_type = type;
        EXPECT_EQ(status(), 200) << type;
    }
}

}  // namespace
}  // namespace wingspread::server
