#include "scan/spread_name.hpp"

#include "core/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace wingspread::scan {

namespace {

using options::LegRole;
using options::Right;

Error bad_id(std::string_view id) {
    return bad_field("spread", std::string(id),
                     "a place in the list, or an id such as bull_put-SPXW-20261218-4900P-4950P")
        .error();
}

std::vector<std::string_view> parts_of(std::string_view id) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = id.find('-');
        parts.push_back(id.substr(0, end));
        if (end == std::string_view::npos) return parts;
        id.remove_prefix(end + 1);
    }
}

/// Of "20261218".
std::optional<Date> named_date(std::string_view text) {
    if (text.size() != 8) return std::nullopt;
    const auto date =
        parse_date(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
    return date ? std::optional(*date) : std::nullopt;
}

struct NamedLeg {
    Price strike;
    Right right = Right::call;
};

std::optional<NamedLeg> named_leg(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const auto strike = Price::parse(text.substr(0, text.size() - 1));
    const bool call = text.back() == 'C';
    if (!strike || (!call && text.back() != 'P')) return std::nullopt;
    return NamedLeg{*strike, call ? Right::call : Right::put};
}

/// Roles in the order in which an identity names their legs.
std::vector<std::size_t> named_order(std::span<const LegRole> roles) {
    std::vector<std::size_t> order(roles.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::size_t i) {
        return std::tuple(roles[i].back, roles[i].level, roles[i].right);
    });
    return order;
}

std::optional<std::uint32_t> slice_of(const market::ChainSnapshot& chain, Date expiry,
                                      std::string_view trading_class) {
    const auto found = std::ranges::find_if(chain.slices, [&](const auto& slice) {
        return slice->terms.expiration == expiry && slice->terms.trading_class == trading_class;
    });
    if (found == chain.slices.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - chain.slices.begin());
}

std::optional<std::uint32_t> row_of(const market::ExpirySlice& slice, const NamedLeg& leg) {
    const auto found = std::ranges::lower_bound(slice.strikes, leg.strike);
    if (found == slice.strikes.end() || *found != leg.strike) return std::nullopt;
    const auto row = static_cast<std::uint32_t>(found - slice.strikes.begin());
    if (!slice.of(leg.right).listed[row]) return std::nullopt;
    return row;
}

}  // namespace

Result<Found> find_spread(const market::ChainSnapshot& chain, std::string_view id) {
    const auto parts = parts_of(id);
    const auto kind = options::parse_structure_kind(parts.front());
    if (!kind || options::form_of(*kind).shares) return std::unexpected(bad_id(id));
    const auto& roles = options::form_of(*kind).roles;
    const std::size_t dates = roles.back().back ? 2 : 1;
    if (parts.size() != 2 + dates + roles.size()) return std::unexpected(bad_id(id));
    Found found;
    found.place.kind = *kind;
    const auto front = named_date(parts[2]);
    const auto back = named_date(parts[1 + dates]);
    if (!front || !back || (dates == 2 && *front >= *back)) return std::unexpected(bad_id(id));
    const auto near = slice_of(chain, *front, parts[1]);
    const auto far = slice_of(chain, *back, parts[1]);
    if (!near || !far)
        return fail(Errc::not_found, fmt::format("{}: that expiration is not listed, or not among "
                                                 "the days to expiration asked for",
                                                 id));
    found.slice = *near;
    found.back_slice = *far;
    std::size_t part = 2 + dates;
    std::optional<NamedLeg> last;
    for (const auto role : named_order(roles)) {
        const auto leg = named_leg(parts[part]);
        if (!leg || leg->right != roles[role].right) return std::unexpected(bad_id(id));
        if (last && !roles[role].back && leg->strike < last->strike)
            return std::unexpected(bad_id(id));
        last = leg;
        const auto row = row_of(*chain.slices[roles[role].back ? *far : *near], *leg);
        if (!row)
            return fail(Errc::not_found, fmt::format("{}: {} is not listed", id, parts[part]));
        found.place.rows[role] = *row;
        ++part;
    }
    if (!make_structure(*chain.slices[*near], *chain.slices[*far], found.place))
        return std::unexpected(bad_id(id));
    return found;
}

}  // namespace wingspread::scan
