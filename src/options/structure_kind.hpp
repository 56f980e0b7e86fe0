#pragma once

#include "core/result.hpp"
#include "options/contract.hpp"
#include "options/spread.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wingspread::options {

/// Every structure that can be named, in the words of the field; "long" is the side that usually
/// pays a debit. An iron condor or iron butterfly without a prefix is the one sold for a credit.
enum class StructureKind : std::uint8_t {
    long_call,
    long_put,
    short_call,
    short_put,
    bull_call,
    bear_put,
    bull_put,
    bear_call,
    long_straddle,
    short_straddle,
    long_strangle,
    short_strangle,
    iron_condor,
    reverse_iron_condor,
    iron_butterfly,
    reverse_iron_butterfly,
    long_call_butterfly,
    long_put_butterfly,
    short_call_butterfly,
    short_put_butterfly,
    long_call_broken_wing,  ///< a butterfly whose wings differ
    long_put_broken_wing,
    short_call_broken_wing,
    short_put_broken_wing,
    long_call_condor,
    long_put_condor,
    short_call_condor,
    short_put_condor,
    long_call_calendar,  ///< buys the later expiration
    long_put_calendar,
    short_call_calendar,
    short_put_calendar,
    long_call_diagonal,
    long_put_diagonal,
    short_call_diagonal,
    short_put_diagonal,
    call_ratio_spread,  ///< sells more than it buys, further out of the money
    put_ratio_spread,
    call_backspread,  ///< buys more than it sells, further out of the money
    put_backspread,
    covered_call,
    protective_collar,
};
inline constexpr std::size_t structure_kind_count = 42;

/// What the strikes at both ends must be to their neighbours.
enum class Wings : std::uint8_t { any, equal, unequal };

/// How strikes of different levels relate.
enum class StrikeOrder : std::uint8_t { rising, different };

/// Whether what can be lost is limited by what is held against the sold options. A sold put without
/// a bought one counts as undefined, although no price falls below zero.
enum class RiskClass : std::uint8_t { defined, undefined };

/// How many contracts of a role one unit has.
enum class RoleRatio : std::uint8_t { one, two, fewer, more };

/// One option of a structure by its role.
struct LegRole {
    Side side = Side::buy;
    Right right = Right::call;
    int level = 1;  ///< of strikes, the lowest is 1; equal levels have equal strikes
    RoleRatio ratio = RoleRatio::one;
    bool back = false;  ///< of the later expiration
};

/// What a kind is made of: the row from which everything about it follows.
struct StructureForm {
    StructureKind kind;
    std::string_view name;           ///< "iron_condor"
    std::span<const LegRole> roles;  ///< nearer expiration first, then rising levels, puts first
    RiskClass risk = RiskClass::defined;
    Wings wings = Wings::any;
    StrikeOrder strikes = StrikeOrder::rising;
    bool shares = false;  ///< also holds shares
};

const StructureForm& form_of(StructureKind kind);
/// All kinds, in the order of the enum.
std::span<const StructureForm> structure_forms();

inline std::string_view to_string(StructureKind kind) { return form_of(kind).name; }
/// Refuses anything but a name, listing all of them.
Result<StructureKind> parse_structure_kind(std::string_view text);
/// All names, ", " between.
std::string structure_names();

StructureKind to_structure_kind(VerticalKind kind);
/// Nothing for what is no vertical.
std::optional<VerticalKind> to_vertical_kind(StructureKind kind);

}  // namespace wingspread::options
