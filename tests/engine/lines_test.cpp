#include "engine/bench.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

/// Quotes for a scan, as the trade core gets them: lines, refusals, gaps.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

constexpr engine::ScanTicket ticket{1};

tws::ErrorMessage farm_notice(std::int32_t code, std::string text) {
    tws::ErrorMessage message;
    message.id = -1;
    message.code = code;
    message.text = std::move(text);
    return message;
}

struct QuoteLines : ::testing::Test {
    void SetUp() override {
        bench.make_ready();
        bench.step(engine::ToTrade{engine::ChainWanted{ticket, "KO", december, december}});
        bench.pass(1s);
        ASSERT_EQ(news<engine::ChainListed>().size(), 1U);
        EXPECT_EQ(news<engine::ChainListed>()[0].contracts.size(), bench.puppet.listed.size());
    }
    template <class News>
    std::vector<News> news() const {
        std::vector<News> found;
        for (const auto& message : bench.news) {
            if (const auto* wanted = std::get_if<News>(&message)) found.push_back(*wanted);
        }
        return found;
    }
    void want(std::vector<ConId> swept) {
        bench.step(engine::ToTrade{
            engine::QuotesWanted{.ticket = ticket, .held = {ko_conid}, .swept = std::move(swept)}});
    }
    /// Contracts for which a line was asked, each as often as it was.
    [[nodiscard]] std::multiset<ConId> asked() const {
        std::multiset<ConId> found;
        for (const auto& request : bench.puppet.heard) {
            const auto* line = std::get_if<tws::ReqMktData>(&request);
            if (line != nullptr) found.insert(line->contract.con_id);
        }
        return found;
    }
    [[nodiscard]] RequestId line_of(ConId conid) const {
        RequestId id;
        for (const auto& request : bench.puppet.heard) {
            const auto* line = std::get_if<tws::ReqMktData>(&request);
            if (line != nullptr && line->contract.con_id == conid) id = line->req_id;
        }
        return id;
    }

    Bench bench;
};

TEST_F(QuoteLines, EachContractHasItsTurnAndTheEndIsTold) {
    want({ConId(101), ConId(102), ConId(103)});
    bench.pass(10s);
    EXPECT_EQ(asked(), (std::multiset{ko_conid, ConId(101), ConId(102), ConId(103)}));
    ASSERT_FALSE(news<engine::SweepProgress>().empty());
    const auto last = news<engine::SweepProgress>().back();
    EXPECT_TRUE(last.finished);
    EXPECT_EQ(last.quoted, 3U);
    EXPECT_EQ(last.total, 3U);
}

TEST_F(QuoteLines, WhatIsReleasedIsCancelled) {
    want({ConId(101)});
    bench.pass(5s);
    bench.step(engine::ToTrade{engine::QuotesReleased{ticket}});
    bench.pass(5s);
    EXPECT_EQ(bench.core->health().lines_active, 0);
    EXPECT_EQ(bench.puppet.count<tws::CancelMktData>(), asked().size());
}

TEST_F(QuoteLines, ARefusedContractCountsAndIsNotAskedAgain) {
    bench.puppet.line_refusal = 354;
    want({ConId(101), ConId(102)});
    bench.pass(30s);
    const auto last = news<engine::SweepProgress>().back();
    EXPECT_TRUE(last.finished);
    EXPECT_EQ(last.refused, 2U);
    EXPECT_EQ(asked().count(ConId(101)), 1U);
}

TEST_F(QuoteLines, ALineThatTheGatewayInterruptsIsOpenedAnew) {
    want({ConId(101)});
    bench.pass(100ms);
    ASSERT_EQ(asked().count(ko_conid), 1U);
    bench.tell_error(static_cast<std::int32_t>(line_of(ko_conid).value()), 10182);
    bench.pass(10s);
    EXPECT_EQ(asked().count(ko_conid), 2U);
}

TEST_F(QuoteLines, AfterALostConnectionAGapIsToldAndTheLinesComeBack) {
    want({ConId(101), ConId(102)});
    bench.pass(100ms);
    bench.news.clear();
    bench.cut();
    EXPECT_EQ(news<engine::GapMarked>().size(), 1U);
    bench.pass(20s);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_EQ(asked().count(ko_conid), 2U);
    EXPECT_EQ(news<engine::LinkResumed>().size(), 1U);
}

TEST_F(QuoteLines, LinesThatTwsKeepsAreOpenedAnewOnlyWhenTheyStayQuiet) {
    want({ConId(101)});
    bench.pass(100ms);
    bench.tell_error(-1, 1100);
    bench.tell_error(-1, 1102);
    bench.pass(500ms);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_EQ(asked().count(ko_conid), 1U);
    bench.pass(30s);
    EXPECT_EQ(asked().count(ko_conid), 2U);
    // TWS has kept the old one: it is given back, or it would be held twice.
    const auto open = asked().size() - bench.puppet.count<tws::CancelMktData>();
    EXPECT_EQ(static_cast<int>(open), bench.core->health().lines_active);
}

// Code 100 does not say which messages were thrown away.
TEST_F(QuoteLines, WhatMayHaveBeenThrownAwayIsSaidAgain) {
    want({ConId(101), ConId(102)});
    bench.pass(1s);
    bench.tell_error(-1, 100);
    bench.pass(20s);
    EXPECT_EQ(asked().count(ko_conid), 2U);
    const auto cancels = bench.puppet.count<tws::CancelMktData>();
    EXPECT_GE(cancels, 3U) << "or each line might be open twice";
    const auto open = static_cast<std::size_t>(bench.core->health().lines_active);
    bench.step(engine::ToTrade{engine::QuotesReleased{ticket}});
    bench.pass(1s);
    const auto released = bench.puppet.count<tws::CancelMktData>();
    ASSERT_EQ(released, cancels + open);
    for (int messages = 0; messages < 5; ++messages) bench.tell_error(-1, 100);
    bench.pass(20s);
    EXPECT_EQ(bench.puppet.count<tws::CancelMktData>(), released + open)
        << "cancels are lost as well, and each is said again once";
}

TEST_F(QuoteLines, ACancelThatIsSaidAgainIsForLinesThatTwsMayNotKnow) {
    want({ConId(101), ConId(102)});
    bench.pass(1s);
    bench.step(engine::ToTrade{engine::QuotesReleased{ticket}});
    bench.pass(1s);
    bench.tell_error(-1, 100);
    bench.pass(5s);
    bench.log.clear();
    for (const auto conid : {ConId(101), ConId(102)}) {
        bench.tell_error(line_of(conid).value(), 300);
    }
    EXPECT_EQ(std::ranges::count_if(bench.log,
                                    [](const auto& line) { return line.starts_with("TWS 300"); }),
              1);
}

TEST_F(QuoteLines, RequestsThatCrossedA1101AreGivenBack) {
    want({ConId(101)});
    bench.pass(100ms);
    const auto cancelled = bench.puppet.count<tws::CancelMktData>();
    bench.tell_error(-1, 1101);
    bench.pass(500ms);
    EXPECT_EQ(bench.puppet.count<tws::CancelMktData>(), cancelled + 2);
    EXPECT_EQ(asked().count(ko_conid), 2U);
}

TEST_F(QuoteLines, LinesThatTwsHasForgottenAreOpenedAnewAtOnce) {
    want({ConId(101)});
    bench.pass(10s);
    const auto cancelled = bench.puppet.count<tws::CancelMktData>();
    bench.tell_error(-1, 1100);
    bench.tell_error(-1, 1101);
    bench.pass(500ms);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_EQ(asked().count(ko_conid), 2U);
    EXPECT_EQ(bench.puppet.count<tws::CancelMktData>(), cancelled);
}

// Codes 2103 and 2104: the link is up and a farm is not. Nobody says which lines it feeds.
TEST_F(QuoteLines, WhileAFarmIsLostNothingQuietIsTrusted) {
    want({ConId(101)});
    bench.pass(100ms);
    bench.news.clear();
    bench.tell(farm_notice(2103, "Market data farm connection is broken:usopt"));
    EXPECT_TRUE(bench.is_ready()) << "orders are not concerned";
    EXPECT_EQ(news<engine::GapMarked>().size(), 1U);
    EXPECT_NE(bench.core->health().data_problem.find("usopt"), std::string::npos);
    bench.tell(farm_notice(2103, "Market data farm connection is broken:usopt"));
    EXPECT_EQ(news<engine::GapMarked>().size(), 1U) << "said twice";
    bench.pass(30s);
    EXPECT_EQ(asked().count(ko_conid), 2U) << "what another farm feeds proves itself at once";
    bench.puppet.tells_quotes = false;
    bench.tell(farm_notice(2104, "Market data farm connection is OK:usopt"));
    EXPECT_EQ(bench.core->health().data_problem, "");
    ASSERT_EQ(news<engine::LinkResumed>().size(), 1U);
    EXPECT_EQ(news<engine::LinkResumed>()[0].gap, 30s);
}

TEST_F(QuoteLines, FarmsOfHistoryDoNotConcernQuotes) {
    bench.tell(farm_notice(2105, "HMDS data farm connection is broken:ushmds"));
    EXPECT_TRUE(news<engine::GapMarked>().empty());
    EXPECT_EQ(bench.core->health().data_problem, "");
}

// Code 10197. Asking again at once would be refused thousands of times.
TEST_F(QuoteLines, DataThatAnotherSessionHasAreAskedForAgainSlowly) {
    bench.puppet.line_refusal = 10197;
    want({ConId(101), ConId(102), ConId(103)});
    bench.pass(30s);
    const auto refused = asked().size();
    EXPECT_LE(refused, 4U);
    EXPECT_EQ(bench.puppet.count<tws::CancelMktData>(), refused) << "TWS may still know them";
    EXPECT_NE(bench.core->health().data_problem.find("10197"), std::string::npos);
    EXPECT_TRUE(bench.is_ready()) << "orders are not concerned";
    bench.pass(50s);
    EXPECT_GT(asked().size(), refused) << "after a minute";
    const auto later = asked().size();
    bench.pass(90s);
    EXPECT_EQ(asked().size(), later) << "then after two";
    bench.puppet.line_refusal.reset();
    bench.pass(60s);
    EXPECT_EQ(bench.core->health().data_problem, "");
    EXPECT_EQ(news<engine::SweepProgress>().back().quoted, 3U);
}

TEST_F(QuoteLines, DelayedDataAreAProblemThatIsNamed) {
    want({ConId(101)});
    bench.pass(100ms);
    bench.tell(tws::MarketDataType{line_of(ko_conid), tws::MarketDataKind::delayed});
    EXPECT_NE(bench.core->health().data_problem.find("delayed"), std::string::npos);
    bench.step(engine::ToTrade{engine::QuotesReleased{ticket}});
    EXPECT_EQ(bench.core->health().data_problem, "");
}

TEST_F(QuoteLines, ErrorsOfLinesAreCountedAndToldOnce) {
    bench.puppet.line_refusal = 354;
    want({ConId(101), ConId(102), ConId(103)});
    bench.pass(30s);
    const auto errors = bench.core->metrics(bench.now).api_errors;
    const auto data = std::ranges::find(errors, "market_data", &engine::ApiErrorCount::code_class);
    ASSERT_NE(data, errors.end());
    EXPECT_EQ(data->count, 4U) << "three options and their underlying";
    EXPECT_EQ(std::ranges::count_if(
                  bench.log, [](const std::string& line) { return line.contains("TWS 354"); }),
              1);
}

TEST_F(QuoteLines, AScanIsAskedToWaitWhileTheQueueIsLong) {
    bench.news.clear();
    for (std::uint64_t i = 10; i < 100; ++i) {
        bench.step(engine::ToTrade{engine::ChainWanted{
            engine::ScanTicket{i}, "X" + std::to_string(i), december, december}});
    }
    const auto deferred = news<engine::ChainDeferred>();
    ASSERT_FALSE(deferred.empty());
    EXPECT_GT(deferred.front().wait, Duration::zero());
    EXPECT_FALSE(deferred.front().reason.empty());
}

TEST_F(QuoteLines, AChainThatIsAskedForWithoutALinkComesWithIt) {
    bench.step(engine::StopLink{"the test"});
    bench.news.clear();
    bench.step(
        engine::ToTrade{engine::ChainWanted{engine::ScanTicket{2}, "KO", december, december}});
    bench.pass(5s);
    EXPECT_TRUE(news<engine::ChainListed>().empty());
    bench.make_ready();
    bench.pass(5s);
    ASSERT_EQ(news<engine::ChainListed>().size(), 1U);
    EXPECT_EQ(news<engine::ChainListed>()[0].ticket, engine::ScanTicket{2});
}

}  // namespace
}  // namespace wingspread::engine_test
