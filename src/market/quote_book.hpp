#pragma once

#include "core/id.hpp"
#include "market/quote.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace wingspread::market {

/// Place of an instrument in a quote book: dense from 0, never reused.
using InstrumentIndex = Id<struct InstrumentIndexTag, std::uint32_t>;

/// Every quote that is known, by dense index. Registering an instrument may allocate; updating one
/// never does. Each change draws a new version, by which readers see what they have not seen yet.
class QuoteBook {
  public:
    /// The index of that contract, new or known. An instrument without a contract id (0) is always
    /// new, and cannot be found again but by its index.
    InstrumentIndex add(ConId conid);
    [[nodiscard]] std::optional<InstrumentIndex> find(ConId conid) const;
    [[nodiscard]] std::size_t size() const { return quotes_.size(); }

    [[nodiscard]] ConId conid(InstrumentIndex index) const { return conids_[index.value()]; }
    [[nodiscard]] const Quote& quote(InstrumentIndex index) const { return quotes_[index.value()]; }
    [[nodiscard]] const LineState& line(InstrumentIndex index) const {
        return lines_[index.value()];
    }
    [[nodiscard]] Usability usability(InstrumentIndex index, const UsabilityRules& rules,
                                      MarketTime now) const;

    void apply(InstrumentIndex index, const Tick& tick);

    /// A line now feeds this quote; what it delivers is unknown until it says so.
    void lease(InstrumentIndex index);
    /// Nothing feeds it any more: the quote stays and grows older.
    void release(InstrumentIndex index);
    void set_data_type(InstrumentIndex index, DataType type);
    void set_halt(InstrumentIndex index, HaltState halt);
    /// Updates may have been lost on every line: no side counts until it is stated again.
    void mark_gap();

    /// Version of the last change to anything, and to one instrument; 0 before the first.
    [[nodiscard]] std::uint64_t version() const { return version_; }
    [[nodiscard]] std::uint64_t version(InstrumentIndex index) const {
        return versions_[index.value()];
    }

  private:
    void touch(InstrumentIndex index) { versions_[index.value()] = ++version_; }

    std::vector<ConId> conids_;
    std::vector<Quote> quotes_;
    std::vector<LineState> lines_;
    std::vector<std::uint64_t> versions_;
    std::unordered_map<ConId, InstrumentIndex> by_conid_;
    std::uint64_t version_ = 0;
};

}  // namespace wingspread::market
