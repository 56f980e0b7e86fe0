#include "sim/replay_market.hpp"

#include "core/date.hpp"
#include "data/chain_day.hpp"
#include "options/calendar.hpp"
#include "pricing/black76.hpp"
#include "pricing/forward.hpp"
#include "pricing/implied_vol.hpp"
#include "sim/price_grid.hpp"
#include "sim/replay_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <tuple>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

/// Options that share a forward.
using ExpiryKey = std::tuple<std::string, Date>;

class ReplayMarket final : public Market {
  public:
    ReplayMarket(std::shared_ptr<const data::ChainDay> day, const ReplayConfig& config,
                 MarketTime start, MonotonicTime begun)
        : day_(std::move(day)),
          config_(config),
          universe_(list_replay(*day_)),
          quotes_(day_->contracts.size() + 1),
          start_(start),
          begun_(begun),
          time_(start) {
        for (std::size_t i = 0; i < universe_.instruments().size(); ++i)
            places_[universe_.instruments()[i].conid] = i;
        apply();
    }

    const Universe& universe() const override { return universe_; }
    void advance(const Now& now) override {
        time_ = std::max(time_, time_at(now));
        apply();
    }
    MarketTime time() const override { return time_; }
    MarketTime time_at(const Now& now) const override {
        const duration<double, std::nano> passed = now.monotonic - begun_;
        return start_ + duration_cast<Duration>(passed * config_.speed);
    }
    bool is_open(const Instrument& instrument) const override;
    MarketQuote quote(const Instrument& instrument) override {
        return quotes_[places_.at(instrument.conid)];
    }
    std::optional<ModelValues> model(const Instrument& instrument) override;
    UnderlyingFigures figures(const Instrument& underlying) override;
    std::vector<MarketBar> bars(const Instrument& instrument, MarketTime from, MarketTime to,
                                Duration step, BarSource source) override;
    std::optional<MarketTime> history_start(const Instrument&) const override {
        return options::from_new_york(day_->date, 0h);
    }

  private:
    struct Cursors {
        std::size_t quotes = 0;
        std::size_t trades = 0;
        std::size_t open_interest = 0;
        std::size_t underlying_quotes = 0;
        std::size_t underlying_trades = 0;
    };
    /// A forward and the minute for which it was found.
    struct Forward {
        std::size_t applied = 0;
        std::optional<pricing::ExpiryMarket> market;
    };

    void apply();
    static void apply_quote(MarketQuote& quote, const data::QuoteRow& row);
    static void apply_trade(MarketQuote& quote, const data::TradeRow& row);
    std::optional<double> spot() const;
    std::optional<pricing::ExpiryMarket> forward_of(const options::OptionContract& option);
    std::optional<pricing::ExpiryMarket> find_forward(const options::OptionContract& option);

    std::shared_ptr<const data::ChainDay> day_;
    ReplayConfig config_;
    Universe universe_;
    std::map<ConId, std::size_t> places_;
    std::vector<MarketQuote> quotes_;  ///< of the underlying, then of each contract
    Cursors next_;
    std::map<ExpiryKey, Forward> forwards_;
    MarketTime start_;
    MonotonicTime begun_;
    MarketTime time_;
};

/// Calls `use` for every row that has become known.
template <class Row, class Use>
void take_known(const std::vector<Row>& rows, std::size_t& next, MarketTime time, Use use) {
    for (; next < rows.size() && rows[next].known_at() <= time; ++next) use(rows[next]);
}

void ReplayMarket::apply_quote(MarketQuote& quote, const data::QuoteRow& row) {
    if (row.bid) {
        quote.bid = row.bid->close > Price{} ? std::optional{row.bid->close} : std::nullopt;
        quote.bid_size = row.bid_size;
    }
    if (row.ask) {
        quote.ask = row.ask->close > Price{} ? std::optional{row.ask->close} : std::nullopt;
        quote.ask_size = row.ask_size;
    }
}

void ReplayMarket::apply_trade(MarketQuote& quote, const data::TradeRow& row) {
    quote.last = row.price.close;
    quote.last_size = std::max<std::int64_t>(1, std::min<std::int64_t>(row.volume, 100));
    quote.last_time = row.known_at();
    quote.volume = quote.volume.value_or(0) + row.volume;
    if (!quote.open) quote.open = row.price.open;
    quote.high = std::max(quote.high.value_or(row.price.high), row.price.high);
    quote.low = std::min(quote.low.value_or(row.price.low), row.price.low);
}

void ReplayMarket::apply() {
    take_known(day_->quotes, next_.quotes, time_,
               [&](const auto& row) { apply_quote(quotes_[row.contract + 1], row); });
    take_known(day_->trades, next_.trades, time_,
               [&](const auto& row) { apply_trade(quotes_[row.contract + 1], row); });
    take_known(day_->open_interest, next_.open_interest, time_, [&](const auto& row) {
        quotes_[row.contract + 1].open_interest = row.open_interest;
    });
    take_known(day_->underlying_quotes, next_.underlying_quotes, time_,
               [&](const auto& row) { apply_quote(quotes_[0], row); });
    take_known(day_->underlying_trades, next_.underlying_trades, time_,
               [&](const auto& row) { apply_trade(quotes_[0], row); });
}

bool ReplayMarket::is_open(const Instrument& instrument) const {
    const auto kind = day_->underlying.kind;
    const auto session = instrument.kind == InstrumentKind::option
                             ? options::trading_session(instrument.option, kind, day_->date)
                             : options::regular_session(kind, day_->date);
    return session && session->open <= time_ && time_ <= session->close;
}

std::optional<double> ReplayMarket::spot() const {
    const MarketQuote& quote = quotes_[0];
    if (quote.bid && quote.ask) return 0.5 * (*quote.bid + *quote.ask).to_double();
    if (quote.last) return quote.last->to_double();
    return std::nullopt;
}

std::optional<pricing::ExpiryMarket> ReplayMarket::forward_of(
    const options::OptionContract& option) {
    Forward& cached = forwards_[{option.trading_class, option.expiration}];
    const std::size_t applied = next_.quotes + next_.underlying_trades + 1;
    if (cached.applied != applied) cached = {applied, find_forward(option)};
    return cached.market;
}

/// Put-call parity over all strikes of the expiry.
std::optional<pricing::ExpiryMarket> ReplayMarket::find_forward(
    const options::OptionContract& option) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    struct Row {
        double call_bid = none, call_ask = none, put_bid = none, put_ask = none;
    };
    std::map<Price, Row> rows;
    for (std::size_t i = 0; i < day_->contracts.size(); ++i) {
        const options::OptionContract& one = day_->contracts[i];
        if (one.trading_class != option.trading_class || one.expiration != option.expiration)
            continue;
        const MarketQuote& quote = quotes_[i + 1];
        const bool call = one.right == options::Right::call;
        Row& row = rows[one.strike];
        (call ? row.call_bid : row.put_bid) = quote.bid ? quote.bid->to_double() : none;
        (call ? row.call_ask : row.put_ask) = quote.ask ? quote.ask->to_double() : none;
    }
    std::array<std::vector<double>, 5> columns;
    for (const auto& [strike, row] : rows) {
        const std::array values{strike.to_double(), row.call_bid, row.call_ask, row.put_bid,
                                row.put_ask};
        for (std::size_t i = 0; i < values.size(); ++i) columns[i].push_back(values[i]);
    }
    const auto underlying = spot();
    const double years = options::years_to(time_, options::expiry_instant(option));
    if (!underlying || years <= 0) return std::nullopt;
    pricing::ForwardSettings settings;
    settings.stated_rate_per_year = config_.rate_per_year;
    if (option.style == options::ExerciseStyle::american)
        settings.policy = pricing::DiscountPolicy::stated_only;
    const auto estimate = pricing::estimate_forward(
        {columns[0], columns[1], columns[2], columns[3], columns[4]}, *underlying, years, settings);
    if (!estimate) return std::nullopt;
    return estimate->market;
}

std::optional<ModelValues> ReplayMarket::model(const Instrument& instrument) {
    if (instrument.kind != InstrumentKind::option) return std::nullopt;
    const MarketQuote& quote = quotes_[places_.at(instrument.conid)];
    const auto market = forward_of(instrument.option);
    if (!market || !quote.bid || !quote.ask) return std::nullopt;
    const double mid = 0.5 * (*quote.bid + *quote.ask).to_double();
    const double strike = instrument.option.strike.to_double();
    const auto volatility = pricing::implied_volatility(
        instrument.option.right, market->forward, strike, market->years, mid / market->discount);
    if (!volatility) return std::nullopt;
    const pricing::Greeks greeks =
        pricing::black76(instrument.option.right, *market, strike, *volatility);
    ModelValues values;
    values.implied_vol = *volatility;
    values.price = greeks.price;
    values.delta = greeks.delta;
    values.gamma = greeks.gamma;
    values.vega = greeks.vega_per_point;
    values.theta = greeks.theta_per_day;
    values.pv_dividend = std::max(0.0, market->spot - market->forward * market->discount);
    values.underlying_price = market->spot;
    return values;
}

UnderlyingFigures ReplayMarket::figures(const Instrument&) {
    UnderlyingFigures figures;
    for (std::size_t i = 0; i < day_->contracts.size(); ++i) {
        const bool call = day_->contracts[i].right == options::Right::call;
        const MarketQuote& quote = quotes_[i + 1];
        (call ? figures.call_open_interest : figures.put_open_interest) +=
            quote.open_interest.value_or(0);
        (call ? figures.call_volume : figures.put_volume) += quote.volume.value_or(0);
    }
    return figures;
}

/// Puts minutes together to bars of a step.
class BarBuilder {
  public:
    BarBuilder(MarketTime from, Duration step) : from_(from), step_(step) {}

    void add(MarketTime start, const data::Bar& minute, std::int64_t volume) {
        const MarketTime place = from_ + (start - from_) / step_ * step_;
        if (bars.empty() || bars.back().start != place)
            bars.push_back({place, minute.open, minute.high, minute.low, minute.close, 0, 0});
        MarketBar& bar = bars.back();
        bar.high = std::max(bar.high, minute.high);
        bar.low = std::min(bar.low, minute.low);
        bar.close = minute.close;
        bar.volume += volume;
        bar.count += volume > 0 ? 1 : 0;
    }

    std::vector<MarketBar> bars;

  private:
    MarketTime from_;
    Duration step_;
};

std::vector<MarketBar> ReplayMarket::bars(const Instrument& instrument, MarketTime from,
                                          MarketTime to, Duration step, BarSource source) {
    const std::size_t place = places_.at(instrument.conid);
    const auto contract = static_cast<std::uint32_t>(place == 0 ? 0 : place - 1);
    const MarketTime end = std::min(to, time_);
    BarBuilder builder(from, step);
    const auto wanted = [&](const auto& row) {
        return row.contract == contract && row.start >= from && row.known_at() <= end;
    };
    if (source == BarSource::trades) {
        for (const auto& row : place == 0 ? day_->underlying_trades : day_->trades)
            if (wanted(row)) builder.add(row.start, row.price, row.volume);
        return std::move(builder.bars);
    }
    std::optional<Price> bid;
    std::optional<Price> ask;
    for (const auto& row : place == 0 ? day_->underlying_quotes : day_->quotes) {
        if (!wanted(row)) continue;
        if (row.bid) bid = row.bid->close;
        if (row.ask) ask = row.ask->close;
        if (source == BarSource::bid && row.bid) builder.add(row.start, *row.bid, 0);
        if (source == BarSource::ask && row.ask) builder.add(row.start, *row.ask, 0);
        if (source == BarSource::midpoint && bid && ask) {
            const Price mid = Price::from_raw((*bid + *ask).raw() / 2);
            builder.add(row.start, {mid, mid, mid, mid}, 0);
        }
    }
    return std::move(builder.bars);
}

}  // namespace

Result<std::unique_ptr<Market>> make_replay_market(std::shared_ptr<const data::ChainDay> day,
                                                   const ReplayConfig& config, const Now& now) {
    if (!(config.speed >= 0) || config.speed > 1e6)
        return bad_field("speed", fmt::format("{}", config.speed), "0 to 1000000");
    const auto session = options::regular_session(day->underlying.kind, day->date);
    if (!session || day->contracts.empty())
        return fail(Errc::not_found,
                    fmt::format("no options were recorded on {}", to_iso(day->date)));
    const MarketTime start = config.start.value_or(session->open + data::bar_length);
    if (options::to_new_york(start).date != day->date)
        return bad_field("start", to_rfc3339(to_utc(start)), "a time on " + to_iso(day->date));
    return std::make_unique<ReplayMarket>(std::move(day), config, start, now.monotonic);
}

}  // namespace wingspread::sim
