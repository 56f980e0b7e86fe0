#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "tws/codes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wingspread::tws {

/// One leg of a combo. TWS calls `open_close` 0 same as the combo, 1 open, 2 close.
struct ComboLeg {
    ConId con_id;
    std::int32_t ratio = 0;
    Coded<Action> action;
    std::string exchange;
    std::int32_t open_close = 0;
    std::int32_t short_sale_slot = 0;
    std::string designated_location;
    std::int32_t exempt_code = -1;

    bool operator==(const ComboLeg&) const = default;
};

struct DeltaNeutralContract {
    ConId con_id;
    double delta = 0;
    double price = 0;

    bool operator==(const DeltaNeutralContract&) const = default;
};

/// An instrument as TWS messages name it. Which fields a message carries, its description says;
/// the others keep their defaults.
struct Contract {
    ConId con_id;
    std::string symbol;
    Coded<SecType> sec_type;
    /// "20251219", "202512", and in contract details also "20251219 15:00 US/Central".
    std::string last_trade_date_or_month;
    std::string last_trade_date;  ///< contract details only, from version 182
    std::optional<Price> strike;  ///< absent for what has none (the wire says 0)
    Coded<Right> right;
    std::optional<Quantity> multiplier;
    std::string exchange;
    std::string primary_exchange;
    std::string currency;
    std::string local_symbol;
    std::string trading_class;
    bool include_expired = false;
    std::string sec_id_type;
    std::string sec_id;
    std::string description;
    std::string issuer_id;
    std::string combo_legs_description;
    std::vector<ComboLeg> combo_legs;
    std::optional<DeltaNeutralContract> delta_neutral;

    [[nodiscard]] bool is_combo() const { return sec_type == SecType::combo; }
    bool operator==(const Contract&) const = default;
};

struct TagValue {
    std::string tag;
    std::string value;

    bool operator==(const TagValue&) const = default;
};

struct IneligibilityReason {
    std::string id;
    std::string description;

    bool operator==(const IneligibilityReason&) const = default;
};

/// The extra fields of a mutual fund, in the order of the wire.
struct FundDetails {
    std::string name, family, type, front_load, back_load, back_load_time_interval, management_fee;
    bool closed = false, closed_for_new_investors = false, closed_for_new_money = false;
    std::string notify_amount, minimum_initial_purchase, subsequent_minimum_purchase;
    std::string blue_sky_states, blue_sky_territories, distribution_policy, asset_type;

    bool operator==(const FundDetails&) const = default;
};

/// What TWS knows about an instrument.
struct ContractDetails {
    Contract contract;
    std::string market_name;
    std::optional<Price> min_tick;  ///< smallest increment anywhere; the market rules are finer
    std::string order_types;        ///< comma-separated
    std::string valid_exchanges;    ///< comma-separated, in the order of `market_rule_ids`
    std::int32_t price_magnifier = 1;
    ConId underlying_con_id;
    std::string long_name;
    std::string contract_month;
    std::string industry, category, subcategory;
    std::string time_zone_id;   ///< zone of the hours below, "US/Eastern"
    std::string trading_hours;  ///< "20251219:0930-20251219:1600;20251220:CLOSED"
    std::string liquid_hours;
    std::string ev_rule;
    std::optional<double> ev_multiplier;
    std::vector<TagValue> sec_ids;
    std::optional<std::int32_t> aggregated_group;
    std::string underlying_symbol;
    Coded<SecType> underlying_sec_type;
    std::string market_rule_ids;  ///< comma-separated, one per valid exchange
    std::string real_expiration_date;
    std::string stock_type;
    std::optional<Quantity> min_size;                  ///< from version 164
    std::optional<Quantity> size_increment;            ///< from version 164
    std::optional<Quantity> suggested_size_increment;  ///< from version 164
    FundDetails fund;                                  ///< only for SecType::fund, from version 179
    std::vector<IneligibilityReason> ineligibility_reasons;  ///< from version 186

    bool operator==(const ContractDetails&) const = default;
};

}  // namespace wingspread::tws
