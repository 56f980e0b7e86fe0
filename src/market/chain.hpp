#pragma once

#include "core/result.hpp"
#include "market/chain_snapshot.hpp"
#include "market/quote_book.hpp"

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace wingspread::market {

/// Which contracts of one underlying are listed, and where their quotes stand in the book. Grows as
/// contract details arrive; snapshots copy only the slices that have changed.
class Chain {
  public:
    explicit Chain(options::Underlying underlying) : underlying_(std::move(underlying)) {}

    /// Refuses another symbol, a strike that is not positive, or a second contract with the same
    /// class, expiration, strike and right. Adding the same contract again is harmless.
    Result<void> add(const options::OptionContract& contract, InstrumentIndex index);

    [[nodiscard]] const options::Underlying& underlying() const { return underlying_; }
    [[nodiscard]] std::size_t contracts() const { return contracts_; }

    /// Where that instrument stands in the next snapshot; empty when it is not listed here.
    [[nodiscard]] std::optional<ContractPlace> place_of(InstrumentIndex index);

    /// What snapshots from now on say of the underlying.
    void set_dividends(const std::optional<Dividends>& dividends) { dividends_ = dividends; }

    /// The chain as the book shows it now. Slices that have not changed since the last snapshot of
    /// this chain are shared with it.
    std::shared_ptr<const ChainSnapshot> snapshot(const QuoteBook& book, std::optional<Price> spot,
                                                  MarketTime as_of, const UsabilityRules& rules);

  private:
    static constexpr std::uint32_t not_listed = UINT32_MAX;

    struct Row {
        Price strike;
        std::uint32_t call = not_listed;
        std::uint32_t put = not_listed;
    };
    struct Slice {
        SliceTerms terms;
        std::vector<Row> rows;  ///< strikes rising
        std::shared_ptr<const ExpirySlice> last;
        std::uint64_t last_version = 0;  ///< of the book when `last` was taken
    };

    void find_places();
    Slice& slice_of(const options::OptionContract& contract);
    static bool is_current(const Slice& slice, const QuoteBook& book, MarketTime as_of);
    static std::shared_ptr<const ExpirySlice> copy(const Slice& slice, const QuoteBook& book,
                                                   MarketTime as_of, const UsabilityRules& rules);

    options::Underlying underlying_;
    std::optional<Dividends> dividends_;
    std::vector<Slice> slices_;  ///< by expiration, class, multiplier
    std::size_t contracts_ = 0;
    /// By instrument, of every contract that was listed when it was filled; empty after a new one.
    std::unordered_map<std::uint32_t, ContractPlace> places_;
    UsabilityRules last_rules_;
};

}  // namespace wingspread::market
