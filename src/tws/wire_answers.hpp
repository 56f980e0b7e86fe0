#pragma once

#include "tws/wire_contract.hpp"
#include "tws/wire_order_answers.hpp"

/// Descriptions of what TWS sends; those about orders stand in wire_order_answers.hpp. Numbers
/// after `legacy_version` are the message versions that TWS sends; clients of our versions do not
/// look at them.
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
