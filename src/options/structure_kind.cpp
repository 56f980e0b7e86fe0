#include "options/structure_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace wingspread::options {

namespace {

using enum StructureKind;
using enum RoleRatio;
using enum Side;
using enum Right;

template <std::size_t N>
using Roles = std::array<LegRole, N>;

constexpr bool back = true;

/// The same structure from the other side.
template <std::size_t N>
constexpr Roles<N> sold(Roles<N> roles) {
    for (auto& role : roles) role.side = opposite(role.side);
    return roles;
}
/// All of the other right, strikes and sides alike.
template <std::size_t N>
constexpr Roles<N> with_puts(Roles<N> roles) {
    for (auto& role : roles) role.right = put;
    return roles;
}

constexpr Roles<1> one_call{{{buy, call}}};
constexpr Roles<1> one_put{{{buy, put}}};
constexpr Roles<2> call_pair{{{buy, call, 1}, {sell, call, 2}}};
constexpr auto put_pair = with_puts(call_pair);
constexpr Roles<2> straddle{{{buy, put, 1}, {buy, call, 1}}};
constexpr Roles<2> strangle{{{buy, put, 1}, {buy, call, 2}}};
constexpr Roles<4> iron_four{{{buy, put, 1}, {sell, put, 2}, {sell, call, 3}, {buy, call, 4}}};
constexpr Roles<4> iron_three{{{buy, put, 1}, {sell, put, 2}, {sell, call, 2}, {buy, call, 3}}};
constexpr Roles<3> fly{{{buy, call, 1}, {sell, call, 2, two}, {buy, call, 3}}};
constexpr Roles<4> condor{{{buy, call, 1}, {sell, call, 2}, {sell, call, 3}, {buy, call, 4}}};
constexpr Roles<2> calendar{{{sell, call, 1, one}, {buy, call, 1, one, back}}};
constexpr Roles<2> diagonal{{{sell, call, 1, one}, {buy, call, 2, one, back}}};
constexpr Roles<2> call_ratio{{{buy, call, 1, fewer}, {sell, call, 2, more}}};
constexpr Roles<2> put_ratio{{{sell, put, 1, more}, {buy, put, 2, fewer}}};
constexpr Roles<2> collar{{{buy, put, 1}, {sell, call, 2}}};

constexpr auto sold_call = sold(one_call);
constexpr auto sold_put = sold(one_put);
constexpr auto sold_call_pair = sold(call_pair);
constexpr auto sold_put_pair = sold(put_pair);
constexpr auto sold_straddle = sold(straddle);
constexpr auto sold_strangle = sold(strangle);
constexpr auto bought_iron_four = sold(iron_four);
constexpr auto bought_iron_three = sold(iron_three);
constexpr auto put_fly = with_puts(fly);
constexpr auto sold_fly = sold(fly);
constexpr auto sold_put_fly = sold(put_fly);
constexpr auto put_condor = with_puts(condor);
constexpr auto sold_condor = sold(condor);
constexpr auto sold_put_condor = sold(put_condor);
constexpr auto put_calendar = with_puts(calendar);
constexpr auto sold_calendar = sold(calendar);
constexpr auto sold_put_calendar = sold(put_calendar);
constexpr auto put_diagonal = with_puts(diagonal);
constexpr auto sold_diagonal = sold(diagonal);
constexpr auto sold_put_diagonal = sold(put_diagonal);
constexpr auto call_back = sold(call_ratio);
constexpr auto put_back = sold(put_ratio);

constexpr auto defined = RiskClass::defined;
constexpr auto undefined = RiskClass::undefined;
constexpr auto any = Wings::any;
constexpr auto equal = Wings::equal;
constexpr auto unequal = Wings::unequal;
constexpr auto rising = StrikeOrder::rising;
constexpr auto different = StrikeOrder::different;
constexpr bool with_shares = true;

constexpr std::array<StructureForm, structure_kind_count> forms{{
    {long_call, "long_call", one_call},
    {long_put, "long_put", one_put},
    {short_call, "short_call", sold_call, undefined},
    {short_put, "short_put", sold_put, undefined},
    {bull_call, "bull_call", call_pair},
    {bear_put, "bear_put", sold_put_pair},
    {bull_put, "bull_put", put_pair},
    {bear_call, "bear_call", sold_call_pair},
    {long_straddle, "long_straddle", straddle},
    {short_straddle, "short_straddle", sold_straddle, undefined},
    {long_strangle, "long_strangle", strangle},
    {short_strangle, "short_strangle", sold_strangle, undefined},
    {iron_condor, "iron_condor", iron_four},
    {reverse_iron_condor, "reverse_iron_condor", bought_iron_four},
    {iron_butterfly, "iron_butterfly", iron_three},
    {reverse_iron_butterfly, "reverse_iron_butterfly", bought_iron_three},
    {long_call_butterfly, "long_call_butterfly", fly, defined, equal},
    {long_put_butterfly, "long_put_butterfly", put_fly, defined, equal},
    {short_call_butterfly, "short_call_butterfly", sold_fly, defined, equal},
    {short_put_butterfly, "short_put_butterfly", sold_put_fly, defined, equal},
    {long_call_broken_wing, "long_call_broken_wing", fly, defined, unequal},
    {long_put_broken_wing, "long_put_broken_wing", put_fly, defined, unequal},
    {short_call_broken_wing, "short_call_broken_wing", sold_fly, defined, unequal},
    {short_put_broken_wing, "short_put_broken_wing", sold_put_fly, defined, unequal},
    {long_call_condor, "long_call_condor", condor, defined, equal},
    {long_put_condor, "long_put_condor", put_condor, defined, equal},
    {short_call_condor, "short_call_condor", sold_condor, defined, equal},
    {short_put_condor, "short_put_condor", sold_put_condor, defined, equal},
    {long_call_calendar, "long_call_calendar", calendar},
    {long_put_calendar, "long_put_calendar", put_calendar},
    {short_call_calendar, "short_call_calendar", sold_calendar, undefined},
    {short_put_calendar, "short_put_calendar", sold_put_calendar, undefined},
    {long_call_diagonal, "long_call_diagonal", diagonal, defined, any, different},
    {long_put_diagonal, "long_put_diagonal", put_diagonal, defined, any, different},
    {short_call_diagonal, "short_call_diagonal", sold_diagonal, undefined, any, different},
    {short_put_diagonal, "short_put_diagonal", sold_put_diagonal, undefined, any, different},
    {call_ratio_spread, "call_ratio_spread", call_ratio, undefined},
    {put_ratio_spread, "put_ratio_spread", put_ratio, undefined},
    {call_backspread, "call_backspread", call_back},
    {put_backspread, "put_backspread", put_back},
    {covered_call, "covered_call", sold_call, defined, any, rising, with_shares},
    {protective_collar, "protective_collar", collar, defined, any, rising, with_shares},
}};

constexpr bool rows_follow_the_enum() {
    for (std::size_t i = 0; i < forms.size(); ++i) {
        if (static_cast<std::size_t>(forms[i].kind) != i) return false;
    }
    return true;
}
static_assert(rows_follow_the_enum());

}  // namespace

const StructureForm& form_of(StructureKind kind) { return forms[static_cast<std::size_t>(kind)]; }

std::span<const StructureForm> structure_forms() { return forms; }

std::string structure_names() {
    std::vector<std::string_view> names;
    for (const auto& form : forms) names.push_back(form.name);
    return fmt::to_string(fmt::join(names, ", "));
}

Result<StructureKind> parse_structure_kind(std::string_view text) {
    const auto form = std::ranges::find(forms, text, &StructureForm::name);
    if (form == forms.end()) return bad_field("structure", text, "one of " + structure_names());
    return form->kind;
}

StructureKind to_structure_kind(VerticalKind kind) {
    constexpr std::array kinds{bull_call, bear_put, bull_put, bear_call};
    return kinds[static_cast<std::size_t>(kind)];
}

std::optional<VerticalKind> to_vertical_kind(StructureKind kind) {
    for (const auto vertical : all_vertical_kinds) {
        if (to_structure_kind(vertical) == kind) return vertical;
    }
    return std::nullopt;
}

}  // namespace wingspread::options
