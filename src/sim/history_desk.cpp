#include "sim/history_desk.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/contract_desk.hpp"
#include "sim/history_terms.hpp"
#include "sim/stamp.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

constexpr auto stream_step = 5s;
constexpr std::size_t bar_limit = 20'000;

std::int64_t epoch_seconds(MarketTime time) {
    return duration_cast<seconds>(time.time_since_epoch()).count();
}

/// What a request for history asks, understood.
struct BarTerms {
    const Instrument* instrument = nullptr;
    BarSource source = BarSource::trades;
    Duration step{};
    MarketTime from{};
    MarketTime to{};
};

Refusal invalid_history(std::string_view cause) {
    return {321, fmt::format("Error validating request.-'bD' : cause - {}", cause)};
}

/// Bars begin on whole steps, days at midnight in New York.
MarketTime aligned(MarketTime time, Duration step) {
    const options::NewYorkTime local = options::to_new_york(time);
    if (step >= 24h) return options::from_new_york(local.date, 0h);
    return time - local.since_midnight % step;
}

std::expected<BarTerms, Refusal> read_terms(const Floor& floor,
                                            const tws::ReqHistoricalData& request) {
    BarTerms terms;
    if (request.contract.is_combo())
        return std::unexpected(invalid_history("History of combinations is not simulated"));
    const auto instrument = find_one(floor.universe(), request.contract);
    if (!instrument) return std::unexpected(instrument.error());
    const auto source = parse_bar_source(request.what_to_show);
    const auto step = parse_bar_size(request.bar_size);
    const auto length = parse_history_length(request.duration);
    if (!source)
        return std::unexpected(invalid_history(
            fmt::format("Historical data of type {} is not simulated", request.what_to_show)));
    if (!step) return std::unexpected(invalid_history("Invalid bar size: " + request.bar_size));
    if (!length) return std::unexpected(invalid_history("Invalid duration: " + request.duration));
    const MarketTime now = floor.market->time();
    const auto end =
        request.end_date_time.empty() ? std::optional{now} : parse_stamp(request.end_date_time);
    if (!end)
        return std::unexpected(invalid_history("Invalid end date/time: " + request.end_date_time));
    terms.instrument = *instrument;
    terms.source = *source;
    terms.step = *step;
    terms.to = std::min(*end, now);
    terms.from = aligned(terms.to - *length, *step);
    if (const auto start = floor.market->history_start(**instrument))
        terms.from = std::max(terms.from, aligned(*start, *step));
    if (terms.to > terms.from && (terms.to - terms.from) / terms.step > std::int64_t{bar_limit})
        return std::unexpected(
            Refusal{162,
                    "Historical Market Data Service error message:Time length exceeds the "
                    "limit for this bar size"});
    return terms;
}

bool in_regular_hours(const Instrument& instrument, const MarketBar& bar, Duration step) {
    const auto kind = instrument.kind == InstrumentKind::index ? options::UnderlyingKind::index
                                                               : options::UnderlyingKind::stock;
    const auto session = options::regular_session(kind, options::to_new_york(bar.start).date);
    return session && (step >= 24h || session->contains(bar.start));
}

}  // namespace

tws::Bar HistoryDesk::wire_bar(const MarketBar& bar, BarSource source, Duration step,
                               std::int32_t format_date) const {
    tws::Bar wire;
    if (step >= 24h)
        wire.time = new_york_date(bar.start);
    else if (format_date == 2)
        wire.time = std::to_string(epoch_seconds(bar.start));
    else
        wire.time = new_york_stamp(bar.start);
    wire.open = bar.open;
    wire.high = bar.high;
    wire.low = bar.low;
    wire.close = bar.close;
    const bool trades = source == BarSource::trades;
    wire.volume = Quantity::from_int(trades ? bar.volume : -1);
    wire.wap = trades ? Price::from_raw((bar.high.raw() + bar.low.raw() + bar.close.raw()) / 3)
                      : Price::from_int(-1);
    wire.count =
        trades ? static_cast<std::int32_t>(std::min<std::int64_t>(bar.count, INT32_MAX)) : -1;
    return wire;
}

void HistoryDesk::on(Session& session, const tws::ReqHistoricalData& request, const Now& now) {
    const std::int32_t id = request.req_id.value();
    const Key key{session.id, request.req_id};
    if (streams_.contains(key)) return floor_.error(session, id, 322, "Duplicate ticker id");
    const auto terms = read_terms(floor_, request);
    if (!terms) return floor_.refuse(session, id, terms.error());
    tws::HistoricalData answer;
    answer.req_id = request.req_id;
    answer.start = new_york_stamp(terms->from);
    answer.end = new_york_stamp(terms->to);
    for (const MarketBar& bar : floor_.market->bars(*terms->instrument, terms->from, terms->to,
                                                    terms->step, terms->source))
        if (!request.use_rth || in_regular_hours(*terms->instrument, bar, terms->step))
            answer.bars.push_back(wire_bar(bar, terms->source, terms->step, request.format_date));
    if (answer.bars.empty())
        return floor_.error(session, id, 162,
                            "Historical Market Data Service error message:HMDS query returned no "
                            "data: " +
                                terms->instrument->local_symbol);
    floor_.out.send(session, answer);
    // Older servers end a history inside its one message.
    constexpr tws::ServerVersion separate_end{196};
    if (session.version >= separate_end)
        floor_.out.send(session, tws::HistoricalDataEnd{request.req_id, answer.start, answer.end});
    if (request.keep_up_to_date)
        streams_[key] = {terms->instrument,   terms->source,
                         terms->step,         false,
                         request.format_date, now.monotonic + stream_step};
}

void HistoryDesk::on(Session& session, const tws::CancelHistoricalData& request) {
    if (streams_.erase({session.id, request.req_id}) == 0)
        floor_.error(
            session, request.req_id.value(), 366,
            fmt::format("No historical data query found for ticker id:{}", request.req_id.value()));
}

void HistoryDesk::on(Session& session, const tws::ReqRealTimeBars& request, const Now& now) {
    const std::int32_t id = request.req_id.value();
    const Key key{session.id, request.req_id};
    const auto source = parse_bar_source(request.what_to_show);
    const auto instrument = find_one(floor_.universe(), request.contract);
    if (streams_.contains(key)) return floor_.error(session, id, 102, "Duplicate ticker id");
    if (!instrument) return floor_.refuse(session, id, instrument.error());
    if (!source)
        return floor_.error(session, id, 321,
                            "Error validating request.-'bL' : cause - Invalid what to show: " +
                                request.what_to_show);
    streams_[key] = {*instrument, *source, stream_step, true, 2, now.monotonic + stream_step};
}

void HistoryDesk::on(Session& session, const tws::CancelRealTimeBars& request) {
    if (streams_.erase({session.id, request.req_id}) == 0)
        floor_.error(session, request.req_id.value(), 300,
                     fmt::format("Can't find EId with tickerId:{}", request.req_id.value()));
}

void HistoryDesk::on(Session& session, const tws::ReqHeadTimestamp& request) {
    const std::int32_t id = request.req_id.value();
    const auto instrument = find_one(floor_.universe(), request.contract);
    if (!instrument) return floor_.refuse(session, id, instrument.error());
    const auto start = floor_.market->history_start(**instrument);
    if (!start)
        return floor_.error(session, id, 162,
                            "Historical Market Data Service error message:No head time stamp");
    std::string stamp = std::to_string(epoch_seconds(*start));
    if (request.format_date != 2) {
        stamp = new_york_stamp(*start);
        stamp = stamp.substr(0, 8) + "-" + stamp.substr(9, 8);
    }
    floor_.out.send(session, tws::HeadTimestamp{request.req_id, std::move(stamp)});
}

/// The answer has been given already; there is nothing left to cancel.
void HistoryDesk::on(Session&, const tws::CancelHeadTimestamp&) {}

void HistoryDesk::send_bar(const Key& key, const Stream& stream) {
    const Session& session = floor_.sessions.at(key.first);
    const MarketTime now = floor_.market->time();
    const MarketTime start = aligned(stream.real_time ? now - stream_step : now, stream.step);
    const MarketTime end = stream.real_time ? start + stream.step : now;
    const auto bars =
        floor_.market->bars(*stream.instrument, start, end, stream.step, stream.source);
    if (bars.empty()) return;
    const tws::Bar bar = wire_bar(bars.back(), stream.source, stream.step, stream.format_date);
    if (!stream.real_time)
        return floor_.out.send(session, tws::HistoricalDataUpdate{key.second, bar});
    floor_.out.send(
        session, tws::RealTimeBar{key.second, epoch_seconds(bars.back().start), bar.open, bar.high,
                                  bar.low, bar.close, bar.volume, bar.wap, bar.count});
}

void HistoryDesk::advance(const Now& now) {
    for (auto& [key, stream] : streams_)
        if (stream.due <= now.monotonic) {
            stream.due = now.monotonic + stream_step;
            if (floor_.is_reachable(Farm::ushmds)) send_bar(key, stream);
        }
}

std::optional<MonotonicTime> HistoryDesk::next_wakeup() const {
    std::optional<MonotonicTime> next;
    for (const auto& [key, stream] : streams_)
        next = next ? std::min(*next, stream.due) : stream.due;
    return next;
}

void HistoryDesk::forget(SessionId session) {
    std::erase_if(streams_, [&](const auto& entry) { return entry.first.first == session; });
}

}  // namespace wingspread::sim
