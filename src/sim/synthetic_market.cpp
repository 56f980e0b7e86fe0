#include "sim/synthetic_market.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/noise.hpp"
#include "sim/price_grid.hpp"
#include "sim/synthetic_listing.hpp"
#include "sim/synthetic_model.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

constexpr auto day_length = 24h;

std::uint64_t bits(std::int64_t value) { return static_cast<std::uint64_t>(value); }

/// High and low of an underlying since its day began, brought forward minute by minute.
struct DayRange {
    Date day{};
    MarketTime seen{};
    double open = 0;
    double high = 0;
    double low = 0;
};

/// What an option showed earlier; kept, because it takes a pricing to find out again.
struct OptionPast {
    Date day{};
    std::optional<Price> close;
    std::optional<Price> last;
    MarketTime last_time{};
};

struct KnownQuote {
    MarketTime moment{};
    MarketQuote quote;
};

/// A random number and the moment from which it holds.
struct Draw {
    std::uint64_t value = 0;
    MarketTime since{};
};

class SyntheticMarket final : public Market {
  public:
    SyntheticMarket(const SyntheticConfig& config, Universe universe,
                    std::span<const SyntheticProfile* const> profiles, MarketTime start)
        : seed_(config.seed),
          hours_(config.hours),
          universe_(std::move(universe)),
          started_(start),
          time_(start) {
        for (const SyntheticProfile* profile : profiles)
            models_.emplace(profile->conid, SyntheticModel(*profile, seed_, hours_));
    }

    const Universe& universe() const override { return universe_; }
    void advance(const Now& now) override { time_ = std::max(time_, now.market); }
    MarketTime time() const override { return time_; }
    MarketTime time_at(const Now& now) const override { return now.market; }
    bool is_open(const Instrument& instrument) const override {
        return is_open_at(instrument, time_);
    }
    /// Many lines look at one underlying at the same moment, and at an option more often than it
    /// moves; what was found out is kept as long as it holds.
    MarketQuote quote(const Instrument& instrument) override {
        const bool option = instrument.kind == InstrumentKind::option;
        const MarketTime moment = option ? model_of(instrument).effective(time_) : time_;
        KnownQuote& known = known_[instrument.conid];
        if (known.moment != moment)
            known = {moment,
                     option ? option_quote(instrument, moment) : underlying_quote(instrument)};
        return known.quote;
    }
    std::optional<ModelValues> model(const Instrument& instrument) override {
        if (instrument.kind != InstrumentKind::option) return std::nullopt;
        return model_of(instrument).model(instrument.option, time_);
    }
    UnderlyingFigures figures(const Instrument& underlying) override;
    std::vector<MarketBar> bars(const Instrument& instrument, MarketTime from, MarketTime to,
                                Duration step, BarSource source) override;
    std::optional<MarketTime> history_start(const Instrument& instrument) const override;

  private:
    const SyntheticModel& model_of(const Instrument& instrument) const {
        const bool option = instrument.kind == InstrumentKind::option;
        return models_.at(option ? instrument.underlying : instrument.conid);
    }
    bool is_open_at(const Instrument& instrument, MarketTime time) const;
    MarketQuote option_sides(const Instrument& instrument, MarketTime time) const;
    MarketQuote option_quote(const Instrument& instrument, MarketTime moment);
    MarketQuote underlying_quote(const Instrument& instrument);
    void add_day_range(const Instrument& instrument, MarketQuote& quote);
    /// Share of the trading day that is over.
    double day_share(MarketTime time) const;
    MarketTime day_start(MarketTime time) const {
        return options::from_new_york(options::to_new_york(time).date, 0h);
    }
    MarketTime previous_close(MarketTime time) const {
        const Date day = options::previous_trading_day(options::to_new_york(time).date);
        return options::regular_session(options::UnderlyingKind::stock, day)->close - 1ms;
    }
    /// A number that stays for `period`, at moments that differ from contract to contract.
    Draw draw(const Instrument& instrument, std::string_view what, MarketTime time,
              Duration period) const;
    std::optional<Price> sample(const Instrument& instrument, MarketTime time,
                                BarSource source) const;
    std::int64_t volume_between(const Instrument& instrument, MarketTime from, MarketTime to) const;
    std::int64_t open_interest(const Instrument& instrument) const;

    std::uint64_t seed_;
    Hours hours_;
    Universe universe_;
    std::map<ConId, SyntheticModel> models_;
    std::map<ConId, DayRange> ranges_;
    std::map<ConId, OptionPast> pasts_;
    std::map<ConId, KnownQuote> known_;
    MarketTime started_;
    MarketTime time_;
};

bool SyntheticMarket::is_open_at(const Instrument& instrument, MarketTime time) const {
    const bool option = instrument.kind == InstrumentKind::option;
    if (hours_ == Hours::always)
        return !option || time < options::expiry_instant(instrument.option);
    const Date date = options::to_new_york(time).date;
    const options::UnderlyingKind kind = model_of(instrument).profile().kind;
    const auto session = option ? options::trading_session(instrument.option, kind, date)
                                : options::regular_session(kind, date);
    return session && session->contains(time);
}

double SyntheticMarket::day_share(MarketTime time) const {
    if (hours_ == Hours::always)
        return duration<double>(time - day_start(time)) / duration<double>(day_length);
    const Date date = options::to_new_york(time).date;
    const auto session = options::regular_session(options::UnderlyingKind::stock, date);
    if (!session) return 0;
    return std::clamp(
        duration<double>(time - session->open) / duration<double>(session->close - session->open),
        0.0, 1.0);
}

Draw SyntheticMarket::draw(const Instrument& instrument, std::string_view what, MarketTime time,
                           Duration period) const {
    const std::uint64_t own = mix(mix(seed_, hash_text(what)), bits(instrument.conid.value()));
    const auto phase = Duration{static_cast<std::int64_t>(own % bits(period.count()))};
    const std::int64_t count = (time.time_since_epoch() + phase) / period;
    return {mix(own, bits(count)), MarketTime{count * period - phase}};
}

std::int64_t SyntheticMarket::open_interest(const Instrument& instrument) const {
    const SyntheticProfile& profile = model_of(instrument).profile();
    const double distance = std::log(instrument.option.strike.to_double() / profile.spot) / 0.08;
    const double luck = unit(mix(hash_text(instrument.local_symbol), seed_));
    return std::llround(80.0 * static_cast<double>(profile.base_size) *
                        std::exp(-0.5 * distance * distance) * (0.1 + 1.9 * luck * luck));
}

/// Both sides around the fair value: wider where the strike is far and the price small.
MarketQuote SyntheticMarket::option_sides(const Instrument& instrument, MarketTime time) const {
    MarketQuote quote;
    const SyntheticModel& model = model_of(instrument);
    const SyntheticProfile& profile = model.profile();
    const auto fair = model.fair_value(instrument.option, time);
    if (!fair) return quote;
    const double x = model.standard_moneyness(instrument.option, time);
    const double half =
        std::min(profile.half_spread * std::max(*fair, 0.0012 * profile.spot) * (1 + 0.35 * x * x),
                 0.25 * *fair + 0.0004 * profile.spot);
    const Price tick = universe_.increment(instrument, to_price(*fair));
    const Price bid = floor_to(to_price(*fair - half), tick);
    const Price ask = std::max(ceil_to(to_price(*fair + half), tick), bid + tick);
    const double depth = static_cast<double>(profile.base_size) / (1 + 0.5 * x * x);
    const auto size = [&](std::string_view what) {
        const double luck = unit(draw(instrument, what, time, 3s).value);
        return std::max<std::int64_t>(1, std::llround(depth * (0.3 + 1.4 * luck)));
    };
    if (bid > Price{}) {
        quote.bid = bid;
        quote.bid_size = size("bid size");
    }
    quote.ask = std::max(ask, tick);
    quote.ask_size = size("ask size");
    return quote;
}

/// A function of the moment, which must be one at which the market moves.
MarketQuote SyntheticMarket::option_quote(const Instrument& instrument, MarketTime moment) {
    MarketQuote quote = option_sides(instrument, moment);
    quote.open_interest = open_interest(instrument);
    quote.volume = volume_between(instrument, day_start(moment), moment);
    OptionPast& past = pasts_[instrument.conid];
    const Date day = options::to_new_york(moment).date;
    if (past.day != day) {
        past.day = day;
        past.close = sample(instrument, previous_close(moment), BarSource::trades);
    }
    quote.close = past.close;
    const Draw trade = draw(instrument, "trade", moment, 45s);
    if (*quote.volume > 0 && trade.since >= day_start(moment)) {
        if (past.last_time != trade.since) {
            past.last_time = trade.since;
            past.last = sample(instrument, trade.since, BarSource::trades);
        }
        quote.last = past.last;
        quote.last_time = past.last_time;
        quote.last_size = 1 + static_cast<std::int64_t>(trade.value % 5);
    }
    return quote;
}

void SyntheticMarket::add_day_range(const Instrument& instrument, MarketQuote& quote) {
    const SyntheticModel& model = model_of(instrument);
    const Date day = options::to_new_york(time_).date;
    const double now = model.spot(time_);
    DayRange& range = ranges_[instrument.conid];
    if (range.day != day) {
        range.day = day;
        range.seen = day_start(time_);
        range.open = range.high = range.low = model.spot(range.seen);
    }
    for (; range.seen + 1min <= time_; range.seen += 1min) {
        const double price = model.spot(range.seen + 1min);
        range.high = std::max(range.high, price);
        range.low = std::min(range.low, price);
    }
    quote.open = nearest(to_price(range.open), cent);
    quote.high = nearest(to_price(std::max(range.high, now)), cent);
    quote.low = nearest(to_price(std::min(range.low, now)), cent);
}

MarketQuote SyntheticMarket::underlying_quote(const Instrument& instrument) {
    const SyntheticModel& model = model_of(instrument);
    const MarketTime moment = model.effective(time_);
    MarketQuote quote;
    quote.last = sample(instrument, moment, BarSource::trades);
    quote.close = sample(instrument, previous_close(time_), BarSource::trades);
    quote.last_time = moment;
    add_day_range(instrument, quote);
    if (instrument.kind == InstrumentKind::index) return quote;
    quote.bid = sample(instrument, moment, BarSource::bid);
    quote.ask = sample(instrument, moment, BarSource::ask);
    const auto size = [&](std::string_view what, Duration period) {
        return 100 +
               100 * static_cast<std::int64_t>(draw(instrument, what, moment, period).value % 12);
    };
    quote.bid_size = size("bid size", 1s);
    quote.ask_size = size("ask size", 1s);
    quote.last_size = size("last size", 500ms);
    quote.volume = volume_between(instrument, day_start(time_), time_);
    return quote;
}

/// One price of the past or present; stocks trade at either side by turns, options at their mid.
std::optional<Price> SyntheticMarket::sample(const Instrument& instrument, MarketTime time,
                                             BarSource source) const {
    if (instrument.kind == InstrumentKind::option) {
        const MarketQuote quote = option_sides(instrument, model_of(instrument).effective(time));
        if (source == BarSource::bid) return quote.bid;
        if (source == BarSource::ask) return quote.ask;
        if (!quote.ask) return std::nullopt;
        const Price doubled = quote.bid.value_or(Price{}) + *quote.ask;
        const Price mid = Price::from_raw(doubled.raw() / 2);
        if (source == BarSource::midpoint) return mid;
        return ceil_to(mid, universe_.increment(instrument, mid));
    }
    const double spot = model_of(instrument).spot(time);
    const Price bid = floor_to(to_price(spot), cent);
    if (instrument.kind == InstrumentKind::index) return nearest(to_price(spot), cent);
    switch (source) {
        case BarSource::bid: return bid;
        case BarSource::ask: return bid + cent;
        case BarSource::midpoint: return bid + Price::from_raw(cent.raw() / 2);
        case BarSource::trades:
            return bid + (draw(instrument, "side", time, 1s).value % 2 == 0 ? cent : Price{});
    }
    return std::nullopt;
}

std::int64_t SyntheticMarket::volume_between(const Instrument& instrument, MarketTime from,
                                             MarketTime to) const {
    const double days = day_share(to) - day_share(from) +
                        (options::to_new_york(from).date == options::to_new_york(to).date ? 0 : 1);
    const double whole = instrument.kind == InstrumentKind::option
                             ? 0.35 * static_cast<double>(open_interest(instrument)) *
                                   unit(mix(hash_text(instrument.local_symbol), seed_ + 1))
                             : model_of(instrument).profile().day_volume;
    return std::llround(whole * std::max(0.0, days));
}

UnderlyingFigures SyntheticMarket::figures(const Instrument& underlying) {
    const SyntheticModel& model = model_of(underlying);
    UnderlyingFigures figures;
    for (const Instrument* option : universe_.options_on(underlying.conid)) {
        const bool call = option->option.right == options::Right::call;
        (call ? figures.call_open_interest : figures.put_open_interest) += open_interest(*option);
        (call ? figures.call_volume : figures.put_volume) +=
            volume_between(*option, day_start(time_), time_);
    }
    figures.implied_volatility = model.surface(time_).volatility(0, 30.0 / 365.0);
    figures.historical_volatility = model.profile().volatility;
    if (const auto next = model.next_dividend(time_)) {
        const std::string year = to_price(4 * model.profile().dividend).to_string();
        figures.dividends = year + "," + year + "," + to_compact(*next) + "," +
                            to_price(model.profile().dividend).to_string();
    }
    return figures;
}

std::vector<MarketBar> SyntheticMarket::bars(const Instrument& instrument, MarketTime from,
                                             MarketTime to, Duration step, BarSource source) {
    std::vector<MarketBar> bars;
    constexpr int points = 8;
    for (MarketTime start = from; start < to; start += step) {
        if (hours_ == Hours::real && !is_open_at(instrument, start)) continue;
        const MarketTime end = std::min(start + step, to);
        std::optional<MarketBar> bar;
        for (int i = 0; i <= points; ++i) {
            const auto price = sample(instrument, start + (end - start) * i / points, source);
            if (!price) continue;
            if (!bar) bar = MarketBar{start, *price, *price, *price, *price, 0, 0};
            bar->high = std::max(bar->high, *price);
            bar->low = std::min(bar->low, *price);
            bar->close = *price;
        }
        if (!bar) continue;
        bar->volume = volume_between(instrument, start, end);
        bar->count = bar->volume / 100 + (bar->volume > 0 ? 1 : 0);
        bars.push_back(*bar);
    }
    return bars;
}

std::optional<MarketTime> SyntheticMarket::history_start(const Instrument& instrument) const {
    const bool option = instrument.kind == InstrumentKind::option;
    return day_start(started_) - (option ? 60 : 365) * day_length;
}

}  // namespace

Result<std::unique_ptr<Market>> make_synthetic_market(const SyntheticConfig& config,
                                                      const Now& start) {
    std::vector<const SyntheticProfile*> profiles;
    for (const std::string& symbol : config.symbols) {
        const SyntheticProfile* profile = synthetic_profile(symbol);
        if (!profile) return bad_field("symbol", symbol, "one of SPX, SPY, QQQ, AAPL, MSFT, KO");
        profiles.push_back(profile);
    }
    if (profiles.empty())
        for (const SyntheticProfile& profile : synthetic_profiles()) profiles.push_back(&profile);
    Universe universe = list_synthetic(profiles, options::to_new_york(start.market).date);
    return std::make_unique<SyntheticMarket>(config, std::move(universe), profiles, start.market);
}

}  // namespace wingspread::sim
