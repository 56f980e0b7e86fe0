#pragma once

#include "core/date.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"
#include "tws/message.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::broker {

/// All options of one class that trade last on one day: what one question to TWS asks for.
struct ListingKey {
    std::string symbol;
    std::string trading_class;
    Date last_trade_date{};
    auto operator<=>(const ListingKey&) const = default;
};

/// The options under one key; none when TWS said that there are none (code 200).
struct ListedOptions {
    std::vector<options::OptionContract> contracts;
    std::optional<std::int32_t> market_rule_id;  ///< price increments
};

/// A symbol and what is listed on it.
struct ListedSymbol {
    options::Underlying underlying;
    std::vector<tws::SecDefOptParams> parameters;
};

/// What TWS has said of contracts today, refusals included, so that nothing is asked twice. A day
/// ends at midnight in New York: definitions change overnight.
class ContractCache {
  public:
    void put(const ListedSymbol& symbol, Now now);
    void put(const ListingKey& key, ListedOptions listing, Now now);

    /// Null when nothing was said today. Valid until the next `put`.
    [[nodiscard]] const ListedSymbol* find(const std::string& symbol, Now now) const;
    [[nodiscard]] const ListedOptions* find(const ListingKey& key, Now now) const;

  private:
    /// Forgets what belongs to another day.
    void turn_to(Date day);

    Date day_{};
    std::map<std::string, ListedSymbol> symbols_;
    std::map<ListingKey, ListedOptions> listings_;
};

}  // namespace wingspread::broker
