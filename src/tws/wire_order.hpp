#pragma once

#include "tws/wire_contract.hpp"

#include <type_traits>
#include <variant>

/// Groups of order fields that placeOrder, openOrder and completedOrder share. `Absent::max` and
/// the empty field alternate below as TWS itself writes them.
namespace wingspread::tws {

/// Action to order reference: the first block of all three messages.
inline void describe_order_head(auto& io, auto& o) {
    io.field("action", o.action);
    io.field("total_quantity", o.total_quantity);
    io.field("order_type", o.order_type);
    io.field("limit_price", o.limit_price);
    io.field("aux_price", o.aux_price);
    io.field("tif", o.tif);
    io.field("oca_group", o.oca_group);
    io.field("account", o.account);
    io.field("open_close", o.open_close);
    io.or_zero("origin", o.origin);
    io.field("order_ref", o.order_ref);
}

inline void describe_advisor(auto& io, auto& o) {
    io.field("fa_group", o.fa_group);
    io.field("fa_method", o.fa_method);
    io.field("fa_percentage", o.fa_percentage);
    if (io.version < since::no_fa_profile) io.reserved("fa_profile", "");
}

inline void describe_short_sale(auto& io, auto& o) {
    io.or_zero("short_sale_slot", o.short_sale_slot);
    io.field("designated_location", o.designated_location);
    io.or_zero("exempt_code", o.exempt_code);
}

inline void describe_box_and_stock_range(auto& io, auto& o) {
    io.field("starting_price", o.starting_price);
    io.field("stock_reference_price", o.stock_reference_price);
    io.field("delta", o.delta);
    io.field("stock_range_lower", o.stock_range_lower);
    io.field("stock_range_upper", o.stock_range_upper);
}

/// Fields of volatility orders. Completed orders leave out how the hedge clears and opens.
inline void describe_volatility(auto& io, auto& o, bool with_clearing) {
    auto& hedge = o.delta_neutral;
    io.field("volatility", o.volatility);
    io.field("volatility_type", o.volatility_type);
    io.field("delta_neutral_order_type", hedge.order_type);
    io.field("delta_neutral_aux_price", hedge.aux_price);
    if (!hedge.order_type.empty()) {
        io.or_zero("delta_neutral_con_id", hedge.con_id);
        if (with_clearing) {
            io.field("delta_neutral_settling_firm", hedge.settling_firm);
            io.field("delta_neutral_clearing_account", hedge.clearing_account);
            io.field("delta_neutral_clearing_intent", hedge.clearing_intent);
            io.field("delta_neutral_open_close", hedge.open_close);
        }
        io.or_zero("delta_neutral_short_sale", hedge.short_sale);
        io.or_zero("delta_neutral_short_sale_slot", hedge.short_sale_slot);
        io.field("delta_neutral_designated_location", hedge.designated_location);
    }
    io.or_zero("continuous_update", o.continuous_update);
    io.field("reference_price_type", o.reference_price_type);
    io.field("trail_stop_price", o.trail_stop_price);
    io.field("trailing_percent", o.trailing_percent);
}

inline void describe_leg_prices(auto& io, auto& o) {
    io.list("leg_prices", o.leg_prices,
            [](auto& item, auto& price) { item.field("price", price); });
}

/// The legs as answers carry them: with or without a combo.
inline void describe_answered_legs(auto& io, auto& c, auto& o) {
    io.field("combo_legs_description", c.combo_legs_description);
    io.list("combo_legs", c.combo_legs,
            [](auto& item, auto& leg) { describe_order_leg(item, leg); });
    describe_leg_prices(io, o);
    describe_tag_values(io, "smart_combo_routing", o.smart_combo_routing);
}

inline void describe_scale(auto& io, auto& o, Absent absent) {
    auto& scale = o.scale;
    io.field("scale_init_level_size", scale.init_level_size, absent);
    io.field("scale_subs_level_size", scale.subs_level_size, absent);
    io.field("scale_price_increment", scale.price_increment);
    if (scale.price_increment <= Price{}) return;  // absent compares less than any price
    io.field("scale_price_adjust_value", scale.price_adjust_value);
    io.field("scale_price_adjust_interval", scale.price_adjust_interval);
    io.field("scale_profit_offset", scale.profit_offset);
    io.or_zero("scale_auto_reset", scale.auto_reset);
    io.field("scale_init_position", scale.init_position);
    io.field("scale_init_fill_quantity", scale.init_fill_quantity);
    io.or_zero("scale_random_percent", scale.random_percent);
}

inline void describe_hedge(auto& io, auto& o) {
    io.field("hedge_type", o.hedge_type);
    if (!o.hedge_type.empty()) io.field("hedge_param", o.hedge_param);
}

inline void describe_clearing(auto& io, auto& o) {
    io.field("clearing_account", o.clearing_account);
    io.field("clearing_intent", o.clearing_intent);
    io.or_zero("not_held", o.not_held);
}

inline void describe_algo(auto& io, auto& o) {
    io.field("algo_strategy", o.algo_strategy);
    if (!o.algo_strategy.empty()) describe_tag_values(io, "algo_params", o.algo_params);
}

inline void describe_benchmark_peg(auto& io, auto& o) {
    if (!(o.order_type == OrderType::pegged_to_benchmark)) return;
    auto& peg = o.benchmark_peg;
    io.or_zero("reference_con_id", peg.reference_con_id);
    io.or_zero("change_amount_decreases", peg.change_amount_decreases);
    io.or_zero("change_amount", peg.change_amount);
    io.or_zero("reference_change_amount", peg.reference_change_amount);
    io.field("reference_exchange", peg.reference_exchange);
}

inline void describe_condition(auto& io, auto& condition) {
    using Condition = std::remove_cvref_t<decltype(condition)>;
    io.choice("conjunction", condition.conjunction, "a", "o");
    if constexpr (!std::is_same_v<Condition, ExecutionCondition>) {
        io.field("is_more", condition.is_more);
    }
    if constexpr (std::is_same_v<Condition, PriceCondition>) {
        io.field("price", condition.price);
    } else if constexpr (std::is_same_v<Condition, TimeCondition>) {
        io.field("time", condition.time);
    } else if constexpr (std::is_same_v<Condition, MarginCondition>) {
        io.field("percent", condition.percent);
    } else if constexpr (std::is_same_v<Condition, ExecutionCondition>) {
        io.field("sec_type", condition.sec_type);
        io.field("exchange", condition.exchange);
        io.field("symbol", condition.symbol);
    } else if constexpr (std::is_same_v<Condition, VolumeCondition>) {
        io.field("volume", condition.volume);
    } else {
        io.field("change_percent", condition.change_percent);
    }
    if constexpr (requires { condition.con_id; }) {
        io.field("con_id", condition.con_id);
        io.field("exchange", condition.exchange);
    }
    if constexpr (requires { condition.trigger_method; }) {
        io.or_zero("trigger_method", condition.trigger_method);
    }
}

/// Numbers of the alternatives of OrderCondition, in their order.
inline constexpr std::int32_t condition_types[] = {1, 3, 4, 5, 6, 7};

inline void describe_conditions(auto& io, auto& o) {
    io.list("conditions", o.conditions, [](auto& item, auto& condition) {
        item.alternative("type", condition, condition_types);
        std::visit([&item](auto& c) { describe_condition(item, c); }, condition);
    });
    if (o.conditions.empty()) return;
    io.or_zero("conditions_ignore_rth", o.conditions_ignore_rth);
    io.or_zero("conditions_cancel_order", o.conditions_cancel_order);
}

/// All of PEG BEST and PEG MID as answers carry them, whatever the order type.
inline void describe_answered_peg_offsets(auto& io, auto& o) {
    auto& peg = o.peg_offsets;
    io.field_since(since::peg_offsets, "min_trade_quantity", peg.min_trade_quantity);
    io.field_since(since::peg_offsets, "min_compete_size", peg.min_compete_size);
    io.field_since(since::peg_offsets, "compete_against_best_offset",
                   peg.compete_against_best_offset, Absent::max);
    io.field_since(since::peg_offsets, "mid_offset_at_whole", peg.mid_offset_at_whole, Absent::max);
    io.field_since(since::peg_offsets, "mid_offset_at_half", peg.mid_offset_at_half, Absent::max);
}

inline void describe_margin_figures(auto& io, std::string_view initial,
                                    std::string_view maintenance, std::string_view equity,
                                    auto& m) {
    io.field(initial, m.initial, Absent::max);
    io.field(maintenance, m.maintenance, Absent::max);
    io.field(equity, m.equity_with_loan, Absent::max);
}

/// What openOrder says about the cost of the order.
inline void describe_order_state(auto& io, auto& s) {
    io.field("status", s.status);
    describe_margin_figures(io, "init_margin_before", "maint_margin_before",
                            "equity_with_loan_before", s.margin.before);
    describe_margin_figures(io, "init_margin_change", "maint_margin_change",
                            "equity_with_loan_change", s.margin.change);
    describe_margin_figures(io, "init_margin_after", "maint_margin_after", "equity_with_loan_after",
                            s.margin.after);
    io.field("commission", s.commission, Absent::max);
    io.field("min_commission", s.min_commission, Absent::max);
    io.field("max_commission", s.max_commission, Absent::max);
    io.field("commission_currency", s.commission_currency);
    if (io.version >= since::full_order_preview) {
        auto& outside = s.margin_outside_rth;
        io.field("margin_currency", s.margin_currency);
        describe_margin_figures(io, "init_margin_before_outside_rth",
                                "maint_margin_before_outside_rth",
                                "equity_with_loan_before_outside_rth", outside.before);
        describe_margin_figures(io, "init_margin_change_outside_rth",
                                "maint_margin_change_outside_rth",
                                "equity_with_loan_change_outside_rth", outside.change);
        describe_margin_figures(io, "init_margin_after_outside_rth",
                                "maint_margin_after_outside_rth",
                                "equity_with_loan_after_outside_rth", outside.after);
        io.field("suggested_size", s.suggested_size);
        io.field("reject_reason", s.reject_reason);
        io.list("allocations", s.allocations, [](auto& item, auto& a) {
            item.field("account", a.account);
            item.field("position", a.position);
            item.field("position_desired", a.position_desired);
            item.field("position_after", a.position_after);
            item.field("desired_quantity", a.desired_quantity);
            item.field("allowed_quantity", a.allowed_quantity);
            item.or_zero("is_monetary", a.is_monetary);
        });
    }
    io.field("warning_text", s.warning_text);
}

inline void describe_adjustment(auto& io, auto& o) {
    auto& a = o.adjustment;
    io.field("adjusted_stop_price", a.stop_price, Absent::max);
    io.field("adjusted_stop_limit_price", a.stop_limit_price, Absent::max);
    io.field("adjusted_trailing_amount", a.trailing_amount, Absent::max);
    io.or_zero("adjusted_trailing_unit", a.trailing_unit);
}

}  // namespace wingspread::tws
