#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "core/rng.hpp"
#include "core/time.hpp"
#include "trade/ladder_plan.hpp"
#include "trade/order_leg.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::trade {

/// An order's lasting name: 128 random bits, drawn once, the same before and after restarts. As
/// text, 26 digits of base 32 (lower case, without i, l, o and u).
class IntentId {
  public:
    /// All bits zero: names nothing.
    constexpr IntentId() = default;

    static IntentId draw(Rng& rng);
    static Result<IntentId> parse(std::string_view text);
    /// Empty when an orderRef is not of our making.
    static std::optional<IntentId> from_order_ref(std::string_view order_ref);

    [[nodiscard]] std::string to_string() const;
    /// "ws" and the id: what TWS echoes in open orders, executions and completed orders.
    [[nodiscard]] std::string order_ref() const;
    [[nodiscard]] constexpr bool is_nil() const { return high_ == 0 && low_ == 0; }
    constexpr auto operator<=>(const IntentId&) const = default;

  private:
    constexpr IntentId(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}

    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

/// How long an order works; always stated, because TWS presets change what is left open (10349).
enum class TimeInForce : std::uint8_t { day, gtc, gtd, ioc, fok };
inline constexpr std::array all_times_in_force{TimeInForce::day, TimeInForce::gtc, TimeInForce::gtd,
                                               TimeInForce::ioc, TimeInForce::fok};
std::string_view to_string(TimeInForce in_force);  ///< "DAY", "GTC", "GTD", "IOC", "FOK"
Result<TimeInForce> parse_time_in_force(std::string_view text);

/// The market that a decision was taken on: net prices per share of the order's own legs, from the
/// buyer's side.
struct DecisionQuotes {
    Price natural;
    Price mid;
    UtcTime taken_at{};

    bool operator==(const DecisionQuotes&) const = default;
};

/// An order that waits at the broker in a one-cancels-all group: when one of the group fills, the
/// broker cancels the others. For a single option only, TWS takes no groups with combinations.
struct OcaTerms {
    std::string group;
    /// Of a stop: the net price from which on the order works. Without one it works at once.
    std::optional<Price> trigger;

    bool operator==(const OcaTerms&) const = default;
};

/// What is wanted. The order always BUYS its legs (`order_legs`), at a net price.
struct OrderTerms {
    std::string account;
    std::string client_order_id;   ///< the requester's own name for it, or empty
    options::Structure structure;  ///< as it is held once opened, also when it is closed
    OrderAction action = OrderAction::open;
    std::optional<options::Structure> rolled_from;  ///< of a roll, and only of it: as it is held
    int quantity = 0;                               ///< units of the structure
    Price limit;  ///< net per share for the order's legs; a credit is negative
    TimeInForce in_force = TimeInForce::day;
    std::optional<UtcTime> good_till;  ///< of GTD, and only of it
    DecisionQuotes decision;
    std::optional<LadderPlan> ladder;  ///< without one the limit stays where it is
    std::optional<OcaTerms> oca;

    bool operator==(const OrderTerms&) const = default;
};

/// What is bought and sold when one unit fills: as held when opening, each leg on its other side
/// when closing, and both, what is closed first, when rolling.
std::vector<OrderLeg> order_legs(const OrderTerms& terms);
/// Those of them that take off what is held; none when opening.
std::vector<OrderLeg> closing_legs(const OrderTerms& terms);

/// Options of the structure that are sold and may be exercised early, and whose delivery the
/// structure does not hold: a covered call delivers the shares that are there.
std::vector<options::OptionContract> assignable_options(const options::Structure& structure);
/// Those that the order sells to open; none when it closes.
std::vector<options::OptionContract> assignable_options(const OrderTerms& terms);

/// A wish to trade, checked for sense but not yet for risk.
class OrderIntent {
  public:
    /// Refuses (invalid_argument, naming the field): a nil id, an empty account, a quantity below
    /// one, a leg without contract id, the same contract twice, a roll that says not from what or
    /// cannot be one order (roll.hpp), a GTD without end or an end without GTD, an account or
    /// client order id that is not plain printable ASCII, a ladder that leads away from natural,
    /// turns a credit into a debit, or is on an order that does not rest (IOC, FOK); a
    /// one-cancels-all group without name, with a ladder, on anything but the close of a single
    /// option that rests, or with a limit short of its trigger.
    static Result<OrderIntent> make(IntentId id, OrderTerms terms);

    [[nodiscard]] const IntentId& id() const { return id_; }
    [[nodiscard]] const OrderTerms& terms() const { return terms_; }
    /// What is bought and sold when one unit fills.
    [[nodiscard]] std::vector<OrderLeg> legs() const { return order_legs(terms_); }
    /// The same order where another limit has been reached.
    [[nodiscard]] OrderIntent at_limit(Price limit) const;
    /// The same order where its ladder ends: what it may come to cost, and what risk is counted of.
    [[nodiscard]] OrderIntent at_worst() const;
    /// What of it is still to be filled, decided anew; empty when that is no whole unit.
    [[nodiscard]] std::optional<OrderIntent> with_remaining(Quantity remaining,
                                                            const DecisionQuotes& decision) const;
    bool operator==(const OrderIntent&) const = default;

  private:
    OrderIntent(IntentId id, OrderTerms terms) : id_(id), terms_(std::move(terms)) {}

    IntentId id_;
    OrderTerms terms_;
};

}  // namespace wingspread::trade
