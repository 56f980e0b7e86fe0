#pragma once

#include "tws/wire_contract.hpp"
#include "tws/wire_order.hpp"

/// Descriptions of what TWS sends. Numbers after `legacy_version` are the message versions that
/// TWS sends; clients of our versions do not need them.
namespace wingspread::tws {

// ---- Session
template <>
struct Wire<NextValidId> {
    static constexpr std::int32_t id = 9;
    static constexpr std::string_view name = "next_valid_id";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("order_id", m.order_id);
    }
};
template <>
struct Wire<ManagedAccounts> {
    static constexpr std::int32_t id = 15;
    static constexpr std::string_view name = "managed_accounts";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.comma_list("accounts", m.accounts);
    }
};
template <>
struct Wire<CurrentTime> {
    static constexpr std::int32_t id = 49;
    static constexpr std::string_view name = "current_time";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("seconds_since_epoch", m.seconds_since_epoch);
    }
};
template <>
struct Wire<ErrorMessage> {
    static constexpr std::int32_t id = 4;
    static constexpr std::string_view name = "error";
    static void fields(auto& io, auto& m) {
        if (io.version < since::error_time) io.legacy_version(2);
        io.field("id", m.id);
        io.field("code", m.code);
        io.escaped("text", m.text);
        io.field_since(since::advanced_order_reject, "advanced_order_reject_json",
                       m.advanced_order_reject_json);
        io.field_since(since::error_time, "time_ms", m.time_ms);
    }
};

// ---- Contracts
template <>
struct Wire<ContractData> {
    static constexpr std::int32_t id = 10;
    static constexpr std::string_view name = "contract_data";
    static void fields(auto& io, auto& m) {
        if (io.version < since::size_rules) io.legacy_version(8);
        io.field("req_id", m.req_id);
        describe_details_head(io, *m.details);
        describe_details_tail(io, *m.details);
    }
};
template <>
struct Wire<ContractDataEnd> {
    static constexpr std::int32_t id = 52;
    static constexpr std::string_view name = "contract_data_end";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
    }
};
template <>
struct Wire<SymbolSamples> {
    static constexpr std::int32_t id = 79;
    static constexpr std::string_view name = "symbol_samples";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.list("samples", m.samples, [](auto& item, auto& sample) {
            item.field("con_id", sample.con_id);
            item.field("symbol", sample.symbol);
            item.field("sec_type", sample.sec_type);
            item.field("primary_exchange", sample.primary_exchange);
            item.field("currency", sample.currency);
            item.list("derivative_sec_types", sample.derivative_sec_types,
                      [](auto& inner, auto& type) { inner.field("sec_type", type); });
            item.field_since(since::bond_issuer, "description", sample.description);
            item.field_since(since::bond_issuer, "issuer_id", sample.issuer_id);
        });
    }
};
template <>
struct Wire<SecDefOptParams> {
    static constexpr std::int32_t id = 75;
    static constexpr std::string_view name = "sec_def_opt_params";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("exchange", m.exchange);
        io.field("underlying_con_id", m.underlying_con_id);
        io.field("trading_class", m.trading_class);
        io.field("multiplier", m.multiplier);
        io.list("expirations", m.expirations,
                [](auto& item, auto& date) { item.field("expiration", date); });
        io.list("strikes", m.strikes,
                [](auto& item, auto& strike) { item.field("strike", strike); });
    }
};
template <>
struct Wire<SecDefOptParamsEnd> {
    static constexpr std::int32_t id = 76;
    static constexpr std::string_view name = "sec_def_opt_params_end";
    static void fields(auto& io, auto& m) { io.field("req_id", m.req_id); }
};
template <>
struct Wire<MarketRule> {
    static constexpr std::int32_t id = 93;
    static constexpr std::string_view name = "market_rule";
    static void fields(auto& io, auto& m) {
        io.field("market_rule_id", m.market_rule_id);
        io.list("increments", m.increments, [](auto& item, auto& increment) {
            item.field("low_edge", increment.low_edge);
            item.field("increment", increment.increment);
        });
    }
};

// ---- Market data
template <>
struct Wire<TickPrice> {
    static constexpr std::int32_t id = 1;
    static constexpr std::string_view name = "tick_price";
    static void fields(auto& io, auto& m) {
        io.legacy_version(6);
        io.field("req_id", m.req_id);
        io.field("tick_type", m.tick_type);
        io.field("price", m.price);
        io.field("size", m.size);
        io.flags("attributes", m.attributes.can_auto_execute, m.attributes.past_limit,
                 m.attributes.pre_open);
    }
};
template <>
struct Wire<TickSize> {
    static constexpr std::int32_t id = 2;
    static constexpr std::string_view name = "tick_size";
    static void fields(auto& io, auto& m) {
        io.legacy_version(6);
        io.field("req_id", m.req_id);
        io.field("tick_type", m.tick_type);
        io.field("size", m.size);
    }
};
template <>
struct Wire<TickOptionComputation> {
    static constexpr std::int32_t id = 21;
    static constexpr std::string_view name = "tick_option_computation";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("tick_type", m.tick_type);
        io.field("base", m.base);
        io.field("implied_volatility", m.implied_volatility, Absent::minus_one);
        io.field("delta", m.delta, Absent::minus_two);
        io.field("option_price", m.option_price, Absent::minus_one);
        io.field("pv_dividend", m.pv_dividend, Absent::minus_one);
        io.field("gamma", m.gamma, Absent::minus_two);
        io.field("vega", m.vega, Absent::minus_two);
        io.field("theta", m.theta, Absent::minus_two);
        io.field("underlying_price", m.underlying_price, Absent::minus_one);
    }
};
template <>
struct Wire<TickGeneric> {
    static constexpr std::int32_t id = 45;
    static constexpr std::string_view name = "tick_generic";
    static void fields(auto& io, auto& m) {
        io.legacy_version(6);
        io.field("req_id", m.req_id);
        io.field("tick_type", m.tick_type);
        io.field("value", m.value, Absent::max);
    }
};
template <>
struct Wire<TickString> {
    static constexpr std::int32_t id = 46;
    static constexpr std::string_view name = "tick_string";
    static void fields(auto& io, auto& m) {
        io.legacy_version(6);
        io.field("req_id", m.req_id);
        io.field("tick_type", m.tick_type);
        io.field("value", m.value);
    }
};
template <>
struct Wire<TickReqParams> {
    static constexpr std::int32_t id = 81;
    static constexpr std::string_view name = "tick_req_params";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("min_tick", m.min_tick);
        io.field("bbo_exchange", m.bbo_exchange);
        io.or_zero("snapshot_permissions", m.snapshot_permissions);
    }
};
template <>
struct Wire<TickSnapshotEnd> {
    static constexpr std::int32_t id = 57;
    static constexpr std::string_view name = "tick_snapshot_end";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
    }
};
template <>
struct Wire<MarketDataType> {
    static constexpr std::int32_t id = 58;
    static constexpr std::string_view name = "market_data_type";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
        io.field("kind", m.kind);
    }
};

// ---- Orders
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

// ---- Account
template <>
struct Wire<Position> {
    static constexpr std::int32_t id = 61;
    static constexpr std::string_view name = "position";
    static void fields(auto& io, auto& m) {
        io.legacy_version(3);
        io.field("account", m.account);
        describe_traded_contract(io, m.contract);
        io.field("position", m.position);
        io.field("average_cost", m.average_cost);
    }
};
template <>
struct Wire<PositionEnd> {
    static constexpr std::int32_t id = 62;
    static constexpr std::string_view name = "position_end";
    static void fields(auto& io, auto&) { io.legacy_version(1); }
};
template <>
struct Wire<AccountValue> {
    static constexpr std::int32_t id = 6;
    static constexpr std::string_view name = "account_value";
    static void fields(auto& io, auto& m) {
        io.legacy_version(2);
        io.field("key", m.key);
        io.field("value", m.value);
        io.field("currency", m.currency);
        io.field("account", m.account);
    }
};
template <>
struct Wire<PortfolioValue> {
    static constexpr std::int32_t id = 7;
    static constexpr std::string_view name = "portfolio_value";
    static void fields(auto& io, auto& m) {
        io.legacy_version(8);
        describe_identity(io, m.contract);
        io.field("multiplier", m.contract.multiplier);
        io.field("primary_exchange", m.contract.primary_exchange);
        io.field("currency", m.contract.currency);
        io.field("local_symbol", m.contract.local_symbol);
        io.field("trading_class", m.contract.trading_class);
        io.field("position", m.position);
        io.field("market_price", m.market_price, Absent::max);
        io.field("market_value", m.market_value, Absent::max);
        io.field("average_cost", m.average_cost, Absent::max);
        io.field("unrealized_pnl", m.unrealized_pnl, Absent::max);
        io.field("realized_pnl", m.realized_pnl, Absent::max);
        io.field("account", m.account);
    }
};
template <>
struct Wire<AccountUpdateTime> {
    static constexpr std::int32_t id = 8;
    static constexpr std::string_view name = "account_update_time";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("time", m.time);
    }
};
template <>
struct Wire<AccountDownloadEnd> {
    static constexpr std::int32_t id = 54;
    static constexpr std::string_view name = "account_download_end";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("account", m.account);
    }
};
template <>
struct Wire<AccountSummary> {
    static constexpr std::int32_t id = 63;
    static constexpr std::string_view name = "account_summary";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
        io.field("account", m.account);
        io.field("tag", m.tag);
        io.field("value", m.value);
        io.field("currency", m.currency);
    }
};
template <>
struct Wire<AccountSummaryEnd> {
    static constexpr std::int32_t id = 64;
    static constexpr std::string_view name = "account_summary_end";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
    }
};
template <>
struct Wire<Pnl> {
    static constexpr std::int32_t id = 94;
    static constexpr std::string_view name = "pnl";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("daily", m.daily, Absent::max);
        io.field("unrealized", m.unrealized, Absent::max);
        io.field("realized", m.realized, Absent::max);
    }
};
template <>
struct Wire<PnlSingle> {
    static constexpr std::int32_t id = 95;
    static constexpr std::string_view name = "pnl_single";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("position", m.position);
        io.field("daily", m.daily, Absent::max);
        io.field("unrealized", m.unrealized, Absent::max);
        io.field("realized", m.realized, Absent::max);
        io.field("value", m.value, Absent::max);
    }
};

// ---- History
template <>
struct Wire<HistoricalData> {
    static constexpr std::int32_t id = 17;
    static constexpr std::string_view name = "historical_data";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        if (io.version < since::historical_data_end) {
            io.field("start", m.start);
            io.field("end", m.end);
        }
        io.list("bars", m.bars, [](auto& item, auto& bar) {
            item.field("time", bar.time);
            item.field("open", bar.open);
            item.field("high", bar.high);
            item.field("low", bar.low);
            item.field("close", bar.close);
            item.field("volume", bar.volume, Absent::minus_one);
            item.field("wap", bar.wap, Absent::minus_one);
            item.or_zero("count", bar.count);
        });
    }
};
template <>
struct Wire<HistoricalDataEnd> {
    static constexpr std::int32_t id = 108;
    static constexpr std::string_view name = "historical_data_end";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("start", m.start);
        io.field("end", m.end);
    }
};
template <>
struct Wire<HistoricalDataUpdate> {
    static constexpr std::int32_t id = 90;
    static constexpr std::string_view name = "historical_data_update";
    static void fields(auto& io, auto& m) {
        // The order of the fields differs from historical_data.
        io.field("req_id", m.req_id);
        io.or_zero("count", m.bar.count);
        io.field("time", m.bar.time);
        io.field("open", m.bar.open);
        io.field("close", m.bar.close);
        io.field("high", m.bar.high);
        io.field("low", m.bar.low);
        io.field("wap", m.bar.wap, Absent::minus_one);
        io.field("volume", m.bar.volume, Absent::minus_one);
    }
};
template <>
struct Wire<RealTimeBar> {
    static constexpr std::int32_t id = 50;
    static constexpr std::string_view name = "real_time_bar";
    static void fields(auto& io, auto& m) {
        io.legacy_version(3);
        io.field("req_id", m.req_id);
        io.field("seconds_since_epoch", m.seconds_since_epoch);
        io.field("open", m.open);
        io.field("high", m.high);
        io.field("low", m.low);
        io.field("close", m.close);
        io.field("volume", m.volume, Absent::minus_one);
        io.field("wap", m.wap, Absent::minus_one);
        io.or_zero("count", m.count);
    }
};
template <>
struct Wire<HeadTimestamp> {
    static constexpr std::int32_t id = 88;
    static constexpr std::string_view name = "head_timestamp";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("time", m.time);
    }
};

}  // namespace wingspread::tws
