#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::data {

/// What a price did within one minute.
struct Bar {
    Price open;
    Price high;
    Price low;
    Price close;

    bool operator==(const Bar&) const = default;
};

/// A recorded minute is stamped with its start and known when it has ended.
inline constexpr Duration bar_length = std::chrono::minutes{1};

/// One minute of quotes. A side that is absent was not updated: what it was before still holds.
struct QuoteRow {
    MarketTime start{};
    std::uint32_t contract = 0;  ///< index into ChainDay::contracts
    std::optional<Bar> bid;
    std::optional<Bar> ask;
    std::int64_t bid_size = 0;  ///< at the end of the minute
    std::int64_t ask_size = 0;

    [[nodiscard]] MarketTime known_at() const { return start + bar_length; }
};

/// One minute of trades.
struct TradeRow {
    MarketTime start{};
    std::uint32_t contract = 0;
    Bar price;
    std::int64_t volume = 0;

    [[nodiscard]] MarketTime known_at() const { return start + bar_length; }
};

struct OpenInterestRow {
    MarketTime start{};
    std::uint32_t contract = 0;
    std::int64_t open_interest = 0;

    [[nodiscard]] MarketTime known_at() const { return start + bar_length; }
};

/// One recorded day of a chain: what was listed, and every update in the order of time (rows of
/// one minute by contract). Rows of the underlying carry contract 0.
struct ChainDay {
    options::Underlying underlying;
    Date date{};
    std::vector<options::OptionContract> contracts;  ///< by expiration, class, strike, calls first
    std::vector<QuoteRow> quotes;
    std::vector<TradeRow> trades;
    std::vector<OpenInterestRow> open_interest;
    std::vector<QuoteRow> underlying_quotes;  ///< empty for an index
    std::vector<TradeRow> underlying_trades;
};

/// Reads a day from files in the layout of QuantConnect's LEAN engine. `dir` is the folder that
/// holds option/, equity/ and so on; `symbol` is the underlying's, in any case. Contracts carry no
/// contract id (0): the files know none. Fails with not_found when the day or symbol is not there,
/// with io naming the file when one cannot be read whole, and with invalid_argument naming file,
/// line and field when a row makes no sense.
Result<ChainDay> load_chain_day(const std::string& dir, const std::string& symbol, Date date);

}  // namespace wingspread::data
