#include "engine/joined.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

/// Chains larger than the lines: which contracts a scan asks for, when it thinks again, and how its
/// sweep gets along with few lines.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

const options::Underlying ko{"KO", options::UnderlyingKind::stock, ko_conid};

/// Both rights at 41 strikes around 70; puts even, calls odd.
std::vector<options::OptionContract> large_chain() {
    std::vector<options::OptionContract> contracts;
    for (int i = 0; i <= 40; ++i) {
        for (const auto right : {options::Right::put, options::Right::call}) {
            options::OptionContract option;
            option.conid = ConId(1'000 + 2 * i + (right == options::Right::call ? 1 : 0));
            option.symbol = option.trading_class = "KO";
            option.expiration = option.last_trade_date = december;
            option.strike = Price::from_int(50 + i);
            option.right = right;
            contracts.push_back(option);
        }
    }
    return contracts;
}

/// A scan core that sweeps, played by hand.
struct Sweeping {
    explicit Sweeping(bool live = false, engine::ScanRequest request = bull_puts()) {
        step(engine::StartScan{first_scan, std::move(request), live});
        step(engine::ToScan{engine::ChainListed{first_scan, ko, large_chain()}});
        const market::Tick tick{market::TickKind::last, *Price::parse("70"), Quantity::from_int(1),
                                false, now.market};
        step(engine::ToScan{engine::QuoteTick{ko_conid, tick}});
    }
    void step(const engine::ScanEvent& event) { effects = core.step(event, now); }
    void progress(std::size_t quoted, bool finished = false, std::uint64_t round = 1) {
        step(engine::ToScan{engine::SweepProgress{.ticket = first_scan,
                                                  .quoted = quoted,
                                                  .total = 82,
                                                  .finished = finished,
                                                  .round = round}});
    }
    [[nodiscard]] std::vector<engine::QuotesWanted> wanted() const {
        return wishes<engine::QuotesWanted>(effects);
    }
    void wake() {
        now = now + (*core.next_wakeup() - now.monotonic);
        step(engine::ScanWake{});
    }

    engine::ScanCore core;
    Now now = first_moment();
    engine::ScanEffects effects;
};

TEST(Sweep, InterestIsRankedAnewWhenEnoughHasBeenRead) {
    Sweeping scan;
    ASSERT_EQ(scan.wanted().size(), 1U);
    const auto first = scan.wanted()[0].swept;
    EXPECT_EQ(scan.wanted()[0].round, 1U);
    scan.progress(11);
    EXPECT_TRUE(scan.wanted().empty()) << "too little news";
    for (const auto& contract : large_chain()) {
        if (contract.conid.value() % 8 > 1) continue;
        for (const auto kind : {market::TickKind::bid, market::TickKind::ask}) {
            const bool ask = kind == market::TickKind::ask;
            const double distance = contract.strike.to_double() - 70;
            const double inner = contract.right == options::Right::put ? distance : -distance;
            const double value = std::max(inner, 0.0) + 2 * std::exp(-std::abs(distance) / 4);
            const market::Tick tick{kind, *Price::from_double(value + (ask ? 0.05 : -0.05)),
                                    Quantity::from_int(1), false, scan.now.market};
            scan.step(engine::ToScan{engine::LineChanged{
                contract.conid, {true, market::DataType::live, market::HaltState::unknown}}});
            scan.step(engine::ToScan{engine::QuoteTick{contract.conid, tick}});
        }
    }
    scan.progress(12);
    ASSERT_EQ(scan.wanted().size(), 1U);
    EXPECT_EQ(scan.wanted()[0].round, 1U) << "the same sweep goes on";
    const auto second = scan.wanted()[0].swept;
    EXPECT_NE(first, second);
    EXPECT_TRUE(std::ranges::includes(std::set(first.begin(), first.end()),
                                      std::set(second.begin(), second.end())));
    scan.progress(23);
    EXPECT_TRUE(scan.wanted().empty());
}

TEST(Sweep, ProgressOfAnotherRoundSaysNothing) {
    Sweeping scan;
    scan.progress(50, true, 0);
    EXPECT_TRUE(scan.effects.empty());
}

TEST(Sweep, ALiveScanReadsTheChainAgainInAnotherRound) {
    Sweeping scan(true);
    scan.progress(82, true);
    EXPECT_EQ(of<engine::RankingReady>(scan.effects).size(), 1U);
    // It rests and goes on ranking what its lines say.
    for (int second = 1; second < 10; ++second) {
        scan.wake();
        EXPECT_TRUE(scan.wanted().empty()) << second << " s";
    }
    scan.wake();
    ASSERT_EQ(scan.wanted().size(), 1U);
    EXPECT_EQ(scan.wanted()[0].round, 2U);
    scan.progress(82, true, 1);
    EXPECT_TRUE(scan.effects.empty()) << "what was on its way when the round began";
}

TEST(Sweep, AScanThatNeedsNoQuoteEndsAtOnce) {
    auto request = bull_puts();
    request.criteria.min_dte = 300;
    Sweeping scan(false, request);
    const auto rankings = of<engine::RankingReady>(scan.effects);
    ASSERT_EQ(rankings.size(), 1U);
    EXPECT_TRUE(rankings[0].final);
    EXPECT_EQ(wishes<engine::QuotesReleased>(scan.effects).size(), 1U);
}

// ---- Few lines

constexpr engine::ScanTicket ticket{1};

/// A trade core that has few lines, and a chain of 82 contracts that are all quoted.
struct FewLines : ::testing::Test {
    explicit FewLines(std::size_t lines = 12) : bench(config(lines)) {
        auto& listed = bench.puppet.listed;
        for (const auto& contract : large_chain()) {
            const auto right =
                contract.right == options::Right::call ? tws::Right::call : tws::Right::put;
            listed.push_back({contract.conid, "KO", december, contract.strike, right,
                              Price::from_int(1), Price::from_int(2)});
        }
        // The puppet's own strikes would be listed twice.
        std::erase_if(listed, [](const auto& option) { return option.conid < ConId(1'000); });
        bench.make_ready();
        bench.step(engine::ToTrade{engine::ChainWanted{ticket, "KO", december, december}});
        bench.pass(1s);
    }
    static engine::TradeConfig config(std::size_t lines) {
        auto config = usual_config();
        config.quotes.lines.max_lines = lines;
        return config;
    }
    void want(std::size_t count, std::uint64_t round = 1) {
        engine::QuotesWanted wanted{ticket, {ko_conid}, {}, round};
        for (const auto& contract : large_chain()) {
            if (wanted.swept.size() < count) wanted.swept.push_back(contract.conid);
        }
        bench.step(engine::ToTrade{wanted});
    }
    [[nodiscard]] engine::SweepProgress last_progress() const {
        engine::SweepProgress last{};
        for (const auto& message : bench.news) {
            if (const auto* progress = std::get_if<engine::SweepProgress>(&message)) {
                last = *progress;
            }
        }
        return last;
    }
    [[nodiscard]] std::size_t asked() const { return bench.puppet.count<tws::ReqMktData>(); }
    [[nodiscard]] std::size_t cancelled() const { return bench.puppet.count<tws::CancelMktData>(); }
    /// Lines that the gateway has had open at once.
    [[nodiscard]] std::size_t most_open() const {
        std::size_t open = 0;
        std::size_t most = 0;
        for (const auto& request : bench.puppet.heard) {
            if (std::holds_alternative<tws::ReqMktData>(request)) most = std::max(most, ++open);
            if (std::holds_alternative<tws::CancelMktData>(request)) --open;
        }
        return most;
    }

    Bench bench;
};

TEST_F(FewLines, ALargeChainIsReadAndTheLinesThatNobodyNeedsStay) {
    want(82);
    bench.pass(60s);
    EXPECT_TRUE(last_progress().finished);
    EXPECT_EQ(last_progress().quoted, 82U);
    EXPECT_EQ(asked(), 83U);
    EXPECT_LE(most_open(), 12U);
    const auto open = asked() - cancelled();
    EXPECT_EQ(open, 10U) << "three are for others, the underlying has one of them";
    ASSERT_TRUE(last_progress().oldest);
    EXPECT_GT(*last_progress().oldest, 1s);
}

TEST_F(FewLines, AnotherRoundAsksOnlyForWhatHasNoLine) {
    want(20);
    bench.pass(20s);
    ASSERT_TRUE(last_progress().finished);
    const auto before = asked();
    want(20);
    bench.pass(20s);
    EXPECT_EQ(asked(), before) << "the same round";
    want(20, 2);
    bench.pass(20s);
    EXPECT_TRUE(last_progress().finished);
    EXPECT_EQ(last_progress().round, 2U);
    EXPECT_EQ(asked(), before + 20 - 9);
}

TEST_F(FewLines, TheSweepLivesWithTheLimitThatTwsTeaches) {
    want(2);
    bench.pass(2s);
    ASSERT_EQ(bench.core->health().lines_active, 3);
    bench.puppet.line_refusal = 101;
    want(40);
    const int learnt = bench.core->health().lines_max;
    EXPECT_GE(learnt, 3);
    EXPECT_LT(learnt, 8) << "of those that were asked for, each that TWS refused is gone";
    EXPECT_FALSE(last_progress().finished);
    bench.puppet.line_refusal.reset();
    bench.pass(50s);
    EXPECT_EQ(bench.core->health().lines_max, learnt) << "it is not tried again at once";
    EXPECT_TRUE(last_progress().finished) << "what there is goes round";
    EXPECT_EQ(last_progress().quoted, 40U);
    bench.pass(10min);
    EXPECT_EQ(bench.core->health().lines_max, 12);
}

TEST_F(FewLines, AnOrderTakesLinesThatASweepKeeps) {
    want(82);
    bench.pass(60s);
    auto order = bull_put();
    bench.preview(order);
    bench.pass(5s);
    ASSERT_FALSE(bench.preview_answers.empty());
    EXPECT_TRUE(bench.preview_answer()) << bench.preview_answer().error().message;
    EXPECT_LE(most_open(), 12U);
}

TEST_F(FewLines, WhileManyMessagesWaitFewLinesAreAskedFor) {
    bench.puppet.tells_quotes = false;
    const auto request = [&](std::uint64_t id) {
        bench.step(
            engine::ToTrade{engine::ChainWanted{engine::ScanTicket{id}, "KO", december, december}});
    };
    for (std::uint64_t id = 2; id < 4; ++id) request(id);
    want(82);
    EXPECT_LE(bench.core->health().queue_size, 50);
    bench.pass(100ms);
    EXPECT_LE(bench.core->health().queue_size, 20) << "the rest is asked for when these have left";
}

}  // namespace
}  // namespace wingspread::engine_test
