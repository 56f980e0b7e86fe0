#pragma once

#include "tws/wire_contract.hpp"
#include "tws/wire_order_requests.hpp"

/// Descriptions of what clients send; those about orders stand in wire_order_requests.hpp. Numbers
/// after `legacy_version` are the message versions that the vendor's clients send; servers of our
/// versions do not look at them.
namespace wingspread::tws {

template <>
struct Wire<StartApi> {
    static constexpr std::int32_t id = 71;
    static constexpr std::string_view name = "start_api";
    static void fields(auto& io, auto& m) {
        io.legacy_version(2);
        io.field("client_id", m.client_id);
        io.field("optional_capabilities", m.optional_capabilities);
    }
};
template <>
struct Wire<ReqIds> {
    static constexpr std::int32_t id = 8;
    static constexpr std::string_view name = "req_ids";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("count", m.count);
    }
};
template <>
struct Wire<ReqManagedAccounts> {
    static constexpr std::int32_t id = 17;
    static constexpr std::string_view name = "req_managed_accounts";
    static void fields(auto& io, auto&) { io.legacy_version(1); }
};
template <>
struct Wire<ReqCurrentTime> {
    static constexpr std::int32_t id = 49;
    static constexpr std::string_view name = "req_current_time";
    static void fields(auto& io, auto&) { io.legacy_version(1); }
};
template <>
struct Wire<SetServerLogLevel> {
    static constexpr std::int32_t id = 14;
    static constexpr std::string_view name = "set_server_log_level";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("level", m.level);
    }
};

// ---- Contracts
template <>
struct Wire<ReqContractData> {
    static constexpr std::int32_t id = 9;
    static constexpr std::string_view name = "req_contract_data";
    static void fields(auto& io, auto& m) {
        io.legacy_version(8);
        io.field("req_id", m.req_id);
        describe_requested_contract(io, m.contract);
        io.or_zero("include_expired", m.contract.include_expired);
        io.field("sec_id_type", m.contract.sec_id_type);
        io.field("sec_id", m.contract.sec_id);
        io.field_since(since::bond_issuer, "issuer_id", m.contract.issuer_id);
    }
};
template <>
struct Wire<ReqMatchingSymbols> {
    static constexpr std::int32_t id = 81;
    static constexpr std::string_view name = "req_matching_symbols";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("pattern", m.pattern);
    }
};
template <>
struct Wire<ReqSecDefOptParams> {
    static constexpr std::int32_t id = 78;
    static constexpr std::string_view name = "req_sec_def_opt_params";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("underlying_symbol", m.underlying_symbol);
        io.field("fut_fop_exchange", m.fut_fop_exchange);
        io.field("underlying_sec_type", m.underlying_sec_type);
        io.field("underlying_con_id", m.underlying_con_id);
    }
};
template <>
struct Wire<ReqMarketRule> {
    static constexpr std::int32_t id = 91;
    static constexpr std::string_view name = "req_market_rule";
    static void fields(auto& io, auto& m) { io.field("market_rule_id", m.market_rule_id); }
};

// ---- Market data
template <>
struct Wire<ReqMktData> {
    static constexpr std::int32_t id = 1;
    static constexpr std::string_view name = "req_mkt_data";
    static void fields(auto& io, auto& m) {
        io.legacy_version(11);
        io.field("req_id", m.req_id);
        describe_requested_contract(io, m.contract);
        describe_requested_legs(io, m.contract);
        describe_delta_neutral_contract(io, m.contract);
        io.field("generic_ticks", m.generic_ticks);
        io.or_zero("snapshot", m.snapshot);
        io.or_zero("regulatory_snapshot", m.regulatory_snapshot);
        io.tag_list("options", m.options);
    }
};
template <>
struct Wire<CancelMktData> {
    static constexpr std::int32_t id = 2;
    static constexpr std::string_view name = "cancel_mkt_data";
    static void fields(auto& io, auto& m) {
        io.legacy_version(2);
        io.field("req_id", m.req_id);
    }
};
template <>
struct Wire<ReqMarketDataType> {
    static constexpr std::int32_t id = 59;
    static constexpr std::string_view name = "req_market_data_type";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("kind", m.kind);
    }
};

// ---- Account
template <>
struct Wire<ReqPositions> {
    static constexpr std::int32_t id = 61;
    static constexpr std::string_view name = "req_positions";
    static void fields(auto& io, auto&) { io.legacy_version(1); }
};
template <>
struct Wire<CancelPositions> {
    static constexpr std::int32_t id = 64;
    static constexpr std::string_view name = "cancel_positions";
    static void fields(auto& io, auto&) { io.legacy_version(1); }
};
template <>
struct Wire<ReqAccountUpdates> {
    static constexpr std::int32_t id = 6;
    static constexpr std::string_view name = "req_account_updates";
    static void fields(auto& io, auto& m) {
        io.legacy_version(2);
        io.field("subscribe", m.subscribe);
        io.field("account", m.account);
    }
};
template <>
struct Wire<ReqAccountSummary> {
    static constexpr std::int32_t id = 62;
    static constexpr std::string_view name = "req_account_summary";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
        io.field("group", m.group);
        io.field("tags", m.tags);
    }
};
template <>
struct Wire<CancelAccountSummary> {
    static constexpr std::int32_t id = 63;
    static constexpr std::string_view name = "cancel_account_summary";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
    }
};
template <>
struct Wire<ReqPnl> {
    static constexpr std::int32_t id = 92;
    static constexpr std::string_view name = "req_pnl";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("account", m.account);
        io.field("model_code", m.model_code);
    }
};
template <>
struct Wire<CancelPnl> {
    static constexpr std::int32_t id = 93;
    static constexpr std::string_view name = "cancel_pnl";
    static void fields(auto& io, auto& m) { io.field("req_id", m.req_id); }
};
template <>
struct Wire<ReqPnlSingle> {
    static constexpr std::int32_t id = 94;
    static constexpr std::string_view name = "req_pnl_single";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        io.field("account", m.account);
        io.field("model_code", m.model_code);
        io.field("con_id", m.con_id);
    }
};
template <>
struct Wire<CancelPnlSingle> {
    static constexpr std::int32_t id = 95;
    static constexpr std::string_view name = "cancel_pnl_single";
    static void fields(auto& io, auto& m) { io.field("req_id", m.req_id); }
};

// ---- History
template <>
struct Wire<ReqHistoricalData> {
    static constexpr std::int32_t id = 20;
    static constexpr std::string_view name = "req_historical_data";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        describe_requested_contract(io, m.contract);
        io.or_zero("include_expired", m.contract.include_expired);
        io.field("end_date_time", m.end_date_time);
        io.field("bar_size", m.bar_size);
        io.field("duration", m.duration);
        io.or_zero("use_rth", m.use_rth);
        io.field("what_to_show", m.what_to_show);
        io.or_zero("format_date", m.format_date);
        describe_requested_legs(io, m.contract);
        io.or_zero("keep_up_to_date", m.keep_up_to_date);
        io.tag_list("options", m.options);
    }
};
template <>
struct Wire<CancelHistoricalData> {
    static constexpr std::int32_t id = 25;
    static constexpr std::string_view name = "cancel_historical_data";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
    }
};
template <>
struct Wire<ReqRealTimeBars> {
    static constexpr std::int32_t id = 50;
    static constexpr std::string_view name = "req_real_time_bars";
    static void fields(auto& io, auto& m) {
        io.legacy_version(3);
        io.field("req_id", m.req_id);
        describe_requested_contract(io, m.contract);
        io.or_zero("bar_size_seconds", m.bar_size_seconds);
        io.field("what_to_show", m.what_to_show);
        io.or_zero("use_rth", m.use_rth);
        io.tag_list("options", m.options);
    }
};
template <>
struct Wire<CancelRealTimeBars> {
    static constexpr std::int32_t id = 51;
    static constexpr std::string_view name = "cancel_real_time_bars";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("req_id", m.req_id);
    }
};
template <>
struct Wire<ReqHeadTimestamp> {
    static constexpr std::int32_t id = 87;
    static constexpr std::string_view name = "req_head_timestamp";
    static void fields(auto& io, auto& m) {
        io.field("req_id", m.req_id);
        describe_requested_contract(io, m.contract);
        io.or_zero("include_expired", m.contract.include_expired);
        io.or_zero("use_rth", m.use_rth);
        io.field("what_to_show", m.what_to_show);
        io.or_zero("format_date", m.format_date);
    }
};
template <>
struct Wire<CancelHeadTimestamp> {
    static constexpr std::int32_t id = 90;
    static constexpr std::string_view name = "cancel_head_timestamp";
    static void fields(auto& io, auto& m) { io.field("req_id", m.req_id); }
};

}  // namespace wingspread::tws
