#include "scan/near_name.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace wingspread::scan {

namespace {

/// Edits that turn one text into the other, a swap of neighbours counting as one
/// (https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance, optimal string alignment).
std::size_t edits(std::string_view one, std::string_view other) {
    std::vector<std::size_t> before_last(other.size() + 1);
    std::vector<std::size_t> last(other.size() + 1);
    std::vector<std::size_t> row(other.size() + 1);
    for (std::size_t j = 0; j <= other.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= one.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const bool same = one[i - 1] == other[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last.swap(last);
        last.swap(row);
    }
    return last[other.size()];
}

}  // namespace

std::string near_names(std::string_view text, std::span<const std::string_view> names) {
    constexpr std::size_t most = 3;
    constexpr std::size_t longest = 64;  // longer ones are no names
    if (text.empty() || text.size() > longest) return {};
    struct Near {
        std::size_t edits;
        std::string_view name;
    };
    std::vector<Near> near;
    for (const auto name : names) {
        const bool begins = text.size() > 1 && name.starts_with(text);
        const auto distance = begins ? 1 : edits(text, name);
        if (distance <= std::max<std::size_t>(1, std::min<std::size_t>(3, text.size() / 3)))
            near.push_back({distance, name});
    }
    std::ranges::sort(near, {}, [](const Near& one) { return std::pair(one.edits, one.name); });
    std::string listed;
    for (std::size_t i = 0; i < std::min(most, near.size()); ++i)
        listed += (i == 0 ? "" : ", ") + std::string(near[i].name);
    return listed;
}

}  // namespace wingspread::scan
