#pragma once

#include "tws/wire_contract.hpp"
#include "tws/wire_order.hpp"

/// Descriptions of what TWS sends about orders and executions.
namespace wingspread::tws {

template <>
struct Wire<OpenOrder> {
    static constexpr std::int32_t id = 5;
    static constexpr std::string_view name = "open_order";
    static void fields(auto& io, auto& m) {
        auto& o = *m.order;
        io.field("order_id", m.order_id);
        describe_traded_contract(io, m.contract);
        describe_order_head(io, o);
        io.or_zero("client_id", o.client_id);
        io.or_zero("perm_id", o.perm_id);
        routing(io, o);
        institution(io, o);
        describe_volatility(io, o, true);
        io.field("basis_points", o.basis_points);
        io.field("basis_points_type", o.basis_points_type);
        describe_answered_legs(io, m.contract, o);
        describe_scale(io, o, Absent::max);
        describe_hedge(io, o);
        io.or_zero("opt_out_smart_routing", o.opt_out_smart_routing);
        describe_clearing(io, o);
        describe_delta_neutral_contract(io, m.contract);
        describe_algo(io, o);
        io.or_zero("solicited", o.solicited);
        io.or_zero("what_if", o.what_if);
        describe_order_state(io, *m.state);
        io.or_zero("randomize_size", o.randomize_size);
        io.or_zero("randomize_price", o.randomize_price);
        describe_benchmark_peg(io, o);
        describe_conditions(io, o);
        adjustment(io, o);
        newer_fields(io, o);
    }

  private:
    static void routing(auto& io, auto& o) {
        io.or_zero("outside_rth", o.outside_rth);
        io.or_zero("hidden", o.hidden);
        io.or_zero("discretionary_amount", o.discretionary_amount);
        io.field("good_after_time", o.good_after_time);
        io.reserved("shares_allocation", "");
        describe_advisor(io, o);
        io.field("model_code", o.model_code);
        io.field("good_till_date", o.good_till_date);
        io.field("rule_80a", o.rule_80a);
        io.field("percent_offset", o.percent_offset);
        io.field("settling_firm", o.settling_firm);
    }
    static void institution(auto& io, auto& o) {
        describe_short_sale(io, o);
        io.or_zero("auction_strategy", o.auction_strategy);
        describe_box_and_stock_range(io, o);
        io.field("display_size", o.display_size, Absent::max);
        io.or_zero("block_order", o.block_order);
        io.or_zero("sweep_to_fill", o.sweep_to_fill);
        io.or_zero("all_or_none", o.all_or_none);
        io.field("min_quantity", o.min_quantity);
        io.or_zero("oca_type", o.oca_type);
        io.reserved("e_trade_only", "0");
        io.reserved("firm_quote_only", "0");
        io.reserved("nbbo_price_cap", "");
        io.or_zero("parent_id", o.parent_id);
        io.or_zero("trigger_method", o.trigger_method);
    }
    static void adjustment(auto& io, auto& o) {
        io.field("adjusted_order_type", o.adjustment.order_type);
        io.field("trigger_price", o.adjustment.trigger_price, Absent::max);
        // The trailing stop price comes a second time; it is the same value.
        io.field("trail_stop_price", o.trail_stop_price, Absent::max);
        io.field("limit_price_offset", o.limit_price_offset, Absent::max);
        describe_adjustment(io, o);
        io.field("soft_dollar_name", o.soft_dollar_tier.name);
        io.field("soft_dollar_value", o.soft_dollar_tier.value);
        io.field("soft_dollar_display_name", o.soft_dollar_tier.display_name);
    }
    static void newer_fields(auto& io, auto& o) {
        io.field("cash_quantity", o.cash_quantity);
        io.or_zero("dont_use_auto_price_for_hedge", o.dont_use_auto_price_for_hedge);
        io.or_zero("is_oms_container", o.is_oms_container);
        io.or_zero("discretionary_up_to_limit_price", o.discretionary_up_to_limit_price);
        io.field("use_price_management_algo", o.use_price_management_algo);
        // One independent client reads the duration from 159 on; the vendor's gate is 158.
        io.field_since(since::duration, "duration", o.duration, Absent::max);
        io.field_since(since::post_to_ats, "post_to_ats", o.post_to_ats, Absent::max);
        io.field_since(since::auto_cancel_parent, "auto_cancel_parent", o.auto_cancel_parent);
        describe_answered_peg_offsets(io, o);
        io.field_since(since::customer_account, "customer_account", o.customer_account);
        io.field_since(since::professional_customer, "professional_customer",
                       o.professional_customer);
        io.field_since(since::bond_accrued_interest, "bond_accrued_interest",
                       o.bond_accrued_interest);
        io.field_since(since::include_overnight, "include_overnight", o.include_overnight);
        io.field_since(since::cme_tagging_in_open_order, "ext_operator", o.ext_operator);
        io.field_since(since::cme_tagging_in_open_order, "manual_order_indicator",
                       o.manual_order_indicator, Absent::max);
        io.field_since(since::submitter, "submitter", o.submitter);
        io.field_since(since::imbalance_only, "imbalance_only", o.imbalance_only);
    }
};
template <>
struct Wire<OpenOrderEnd> {
    static constexpr std::int32_t id = 53;
    static constexpr std::string_view name = "open_order_end";
    static void fields(auto& io, auto&) { io.legacy_version(1); }
};
template <>
struct Wire<OrderStatus> {
    static constexpr std::int32_t id = 3;
    static constexpr std::string_view name = "order_status";
    static void fields(auto& io, auto& m) {
        io.field("order_id", m.order_id);
        io.field("status", m.status);
        io.field("filled", m.filled);
        io.field("remaining", m.remaining);
        io.field("average_fill_price", m.average_fill_price);
        io.or_zero("perm_id", m.perm_id);
        io.or_zero("parent_id", m.parent_id);
        io.field("last_fill_price", m.last_fill_price);
        io.or_zero("client_id", m.client_id);
        io.field("why_held", m.why_held);
        io.field("market_cap_price", m.market_cap_price);
    }
};
template <>
struct Wire<OrderBound> {
    static constexpr std::int32_t id = 100;
    static constexpr std::string_view name = "order_bound";
    static void fields(auto& io, auto& m) {
        io.field("perm_id", m.perm_id);
        io.field("client_id", m.client_id);
        io.field("order_id", m.order_id);
    }
};
template <>
struct Wire<CompletedOrder> {
    static constexpr std::int32_t id = 101;
    static constexpr std::string_view name = "completed_order";
    static void fields(auto& io, auto& m) {
        auto& o = *m.order;
        describe_traded_contract(io, m.contract);
        describe_order_head(io, o);
        io.or_zero("perm_id", o.perm_id);
        routing(io, o);
        describe_volatility(io, o, false);
        describe_answered_legs(io, m.contract, o);
        describe_scale(io, o, Absent::max);
        describe_hedge(io, o);
        describe_clearing(io, o);
        describe_delta_neutral_contract(io, m.contract);
        describe_algo(io, o);
        io.or_zero("solicited", o.solicited);
        io.field("status", m.state->status);
        io.or_zero("randomize_size", o.randomize_size);
        io.or_zero("randomize_price", o.randomize_price);
        describe_benchmark_peg(io, o);
        describe_conditions(io, o);
        io.field("trail_stop_price", o.trail_stop_price, Absent::max);
        io.field("limit_price_offset", o.limit_price_offset, Absent::max);
        completion(io, o, *m.state);
    }

  private:
    static void routing(auto& io, auto& o) {
        io.or_zero("outside_rth", o.outside_rth);
        io.or_zero("hidden", o.hidden);
        io.or_zero("discretionary_amount", o.discretionary_amount);
        io.field("good_after_time", o.good_after_time);
        // One independent client never reads the advisor's profile here; two others do up to 176.
        describe_advisor(io, o);
        io.field("model_code", o.model_code);
        io.field("good_till_date", o.good_till_date);
        io.field("rule_80a", o.rule_80a);
        io.field("percent_offset", o.percent_offset);
        io.field("settling_firm", o.settling_firm);
        describe_short_sale(io, o);
        describe_box_and_stock_range(io, o);
        io.field("display_size", o.display_size, Absent::max);
        io.or_zero("sweep_to_fill", o.sweep_to_fill);
        io.or_zero("all_or_none", o.all_or_none);
        io.field("min_quantity", o.min_quantity);
        io.or_zero("oca_type", o.oca_type);
        io.or_zero("trigger_method", o.trigger_method);
    }
    static void completion(auto& io, auto& o, auto& state) {
        io.field("cash_quantity", o.cash_quantity);
        io.or_zero("dont_use_auto_price_for_hedge", o.dont_use_auto_price_for_hedge);
        io.or_zero("is_oms_container", o.is_oms_container);
        io.field("auto_cancel_date", o.auto_cancel_date);
        io.field("filled_quantity", o.filled_quantity);
        io.or_zero("ref_futures_con_id", o.ref_futures_con_id);
        io.or_zero("auto_cancel_parent", o.auto_cancel_parent);
        io.field("shareholder", o.shareholder);
        io.or_zero("imbalance_only", o.imbalance_only);
        io.field("route_marketable_to_bbo", o.route_marketable_to_bbo);
        io.or_zero("parent_perm_id", o.parent_perm_id);
        io.field("completed_time", state.completed_time);
        io.field("completed_status", state.completed_status);
        describe_answered_peg_offsets(io, o);
        io.field_since(since::customer_account, "customer_account", o.customer_account);
        io.field_since(since::professional_customer, "professional_customer",
                       o.professional_customer);
        io.field_since(since::submitter, "submitter", o.submitter);
    }
};
template <>
struct Wire<CompletedOrdersEnd> {
    static constexpr std::int32_t id = 102;
    static constexpr std::string_view name = "completed_orders_end";
    static void fields(auto&, auto&) {}
};
template <>
struct Wire<ExecDetails> {
    static constexpr std::int32_t id = 11;
    static constexpr std::string_view name = "exec_details";
    static void fields(auto& io, auto& m) {
        auto& e = m.execution;
        io.field("req_id", m.req_id);
        io.field("order_id", e.order_id);
        describe_traded_contract(io, m.contract);
        io.field("exec_id", e.exec_id);
        io.field("time", e.time);
        io.field("account", e.account);
        io.field("execution_exchange", e.exchange);
        io.field("side", e.side);
        io.field("shares", e.shares);
        io.field("price", e.price);
        io.or_zero("perm_id", e.perm_id);
        io.or_zero("client_id", e.client_id);
        io.or_zero("liquidation", e.liquidation);
        io.field("cumulative_quantity", e.cumulative_quantity);
        io.field("average_price", e.average_price);
        io.field("order_ref", e.order_ref);
        io.field("ev_rule", e.ev_rule);
        io.field("ev_multiplier", e.ev_multiplier);
        io.field("model_code", e.model_code);
        io.or_zero("last_liquidity", e.last_liquidity);
        io.field_since(since::pending_price_revision, "pending_price_revision",
                       e.pending_price_revision);
        io.field_since(since::submitter, "submitter", e.submitter);
    }
};
template <>
struct Wire<ExecDetailsEnd> {
    static constexpr std::int32_t id = 55;
    static constexpr std::string_view name = "exec_details_end";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
    }
};
template <>
struct Wire<CommissionReport> {
    static constexpr std::int32_t id = 59;
    static constexpr std::string_view name = "commission_report";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("exec_id", m.exec_id);
        io.field("commission", m.commission, Absent::max);
        io.field("currency", m.currency);
        io.field("realized_pnl", m.realized_pnl, Absent::max);
        io.field("yield", m.yield, Absent::max);
        io.field("yield_redemption_date", m.yield_redemption_date);
    }
};

}  // namespace wingspread::tws
