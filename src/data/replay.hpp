#pragma once

#include "core/result.hpp"
#include "data/chain_day.hpp"
#include "market/chain.hpp"
#include "market/quote_book.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::data {

/// Plays a day forward: what a person who only sees ended minutes knows at each moment. Every side
/// of every quote is carried forward by itself. The day must outlive the replay.
class DayReplay {
  public:
    explicit DayReplay(const ChainDay& day);

    /// Applies every row known by `at`. Returns the contracts that were spoken of, each once, in
    /// rising order, valid until the next call. Time never goes back: an earlier `at` changes
    /// nothing.
    std::span<const std::uint32_t> advance_to(MarketTime at);
    /// When the next row becomes known; empty at the end of the day.
    [[nodiscard]] std::optional<MarketTime> next() const;

    [[nodiscard]] const market::Quote& quote(std::uint32_t contract) const {
        return book_.quote(market::InstrumentIndex(contract));
    }
    [[nodiscard]] const market::Quote& underlying() const { return underlying_; }
    [[nodiscard]] const ChainDay& day() const { return day_; }
    /// The chain at the moment last advanced to. Quotes never grow stale: files tell every change.
    std::shared_ptr<const market::ChainSnapshot> snapshot();

  private:
    void apply(const QuoteRow& row);
    void apply(const TradeRow& row);
    void apply(const OpenInterestRow& row);
    void touch(std::uint32_t contract, const market::Tick& tick);

    const ChainDay& day_;
    market::QuoteBook book_;  ///< index = place in the day's contracts
    market::Chain chain_;
    market::Quote underlying_;
    std::vector<std::int64_t> volumes_;  ///< of the day so far
    MarketTime now_{};
    std::vector<std::uint32_t> touched_;
    std::vector<std::uint8_t> is_touched_;
    std::size_t next_quote_ = 0;
    std::size_t next_trade_ = 0;
    std::size_t next_open_interest_ = 0;
    std::size_t next_underlying_quote_ = 0;
    std::size_t next_underlying_trade_ = 0;
};

/// The chain as it stood at a moment of its day.
std::shared_ptr<const market::ChainSnapshot> chain_at(const ChainDay& day, MarketTime at);

/// `load_chain_day` and `chain_at` in one; `since_midnight` is New York time, and the minutes that
/// have ended by then are known.
Result<std::shared_ptr<const market::ChainSnapshot>> load_chain(const std::string& dir,
                                                                const std::string& symbol,
                                                                Date date, Duration since_midnight);

/// "12:00" as the time since midnight; also "09:30:15".
Result<Duration> parse_time_of_day(std::string_view text);

}  // namespace wingspread::data
