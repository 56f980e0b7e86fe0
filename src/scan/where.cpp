#include "scan/where.hpp"

#include "scan/calendar_scan.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace wingspread::scan {

namespace {

/// A figure may come out a little different where it is computed by another sum.
constexpr double slack = 1e-9;
constexpr double greatest_limit = 1e9;

/// What one term leaves of one field: nothing outside of [low, high].
struct FieldLimits {
    std::string_view field;
    double low = -infinity;
    double high = infinity;
};

/// Those of the profile first.
Filter conditions_of(const Criteria& criteria) {
    Filter all = criteria.profile ? criteria.profile->where : Filter{};
    for (const auto& term : criteria.where.terms()) all.add(term);
    return all;
}

/// The number that a node is, if it is one.
std::optional<double> constant(const Expression& condition, std::uint32_t index) {
    const auto& node = condition.nodes[index];
    if (node.operation == Operation::number) return node.number;
    if (node.operation != Operation::negate) return std::nullopt;
    const auto negated = constant(condition, node.operands[0]);
    return negated ? std::optional(-*negated) : std::nullopt;
}

/// Of `field < number`, `number < field`, `field in [number, number]` and their like.
std::optional<FieldLimits> limits_of(const Expression& condition) {
    const auto& root = condition.root();
    const auto name = [&](std::uint32_t operand) -> std::optional<std::string_view> {
        const auto& node = condition.nodes[root.operands[operand]];
        if (node.operation != Operation::field) return std::nullopt;
        return field_names()[node.field];
    };
    if (root.operation == Operation::within) {
        const auto field = name(0);
        const auto low = constant(condition, root.operands[1]);
        const auto high = constant(condition, root.operands[2]);
        if (!field || !low || !high) return std::nullopt;
        return FieldLimits{*field, *low, *high};
    }
    const bool less = root.operation == Operation::less || root.operation == Operation::at_most;
    const bool more = root.operation == Operation::greater || root.operation == Operation::at_least;
    if (!less && !more) return std::nullopt;
    const bool field_first = name(0).has_value();
    const auto field = name(field_first ? 0 : 1);
    const auto number = constant(condition, root.operands[field_first ? 1 : 0]);
    if (!field || !number) return std::nullopt;
    return less == field_first ? FieldLimits{.field = *field, .high = *number}
                               : FieldLimits{.field = *field, .low = *number};
}

template <class Value>
void raise(std::optional<Value>& least, Value value) {
    least = std::max(least.value_or(value), value);
}

void apply(const FieldLimits& limits, bool one_expiration, Criteria& criteria) {
    const double low = limits.low;
    const bool is_least = low > 0 && low < greatest_limit;
    if (limits.field == "pop" && is_least) raise(criteria.min_pop, low - slack);
    if (limits.field == "return_on_risk" && is_least)
        raise(criteria.min_return_on_risk, low - slack * (1 + low));
    if (limits.field == "dte" && is_least)
        raise(criteria.min_dte, static_cast<int>(std::ceil(low)));
    // The days of a calendar's row are those to its front expiration.
    if (limits.field == "dte" && one_expiration && limits.high >= 0 && limits.high < greatest_limit)
        criteria.max_dte = std::min(criteria.max_dte.value_or(static_cast<int>(limits.high)),
                                    static_cast<int>(limits.high));
    if (limits.field == "open_interest" && is_least)
        raise(criteria.min_open_interest, static_cast<std::int64_t>(std::ceil(low)));
    if (limits.field == "credit" && is_least) {
        if (const auto credit = Price::from_double(low))
            raise(criteria.min_credit, Price::from_raw(credit->raw() - 1));
        criteria.max_debit = Price{};
    }
}

}  // namespace

Where::Where(const Criteria& criteria, const market::ChainSnapshot& chain,
             const ChainModels& models)
    : criteria_(criteria), conditions_(conditions_of(criteria)), filter_(conditions_) {
    context_ = field_context(chain, models, criteria.price);
    if (criteria.profile) scorer_.emplace(*criteria.profile);
}

std::optional<double> Where::judge(const RankedSpread& spread, double key) {
    if (!judges()) return key;
    if (is_exhausted()) return std::nullopt;
    ++judged_;
    const FieldSource source(spread, context_);
    if (!filter_.passes(source)) return std::nullopt;
    if (scorer_) return scorer_->score(source);
    if (!criteria_.sort_field) return key;
    const auto& field = fields()[*criteria_.sort_field];
    const double value = field.value(source);
    if (std::isnan(value)) return std::nullopt;
    return field.better == Better::lower ? -value : value;
}

Error Where::exhausted() const {
    if (scores())
        return bad_field(has_profile() ? "profile" : "sort",
                         has_profile() ? criteria_.profile->name
                                       : std::string(fields()[*criteria_.sort_field].name),
                         "no more than " + std::to_string(criteria_.most_judged) +
                             " candidates to score: limit the days to expiration, the width, the "
                             "short delta or the probability")
            .error();
    return bad_field("where", criteria_.where.text(),
                     "conditions that reject fewer than " + std::to_string(criteria_.most_judged) +
                         " of the best by " + std::string(to_string(criteria_.sort)) +
                         ": limit the days to expiration, the width, the short delta or the "
                         "probability, or rank by what the conditions ask for")
        .error();
}

void Where::count(std::vector<TermCount>& counts) const {
    const auto terms = conditions_.terms();
    counts.resize(terms.size());
    for (std::size_t i = 0; i < terms.size(); ++i) {
        counts[i].text = terms[i].text;
        counts[i].rejected += filter_.rejected()[i];
    }
}

Criteria with_implied_limits(const Criteria& criteria) {
    Criteria narrowed = criteria;
    // Every structure has a credit; what it comes to decides nothing.
    if (criteria.profile || criteria.sort_field) narrowed.sort = SortKey::credit;
    bool one_expiration = true;
    for (const auto& form : options::structure_forms())
        if (criteria.wants(form.kind) && has_two_expirations(form.kind)) one_expiration = false;
    const Filter conditions = conditions_of(criteria);
    for (const auto& term : conditions.terms())
        if (const auto limits = limits_of(term.condition)) apply(*limits, one_expiration, narrowed);
    return narrowed;
}

}  // namespace wingspread::scan
