#pragma once

#include "core/result.hpp"
#include "market/chain.hpp"
#include "market/quote_book.hpp"
#include "options/contract.hpp"
#include "scan/criteria.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace wingspread::bench {

/// One recorded chain, frozen at one moment: what is listed and what is quoted.
struct FrozenMarket {
    options::Underlying underlying;
    std::vector<options::OptionContract> contracts;  ///< by expiration, class, strike, calls first
    std::map<ConId, market::Quote> quotes;           ///< the underlying's too
    MarketTime at{};
};

/// GOOG at noon of 24 December 2015, from files in LEAN's layout.
Result<FrozenMarket> load_goog(const std::string& dir);

/// A chain and its quotes as they become known.
class KnownChain {
  public:
    explicit KnownChain(const FrozenMarket& market);

    [[nodiscard]] market::QuoteBook& book() { return book_; }
    std::shared_ptr<const market::ChainSnapshot> snapshot();

  private:
    market::QuoteBook book_;
    market::Chain chain_;
    ConId underlying_;
    MarketTime at_;
};

/// What is looked for. An iron condor is a bull put and a bear call of one expiration.
enum class Look : std::uint8_t { bull_puts, bear_calls, iron_condors };

/// 20 to 60 days, a short delta of 0.15 to 0.35, the best 20.
scan::Criteria usual_criteria(Look look, scan::SortKey sort);

/// Names of the best 20; by return on risk or expected value.
std::set<std::string> best(const market::ChainSnapshot& chain, Look look, scan::SortKey sort);

}  // namespace wingspread::bench
