#include "scan/list_changes.hpp"

#include "scan/chain_fixture.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace wingspread::scan {
namespace {

std::vector<RankedSpread> some_list(std::uint64_t seed) {
    return scan_structures(rough_chain(seed), {.top = 30})->ranked;
}

/// The list after, from the list before, what changed and the rows that it tells of.
std::vector<RankedSpread> applied(const std::vector<RankedSpread>& before,
                                  const ListChanges& changes,
                                  const std::vector<RankedSpread>& after) {
    std::vector<RankedSpread> list(after.size());
    std::vector<bool> told(before.size());
    for (const auto& left : changes.left) told[left.from] = true;
    for (const auto& entered : changes.entered) list[entered.to] = after[entered.to];
    for (const auto& stayed : changes.stayed) {
        told[stayed.from] = true;
        list[stayed.to] = stayed.changed.empty() ? before[stayed.from] : after[stayed.to];
    }
    for (std::size_t i = 0; i < before.size(); ++i)
        if (!told[i]) list.at(i) = before[i];
    return list;
}

TEST(ListChanges, WhoeverAppliesThemHasTheNextList) {
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
        const auto before = some_list(seed);
        const auto after = some_list(seed + 1);
        const auto changes = changes_between(before, after);
        EXPECT_EQ(applied(before, changes, after), after) << "seed " << seed;
    }
}

TEST(ListChanges, NothingChangedIsNothingToTell) {
    EXPECT_TRUE(changes_between(some_list(3), some_list(3)).is_empty());
    EXPECT_TRUE(changes_between({}, {}).is_empty());
}

TEST(ListChanges, TheyNameWhoCameWhoLeftAndWhatIsDifferent) {
    auto before = some_list(3);
    before.resize(4);
    auto after = before;
    std::swap(after[0], after[1]);
    after[2].pop += 0.01;
    after[2].natural += price(0.05);
    after.erase(after.begin() + 3);
    after.push_back(some_list(3)[5]);
    const auto changes = changes_between(before, after);
    ASSERT_EQ(changes.left.size(), 1U);
    EXPECT_EQ(changes.left[0].from, 3U);
    EXPECT_EQ(changes.left[0].spread, identity(before[3]));
    ASSERT_EQ(changes.entered.size(), 1U);
    EXPECT_EQ(changes.entered[0].to, 3U);
    ASSERT_EQ(changes.stayed.size(), 3U);
    EXPECT_EQ(changes.stayed[0].from, 1U);
    EXPECT_TRUE(changes.stayed[0].changed.empty());
    EXPECT_EQ(changes.stayed[2].changed, (std::vector<std::string_view>{"natural", "pop"}));
}

TEST(SpreadIdentity, NamesKindClassExpirationsAndStrikes) {
    RankedSpread spread{.structure = options::StructureKind::bull_put,
                        .trading_class = "KO",
                        .expiry = december,
                        .legs = {{.right = options::Right::put, .strike = price("67.5")},
                                 {.right = options::Right::put, .strike = price("70")}}};
    EXPECT_EQ(identity(spread), "bull_put-KO-20261218-67.5P-70P");
    spread.back_expiry = january;
    EXPECT_EQ(identity(spread), "bull_put-KO-20261218-20270115-67.5P-70P");
}

TEST(SpreadIdentity, IsAnotherOneForEverySpread) {
    const auto ranked =
        scan_structures(
            rough_chain(2),
            {.kinds = every_kind(), .max_wing_strikes = 2, .sort = SortKey::dte, .top = 20'000})
            ->ranked;
    std::set<std::string> seen;
    for (const auto& spread : ranked) EXPECT_TRUE(seen.insert(identity(spread)).second);
    EXPECT_GT(seen.size(), 4'000U);
}

}  // namespace
}  // namespace wingspread::scan
