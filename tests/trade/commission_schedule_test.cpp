#include "trade/commission_schedule.hpp"

#include "trade/helpers.hpp"

#include <gtest/gtest.h>

namespace wingspread::trade::testing {
namespace {

TEST(CommissionSchedule, IsByContractWithALeastAmount) {
    auto wanted = terms();
    EXPECT_EQ(estimated_commission_usd(intent(1, wanted)), money("1.3"));
    wanted.quantity = 10;
    EXPECT_EQ(estimated_commission_usd(intent(1, wanted)), money("13"));
    wanted.quantity = 1;
    wanted.structure = structure(options::StructureKind::long_put,
                                 {option(long_conid, "90", options::Right::put)});
    wanted.limit = price("1.1");
    EXPECT_EQ(estimated_commission_usd(intent(1, wanted)), money("1"));
}

}  // namespace
}  // namespace wingspread::trade::testing
