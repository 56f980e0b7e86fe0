#include "sweep_gateway.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <variant>

namespace wingspread::bench {

namespace {

using namespace std::chrono_literals;

constexpr tws::ServerVersion version{187};

std::optional<RequestId> line_of(const tws::Answer& answer) {
    if (const auto* tick = std::get_if<tws::TickPrice>(&answer)) return tick->req_id;
    if (const auto* kind = std::get_if<tws::MarketDataType>(&answer)) return kind->req_id;
    return std::nullopt;
}

}  // namespace

void FrozenGateway::receive(std::string_view bytes, MonotonicTime now) {
    if (greeted_) {
        frames_.feed(bytes);
    } else {
        const auto range = greeting_.feed(bytes);
        if (!range || !*range) std::abort();
        greeted_ = true;
        words_.emplace(
            now, Word{tws::server_greeting({version, "20151224 12:00:00 EST"}), std::nullopt});
        frames_.feed(greeting_.rest());
    }
    for (auto payload = frames_.next(); payload && *payload; payload = frames_.next()) {
        const auto request = tws::decode_request(**payload, version);
        if (!request) std::abort();
        on(*request, now);
    }
}

void FrozenGateway::on(const tws::Request& request, MonotonicTime now) {
    count(now);
    if (std::holds_alternative<tws::StartApi>(request)) {
        say(tws::ManagedAccounts{{"DU1"}}, now);
        say(tws::NextValidId{OrderId(1)}, now);
    } else if (std::holds_alternative<tws::ReqCurrentTime>(request)) {
        say(tws::CurrentTime{std::chrono::duration_cast<std::chrono::seconds>(
                                 market_.at.time_since_epoch())
                                 .count()},
            now);
    } else if (const auto* line = std::get_if<tws::ReqMktData>(&request)) {
        open(line->req_id, line->contract.con_id, now);
    } else if (const auto* cancel = std::get_if<tws::CancelMktData>(&request)) {
        lines_.erase(cancel->req_id);
    }
}

void FrozenGateway::open(RequestId id, ConId conid, MonotonicTime now) {
    lines_.emplace(id, conid);
    most_lines_ = std::max(most_lines_, lines_.size());
    if (lines_.size() > limits_.lines) ++breaches_;
    const MonotonicTime due = now + std::chrono::milliseconds(rng_.between(150, 800));
    const auto& quote = market_.quotes.at(conid);
    say(tws::MarketDataType{id, tws::MarketDataKind::real_time}, due);
    say_quote(id, quote, due);
}

void FrozenGateway::say_quote(RequestId id, const market::Quote& quote, MonotonicTime due) {
    // Of a contract that nobody has quoted TWS says nothing at all.
    if (!quote.bid && !quote.ask) return;
    say_side(id, tws::TickType::bid, quote.bid, quote.bid_size, due);
    say_side(id, tws::TickType::ask, quote.ask, quote.ask_size, due);
}

void FrozenGateway::say_side(RequestId id, tws::TickType type, const std::optional<Price>& price,
                             const std::optional<Quantity>& size, MonotonicTime due) {
    say(tws::TickPrice{id,
                       type,
                       price.value_or(Price::from_int(-1)),
                       price ? size.value_or(Quantity::from_int(1)) : Quantity{},
                       {}},
        due);
}

void FrozenGateway::count(MonotonicTime now) {
    ++messages_;
    while (!window_.empty() && window_.front() <= now - 1s) window_.pop_front();
    window_.push_back(now);
    if (window_.size() > limits_.messages_per_second) ++breaches_;
}

void FrozenGateway::say(const tws::Answer& answer, MonotonicTime due) {
    std::string bytes;
    if (!tws::encode(answer, version, bytes)) std::abort();
    words_.emplace(due, Word{std::move(bytes), line_of(answer)});
}

std::optional<MonotonicTime> FrozenGateway::next() const {
    if (words_.empty()) return std::nullopt;
    return words_.begin()->first;
}

std::string FrozenGateway::take(MonotonicTime now) {
    std::string bytes;
    while (!words_.empty() && words_.begin()->first <= now) {
        const Word& word = words_.begin()->second;
        if (!word.line || lines_.contains(*word.line)) bytes += word.bytes;
        words_.erase(words_.begin());
    }
    return bytes;
}

}  // namespace wingspread::bench
