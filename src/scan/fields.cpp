#include "scan/fields.hpp"

#include "scan/field_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace wingspread::scan {

namespace {

using std::string;
using std::string_view;
using namespace field_values;
using Source = const FieldSource&;

constexpr auto higher = Better::higher;
constexpr auto lower = Better::lower;
constexpr auto neither = std::nullopt;

/// The figure of a ranking's metric.
template <SortKey key>
double of_metric(Source c) {
    return metric(key).value(c.spread(), c.context().basis);
}

double max_loss(Source c) { return usd(c.spread().max_loss_usd); }
double max_profit(Source c) { return usd(c.spread().max_profit_usd); }
double net_profit(Source c) { return max_profit(c) - c.commission_usd(); }
double net_loss(Source c) { return max_loss(c) + c.commission_usd(); }
double annual(Source c, double value) { return value * 365 / std::max(c.spread().dte, 1); }
double theta(Source c) { return c.spread().theta_per_day; }
double breakeven(Source c, bool last) {
    const auto& all = c.spread().breakevens;
    if (all.empty()) return missing_value;
    return (last ? all.back() : all.front()).to_double();
}
double is_balanced(Source c) {
    const auto [low, high] = wings(c);
    return std::isnan(low) ? missing_value : (low == high ? 1 : 0);
}
double volatility(Source c, std::optional<double> (VolatilityHistory::*figure)() const) {
    const auto& history = c.context().volatility;
    return history ? ((*history).*figure)().value_or(missing_value) : missing_value;
}
double touch(Source c) {
    const double inside = greatest_of_sold(c, probability_in_the_money);
    return std::isnan(inside) ? missing_value : std::min(1.0, 2 * inside);
}

constexpr string_view price_group = "Prices";
constexpr string_view outcome_group = "Outcome at expiration";
constexpr string_view chance_group = "Probabilities and expected values";
constexpr string_view greek_group = "Greeks";
constexpr string_view shape_group = "Shape and time";
constexpr string_view liquid_group = "Liquidity";
constexpr string_view sold_group = "Sold legs";
constexpr string_view cost_group = "Margin and costs";
constexpr string_view event_group = "Events and holdings";
constexpr string_view below_group = "Underlying";

/// What metrics.hpp does not have.
constexpr std::array further_fields{
    Field{price_group, "debit", "USD per share", lower, false,
          "net price paid; negative for credits", [](Source c) { return c.net().to_double(); }},
    Field{price_group, "mid", "USD per share", neither, false, "net price at the mid of every leg",
          [](Source c) { return c.spread().mid.to_double(); }},
    Field{price_group, "credit_on_width", "ratio", higher, true, "credit / width",
          [](Source c) { return -c.net().to_double() / c.width(); }},
    Field{price_group, "edge_usd", "USD per spread", higher, false,
          "value of the legs by the fitted smile less the net price at mid",
          [](Source c) { return edge_usd(c); }},
    Field{outcome_group, "annualised_return", "per year", higher, true,
          "return_on_risk * 365 / dte, simple; dte of at least 1",
          [](Source c) { return annual(c, c.spread().return_on_risk.value_or(missing_value)); }},
    Field{outcome_group, "breakeven_low", "USD per share", neither, true, "the lowest breakeven",
          [](Source c) { return breakeven(c, false); }},
    Field{outcome_group, "breakeven_high", "USD per share", neither, true, "the highest breakeven",
          [](Source c) { return breakeven(c, true); }},
    Field{outcome_group, "cushion", "share of spot", higher, true,
          "from the spot to the nearest breakeven; negative if the spot is where it loses; one "
          "expiration only",
          [](Source c) { return c.cushion().of_spot; }},
    Field{outcome_group, "cushion_sigmas", "standard deviations", higher, true,
          "cushion as |ln(breakeven / spot)| by the smile's volatility at the breakeven and the "
          "time",
          [](Source c) { return c.cushion().sigmas; }},
    Field{outcome_group, "profit_if_flat_usd", "USD per spread", higher, true,
          "profit at expiration if the underlying stays where it is; one expiration only",
          profit_if_flat_usd},
    Field{chance_group, "p_max_profit", "0 to 1", higher, true,
          "risk-neutral probability of exactly the best case; 0 where that is a single point",
          [](Source c) { return c.probability_of(FieldSource::Extreme::best); }},
    Field{chance_group, "p_max_loss", "0 to 1", lower, true,
          "risk-neutral probability of exactly the worst case",
          [](Source c) { return c.probability_of(FieldSource::Extreme::worst); }},
    Field{chance_group, "p_touch", "0 to 1", lower, true,
          "probability that a sold strike is touched before expiration: about twice that of "
          "ending in the money, of the likeliest sold leg, at most 1",
          touch},
    Field{greek_group, "theta_on_delta", "per day", higher, true, "theta / |delta|",
          [](Source c) { return per(theta(c), std::abs(c.spread().delta)); }},
    Field{greek_group, "theta_on_gamma", "USD squared per day", higher, true, "theta / |gamma|",
          [](Source c) { return per(theta(c), std::abs(c.spread().gamma)); }},
    Field{greek_group, "theta_on_margin", "per day", higher, true, "theta / margin_usd",
          [](Source c) { return per(theta(c), c.margin_usd()); }},
    Field{shape_group, "legs", "count", neither, false, "options with a leg of their own",
          [](Source c) { return static_cast<double>(c.spread().legs.size()); }},
    Field{shape_group, "wing_low", "USD per share", neither, true,
          "from the lowest strike to the next; of three strikes and more",
          [](Source c) { return wings(c).low; }},
    Field{shape_group, "wing_high", "USD per share", neither, true,
          "from the highest strike to the one before; of three strikes and more",
          [](Source c) { return wings(c).high; }},
    Field{shape_group, "balanced", "1 or 0", neither, true, "1 where both wings are equal",
          is_balanced},
    Field{shape_group, "back_dte", "days", neither, true,
          "calendar days to the later of two expirations", back_dte},
    Field{liquid_group, "bid_ask", "USD per share", lower, false,
          "from paying up to being paid up: sum of the legs' ask - bid, by ratio",
          [](Source c) { return c.bid_ask(); }},
    Field{liquid_group, "bid_ask_on_width", "ratio", lower, true, "bid_ask / width",
          [](Source c) { return c.bid_ask() / c.width(); }},
    Field{liquid_group, "leg_bid_ask", "USD per share", lower, false, "ask - bid of the widest leg",
          widest_leg},
    Field{liquid_group, "leg_bid_ask_on_mid", "ratio", lower, false,
          "(ask - bid) / mid of the leg where that is greatest", widest_leg_on_mid},
    Field{liquid_group, "open_interest", "contracts", higher, true,
          "of the leg with the least; missing when unknown of any",
          [](Source c) { return weakest(c, &market::OptionColumns::open_interest); }},
    Field{liquid_group, "volume", "contracts", higher, true,
          "today's, of the leg with the least; missing when unknown of any",
          [](Source c) { return weakest(c, &market::OptionColumns::volume); }},
    Field{liquid_group, "size", "spreads", higher, true,
          "how many the sizes on display fill at natural", size},
    Field{sold_group, "short_delta", "0 to 1", lower, true,
          "|delta| of the sold leg with the greatest",
          [](Source c) { return greatest_of_sold(c, short_delta); }},
    Field{sold_group, "short_otm", "share of spot", higher, true,
          "how far the nearest sold strike is out of the money; negative inside",
          [](Source c) { return least_of_sold(c, moneyness); }},
    Field{sold_group, "short_sigmas", "standard deviations", higher, true,
          "the same as ln(strike / forward) by volatility and time",
          [](Source c) { return least_of_sold(c, sigma_distance); }},
    Field{sold_group, "short_extrinsic", "USD per share", higher, true,
          "mid less intrinsic value of the sold leg with the least",
          [](Source c) { return least_of_sold(c, extrinsic); }},
    Field{sold_group, "short_iv", "per year", neither, true, "mean volatility of the sold legs",
          [](Source c) { return mean_iv(c, options::Side::sell); }},
    Field{sold_group, "long_iv", "per year", neither, true, "mean volatility of the bought legs",
          [](Source c) { return mean_iv(c, options::Side::buy); }},
    Field{cost_group, "margin_usd", "USD per spread", lower, true,
          "buying power that it takes by Regulation T: requirement plus the net price paid, an "
          "estimate",
          [](Source c) { return c.margin_usd(); }},
    Field{cost_group, "return_on_margin", "ratio", higher, true, "max_profit_usd / margin_usd",
          [](Source c) { return per(max_profit(c), c.margin_usd()); }},
    Field{cost_group, "annualised_return_on_margin", "per year", higher, true,
          "return_on_margin * 365 / dte, simple; dte of at least 1",
          [](Source c) { return annual(c, per(max_profit(c), c.margin_usd())); }},
    Field{cost_group, "commission_usd", "USD per spread", lower, false,
          "IBKR's published fixed rates for opening and closing one unit, each at least its "
          "minimum; without exchange and regulatory fees",
          [](Source c) { return c.commission_usd(); }},
    Field{cost_group, "net_max_profit_usd", "USD per spread", higher, true,
          "max_profit_usd - commission_usd", net_profit},
    Field{cost_group, "net_max_loss_usd", "USD per spread", lower, true,
          "max_loss_usd + commission_usd", net_loss},
    Field{cost_group, "net_ev_usd", "USD per spread", higher, false, "ev_usd - commission_usd",
          [](Source c) { return c.spread().ev_usd - c.commission_usd(); }},
    Field{cost_group, "net_return_on_risk", "ratio", higher, true,
          "net_max_profit_usd / net_max_loss_usd",
          [](Source c) { return per(net_profit(c), net_loss(c)); }},
    Field{
        event_group, "assignment_risk", "1 or 0", lower, true,
        "1 where a sold American option in the money is worth exercising early: a put whose time "
        "value at its ask is below the interest on the strike, a call whose is below the dividend "
        "of an ex-date inside the life; missing where dividends decide and are unknown",
        [](Source c) { return c.assignment_risk(); }},
    Field{event_group, "ex_dividend_inside", "1 or 0", lower, true,
          "1 where an ex-date falls before or on the nearer expiration; missing when unknown",
          ex_dividend_inside},
    Field{event_group, "earnings_inside", "1 or 0", lower, true,
          "1 where earnings fall before or on the nearer expiration; missing without a date",
          earnings_inside},
    Field{event_group, "held_legs", "count", neither, true,
          "legs that the account holds on the same side; missing without an account",
          [](Source c) { return held_legs(c, false); }},
    Field{event_group, "opposed_legs", "count", lower, true,
          "legs that the account holds on the other side, so that they would close",
          [](Source c) { return held_legs(c, true); }},
    Field{below_group, "spot", "USD per share", neither, true, "price of the underlying",
          [](Source c) { return c.spot(); }},
    Field{below_group, "iv", "per year", neither, true,
          "volatility at the forward of the nearer expiration", at_the_money_iv},
    Field{below_group, "expected_move", "USD per share", neither, true,
          "spot * iv * sqrt(years to the nearer expiration)", expected_move},
    Field{below_group, "iv_rank", "0 to 1", neither, true,
          "(volatility now - least) / (greatest - least) of the stored past",
          [](Source c) { return volatility(c, &VolatilityHistory::rank); }},
    Field{below_group, "iv_percentile", "0 to 1", neither, true,
          "share of the stored past with a lower volatility",
          [](Source c) { return volatility(c, &VolatilityHistory::percentile); }},
};

struct MetricField {
    string_view group;
    bool may_be_missing;
    double (*value)(Source);
};
constexpr std::array metric_fields{
    MetricField{outcome_group, true, of_metric<SortKey::return_on_risk>},
    MetricField{chance_group, false, of_metric<SortKey::pop>},
    MetricField{chance_group, false, of_metric<SortKey::ev_usd>},
    MetricField{chance_group, true, of_metric<SortKey::ev_on_risk>},
    MetricField{price_group, false, of_metric<SortKey::credit>},
    MetricField{outcome_group, true, of_metric<SortKey::max_profit_usd>},
    MetricField{outcome_group, true, of_metric<SortKey::max_loss_usd>},
    MetricField{shape_group, true, of_metric<SortKey::width>},
    MetricField{shape_group, false, of_metric<SortKey::dte>},
    MetricField{greek_group, false, of_metric<SortKey::delta>},
    MetricField{greek_group, false, of_metric<SortKey::gamma>},
    MetricField{greek_group, false, of_metric<SortKey::theta>},
    MetricField{greek_group, false, of_metric<SortKey::vega>},
};

std::vector<Field> all_fields() {
    std::vector<Field> all;
    const auto metrics = metrics_table();
    for (std::size_t i = 0; i < metrics.size(); ++i)
        all.push_back({metric_fields[i].group, metrics[i].name, metrics[i].unit, metrics[i].better,
                       metric_fields[i].may_be_missing, metrics[i].definition,
                       metric_fields[i].value});
    all.insert(all.end(), further_fields.begin(), further_fields.end());
    return all;
}

constexpr std::array groups{price_group,  outcome_group, chance_group, greek_group, shape_group,
                            liquid_group, sold_group,    cost_group,   event_group, below_group};

string_view better_text(const Field& field) {
    if (!field.better) return "";
    return *field.better == Better::higher ? "higher" : "lower";
}

string padded(string_view text, std::size_t width) {
    string all(text);
    all.resize(std::max(width, text.size()), ' ');
    return all;
}

}  // namespace

std::span<const Field> fields() {
    static const std::vector<Field> all = all_fields();
    return all;
}

std::span<const string_view> field_names() {
    static const std::vector<string_view> names = [] {
        std::vector<string_view> all;
        for (const auto& field : fields()) all.push_back(field.name);
        return all;
    }();
    return names;
}

std::optional<std::uint32_t> field_index(string_view name) {
    const auto names = field_names();
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - names.begin());
}

CandidateFilter::CandidateFilter(const Filter& filter)
    : used_(filter.fields()), values_(fields().size(), missing_value), run_(filter) {
    for (const auto& value : values_) columns_.push_back(&value);
}

bool CandidateFilter::passes(const FieldSource& candidate) {
    for (const auto index : used_) values_[index] = fields()[index].value(candidate);
    std::uint8_t pass = 0;
    run_.run(columns_, 1, &pass);
    return pass == 1;
}

string fields_text() {
    string text;
    for (const auto group : groups) {
        text += string(group) + "\n";
        for (const auto& field : fields()) {
            if (field.group != group) continue;
            text += "  " + padded(field.name, 28) + padded(field.unit, 34) +
                    string(field.definition) + "\n";
        }
    }
    return text;
}

string fields_markdown() {
    string text =
        "# Fields of a candidate\n\n"
        "Every field is a word of filters ([filters.md](filters.md)) and has a least and a "
        "greatest value\n"
        "(`--min-FIELD`, `--max-FIELD`, parameters `min_FIELD`, `max_FIELD`); a *missing* one "
        "passes "
        "none.\n"
        "[metrics.md](../metrics.md) says how the figures are computed. This page is\n"
        "`fields_markdown()` of `src/scan/fields.cpp`; a test compares them.\n";
    for (const auto group : groups) {
        text += "\n## " + string(group) +
                "\n\n| Field | Unit | Better | May be missing | Meaning |\n|---|---|---|---|---|\n";
        for (const auto& field : fields()) {
            if (field.group != group) continue;
            string meaning;
            for (const char c : field.definition) {
                if (c == '|' || c == '*') meaning += '\\';
                meaning += c;
            }
            text += "| `" + string(field.name) + "` | " + string(field.unit) + " | " +
                    string(better_text(field)) + " | " + (field.may_be_missing ? "yes" : "") +
                    " | " + meaning + " |\n";
        }
    }
    return text;
}

}  // namespace wingspread::scan
