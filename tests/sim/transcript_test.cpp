#include "bench.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

/// Conversations recorded from a paper gateway (decoded fields, one step a line) are asked of the
/// simulated one: the same requests must bring the same messages and codes, in the same order for
/// each order. Prices, times and account figures are its own.
namespace wingspread::sim::testing {
namespace {

struct Skipped {
    std::string_view name;
    std::string_view why;
};
constexpr std::array not_replayed{
    Skipped{"api_future_campaign_mes", "futures are not simulated"},
    Skipped{"api_tif_attribute_matrix_aapl", "trailing orders are not simulated"},
    Skipped{"historical_schedule_aapl", "SCHEDULE history is not among our messages"},
    Skipped{"realtime_bars_api_error", "the simulated account is entitled to all data"},
    Skipped{"executions_missing_end_live", "a missing end is a fault, and faults come later"},
    Skipped{"place_order_modify_to_market_late_execution",
            "Filled before its execution is a fault, and faults come later"},
    Skipped{"completed_orders_cancelled_system_live",
            "holds one raw frame of another day's order, which the protocol's tests read"},
};

/// Recorded limits that cannot mean here what they meant there.
struct Adjusted {
    std::string_view transcript;
    std::string_view recorded;
    std::string_view used;
};
constexpr std::array adjusted_limits{
    // A buy far above the market that was not filled, because it was capped; ours would fill.
    Adjusted{"api_ioc_fok_aapl", "309.6", "10"},
};

struct Step {
    bool client = false;
    std::string message;
    std::string fields;
};

/// The first value under that key, without quotes; empty when there is none.
std::string value(const std::string& fields, const std::string& key) {
    const std::string pattern = "\"" + key + "\":";
    const std::size_t at = fields.find(pattern);
    if (at == std::string::npos) return {};
    std::size_t from = at + pattern.size();
    if (fields[from] == '"') {
        ++from;
        return fields.substr(from, fields.find('"', from) - from);
    }
    return fields.substr(from, fields.find_first_of(",}", from) - from);
}

/// One connection of a conversation.
using LegSteps = std::vector<Step>;

std::vector<LegSteps> read_transcript(const std::filesystem::path& file) {
    std::vector<LegSteps> legs;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("handshake")) legs.emplace_back();
        const bool client = line.starts_with("client ");
        if (!client && !line.starts_with("server ")) continue;
        const std::size_t brace = line.find(" {");
        legs.back().push_back({client, line.substr(7, brace - 7), line.substr(brace + 1)});
    }
    return legs;
}

/// Something the server said about one order or request (−1 for what concerns none).
struct Event {
    std::int32_t id = -1;
    std::string what;

    bool operator==(const Event&) const = default;
};

std::int32_t number(const std::string& text) {
    return text.empty() || text[0] == '$' ? 1 : std::stoi(text);
}

std::optional<Event> recorded_event(const Step& step) {
    static const std::map<std::string, std::string> plain{
        {"current_time", "current_time"},
        {"next_valid_id", "next_valid_id"},
        {"contract_details", "contract_data"},
        {"contract_details_end", "contract_data_end"},
        {"account_summary", "account_summary"},
        {"account_summary_end", "account_summary_end"},
        {"position", "position"},
        {"position_end", "position_end"},
        {"historical_bar", "historical_data"},
        {"historical_bars_end", "historical_data_end"},
        {"open_order_end", "open_order_end"},
        {"completed_order", "completed_order"},
        {"completed_order_end", "completed_orders_end"},
    };
    if (const auto it = plain.find(step.message); it != plain.end()) return Event{-1, it->second};
    const std::int32_t order = number(value(step.fields, "order_id"));
    if (step.message == "open_order") return Event{order, "open_order"};
    if (step.message == "order_status")
        return Event{order, "order_status " + value(step.fields, "status")};
    if (step.message == "execution_detail") return Event{order, "exec_details"};
    if (step.message == "commission_report") return Event{-1, "commission_report"};
    if (step.message == "api_error")
        return Event{number(value(step.fields, "req_id")), "error " + value(step.fields, "code")};
    return std::nullopt;
}

Event own_event(const tws::Answer& answer) {
    if (const auto* open = std::get_if<tws::OpenOrder>(&answer))
        return {open->order_id.value(), "open_order"};
    if (const auto* status = std::get_if<tws::OrderStatus>(&answer))
        return {status->order_id.value(), "order_status " + std::string(status->status.text())};
    if (const auto* execution = std::get_if<tws::ExecDetails>(&answer))
        return {execution->execution.order_id.value(), "exec_details"};
    if (const auto* error = std::get_if<tws::ErrorMessage>(&answer))
        return {error->id, "error " + std::to_string(error->code)};
    return {-1, std::string(tws::name_of(answer))};
}

/// Repetitions say nothing new: TWS tells a state as often as it likes, and with each status an
/// openOrder or not. Only the first openOrder of an order is kept.
std::vector<Event> plain_story(const std::vector<Event>& all, std::int32_t id) {
    std::vector<Event> story;
    bool opened = false;
    for (const Event& event : all) {
        if (event.id != id) continue;
        if (event.what == "open_order" && std::exchange(opened, true)) continue;
        if (story.empty() || story.back() != event) story.push_back(event);
    }
    return story;
}

::testing::AssertionResult is_told(const std::vector<Event>& wanted,
                                   const std::vector<Event>& told) {
    std::set<std::int32_t> ids;
    for (const Event& event : wanted) ids.insert(event.id);
    for (const std::int32_t id : ids) {
        const std::vector<Event> own = plain_story(told, id);
        auto next = own.begin();
        for (const Event& event : plain_story(wanted, id)) {
            next = std::find(next, own.end(), event);
            if (next != own.end()) continue;
            auto failure = ::testing::AssertionFailure()
                           << "\"" << event.what << "\" of " << id << " is missing from:";
            for (const Event& one : own) failure << "\n  " << one.what;
            return failure;
        }
    }
    // A recording may stop between the status and the 202 of a cancellation.
    const auto ends_early = [&](const Event& event) {
        return event.what == "error 202" &&
               std::ranges::find(wanted, Event{event.id, "order_status Cancelled"}) != wanted.end();
    };
    for (const Event& event : told)
        if (event.what.starts_with("error ") && !ends_early(event) &&
            std::find(wanted.begin(), wanted.end(), event) == wanted.end())
            return ::testing::AssertionFailure() << event.what << " of " << event.id << " unasked";
    return ::testing::AssertionSuccess();
}

tws::Request place(const std::string& name, const std::string& fields) {
    const std::string symbol = value(fields, "symbol");
    std::string limit = value(fields, "lmt_price");
    for (const Adjusted& one : adjusted_limits)
        if (one.transcript == name && one.recorded == limit) limit = one.used;
    tws::PlaceOrder request;
    request.order_id = OrderId{number(value(fields, "order_id"))};
    request.contract = stock(symbol.empty() ? "AAPL" : symbol);
    tws::Order& order = *request.order;
    order.action = tws::Coded<tws::Action>::from_text(value(fields, "action"));
    order.total_quantity = *Quantity::parse(value(fields, "total_quantity"));
    order.order_type = tws::Coded<tws::OrderType>::from_text(value(fields, "order_type"));
    if (!limit.empty()) order.limit_price = *Price::parse(limit);
    if (const std::string stop = value(fields, "aux_price"); !stop.empty())
        order.aux_price = *Price::parse(stop);
    order.tif = tws::Coded<tws::Tif>::from_text(value(fields, "tif"));
    order.transmit = value(fields, "transmit") != "false";
    return request;
}

std::optional<tws::Request> request_of(const std::string& name, const Step& step) {
    if (step.message == "place_order") return place(name, step.fields);
    if (step.message == "cancel_order")
        return tws::CancelOrder{OrderId{number(value(step.fields, "order_id"))}, "", "", {}};
    if (step.message == "req_open_orders")
        return value(step.fields, "scope") == "all" ? tws::Request{tws::ReqAllOpenOrders{}}
                                                    : tws::Request{tws::ReqOpenOrders{}};
    if (step.message == "req_completed_orders")
        return tws::ReqCompletedOrders{value(step.fields, "api_only") == "true"};
    if (step.message == "req_account_summary")
        return tws::ReqAccountSummary{RequestId{1}, "All",
                                      "NetLiquidation,TotalCashValue,BuyingPower,ExcessLiquidity"};
    if (step.message == "cancel_account_summary") return tws::CancelAccountSummary{RequestId{1}};
    if (step.message == "req_contract_details")
        return tws::ReqContractData{RequestId{1}, stock(value(step.fields, "symbol"))};
    if (step.message == "req_historical_bars") {
        tws::ReqHistoricalData request;
        request.req_id = RequestId{1};
        request.contract = stock(value(step.fields, "symbol"));
        request.duration = value(step.fields, "duration");
        request.bar_size = value(step.fields, "bar_size");
        request.what_to_show = value(step.fields, "what_to_show");
        request.use_rth = value(step.fields, "use_rth") == "true";
        return request;
    }
    if (step.message == "req_positions") return tws::ReqPositions{};
    if (step.message == "cancel_positions") return tws::CancelPositions{};
    if (step.message == "req_current_time") return tws::ReqCurrentTime{};
    if (step.message == "req_ids") return tws::ReqIds{1};
    return std::nullopt;
}

int client_id_of(const LegSteps& leg) {
    for (const Step& step : leg)
        if (step.message == "order_status") return number(value(step.fields, "client_id"));
    return 1;
}

/// What the recorded account already knew: the next order id of each client, and its positions.
Books books_before(const std::vector<LegSteps>& legs) {
    Books books;
    for (const LegSteps& leg : legs) {
        const ClientId client{client_id_of(leg)};
        for (const Step& step : leg) {
            if (step.message == "next_valid_id")
                books.next_order_ids.try_emplace(client,
                                                 OrderId{number(value(step.fields, "order_id"))});
            if (step.message != "position") continue;
            BookedPosition position;
            position.symbol = value(step.fields, "symbol");
            position.local_symbol = value(step.fields, "local_symbol");
            position.quantity = *Quantity::parse(value(step.fields, "position"));
            books.positions[ConId{number(value(step.fields, "con_id"))}] = position;
        }
    }
    return books;
}

void replay_leg(const std::string& name, Bench& bench, const LegSteps& leg) {
    Client& client = bench.connect(client_id_of(leg));
    std::size_t at = 0;
    std::vector<Event> wanted;
    for (; at < leg.size() && !leg[at].client; ++at) {
        if (leg[at].message == "next_valid_id")
            EXPECT_EQ(first_of<tws::NextValidId>(client.answers)->order_id,
                      OrderId{number(value(leg[at].fields, "order_id"))});
        if (auto event = recorded_event(leg[at])) wanted.push_back(*event);
    }
    std::vector<Event> told;
    for (const tws::Answer& answer : client.take()) told.push_back(own_event(answer));
    // Some recordings leave the farms' notices out or begin before all have come.
    for (const char* farm : {"error 2104", "error 2106", "error 2158"})
        if (std::ranges::find(wanted, Event{-1, farm}) == wanted.end())
            wanted.push_back({-1, farm});
    EXPECT_TRUE(is_told(wanted, told)) << name << ": at connect";

    while (at < leg.size()) {
        wanted.clear();
        told.clear();
        std::string asked;
        for (; at < leg.size() && leg[at].client; ++at) {
            const auto request = request_of(name, leg[at]);
            ASSERT_TRUE(request) << name << ": " << leg[at].message;
            bench.send(client, *request);
            asked += leg[at].message + " ";
        }
        for (; at < leg.size() && !leg[at].client; ++at)
            if (auto event = recorded_event(leg[at])) wanted.push_back(*event);
        bench.run(5s);
        for (const tws::Answer& answer : client.take()) told.push_back(own_event(answer));
        EXPECT_TRUE(is_told(wanted, told)) << name << ": after " << asked;
    }
    bench.hang_up(client);
}

TEST(Transcripts, RecordedConversationsGoTheSameWay) {
    const char* dir = std::getenv("WINGSPREAD_TEST_TRANSCRIPTS");
    if (!dir || !std::filesystem::is_directory(dir))
        GTEST_SKIP() << "WINGSPREAD_TEST_TRANSCRIPTS names no folder with recorded conversations";
    int replayed = 0;
    int skipped = 0;
    std::set<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(dir))
        if (entry.path().extension() == ".txt") files.insert(entry.path());
    for (const std::filesystem::path& file : files) {
        const std::string name = file.stem();
        const auto skip = std::ranges::find(not_replayed, name, &Skipped::name);
        if (skip != not_replayed.end()) {
            std::cout << "not replayed: " << name << ": " << skip->why << "\n";
            ++skipped;
            continue;
        }
        SCOPED_TRACE(name);
        const std::vector<LegSteps> legs = read_transcript(file);
        ASSERT_FALSE(legs.empty());
        Bench bench({}, {"AAPL", "MSFT"}, 7, books_before(legs));
        for (const LegSteps& leg : legs) replay_leg(name, bench, leg);
        ++replayed;
    }
    EXPECT_GE(replayed, 20);
    std::cout << replayed << " conversations replayed, " << skipped << " not\n";
}

}  // namespace
}  // namespace wingspread::sim::testing
