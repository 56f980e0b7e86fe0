#include "scan/interest.hpp"

#include "core/rng.hpp"
#include "scan/chain_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace wingspread::scan {
namespace {

using options::OptionContract;
using options::Right;

const MarketTime now = thirty_days_before_december();

std::vector<OptionContract> listed(const std::vector<double>& strikes,
                                   std::initializer_list<Date> expirations = {december, january}) {
    std::vector<OptionContract> contracts;
    for (const Date expiration : expirations)
        for (const double strike : strikes)
            for (const auto right : {Right::call, Right::put}) {
                OptionContract contract;
                contract.symbol = contract.trading_class = "TEST";
                contract.expiration = expiration;
                contract.strike = price(strike);
                contract.right = right;
                contracts.push_back(contract);
            }
    return contracts;
}

const auto strikes = strikes_between(50, 150, 5);

TEST(Interest, EveryContractOfAWantedExpiryOnce) {
    const auto contracts = listed(strikes);
    const auto order = rank_interest(contracts, price(100), {}, now);
    EXPECT_EQ(order.size(), contracts.size());
    EXPECT_EQ(std::set(order.begin(), order.end()).size(), order.size());
}

TEST(Interest, StrikesAroundTheSpotComeFirstWithBothRights) {
    const auto contracts = listed(strikes);
    const auto order = rank_interest(contracts, price(101), {}, now);
    // Three strikes, two rights, two expirations.
    for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_GE(contracts[order[i]].strike, price(95));
        EXPECT_LE(contracts[order[i]].strike, price(105));
    }
}

TEST(Interest, OtherDaysAndExpiredContractsAreLeftOut) {
    const Date past{std::chrono::year{2026}, std::chrono::November, std::chrono::day{13}};
    const auto contracts = listed(strikes, {past, december, january});
    for (const auto index : rank_interest(contracts, price(100), {.max_dte = 40}, now))
        EXPECT_EQ(contracts[index].expiration, december);
    EXPECT_TRUE(rank_interest(contracts, price(100), {.min_dte = 400}, now).empty());
    EXPECT_TRUE(rank_interest(contracts, Price{}, {}, now).empty());
}

TEST(Interest, TheWantedKindsDecideTheRight) {
    const auto contracts = listed(strikes, {december});
    Criteria criteria;
    criteria.kinds = {false, false, true, false};
    criteria.min_short_delta = 0.1;
    criteria.max_short_delta = 0.3;
    const auto order = rank_interest(contracts, price(100), criteria, now);
    const auto place = [&](double strike, Right right) {
        const auto found = std::ranges::find_if(order, [&](std::size_t index) {
            return contracts[index].strike == price(strike) && contracts[index].right == right;
        });
        return found - order.begin();
    };
    EXPECT_LT(place(95, Right::put), place(85, Right::put)) << "around the wanted delta";
    EXPECT_LT(place(90, Right::put), place(70, Right::put));
    EXPECT_LT(place(90, Right::put), place(120, Right::put)) << "deep in the money";
    EXPECT_LT(place(60, Right::put), place(115, Right::call)) << "a call only shapes the smile";
    EXPECT_EQ(place(80, Right::call), std::ssize(order)) << "and one in the money not even that";
}

TEST(Interest, TheOrderDoesNotDependOnTheOrderOfContracts) {
    auto contracts = listed(strikes);
    const auto names = [&] {
        std::vector<std::string> result;
        for (const auto index : rank_interest(contracts, price(100.3), {}, now))
            result.push_back(options::osi_symbol(contracts[index]));
        return result;
    };
    const auto before = names();
    Rng rng(2);
    for (std::size_t i = contracts.size(); i > 1; --i)
        std::swap(
            contracts[i - 1],
            contracts[static_cast<std::size_t>(rng.between(0, static_cast<std::int64_t>(i) - 1))]);
    auto after = names();
    // Call and put of one strike are equally near; their order follows the input.
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); i += 2)
        EXPECT_EQ(std::set({before[i], before[i + 1]}), std::set({after[i], after[i + 1]})) << i;
}

}  // namespace
}  // namespace wingspread::scan
