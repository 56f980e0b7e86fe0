#pragma once

#include "scan/wing_scan.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace wingspread::scan {

/// Single options, straddles, strangles and ratio spreads: at most two roles of one expiration.
/// Verticals, which have these too, have a faster scan of their own.
bool has_few_legs(options::StructureKind kind);

std::uint64_t count_listed(options::StructureKind kind, const LegTable& calls,
                           const LegTable& puts);

/// All of one kind with at most two roles of one expiration, verticals too, one by one. Refers to
/// all arguments of its maker.
class FewLegScan {
  public:
    FewLegScan(const SliceSearch& search, options::StructureKind kind, FoundList& top,
               ScanCounts& counts);

    /// Offers all, and accounts for each.
    void run();
    /// Offers those that have this contract; of verticals it accounts only for what comes near the
    /// list.
    void run_with(options::Right right, std::uint32_t row);

  private:
    /// A vertical may get into the list only where key shares + of_net·net + of_width·width +
    /// Σ of_strike·strike (of the lower and the higher leg) + one >= 0; in half units.
    struct Promise {
        double of_net = 0;
        double of_width = 0;
        std::array<double, 2> of_strike{};
        double one = 0;
    };

    [[nodiscard]] Promise promise() const;
    void consider(std::uint32_t low, std::uint32_t high);
    void judge(const std::array<std::uint32_t, 2>& rows);
    [[nodiscard]] bool is_wanted_width(const std::array<std::uint32_t, 2>& rows) const;
    [[nodiscard]] double pop_of_vertical(const std::array<std::uint32_t, 2>& rows,
                                         double net) const;
    void pair_up(std::size_t role, std::uint32_t row, std::uint32_t begin, std::uint32_t end);
    void consider_promising(std::size_t role, std::uint32_t row, std::uint32_t begin,
                            std::uint32_t end);
    [[nodiscard]] const LegTable& table(std::size_t role) const {
        return search_.of(roles_[role].right);
    }
    void reject(Rejection reason) { ++counts_.of(reason); }

    const SliceSearch& search_;
    options::StructureKind kind_;
    std::optional<options::VerticalKind> vertical_;
    std::span<const options::LegRole> roles_;
    FoundList& top_;
    ScanCounts& counts_;
    Judge judge_;
};

}  // namespace wingspread::scan
