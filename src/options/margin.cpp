#include "options/margin.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace wingspread::options {
namespace {

Money share_of(Money amount, int percent) {
    return Money::from_raw(
        wingspread::detail::decimal_product(amount.raw(), Money::scale / 100 * percent));
}

/// What is left to be paired of one option position; whole contracts.
struct OpenLot {
    const MarginPosition* position = nullptr;
    std::int64_t contracts = 0;
};

/// A short option under the cover of a long one.
struct Pair {
    Date expiration{};
    Right right = Right::put;
    Price width{};  ///< largest loss at expiry per share; 0 when the long covers it all
    int multiplier = 100;
    Money required_usd{};
};

Price loss_of_pair(const OptionContract& sold, const OptionContract& bought) {
    const Price loss =
        sold.right == Right::call ? bought.strike - sold.strike : sold.strike - bought.strike;
    return std::max(loss, Price{});
}

Money per_contract(Price price, int multiplier, std::int64_t contracts) {
    return price * Quantity::from_int(multiplier) * contracts;
}

class SymbolMargin {
  public:
    void add(const MarginPosition& position) {
        if (!position.is_option) {
            shares_ += position.quantity;
            stock_value_ += position.mark * position.quantity;
            return;
        }
        const std::int64_t contracts = position.quantity.raw() / Quantity::scale;
        if (contracts < 0) shorts_.push_back({&position, -contracts});
        if (contracts > 0) longs_.push_back({&position, contracts});
    }

    MarginRequirement requirement() {
        pair_spreads();
        MarginRequirement total = stock_requirement();
        const Money defined = spreads_requirement();
        const Money naked = uncovered_requirement();
        total.initial_usd += defined + naked;
        total.maintenance_usd += defined + naked;
        return total;
    }

  private:
    MarginRequirement stock_requirement() const {
        const Money value = stock_value_.abs();
        return {share_of(value, 50), share_of(value, stock_value_ < Money{} ? 30 : 25)};
    }

    /// Each short takes the long that leaves the smallest loss, nearest strike first.
    void pair_spreads() {
        for (OpenLot& sold : shorts_) {
            while (sold.contracts > 0) {
                OpenLot* best = nullptr;
                for (OpenLot& bought : longs_)
                    if (covers(sold, bought) && (!best || closer(sold, bought, *best)))
                        best = &bought;
                if (!best) break;
                const std::int64_t count = std::min(sold.contracts, best->contracts);
                const OptionContract& contract = sold.position->option;
                const Price width = loss_of_pair(contract, best->position->option);
                // A long option never makes a short one dearer.
                const Money required = std::min(per_contract(width, contract.multiplier, count),
                                                naked(*sold.position, count));
                pairs_.push_back(
                    {contract.expiration, contract.right, width, contract.multiplier, required});
                sold.contracts -= count;
                best->contracts -= count;
            }
        }
    }
    static bool covers(const OpenLot& sold, const OpenLot& bought) {
        const auto& s = sold.position->option;
        const auto& b = bought.position->option;
        return bought.contracts > 0 && s.right == b.right && b.expiration >= s.expiration &&
               s.multiplier == b.multiplier;
    }
    static bool closer(const OpenLot& sold, const OpenLot& a, const OpenLot& b) {
        const auto key = [&](const OpenLot& lot) {
            const auto& option = lot.position->option;
            return std::tuple(loss_of_pair(sold.position->option, option),
                              (option.strike - sold.position->option.strike).abs(),
                              option.expiration, option.strike);
        };
        return key(a) < key(b);
    }

    /// Spreads of equal width on both sides of one expiry can lose on one side only.
    Money spreads_requirement() const {
        struct Sides {
            Money puts;
            Money calls;
        };
        std::map<std::tuple<Date, Price, int>, Sides> spreads;
        for (const Pair& pair : pairs_) {
            Sides& sides = spreads[{pair.expiration, pair.width, pair.multiplier}];
            (pair.right == Right::put ? sides.puts : sides.calls) += pair.required_usd;
        }
        Money total{};
        for (const auto& [key, sides] : spreads) total += std::max(sides.puts, sides.calls);
        return total;
    }

    Money uncovered_requirement() const {
        Money total{};
        std::int64_t shares = std::max<std::int64_t>(0, shares_.raw() / Quantity::scale);
        for (const OpenLot& lot : shorts_) {
            std::int64_t contracts = lot.contracts;
            const OptionContract& option = lot.position->option;
            if (option.right == Right::call) {
                const std::int64_t covered = std::min(contracts, shares / option.multiplier);
                shares -= covered * option.multiplier;
                contracts -= covered;
            }
            total += naked(*lot.position, contracts);
        }
        return total;
    }
    static Money naked(const MarginPosition& position, std::int64_t contracts) {
        const OptionContract& option = position.option;
        const bool call = option.right == Right::call;
        const Price spot = position.underlying_price;
        const Price out = std::max(call ? option.strike - spot : spot - option.strike, Price{});
        const auto amount = [&](Price price) {
            return per_contract(price, option.multiplier, contracts);
        };
        const Money main = share_of(amount(spot), position.broad_index ? 15 : 20) - amount(out);
        const Money least = share_of(amount(call ? spot : option.strike), 10);
        return amount(position.mark) + std::max(main, least);
    }

    Quantity shares_{};
    Money stock_value_{};
    std::vector<OpenLot> longs_;
    std::vector<OpenLot> shorts_;
    std::vector<Pair> pairs_;
};

}  // namespace

MarginRequirement margin_requirement(const std::vector<MarginPosition>& positions) {
    std::map<std::string, SymbolMargin> by_symbol;
    for (const MarginPosition& position : positions) by_symbol[position.symbol].add(position);
    MarginRequirement total;
    for (auto& [symbol, margin] : by_symbol) {
        const MarginRequirement one = margin.requirement();
        total.initial_usd += one.initial_usd;
        total.maintenance_usd += one.maintenance_usd;
    }
    return total;
}

}  // namespace wingspread::options
