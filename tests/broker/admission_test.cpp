#include "broker/admission.hpp"

#include <gtest/gtest.h>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;

Now at(Duration since_start) { return Now{} + since_start; }

TEST(Admission, AcceptsUpToADepthOfFiftyThenSlowsInProportion) {
    const AdmissionControl control;
    EXPECT_EQ(control.admit(Priority::market_data, 50, 45, at(0s)).verdict, Verdict::accept);
    const auto slowed = control.admit(Priority::market_data, 95, 45, at(0s));
    EXPECT_EQ(slowed.verdict, Verdict::wait);
    EXPECT_EQ(slowed.wait, 1s);
    EXPECT_EQ(control.admit(Priority::market_data, 140, 45, at(0s)).wait, 2s);
}

TEST(Admission, RefusesWithAReasonWhenTheQueueIsTooDeep) {
    const AdmissionControl control;
    const auto refused = control.admit(Priority::contract, 2000, 45, at(0s));
    EXPECT_EQ(refused.verdict, Verdict::refuse);
    EXPECT_NE(refused.reason.find("2000"), std::string::npos);
}

TEST(Admission, OrdersCancelsAndReconciliationAreAlwaysAccepted) {
    AdmissionControl control;
    for (const auto priority : {Priority::cancel, Priority::order, Priority::reconcile}) {
        for (int i = 0; i < 10; ++i) control.breaker(priority).on_failure("timeout", at(0s));
        EXPECT_EQ(control.admit(priority, 100'000, 45, at(0s)).verdict, Verdict::accept);
    }
}

TEST(CircuitBreaker, OpensAfterFailuresInARowAndClosesByAProbe) {
    CircuitBreaker breaker({.failures = 3, .first_pause = 30s});
    for (int i = 0; i < 2; ++i) breaker.on_failure("timeout", at(0s));
    EXPECT_FALSE(breaker.closed_in(at(0s)));
    breaker.on_success();
    for (int i = 0; i < 2; ++i) breaker.on_failure("timeout", at(1s));
    EXPECT_FALSE(breaker.is_open()) << "a success begins the count anew";
    breaker.on_failure("timeout", at(1s));
    EXPECT_EQ(breaker.closed_in(at(1s)), 30s);
    EXPECT_EQ(breaker.reason(), "timeout");
    EXPECT_FALSE(breaker.closed_in(at(31s)));
    breaker.on_asked(at(31s));
    EXPECT_TRUE(breaker.closed_in(at(32s))) << "one probe, not two";
    breaker.on_success();
    EXPECT_FALSE(breaker.closed_in(at(32s)));
    EXPECT_FALSE(breaker.is_open());
}

TEST(CircuitBreaker, AFailedProbeOpensItForTwiceAsLongUpToALimit) {
    CircuitBreaker breaker({.failures = 1, .first_pause = 30s, .longest_pause = 100s});
    breaker.on_failure("refused", at(0s));
    breaker.on_asked(at(30s));
    breaker.on_failure("refused", at(31s));
    EXPECT_EQ(breaker.closed_in(at(31s)), 60s);
    breaker.on_asked(at(91s));
    breaker.on_failure("refused", at(92s));
    EXPECT_EQ(breaker.closed_in(at(92s)), 100s);
}

TEST(CircuitBreaker, AProbeWithoutAnOutcomeIsGivenUp) {
    CircuitBreaker breaker({.failures = 1, .first_pause = 30s});
    breaker.on_failure("timeout", at(0s));
    breaker.on_asked(at(30s));
    EXPECT_TRUE(breaker.closed_in(at(40s)));
    EXPECT_FALSE(breaker.closed_in(at(90s)));
}

}  // namespace
}  // namespace wingspread::broker
