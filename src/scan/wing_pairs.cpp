#include "scan/wing_pairs.hpp"

#include "scan/pop_zone.hpp"

#include <algorithm>
#include <map>

namespace wingspread::scan {

namespace {

void append(const LegTable& table, options::Side outer_side, options::Side inner_side,
            std::size_t outer, std::size_t inner, double max_width, WingPairs& pairs) {
    const Stage stage = std::min(table.stage(outer_side, outer), table.stage(inner_side, inner));
    if (stage == Stage::unlisted) return;
    const double width = std::abs(table.legs.strike[inner] - table.legs.strike[outer]);
    // A new group for every width: strikes are evenly spaced over long runs.
    const std::size_t distance = std::max(inner, outer) - std::min(inner, outer);
    if (pairs.groups.empty() || pairs.groups.back().width != width ||
        pairs.groups.back().distance != distance)
        pairs.groups.push_back({width, distance, static_cast<std::uint32_t>(pairs.size()), 0});
    pairs.inner.push_back(static_cast<std::uint32_t>(inner));
    pairs.outer.push_back(static_cast<std::uint32_t>(outer));
    pairs.stage.push_back(stage == Stage::passed && width > max_width ? Stage::width : stage);
    pairs.net.push_back(table.net(outer_side, outer) + table.net(inner_side, inner));
    pairs.natural.push_back(table.natural(outer_side, outer) + table.natural(inner_side, inner));
    pairs.score.push_back(table.key_share(outer_side, outer) + table.key_share(inner_side, inner));
    pairs.groups.back().end = static_cast<std::uint32_t>(pairs.size());
}

/// How many pairs there are by inner row, of one width or (absent) of all.
using RowCounts = std::vector<std::uint64_t>;

template <class Test>
RowCounts rows_of(const WingPairs& pairs, const Test& counts) {
    RowCounts rows;
    for (const auto& group : pairs.groups) {
        for (auto i = group.begin; i < group.end; ++i) {
            if (!counts(group, i)) continue;
            if (rows.size() <= pairs.inner[i]) rows.resize(pairs.inner[i] + 1);
            ++rows[pairs.inner[i]];
        }
    }
    return rows;
}

std::uint64_t combine(RowCounts low, RowCounts high, bool shares_strike) {
    const auto rows = std::max(low.size(), high.size());
    low.resize(rows);
    high.resize(rows);
    std::uint64_t sum = 0;
    std::uint64_t below = 0;  // low pairs whose inner strike is lower
    for (std::size_t row = 0; row < rows; ++row) {
        sum += high[row] * (shares_strike ? low[row] : below);
        below += low[row];
    }
    return sum;
}

template <class Test>
std::uint64_t count_if(const WingPairs& low, const WingPairs& high, const WingRelation& relation,
                       const Test& is_counted) {
    const auto all = [&](const WingPairs& pairs) {
        return rows_of(pairs, [&](const WingGroup& group, std::uint32_t i) {
            return is_counted(pairs, group, i);
        });
    };
    const auto of_width = [&](const WingPairs& pairs, double width) {
        return rows_of(pairs, [&](const WingGroup& group, std::uint32_t i) {
            return group.width == width && is_counted(pairs, group, i);
        });
    };
    const auto equal = [&] {
        std::map<double, bool> widths;
        for (const auto& group : low.groups) widths[group.width] = true;
        std::uint64_t sum = 0;
        for (const auto& [width, seen] : widths)
            sum += combine(of_width(low, width), of_width(high, width), relation.shares_strike);
        return sum;
    };
    if (relation.wings == options::Wings::equal) return equal();
    const auto any = combine(all(low), all(high), relation.shares_strike);
    return relation.wings == options::Wings::any ? any : any - equal();
}

}  // namespace

void WingPairs::reserve(std::size_t pairs) {
    for (auto* rows : {&inner, &outer}) rows->reserve(pairs);
    for (auto* figures : {&net, &natural, &score}) figures->reserve(pairs);
    stage.reserve(pairs);
}

WingPairs WingPairs::passed() const {
    WingPairs kept;
    kept.reserve(size());
    for (const auto& group : groups) {
        const auto begin = static_cast<std::uint32_t>(kept.size());
        for (auto i = group.begin; i < group.end; ++i) {
            if (stage[i] != Stage::passed) continue;
            kept.inner.push_back(inner[i]);
            kept.outer.push_back(outer[i]);
            kept.stage.push_back(stage[i]);
            kept.net.push_back(net[i]);
            kept.natural.push_back(natural[i]);
            kept.score.push_back(score[i]);
        }
        const auto end = static_cast<std::uint32_t>(kept.size());
        if (end > begin) kept.groups.push_back({group.width, group.distance, begin, end});
    }
    return kept;
}

WingPairs pairs_of(const LegTable& table, WingEnd end, options::Side outer, options::Side inner,
                   const Criteria& criteria) {
    const auto rows = table.legs.size();
    const auto reach =
        std::min(static_cast<std::size_t>(criteria.max_wing_strikes), rows == 0 ? 0 : rows - 1);
    const double max_width = criteria.max_width ? in_half_units(*criteria.max_width) : infinity;
    WingPairs pairs;
    pairs.reserve(reach * rows);
    for (std::size_t distance = 1; distance <= reach; ++distance) {
        for (std::size_t low = 0; low + distance < rows; ++low) {
            const auto high = low + distance;
            if (end == WingEnd::low)
                append(table, outer, inner, low, high, max_width, pairs);
            else
                append(table, outer, inner, high, low, max_width, pairs);
        }
    }
    return pairs;
}

std::uint64_t count_structures(const WingPairs& low, const WingPairs& high,
                               const WingRelation& relation, Stage least) {
    return count_if(low, high, relation,
                    [&](const WingPairs& pairs, const WingGroup&, std::uint32_t i) {
                        return pairs.stage[i] >= least;
                    });
}

std::uint64_t count_narrower(const WingPairs& low, const WingPairs& high,
                             const WingRelation& relation, double width) {
    return count_if(low, high, relation,
                    [&](const WingPairs& pairs, const WingGroup& group, std::uint32_t i) {
                        return group.width < width && pairs.stage[i] == Stage::passed;
                    });
}

}  // namespace wingspread::scan
