#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "options/contract.hpp"
#include "options/spread.hpp"
#include "options/structure_kind.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace wingspread::options {

/// Contracts of a ratio structure: on the side that has fewer and on the one that has more.
struct LegRatio {
    int fewer = 1;
    int more = 2;

    bool operator==(const LegRatio&) const = default;
};

/// What a structure has beside its options; only kinds that need them may be given them.
struct StructureParts {
    std::optional<Underlying> shares;  ///< of a covered call or a collar: one multiplier of them
    std::optional<LegRatio> ratio;     ///< of ratio spreads and backspreads
};

/// A position to be opened as one: options by their roles, and shares where the kind has them. An
/// inverted structure cannot be written down, because sides and ratios follow from the kind, and
/// `make` puts each contract where the kind wants it.
class Structure {
  public:
    /// Takes the contracts in any order. Refuses (invalid_argument, naming kind, field, value and
    /// what was expected): another number of options; a mix of symbols, trading classes,
    /// multipliers, currencies, exercise styles or settlements; expirations, rights or strikes that
    /// are not the kind's; wings that must be equal and are not, and the other way round; shares of
    /// something else, missing or not wanted; a ratio that is not 1:n to 1:3 (exchanges take no
    /// others as a standard combination).
    static Result<Structure> make(StructureKind kind, std::vector<OptionContract> contracts,
                                  StructureParts parts = {});

    [[nodiscard]] StructureKind kind() const { return kind_; }
    /// Options as held: nearer expirations first, then rising strikes, puts before calls. Ratios
    /// have no common divisor.
    [[nodiscard]] const std::vector<Leg>& legs() const { return legs_; }
    /// Bought with each unit, `multiplier()` of them; empty for most kinds.
    [[nodiscard]] const std::optional<Underlying>& shares() const { return shares_; }

    [[nodiscard]] const std::string& symbol() const { return front().symbol; }
    [[nodiscard]] const std::string& trading_class() const { return front().trading_class; }
    [[nodiscard]] int multiplier() const { return front().multiplier; }
    [[nodiscard]] Date front_expiration() const { return front().expiration; }
    [[nodiscard]] Date back_expiration() const { return legs_.back().contract.expiration; }
    [[nodiscard]] bool has_one_expiration() const {
        return front_expiration() == back_expiration();
    }
    /// One option and nothing else: no combination for an exchange.
    [[nodiscard]] bool is_single() const { return legs_.size() == 1 && !shares_; }

    bool operator==(const Structure&) const = default;

  private:
    Structure(StructureKind kind, std::vector<Leg> legs, std::optional<Underlying> shares)
        : kind_(kind), legs_(std::move(legs)), shares_(std::move(shares)) {}

    [[nodiscard]] const OptionContract& front() const { return legs_.front().contract; }

    StructureKind kind_;
    std::vector<Leg> legs_;
    std::optional<Underlying> shares_;
};

/// Shares held or wanted beside option legs.
struct ShareLeg {
    Side side = Side::buy;
    int count = 100;
    Underlying stock;
};

/// A structure and how many of it.
struct StructureUnits {
    Structure structure;
    int units = 1;

    bool operator==(const StructureUnits&) const = default;
};

/// The structure of this kind that these very legs are; their common factor becomes units. Beyond
/// the refusals of `make`: a side or a ratio that is not the kind's, so that whoever states legs
/// never gets the opposite of them.
Result<StructureUnits> from_legs(StructureKind kind, std::span<const Leg> legs,
                                 const std::optional<ShareLeg>& shares = {});

/// The one kind of which these legs are, or nothing: at most one kind fits.
std::optional<StructureUnits> recognise(std::span<const Leg> legs,
                                        const std::optional<ShareLeg>& shares = {});

/// For logs and people: "SPY 2026-12-18 bull put 745/740", strikes falling where all are puts;
/// "… 1x2 call ratio spread 745/750"; "SPY 2026-12-18/2027-01-15 long call calendar 745".
std::string describe(const Structure& structure);

}  // namespace wingspread::options
