#include "engine/leg_market.hpp"

#include "broker/translate_contracts.hpp"
#include "options/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::engine {

namespace {

options::UnderlyingKind kind_of(const options::OptionContract& option) {
    return broker::is_known_index(option.symbol) ? options::UnderlyingKind::index
                                                 : options::UnderlyingKind::stock;
}

}  // namespace

std::vector<trade::LegQuote> leg_quotes(std::span<const trade::OrderLeg> legs,
                                        const QuoteDesk& quotes, const Now& now) {
    std::vector<trade::LegQuote> found;
    for (const auto& leg : legs) {
        const auto index = quotes.book().find(leg.conid());
        if (!index) {
            found.push_back({leg.conid(), {}, {}, market::Usability::unquoted});
            continue;
        }
        const auto& quote = quotes.book().quote(*index);
        // An order is priced on what a line says now, never on what one said before.
        const bool fed = quotes.book().line(*index).leased;
        const auto use =
            fed ? quotes.book().usability(*index, {}, now.market) : market::Usability::stale;
        found.push_back({leg.conid(), quote.bid, quote.ask, use});
    }
    return found;
}

namespace {

std::optional<options::NetPrice> priced(std::span<const trade::OrderLeg> legs,
                                        std::span<const trade::LegQuote> quotes, bool closes) {
    std::vector<options::QuotedLeg> quoted;
    for (const auto& leg : legs) {
        const auto quote = std::ranges::find(quotes, leg.conid(), &trade::LegQuote::conid);
        if (quote == quotes.end() || !quote->ask) return std::nullopt;
        const bool unwanted = closes && leg.side == options::Side::sell &&
                              leg.option() != nullptr &&
                              quote->usability == market::Usability::missing_bid;
        const bool usable = quote->usability == market::Usability::usable && quote->bid;
        if (!usable && !unwanted) return std::nullopt;
        quoted.push_back(
            {leg.side, leg.price_ratio(), unwanted ? Price{} : *quote->bid, *quote->ask});
    }
    return options::net_price(quoted);
}

}  // namespace

std::optional<options::NetPrice> net_price(std::span<const trade::OrderLeg> legs,
                                           std::span<const trade::LegQuote> quotes) {
    return priced(legs, quotes, false);
}

std::optional<options::NetPrice> closing_price(std::span<const trade::OrderLeg> legs,
                                               std::span<const trade::LegQuote> quotes) {
    return priced(legs, quotes, true);
}

std::optional<options::NetPrice> present_price(const trade::OrderTerms& terms,
                                               std::span<const trade::LegQuote> quotes) {
    return priced(trade::order_legs(terms), quotes, terms.action == trade::OrderAction::close);
}

std::string describe(std::span<const trade::LegQuote> quotes) {
    std::string text;
    for (const auto& quote : quotes) {
        text += fmt::format(" {} {};", quote.conid.value(), to_string(quote.usability));
    }
    return text;
}

std::optional<trade::UnderlyingMarket> underlying_market(std::span<const trade::OrderLeg> legs,
                                                         const QuoteDesk& quotes) {
    const auto leg = std::ranges::find_if(
        legs, [](const trade::OrderLeg& each) { return each.option() != nullptr; });
    if (leg == legs.end()) return std::nullopt;
    const auto* const underlying = quotes.underlying(leg->option()->symbol);
    if (underlying == nullptr) return std::nullopt;
    trade::UnderlyingMarket market{underlying->kind, std::nullopt, std::nullopt};
    if (const auto* dividends = quotes.dividends(underlying->conid)) market.dividends = *dividends;
    const auto index = quotes.book().find(underlying->conid);
    if (!index) return market;
    const auto& line = quotes.book().line(*index);
    const auto& quote = quotes.book().quote(*index);
    const bool gap = quote.bid_before_gap || quote.ask_before_gap;
    if (line.leased && line.data_type == market::DataType::live && !gap) {
        market.spot = market::spot(quote);
    }
    return market;
}

std::vector<ConId> quoted_for(const trade::OrderTerms& terms, const QuoteDesk& quotes) {
    std::vector<ConId> found;
    for (const auto& leg : trade::order_legs(terms)) found.push_back(leg.conid());
    const auto* const underlying = quotes.underlying(terms.structure.symbol());
    if (underlying != nullptr && !trade::assignable_options(terms).empty()) {
        found.push_back(underlying->conid);
    }
    return found;
}

bool lacks_underlying(const options::Structure& structure, trade::OrderAction action,
                      const QuoteDesk& quotes) {
    return action != trade::OrderAction::close &&
           quotes.underlying(structure.symbol()) == nullptr &&
           !trade::assignable_options(structure).empty();
}

bool knows_underlying(const trade::OrderTerms& terms, const QuoteDesk& quotes) {
    const auto sold = trade::assignable_options(terms);
    if (sold.empty()) return true;
    const auto market = underlying_market(trade::order_legs(terms), quotes);
    if (!market || !market->spot) return false;
    const bool may_owe_dividends =
        market->kind == options::UnderlyingKind::stock &&
        std::ranges::count(sold, options::Right::call, &options::OptionContract::right) > 0;
    return market->dividends || !may_owe_dividends;
}

std::optional<Duration> time_to_last_trade(std::span<const trade::OrderLeg> legs, VenueHours hours,
                                           const Now& now) {
    std::optional<Duration> least;
    for (const auto& leg : legs) {
        const auto* const option = leg.option();
        if (option == nullptr) continue;
        auto last = options::expiry_instant(*option);
        if (hours != VenueHours::always) {
            const auto session =
                options::trading_session(*option, kind_of(*option), option->last_trade_date);
            if (!session) return std::nullopt;
            last = session->close;
        }
        const Duration left = last - now.market;
        least = least ? std::min(*least, left) : left;
    }
    return least;
}

bool is_open(std::span<const trade::OrderLeg> legs, VenueHours hours, const Now& now) {
    if (hours == VenueHours::always) return true;
    const auto date = options::to_new_york(now.market).date;
    return std::ranges::all_of(legs, [&](const trade::OrderLeg& leg) {
        const auto* const option = leg.option();
        const auto session = option != nullptr
                                 ? options::trading_session(*option, kind_of(*option), date)
                                 : options::regular_session(options::UnderlyingKind::stock, date);
        return session && session->contains(now.market);
    });
}

}  // namespace wingspread::engine
