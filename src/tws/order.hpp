#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "tws/codes.hpp"
#include "tws/contract.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wingspread::tws {

/// Conditions that hold an order back or cancel it. `conjunction`: joined to the next with "and".
struct PriceCondition {
    bool conjunction = false, is_more = false;
    Price price;
    ConId con_id;
    std::string exchange;
    std::int32_t trigger_method = 0;
    bool operator==(const PriceCondition&) const = default;
};
struct TimeCondition {
    bool conjunction = false, is_more = false;
    std::string time;
    bool operator==(const TimeCondition&) const = default;
};
struct MarginCondition {
    bool conjunction = false, is_more = false;
    std::int32_t percent = 0;
    bool operator==(const MarginCondition&) const = default;
};
struct ExecutionCondition {
    bool conjunction = false;
    std::string sec_type, exchange, symbol;
    bool operator==(const ExecutionCondition&) const = default;
};
struct VolumeCondition {
    bool conjunction = false, is_more = false;
    std::int32_t volume = 0;
    ConId con_id;
    std::string exchange;
    bool operator==(const VolumeCondition&) const = default;
};
struct PercentChangeCondition {
    bool conjunction = false, is_more = false;
    double change_percent = 0;
    ConId con_id;
    std::string exchange;
    bool operator==(const PercentChangeCondition&) const = default;
};
using OrderCondition = std::variant<PriceCondition, TimeCondition, MarginCondition,
                                    ExecutionCondition, VolumeCondition, PercentChangeCondition>;

struct SoftDollarTier {
    std::string name, value, display_name;
    bool operator==(const SoftDollarTier&) const = default;
};

/// Fields that a volatility order hedges with; the wire carries all but the first two only when
/// `order_type` is not empty.
struct DeltaNeutralOrder {
    std::string order_type;
    std::optional<Price> aux_price;
    ConId con_id;
    std::string settling_firm, clearing_account, clearing_intent, open_close;
    bool short_sale = false;
    std::int32_t short_sale_slot = 0;
    std::string designated_location;
    bool operator==(const DeltaNeutralOrder&) const = default;
};

/// Fields of scale orders; the wire carries those after `price_increment` only when that is
/// greater than 0.
struct ScaleOrder {
    std::optional<std::int32_t> init_level_size, subs_level_size;
    std::optional<Price> price_increment, price_adjust_value;
    std::optional<std::int32_t> price_adjust_interval;
    std::optional<Price> profit_offset;
    bool auto_reset = false;
    std::optional<std::int32_t> init_position, init_fill_quantity;
    bool random_percent = false;
    std::string table;  ///< requests only, as `active_start_time` and `active_stop_time`
    std::string active_start_time, active_stop_time;
    bool operator==(const ScaleOrder&) const = default;
};

/// Fields of PEG BENCH orders; the wire carries them for that order type only.
struct BenchmarkPeg {
    ConId reference_con_id;
    bool change_amount_decreases = false;
    double change_amount = 0;
    double reference_change_amount = 0;
    std::string reference_exchange;
    bool operator==(const BenchmarkPeg&) const = default;
};

/// An order that changes its type when a price is touched.
struct OrderAdjustment {
    std::string order_type;
    std::optional<Price> trigger_price, stop_price, stop_limit_price;
    std::optional<double> trailing_amount;
    std::int32_t trailing_unit = 0;
    bool operator==(const OrderAdjustment&) const = default;
};

/// Fields of PEG BEST and PEG MID orders, from version 170. `compete_against_best_offset` may be
/// infinite: up to the midpoint.
struct PegOffsets {
    std::optional<std::int32_t> min_trade_quantity, min_compete_size;
    std::optional<double> compete_against_best_offset;
    std::optional<Price> mid_offset_at_whole, mid_offset_at_half;
    bool operator==(const PegOffsets&) const = default;
};

/// Every field of an order that placeOrder, openOrder or completedOrder carries up to version 200.
/// What a message does not carry keeps its default.
struct Order {
    // Identity
    ClientId client_id;
    PermId perm_id;
    OrderId parent_id;
    PermId parent_perm_id;  ///< completed orders only

    // What every order states
    Coded<Action> action;
    std::optional<Quantity> total_quantity;
    Coded<OrderType> order_type;
    std::optional<Price> limit_price;  ///< of a combo: net price from the buyer's side
    std::optional<Price> aux_price;    ///< stop price, trailing amount, peg offset: by order type
    Coded<Tif> tif;
    std::string account;
    std::string order_ref;
    bool transmit = true;  ///< requests only
    bool what_if = false;  ///< ask for margin and commission, do not trade

    // Grouping, timing, routing
    std::string oca_group;
    std::int32_t oca_type = 0;
    std::string good_after_time, good_till_date;
    bool outside_rth = false;
    bool hidden = false;
    bool block_order = false, sweep_to_fill = false, all_or_none = false;
    std::optional<std::int32_t> display_size, min_quantity;
    std::int32_t trigger_method = 0;
    double discretionary_amount = 0;
    bool opt_out_smart_routing = false;
    bool override_percentage_constraints = false;  ///< requests only
    std::string open_close;
    std::int32_t origin = 0;
    std::string rule_80a;
    std::optional<double> percent_offset;
    std::optional<Price> trail_stop_price;
    std::optional<double> trailing_percent;
    std::optional<Price> limit_price_offset;
    std::string model_code;
    bool not_held = false, solicited = false;
    bool randomize_size = false, randomize_price = false;
    std::optional<Money> cash_quantity;
    std::optional<std::int32_t> use_price_management_algo, duration, post_to_ats;
    bool auto_cancel_parent = false;
    std::string advanced_error_override;  ///< requests only
    std::string manual_order_time;        ///< requests only
    std::string ext_operator;
    std::optional<std::int32_t> manual_order_indicator;
    bool dont_use_auto_price_for_hedge = false;
    bool is_oms_container = false;
    bool discretionary_up_to_limit_price = false;
    std::string customer_account;
    bool professional_customer = false;
    std::string bond_accrued_interest;
    bool include_overnight = false;
    std::string submitter;
    bool imbalance_only = false;
    std::string algo_id;  ///< requests only
    std::string algo_strategy;
    std::vector<TagValue> algo_params;   ///< carried only when `algo_strategy` is not empty
    std::vector<TagValue> misc_options;  ///< requests only

    // Combos
    std::vector<std::optional<Price>> leg_prices;  ///< one per leg, or empty
    std::vector<TagValue> smart_combo_routing;
    std::optional<double> basis_points;
    std::optional<std::int32_t> basis_points_type;

    // Clearing, advisors, institutions
    std::string settling_firm, clearing_account, clearing_intent;
    std::string fa_group, fa_method, fa_percentage;
    std::int32_t short_sale_slot = 0;
    std::string designated_location;
    std::int32_t exempt_code = -1;
    std::string mifid2_decision_maker, mifid2_decision_algo;     ///< requests only
    std::string mifid2_execution_trader, mifid2_execution_algo;  ///< requests only
    SoftDollarTier soft_dollar_tier;

    // Special order types
    std::int32_t auction_strategy = 0;
    std::optional<Price> starting_price, stock_reference_price;
    std::optional<double> delta;
    std::optional<Price> stock_range_lower, stock_range_upper;
    std::optional<double> volatility;
    std::optional<std::int32_t> volatility_type;
    DeltaNeutralOrder delta_neutral;
    bool continuous_update = false;
    std::optional<std::int32_t> reference_price_type;
    ScaleOrder scale;
    std::string hedge_type, hedge_param;  ///< the second is carried only with the first
    BenchmarkPeg benchmark_peg;
    OrderAdjustment adjustment;
    PegOffsets peg_offsets;
    std::vector<OrderCondition> conditions;
    bool conditions_ignore_rth = false, conditions_cancel_order = false;

    // Completed orders only
    std::string auto_cancel_date;
    std::optional<Quantity> filled_quantity;
    ConId ref_futures_con_id;
    std::string shareholder;
    std::optional<std::int32_t> route_marketable_to_bbo;

    bool operator==(const Order&) const = default;
};

struct OrderAllocation {
    std::string account;
    std::optional<Quantity> position, position_desired, position_after;
    std::optional<Quantity> desired_quantity, allowed_quantity;
    bool is_monetary = false;
    bool operator==(const OrderAllocation&) const = default;
};

/// Margin figures of one moment: absent where TWS does not say.
struct MarginFigures {
    std::optional<Money> initial, maintenance, equity_with_loan;
    bool operator==(const MarginFigures&) const = default;
};
struct MarginImpact {
    MarginFigures before, change, after;
    bool operator==(const MarginImpact&) const = default;
};

/// What openOrder adds to the order: its state, and for a what-if its price.
struct OrderState {
    Coded<OrderStatusCode> status;
    MarginImpact margin;
    std::optional<Money> commission, min_commission, max_commission;
    std::string commission_currency;
    std::string margin_currency;  ///< from version 195, as those below
    MarginImpact margin_outside_rth;
    std::optional<Quantity> suggested_size;
    std::string reject_reason;
    std::vector<OrderAllocation> allocations;
    std::string warning_text;
    std::string completed_time;    ///< completed orders only
    std::string completed_status;  ///< completed orders only
    bool operator==(const OrderState&) const = default;
};

}  // namespace wingspread::tws
