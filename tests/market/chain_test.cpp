#include "market/chain.hpp"

#include "core/rng.hpp"

#include <gtest/gtest.h>

namespace wingspread::market {
namespace {

using options::OptionContract;
using options::Right;
using std::chrono::seconds;

Date day(int y, unsigned m, unsigned d) {
    return Date{std::chrono::year{y}, std::chrono::month{m}, std::chrono::day{d}};
}
MarketTime at(int second) { return MarketTime{seconds{second}}; }
Quantity lots(std::int64_t count) { return Quantity::from_int(count); }

OptionContract contract(Date expiration, std::int64_t strike, Right right,
                        std::string trading_class = "SPY") {
    static std::int64_t next_conid = 1000;
    OptionContract result;
    result.conid = ConId(++next_conid);
    result.symbol = "SPY";
    result.trading_class = std::move(trading_class);
    result.expiration = expiration;
    result.last_trade_date = expiration;
    result.strike = Price::from_int(strike);
    result.right = right;
    return result;
}

const Date december = day(2026, 12, 18);
const Date january = day(2027, 1, 15);

struct ChainOfTwo : ::testing::Test {
    QuoteBook book;
    Chain chain{options::Underlying{.symbol = "SPY"}};

    InstrumentIndex list(const OptionContract& option) {
        const auto index = book.add(option.conid);
        EXPECT_TRUE(chain.add(option, index));
        book.lease(index);
        book.set_data_type(index, DataType::live);
        return index;
    }
    void quote(InstrumentIndex index, std::int64_t bid, std::int64_t ask, int second) {
        book.apply(index, {TickKind::bid, Price::from_int(bid), lots(3), false, at(second)});
        book.apply(index, {TickKind::ask, Price::from_int(ask), lots(4), false, at(second)});
    }
    auto snapshot(int second, const UsabilityRules& rules = {}) {
        return chain.snapshot(book, Price::from_int(500), at(second), rules);
    }
};

TEST_F(ChainOfTwo, SlicesAndStrikesAreSortedHoweverTheyArrive) {
    list(contract(january, 510, Right::put));
    list(contract(december, 505, Right::call));
    list(contract(december, 495, Right::call));
    list(contract(december, 505, Right::put));
    const auto taken = snapshot(1);
    ASSERT_EQ(taken->slices.size(), 2U);
    EXPECT_EQ(taken->contracts(), 4U);
    EXPECT_EQ(taken->slices[0]->terms.expiration, december);
    EXPECT_EQ(taken->slices[0]->strikes, (std::vector{Price::from_int(495), Price::from_int(505)}));
    EXPECT_EQ(taken->slices[0]->puts.listed, (std::vector<std::uint8_t>{0, 1}));
    EXPECT_EQ(taken->slices[0]->calls.listed, (std::vector<std::uint8_t>{1, 1}));
}

TEST_F(ChainOfTwo, ARowGivesBackTheContractItCameFrom) {
    const auto option = contract(december, 505, Right::put);
    list(option);
    EXPECT_EQ(snapshot(1)->slices[0]->contract(0, Right::put), option);
}

TEST_F(ChainOfTwo, QuotesStandInTheirColumns) {
    const auto index = list(contract(december, 505, Right::call));
    quote(index, 2, 3, 1);
    book.apply(index, {TickKind::open_interest, {}, lots(77), false, at(1)});
    const auto& calls = snapshot(2)->slices[0]->calls;
    EXPECT_EQ(calls.bid[0], Price::from_int(2));
    EXPECT_EQ(calls.ask[0], Price::from_int(3));
    EXPECT_EQ(calls.bid_size[0], lots(3));
    EXPECT_EQ(calls.ask_size[0], lots(4));
    EXPECT_EQ(calls.open_interest[0], lots(77));
    EXPECT_EQ(calls.usability[0], Usability::usable);
    EXPECT_EQ(snapshot(2)->slices[0]->puts.usability[0], Usability::unquoted);
}

TEST_F(ChainOfTwo, OnlyWhatChangedIsCopied) {
    const auto near = list(contract(december, 505, Right::call));
    list(contract(january, 505, Right::call));
    const auto first = snapshot(1);
    quote(near, 2, 3, 2);
    const auto second = snapshot(3);
    EXPECT_NE(first->slices[0], second->slices[0]);
    EXPECT_EQ(first->slices[1], second->slices[1]);
    EXPECT_FALSE(first->slices[0]->calls.bid[0]) << "a snapshot never changes";
    const auto third = snapshot(4);
    EXPECT_EQ(second->slices, third->slices);
    EXPECT_EQ(third->as_of, at(4));
}

TEST_F(ChainOfTwo, ANewStrikeRebuildsItsSliceOnly) {
    list(contract(december, 505, Right::call));
    list(contract(january, 505, Right::call));
    const auto first = snapshot(1);
    list(contract(january, 510, Right::call));
    const auto second = snapshot(2);
    EXPECT_EQ(first->slices[0], second->slices[0]);
    EXPECT_EQ(second->slices[1]->strikes.size(), 2U);
}

TEST_F(ChainOfTwo, AnInstrumentIsFoundAtItsPlaceAlsoAfterANewStrike) {
    const auto put = list(contract(january, 510, Right::put));
    const auto call = list(contract(december, 505, Right::call));
    EXPECT_EQ(chain.place_of(put), (ContractPlace{1, 0, Right::put}));
    EXPECT_EQ(chain.place_of(call), (ContractPlace{0, 0, Right::call}));
    list(contract(january, 500, Right::put));
    EXPECT_EQ(chain.place_of(put), (ContractPlace{1, 1, Right::put}));
    EXPECT_FALSE(chain.place_of(book.add(ConId(7))));
}

TEST_F(ChainOfTwo, TimeAloneMakesASliceStale) {
    const UsabilityRules rules{.max_unfed_age = seconds{10}};
    const auto index = list(contract(december, 505, Right::call));
    quote(index, 2, 3, 5);
    book.release(index);
    const auto fresh = snapshot(14, rules);
    EXPECT_EQ(fresh->slices[0]->calls.usability[0], Usability::usable);
    const auto old = snapshot(15, rules);
    EXPECT_EQ(old->slices[0]->calls.usability[0], Usability::stale);
    EXPECT_EQ(snapshot(99, rules)->slices[0], old->slices[0]);
}

TEST_F(ChainOfTwo, AfterAGapEachSideMustBeStatedAgain) {
    const auto index = list(contract(december, 505, Right::call));
    quote(index, 2, 3, 1);
    book.mark_gap();
    EXPECT_EQ(snapshot(2)->slices[0]->calls.usability[0], Usability::gap);
    book.apply(index, {TickKind::bid, Price::from_int(2), lots(3), false, at(3)});
    EXPECT_EQ(snapshot(3)->slices[0]->calls.usability[0], Usability::gap);
    book.apply(index, {TickKind::ask_size, {}, lots(9), false, at(4)});
    EXPECT_EQ(snapshot(4)->slices[0]->calls.usability[0], Usability::gap);
    book.apply(index, {TickKind::ask, Price::from_int(3), lots(3), false, at(5)});
    EXPECT_EQ(snapshot(5)->slices[0]->calls.usability[0], Usability::usable);
}

TEST_F(ChainOfTwo, ClassesOfOneDayAreSlicesOfTheirOwn) {
    list(contract(december, 505, Right::call, "SPY"));
    list(contract(december, 505, Right::call, "2SPY"));
    const auto taken = snapshot(1);
    ASSERT_EQ(taken->slices.size(), 2U);
    EXPECT_EQ(taken->find(december, "SPY")->terms.trading_class, "SPY");
    EXPECT_EQ(taken->find(december, ""), nullptr) << "ambiguous";
    EXPECT_EQ(taken->find(january, "SPY"), nullptr);
}

TEST_F(ChainOfTwo, ContractsThatCannotBeAreRefused) {
    auto option = contract(december, 505, Right::call);
    const auto index = list(option);
    EXPECT_TRUE(chain.add(option, index)) << "the same again is harmless";
    EXPECT_EQ(chain.contracts(), 1U);
    EXPECT_EQ(chain.add(option, book.add(ConId(1))).error().code, Errc::conflict);
    option.symbol = "QQQ";
    EXPECT_EQ(chain.add(option, index).error().message, R"(symbol: got "QQQ", expected SPY)");
    option.symbol = "SPY";
    option.strike = Price{};
    EXPECT_EQ(chain.add(option, index).error().code, Errc::invalid_argument);
}

TEST(QuoteBook, KnowsEachContractOnce) {
    QuoteBook book;
    const auto first = book.add(ConId(7));
    EXPECT_EQ(book.add(ConId(7)), first);
    EXPECT_EQ(book.find(ConId(7)), first);
    EXPECT_EQ(book.find(ConId(8)), std::nullopt);
    EXPECT_NE(book.add(ConId{}), book.add(ConId{})) << "without an id they are never the same";
    EXPECT_EQ(book.size(), 3U);
}

TEST(QuoteBook, EveryChangeDrawsAVersion) {
    QuoteBook book;
    const auto a = book.add(ConId(1));
    const auto b = book.add(ConId(2));
    EXPECT_EQ(book.version(), 0U);
    book.lease(a);
    book.set_halt(b, HaltState::trading);
    EXPECT_EQ(book.version(a), 1U);
    EXPECT_EQ(book.version(b), 2U);
    book.mark_gap();
    EXPECT_EQ(book.version(a), 3U);
    EXPECT_EQ(book.version(b), 3U);
}

// A snapshot that shares slices is the same as one that is built from nothing.
TEST(ChainProperty, SharedAndFreshSnapshotsAgree) {
    Rng rng(7);
    const UsabilityRules rules{.max_unfed_age = seconds{20}};
    QuoteBook book;
    Chain shared{options::Underlying{.symbol = "SPY"}};
    std::vector<std::pair<OptionContract, InstrumentIndex>> listed;
    int clock = 0;
    for (int step = 0; step < 400; ++step) {
        clock += static_cast<int>(rng.between(0, 5));
        if (listed.empty() || rng.chance(0.1)) {
            const auto option = contract(rng.chance(0.5) ? december : january, 400 + step,
                                         rng.chance(0.5) ? Right::call : Right::put);
            listed.emplace_back(option, book.add(option.conid));
            ASSERT_TRUE(shared.add(listed.back().first, listed.back().second));
        }
        const auto index =
            listed[static_cast<std::size_t>(rng.between(0, std::ssize(listed) - 1))].second;
        if (rng.chance(0.3)) book.lease(index);
        if (rng.chance(0.3)) book.release(index);
        book.set_data_type(index, DataType::live);
        book.apply(index, {rng.chance(0.5) ? TickKind::bid : TickKind::ask,
                           Price::from_int(rng.between(0, 5)), lots(1), false, at(clock)});
        Chain fresh{options::Underlying{.symbol = "SPY"}};
        for (const auto& [option, place] : listed) ASSERT_TRUE(fresh.add(option, place));
        const auto now = at(clock);
        const auto a = shared.snapshot(book, std::nullopt, now, rules);
        const auto b = fresh.snapshot(book, std::nullopt, now, rules);
        ASSERT_EQ(a->slices.size(), b->slices.size());
        for (std::size_t i = 0; i < a->slices.size(); ++i) {
            auto left = *a->slices[i];
            auto right = *b->slices[i];
            ASSERT_EQ(left, right) << "step " << step;
        }
    }
}

}  // namespace
}  // namespace wingspread::market
