#pragma once

#include "options/structure_kind.hpp"
#include "scan/expiry_model.hpp"
#include "scan/pop_zone.hpp"
#include "scan/wing_pairs.hpp"

#include <algorithm>
#include <vector>

namespace wingspread::scan {

/// What kind of two-winged structure: all that figures follow from.
struct WingForm {
    options::StructureKind kind;
    options::Right low_right;
    options::Right high_right;
    options::Side outer;  ///< side of the legs at both ends; the inner ones are opposite
    WingRelation relation;

    /// Profits between its breakevens, as an iron condor that is sold does, not outside of them.
    [[nodiscard]] bool profits_inside() const { return outer == options::Side::buy; }
};

/// Nothing for a kind that is not made of two wings.
std::optional<WingForm> wing_form_of(options::StructureKind kind);

/// Value at expiration between the inner strikes and beyond both outer ones; linear in between.
struct WingValue {
    double middle = 0;
    double low_end = 0;
    double high_end = 0;

    [[nodiscard]] double best() const { return std::max({middle, low_end, high_end}); }
    [[nodiscard]] double worst() const { return std::min({middle, low_end, high_end}); }
};
WingValue value_of(const WingForm& form, double low_width, double high_width);

/// Bounds of Q(S > level) from its values at the strikes: nothing is computed per candidate.
class ChanceTable {
  public:
    ChanceTable(const ExpiryModel& model, std::span<const Price> strikes);

    /// Level in half units.
    [[nodiscard]] double most_above(double level) const;
    [[nodiscard]] double least_above(double level) const;

  private:
    std::vector<double> strikes_;  ///< half units
    std::vector<double> most_;     ///< above the strike or any higher one
    std::vector<double> least_;    ///< above the strike or any lower one
};

/// Inner strikes in half units. Exact.
double probability_of_profit(const ExpiryModel& model, const WingForm& form, const WingValue& value,
                             double low_strike, double high_strike, double net);

/// Where one side's breakeven can be, in half units: of a single pair, or the best of several.
struct WingReach {
    double sum;         ///< of the inner strike and the net price of the whole; least of several
    double difference;  ///< of the same; greatest of several
    double net;         ///< of the whole; least of several
};
/// The most that one side can add to that probability; a structure that profits inside has their
/// sum − 1.
double most_chance(const ChanceTable& table, const WingForm& form, const WingValue& value,
                   WingEnd end, const WingReach& reach);

}  // namespace wingspread::scan
