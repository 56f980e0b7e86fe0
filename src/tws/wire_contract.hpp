#pragma once

#include "tws/wire.hpp"

/// Groups of contract fields that several messages share.
namespace wingspread::tws {

inline void describe_strike(auto& io, auto& c) { io.field("strike", c.strike, Absent::zero); }

/// Symbol to right: every message with a contract has these six in this order.
inline void describe_identity(auto& io, auto& c) {
    io.or_zero("con_id", c.con_id);
    io.field("symbol", c.symbol);
    io.field("sec_type", c.sec_type);
    io.field("last_trade_date_or_month", c.last_trade_date_or_month);
    describe_strike(io, c);
    io.field("right", c.right);
}

/// The contract as requests name it.
inline void describe_requested_contract(auto& io, auto& c) {
    describe_identity(io, c);
    io.field("multiplier", c.multiplier);
    io.field("exchange", c.exchange);
    io.field("primary_exchange", c.primary_exchange);
    io.field("currency", c.currency);
    io.field("local_symbol", c.local_symbol);
    io.field("trading_class", c.trading_class);
}

/// The contract as answers about orders, executions and positions name it.
inline void describe_traded_contract(auto& io, auto& c) {
    describe_identity(io, c);
    io.field("multiplier", c.multiplier);
    io.field("exchange", c.exchange);
    io.field("currency", c.currency);
    io.field("local_symbol", c.local_symbol);
    io.field("trading_class", c.trading_class);
}

inline void describe_leg_identity(auto& io, auto& leg) {
    io.field("con_id", leg.con_id);
    io.field("ratio", leg.ratio);
    io.field("action", leg.action);
    io.field("exchange", leg.exchange);
}

/// A leg as orders carry it.
inline void describe_order_leg(auto& io, auto& leg) {
    describe_leg_identity(io, leg);
    io.or_zero("open_close", leg.open_close);
    io.or_zero("short_sale_slot", leg.short_sale_slot);
    io.field("designated_location", leg.designated_location);
    io.or_zero("exempt_code", leg.exempt_code);
}

/// The legs of a combo as data requests carry them: only for combos.
inline void describe_requested_legs(auto& io, auto& c) {
    if (!c.is_combo()) return;
    io.list("combo_legs", c.combo_legs,
            [](auto& item, auto& leg) { describe_leg_identity(item, leg); });
}

inline void describe_delta_neutral_contract(auto& io, auto& c) {
    io.maybe("delta_neutral", c.delta_neutral, [](auto& item, auto& contract) {
        item.or_zero("con_id", contract.con_id);
        item.or_zero("delta", contract.delta);
        item.or_zero("price", contract.price);
    });
}

inline void describe_tag_values(auto& io, std::string_view name, auto& tags) {
    io.list(name, tags, [](auto& item, auto& tag) {
        item.field("tag", tag.tag);
        item.field("value", tag.value);
    });
}

inline void describe_fund(auto& io, auto& f) {
    io.field("fund_name", f.name);
    io.field("fund_family", f.family);
    io.field("fund_type", f.type);
    io.field("fund_front_load", f.front_load);
    io.field("fund_back_load", f.back_load);
    io.field("fund_back_load_time_interval", f.back_load_time_interval);
    io.field("fund_management_fee", f.management_fee);
    io.or_zero("fund_closed", f.closed);
    io.or_zero("fund_closed_for_new_investors", f.closed_for_new_investors);
    io.or_zero("fund_closed_for_new_money", f.closed_for_new_money);
    io.field("fund_notify_amount", f.notify_amount);
    io.field("fund_minimum_initial_purchase", f.minimum_initial_purchase);
    io.field("fund_subsequent_minimum_purchase", f.subsequent_minimum_purchase);
    io.field("fund_blue_sky_states", f.blue_sky_states);
    io.field("fund_blue_sky_territories", f.blue_sky_territories);
    io.field("fund_distribution_policy", f.distribution_policy);
    io.field("fund_asset_type", f.asset_type);
}

/// Contract details up to the exchanges: the middle of the message mixes contract and details.
inline void describe_details_head(auto& io, auto& d) {
    auto& c = d.contract;
    io.field("symbol", c.symbol);
    io.field("sec_type", c.sec_type);
    io.field("last_trade_date_or_month", c.last_trade_date_or_month);
    io.field_since(since::last_trade_date, "last_trade_date", c.last_trade_date);
    describe_strike(io, c);
    io.field("right", c.right);
    io.field("exchange", c.exchange);
    io.field("currency", c.currency);
    io.field("local_symbol", c.local_symbol);
    io.field("market_name", d.market_name);
    io.field("trading_class", c.trading_class);
    io.field("con_id", c.con_id);
    io.field("min_tick", d.min_tick);
    if (io.version < since::size_rules) io.reserved("size_multiplier", "1");
    io.field("multiplier", c.multiplier);
    io.field("order_types", d.order_types);
    io.field("valid_exchanges", d.valid_exchanges);
    io.or_zero("price_magnifier", d.price_magnifier);
    io.or_zero("underlying_con_id", d.underlying_con_id);
    io.escaped("long_name", d.long_name);
    io.field("primary_exchange", c.primary_exchange);
}

inline void describe_details_tail(auto& io, auto& d) {
    io.field("contract_month", d.contract_month);
    io.field("industry", d.industry);
    io.field("category", d.category);
    io.field("subcategory", d.subcategory);
    io.field("time_zone_id", d.time_zone_id);
    io.field("trading_hours", d.trading_hours);
    io.field("liquid_hours", d.liquid_hours);
    io.field("ev_rule", d.ev_rule);
    io.field("ev_multiplier", d.ev_multiplier);
    describe_tag_values(io, "sec_ids", d.sec_ids);
    io.field("aggregated_group", d.aggregated_group);
    io.field("underlying_symbol", d.underlying_symbol);
    io.field("underlying_sec_type", d.underlying_sec_type);
    io.field("market_rule_ids", d.market_rule_ids);
    io.field("real_expiration_date", d.real_expiration_date);
    io.field("stock_type", d.stock_type);
    if (io.version == since::size_increment_of_stock) io.reserved("size_min_tick", "");
    io.field_since(since::size_rules, "min_size", d.min_size);
    io.field_since(since::size_rules, "size_increment", d.size_increment);
    io.field_since(since::size_rules, "suggested_size_increment", d.suggested_size_increment);
    if (io.version >= since::fund_data && d.contract.sec_type == SecType::fund) {
        describe_fund(io, d.fund);
    }
    if (io.version < since::ineligibility_reasons) return;
    io.list("ineligibility_reasons", d.ineligibility_reasons, [](auto& item, auto& reason) {
        item.field("id", reason.id);
        item.field("description", reason.description);
    });
}

}  // namespace wingspread::tws
