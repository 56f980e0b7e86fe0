#pragma once

#include "market/chain_snapshot.hpp"
#include "scan/counts.hpp"
#include "scan/criteria.hpp"
#include "scan/expiry_model.hpp"

#include <cstdint>
#include <vector>

namespace wingspread::scan {

/// Prices inside a scan are doubles that hold whole numbers of half a 1e-8: every sum of bids and
/// asks, and the mean of two, is exact up to 45 million dollars.
inline constexpr double half_units = 2.0 * static_cast<double>(Price::scale);
inline double in_half_units(Price price) { return 2.0 * static_cast<double>(price.raw()); }

/// The legs of one right of one slice that a spread may use, strikes rising. Prices in half units.
struct LegColumns {
    std::vector<std::uint32_t> row;  ///< in the slice
    std::vector<double> strike;
    std::vector<double> bid;
    std::vector<double> ask;
    std::vector<double> pay;      ///< price of buying the leg: ask, or the mean with bid
    std::vector<double> receive;  ///< price of selling it
    // Of the model, per share and in USD; filled only when the criteria look at them.
    std::vector<double> fair;
    std::vector<double> delta;
    std::vector<double> gamma;
    std::vector<double> theta_per_day;
    std::vector<double> vega_per_point;

    [[nodiscard]] std::size_t size() const { return row.size(); }
    void clear();
};

/// Fills `legs` with the listed contracts that are usable, open and tight enough, and counts the
/// pairs lost on the way, `kinds` times each: as many kinds of spreads are made of this right.
void collect_legs(const market::ExpirySlice& slice, options::Right right, const ExpiryModel& model,
                  const Criteria& criteria, std::uint64_t kinds, LegColumns& legs,
                  ScanCounts& counts);

/// Fills what `legs` holds of the model, from the strikes.
void add_model(options::Right right, const ExpiryModel& model, const Criteria& criteria,
               LegColumns& legs);

/// Why a listed contract is no leg of anything, or nothing.
std::optional<Rejection> rejection_of(const market::ExpirySlice& slice,
                                      const market::OptionColumns& columns, std::size_t row,
                                      const Criteria& criteria);

/// The figures of legs decide only some rankings, and cost more than everything else of a scan.
bool looks_at_model(const Criteria& criteria);

/// How many spreads of one kind n strikes make.
constexpr std::uint64_t pairs_of(std::uint64_t n) { return n < 2 ? 0 : n * (n - 1) / 2; }

/// Listed contracts of one right.
std::uint64_t listed(const market::OptionColumns& columns);

}  // namespace wingspread::scan
