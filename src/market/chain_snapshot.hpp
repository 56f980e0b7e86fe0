#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/time.hpp"
#include "market/dividends.hpp"
#include "market/quote.hpp"
#include "options/contract.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::market {

/// What the contracts of one slice have in common.
struct SliceTerms {
    std::string symbol;
    std::string trading_class;
    Date expiration{};
    Date last_trade_date{};
    int multiplier = 100;
    options::ExerciseStyle style = options::ExerciseStyle::american;
    options::Settlement settlement = options::Settlement::pm;
    std::string exchange = "SMART";
    std::string currency = "USD";

    bool operator==(const SliceTerms&) const = default;
};

SliceTerms terms_of(const options::OptionContract& contract);

/// The calls or the puts of one slice, a row for each of its strikes.
struct OptionColumns {
    std::vector<std::uint8_t> listed;  ///< 0: no such contract, and the rest of the row is empty
    std::vector<ConId> conid;
    std::vector<std::optional<Price>> bid;
    std::vector<std::optional<Price>> ask;
    std::vector<std::optional<Quantity>> bid_size;
    std::vector<std::optional<Quantity>> ask_size;
    std::vector<std::optional<Quantity>> volume;
    std::vector<std::optional<Quantity>> open_interest;
    std::vector<Usability> usability;  ///< `unquoted` where not listed

    [[nodiscard]] std::size_t size() const { return listed.size(); }
    void resize(std::size_t rows);
    void set(std::size_t row, ConId id, const Quote& quote, Usability use);

    bool operator==(const OptionColumns&) const = default;
};

/// One expiration of one trading class: SPX and SPXW of the same day are two slices. All columns
/// have a row for each strike; strikes rise.
struct ExpirySlice {
    SliceTerms terms;
    std::vector<Price> strikes;
    OptionColumns calls;
    OptionColumns puts;
    /// From then on a quote in here is stale although nothing was said about it.
    std::optional<MarketTime> turns_stale_at;

    [[nodiscard]] const OptionColumns& of(options::Right right) const {
        return right == options::Right::call ? calls : puts;
    }
    [[nodiscard]] OptionColumns& of(options::Right right) {
        return right == options::Right::call ? calls : puts;
    }
    [[nodiscard]] options::OptionContract contract(std::size_t row, options::Right right) const;
    [[nodiscard]] std::size_t contracts() const;  ///< listed ones

    bool operator==(const ExpirySlice&) const = default;
};

/// A contract by its place in a snapshot.
struct ContractPlace {
    std::uint32_t slice = 0;
    std::uint32_t row = 0;
    options::Right right = options::Right::call;

    bool operator==(const ContractPlace&) const = default;
};

/// A whole chain at one moment. Immutable and shared: what has not changed since the snapshot
/// before is the same slice object.
struct ChainSnapshot {
    options::Underlying underlying;
    std::optional<Price> spot;  ///< absent: nothing known, and nothing can be scanned
    /// Of the underlying; absent: nothing known.
    std::optional<Dividends> dividends;
    MarketTime as_of{};
    std::uint64_t version = 0;  ///< of the quote book it was taken from
    std::vector<std::shared_ptr<const ExpirySlice>> slices;  ///< by expiration, then trading class

    [[nodiscard]] std::size_t contracts() const;
    /// The slice of that day and class; an empty class stands for the day's only one.
    [[nodiscard]] const ExpirySlice* find(Date expiration, std::string_view trading_class) const;
};

}  // namespace wingspread::market
