#pragma once

#include "tws/wire_contract.hpp"
#include "tws/wire_order.hpp"

#include <limits>

/// Descriptions of what clients send about orders and executions.
namespace wingspread::tws {

template <>
struct Wire<PlaceOrder> {
    static constexpr std::int32_t id = 3;
    static constexpr std::string_view name = "place_order";
    static void fields(auto& io, auto& m) {
        auto& o = *m.order;
        io.field("order_id", m.order_id);
        describe_requested_contract(io, m.contract);
        io.field("sec_id_type", m.contract.sec_id_type);
        io.field("sec_id", m.contract.sec_id);
        describe_order_head(io, o);
        transmission(io, o);
        combo(io, m.contract, o);
        institution(io, o);
        describe_volatility(io, o, true);
        describe_scale(io, o, Absent::empty);
        io.field("scale_table", o.scale.table);
        io.field("active_start_time", o.scale.active_start_time);
        io.field("active_stop_time", o.scale.active_stop_time);
        describe_hedge(io, o);
        io.or_zero("opt_out_smart_routing", o.opt_out_smart_routing);
        describe_clearing(io, o);
        describe_delta_neutral_contract(io, m.contract);
        describe_algo(io, o);
        io.field("algo_id", o.algo_id);
        io.or_zero("what_if", o.what_if);
        io.tag_list("misc_options", o.misc_options);
        io.or_zero("solicited", o.solicited);
        io.or_zero("randomize_size", o.randomize_size);
        io.or_zero("randomize_price", o.randomize_price);
        describe_benchmark_peg(io, o);
        describe_conditions(io, o);
        adjustment(io, o);
        regulation(io, o);
        newer_fields(io, m.contract, o);
    }

  private:
    static void transmission(auto& io, auto& o) {
        io.or_zero("transmit", o.transmit);
        io.or_zero("parent_id", o.parent_id);
        io.or_zero("block_order", o.block_order);
        io.or_zero("sweep_to_fill", o.sweep_to_fill);
        io.field("display_size", o.display_size);
        io.or_zero("trigger_method", o.trigger_method);
        io.or_zero("outside_rth", o.outside_rth);
        io.or_zero("hidden", o.hidden);
    }
    static void combo(auto& io, auto& c, auto& o) {
        if (c.is_combo()) {
            io.list("combo_legs", c.combo_legs,
                    [](auto& item, auto& leg) { describe_order_leg(item, leg); });
            describe_leg_prices(io, o);
            describe_tag_values(io, "smart_combo_routing", o.smart_combo_routing);
        }
        io.reserved("shares_allocation", "");
        io.or_zero("discretionary_amount", o.discretionary_amount);
        io.field("good_after_time", o.good_after_time);
        io.field("good_till_date", o.good_till_date);
        describe_advisor(io, o);
        io.field("model_code", o.model_code);
    }
    static void institution(auto& io, auto& o) {
        describe_short_sale(io, o);
        io.or_zero("oca_type", o.oca_type);
        io.field("rule_80a", o.rule_80a);
        io.field("settling_firm", o.settling_firm);
        io.or_zero("all_or_none", o.all_or_none);
        io.field("min_quantity", o.min_quantity);
        io.field("percent_offset", o.percent_offset);
        io.reserved("e_trade_only", "0");
        io.reserved("firm_quote_only", "0");
        io.reserved("nbbo_price_cap", "");
        io.or_zero("auction_strategy", o.auction_strategy);
        describe_box_and_stock_range(io, o);
        io.or_zero("override_percentage_constraints", o.override_percentage_constraints);
    }
    static void adjustment(auto& io, auto& o) {
        io.field("adjusted_order_type", o.adjustment.order_type);
        io.field("trigger_price", o.adjustment.trigger_price, Absent::max);
        io.field("limit_price_offset", o.limit_price_offset, Absent::max);
        describe_adjustment(io, o);
    }
    static void regulation(auto& io, auto& o) {
        io.field("ext_operator", o.ext_operator);
        io.field("soft_dollar_name", o.soft_dollar_tier.name);
        io.field("soft_dollar_value", o.soft_dollar_tier.value);
        io.field("cash_quantity", o.cash_quantity);
        io.field("mifid2_decision_maker", o.mifid2_decision_maker);
        io.field("mifid2_decision_algo", o.mifid2_decision_algo);
        io.field("mifid2_execution_trader", o.mifid2_execution_trader);
        io.field("mifid2_execution_algo", o.mifid2_execution_algo);
        io.or_zero("dont_use_auto_price_for_hedge", o.dont_use_auto_price_for_hedge);
        io.or_zero("is_oms_container", o.is_oms_container);
        io.or_zero("discretionary_up_to_limit_price", o.discretionary_up_to_limit_price);
        io.field("use_price_management_algo", o.use_price_management_algo);
    }
    static void newer_fields(auto& io, auto& c, auto& o) {
        io.field_since(since::duration, "duration", o.duration, Absent::max);
        io.field_since(since::post_to_ats, "post_to_ats", o.post_to_ats, Absent::max);
        io.field_since(since::auto_cancel_parent, "auto_cancel_parent", o.auto_cancel_parent);
        io.field_since(since::advanced_order_reject, "advanced_error_override",
                       o.advanced_error_override);
        io.field_since(since::manual_order_time, "manual_order_time", o.manual_order_time);
        peg_offsets(io, c, o);
        io.field_since(since::customer_account, "customer_account", o.customer_account);
        io.field_since(since::professional_customer, "professional_customer",
                       o.professional_customer);
        if (io.version >= since::rfq_fields && io.version < since::no_rfq_fields) {
            io.reserved("external_user_id", "");
            io.reserved("manual_order_indicator", int_max_text);
        }
        io.field_since(since::include_overnight, "include_overnight", o.include_overnight);
        io.field_since(since::cme_tagging, "manual_order_indicator", o.manual_order_indicator,
                       Absent::max);
        io.field_since(since::imbalance_only, "imbalance_only", o.imbalance_only);
    }
    /// Which of these stand on the wire depends on exchange and order type.
    static void peg_offsets(auto& io, auto& c, auto& o) {
        constexpr int since = since::peg_offsets;
        auto& peg = o.peg_offsets;
        if (c.exchange == "IBKRATS") {
            io.field_since(since, "min_trade_quantity", peg.min_trade_quantity);
        }
        const bool best = o.order_type == OrderType::pegged_best;
        if (best) {
            io.field_since(since, "min_compete_size", peg.min_compete_size);
            io.field_since(since, "compete_against_best_offset", peg.compete_against_best_offset);
        }
        const bool up_to_mid =
            best && peg.compete_against_best_offset == std::numeric_limits<double>::infinity();
        if (up_to_mid || o.order_type == OrderType::pegged_mid) {
            io.field_since(since, "mid_offset_at_whole", peg.mid_offset_at_whole);
            io.field_since(since, "mid_offset_at_half", peg.mid_offset_at_half);
        }
    }
};
template <>
struct Wire<CancelOrder> {
    static constexpr std::int32_t id = 4;
    static constexpr std::string_view name = "cancel_order";
    static void fields(auto& io, auto& m) {
        if (io.version < since::cme_tagging) io.legacy_version(1);
        io.field("order_id", m.order_id);
        io.field_since(since::manual_order_time, "manual_cancel_time", m.manual_cancel_time);
        if (io.version >= since::rfq_fields && io.version < since::no_rfq_fields) {
            io.reserved("ext_operator", "");
            io.reserved("external_user_id", "");
            io.reserved("manual_order_indicator", int_max_text);
        }
        io.field_since(since::cme_tagging, "ext_operator", m.ext_operator);
        io.field_since(since::cme_tagging, "manual_order_indicator", m.manual_order_indicator,
                       Absent::max);
    }
};
template <>
struct Wire<ReqGlobalCancel> {
    static constexpr std::int32_t id = 58;
    static constexpr std::string_view name = "req_global_cancel";
    static void fields(auto& io, auto& m) {
        if (io.version < since::cme_tagging) io.legacy_version(1);
        io.field_since(since::cme_tagging, "ext_operator", m.ext_operator);
        io.field_since(since::cme_tagging, "manual_order_indicator", m.manual_order_indicator,
                       Absent::max);
    }
};
template <>
struct Wire<ReqOpenOrders> {
    static constexpr std::int32_t id = 5;
    static constexpr std::string_view name = "req_open_orders";
    static void fields(auto& io, auto&) { io.legacy_version(1); }
};
template <>
struct Wire<ReqAllOpenOrders> {
    static constexpr std::int32_t id = 16;
    static constexpr std::string_view name = "req_all_open_orders";
    static void fields(auto& io, auto&) { io.legacy_version(1); }
};
template <>
struct Wire<ReqAutoOpenOrders> {
    static constexpr std::int32_t id = 15;
    static constexpr std::string_view name = "req_auto_open_orders";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("auto_bind", m.auto_bind);
    }
};
template <>
struct Wire<ReqCompletedOrders> {
    static constexpr std::int32_t id = 99;
    static constexpr std::string_view name = "req_completed_orders";
    static void fields(auto& io, auto& m) { io.field("api_only", m.api_only); }
};
template <>
struct Wire<ReqExecutions> {
    static constexpr std::int32_t id = 7;
    static constexpr std::string_view name = "req_executions";
    static void fields(auto& io, auto& m) {
        io.legacy_version(3);
        io.field("req_id", m.req_id);
        io.or_zero("client_id", m.filter.client_id);
        io.field("account", m.filter.account);
        io.field("time", m.filter.time);
        io.field("symbol", m.filter.symbol);
        io.field("sec_type", m.filter.sec_type);
        io.field("exchange", m.filter.exchange);
        io.field("side", m.filter.side);
        io.field_since(since::days_of_executions, "last_days", m.filter.last_days, Absent::max);
        if (io.version < since::days_of_executions) return;
        io.list("specific_dates", m.filter.specific_dates,
                [](auto& item, auto& date) { item.field("date", date); });
    }
};

}  // namespace wingspread::tws
