#include "server/api_routes.hpp"

#include "server/http_client.hpp"
#include "server/json.hpp"
#include "server/json_exits.hpp"
#include "server/json_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace wingspread::server {

namespace {

using namespace std::chrono_literals;

/// How long the engine may take before it drops a command. A scan may have to sweep a whole chain
/// through the market-data lines.
constexpr Duration scan_patience = 180s;
constexpr Duration order_patience = 20s;
/// What the server waits longer, so that the engine's own answer comes first.
constexpr Duration margin = 2s;

Response json_response(int status, std::string body) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

/// Passes an engine's answer on, as an object or as a problem.
template <class T, class Render>
Answer<T> answer_with(Respond respond, Render render) {
    return [respond = std::move(respond), render](Result<T> result) {
        respond(result ? render(*result) : problem(result.error()));
    };
}

/// A route that takes no query says so, so that a misspelt filter is not taken for "no filter".
Result<void> no_query(const Request& request) {
    if (request.query.empty()) return {};
    const auto& [name, value] = request.query.front();
    return bad_field(name, value, "no query parameters here");
}

/// The account's path names one that is managed here, as far as that is known.
Result<void> known_account(const engine::Health& health, std::string_view account) {
    if (health.account.empty() || health.account == account) return {};
    return fail(Errc::not_found,
                fmt::format("account {} is not managed here; {} is", account, health.account));
}

Result<engine::ScanRequest> parse_scan(const Request& request) {
    std::map<std::string, std::string> values;
    for (const auto& [name, value] : request.query) {
        if (!values.emplace(name, value).second) {
            return bad_field(name, value, "to stand once in the query");
        }
    }
    engine::ScanRequest scan;
    const auto symbol = values.extract("symbol");
    if (symbol.empty() || symbol.mapped().empty()) {
        return bad_field("symbol", "", "the symbol of an underlying, as SPY");
    }
    scan.symbol = symbol.mapped();
    if (const auto explain = values.extract("explain")) scan.explain = explain.mapped();
    auto criteria = scan::parse_criteria(values);
    if (!criteria) return std::unexpected(criteria.error());
    scan.criteria = *criteria;
    return scan;
}

/// What is served about one account.
class AccountRoutes {
  public:
    explicit AccountRoutes(EngineDoor& door) : door_(door) {}

    Response orders(const Request& request) const {
        return list<engine::OrderView>(request, "orders", &Snapshot::orders);
    }
    Response positions(const Request& request) const {
        return list<engine::PositionView>(request, "positions", &Snapshot::positions);
    }

    Response exits(const Request& request) const {
        return list<engine::ExitView>(request, "exits", &Snapshot::exits);
    }

    void add_exit(const Request& request, Respond respond) const {
        if (auto fine = no_query(request); !fine) return respond(problem(fine.error()));
        auto wanted = parse_exit_request(request.body);
        if (!wanted) return respond(problem(wanted.error()));
        door_.add_exit(
            std::string(request.path_field("account")), std::move(wanted->order), wanted->rules,
            order_patience,
            answer_with<engine::ExitView>(std::move(respond), [](const engine::ExitView& exit) {
                return json_response(201, to_json(exit));
            }));
    }

    void remove_exit(const Request& request, Respond respond) const {
        if (auto fine = no_query(request); !fine) return respond(problem(fine.error()));
        door_.remove_exit(
            std::string(request.path_field("account")), std::string(request.path_field("id")),
            order_patience,
            answer_with<engine::ExitView>(std::move(respond), [](const engine::ExitView& exit) {
                return json_response(200, to_json(exit));
            }));
    }

    /// Of one day (?day=2026-11-23, in New York), or of all.
    Response report(const Request& request) const {
        std::optional<Date> day;
        for (const auto& [name, value] : request.query) {
            const auto parsed =
                name == "day" ? parse_date(value) : bad_field(name, value, "day, as 2026-11-23");
            if (!parsed) return problem(parsed.error());
            day = *parsed;
        }
        const auto snapshot = door_.snapshot();
        const auto account = request.path_field("account");
        if (auto known = known_account(snapshot->health, account); !known) {
            return problem(known.error());
        }
        std::vector<trade::ExecutionReport> found;
        for (const auto& report : snapshot->reports) {
            const bool wanted = !day || report.day == *day;
            if (wanted && report.account == account) found.push_back(report);
        }
        return json_response(200, report_to_json(found));
    }

    Response order(const Request& request) const {
        if (auto fine = no_query(request); !fine) return problem(fine.error());
        const auto snapshot = door_.snapshot();
        const auto id = request.path_field("id");
        const auto same = [&](const engine::OrderView& each) {
            return each.id == id && each.account == request.path_field("account");
        };
        const auto found = std::ranges::find_if(snapshot->orders, same);
        if (found != snapshot->orders.end()) return json_response(200, to_json(*found));
        return problem({Errc::not_found, fmt::format("no order {} in this account", id)});
    }

    void preview(const Request& request, Respond respond) const {
        const auto order = parse(request);
        if (!order) return respond(problem(order.error()));
        door_.preview(*order, order_patience,
                      answer_with<engine::PreviewView>(
                          std::move(respond), [](const engine::PreviewView& preview) {
                              return json_response(200, to_json(preview));
                          }));
    }

    void place(const Request& request, Respond respond) const {
        const auto order = parse(request);
        if (!order) return respond(problem(order.error()));
        door_.place(
            *order, order_patience,
            answer_with<engine::OrderView>(std::move(respond), [](const engine::OrderView& placed) {
                Response response = json_response(201, to_json(placed));
                response.headers.emplace_back(
                    "Location",
                    fmt::format("/api/v1/accounts/{}/orders/{}", percent_encode(placed.account),
                                percent_encode(placed.id)));
                return response;
            }));
    }

    void cancel(const Request& request, Respond respond) const {
        if (auto fine = no_query(request); !fine) return respond(problem(fine.error()));
        door_.cancel(std::string(request.path_field("account")),
                     std::string(request.path_field("id")), order_patience,
                     answer_with<engine::OrderView>(
                         std::move(respond), [](const engine::OrderView& cancelled) {
                             return json_response(202, to_json(cancelled));
                         }));
    }

    void resolve(const Request& request, Respond respond) const {
        if (auto fine = no_query(request); !fine) return respond(problem(fine.error()));
        auto said = parse_resolution(request.body);
        if (!said) return respond(problem(said.error()));
        door_.resolve(std::string(request.path_field("account")),
                      std::string(request.path_field("id")), said->ended, std::move(said->reason),
                      order_patience,
                      answer_with<engine::OrderView>(
                          std::move(respond), [](const engine::OrderView& resolved) {
                              return json_response(200, to_json(resolved));
                          }));
    }

    void adopt(const Request& request, Respond respond) const {
        if (auto fine = no_query(request); !fine) return respond(problem(fine.error()));
        auto reason = parse_reason(request.body);
        if (!reason) return respond(problem(reason.error()));
        door_.adopt(std::string(request.path_field("account")),
                    std::string(request.path_field("underlying")), std::move(*reason),
                    order_patience,
                    answer_with<engine::AdoptionView>(
                        std::move(respond), [](const engine::AdoptionView& adopted) {
                            return json_response(200, to_json(adopted));
                        }));
    }

    void compare_books(const Request& request, Respond respond) const {
        if (auto fine = no_query(request); !fine) return respond(problem(fine.error()));
        door_.compare_books(std::string(request.path_field("account")), order_patience,
                            answer_with<engine::ReconciliationView>(
                                std::move(respond), [](const engine::ReconciliationView& found) {
                                    return json_response(200, to_json(found));
                                }));
    }

    void turn_switch(const Request& request, Respond respond) const {
        if (auto fine = no_query(request); !fine) return respond(problem(fine.error()));
        auto wanted = parse_switch(request.body);
        if (!wanted) return respond(problem(wanted.error()));
        door_.turn_switch(std::string(request.path_field("account")), wanted->to,
                          std::move(wanted->reason), order_patience,
                          answer_with<engine::TradingView>(
                              std::move(respond), [](const engine::TradingView& trading) {
                                  return json_response(200, to_json(trading));
                              }));
    }

    void arm_live(const Request& request, Respond respond) const {
        if (auto fine = no_query(request); !fine) return respond(problem(fine.error()));
        auto wanted = parse_arming(request.body);
        if (!wanted) return respond(problem(wanted.error()));
        arm(request, std::move(wanted->words), wanted->length, std::move(respond));
    }

    void disarm_live(const Request& request, Respond respond) const {
        if (auto fine = no_query(request); !fine) return respond(problem(fine.error()));
        arm(request, {}, Duration{}, std::move(respond));
    }

  private:
    void arm(const Request& request, std::string words, Duration length, Respond respond) const {
        door_.arm_live(std::string(request.path_field("account")), std::move(words), length,
                       order_patience,
                       answer_with<engine::TradingView>(
                           std::move(respond), [](const engine::TradingView& trading) {
                               return json_response(200, to_json(trading));
                           }));
    }

    template <class T>
    Response list(const Request& request, std::string_view name,
                  std::vector<T> Snapshot::* member) const {
        if (auto fine = no_query(request); !fine) return problem(fine.error());
        const auto snapshot = door_.snapshot();
        const auto account = request.path_field("account");
        if (auto known = known_account(snapshot->health, account); !known) {
            return problem(known.error());
        }
        JsonWriter json;
        json.begin_object();
        json.key(name);
        json.begin_array();
        for (const T& item : (*snapshot).*member) {
            if (item.account == account) write(json, item);
        }
        json.end_array();
        json.end_object();
        return json_response(200, json.take());
    }

    static Result<engine::OrderRequest> parse(const Request& request) {
        if (auto fine = no_query(request); !fine) return std::unexpected(fine.error());
        return parse_order_request(request.path_field("account"), request.body);
    }

    EngineDoor& door_;
};

void add(Router& router, Method method, std::string path, std::string summary, Duration patience,
         Handler handler) {
    router.add({.method = method,
                .path_template = std::move(path),
                .summary = std::move(summary),
                .deadline = patience + margin,
                .handler = std::move(handler)});
}

/// A route that is answered from the newest snapshot.
void add_read(Router& router, std::string path, std::string summary,
              std::function<Response(const Request&)> read) {
    add(router, Method::get, std::move(path), std::move(summary), 1s,
        [read = std::move(read)](const Request& request, const Respond& respond) {
            respond(read(request));
        });
}

/// Orchestrators ask `live` (restart me if not) and `ready` (send me work); people and monitors ask
/// /health, which is 503 when no order would be sent.
void add_health_routes(Router& router, EngineDoor& door) {
    const auto status = [](bool good) { return good ? 200 : 503; };
    add_read(router, "/health", "whether it is fit to trade, and why not",
             [&door, status](const Request&) {
                 const auto snapshot = door.snapshot();
                 return json_response(status(snapshot->health.fit_to_trade()),
                                      to_json(snapshot->health));
             });
    add_read(router, "/health/live", "whether the process works: restart it when it does not",
             [&door, status](const Request&) {
                 const bool alive = door.alive();
                 return json_response(status(alive),
                                      alive ? R"({"live":true})" : R"({"live":false})");
             });
    add_read(router, "/health/ready", "whether the gateway is connected and the books agree",
             [&door, status](const Request&) {
                 const bool ready = door.snapshot()->health.connected;
                 return json_response(status(ready),
                                      ready ? R"({"ready":true})" : R"({"ready":false})");
             });
}

void add_account_routes(Router& router, EngineDoor& door) {
    const auto routes = std::make_shared<const AccountRoutes>(door);
    const std::string account = "/api/v1/accounts/{account}";
    add_read(router, account + "/orders", "orders, oldest first",
             [routes](const Request& request) { return routes->orders(request); });
    add_read(router, account + "/orders/{id}", "one order",
             [routes](const Request& request) { return routes->order(request); });
    add_read(router, account + "/positions", "positions",
             [routes](const Request& request) { return routes->positions(request); });
    add(router, Method::post, account + "/orders/preview", "margin and commission of an order",
        order_patience, [routes](const Request& request, Respond respond) {
            routes->preview(request, std::move(respond));
        });
    add(router, Method::post, account + "/orders", "place an order", order_patience,
        [routes](const Request& request, Respond respond) {
            routes->place(request, std::move(respond));
        });
    add(router, Method::put, account + "/orders/{id}/resolution", "say how an order in doubt ended",
        order_patience, [routes](const Request& request, Respond respond) {
            routes->resolve(request, std::move(respond));
        });
    add(router, Method::put, account + "/positions/{underlying}/adoption",
        "take the broker's word for what is held of an underlying", order_patience,
        [routes](const Request& request, Respond respond) {
            routes->adopt(request, std::move(respond));
        });
    add(router, Method::post, account + "/reconciliations",
        "compare the books with the broker's now", order_patience,
        [routes](const Request& request, Respond respond) {
            routes->compare_books(request, std::move(respond));
        });
    add_read(router, account + "/report", "how well orders were executed, of one ?day= or of all",
             [routes](const Request& request) { return routes->report(request); });
    add_read(router, account + "/exits", "exits, oldest first",
             [routes](const Request& request) { return routes->exits(request); });
    add(router, Method::post, account + "/exits", "attach an exit to an order", order_patience,
        [routes](const Request& request, Respond respond) {
            routes->add_exit(request, std::move(respond));
        });
    add(router, Method::del, account + "/exits/{id}", "remove an exit", order_patience,
        [routes](const Request& request, Respond respond) {
            routes->remove_exit(request, std::move(respond));
        });
    add(router, Method::put, account + "/trading", "turn the kill switch", order_patience,
        [routes](const Request& request, Respond respond) {
            routes->turn_switch(request, std::move(respond));
        });
    add(router, Method::put, account + "/live_trading", "arm trading of real money for a while",
        order_patience, [routes](const Request& request, Respond respond) {
            routes->arm_live(request, std::move(respond));
        });
    add(router, Method::del, account + "/live_trading", "end the arming", order_patience,
        [routes](const Request& request, Respond respond) {
            routes->disarm_live(request, std::move(respond));
        });
    add(router, Method::del, account + "/orders/{id}", "cancel an order", order_patience,
        [routes](const Request& request, Respond respond) {
            routes->cancel(request, std::move(respond));
        });
}

std::string list_of_routes(const Router& router) {
    JsonWriter json;
    json.begin_object();
    json.key("routes");
    json.begin_array();
    for (const auto& route : router.routes()) {
        json.begin_object();
        json.field("method", to_string(route.method));
        json.field("path", route.path_template);
        json.field("summary", route.summary);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace

void add_api_routes(Router& router, EngineDoor& door) {
    add_health_routes(router, door);
    add(router, Method::get, "/api/v1/scan",
        "ranked spreads of ?symbol=; ?explain= says why one stands where it does", scan_patience,
        [&door](const Request& request, Respond respond) {
            auto scan = parse_scan(request);
            if (!scan) return respond(problem(scan.error()));
            door.scan(
                std::move(*scan), scan_patience,
                answer_with<std::shared_ptr<const engine::Ranking>>(
                    std::move(respond), [](const std::shared_ptr<const engine::Ranking>& ranking) {
                        return json_response(200, to_json(*ranking));
                    }));
        });
    add_account_routes(router, door);
    add_read(router, "/api/v1", "this list",
             [text = list_of_routes(router)](const Request&) { return json_response(200, text); });
}

}  // namespace wingspread::server
