#include "options/contract.hpp"

#include <gtest/gtest.h>

namespace wingspread::options {
namespace {

TEST(OptionContract, ItsOsiSymbolPadsTheRootAndCountsThousandths) {
    const OptionContract contract{.symbol = "BRK B",
                                  .trading_class = "BRKB",
                                  .expiration = std::chrono::year(2026) / 12 / 18,
                                  .strike = *Price::parse("497.5"),
                                  .right = Right::put};
    EXPECT_EQ(osi_symbol(contract), "BRKB  261218P00497500");
}

TEST(OwnClass, IsTheSymbolWithoutWhatSeparatesAShareClass) {
    EXPECT_EQ(own_class("KO"), "KO");
    EXPECT_EQ(own_class("BRK B"), "BRKB");
    EXPECT_EQ(own_class("BRK.B"), "BRKB");
}

}  // namespace
}  // namespace wingspread::options
