#include "engine/bench.hpp"

#include <gtest/gtest.h>

/// What a person decides where the broker's books leave a question open.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;
using trade::OrderState;

struct Resolution : ::testing::Test {
    /// An order whose acknowledgement never came, on a link that broke and is back.
    void SetUp() override {
        bench.make_ready();
        bench.puppet.acknowledges_orders = false;
        bench.place(bull_put());
        ASSERT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
        order = bench.order_answer()->id;
        bench.pass(1s);
    }
    void come_back() {
        bench.cut();
        bench.pass(10s);
        ASSERT_TRUE(bench.is_ready());
        ASSERT_EQ(bench.core->orders().front().state, "in_doubt");
    }
    const Result<engine::OrderView>& resolve(OrderState ended, std::string reason = "seen in TWS") {
        bench.step(engine::ResolveOrder{engine::CommandId(99), order, ended, std::move(reason)});
        return bench.order_answer();
    }
    void expect_refused(Errc code, std::string_view words) {
        ASSERT_FALSE(bench.order_answer());
        EXPECT_EQ(bench.order_answer().error().code, code);
        EXPECT_NE(bench.order_answer().error().message.find(words), std::string::npos)
            << bench.order_answer().error().message;
    }
    [[nodiscard]] std::size_t resolutions() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(bench.disk->entries, [](const trade::JournalEntry& entry) {
                return std::holds_alternative<trade::OrderResolved>(entry.record);
            }));
    }

    Bench bench;
    std::string order;
};

TEST_F(Resolution, APersonEndsAnOrderInDoubtAndTheJournalSaysHow) {
    come_back();
    const auto& answer = resolve(OrderState::abandoned, "TWS has no trace of it");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->state, "abandoned");
    EXPECT_EQ(answer->reason, "TWS has no trace of it");
    const auto& last = bench.disk->entries.back().record;
    ASSERT_TRUE(std::holds_alternative<trade::OrderResolved>(last));
    EXPECT_EQ(std::get<trade::OrderResolved>(last).reason, "TWS has no trace of it");
}

TEST_F(Resolution, ItsUnderlyingIsFreeAgain) {
    come_back();
    bench.pass(5s);
    bench.place(bull_put());
    expect_refused(Errc::refused, "in doubt");
    EXPECT_TRUE(resolve(OrderState::cancelled));
    bench.pass(61s);  // past the window in which the same order would be a duplicate
    bench.place(bull_put());
    EXPECT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
}

TEST_F(Resolution, WhatWasOnlyIntendedWhenTheProgramDiedIsRefusedAtTheNextStart) {
    // The disk as a death between the intent and its submission leaves it.
    Bench next;
    for (const auto& entry : bench.disk->entries) {
        if (std::holds_alternative<trade::OrderIdReserved>(entry.record)) break;
        next.disk->entries.push_back(entry);
    }
    next.make_ready();
    const auto orders = next.core->orders();
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(orders.front().state, "refused");
    EXPECT_EQ(orders.front().reason, "the program ended before it was sent");
    EXPECT_TRUE(next.puppet.orders().empty());
}

TEST_F(Resolution, NothingIsDecidedBeforeTheBrokersBooksAreKnown) {
    bench.listens = false;
    bench.cut();
    resolve(OrderState::abandoned);
    expect_refused(Errc::unavailable, "not known yet");
    EXPECT_EQ(resolutions(), 0U);
}

TEST_F(Resolution, OnlyAnOrderInDoubtCanBeResolved) {
    resolve(OrderState::cancelled);
    expect_refused(Errc::conflict, "only an order in doubt");
    come_back();
    resolve(OrderState::working);
    expect_refused(Errc::invalid_argument, "ended");
    resolve(OrderState::cancelled, "");
    expect_refused(Errc::invalid_argument, "reason");
    order = "ws00000000000000000000000000";
    resolve(OrderState::cancelled);
    ASSERT_FALSE(bench.order_answer());
    EXPECT_EQ(resolutions(), 0U);
}

// ---- Positions that nothing explains

tws::Position held(const std::string& symbol, ConId conid, int quantity,
                   const std::string& expiration = "20261218") {
    tws::Position position;
    position.account = "DU1";
    position.contract.con_id = conid;
    position.contract.symbol = symbol;
    position.contract.sec_type = tws::SecType::option;
    position.contract.strike = Price::from_int(70);
    position.contract.right = tws::Right::put;
    position.contract.multiplier = Quantity::from_int(100);
    position.contract.last_trade_date_or_month = expiration;
    position.position = Quantity::from_int(quantity);
    return position;
}

struct Adoption : ::testing::Test {
    /// The link was away, and the broker then holds these.
    void find(std::vector<tws::Position> positions) {
        bench.puppet.positions = std::move(positions);
        bench.cut();
        bench.pass(5s);
        ASSERT_TRUE(bench.is_ready());
    }
    const Result<engine::AdoptionView>& adopt(const std::string& underlying,
                                              const std::string& reason = "assigned") {
        bench.step(engine::AdoptPositions{engine::CommandId(98), underlying, reason});
        return bench.adoption_answers.back();
    }
    [[nodiscard]] std::vector<trade::PositionsExplained> explanations() const {
        std::vector<trade::PositionsExplained> found;
        for (const auto& entry : bench.disk->entries) {
            if (const auto* one = std::get_if<trade::PositionsExplained>(&entry.record)) {
                found.push_back(*one);
            }
        }
        return found;
    }
    [[nodiscard]] bool takes_orders() {
        bench.place(bull_put());
        return bench.order_answer().has_value();
    }

    Bench bench;
};

TEST_F(Adoption, ADifferenceStopsItsUnderlyingAlone) {
    bench.make_ready();
    find({held("PEP", ConId(900), 1)});
    EXPECT_TRUE(bench.has_logged("no order is sent on PEP"));
    EXPECT_TRUE(takes_orders()) << bench.order_answer().error().message;
}

TEST_F(Adoption, APersonTakesTheBrokersWordAndTheJournalSaysWhy) {
    bench.make_ready();
    find({held("KO", ConId(101), 3)});
    ASSERT_FALSE(takes_orders());
    EXPECT_NE(bench.order_answer().error().message.find("differ on what is held of KO"),
              std::string::npos);
    const auto& answer = adopt("KO");
    ASSERT_TRUE(answer) << answer.error().message;
    ASSERT_EQ(answer->changes.size(), 1U);
    EXPECT_TRUE(answer->changes.front().ends_with(": 0 -> 3")) << answer->changes.front();
    ASSERT_EQ(explanations().size(), 1U);
    EXPECT_EQ(explanations().front().reason, "assigned");
    EXPECT_EQ(explanations().front().by, trade::Authority::person);
    EXPECT_TRUE(takes_orders()) << bench.order_answer().error().message;
}

TEST_F(Adoption, ItLastsAndIsNoWordForTheNextDifference) {
    bench.make_ready();
    find({held("KO", ConId(101), 3)});
    ASSERT_TRUE(adopt("KO"));
    find({held("KO", ConId(101), 3)});
    EXPECT_TRUE(takes_orders()) << bench.order_answer().error().message;
    find({held("KO", ConId(101), 4)});
    EXPECT_TRUE(bench.has_logged("the journal says 3, the broker 4"));
    EXPECT_FALSE(takes_orders());
}

TEST_F(Adoption, OnlyWhatDiffersCanBeAdoptedAndOnlyWithAReason) {
    EXPECT_EQ(adopt("KO").error().code, Errc::unavailable);
    bench.make_ready();
    EXPECT_EQ(adopt("KO").error().code, Errc::conflict);
    find({held("KO", ConId(101), 3)});
    EXPECT_EQ(adopt("PEP").error().code, Errc::conflict);
    EXPECT_EQ(adopt("KO", "").error().code, Errc::invalid_argument);
    EXPECT_TRUE(explanations().empty());
}

TEST_F(Adoption, AnExpiredContractThatIsGoneExplainsItself) {
    // Held at first sight; its day passes while the link is away.
    bench.puppet.positions = {held("PEP", ConId(900), 2, "20261118"),
                              held("KO", ConId(101), 1, "20261218")};
    bench.make_ready();
    bench.listens = false;
    bench.cut();
    bench.pass(24h);
    bench.listens = true;
    bench.puppet.positions.clear();
    bench.pass(5min);
    ASSERT_TRUE(bench.is_ready());
    ASSERT_EQ(explanations().size(), 1U);
    EXPECT_EQ(explanations().front().underlying, "PEP");
    EXPECT_EQ(explanations().front().by, trade::Authority::automatic);
    EXPECT_FALSE(takes_orders()) << "the other one is not explained by time";
}

// ---- Live trading

/// The same puppet, said to be a live gateway.
struct LiveGateway : ::testing::Test {
    LiveGateway() : bench(live_config()) { bench.make_ready(); }

    static engine::TradeConfig live_config() {
        auto config = usual_config();
        config.orders.environment = trade::Environment::live;
        return config;
    }
    const Result<engine::TradingView>& arm(std::string words, Duration length = 1h) {
        bench.step(engine::ArmLive{engine::CommandId(5), std::move(words), length});
        return bench.switch_answers.back();
    }
    [[nodiscard]] bool may_place() {
        bench.place(bull_put());
        return bench.order_answer().has_value();
    }

    Bench bench;
};

TEST_F(LiveGateway, TakesNoOrderUntilAPersonHasTypedTheWords) {
    EXPECT_FALSE(may_place());
    EXPECT_NE(bench.order_answer().error().message.find("not armed"), std::string::npos);
    EXPECT_FALSE(arm("yes"));
    EXPECT_FALSE(arm("trade DU2 with real money"));
    EXPECT_FALSE(arm("trade DU1 with real money", 169h)) << "longer than a week";
    EXPECT_TRUE(bench.puppet.orders().empty());
    ASSERT_TRUE(arm("trade DU1 with real money"));
    EXPECT_EQ(bench.switch_answers.back()->live_until, bench.now.utc + 1h);
    bench.pass(2min);
    EXPECT_TRUE(may_place());
}

TEST_F(LiveGateway, IsArmedForAWhileOnly) {
    ASSERT_TRUE(arm("trade DU1 with real money", 30min));
    EXPECT_TRUE(may_place());
    bench.pass(30min);
    EXPECT_FALSE(may_place());
}

TEST_F(LiveGateway, IsDisarmedAtOnce) {
    ASSERT_TRUE(arm("trade DU1 with real money"));
    ASSERT_TRUE(arm("", Duration{}));
    EXPECT_FALSE(may_place());
}

TEST(PaperGateway, NeedsNoArming) {
    Bench bench;
    bench.make_ready();
    bench.step(engine::ArmLive{engine::CommandId(5), "trade DU1 with real money", 1h});
    EXPECT_FALSE(bench.switch_answers.back());
}

// ---- A comparison with the broker's books by command

struct BooksByCommand : ::testing::Test {
    void SetUp() override { bench.make_ready(); }
    void ask() { bench.step(engine::CompareBooks{engine::CommandId(97)}); }
    [[nodiscard]] const auto& answers() const { return bench.comparison_answers; }

    Bench bench;
};

TEST_F(BooksByCommand, AgreeOrNameWhatDiffers) {
    ask();
    bench.pass(1s);
    ASSERT_EQ(answers().size(), 1U);
    ASSERT_TRUE(answers()[0]) << answers()[0].error().message;
    EXPECT_TRUE(answers()[0]->disputed.empty());
    EXPECT_TRUE(answers()[0]->in_doubt.empty());
    bench.puppet.positions = {held("KO", ConId(102), -1)};
    ask();
    bench.pass(1s);
    ASSERT_EQ(answers().size(), 2U);
    ASSERT_TRUE(answers()[1]);
    EXPECT_EQ(answers()[1]->disputed, std::vector<std::string>{"KO"});
}

TEST_F(BooksByCommand, NameOrdersInDoubt) {
    bench.puppet.acknowledges_orders = false;
    bench.place(bull_put());
    bench.cut();
    bench.pass(10s);
    ask();
    bench.pass(1s);
    ASSERT_EQ(answers().size(), 1U);
    ASSERT_TRUE(answers()[0]);
    EXPECT_EQ(answers()[0]->in_doubt, std::vector{bench.core->orders().front().id});
}

TEST_F(BooksByCommand, AreAskedForAnewWhenAComparisonIsUnderWay) {
    bench.puppet.tells_books = false;
    ask();
    bench.pass(1s);
    bench.puppet.tells_books = true;
    ask();
    bench.pass(1s);
    EXPECT_TRUE(answers().empty()) << "the first one is still waited for";
    bench.pass(30s);
    ASSERT_EQ(answers().size(), 2U);
    ASSERT_FALSE(answers()[0]);
    EXPECT_EQ(answers()[0].error().code, Errc::timeout);
    EXPECT_NE(answers()[0].error().message.find("positions"), std::string::npos);
    EXPECT_TRUE(answers()[1]) << answers()[1].error().message;
}

TEST_F(BooksByCommand, NeedAConnectionToTheEnd) {
    bench.puppet.tells_books = false;
    ask();
    bench.listens = false;
    bench.cut();
    ASSERT_EQ(answers().size(), 1U);
    EXPECT_EQ(answers()[0].error().code, Errc::interrupted);
    ask();
    ASSERT_EQ(answers().size(), 2U);
    EXPECT_EQ(answers()[1].error().code, Errc::unavailable);
}

}  // namespace
}  // namespace wingspread::engine_test
