#include "simulation/wire_watch.hpp"

#include "tws/codec.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::simulation {

namespace {

constexpr tws::ServerVersion version{200};
constexpr std::string_view prefix{"API\0", 4};

/// A line ends when TWS refuses it; notices leave it open, and so does a competing session.
bool ends_line(int code) {
    return code == 101 || code == 200 || code == 354 || code == 10168 || code == 321 ||
           code == 10182;
}

/// One attempt for more lines than there are is refused line by line; more is a storm.
constexpr std::size_t refusals_a_minute = 45;

}  // namespace

void WireWatch::connected() {
    greeted_ = false;
    version_said_ = false;
    greeting_.clear();
    frames_ = {};
    window_.clear();
    lines_.clear();
    ends_.clear();
}

void WireWatch::on_sent(std::string_view bytes, const Now& now) {
    if (!greeted_) {
        greeting_ += bytes;
        if (greeting_.size() < prefix.size()) return;
        greeted_ = true;
        frames_.feed(std::string_view(greeting_).substr(prefix.size()));
    } else {
        frames_.feed(bytes);
    }
    while (true) {
        const auto payload = frames_.next();
        if (!payload)
            return violate_("what the engine sent is no frame: " + payload.error().message);
        if (!*payload) return;
        if (!std::exchange(version_said_, true)) continue;
        const auto request = tws::decode_request(**payload, version);
        if (!request) return violate_("the engine's message: " + request.error().message);
        count(now);
        on_request(*request, now);
    }
}

void WireWatch::count(const Now& now) {
    ++requests_;
    window_.push_back(now.monotonic);
    while (window_.front() + std::chrono::seconds(1) <= now.monotonic) window_.pop_front();
    if (window_.size() > rate_limit_) {
        violate_(fmt::format("{} messages within a second, the limit is {}", window_.size(),
                             rate_limit_));
    }
}

void WireWatch::on_request(const tws::Request& request, const Now& now) {
    if (const auto* line = std::get_if<tws::ReqMktData>(&request)) {
        open_line(*line);
    } else if (const auto* cancel = std::get_if<tws::CancelMktData>(&request)) {
        lines_.erase(cancel->req_id);
    } else if (std::holds_alternative<tws::CancelOrder>(request)) {
        ++cancels_;
    } else if (const auto* order = std::get_if<tws::PlaceOrder>(&request)) {
        if (order->order->what_if) {
            ++previews_;
            previewed_.insert(order->order_id);
        } else if (previewed_.contains(order->order_id)) {
            violate_("an order has the id of a what-if");
        }
        if (!order->order->what_if) placed.emplace_back(now, *order);
    }
}

void WireWatch::open_line(const tws::ReqMktData& request) {
    lines_[request.req_id] = {request.contract.con_id};
    if (lines_.size() > line_limit_) {
        violate_(fmt::format("{} lines are open, the limit is {}", lines_.size(), line_limit_));
    }
}

void WireWatch::on_line_refused(const Now& now) {
    refusals_.push_back(now.monotonic);
    lines_left_ = lines_.size();
    while (refusals_.front() + std::chrono::minutes(1) <= now.monotonic) refusals_.pop_front();
    if (refusals_.size() > refusals_a_minute) {
        violate_(fmt::format("{} lines refused within a minute", refusals_.size()));
    }
}

bool WireWatch::is_told_useless(ConId contract) const {
    return std::ranges::any_of(lines_, [&](const auto& entry) {
        return entry.second.contract == contract && entry.second.useless;
    });
}

void WireWatch::on_answer(const tws::Answer& answer, const Now& now) {
    if (const auto* error = std::get_if<tws::ErrorMessage>(&answer)) {
        const auto line = lines_.find(RequestId(error->id));
        if (error->code == 10197 && line != lines_.end()) line->second.useless = true;
        if (ends_line(error->code) && line != lines_.end()) lines_.erase(line);
        if (error->code == 101) on_line_refused(now);
        if (error->code == 100) ++rate_complaints_;
    } else if (const auto* type = std::get_if<tws::MarketDataType>(&answer)) {
        const auto line = lines_.find(type->req_id);
        if (line != lines_.end())
            line->second.useless = type->kind != tws::MarketDataKind::real_time;
    } else if (std::holds_alternative<tws::OpenOrderEnd>(answer) ||
               std::holds_alternative<tws::CompletedOrdersEnd>(answer) ||
               std::holds_alternative<tws::PositionEnd>(answer) ||
               std::holds_alternative<tws::AccountDownloadEnd>(answer)) {
        ends_.insert(answer.index());
    }
}

}  // namespace wingspread::simulation
