#include "data/replay.hpp"

#include "options/calendar.hpp"

#include <algorithm>

namespace wingspread::data {

namespace {

using market::Tick;
using market::TickKind;

/// Of a day; beyond is no market but a broken file.
constexpr std::int64_t max_volume = 10'000'000'000;

/// Ends of bars are what a person sees of them; a side that is absent says nothing.
template <class Apply>
void quote_ticks(const QuoteRow& row, Apply apply) {
    if (row.bid)
        apply(Tick{TickKind::bid, row.bid->close, Quantity::from_int(row.bid_size), false,
                   row.known_at()});
    if (row.ask)
        apply(Tick{TickKind::ask, row.ask->close, Quantity::from_int(row.ask_size), false,
                   row.known_at()});
}

Tick last_tick(const TradeRow& row) {
    return {TickKind::last, row.price.close, Quantity::from_int(row.volume), false, row.known_at()};
}

/// Calls `apply` with the rows that are known by then and have not been seen.
template <class Row, class Apply>
void play(const std::vector<Row>& rows, std::size_t& next, MarketTime at, Apply apply) {
    while (next < rows.size() && rows[next].known_at() <= at) apply(rows[next++]);
}

template <class Row>
void keep_earliest(std::optional<MarketTime>& earliest, const std::vector<Row>& rows,
                   std::size_t next) {
    if (next == rows.size()) return;
    const MarketTime known_at = rows[next].known_at();
    if (!earliest || known_at < *earliest) earliest = known_at;
}

}  // namespace

DayReplay::DayReplay(const ChainDay& day)
    : day_(day),
      chain_(day.underlying),
      volumes_(day.contracts.size()),
      is_touched_(day.contracts.size()) {
    for (const auto& contract : day.contracts) {
        const auto index = book_.add(ConId{});
        book_.lease(index);
        book_.set_data_type(index, market::DataType::live);
        // Contracts of a loaded day are unique and of its symbol: nothing is refused.
        static_cast<void>(chain_.add(contract, index));
    }
}

std::span<const std::uint32_t> DayReplay::advance_to(MarketTime at) {
    for (const auto contract : touched_) is_touched_[contract] = 0;
    touched_.clear();
    now_ = std::max(now_, at);
    play(day_.underlying_quotes, next_underlying_quote_, at, [this](const QuoteRow& row) {
        quote_ticks(row, [this](const Tick& tick) { market::apply(underlying_, tick); });
    });
    play(day_.underlying_trades, next_underlying_trade_, at,
         [this](const TradeRow& row) { market::apply(underlying_, last_tick(row)); });
    const auto apply_row = [this](const auto& row) { apply(row); };
    play(day_.quotes, next_quote_, at, apply_row);
    play(day_.trades, next_trade_, at, apply_row);
    play(day_.open_interest, next_open_interest_, at, apply_row);
    std::ranges::sort(touched_);
    return touched_;
}

std::optional<MarketTime> DayReplay::next() const {
    std::optional<MarketTime> earliest;
    keep_earliest(earliest, day_.quotes, next_quote_);
    keep_earliest(earliest, day_.trades, next_trade_);
    keep_earliest(earliest, day_.open_interest, next_open_interest_);
    keep_earliest(earliest, day_.underlying_quotes, next_underlying_quote_);
    keep_earliest(earliest, day_.underlying_trades, next_underlying_trade_);
    return earliest;
}

std::shared_ptr<const market::ChainSnapshot> DayReplay::snapshot() {
    return chain_.snapshot(book_, market::spot(underlying_), now_, {});
}

void DayReplay::apply(const QuoteRow& row) {
    quote_ticks(row, [&](const Tick& tick) { touch(row.contract, tick); });
}

void DayReplay::apply(const TradeRow& row) {
    std::int64_t& volume = volumes_[row.contract];
    volume = std::min(volume + row.volume, max_volume);
    touch(row.contract, last_tick(row));
    touch(row.contract, {TickKind::volume, {}, Quantity::from_int(volume), false, row.known_at()});
}

void DayReplay::apply(const OpenInterestRow& row) {
    touch(row.contract, {TickKind::open_interest,
                         {},
                         Quantity::from_int(row.open_interest),
                         false,
                         row.known_at()});
}

void DayReplay::touch(std::uint32_t contract, const Tick& tick) {
    book_.apply(market::InstrumentIndex(contract), tick);
    if (is_touched_[contract]) return;
    is_touched_[contract] = 1;
    touched_.push_back(contract);
}

std::shared_ptr<const market::ChainSnapshot> chain_at(const ChainDay& day, MarketTime at) {
    DayReplay replay(day);
    replay.advance_to(at);
    return replay.snapshot();
}

Result<std::shared_ptr<const market::ChainSnapshot>> load_chain(const std::string& dir,
                                                                const std::string& symbol,
                                                                Date date,
                                                                Duration since_midnight) {
    const auto day = load_chain_day(dir, symbol, date);
    if (!day) return std::unexpected(day.error());
    return chain_at(*day, options::from_new_york(date, since_midnight));
}

Result<Duration> parse_time_of_day(std::string_view text) {
    const auto refuse = [&] { return bad_field("time", text, "HH:MM, as 12:00"); };
    if (text.size() != 5 && text.size() != 8) return refuse();
    constexpr std::array limits{24, 60, 60};
    constexpr std::array units{3600, 60, 1};
    int seconds = 0;
    for (std::size_t part = 0; part * 3 < text.size(); ++part) {
        const char* digits = text.data() + part * 3;
        const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
        if (!is_digit(digits[0]) || !is_digit(digits[1])) return refuse();
        if (part > 0 && digits[-1] != ':') return refuse();
        const int value = (digits[0] - '0') * 10 + (digits[1] - '0');
        if (value >= limits[part]) return refuse();
        seconds += value * units[part];
    }
    return std::chrono::seconds{seconds};
}

}  // namespace wingspread::data
