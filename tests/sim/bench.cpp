#include "bench.hpp"

#include "core/date.hpp"

namespace wingspread::sim::testing {

std::vector<std::string> events(const std::vector<tws::Answer>& answers) {
    std::vector<std::string> found;
    for (const tws::Answer& answer : answers) {
        if (const auto* open = std::get_if<tws::OpenOrder>(&answer))
            found.push_back("openOrder:" + std::string(open->state->status.text()));
        if (const auto* status = std::get_if<tws::OrderStatus>(&answer))
            found.push_back("orderStatus:" + std::string(status->status.text()));
        if (const auto* execution = std::get_if<tws::ExecDetails>(&answer))
            found.push_back("execDetails:" + std::string(execution->contract.sec_type.text()));
        if (std::holds_alternative<tws::CommissionReport>(answer))
            found.emplace_back("commissionReport");
        if (const auto* error = std::get_if<tws::ErrorMessage>(&answer))
            found.push_back("error:" + std::to_string(error->code));
    }
    return found;
}

const Instrument* option(const Gateway& gateway, const std::string& symbol, Date last_trade,
                         const char* strike, options::Right right) {
    const Universe& universe = gateway.market().universe();
    for (const Instrument* one : universe.options_on(universe.underlying(symbol)->conid))
        if (one->option.last_trade_date == last_trade && one->option.strike == price(strike) &&
            one->option.right == right)
            return one;
    return nullptr;
}

std::pair<const Instrument*, const Instrument*> put_pair(const Gateway& gateway,
                                                         const std::string& symbol, int min_days,
                                                         double below, double width) {
    const Universe& universe = gateway.market().universe();
    const Date today = options::to_new_york(gateway.market().time()).date;
    std::optional<Date> expiry;
    const Instrument* sold = nullptr;
    const Instrument* bought = nullptr;
    for (const Instrument* one : universe.options_on(universe.underlying(symbol)->conid)) {
        const options::OptionContract& o = one->option;
        if (o.right != options::Right::put || days_between(today, o.expiration) < min_days)
            continue;
        if (expiry && o.expiration != *expiry) continue;
        expiry = o.expiration;
        const double strike = o.strike.to_double();
        if (strike <= below && (!sold || o.strike > sold->option.strike)) sold = one;
    }
    for (const Instrument* one : universe.options_on(universe.underlying(symbol)->conid)) {
        const options::OptionContract& o = one->option;
        if (!sold || o.right != options::Right::put || o.expiration != *expiry ||
            o.trading_class != sold->option.trading_class)
            continue;
        if (o.strike.to_double() <= sold->option.strike.to_double() - width + 1e-9 &&
            (!bought || o.strike > bought->option.strike))
            bought = one;
    }
    return {sold, bought};
}

tws::Contract combo(const Instrument& sold, const Instrument& bought) {
    tws::Contract contract;
    contract.symbol = sold.symbol;
    contract.sec_type = tws::SecType::combo;
    contract.exchange = "SMART";
    contract.currency = "USD";
    const auto leg = [](const Instrument& instrument, tws::Action action) {
        tws::ComboLeg one;
        one.con_id = instrument.conid;
        one.ratio = 1;
        one.action = action;
        one.exchange = "SMART";
        return one;
    };
    contract.combo_legs = {leg(sold, tws::Action::sell), leg(bought, tws::Action::buy)};
    return contract;
}

}  // namespace wingspread::sim::testing
