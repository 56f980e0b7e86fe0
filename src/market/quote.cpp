#include "market/quote.hpp"

#include <algorithm>

namespace wingspread::market {

namespace {

constexpr std::array<std::string_view, usability_count> usability_names{
    "usable",   "unquoted", "missing_bid", "missing_ask", "crossed",
    "pre_open", "halted",   "delayed",     "gap",         "stale"};

bool is_positive(std::optional<Price> price) { return price && *price > Price{}; }

bool is_halted(HaltState halt) {
    return halt == HaltState::regulatory || halt == HaltState::volatility;
}

/// TWS sends −1 or 0 with size 0 for "no quote"; the size decides, because combos trade below zero.
std::optional<Price> real_price(const Tick& tick) {
    if (!tick.price) return std::nullopt;
    if (tick.size) return *tick.size > Quantity{} ? tick.price : std::nullopt;
    return is_positive(tick.price) ? tick.price : std::nullopt;
}

/// The fields of one side of a quote.
struct Side {
    std::optional<Price>& price;
    std::optional<Quantity>& size;
    MarketTime& time;
    bool& pre_open;
    bool& before_gap;
};

void apply_price(const Side& side, const Tick& tick) {
    side.price = real_price(tick);
    if (!side.price) side.size.reset();
    if (side.price && tick.size) side.size = tick.size;
    side.time = tick.time;
    side.pre_open = tick.pre_open;
    side.before_gap = false;
}

void apply_size(const Side& side, const Tick& tick) {
    if (!tick.size) return;
    side.time = tick.time;
    side.size = tick.size;
    if (*tick.size > Quantity{}) return;
    side.price.reset();
    side.size.reset();
}

void apply_last(Quote& quote, const Tick& tick) {
    const bool traded = tick.size && *tick.size > Quantity{};
    if (!tick.price || (!traded && !is_positive(tick.price))) return;
    quote.last = tick.price;
    quote.last_size = tick.size;
    quote.last_time = tick.time;
}

Side bid_of(Quote& quote) {
    return {quote.bid, quote.bid_size, quote.bid_time, quote.bid_pre_open, quote.bid_before_gap};
}
Side ask_of(Quote& quote) {
    return {quote.ask, quote.ask_size, quote.ask_time, quote.ask_pre_open, quote.ask_before_gap};
}

}  // namespace

std::string_view to_string(Usability usability) {
    return usability_names[static_cast<std::size_t>(usability)];
}

Usability usability(const Quote& quote, const LineState& line, const UsabilityRules& rules,
                    MarketTime now) {
    const bool has_bid = is_positive(quote.bid);
    const bool has_ask = is_positive(quote.ask);
    if (!has_bid && !has_ask) return Usability::unquoted;
    if (!has_bid) return Usability::missing_bid;
    if (!has_ask) return Usability::missing_ask;
    if (*quote.bid > *quote.ask) return Usability::crossed;
    if (quote.bid_pre_open || quote.ask_pre_open) return Usability::pre_open;
    if (is_halted(line.halt)) return Usability::halted;
    if (!rules.accept_delayed && line.data_type != DataType::live) return Usability::delayed;
    if (quote.bid_before_gap || quote.ask_before_gap) return Usability::gap;
    const auto limit = turns_stale_at(quote, line, rules);
    if (limit && now >= *limit) return Usability::stale;
    return Usability::usable;
}

std::optional<MarketTime> turns_stale_at(const Quote& quote, const LineState& line,
                                         const UsabilityRules& rules) {
    if (line.leased || !rules.max_unfed_age) return std::nullopt;
    return std::min(quote.bid_time, quote.ask_time) + *rules.max_unfed_age;
}

std::optional<Price> mid(const Quote& quote) {
    if (!quote.bid || !quote.ask || *quote.bid > *quote.ask) return std::nullopt;
    const __int128 sum = static_cast<__int128>(quote.bid->raw()) + quote.ask->raw();
    return Price::from_raw(static_cast<std::int64_t>(sum >> 1));
}

std::optional<Price> spot(const Quote& quote) {
    const bool two_sided = is_positive(quote.bid) && is_positive(quote.ask);
    if (const auto middle = mid(quote); two_sided && middle) return middle;
    return is_positive(quote.last) ? quote.last : std::nullopt;
}

void apply(Quote& quote, const Tick& tick) {
    switch (tick.kind) {
        case TickKind::bid: apply_price(bid_of(quote), tick); return;
        case TickKind::ask: apply_price(ask_of(quote), tick); return;
        case TickKind::last: apply_last(quote, tick); return;
        case TickKind::bid_size: apply_size(bid_of(quote), tick); return;
        case TickKind::ask_size: apply_size(ask_of(quote), tick); return;
        case TickKind::last_size: quote.last_size = tick.size; return;
        case TickKind::volume: quote.volume = tick.size; return;
        case TickKind::open_interest: quote.open_interest = tick.size; return;
    }
}

}  // namespace wingspread::market
