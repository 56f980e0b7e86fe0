#include "sim/order_checks.hpp"

#include "sim/commissions.hpp"
#include "sim/contract_desk.hpp"
#include "sim/portfolio.hpp"
#include "sim/price_grid.hpp"
#include "sim/quotes.hpp"
#include "sim/stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wingspread::sim {
namespace {

Refusal invalid_order(std::string_view cause) {
    return {321, fmt::format("Error validating request.-'bF' : cause - {}", cause)};
}
Refusal rejected(std::string_view reason) {
    return {201, fmt::format("Order rejected - reason:{}", reason)};
}

bool is_price_type(const tws::Order& order, tws::OrderType type) {
    return order.order_type == type;
}

/// Parts of orders that this gateway does not play; better refused than ignored.
std::optional<Refusal> check_supported(const tws::PlaceOrder& placed) {
    const tws::Order& order = *placed.order;
    const bool simulated = is_price_type(order, tws::OrderType::limit) ||
                           is_price_type(order, tws::OrderType::market) ||
                           is_price_type(order, tws::OrderType::stop) ||
                           is_price_type(order, tws::OrderType::stop_limit);
    if (!simulated) return invalid_order("Invalid order type was entered");
    if (order.action != tws::Action::buy && order.action != tws::Action::sell)
        return invalid_order("Invalid order side was entered");
    if (!order.oca_group.empty() && placed.contract.is_combo())
        return Refusal{356, "Smart combo: OCA groups are not allowed."};
    if (!order.oca_group.empty() && (order.oca_type < 0 || order.oca_type > 3))
        return invalid_order("Invalid OCA type");
    if (placed.contract.is_combo() && order.parent_id.value() != 0)
        return Refusal{358, "Smart combo: child orders are not allowed."};
    if (!order.algo_strategy.empty()) return invalid_order("Algorithms are not simulated");
    if (!order.conditions.empty()) return invalid_order("Conditions are not simulated");
    if (!order.leg_prices.empty() &&
        std::ranges::any_of(order.leg_prices, [](const auto& price) { return price.has_value(); }))
        return Refusal{10058,
                       "Per-leg prices are only allowed for non-guaranteed combos of two "
                       "legs."};
    return std::nullopt;
}

std::optional<Refusal> check_combo_routing(const tws::PlaceOrder& placed) {
    for (const tws::TagValue& pair : placed.order->smart_combo_routing)
        if (pair.tag == "NonGuaranteed" && pair.value != "0")
            return pair.value == "1"
                       ? invalid_order("Non-guaranteed combinations are not simulated")
                       : Refusal{10043, "Missing or invalid NonGuaranteed value."};
    return std::nullopt;
}

std::optional<Refusal> check_quantity(const tws::Order& order, bool whole) {
    if (!order.total_quantity || order.total_quantity->is_zero())
        return Refusal{434, "The order size cannot be zero."};
    if (*order.total_quantity < Quantity{}) return invalid_order("The order size is negative");
    if (whole && order.total_quantity->raw() % Quantity::scale != 0)
        return invalid_order("The order size is not a whole number");
    return std::nullopt;
}

std::optional<Refusal> check_account(const Floor& floor, const tws::Order& order) {
    if (order.account.empty() || order.account == floor.config.account) return std::nullopt;
    return invalid_order("Invalid account code");
}

std::optional<Refusal> read_prices(const tws::Order& order, BookedOrder& booked) {
    const bool stop_limit = is_price_type(order, tws::OrderType::stop_limit);
    if (is_price_type(order, tws::OrderType::limit) || stop_limit) {
        if (!order.limit_price) return invalid_order("Missing limit price");
        booked.limit = order.limit_price;
    }
    if (is_price_type(order, tws::OrderType::stop) || stop_limit) {
        if (!order.aux_price || order.aux_price->is_zero())
            return invalid_order("Missing stop price");
        booked.stop = order.aux_price;
    }
    return std::nullopt;
}

std::optional<Refusal> read_time_in_force(const tws::Order& order, BookedOrder& booked) {
    static const std::set<std::string, std::less<>> simulated{"DAY", "GTC", "IOC", "FOK", "GTD"};
    booked.time_in_force = order.tif == tws::Tif::none ? "DAY" : std::string(order.tif.text());
    if (!simulated.contains(booked.time_in_force))
        return invalid_order(fmt::format("Invalid time in force: {}", order.tif.text()));
    if (booked.time_in_force == "GTD" && !parse_stamp(order.good_till_date))
        return invalid_order(fmt::format("Invalid good till date: {}", order.good_till_date));
    return std::nullopt;
}

std::optional<Refusal> read_contract(const Floor& floor, const tws::Contract& contract,
                                     BookedOrder& booked) {
    if (contract.is_combo()) {
        auto legs = find_legs(floor.universe(), contract);
        if (!legs) return legs.error();
        booked.legs = std::move(*legs);
        booked.symbol = contract.symbol;
        return std::nullopt;
    }
    const auto instrument = find_one(floor.universe(), contract);
    if (!instrument) return instrument.error();
    if ((*instrument)->kind == InstrumentKind::index)
        return rejected("No trading permissions. An index cannot be traded.");
    booked.conid = (*instrument)->conid;
    booked.symbol = (*instrument)->symbol;
    return std::nullopt;
}

/// Largest and smallest value of the unit at expiry, per share; only for legs of one expiry.
struct PayoffRange {
    Price low{};
    Price high{};
};
std::optional<PayoffRange> payoff_range(const Universe& universe,
                                        const std::vector<BookedLeg>& legs) {
    std::set<Price> knots{Price{}};
    std::int64_t slope_at_top = 0;
    std::optional<Date> expiration;
    std::vector<const Instrument*> contracts;
    for (const BookedLeg& leg : legs) {
        const Instrument* instrument = universe.find(leg.conid);
        if (!instrument || instrument->kind != InstrumentKind::option) return std::nullopt;
        if (expiration && *expiration != instrument->option.expiration) return std::nullopt;
        expiration = instrument->option.expiration;
        contracts.push_back(instrument);
        knots.insert(instrument->option.strike);
        if (instrument->option.right == options::Right::call)
            slope_at_top += leg.buy ? leg.ratio : -leg.ratio;
    }
    if (slope_at_top != 0) return std::nullopt;
    std::optional<PayoffRange> range;
    for (const Price spot : knots) {
        Price value{};
        for (std::size_t i = 0; i < legs.size(); ++i) {
            const options::OptionContract& option = contracts[i]->option;
            const Price inside =
                option.right == options::Right::call ? spot - option.strike : option.strike - spot;
            value += std::max(inside, Price{}) * (legs[i].buy ? legs[i].ratio : -legs[i].ratio);
        }
        if (!range) range = PayoffRange{value, value};
        range->low = std::min(range->low, value);
        range->high = std::max(range->high, value);
    }
    return range;
}

Money commission_of(const Floor& floor, const Instrument& instrument, Quantity quantity,
                    Price price) {
    const CommissionSchedule& schedule = floor.config.commissions;
    return instrument.kind == InstrumentKind::option ? option_commission(schedule, price, quantity)
                                                     : stock_commission(schedule, price, quantity);
}

}  // namespace

std::expected<BookedOrder, Refusal> read_order(const Floor& floor, const tws::PlaceOrder& placed) {
    const tws::Order& order = *placed.order;
    BookedOrder booked;
    const auto problem = [&]() -> std::optional<Refusal> {
        if (auto refusal = check_supported(placed)) return refusal;
        if (auto refusal = check_quantity(order, true)) return refusal;
        if (auto refusal = check_account(floor, order)) return refusal;
        if (auto refusal = read_prices(order, booked)) return refusal;
        if (auto refusal = read_time_in_force(order, booked)) return refusal;
        if (auto refusal = read_contract(floor, placed.contract, booked)) return refusal;
        return check_combo_routing(placed);
    }();
    if (problem) return std::unexpected(*problem);
    booked.order_id = placed.order_id;
    booked.buy = order.action == tws::Action::buy;
    booked.quantity = *order.total_quantity;
    booked.order_type = order.order_type.text();
    booked.order_ref = order.order_ref;
    return booked;
}

std::vector<BookedLeg> legs_of(const BookedOrder& order) {
    if (!order.legs.empty()) return order.legs;
    return {{order.conid, 1, true}};
}

Price increment_of(const Universe& universe, const BookedOrder& order, Price price) {
    if (order.legs.empty()) return universe.increment(*universe.find(order.conid), price);
    const Instrument* leg = universe.find(order.legs.front().conid);
    return universe.product_of(*leg).penny_combos ? cent : 5 * cent;
}

std::optional<Refusal> check_price(const Floor& floor, const BookedOrder& order) {
    for (const auto& price : {order.limit, order.stop})
        if (price && !is_multiple(*price, increment_of(floor.universe(), order, *price)))
            return Refusal{110,
                           "The price does not conform to the minimum price variation for this "
                           "contract."};
    if (order.legs.empty() && order.limit && *order.limit <= Price{})
        return invalid_order("The limit price must be positive");
    return std::nullopt;
}

std::optional<Refusal> check_riskless(const Floor& floor, const BookedOrder& order) {
    const auto range = payoff_range(floor.universe(), legs_of(order));
    if (order.legs.empty() || !order.limit || !range) return std::nullopt;
    // Within the range somebody can lose; at its cheap end nobody but the other side can.
    const Price best = order.buy ? range->low : range->high;
    const bool riskless =
        order.buy ? *order.limit <= best && best < Price{} : *order.limit >= best && best > Price{};
    const bool outside = *order.limit < range->low || *order.limit > range->high;
    if (riskless || outside) return rejected("Riskless combination orders are not allowed.");
    return std::nullopt;
}

std::optional<Refusal> check_both_sides(const Floor& floor, const BookedOrder& order) {
    std::map<ConId, bool> sides;
    for (const BookedLeg& leg : legs_of(order)) sides[leg.conid] = leg.buy == order.buy;
    for (const BookedOrder& other : floor.books.orders) {
        if (!is_working(other.status) || other.perm_id == order.perm_id) continue;
        for (const BookedLeg& leg : legs_of(other)) {
            const auto mine = sides.find(leg.conid);
            const Instrument* instrument = floor.universe().find(leg.conid);
            if (mine == sides.end() || !instrument || instrument->kind != InstrumentKind::option)
                continue;
            if (mine->second != (leg.buy == other.buy))
                return rejected(
                    "Cannot have open orders on both sides of the same US Option contract in the "
                    "same account.");
        }
    }
    return std::nullopt;
}

std::vector<Trade> trades_if_filled(Floor& floor, const BookedOrder& order) {
    const std::vector<BookedLeg> legs = legs_of(order);
    const auto markets = leg_markets(*floor.market, legs, !order.buy);
    const auto unit = unit_market(markets);
    std::vector<Price> prices(legs.size());
    if (unit) {
        const Price natural = unit->ask;
        // The books' limit is from the side of whoever buys the unit.
        const Price wanted = order.limit ? (order.buy ? *order.limit : -*order.limit) : natural;
        prices = leg_prices(markets, wanted);
        if (order.limit && legs.size() == 1) prices = {*order.limit};
    } else if (legs.size() == 1 && order.limit) {
        prices = {*order.limit};
    } else {
        return {};
    }
    std::vector<Trade> trades;
    Money plain{};
    for (std::size_t i = 0; i < legs.size(); ++i) {
        const Instrument* instrument = floor.universe().find(legs[i].conid);
        Trade trade{instrument, (order.quantity - order.filled) * legs[i].ratio, prices[i], {}};
        if (legs[i].buy != order.buy) trade.quantity = -trade.quantity;
        trade.commission_usd = commission_of(floor, *instrument, trade.quantity, trade.price);
        plain += trade.commission_usd;
        trades.push_back(trade);
    }
    const Money least = floor.config.commissions.option_minimum_per_order_usd;
    if (plain < least && trades.front().instrument->kind == InstrumentKind::option)
        trades.front().commission_usd += least - plain;
    return trades;
}

std::optional<Refusal> check_margin(Floor& floor, const BookedOrder& order) {
    const std::vector<Trade> trades = trades_if_filled(floor, order);
    if (trades.empty()) return std::nullopt;
    const AccountFigures before = account_figures(floor.books, *floor.market);
    const AccountFigures after = account_after(floor.books, *floor.market, trades);
    const bool worse = after.available_usd() < before.available_usd();
    if (after.available_usd() >= Money{} || !worse) return std::nullopt;
    return rejected(fmt::format(
        "YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN "
        "VALUE [{:.2f} USD] MUST EXCEED THE INITIAL MARGIN [{:.2f} USD]",
        after.equity_with_loan_usd.to_double(), after.margin.initial_usd.to_double()));
}

}  // namespace wingspread::sim
