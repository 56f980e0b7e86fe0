#include "scan/criteria.hpp"

#include "scan/fields.hpp"
#include "scan/metrics.hpp"

#include <charconv>
#include <cmath>
#include <vector>

namespace wingspread::scan {

namespace {

using std::string;
using std::string_view;

/// Whole text as a number in [low, high]; nothing for anything else.
template <class Number>
std::optional<Number> number_in(string_view text, Number low, Number high) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (!(value >= low && value <= high)) return std::nullopt;
    return value;
}

string shortest(double value) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    return {text, end};
}

// Setters and texts by the kind of limit; each table row instantiates one pair.

template <auto field, int low, int high>
struct Whole {
    static Result<void> set(Criteria& criteria, string_view text) {
        const auto value = number_in<std::int64_t>(text, low, high);
        if (!value)
            return bad_field(
                "", text,
                "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
        using Number = typename std::remove_reference_t<decltype(criteria.*field)>::value_type;
        criteria.*field = static_cast<Number>(*value);
        return {};
    }
    static string text(const Criteria& criteria) {
        const auto& value = criteria.*field;
        return value ? std::to_string(*value) : "";
    }
};

template <auto field, int low, int high>
struct Real {
    static Result<void> set(Criteria& criteria, string_view text) {
        const auto value = number_in<double>(text, low, high);
        if (!value)
            return bad_field(
                "", text, "a number from " + std::to_string(low) + " to " + std::to_string(high));
        criteria.*field = value;
        return {};
    }
    static string text(const Criteria& criteria) {
        const auto& value = criteria.*field;
        return value ? shortest(*value) : "";
    }
};

constexpr Price highest_limit = Price::from_int(10'000'000);

template <auto field>
struct PriceLimit {
    static Result<void> set(Criteria& criteria, string_view text) {
        const auto value = Price::parse_exact(text);
        if (!value || *value < Price{} || *value > highest_limit)
            return bad_field("", text, "a price per share of zero or more, as 0.50");
        criteria.*field = *value;
        return {};
    }
    static string text(const Criteria& criteria) {
        const auto& value = criteria.*field;
        return value ? value->to_string() : "";
    }
};

/// Shares are no contract of the chain.
bool is_scanned(options::StructureKind kind) { return !options::form_of(kind).shares; }

string kinds_expected() {
    string text = "a comma-separated list of";
    for (const auto& form : options::structure_forms()) {
        if (is_scanned(form.kind)) text += (text.ends_with("of") ? " " : ", ") + string(form.name);
    }
    return text;
}

Result<void> set_kinds(Criteria& criteria, string_view text) {
    StructureSet kinds;
    string_view rest = text;
    while (true) {
        const auto comma = rest.find(',');
        const auto kind = options::parse_structure_kind(rest.substr(0, comma));
        if (!kind || !is_scanned(*kind)) return bad_field("", text, kinds_expected());
        kinds.add(*kind);
        if (comma == string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    criteria.kinds = kinds;
    return {};
}

string kinds_text(const Criteria& criteria) {
    string text;
    for (const auto& form : options::structure_forms()) {
        if (!criteria.wants(form.kind)) continue;
        if (!text.empty()) text += ',';
        text += form.name;
    }
    return text;
}

Result<void> set_basis(Criteria& criteria, string_view text) {
    for (const auto basis : {PriceBasis::natural, PriceBasis::mid}) {
        if (text != to_string(basis)) continue;
        criteria.price = basis;
        return {};
    }
    return bad_field("", text, "natural or mid");
}

/// Amounts may be named without their unit.
bool is_name_of(const Metric& metric, string_view text) {
    constexpr string_view unit = "_usd";
    if (text == metric.name) return true;
    return metric.name.ends_with(unit) &&
           text == metric.name.substr(0, metric.name.size() - unit.size());
}

Result<void> set_sort(Criteria& criteria, string_view text) {
    string expected = "one of";
    for (const auto& metric : metrics_table()) {
        if (is_name_of(metric, text)) {
            criteria.sort = metric.key;
            criteria.sort_field.reset();
            return {};
        }
        expected += expected == "one of" ? " " : ", ";
        expected += metric.name;
    }
    if (const auto field = field_index(text)) {
        criteria.sort_field = field;
        return {};
    }
    return bad_field("", text, expected + ", or a field (scan --fields lists them)");
}

string sort_text(const Criteria& criteria) {
    return string(criteria.sort_field ? fields()[*criteria.sort_field].name
                                      : to_string(criteria.sort));
}

constexpr int most_wing_strikes = 1'000;

Result<void> set_wing_strikes(Criteria& criteria, string_view text) {
    const auto value = number_in<int>(text, 1, most_wing_strikes);
    if (!value) return bad_field("", text, "a whole number from 1 to 1000");
    criteria.max_wing_strikes = *value;
    return {};
}

Result<void> set_where(Criteria& criteria, string_view text) {
    auto added = criteria.where.add(text, field_names());
    if (!added) return fail(added.error().code, ": " + added.error().message);
    return {};
}

Result<void> set_profile(Criteria& criteria, string_view text) {
    string names;
    for (const auto& profile : builtin_profiles()) {
        if (profile.name == text) {
            criteria.profile = profile;
            return {};
        }
        names += (names.empty() ? "" : ", ") + profile.name;
    }
    return bad_field("", text, "one of " + names);
}

/// `min_FIELD` or `max_FIELD` as a term of `where`; nothing when the name is neither.
std::optional<Result<void>> set_field_limit(Criteria& criteria, string_view name,
                                            string_view text) {
    constexpr std::size_t prefix = 4;
    const bool least = name.starts_with("min_");
    if (!least && !name.starts_with("max_")) return std::nullopt;
    const auto field = name.substr(prefix);
    if (!field_index(field)) return std::nullopt;
    constexpr double greatest = 1e300;
    const auto value = number_in<double>(text, -greatest, greatest);
    if (!value) return bad_field(name, text, "a number");
    return criteria.where.add(string(field) + (least ? " >= " : " <= ") + shortest(*value),
                              field_names());
}

constexpr int max_top = 10'000;

Result<void> set_top(Criteria& criteria, string_view text) {
    const auto value = number_in<int>(text, 1, max_top);
    if (!value) return bad_field("", text, "a whole number from 1 to 10000");
    criteria.top = static_cast<std::size_t>(*value);
    return {};
}

template <class Limit>
constexpr Criterion row(string_view name, string_view flag, string_view unit, string_view help) {
    return {name, flag, unit, help, &Limit::set, &Limit::text};
}

using C = Criteria;
constexpr int far_future = 100'000;
constexpr int most_contracts = 1'000'000'000;

constexpr std::array criteria_rows{
    Criterion{"structures", "structures", "names",
              "kinds, comma-separated, as bull_put or iron_condor; the four verticals by default",
              set_kinds, kinds_text},
    row<Whole<&C::min_dte, 0, far_future>>("min_dte", "min-dte", "days",
                                           "least calendar days to expiration"),
    row<Whole<&C::max_dte, 0, far_future>>("max_dte", "max-dte", "days",
                                           "most calendar days to expiration"),
    row<Real<&C::min_short_delta, 0, 1>>("min_short_delta", "min-short-delta", "0 to 1",
                                         "least absolute delta of the sold leg"),
    row<Real<&C::max_short_delta, 0, 1>>("max_short_delta", "max-short-delta", "0 to 1",
                                         "greatest absolute delta of the sold leg"),
    Criterion{"max_wing_strikes", "max-wing-strikes", "strikes",
              "strikes across a wing of condors, butterflies and diagonals, 10 by default",
              set_wing_strikes, [](const C& c) { return std::to_string(c.max_wing_strikes); }},
    row<PriceLimit<&C::min_width>>("min_width", "min-width", "USD per share",
                                   "least distance of the strikes"),
    row<PriceLimit<&C::max_width>>("max_width", "max-width", "USD per share",
                                   "greatest distance of the strikes"),
    row<PriceLimit<&C::max_leg_bid_ask>>("max_leg_bid_ask", "max-leg-bid-ask", "USD per share",
                                         "widest bid-ask spread of any leg"),
    row<PriceLimit<&C::min_credit>>("min_credit", "min-credit", "USD per share",
                                    "least credit of credit spreads"),
    row<PriceLimit<&C::max_debit>>("max_debit", "max-debit", "USD per share",
                                   "greatest debit of debit spreads"),
    row<Real<&C::min_return_on_risk, 0, 1'000'000>>(
        "min_return_on_risk", "min-return-on-risk", "ratio",
        "least max profit per max loss, as 0.25 for 25 %"),
    row<Real<&C::min_pop, 0, 1>>("min_pop", "min-pop", "0 to 1", "least probability of profit"),
    row<Whole<&C::min_open_interest, 0, most_contracts>>(
        "min_open_interest", "min-open-interest", "contracts", "least open interest of every leg"),
    Criterion{
        "where", "where", "condition",
        "only what passes, as \"credit / width > 0.3 and pop > 0.7\" (--fields lists the words)",
        set_where, [](const C& c) { return c.where.text(); }},
    Criterion{"profile", "profile", "name",
              "ranks by a profile's score, with its conditions: balanced, conservative, aggressive",
              set_profile, [](const C& c) { return c.profile ? c.profile->name : string(); }},
    Criterion{"price", "price", "name",
              "net price of every figure: natural (pay up, the default) or mid", set_basis,
              [](const C& c) { return string(to_string(c.price)); }},
    row<Real<&C::rate_per_year, -1, 1>>(
        "rate", "rate", "per year",
        "interest rate for when no expiry's quotes determine one, as 0.04"),
    Criterion{"sort", "sort", "name", "what to rank by, best first: any field, as pop or ev_usd",
              set_sort, sort_text},
    Criterion{"top", "top", "rows", "how many to list, 20 by default", set_top,
              [](const C& c) { return std::to_string(c.top); }},
};

/// A minimum and a maximum that leave nothing.
template <class Limit>
Result<void> check_range(string_view low_name, const std::optional<Limit>& low,
                         const std::optional<Limit>& high, string (*text)(const Limit&)) {
    if (!low || !high || *low <= *high) return {};
    return bad_field(low_name, text(*low), "no more than the maximum, " + text(*high));
}

}  // namespace

string_view to_string(PriceBasis basis) { return basis == PriceBasis::natural ? "natural" : "mid"; }

string_view to_string(SortKey key) { return metric(key).name; }

std::span<const Criterion> criteria_table() { return criteria_rows; }

Result<void> set_criterion(Criteria& criteria, string_view name, string_view value) {
    for (const auto& criterion : criteria_rows) {
        if (criterion.name != name) continue;
        auto done = criterion.set(criteria, value);
        if (done) return done;
        return fail(done.error().code, string(name) + done.error().message);
    }
    if (auto limit = set_field_limit(criteria, name, value)) return *limit;
    string expected = "one of";
    for (const auto& criterion : criteria_rows)
        expected += (expected == "one of" ? " " : ", ") + string(criterion.name);
    return bad_field("criterion", name, expected + ", or min_ or max_ and a field, as min_cushion");
}

Result<void> validate(const Criteria& criteria) {
    const auto whole = [](const int& value) { return std::to_string(value); };
    const auto real = [](const double& value) { return shortest(value); };
    const auto price = [](const Price& value) { return value.to_string(); };
    if (criteria.top == 0) return bad_field("top", "0", "one or more");
    if (kinds_text(criteria).empty()) return bad_field("structures", "", kinds_expected());
    for (const auto& form : options::structure_forms())
        if (criteria.wants(form.kind) && !is_scanned(form.kind))
            return bad_field("structures", form.name, kinds_expected());
    if (auto ok = check_range<int>("min_dte", criteria.min_dte, criteria.max_dte, whole); !ok)
        return ok;
    if (auto ok = check_range<double>("min_short_delta", criteria.min_short_delta,
                                      criteria.max_short_delta, real);
        !ok)
        return ok;
    return check_range<Price>("min_width", criteria.min_width, criteria.max_width, price);
}

Result<Criteria> parse_criteria(const std::map<string, string>& values) {
    Criteria criteria;
    for (const auto& [name, value] : values)
        if (auto done = set_criterion(criteria, name, value); !done)
            return std::unexpected(done.error());
    if (auto valid = validate(criteria); !valid) return std::unexpected(valid.error());
    return criteria;
}

}  // namespace wingspread::scan
