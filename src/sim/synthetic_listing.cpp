#include "sim/synthetic_listing.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/noise.hpp"

#include <cmath>
#include <set>

namespace wingspread::sim {
namespace {

using namespace std::chrono;
using options::Settlement;
using options::UnderlyingKind;

struct Expiry {
    Date date{};
    Settlement settlement = Settlement::pm;
    bool monthly = false;

    auto operator<=>(const Expiry&) const = default;
};

Date trading_day_at_or_before(Date date) {
    return options::is_trading_day(date) ? date : options::previous_trading_day(date);
}

Date third_friday(year_month month) {
    return Date{sys_days{month.year() / month.month() / Friday[3]}};
}

/// All expiries from today on. Index monthlies come twice: AM in the index's own class, PM as
/// weeklies.
std::set<Expiry> expiries_of(const SyntheticProfile& profile, Date today) {
    std::set<Expiry> found;
    const bool index = profile.kind == UnderlyingKind::index;
    Date day = today;
    for (int i = 0; i < profile.dailies; ++i) {
        if (!options::is_trading_day(day)) day = options::next_trading_day(day);
        found.insert({day, Settlement::pm, false});
        day = options::next_trading_day(day);
    }
    sys_days friday{today};
    while (weekday{friday} != Friday) friday += days{1};
    for (int i = 0; i < profile.weeklies; ++i, friday += days{7})
        found.insert({trading_day_at_or_before(Date{friday}), Settlement::pm, false});
    year_month month{today.year(), today.month()};
    for (int listed = 0; listed < profile.monthlies; month += months{1}) {
        const Date date = trading_day_at_or_before(third_friday(month));
        if (date < today) continue;
        ++listed;
        if (index && options::previous_trading_day(date) >= today)
            found.insert({date, Settlement::am, true});
        if (index && found.contains({date, Settlement::pm, false})) continue;
        found.erase({date, Settlement::pm, false});
        found.insert({date, Settlement::pm, true});
    }
    std::set<Expiry> listed;
    for (const Expiry& expiry : found)
        if (expiry.date >= today) listed.insert(expiry);
    return listed;
}

/// Strikes of one expiry, each a listing step; near expiries reach less far and monthlies get the
/// fine grid's neighbours thinned out far in time, so that no two expiries need be alike.
std::vector<Price> strikes_of(const SyntheticProfile& profile, const Expiry& expiry, Date today) {
    const StrikeGrid& grid = profile.strikes;
    const int days_left = days_between(today, expiry.date);
    const double reach = std::min(1.0, 0.25 + 0.12 * std::sqrt(static_cast<double>(days_left)));
    const double step = days_left > 100 ? grid.coarse : grid.fine;
    std::set<Price> strikes;
    const auto add = [&](double from, double to, double by) {
        for (double k = std::ceil(from / by) * by; k <= to + 1e-9; k += by)
            if (k > 0)
                if (const auto price = Price::from_double(k)) strikes.insert(*price);
    };
    const double far = expiry.monthly ? grid.coarse : grid.coarse * (days_left > 45 ? 2 : 1);
    add(profile.spot * (1 - grid.low_range * reach), profile.spot * (1 + grid.high_range * reach),
        far);
    const double near = grid.fine_range * std::min(1.0, 0.4 + 0.2 * std::sqrt(days_left + 0.0));
    add(profile.spot * (1 - near), profile.spot * (1 + near), step);
    return {strikes.begin(), strikes.end()};
}

class Lister {
  public:
    Lister(Universe& universe, Date today) : universe_(universe), today_(today) {}

    void list(const SyntheticProfile& profile) {
        add_underlying(profile);
        const bool index = profile.kind == UnderlyingKind::index;
        const std::string own(index ? profile.trading_class : profile.symbol);
        const std::size_t own_class = add_class(profile, own);
        const std::size_t weekly_class = index ? add_class(profile, own + "W") : own_class;
        for (const Expiry& expiry : expiries_of(profile, today_)) {
            const bool am = expiry.settlement == Settlement::am;
            for (const Price strike : strikes_of(profile, expiry, today_))
                for (const options::Right right : {options::Right::call, options::Right::put})
                    add_option(profile, am ? own_class : weekly_class, expiry, strike, right);
        }
    }

  private:
    void add_underlying(const SyntheticProfile& profile) {
        const bool index = profile.kind == UnderlyingKind::index;
        Product product;
        product.kind = index ? InstrumentKind::index : InstrumentKind::stock;
        product.symbol = profile.symbol;
        product.trading_class = profile.trading_class;
        product.long_name = profile.long_name;
        product.primary_exchange = profile.primary_exchange;
        if (!index) product.exchanges = {"SMART"};
        product.exchanges.emplace_back(profile.primary_exchange);
        product.market_rule = 26;
        product.min_tick = Price::from_raw(1'000'000);
        product.stock_type = profile.stock_type;
        product.late_close = index;
        Instrument instrument;
        instrument.conid = profile.conid;
        instrument.kind = product.kind;
        instrument.symbol = profile.symbol;
        instrument.local_symbol = profile.symbol;
        instrument.product = universe_.add_product(std::move(product));
        taken_[instrument.conid] = 1;
        universe_.add(std::move(instrument));
    }

    std::size_t add_class(const SyntheticProfile& profile, const std::string& trading_class) {
        const bool index = profile.kind == UnderlyingKind::index;
        Product product;
        product.kind = InstrumentKind::option;
        product.symbol = profile.symbol;
        product.trading_class = trading_class;
        product.long_name = profile.long_name;
        product.exchanges = option_exchanges(profile.kind);
        product.market_rule = profile.market_rule;
        product.min_tick = Price::from_raw(index ? 5'000'000 : 1'000'000);
        product.late_close = index;
        product.penny_combos = !index;
        return universe_.add_product(std::move(product));
    }

    void add_option(const SyntheticProfile& profile, std::size_t product, const Expiry& expiry,
                    Price strike, options::Right right) {
        const bool index = profile.kind == UnderlyingKind::index;
        Instrument instrument;
        instrument.kind = InstrumentKind::option;
        instrument.product = product;
        instrument.symbol = profile.symbol;
        instrument.underlying = profile.conid;
        options::OptionContract& option = instrument.option;
        option.symbol = profile.symbol;
        option.trading_class = universe_.products()[product].trading_class;
        option.expiration = expiry.date;
        option.settlement = expiry.settlement;
        option.last_trade_date = expiry.settlement == Settlement::am
                                     ? options::previous_trading_day(expiry.date)
                                     : expiry.date;
        option.strike = strike;
        option.right = right;
        option.style = index ? options::ExerciseStyle::european : options::ExerciseStyle::american;
        instrument.local_symbol = options::osi_symbol(option);
        instrument.conid = option_conid(instrument.local_symbol, taken_);
        option.conid = instrument.conid;
        taken_[instrument.conid] = 1;
        universe_.add(std::move(instrument));
    }

    Universe& universe_;
    Date today_;
    std::map<ConId, int> taken_;
};

}  // namespace

std::vector<std::string> option_exchanges(UnderlyingKind kind) {
    if (kind == UnderlyingKind::index) return {"SMART", "CBOE"};
    return {"SMART", "AMEX", "BOX", "CBOE", "NASDAQOM", "PHLX"};
}

void add_market_rules(Universe& universe) {
    const auto cents = [](std::int64_t count) { return Price::from_raw(count * 1'000'000); };
    const Price three = Price::from_int(3);
    universe.add_rule(26, {{Price{}, cents(1)}});
    universe.add_rule(109, {{Price{}, cents(1)}});
    universe.add_rule(32, {{Price{}, cents(1)}, {three, cents(5)}});
    universe.add_rule(67, {{Price{}, cents(5)}, {three, cents(10)}});
}

ConId option_conid(std::string_view osi_symbol, const std::map<ConId, int>& taken) {
    std::uint64_t hash = hash_text(osi_symbol);
    for (;; hash = mix(hash, 1)) {
        const ConId candidate{static_cast<std::int64_t>(600'000'000 + hash % 1'200'000'000)};
        if (!taken.contains(candidate)) return candidate;
    }
}

Universe list_synthetic(std::span<const SyntheticProfile* const> profiles, Date today) {
    Universe universe;
    add_market_rules(universe);
    Lister lister(universe, today);
    for (const SyntheticProfile* profile : profiles) lister.list(*profile);
    universe.finish();
    return universe;
}

}  // namespace wingspread::sim
