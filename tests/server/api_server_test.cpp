#include "server/api_server.hpp"

#include "raw_socket.hpp"
#include "samples.hpp"
#include "server/http_client.hpp"
#include "server/json.hpp"
#include "server/json_exits.hpp"
#include "server/json_value.hpp"
#include "server/metrics.hpp"
#include "server/page.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>

namespace wingspread::server {
namespace {

using namespace std::chrono_literals;

/// An engine that answers what it was told to and remembers what it was asked.
class FakeDoor final : public EngineDoor {
  public:
    FakeDoor() {
        auto first = std::make_shared<Snapshot>();
        first->health = sample_health();
        first->orders = {sample_order()};
        first->positions = {sample_position()};
        set(std::move(first));
    }

    void set(std::shared_ptr<const Snapshot> snapshot) {
        const std::lock_guard lock(mutex_);
        snapshot_ = std::move(snapshot);
    }
    [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const override {
        const std::lock_guard lock(mutex_);
        return snapshot_;
    }
    [[nodiscard]] bool alive() const override { return is_alive; }
    void scan(engine::ScanRequest request, Duration,
              Answer<std::shared_ptr<const engine::Ranking>> answer) override {
        scans.push_back(request);
        if (failure) return answer(std::unexpected(*failure));
        answer(std::make_shared<const engine::Ranking>(sample_ranking()));
    }
    void preview(engine::OrderRequest request, Duration,
                 Answer<engine::PreviewView> answer) override {
        requests.push_back(request);
        answer(sample_preview());
    }
    void place(engine::OrderRequest request, Duration, Answer<engine::OrderView> answer) override {
        requests.push_back(request);
        if (failure) return answer(std::unexpected(*failure));
        answer(sample_order());
    }
    void cancel(std::string account, std::string id, Duration,
                Answer<engine::OrderView> answer) override {
        cancelled = account + " " + id;
        if (failure) return answer(std::unexpected(*failure));
        answer(sample_order());
    }

    void resolve(std::string account, std::string id, trade::OrderState ended, std::string reason,
                 Duration, Answer<engine::OrderView> answer) override {
        resolved = account + " " + id + " " + std::string(to_string(ended)) + " " + reason;
        if (failure) return answer(std::unexpected(*failure));
        answer(sample_order());
    }
    void adopt(std::string account, std::string underlying, std::string reason, Duration,
               Answer<engine::AdoptionView> answer) override {
        adopted = account + " " + underlying + " " + reason;
        if (failure) return answer(std::unexpected(*failure));
        answer(engine::AdoptionView{underlying, {"KO: 0 -> 100"}});
    }
    void compare_books(std::string account, Duration,
                       Answer<engine::ReconciliationView> answer) override {
        compared = account;
        if (failure) return answer(std::unexpected(*failure));
        answer(engine::ReconciliationView{{"KO"}, {"x1", "x2"}});
    }
    void add_exit(std::string account, std::string order, trade::ExitRules rules, Duration,
                  Answer<engine::ExitView> answer) override {
        exit_asked = account + " " + order;
        if (failure) return answer(std::unexpected(*failure));
        engine::ExitView exit;
        exit.id = "x1";
        exit.order = order;
        exit.rules = rules;
        answer(exit);
    }
    void remove_exit(std::string account, std::string id, Duration,
                     Answer<engine::ExitView> answer) override {
        exit_asked = account + " removes " + id;
        if (failure) return answer(std::unexpected(*failure));
        answer(engine::ExitView{});
    }
    void turn_switch(std::string account, trade::TradingState to, std::string reason, Duration,
                     Answer<engine::TradingView> answer) override {
        turned = account + " " + std::string(to_string(to)) + " " + reason;
        if (failure) return answer(std::unexpected(*failure));
        answer(engine::TradingView{std::string(to_string(to)), reason, {}});
    }
    void arm_live(std::string account, std::string words, Duration length, Duration,
                  Answer<engine::TradingView> answer) override {
        armed = fmt::format("{} {} for {} s", account, words,
                            std::chrono::duration_cast<std::chrono::seconds>(length).count());
        if (failure) return answer(std::unexpected(*failure));
        answer(engine::TradingView{"active", "", UtcTime{}});
    }

    std::string exit_asked;
    std::string turned;
    std::string armed;
    std::string resolved;
    std::string adopted;
    std::string compared;
    std::vector<engine::ScanRequest> scans;
    std::vector<engine::OrderRequest> requests;
    std::string cancelled;
    std::atomic<bool> is_alive = true;
    std::optional<Error> failure;

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Snapshot> snapshot_;
};

class ApiServerTest : public testing::Test {
  protected:
    ApiServerTest() {
        HttpServerOptions options;
        options.port = 0;
        options.tick = 5ms;
        server_ = std::make_unique<ApiServer>(options, door_);
        EXPECT_TRUE(server_->start());
    }

    HttpReply call(Method method, std::string target, std::string body = "") {
        const auto reply = http_call({.port = server_->port(),
                                      .method = method,
                                      .target = std::move(target),
                                      .body = std::move(body)});
        EXPECT_TRUE(reply) << reply.error().message;
        return reply.value_or(HttpReply{});
    }

    FakeDoor door_;
    std::unique_ptr<ApiServer> server_;
};

constexpr const char* orders_path = "/api/v1/accounts/DU123/orders";

TEST_F(ApiServerTest, HealthIsTheSnapshots) {
    const auto reply = call(Method::get, "/health");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, to_json(sample_health()));
}

TEST_F(ApiServerTest, HealthIs503WhenNoOrderWouldBeSentAndSaysWhy) {
    const auto changed = [&](auto change) {
        auto next = std::make_shared<Snapshot>();
        next->health = sample_health();
        change(next->health);
        door_.set(next);
        const auto reply = call(Method::get, "/health");
        EXPECT_EQ(reply.body, to_json(next->health));
        return reply.status;
    };
    EXPECT_EQ(changed([](auto& health) { health.connected = false; }), 503);
    EXPECT_EQ(changed([](auto& health) { health.trading = "halted"; }), 503);
    EXPECT_EQ(changed([](auto& health) { health.maintenance = "daily restart"; }), 503);
    EXPECT_EQ(changed([](auto& health) { health.trading = "reducing"; }), 200);
}

TEST_F(ApiServerTest, LiveAndReadyAreQuestionsOfTheirOwn) {
    EXPECT_EQ(call(Method::get, "/health/live").status, 200);
    EXPECT_EQ(call(Method::get, "/health/ready").status, 200);
    auto down = std::make_shared<Snapshot>();
    door_.set(down);
    EXPECT_EQ(call(Method::get, "/health/live").status, 200) << "the process works";
    EXPECT_EQ(call(Method::get, "/health/ready").status, 503);
    door_.is_alive = false;
    EXPECT_EQ(call(Method::get, "/health/live").status, 503);
}

TEST_F(ApiServerTest, ScansWithTheCriteriaOfTheQuery) {
    const auto reply = call(Method::get, "/api/v1/scan?symbol=SPY&min_dte=7&sort=pop&top=5");
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.body, to_json(sample_ranking()));
    ASSERT_EQ(door_.scans.size(), 1U);
    EXPECT_EQ(door_.scans[0].symbol, "SPY");
    EXPECT_EQ(door_.scans[0].criteria.min_dte, 7);
    EXPECT_EQ(door_.scans[0].criteria.sort, scan::SortKey::pop);
    EXPECT_EQ(door_.scans[0].criteria.top, 5U);
}

TEST_F(ApiServerTest, AMalformedScanReachesNoEngine) {
    for (const char* query :
         {"", "?symbol=", "?symbol=SPY&min_dte=x", "?symbol=SPY&colour=red",
          "?symbol=SPY&min_dte=1&min_dte=2", "?symbol=SPY&min_dte=9&max_dte=3", "?symbol=%ZZ"}) {
        const auto reply = call(Method::get, std::string("/api/v1/scan") + query);
        EXPECT_EQ(reply.status, 400) << query;
        EXPECT_EQ(reply.header("content-type"), "application/problem+json");
    }
    EXPECT_TRUE(door_.scans.empty());
}

TEST_F(ApiServerTest, EngineErrorsBecomeProblems) {
    door_.failure = Error{Errc::not_found, "no such underlying: NOPE"};
    const auto reply = call(Method::get, "/api/v1/scan?symbol=NOPE");
    EXPECT_EQ(reply.status, 404);
    EXPECT_EQ(parse_problem(reply.status, reply.body), *door_.failure);
}

TEST_F(ApiServerTest, PreviewsAndPlacesWhatTheBodySays) {
    const auto preview =
        call(Method::post, std::string(orders_path) + "/preview", to_json(sample_request()));
    EXPECT_EQ(preview.status, 200) << preview.body;
    EXPECT_EQ(preview.body, to_json(sample_preview()));
    const auto placed = call(Method::post, orders_path, to_json(sample_request()));
    EXPECT_EQ(placed.status, 201) << placed.body;
    EXPECT_EQ(placed.body, to_json(sample_order()));
    EXPECT_EQ(placed.header("location"), "/api/v1/accounts/DU123/orders/ws7k");
    EXPECT_EQ(door_.requests, (std::vector{sample_request(), sample_request()}));
    EXPECT_EQ(call(Method::get, std::string(placed.header("location"))).body,
              to_json(sample_order()));
}

TEST_F(ApiServerTest, ThePersonWhoTurnsTheSwitchSaysWhy) {
    constexpr auto* path = "/api/v1/accounts/DU123/trading";
    const auto halted = call(Method::put, path, R"({"state":"halted","reason":"lunch"})");
    EXPECT_EQ(halted.status, 200) << halted.body;
    EXPECT_EQ(halted.body, R"({"state":"halted","reason":"lunch","live_until":null})");
    EXPECT_EQ(door_.turned, "DU123 halted lunch");
    door_.turned.clear();
    for (const auto* body : {R"({"state":"halted"})", R"({"state":"halted","reason":""})",
                             R"({"state":"asleep","reason":"x"})", R"({"reason":"x"})",
                             R"({"state":"active","reason":"x","by":"me"})", "{"}) {
        EXPECT_EQ(call(Method::put, path, body).status, 400) << body;
    }
    EXPECT_EQ(door_.turned, "");
}

TEST_F(ApiServerTest, LiveTradingIsArmedWithWordsAndDisarmedWithout) {
    constexpr auto* path = "/api/v1/accounts/DU123/live_trading";
    const auto armed = call(Method::put, path, R"({"confirm":"trade DU123 …","minutes":90})");
    EXPECT_EQ(armed.status, 200) << armed.body;
    EXPECT_EQ(armed.body, R"({"state":"active","reason":null,)"
                          R"("live_until":"1970-01-01T00:00:00.000Z"})");
    EXPECT_EQ(door_.armed, "DU123 trade DU123 … for 5400 s");
    EXPECT_EQ(call(Method::del, path).status, 200);
    EXPECT_EQ(door_.armed, "DU123  for 0 s");
    door_.armed.clear();
    for (const auto* body : {R"({"confirm":"x"})", R"({"confirm":"x","minutes":0})",
                             R"({"minutes":5})", R"({"confirm":"x","minutes":5,"by":"me"})"}) {
        EXPECT_EQ(call(Method::put, path, body).status, 400) << body;
    }
    EXPECT_EQ(door_.armed, "");
}

TEST_F(ApiServerTest, APersonSaysHowAnOrderInDoubtEnded) {
    const auto path = std::string(orders_path) + "/ws7k/resolution";
    const auto resolved =
        call(Method::put, path, R"({"outcome":"never-arrived","reason":"TWS has no trace"})");
    EXPECT_EQ(resolved.status, 200) << resolved.body;
    EXPECT_EQ(resolved.body, to_json(sample_order()));
    EXPECT_EQ(door_.resolved, "DU123 ws7k abandoned TWS has no trace");
    door_.resolved.clear();
    for (const auto* body :
         {R"({"outcome":"filled"})", R"({"outcome":"working","reason":"x"})",
          R"({"outcome":"abandoned","reason":"x"})", R"({"reason":"x"})", R"([])"}) {
        EXPECT_EQ(call(Method::put, path, body).status, 400) << body;
    }
    EXPECT_EQ(door_.resolved, "");
}

TEST_F(ApiServerTest, APersonAdoptsPositions) {
    constexpr auto* path = "/api/v1/accounts/DU123/positions/KO/adoption";
    const auto adopted = call(Method::put, path, R"({"reason":"assigned"})");
    EXPECT_EQ(adopted.status, 200) << adopted.body;
    EXPECT_EQ(adopted.body, R"({"underlying":"KO","changes":["KO: 0 -> 100"]})");
    EXPECT_EQ(parse_adoption(adopted.body)->changes, std::vector<std::string>{"KO: 0 -> 100"});
    EXPECT_EQ(door_.adopted, "DU123 KO assigned");
    for (const auto* body : {"{}", R"({"reason":""})", R"({"reason":"x","all":true})"}) {
        EXPECT_EQ(call(Method::put, path, body).status, 400) << body;
    }
    door_.failure = Error{Errc::conflict, "nothing to adopt"};
    EXPECT_EQ(call(Method::put, path, R"({"reason":"x"})").status, 409);
}

TEST_F(ApiServerTest, APersonHasTheBooksCompared) {
    constexpr auto* path = "/api/v1/accounts/DU123/reconciliations";
    const auto compared = call(Method::post, path);
    EXPECT_EQ(compared.status, 200) << compared.body;
    EXPECT_EQ(compared.body, R"({"disputed":["KO"],"in_doubt":["x1","x2"]})");
    EXPECT_EQ(parse_reconciliation(compared.body)->in_doubt.size(), 2U);
    EXPECT_EQ(door_.compared, "DU123");
    EXPECT_EQ(call(Method::post, std::string(path) + "?all=1").status, 400);
    door_.failure = Error{Errc::unavailable, "the gateway is not connected"};
    EXPECT_EQ(call(Method::post, path).status, 503);
}

TEST_F(ApiServerTest, ExitsAreAttachedAndRemoved) {
    const std::string path = "/api/v1/accounts/DU123/exits";
    const auto added =
        call(Method::post, path,
             R"({"order":"ws7k","rules":{"take_profit":"50%","stop":"1.4","days_left":21}})");
    EXPECT_EQ(added.status, 201) << added.body;
    EXPECT_EQ(door_.exit_asked, "DU123 ws7k");
    const auto exit = parse_exit(added.body);
    ASSERT_TRUE(exit) << exit.error().message;
    EXPECT_EQ(exit->rules.take_profit, trade::parse_exit_level("50%").value());
    EXPECT_EQ(exit->rules.stop, trade::parse_exit_level("1.4").value());
    EXPECT_EQ(exit->rules.days_left, 21);
    EXPECT_EQ(call(Method::del, path + "/x1", "").status, 200);
    EXPECT_EQ(door_.exit_asked, "DU123 removes x1");
    door_.exit_asked.clear();
    for (const auto* body :
         {R"({"order":"ws7k"})", R"({"order":"ws7k","rules":{}})", R"({"rules":{"stop":"1"}})",
          R"({"order":"ws7k","rules":{"stop":"0%"}})", R"({"order":"ws7k","rules":{"stop":2}})",
          R"({"order":"ws7k","rules":{"halt":"1"}})"}) {
        EXPECT_EQ(call(Method::post, path, body).status, 400) << body;
    }
    EXPECT_EQ(door_.exit_asked, "");
}

TEST_F(ApiServerTest, ABadOrderReachesNoEngine) {
    const auto reply = call(Method::post, orders_path, R"({"structure":"bull_put"})");
    EXPECT_EQ(reply.status, 400);
    EXPECT_NE(reply.body.find("symbol: missing"), std::string::npos) << reply.body;
    EXPECT_EQ(call(Method::post, orders_path, "{").status, 400);
    EXPECT_EQ(call(Method::post, std::string(orders_path) + "?dry_run=1", to_json(sample_request()))
                  .status,
              400);
    EXPECT_TRUE(door_.requests.empty());
}

TEST_F(ApiServerTest, ARefusedOrderIsUnprocessable) {
    door_.failure = Error{Errc::refused, "max_loss: 412 is above 400"};
    const auto reply = call(Method::post, orders_path, to_json(sample_request()));
    EXPECT_EQ(reply.status, 422);
    EXPECT_EQ(parse_problem(reply.status, reply.body), *door_.failure);
}

TEST_F(ApiServerTest, CancelsByAccountAndId) {
    EXPECT_EQ(call(Method::del, std::string(orders_path) + "/ws7k").status, 202);
    EXPECT_EQ(door_.cancelled, "DU123 ws7k");
    door_.failure = Error{Errc::conflict, "the order has ended"};
    EXPECT_EQ(call(Method::del, std::string(orders_path) + "/ws7k").status, 409);
}

TEST_F(ApiServerTest, ListsOrdersAndPositionsOfTheAccountOnly) {
    EXPECT_EQ(call(Method::get, orders_path).body,
              "{\"orders\":" + to_json_array(std::vector{sample_order()}) + "}");
    EXPECT_EQ(call(Method::get, "/api/v1/accounts/DU123/positions").body,
              "{\"positions\":" + to_json_array(std::vector{sample_position()}) + "}");
    EXPECT_EQ(call(Method::get, "/api/v1/accounts/DU999/orders").status, 404);
    EXPECT_EQ(call(Method::get, "/api/v1/accounts/DU999/orders/ws7k").status, 404);
    EXPECT_EQ(call(Method::get, std::string(orders_path) + "/ws8").status, 404);
    EXPECT_EQ(call(Method::get, std::string(orders_path) + "?state=open").status, 400);
}

TEST_F(ApiServerTest, ListsItsRoutes) {
    const auto reply = call(Method::get, "/api/v1");
    EXPECT_NE(
        reply.body.find(R"({"method":"DELETE","path":"/api/v1/accounts/{account}/orders/{id}")"),
        std::string::npos)
        << reply.body;
}

TEST_F(ApiServerTest, MetricsHaveTheNamesOfThePlan) {
    const auto reply = call(Method::get, "/metrics");
    EXPECT_TRUE(reply.header("content-type").starts_with("text/plain; version=0.0.4"));
    for (const char* line : {"\nibkr_connection_status 1\n", "\nibkr_active_subscriptions 45\n",
                             "\nibkr_request_queue_size 3\n", "\nibkr_throttle_events_total 0\n",
                             "# TYPE ibkr_order_execution_seconds histogram\n",
                             "\nwingspread_environment{environment=\"simulated\"} 1\n",
                             "\nwingspread_environment{environment=\"live\"} 0\n",
                             "\nwingspread_http_requests_total 1\n"}) {
        EXPECT_NE(("\n" + reply.body).find(line), std::string::npos) << line << reply.body;
    }
}

TEST(MetricsReference, IsWhatTheDocumentSays) {
    const auto path = std::filesystem::path(WINGSPREAD_SOURCE_DIR) / "docs/monitoring/metrics.md";
    if (std::getenv("WINGSPREAD_WRITE_DOCS") != nullptr) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << metrics_reference();
    }
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(text, metrics_reference()) << "`make docs` writes it anew";
}

TEST(MetricsText, AHistogramIsCumulative) {
    engine::Metrics metrics;
    metrics.order_execution = DurationHistogram({0.5, 1, 5});
    for (const Duration took : {100ms, 500ms, 900ms, 23'000ms, 23'000ms, 23'000ms, 23'000ms}) {
        metrics.order_execution.count(took);
    }
    const HttpServerStats stats;
    const std::string text = metrics_text({}, metrics, stats);
    for (const char* line :
         {"ibkr_order_execution_seconds_count 7\n", "ibkr_order_execution_seconds_sum 93.5\n",
          "ibkr_order_execution_seconds_bucket{le=\"0.5\"} 2\n",
          "ibkr_order_execution_seconds_bucket{le=\"5\"} 3\n",
          "ibkr_order_execution_seconds_bucket{le=\"+Inf\"} 7\n", "\nibkr_connection_status 0\n"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    }
}

TEST_F(ApiServerTest, TheFeedTellsEveryChangeAndNothingTwice) {
    RawSocket socket(server_->port());
    socket.send(
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    EXPECT_TRUE(socket.read_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
    EXPECT_EQ(socket.read_text_frame(),
              R"({"type":"health","seq":1,"data":)" + to_json(sample_health()) + "}");

    auto next = std::make_shared<Snapshot>(*door_.snapshot());
    next->rankings = {std::make_shared<const engine::Ranking>(sample_ranking())};
    door_.set(next);
    EXPECT_EQ(socket.read_text_frame(),
              R"({"type":"ranking","seq":2,"data":)" + to_json(sample_ranking()) + "}");

    auto later = std::make_shared<Snapshot>(*next);
    later->rankings.clear();
    door_.set(later);
    EXPECT_EQ(socket.read_text_frame(), R"({"type":"ranking_ended","seq":3,"data":"SPY"})");
}

TEST_F(ApiServerTest, ServesThePageAndWhatItLoads) {
    const auto page = call(Method::get, "/");
    EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
    std::size_t loaded = 0;
    for (const char* mark : {"href=\"/", "src=\"/"}) {
        for (auto at = page.body.find(mark); at != std::string::npos;
             at = page.body.find(mark, at + 1)) {
            const auto begin = page.body.find('/', at);
            const auto path = page.body.substr(begin, page.body.find('"', begin) - begin);
            EXPECT_EQ(call(Method::get, path).status, 200) << path;
            ++loaded;
        }
    }
    EXPECT_EQ(loaded, 3U);
}

TEST(Page, KeepsToItsContentPolicyAndItsOwnIds) {
    std::string html;
    std::string script;
    for (const auto& file : page_files()) {
        EXPECT_EQ(file.content.find("http://"), file.content.find("http://www.w3.org/2000/svg"));
        EXPECT_EQ(file.content.find("https://"), std::string_view::npos);
        if (file.path == "/") html = file.content;
        if (file.path == "/page.js") script = file.content;
    }
    for (const char* inline_code : {"style=\"", "onclick", "<style", "<script>", "javascript:"}) {
        EXPECT_EQ(html.find(inline_code), std::string::npos) << inline_code;
    }
    std::set<std::string> ids;
    for (auto at = script.find("byId(\""); at != std::string::npos;
         at = script.find("byId(\"", at + 1)) {
        ids.insert(script.substr(at + 6, script.find('"', at + 6) - at - 6));
    }
    EXPECT_GT(ids.size(), 10U);
    for (const auto& id : ids) {
        EXPECT_NE(html.find("id=\"" + id + "\""), std::string::npos) << id;
    }
}

}  // namespace
}  // namespace wingspread::server
