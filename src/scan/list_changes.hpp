#pragma once

#include "scan/ranked_spread.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::scan {

/// How one list became the next. Places count from 0. What is not named stands where it stood, as
/// it was.
struct ListChanges {
    struct Left {
        std::size_t from = 0;
        std::string spread;  ///< its identity
    };
    struct Entered {
        std::size_t to = 0;
    };
    /// Another place, or other figures, or both.
    struct Stayed {
        std::size_t from = 0;
        std::size_t to = 0;
        std::vector<std::string_view> changed;  ///< fields, by the names of their JSON
    };

    std::vector<Left> left;        ///< by place
    std::vector<Entered> entered;  ///< by place
    std::vector<Stayed> stayed;    ///< by the new place; those alone that moved or changed

    [[nodiscard]] bool is_empty() const {
        return left.empty() && entered.empty() && stayed.empty();
    }
};

/// One name for a structure of the same contracts whatever its figures: its kind, class,
/// expirations and strikes, as "bull_put-SPXW-20261218-4900P-4950P".
std::string identity(const RankedSpread& spread);

ListChanges changes_between(std::span<const RankedSpread> before,
                            std::span<const RankedSpread> after);

}  // namespace wingspread::scan
