#pragma once

#include "options/structure_kind.hpp"

#include <cstdint>
#include <initializer_list>

namespace wingspread::scan {

/// Which kinds a scan is after.
class StructureSet {
  public:
    constexpr StructureSet() = default;
    constexpr StructureSet(std::initializer_list<options::StructureKind> kinds) {
        for (const auto kind : kinds) add(kind);
    }

    constexpr void add(options::StructureKind kind) { bits_ |= bit(kind); }
    [[nodiscard]] constexpr bool contains(options::StructureKind kind) const {
        return (bits_ & bit(kind)) != 0;
    }
    [[nodiscard]] constexpr bool is_empty() const { return bits_ == 0; }
    constexpr bool operator==(const StructureSet&) const = default;

  private:
    static constexpr std::uint64_t bit(options::StructureKind kind) {
        return std::uint64_t{1} << static_cast<unsigned>(kind);
    }

    std::uint64_t bits_ = 0;
};
static_assert(options::structure_kind_count <= 64);

inline constexpr StructureSet all_verticals{
    options::StructureKind::bull_call, options::StructureKind::bear_put,
    options::StructureKind::bull_put, options::StructureKind::bear_call};

}  // namespace wingspread::scan
