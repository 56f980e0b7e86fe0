#include "options/random_structure.hpp"
#include "options/structure_value.hpp"
#include "pricing/binomial.hpp"

#include <gtest/gtest.h>

namespace wingspread::pricing {
namespace {

using options::StructureKind;

/// American values from a model that knows nothing of the proof; the bound must hold under any
/// rate, yield, volatility and time.
TEST(StructureValue, TheBoundOfTwoExpirationsHoldsUnderAModelThatDoesNotKnowIt) {
    Rng rng(14);
    for (int i = 0; i < 500; ++i) {
        for (const auto kind :
             {StructureKind::long_call_calendar, StructureKind::long_put_calendar,
              StructureKind::long_call_diagonal, StructureKind::long_put_diagonal}) {
            const auto made = options::testing::draw(options::form_of(kind), rng).make().value();
            const auto low = options::value_range(made).low.value();
            const auto& bought = made.legs().back().contract;
            const double spot = 40 + 160 * rng.uniform();
            const AmericanMarket market{.spot = spot,
                                        .years = 0.01 + rng.uniform(),
                                        .rate_per_year = -0.02 + 0.12 * rng.uniform(),
                                        .dividend_yield_per_year = 0.1 * rng.uniform()};
            const auto value = binomial_price(bought.right, market, bought.strike.to_double(),
                                              0.05 + rng.uniform(), 51);
            const auto& sold = made.legs().front().contract;
            const double owed =
                std::max(0.0, sold.right == Right::call ? spot - sold.strike.to_double()
                                                        : sold.strike.to_double() - spot);
            ASSERT_GE(value - owed, low.to_double() - 1e-4 * spot)
                << describe(made) << " at " << spot;
        }
    }
}

}  // namespace
}  // namespace wingspread::pricing
