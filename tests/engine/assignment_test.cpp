#include "engine/bench.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

/// What an order needs to know of the underlying when its options may be assigned early.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

/// Sells the 70 call and buys the 72 call, KO at 71.
engine::OrderRequest bear_call() {
    auto request = bull_put();
    request.structure =
        engine::vertical_request(options::VerticalKind::bear_call, "KO", "", december,
                                 *Price::parse("72"), *Price::parse("70"));
    return request;
}

struct SoldOptions : ::testing::Test {
    void SetUp() override { bench.make_ready(); }
    /// The order is refused once patience has ended, and nothing has left.
    void expect_refused_late(const engine::OrderRequest& request, std::string_view part) {
        bench.place(request);
        bench.pass(14s);
        EXPECT_TRUE(bench.order_answers.empty());
        bench.pass(2s);
        ASSERT_EQ(bench.order_answers.size(), 1U);
        ASSERT_FALSE(bench.order_answer());
        EXPECT_EQ(bench.order_answer().error().code, Errc::refused);
        EXPECT_NE(bench.order_answer().error().message.find(part), std::string::npos)
            << bench.order_answer().error().message;
        EXPECT_TRUE(bench.puppet.orders().empty());
        EXPECT_TRUE(bench.puppet.what_ifs().empty());
        EXPECT_EQ(bench.core->health().lines_active, 0);
    }
    [[nodiscard]] bool has_underlying_line() const {
        std::map<RequestId, ConId> open;
        for (const auto& request : bench.puppet.heard) {
            if (const auto* asked = std::get_if<tws::ReqMktData>(&request)) {
                open[asked->req_id] = asked->contract.con_id;
            } else if (const auto* cancel = std::get_if<tws::CancelMktData>(&request)) {
                open.erase(cancel->req_id);
            }
        }
        std::set<ConId> contracts;
        for (const auto& [id, conid] : open) contracts.insert(conid);
        return contracts.contains(ko_conid);
    }

    Bench bench;
};

TEST_F(SoldOptions, LeaveOnceTheUnderlyingIsKnownAndGiveItsLineBack) {
    bench.place(bear_call());
    ASSERT_EQ(bench.order_answers.size(), 1U);
    ASSERT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
    EXPECT_EQ(bench.puppet.orders().size(), 1U);
    bench.pass(1s);
    EXPECT_FALSE(has_underlying_line());
}

TEST_F(SoldOptions, OfALadderKeepItWhileTheyWork) {
    auto request = bear_call();
    request.price_rule = engine::PriceRule::mid;
    request.ladder = engine::LadderRequest{};
    bench.place(request);
    ASSERT_EQ(bench.order_answers.size(), 1U);
    ASSERT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
    bench.pass(1s);
    EXPECT_TRUE(has_underlying_line());
    bench.fill(bench.puppet.orders().back());
    bench.pass(1s);
    EXPECT_FALSE(has_underlying_line());
}

TEST_F(SoldOptions, WithoutAWordOfDividendsNoCallIsSold) {
    bench.puppet.dividends.clear();
    expect_refused_late(bear_call(), "the dividends of KO must be known");
}

TEST_F(SoldOptions, DividendsThatCannotBeReadAreNoneAtAllAndAreSaid) {
    bench.puppet.dividends = "2.04,2.04,soon,0.51";
    expect_refused_late(bear_call(), "the dividends of KO must be known");
    EXPECT_TRUE(bench.has_logged("tick 59, next ex-date: got \"soon\""));
}

TEST_F(SoldOptions, WithoutAPriceOfTheUnderlyingNothingIsSold) {
    bench.puppet.spot.reset();
    expect_refused_late(bull_put(), "the price of KO must be known");
}

TEST_F(SoldOptions, PutsNeedNoWordOfDividends) {
    bench.puppet.dividends.clear();
    bench.place(bull_put());
    ASSERT_EQ(bench.order_answers.size(), 1U);
    EXPECT_TRUE(bench.order_answer());
}

TEST_F(SoldOptions, ADividendWithinDaysRefusesAtOnce) {
    bench.puppet.dividends = "2.04,2.04,20261123,0.51";  // it is the 18th
    bench.place(bear_call());
    ASSERT_EQ(bench.order_answers.size(), 1U);
    ASSERT_FALSE(bench.order_answer());
    EXPECT_NE(bench.order_answer().error().message.find("KO goes ex dividend (0.51) on 2026-11-23"),
              std::string::npos)
        << bench.order_answer().error().message;
    EXPECT_TRUE(bench.puppet.what_ifs().empty());
}

}  // namespace
}  // namespace wingspread::engine_test
