#pragma once

#include "market/chain_snapshot.hpp"
#include "scan/criteria.hpp"
#include "scan/expected_chain.hpp"
#include "scan/expiry_model.hpp"
#include "scan/ranked_spread.hpp"

#include <cstddef>
#include <limits>
#include <vector>

namespace wingspread::scan {

/// Which contracts and slices hold the spreads that would rank best if all that is not quoted yet
/// stood at its model's value. Each wanted kind counts by itself, so that spreads made of two kinds
/// find both.
class LookAhead {
  public:
    static constexpr std::size_t not_among = std::numeric_limits<std::size_t>::max();

    LookAhead(const market::ChainSnapshot& chain, const ChainModels& models,
              const Criteria& criteria);

    /// The contract's turn among the legs of the best spreads, 0 being a leg of the best one.
    [[nodiscard]] std::size_t turn_of(ContractPlace place) const {
        return legs_[place.slice][column_of(place)];
    }
    /// The slice's turn by the best spread that it holds.
    [[nodiscard]] std::size_t turn_of_slice(std::size_t slice) const { return slices_[slice]; }

  private:
    static std::size_t column_of(ContractPlace place) {
        return 2 * std::size_t{place.row} + (place.right == options::Right::call ? 0 : 1);
    }
    void note(const market::ChainSnapshot& chain, const RankedSpread& spread);

    std::vector<std::vector<std::size_t>> legs_;
    std::vector<std::size_t> slices_;
    std::size_t next_leg_ = 0;
    std::size_t next_slice_ = 0;
};

}  // namespace wingspread::scan
