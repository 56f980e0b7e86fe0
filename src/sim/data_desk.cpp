#include "sim/data_desk.hpp"

#include "sim/contract_desk.hpp"
#include "sim/quotes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace wingspread::sim {
namespace {

using tws::TickType;

struct GenericTick {
    int id;
    std::string_view name;
    bool shares_only = false;
};
/// Those that TWS takes for every kind of contract, and one for shares.
constexpr std::array legal_ticks{
    GenericTick{100, "Option Volume"},
    GenericTick{101, "Option Open Interest"},
    GenericTick{104, "Historical Volatility"},
    GenericTick{105, "Average Opt Volume"},
    GenericTick{106, "Option Implied Volatility"},
    GenericTick{165, "Misc. Stats"},
    GenericTick{221, "Creditman Mark Price"},
    GenericTick{225, "Auction"},
    GenericTick{232, "Pl Price"},
    GenericTick{233, "RTVolume"},
    GenericTick{236, "inventory"},
    GenericTick{258, "Fundamentals"},
    GenericTick{293, "TradeCount"},
    GenericTick{294, "TradeRate"},
    GenericTick{295, "VolumeRate"},
    GenericTick{318, "LastRTHTrade"},
    GenericTick{375, "RTTrdVolume"},
    GenericTick{411, "rthistvol"},
    GenericTick{456, "IBDividends", true},
};

/// The numbers of a list such as "100,101"; a refusal names the list and the legal ones.
std::expected<std::set<int>, Refusal> parse_ticks(const std::string& list, bool shares) {
    const auto is_legal = [&](int id) {
        const auto* const tick = std::ranges::find(legal_ticks, id, &GenericTick::id);
        return tick != legal_ticks.end() && (shares || !tick->shares_only);
    };
    std::set<int> ticks;
    std::string_view rest = list;
    bool good = true;
    while (!rest.empty() && good) {
        const std::size_t comma = rest.find(',');
        const std::string_view word = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        if (word == "mdoff") continue;
        int id = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
        good = error == std::errc{} && end == word.data() + word.size() && is_legal(id);
        ticks.insert(id);
    }
    if (good) return ticks;
    std::string legal;
    for (const GenericTick& tick : legal_ticks) {
        if (!is_legal(tick.id)) continue;
        legal += fmt::format("{}{}({})", legal.empty() ? "" : ",", tick.id, tick.name);
    }
    return std::unexpected(
        Refusal{321, fmt::format("Error validating request.-'bT' : cause - Incorrect generic tick "
                                 "list of {}.  Legal ones are: {}",
                                 list, legal)});
}

Quantity count(std::int64_t value) { return Quantity::from_int(value); }

/// Delayed prices have numbers of their own; what is not here is told as it is.
struct DelayedNumber {
    TickType live;
    TickType delayed;
};
constexpr std::array delayed_numbers{
    DelayedNumber{TickType::bid, TickType::delayed_bid},
    DelayedNumber{TickType::ask, TickType::delayed_ask},
    DelayedNumber{TickType::last, TickType::delayed_last},
    DelayedNumber{TickType::bid_size, TickType::delayed_bid_size},
    DelayedNumber{TickType::ask_size, TickType::delayed_ask_size},
    DelayedNumber{TickType::last_size, TickType::delayed_last_size},
    DelayedNumber{TickType::high, TickType::delayed_high},
    DelayedNumber{TickType::low, TickType::delayed_low},
    DelayedNumber{TickType::volume, TickType::delayed_volume},
    DelayedNumber{TickType::close, TickType::delayed_close},
    DelayedNumber{TickType::open, TickType::delayed_open},
    DelayedNumber{TickType::bid_option, TickType::delayed_bid_option},
    DelayedNumber{TickType::ask_option, TickType::delayed_ask_option},
    DelayedNumber{TickType::last_option, TickType::delayed_last_option},
    DelayedNumber{TickType::model_option, TickType::delayed_model_option},
    DelayedNumber{TickType::last_timestamp, TickType::delayed_last_timestamp},
};

/// Sends one price with its size, and the size again, as TWS does.
class TickSender {
  public:
    TickSender(Outbox& out, const Session& session, RequestId id, bool delayed)
        : out_(out), session_(session), id_(id), delayed_(delayed) {}

    void side(TickType price_type, TickType size_type, const std::optional<Price>& price,
              std::int64_t size, const std::optional<Price>& sent, std::int64_t sent_size,
              bool first) {
        const std::int64_t shown = price || size_type == TickType::last_size ? size : 0;
        if (price != sent || (first && !price))
            price_tick(price_type, price.value_or(Price::from_int(-1)), shown,
                       price_type != TickType::last && price.has_value());
        if (price != sent || shown != sent_size || first) size_tick(size_type, shown);
    }
    void price(TickType type, const std::optional<Price>& price, const std::optional<Price>& sent) {
        if (price && price != sent) price_tick(type, *price, 0, false);
    }
    void price_tick(TickType type, Price price, std::int64_t size, bool automatic) {
        out_.send(session_, tws::TickPrice{id_, number(type), price, count(size),
                                           tws::TickAttributes{automatic, false, false}});
    }
    void size_tick(TickType type, std::int64_t size) {
        out_.send(session_, tws::TickSize{id_, number(type), count(size)});
    }
    void generic(TickType type, double value) {
        out_.send(session_, tws::TickGeneric{id_, type, value});
    }
    void text(TickType type, std::string value) {
        out_.send(session_, tws::TickString{id_, number(type), std::move(value)});
    }
    void computation(TickType type, const std::optional<ModelValues>& values) {
        tws::TickOptionComputation tick;
        tick.req_id = id_;
        tick.tick_type = number(type);
        tick.base = 1;
        if (values) {
            tick.implied_volatility = values->implied_vol;
            tick.delta = values->delta;
            tick.option_price = values->price;
            tick.pv_dividend = values->pv_dividend;
            tick.gamma = values->gamma;
            tick.vega = values->vega;
            tick.theta = values->theta;
            tick.underlying_price = values->underlying_price;
        }
        out_.send(session_, tick);
    }

  private:
    Outbox& out_;
    const Session& session_;
    [[nodiscard]] TickType number(TickType type) const {
        const auto* const found = std::ranges::find(delayed_numbers, type, &DelayedNumber::live);
        return delayed_ && found != delayed_numbers.end() ? found->delayed : type;
    }

    RequestId id_;
    bool delayed_;
};

}  // namespace

void DataDesk::on(Session& session, const tws::ReqMktData& request, const Now& now) {
    const std::int32_t id = request.req_id.value();
    const Key key{session.id, request.req_id};
    if (lines_.contains(key)) return floor_.error(session, id, 102, "Duplicate ticker id");
    if (request.snapshot && !request.generic_ticks.empty())
        return floor_.error(session, id, 321,
                            "Error validating request.-'bT' : cause - Snapshot market data "
                            "subscription is not applicable to generic ticks");
    Line line;
    if (request.contract.is_combo()) {
        auto legs = find_legs(floor_.universe(), request.contract);
        if (!legs) return floor_.refuse(session, id, legs.error());
        line.legs = std::move(*legs);
    } else {
        const auto instrument = find_one(floor_.universe(), request.contract);
        if (!instrument) return floor_.refuse(session, id, instrument.error());
        line.instrument = *instrument;
    }
    const bool shares = line.instrument && line.instrument->kind == InstrumentKind::stock;
    const auto ticks = parse_ticks(request.generic_ticks, shares);
    if (!ticks) return floor_.refuse(session, id, ticks.error());
    if (std::ssize(lines_) >= floor_.market_data_lines()) {
        if (floor_.trouble.market_data_lines) floor_.trouble.meets(FaultKind::line_limit);
        return floor_.error(session, id, 101, "Max number of tickers has been reached");
    }
    if (!is_entitled(session, id, line)) return;
    line.generic_ticks = *ticks;
    line.due = now.monotonic;
    if (request.snapshot) line.ends = now.monotonic + floor_.config.snapshot_duration;
    auto [it, added] = lines_.emplace(key, std::move(line));
    if (floor_.trouble.delayed_until) delay(key, it->second);
    if (floor_.trouble.taken_until) tell_taken(key);
    if (is_silent(it->second)) return;
    sample(key, it->second);
    it->second.due = now.monotonic + sampling(it->second);
}

/// Says what the account may not see, and whether anything comes all the same.
bool DataDesk::is_entitled(const Session& session, std::int32_t id, Line& line) {
    line.delayed = wants_delayed(session);
    switch (floor_.config.data) {
        case DataEntitlement::live: return true;
        case DataEntitlement::none:
            floor_.error(session, id, 354, "Requested market data is not subscribed.");
            return false;
        case DataEntitlement::delayed:
            if (line.delayed) {
                floor_.error(session, id, 10167,
                             "Requested market data is not subscribed. Displaying delayed market "
                             "data.");
            } else {
                floor_.error(session, id, 10168,
                             "Requested market data is not subscribed. Delayed market data is not "
                             "enabled.");
            }
            return line.delayed;
    }
    return true;
}

bool DataDesk::wants_delayed(const Session& session) const {
    return floor_.config.data == DataEntitlement::delayed &&
           (session.data_kind == tws::MarketDataKind::delayed ||
            session.data_kind == tws::MarketDataKind::delayed_frozen);
}

bool DataDesk::is_silent(const Line& line) const {
    const bool option = !line.instrument || line.instrument->kind == InstrumentKind::option;
    return floor_.trouble.taken_until || !floor_.is_reachable(option ? Farm::usopt : Farm::usfarm);
}

/// The client learns it whether it has asked for delayed data or not.
void DataDesk::delay(const Key& key, Line& line) {
    floor_.error(floor_.sessions.at(key.first), key.second.value(), 10167,
                 "Requested market data is not subscribed. Displaying delayed market data.");
    floor_.trouble.meets(FaultKind::delayed_data);
    line.delayed = true;
    line.started = false;
}

void DataDesk::tell_taken(const Key& key) {
    floor_.error(floor_.sessions.at(key.first), key.second.value(), 10197,
                 "No market data during competing live session");
    floor_.trouble.meets(FaultKind::competing_session);
}

void DataDesk::delay_all() {
    for (auto& [key, line] : lines_) delay(key, line);
}

void DataDesk::tell_all_taken() {
    for (const auto& [key, line] : lines_) tell_taken(key);
}

void DataDesk::begin_again(const Now& now) {
    for (auto& [key, line] : lines_) {
        line.delayed = floor_.trouble.delayed_until || wants_delayed(floor_.sessions.at(key.first));
        line.started = false;
        line.due = now.monotonic;
    }
}

void DataDesk::on(Session& session, const tws::CancelMktData& request) {
    if (lines_.erase({session.id, request.req_id}) == 0)
        floor_.error(session, request.req_id.value(), 300,
                     fmt::format("Can't find EId with tickerId:{}", request.req_id.value()));
}

void DataDesk::on(Session& session, const tws::ReqMarketDataType& request) {
    session.data_kind = request.kind;
}

void DataDesk::forget(SessionId session) {
    std::erase_if(lines_, [&](const auto& entry) { return entry.first.first == session; });
}

MarketQuote DataDesk::quote_of(const Line& line) {
    if (line.instrument) return floor_.market->quote(*line.instrument);
    return combo_quote(*floor_.market, line.legs);
}

Duration DataDesk::sampling(const Line& line) const {
    const bool underlying = line.instrument && line.instrument->kind != InstrumentKind::option;
    return underlying ? floor_.config.underlying_sampling : floor_.config.option_sampling;
}

/// What comes before the first tick.
void DataDesk::start(const Session& session, RequestId id, const Line& line) {
    const Price min_tick = line.instrument ? floor_.universe().product_of(*line.instrument).min_tick
                                           : Price::from_raw(1'000'000);
    floor_.out.send(session, tws::TickReqParams{id, min_tick, "9c0001", 3});
    const bool open = !line.instrument || floor_.market->is_open(*line.instrument);
    const bool frozen = session.data_kind == tws::MarketDataKind::frozen && !open;
    const bool delayed_frozen = session.data_kind == tws::MarketDataKind::delayed_frozen;
    floor_.out.send(
        session,
        tws::MarketDataType{id, line.delayed ? delayed_frozen ? tws::MarketDataKind::delayed_frozen
                                                              : tws::MarketDataKind::delayed
                                : frozen     ? tws::MarketDataKind::frozen
                                             : tws::MarketDataKind::real_time});
}

void DataDesk::sample(const Key& key, Line& line) {
    const Session& session = floor_.sessions.at(key.first);
    const RequestId id = key.second;
    const MarketQuote quote = quote_of(line);
    const bool first = !line.started;
    if (first) {
        line.sent = {};
        start(session, id, line);
    }
    const MarketQuote& sent = line.sent;
    TickSender ticks(floor_.out, session, id, line.delayed);
    ticks.side(TickType::bid, TickType::bid_size, quote.bid, quote.bid_size, sent.bid,
               sent.bid_size, first);
    ticks.side(TickType::ask, TickType::ask_size, quote.ask, quote.ask_size, sent.ask,
               sent.ask_size, first);
    if (quote.last)
        ticks.side(TickType::last, TickType::last_size, quote.last, quote.last_size, sent.last,
                   sent.last_size, first);
    if (quote.last_time && quote.last_time != sent.last_time && quote.last != sent.last)
        ticks.text(TickType::last_timestamp,
                   std::to_string(std::chrono::duration_cast<std::chrono::seconds>(
                                      quote.last_time->time_since_epoch())
                                      .count()));
    if (quote.volume && quote.volume != sent.volume && (first || quote.last != sent.last))
        ticks.size_tick(TickType::volume, *quote.volume);
    ticks.price(TickType::high, quote.high, sent.high);
    ticks.price(TickType::low, quote.low, sent.low);
    ticks.price(TickType::close, quote.close, sent.close);
    ticks.price(TickType::open, quote.open, sent.open);
    if (first && line.instrument && line.instrument->kind != InstrumentKind::index)
        ticks.generic(TickType::halted, 0);
    send_computations(session, id, line, quote);
    if (first) send_generic(session, id, line, quote);
    line.sent = quote;
    line.started = true;
}

void DataDesk::send_computations(const Session& session, RequestId id, Line& line,
                                 const MarketQuote& quote) {
    if (!line.instrument || line.instrument->kind != InstrumentKind::option) return;
    Market& market = *floor_.market;
    const Instrument* underlying = market.universe().find(line.instrument->underlying);
    const auto spot = market.quote(*underlying).last;
    const double price = spot ? spot->to_double() : 0;
    const bool quiet = quote.bid == line.sent.bid && quote.ask == line.sent.ask &&
                       quote.last == line.sent.last && price == line.sent_underlying;
    if (line.started && quiet) return;
    line.sent_underlying = price;
    const auto model = market.model(*line.instrument);
    TickSender ticks(floor_.out, session, id, line.delayed);
    ticks.computation(TickType::bid_option, values_at_price(model, quote.bid));
    ticks.computation(TickType::ask_option, values_at_price(model, quote.ask));
    if (quote.last) ticks.computation(TickType::last_option, values_at_price(model, quote.last));
    ticks.computation(TickType::model_option, model);
}

void DataDesk::send_generic(const Session& session, RequestId id, const Line& line,
                            const MarketQuote& quote) {
    if (!line.instrument) return;
    TickSender ticks(floor_.out, session, id, line.delayed);
    if (line.generic_ticks.contains(232) && line.instrument->kind != InstrumentKind::index)
        ticks.price_tick(TickType::mark_price, mark_price(*floor_.market, *line.instrument), 0,
                         false);
    if (line.instrument->kind != InstrumentKind::option)
        return send_underlying_figures(session, id, line);
    const bool call = line.instrument->option.right == options::Right::call;
    if (line.generic_ticks.contains(101) && quote.open_interest) {
        ticks.size_tick(TickType::option_call_open_interest, call ? *quote.open_interest : 0);
        ticks.size_tick(TickType::option_put_open_interest, call ? 0 : *quote.open_interest);
    }
    if (line.generic_ticks.contains(100) && quote.volume) {
        ticks.size_tick(TickType::option_call_volume, call ? *quote.volume : 0);
        ticks.size_tick(TickType::option_put_volume, call ? 0 : *quote.volume);
    }
}

void DataDesk::send_underlying_figures(const Session& session, RequestId id, const Line& line) {
    if (line.generic_ticks.empty()) return;
    const UnderlyingFigures figures = floor_.market->figures(*line.instrument);
    TickSender ticks(floor_.out, session, id, line.delayed);
    const auto asked = [&](int tick) { return line.generic_ticks.contains(tick); };
    if (asked(101)) {
        ticks.size_tick(TickType::option_call_open_interest, figures.call_open_interest);
        ticks.size_tick(TickType::option_put_open_interest, figures.put_open_interest);
    }
    if (asked(100)) {
        ticks.size_tick(TickType::option_call_volume, figures.call_volume);
        ticks.size_tick(TickType::option_put_volume, figures.put_volume);
    }
    if (asked(104) && figures.historical_volatility)
        ticks.generic(TickType::option_historical_volatility, *figures.historical_volatility);
    if (asked(106) && figures.implied_volatility)
        ticks.generic(TickType::option_implied_volatility, *figures.implied_volatility);
    if (asked(236) && line.instrument->kind == InstrumentKind::stock)
        ticks.generic(TickType::shortable, 3.0);
    if (asked(456) && !figures.dividends.empty())
        ticks.text(TickType::ib_dividends, figures.dividends);
}

void DataDesk::advance(const Now& now) {
    for (auto it = lines_.begin(); it != lines_.end();) {
        auto& [key, line] = *it;
        if (is_silent(line)) {
            const MonotonicTime later = now.monotonic + sampling(line);
            if (line.due <= now.monotonic) line.due = later;
            if (line.ends && *line.ends <= now.monotonic) line.ends = later;
            ++it;
            continue;
        }
        if (line.started && line.ends && *line.ends <= now.monotonic) {
            floor_.out.send(floor_.sessions.at(key.first), tws::TickSnapshotEnd{key.second});
            it = lines_.erase(it);
            continue;
        }
        if ((!line.ends || !line.started) && line.due <= now.monotonic) {
            sample(key, line);
            line.due = now.monotonic + sampling(line);
        }
        ++it;
    }
}

std::optional<MonotonicTime> DataDesk::next_wakeup() const {
    std::optional<MonotonicTime> next;
    for (const auto& [key, line] : lines_) {
        const MonotonicTime due = line.started ? line.ends.value_or(line.due) : line.due;
        next = next ? std::min(*next, due) : due;
    }
    return next;
}

}  // namespace wingspread::sim
