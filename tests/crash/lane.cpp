#include "crash/lane.hpp"

#include "app/sim_host.hpp"
#include "server/json.hpp"
#include "server/json_value.hpp"

#include <fmt/format.h>

#include <fstream>

namespace wingspread::crash {

using server::Method;

namespace {

/// Where "compares equal" must have come true: longer than any of the engine's own patience.
constexpr auto longest_healing = std::chrono::seconds(40);
constexpr int most_scans = 5;

constexpr std::string_view configuration = R"(
[gateway]
hours = "always"
restart_time = "off"
weekly_login = "off"
reset_windows = "off"
[requests]
messages_per_second = 400
[risk]
max_quantity = 10
max_loss_per_order_usd = 5000
max_open_risk_usd = 5000000
max_risk_per_underlying_usd = 5000000
max_risk_per_expiry_usd = 5000000
max_day_loss_usd = 5000000
min_time_to_expiry_seconds = 60
min_days_to_ex_dividend = 1
min_short_time_value_usd = 0.01
max_rejects_in_a_row = 100
max_clock_skew_seconds = 60
max_mid_deviation_pct = 100
max_decision_age_seconds = 30
duplicate_window_seconds = 1
max_orders_per_minute = 100000
max_orders_per_day = 1000000
max_margin_pct = 90
)";

constexpr std::string_view natural = R"("price_rule":"natural")";
/// A credit that nobody pays.
constexpr std::string_view unreachable = R"("limit_price":"-1.9")";

const server::JsonValue* field(const server::JsonValue& object, std::string_view name) {
    for (const auto& each : object.fields) {
        if (each.name == name) return &each.value;
    }
    return nullptr;
}

std::string text_of(const server::JsonValue& object, std::string_view name) {
    const auto* value = field(object, name);
    return value == nullptr ? "" : value->text;
}

std::string terms_of(const server::JsonValue& spread) {
    std::string bought;
    std::string sold;
    for (const auto& leg : field(spread, "legs")->items) {
        (text_of(leg, "side") == "buy" ? bought : sold) = text_of(leg, "strike");
    }
    return fmt::format(R"("structure":"{}","symbol":"{}","expiry":"{}","bought_strike":"{}",)"
                       R"("sold_strike":"{}")",
                       text_of(spread, "structure"), text_of(spread, "symbol"),
                       text_of(spread, "expiry"), bought, sold);
}

auto deadline() { return std::chrono::steady_clock::now() + longest_healing; }
bool is_over(std::chrono::steady_clock::time_point end) {
    return std::chrono::steady_clock::now() > end;
}

}  // namespace

Lane::Lane(Programs programs, std::filesystem::path folder, std::uint64_t number)
    : programs_(std::move(programs)), folder_(std::move(folder)), number_(number) {}

bool Lane::fail(std::string what) {
    problem_ = fmt::format("lane {}, life {}: {}\n{}", number_, lives_, what,
                           engine_ ? engine_->output() : "");
    return false;
}

std::optional<server::HttpReply> Lane::call(Method method, const std::string& target,
                                            std::string body) {
    auto reply = server::http_call({"127.0.0.1", static_cast<std::uint16_t>(api_port_), method,
                                    target, std::move(body), std::chrono::seconds(30)});
    if (!reply) return std::nullopt;
    return *reply;
}

/// A busy machine may not get all quotes within the deadline of one scan.
std::optional<std::string> Lane::choose_spreads() {
    for (int attempt = 0; attempt < most_scans && spreads_.size() < 2; ++attempt) {
        const auto scan = call(Method::get,
                               "/api/v1/scan?symbol=KO&structures=bull_put&min_dte=20&"
                               "max_dte=35&min_width=2&max_width=3&min_short_delta=0.2&"
                               "max_short_delta=0.45");
        if (!scan || scan->status != 200)
            return "no scan: " + (scan ? scan->body : engine_->output());
        const auto ranking = server::parse_json(scan->body);
        if (!ranking) return ranking.error().message;
        spreads_.clear();
        for (const auto& spread : field(*ranking, "spreads")->items)
            spreads_.push_back(terms_of(spread));
    }
    if (spreads_.size() < 2) return "too few spreads to trade";
    return std::nullopt;
}

std::optional<std::string> Lane::prepare() {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "config.toml") << configuration;
    gateway_ = std::make_unique<Process>(
        std::vector<std::string>{programs_.shipped, "sim", "--port", "0", "--state",
                                 folder_ / "books", "--seed", std::to_string(number_ + 1),
                                 "--message-rate", "5000"},
        std::vector<std::pair<std::string, std::string>>{}, folder_ / "gateway.log");
    gateway_port_ = gateway_->port_after("listening on 127.0.0.1");
    if (gateway_port_ == 0) return "the gateway did not start: " + gateway_->output();
    start("");
    if (!wait_ready()) return problem_.empty() ? "the engine did not get ready" : problem_;
    if (auto problem = choose_spreads()) return problem;
    engine_->kill();
    return std::nullopt;
}

void Lane::start(const std::string& crash_at, const std::string& trace) {
    ++lives_;
    engine_ = std::make_unique<Process>(
        std::vector<std::string>{programs_.crashing,
                                 "--config",
                                 folder_ / "config.toml",
                                 "--gateway",
                                 fmt::format("127.0.0.1:{}", gateway_port_),
                                 "--state-dir",
                                 folder_ / "state",
                                 "--set",
                                 "server.port=0",
                                 "--set",
                                 "live.symbol=KO",
                                 "serve",
                                 "--min-dte",
                                 "20",
                                 "--max-dte",
                                 "35",
                                 "--min-short-delta",
                                 "0.2",
                                 "--max-short-delta",
                                 "0.21"},
        std::vector<std::pair<std::string, std::string>>{
            {"CRASH_AT", crash_at},
            {"CRASH_TRACE", trace},
            {"CRASH_GATEWAY_PORT", std::to_string(gateway_port_)}},
        folder_ / "engine.log");
    api_port_ = engine_->port_after("Wingspread is at http://127.0.0.1");
}

bool Lane::wait_ready() {
    for (const auto end = deadline(); engine_->is_alive() && !is_over(end); wait_a_moment()) {
        const auto reply = call(Method::get, "/health");
        if (!reply) continue;
        const auto health = server::parse_health(reply->body);
        if (!health || !health->connected) continue;
        account_ = "/api/v1/accounts/" + health->account;
        if (health->trading == "halted" && health->trading_reason != "a test") {
            return fail("trading is halted: " + health->trading_reason);
        }
        return true;
    }
    return engine_->is_alive() && fail("the engine does not get ready");
}

bool Lane::compare() {
    std::string last;
    for (const auto end = deadline(); engine_->is_alive(); wait_a_moment()) {
        last = difference();
        if (last.empty()) return true;
        if (is_over(end)) return fail("the books differ: " + last);
    }
    return false;
}

std::string Lane::difference() {
    const auto orders_reply = call(Method::get, account_ + "/orders");
    const auto positions_reply = call(Method::get, account_ + "/positions");
    if (!orders_reply || !positions_reply) return "no answer";
    const auto books = app::load_books(folder_ / "books");
    const auto orders = server::parse_orders(orders_reply->body);
    const auto positions = server::parse_positions(positions_reply->body);
    if (!books || !orders || !positions) return "unreadable";

    std::map<std::string, std::vector<const sim::BookedOrder*>> theirs;
    for (const auto& order : books->orders) theirs[order.order_ref].push_back(&order);
    doubtful_.clear();
    std::set<std::string> known;
    for (const auto& ours : *orders) {
        known.insert(ours.id);
        const auto found = theirs.extract("ws" + ours.id);
        const auto different = difference_of(
            ours, found.empty() ? std::vector<const sim::BookedOrder*>{} : found.mapped(), *books);
        if (!different.empty()) return fmt::format("order {}: {}", ours.id, different);
    }
    if (!theirs.empty()) return "lost: the gateway has " + theirs.begin()->first;
    for (const auto& id : told_) {
        if (!known.contains(id)) return "lost: the API had confirmed " + id;
    }
    std::map<ConId, Quantity> held;
    for (const auto& position : *positions) held[position.conid] = position.quantity;
    for (const auto& [conid, position] : books->positions) {
        if (!position.quantity.is_zero() && held[conid] != position.quantity) {
            return fmt::format("position of {}: {} here, {} there", position.local_symbol,
                               held[conid].to_string(), position.quantity.to_string());
        }
        held.erase(conid);
    }
    return held.empty()
               ? ""
               : fmt::format("a position of {} is not theirs", held.begin()->first.value());
}

std::string Lane::difference_of(const engine::OrderView& ours,
                                const std::vector<const sim::BookedOrder*>& theirs,
                                const sim::Books& books) {
    if (theirs.size() > 1) return fmt::format("there {} times", theirs.size());
    const bool never_sent = ours.state == "refused" || ours.state == "abandoned";
    if (theirs.empty()) {
        if (ours.state == "in_doubt") doubtful_.push_back(ours.id);
        return never_sent || ours.state == "in_doubt" ? "" : ours.state + " here, unknown there";
    }
    const auto& order = *theirs.front();
    if (never_sent) return ours.state + " here, and it is there";
    if (ours.filled != order.filled) {
        return fmt::format("{} filled here, {} there", ours.filled.to_string(),
                           order.filled.to_string());
    }
    if (ours.terminal != sim::is_ended(order.status)) {
        return fmt::format("{} here, {} there", ours.state, sim::to_string(order.status));
    }
    std::set<std::string> rows;
    for (const auto& row : books.executions) {
        if (row.perm_id == order.perm_id) rows.insert(row.exec_id);
    }
    for (const auto& row : ours.executions) {
        if (rows.erase(row.execution_id) == 0) return "executed here only: " + row.execution_id;
    }
    return rows.empty() ? "" : "an execution is lost: " + *rows.begin();
}

/// The gateway's books are open to us as TWS's own windows are to a person.
void Lane::resolve_doubts() {
    for (const auto& id : doubtful_) {
        const auto reply = call(Method::put, fmt::format("{}/orders/{}/resolution", account_, id),
                                R"({"outcome":"never-arrived","reason":"not in the books"})");
        if (reply && reply->status == 200) ++resolved_;
    }
}

void Lane::place(std::string_view spread, std::string_view price, std::string_view action) {
    last_order_.clear();
    const auto reply = call(
        Method::post, account_ + "/orders",
        fmt::format(R"({{{},"quantity":1,{},"action":"{}","tif":"DAY"}})", spread, price, action));
    if (!reply) return;
    const auto order = server::parse_order(reply->body);
    if (reply->status != 201 || !order) return;
    last_order_ = order->id;
    told_.insert(order->id);
}

void Lane::cancel_all() {
    const auto reply = call(Method::get, account_ + "/orders");
    if (!reply) return;
    const auto orders = server::parse_orders(reply->body);
    if (!orders) return;
    for (const auto& order : *orders) {
        if (order.terminal || order.state == "in_doubt") continue;
        call(Method::del, account_ + "/orders/" + order.id);
        wait_ended(order.id);
    }
}

/// Its state, once nothing more is expected of it or somebody has died.
std::string Lane::wait_ended(const std::string& id) {
    if (id.empty()) return "";
    for (const auto end = deadline(); engine_->is_alive() && !is_over(end); wait_a_moment()) {
        const auto reply = call(Method::get, account_ + "/orders/" + id);
        if (!reply) continue;
        const auto order = server::parse_order(reply->body);
        if (order && order->terminal) return order->state;
    }
    return "";
}

/// Everything that orders do, as a person does it.
void Lane::trade() {
    const auto& spread = spreads_[lives_ % spreads_.size()];
    call(Method::put, account_ + "/trading", R"({"state":"active","reason":"a test"})");
    cancel_all();
    call(Method::post, account_ + "/orders/preview",
         fmt::format(R"({{{},"quantity":1,{},"action":"open","tif":"DAY"}})", spread, natural));
    place(spread, natural, "open");
    const bool is_open = wait_ended(last_order_) == "filled";
    place(spreads_[(lives_ + 1) % spreads_.size()], unreachable, "open");
    cancel_all();
    call(Method::put, account_ + "/trading", R"({"state":"halted","reason":"a test"})");
    place(spreads_[(lives_ + 2) % spreads_.size()], natural, "open");  // refused
    call(Method::put, account_ + "/trading", R"({"state":"active","reason":"a test"})");
    if (is_open) place(spread, natural, "close");
    wait_ended(last_order_);
}

std::map<std::string, int> Lane::labels() {
    const auto trace = folder_ / "trace";
    start("", trace);
    if (wait_ready() && compare()) trade();
    engine_->kill();
    std::map<std::string, int> labels;
    std::ifstream file(trace);
    for (std::string line; std::getline(file, line);) ++labels[line];
    return labels;
}

Lane::Outcome Lane::live(const std::string& label, int nth) {
    start(fmt::format("{}@{}", label, nth));
    if (wait_ready() && compare()) {
        resolve_doubts();
        trade();
    }
    const bool reached = !engine_->is_alive();
    engine_->kill();
    if (!problem_.empty()) return Outcome::wrong;
    if (reached && !engine_->was_killed()) {
        fail("the engine ended by itself");
        return Outcome::wrong;
    }
    return reached ? Outcome::died : Outcome::not_reached;
}

bool Lane::end_in_peace() {
    start("");
    const bool good = wait_ready() && compare();
    engine_->kill();
    return good && problem_.empty();
}

}  // namespace wingspread::crash
