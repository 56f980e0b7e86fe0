#include "server/api_server.hpp"

#include "server/api_routes.hpp"
#include "server/json.hpp"
#include "server/metrics.hpp"
#include "server/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace wingspread::server {

namespace {

std::string ranking_topic(const std::string& symbol) { return "ranking " + symbol; }

void add_page(Router& router) {
    for (const auto& file : page_files()) {
        Route route;
        route.path_template = file.path;
        route.summary = "the live page";
        route.handler = [file](const Request&, const Respond& respond) {
            Response response;
            response.content_type = file.content_type;
            response.body = file.content;
            respond(std::move(response));
        };
        router.add(std::move(route));
    }
}

}  // namespace

/// Turns new snapshots into messages; lives on the server's thread.
class ApiServer::Feed {
  public:
    explicit Feed(EngineDoor& door) : door_(door) {}

    void tick(HttpServer& http) {
        const auto snapshot = door_.snapshot();
        publish_health(http, *snapshot);
        for (const auto& ranking : snapshot->rankings) publish_ranking(http, ranking);
        end_missing(http, *snapshot);
    }

  private:
    template <class Write>
    std::string message(std::string_view type, Write write_data) {
        JsonWriter json;
        json.begin_object();
        json.field("type", type);
        json.field("seq", ++seq_);
        json.key("data");
        write_data(json);
        json.end_object();
        return json.take();
    }

    void publish_health(HttpServer& http, const Snapshot& snapshot) {
        std::string text = to_json(snapshot.health);
        if (text == health_) return;
        health_ = std::move(text);
        http.publish("health", message("health", [&snapshot](JsonWriter& json) {
                         write(json, snapshot.health);
                     }));
    }

    void publish_ranking(HttpServer& http, const std::shared_ptr<const engine::Ranking>& ranking) {
        auto& last = rankings_[ranking->request.symbol];
        if (last == ranking) return;
        last = ranking;
        http.publish(ranking_topic(ranking->request.symbol),
                     message("ranking", [&ranking](JsonWriter& json) { write(json, *ranking); }));
    }

    void end_missing(HttpServer& http, const Snapshot& snapshot) {
        for (auto it = rankings_.begin(); it != rankings_.end();) {
            const std::string symbol = it->first;
            const bool lives = std::ranges::any_of(snapshot.rankings, [&symbol](const auto& each) {
                return each->request.symbol == symbol;
            });
            if (lives) {
                ++it;
                continue;
            }
            it = rankings_.erase(it);
            http.publish(ranking_topic(symbol),
                         message("ranking_ended", [&symbol](JsonWriter& json) {
                             json.value(std::string_view(symbol));
                         }));
            http.forget(ranking_topic(symbol));
        }
    }

    EngineDoor& door_;
    std::uint64_t seq_ = 0;
    std::string health_;
    std::map<std::string, std::shared_ptr<const engine::Ranking>> rankings_;
};

ApiServer::ApiServer(HttpServerOptions options, EngineDoor& door)
    : feed_(std::make_unique<Feed>(door)) {
    Router router;
    add_api_routes(router, door);
    add_page(router);
    Route metrics;
    metrics.path_template = "/metrics";
    metrics.summary = "counters and gauges for Prometheus";
    metrics.handler = [this, &door](const Request&, const Respond& respond) {
        const auto snapshot = door.snapshot();
        Response response;
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        response.body = metrics_text(snapshot->health, snapshot->metrics, http_->stats());
        respond(std::move(response));
    };
    router.add(std::move(metrics));
    http_ = std::make_unique<HttpServer>(std::move(options), std::move(router),
                                         [this] { feed_->tick(*http_); });
}

ApiServer::~ApiServer() { stop(Duration::zero()); }

Result<void> ApiServer::start() { return http_->start(); }

void ApiServer::stop(Duration grace) { http_->stop(grace); }

std::uint16_t ApiServer::port() const { return http_->port(); }

}  // namespace wingspread::server
