#include "trade/alarm.hpp"
#include "trade/exit_plan.hpp"
#include "trade/intent.hpp"
#include "trade/kill_switch.hpp"
#include "trade/ledger.hpp"
#include "trade/order_events.hpp"
#include "trade/order_machine.hpp"
#include "trade/refusal.hpp"
#include "trade/risk_context.hpp"

#include <gtest/gtest.h>

/// The names stand in journals, in the API and in logs: none may change.
namespace wingspread::trade {
namespace {

using Names = std::vector<std::string>;

template <class E>
Names names_of() {
    Names names;
    for (int value = 0;; ++value) {
        names.emplace_back(to_string(static_cast<E>(value)));
        if (!names.back().empty()) continue;
        names.pop_back();
        return names;
    }
}

TEST(Names, OfOrders) {
    EXPECT_EQ(names_of<OrderState>(),
              (Names{"intended", "refused", "sending", "working", "held", "cancelling", "in_doubt",
                     "filled", "cancelled", "rejected", "abandoned"}));
    EXPECT_EQ(names_of<Advice>(),
              (Names{"none", "resync", "late_fill", "came_back", "impossible"}));
    EXPECT_EQ(names_of<TimeInForce>(), (Names{"DAY", "GTC", "GTD", "IOC", "FOK"}));
    EXPECT_EQ(names_of<BrokerStatus>(),
              (Names{"ApiPending", "PendingSubmit", "PreSubmitted", "Submitted", "PendingCancel",
                     "PreCancelled", "ApiCancelled", "Cancelled", "Filled", "Inactive", "WarnState",
                     "unknown"}));
    EXPECT_EQ(names_of<OrderErrorClass>(), (Names{"confirmed_reject", "possible_reject", "ended",
                                                  "cancel_verdict", "warning", "unknown"}));
    EXPECT_EQ(names_of<ExitRule>(), (Names{"take_profit", "stop", "days_left", "at_time"}));
}

TEST(Names, OfWhatIsHeldAndCounted) {
    EXPECT_EQ(names_of<InstrumentKind>(), (Names{"option", "stock", "combo", "other"}));
    EXPECT_EQ(names_of<LedgerChange>(),
              (Names{"added", "corrected", "superseded", "duplicate", "conflict"}));
    EXPECT_EQ(names_of<Environment>(), (Names{"simulated", "paper", "live"}));
}

TEST(Names, OfAlarmsAndTheSwitch) {
    EXPECT_EQ(names_of<TradingState>(), (Names{"active", "reducing", "halted"}));
    EXPECT_EQ(names_of<AlarmKind>(),
              (Names{"late_fill", "came_back", "impossible_event", "second_perm_id",
                     "unknown_own_order", "overfilled", "overclosed", "conflicting_execution",
                     "corrected_execution", "liquidation"}));
}

TEST(Names, OfChecks) {
    EXPECT_EQ(names_of<RiskCheck>(), (Names{"trading_state",
                                            "link",
                                            "maintenance",
                                            "account",
                                            "account_kind",
                                            "live_guard",
                                            "market_open",
                                            "expiration",
                                            "expiry_day",
                                            "day_loss",
                                            "defined_risk",
                                            "quantity",
                                            "price_sign",
                                            "price_increment",
                                            "quotes",
                                            "decision_age",
                                            "price_band",
                                            "max_loss",
                                            "ex_dividend",
                                            "assignment",
                                            "positions",
                                            "open_risk",
                                            "underlying_risk",
                                            "expiry_risk",
                                            "close_held",
                                            "duplicate",
                                            "leg_collision",
                                            "in_doubt",
                                            "orders_per_minute",
                                            "orders_per_day",
                                            "margin"}));
}

TEST(Alarms, HaltWhereMoneyMayBeWrong) {
    for (const auto kind :
         {AlarmKind::late_fill, AlarmKind::impossible_event, AlarmKind::corrected_execution}) {
        EXPECT_FALSE(must_halt(kind)) << to_string(kind);
    }
    for (const auto kind :
         {AlarmKind::came_back, AlarmKind::second_perm_id, AlarmKind::unknown_own_order,
          AlarmKind::overfilled, AlarmKind::overclosed, AlarmKind::conflicting_execution,
          AlarmKind::liquidation}) {
        EXPECT_TRUE(must_halt(kind)) << to_string(kind);
    }
    // What this program does not know is not harmless.
    EXPECT_TRUE(must_halt(static_cast<AlarmKind>(99)));
}

}  // namespace
}  // namespace wingspread::trade
