#include "scan/explain.hpp"

#include "scan/chain_search.hpp"
#include "scan/list_changes.hpp"
#include "scan/spread_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <memory>

namespace wingspread::scan {

namespace {

/// The chain with no other contracts than those of one structure, on the same rows.
market::ChainSnapshot only(const market::ChainSnapshot& chain, const Found& found) {
    market::ChainSnapshot narrowed = chain;
    narrowed.slices.clear();
    const auto& roles = options::form_of(found.place.kind).roles;
    const auto keep = [&](std::uint32_t index) {
        auto slice = std::make_shared<market::ExpirySlice>(*chain.slices[index]);
        for (const auto right : {options::Right::call, options::Right::put}) {
            auto& listed = slice->of(right).listed;
            for (std::uint32_t row = 0; row < listed.size(); ++row) {
                bool used = false;
                for (std::size_t i = 0; i < roles.size(); ++i)
                    used = used || (roles[i].right == right && found.place.rows[i] == row &&
                                    (roles[i].back ? found.back_slice : found.slice) == index);
                if (!used) listed[row] = 0;
            }
        }
        narrowed.slices.push_back(std::move(slice));
    };
    keep(found.slice);
    if (found.back_slice != found.slice) keep(found.back_slice);
    return narrowed;
}

bool is_usable(const market::ChainSnapshot& chain, const Found& found) {
    const auto& roles = options::form_of(found.place.kind).roles;
    for (std::size_t i = 0; i < roles.size(); ++i) {
        const auto& slice = *chain.slices[roles[i].back ? found.back_slice : found.slice];
        if (slice.of(roles[i].right).usability[found.place.rows[i]] != market::Usability::usable)
            return false;
    }
    return true;
}

/// Which limit it fails first, or what it ranks by: as a scan finds it that knows no other spread.
void judge(const market::ChainSnapshot& chain, Criteria criteria, const ChainModels& models,
           const Found& found, Explanation& explanation) {
    explanation.looked_for = criteria.wants(found.place.kind);
    criteria.kinds = StructureSet{found.place.kind};
    criteria.where = {};
    if (criteria.profile || criteria.sort_field) criteria.sort = SortKey::credit;
    criteria.profile.reset();
    criteria.sort_field.reset();
    criteria.top = 1;
    const auto alone = only(chain, found);
    ChainModels its;
    its.push_back(models[found.slice]);
    if (found.back_slice != found.slice) its.push_back(models[found.back_slice]);
    FoundList best(alone, criteria, its, criteria.top);
    ScanCounts counts;
    ChainSearch(alone, criteria, its).run(Counting::full, best, counts);
    if (const auto passed = best.take(); !passed.empty()) explanation.key = passed.front().key;
    if (counts.enumerated == 0) explanation.looked_for = false;
    for (std::size_t i = 0; i < rejection_count; ++i)
        if (counts.rejected[i] > 0) explanation.rejected = static_cast<Rejection>(i);
}

void add_figures(const Criteria& criteria, const FieldContext& context, Explanation& explanation) {
    const FieldSource source(*explanation.spread, context);
    for (const auto& field : fields()) explanation.figures.push_back({&field, field.value(source)});
    const auto judge_all = [&](const Filter& filter) {
        for (const auto& term : filter.terms()) {
            Filter one;
            one.add(term);
            explanation.conditions.push_back({term.text, CandidateFilter(one).passes(source)});
        }
    };
    if (criteria.profile) judge_all(criteria.profile->where);
    judge_all(criteria.where);
    if (!criteria.profile) return;
    Scorer scorer(*criteria.profile);
    explanation.spread->score = explanation.key = scorer.score(source);
    for (std::size_t i = 0; i < scorer.shares().size(); ++i)
        explanation.score.push_back({criteria.profile->score[i], scorer.shares()[i]});
}

/// The place that a number names; empty for an id.
Result<std::optional<std::size_t>> place_in(const ScanResult& result, std::string_view which) {
    std::size_t place = 0;
    const auto* const end = which.data() + which.size();
    const auto [rest, error] = std::from_chars(which.data(), end, place);
    if (error != std::errc{} || rest != end) return std::nullopt;
    if (place < 1 || place > result.ranked.size())
        return bad_field("spread", std::string(which),
                         fmt::format("a place from 1 to {}, or an id", result.ranked.size()));
    return place - 1;
}

double key_of(const RankedSpread& spread, const Criteria& criteria, const FieldContext& context) {
    if (spread.score) return *spread.score;
    // The first fields are the metrics, in the order of the sort keys.
    const auto& field =
        fields()[criteria.sort_field.value_or(static_cast<std::uint32_t>(criteria.sort))];
    const double value = field.value(FieldSource(spread, context));
    return field.better == Better::lower ? -value : value;
}

std::string verdict_text(const Explanation& e) {
    if (e.place) return fmt::format("number {} of the list", *e.place + 1);
    if (!e.looked_for)
        return "not in the list: its kind is not asked for, or its wings reach too far";
    if (e.rejected) return fmt::format("not in the list: {}", to_string(*e.rejected));
    for (const auto& condition : e.conditions)
        if (!condition.holds) return "not in the list: a condition does not hold";
    if (e.key && e.last_key)
        return fmt::format("not in the list: it ranks by {:.6g}, the last one there by {:.6g}",
                           *e.key, *e.last_key);
    return "not in the list";
}

}  // namespace

Result<Explanation> explain(const market::ChainSnapshot& chain, const Criteria& criteria,
                            const ChainModels& models, const ScanResult& result,
                            std::string_view which) {
    if (const auto fine = check_scan(chain, criteria, models); !fine)
        return std::unexpected(fine.error());
    const auto named = place_in(result, which);
    if (!named) return std::unexpected(named.error());
    Explanation explanation;
    explanation.id = *named ? identity(result.ranked[**named]) : std::string(which);
    const auto found = find_spread(chain, explanation.id);
    if (!found) return std::unexpected(found.error());
    const auto listed = std::ranges::find(result.ranked, explanation.id, identity);
    if (listed != result.ranked.end())
        explanation.place = static_cast<std::size_t>(listed - result.ranked.begin());
    const auto context = field_context(chain, models, criteria.price);
    if (result.ranked.size() >= criteria.top)
        explanation.last_key = key_of(result.ranked.back(), criteria, context);
    judge(chain, criteria, models, *found, explanation);
    if (!models[found->slice] || !models[found->back_slice] || !is_usable(chain, *found))
        return explanation;
    const FoundList describer(chain, criteria, models, 1);
    explanation.spread = describer.describe(*found);
    explanation.spread->score.reset();
    if (explanation.key) explanation.key = key_of(*explanation.spread, criteria, context);
    add_figures(criteria, context, explanation);
    return explanation;
}

std::string to_text(const Explanation& explanation) {
    std::string text = fmt::format("{}: {}\n", explanation.id, verdict_text(explanation));
    auto out = std::back_inserter(text);
    for (const auto& condition : explanation.conditions)
        fmt::format_to(out, "  {:<5} {}\n", condition.holds ? "holds" : "fails", condition.text);
    for (const auto& [term, share] : explanation.score)
        fmt::format_to(out, "  {:>5.1f} of 100 for {} = {:.6g} (0 at {:.6g}, full at {:.6g})\n",
                       share.points, term.text, share.value, term.worst, term.best);
    if (explanation.score.size() > 1 && explanation.spread)
        fmt::format_to(out, "  {:>5.1f} of 100 together\n", explanation.spread->score.value_or(0));
    if (!explanation.spread)
        text += "  no figures: a leg has no quote that can be used, or its expiration no model\n";
    for (const auto& [field, value] : explanation.figures)
        fmt::format_to(out, "  {:<24} {:>12} {}\n", field->name,
                       std::isnan(value) ? "-" : fmt::format("{:.6g}", value), field->unit);
    return text;
}

}  // namespace wingspread::scan
