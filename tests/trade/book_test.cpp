#include "trade/book.hpp"

#include "trade/helpers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace wingspread::trade::testing {
namespace {

OrderTerms two_spreads() {
    auto wanted = terms();
    wanted.quantity = 2;
    wanted.client_order_id = "mine-1";
    return wanted;
}

const OrderIntent order = intent(1, two_spreads());

OrderEventRecorded event(OrderEvent what, OrderAddress address = address_of(order)) {
    return {std::move(address), std::move(what)};
}
OpenOrderSeen open_order(std::string_view word) { return {StatusWord::parse(word), ""}; }
StatusSeen status(std::string_view word, std::int64_t filled) {
    return {StatusWord::parse(word), units(filled), std::nullopt, ""};
}
/// As orderStatus comes: without an orderRef.
OrderAddress without_ref() {
    auto address = address_of(order);
    address.order_ref.clear();
    return address;
}

class BookTest : public ::testing::Test {
  protected:
    Book book;

    BookChange apply(const JournalRecord& record, UtcTime at = noon) {
        auto change = book.apply(record, at);
        EXPECT_TRUE(change) << change.error().message;
        return change ? std::move(*change) : BookChange{};
    }
    void submit() {
        apply(IntentRecorded{order});
        apply(SubmissionRecorded{order.id(), OrderId{5}, ClientId{1}, {}}, noon + 1s);
    }
    [[nodiscard]] const BookedOrder& booked() const { return *book.find(order.id()); }
    static bool has(const BookChange& change, AlarmKind kind) {
        return std::ranges::count(change.alarms, kind, &Alarm::kind) > 0;
    }
};

TEST_F(BookTest, HoldsAnOrderFromIntentToFill) {
    apply(IntentRecorded{order});
    EXPECT_EQ(booked().machine.state(), OrderState::intended);
    EXPECT_EQ(booked().sent, std::nullopt);
    apply(SubmissionRecorded{order.id(), OrderId{5}, ClientId{1}, {}}, noon + 1s);
    EXPECT_EQ(booked().machine.state(), OrderState::sending);
    EXPECT_EQ(booked().sent, noon + 1s);
    EXPECT_EQ(booked().created, noon);
    apply(event(open_order("Submitted")));
    apply(event(status("Submitted", 1), without_ref()));
    for (const auto& row : fill(order, "1", 2, 2)) apply(ExecutionRecorded{row});
    EXPECT_EQ(booked().machine.state(), OrderState::filled);
    EXPECT_EQ(booked().machine.remaining(), units(0));
    EXPECT_EQ(book.executions_of(booked()).size(), 3U);
    EXPECT_EQ(book.expected_positions().size(), 2U);
    const auto known = book.known_orders();
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].state, OrderState::filled);
    EXPECT_EQ(known[0].filled, units(2));
    EXPECT_EQ(known[0].sent, noon + 1s);
}

TEST_F(BookTest, FindsOrdersByEveryName) {
    submit();
    EXPECT_EQ(book.find(OrderAddress{OrderId{5}, ClientId{1}, {}, ""}), &booked());
    EXPECT_EQ(book.find(OrderAddress{OrderId{5}, ClientId{2}, {}, ""}), nullptr);
    EXPECT_EQ(book.find(OrderAddress{{}, {}, PermId{1000}, ""}), nullptr);
    apply(event(open_order("Submitted")));
    EXPECT_EQ(book.find(OrderAddress{OrderId{0}, ClientId{9}, PermId{1000}, ""}), &booked());
    EXPECT_EQ(book.find(OrderAddress{{}, {}, {}, order.id().order_ref()}), &booked());
    EXPECT_EQ(book.find_client_order("DU1234567", "mine-1"), &booked());
    EXPECT_EQ(book.find_client_order("DU7654321", "mine-1"), nullptr);
    EXPECT_EQ(book.find_client_order("DU1234567", "mine-2"), nullptr);
}

TEST_F(BookTest, AnOrderRefOfOthersDecidesAgainstAnOrderIdOfOurs) {
    submit();
    auto foreign = address_of(order);
    foreign.order_ref = "byhand";
    EXPECT_EQ(book.find(foreign), nullptr);
    EXPECT_TRUE(apply(event(open_order("Cancelled"), foreign)).orders.empty());
    EXPECT_EQ(booked().machine.state(), OrderState::sending);
}

TEST_F(BookTest, ErrorsReachTheOrderByItsNumber) {
    submit();
    const auto change =
        apply(event(OrderErrorSeen{201, OrderErrorClass::confirmed_reject, "no margin"},
                    {OrderId{5}, ClientId{1}, {}, ""}));
    ASSERT_EQ(change.orders.size(), 1U);
    EXPECT_EQ(change.orders[0].order, order.id());
    EXPECT_EQ(change.orders[0].step.to, OrderState::rejected);
}

TEST_F(BookTest, ALostLinkConcernsEveryOpenOrder) {
    submit();
    const auto other = intent(2);
    apply(IntentRecorded{other});
    const auto change = apply(LinkLostRecorded{"eof"});
    EXPECT_EQ(booked().machine.state(), OrderState::in_doubt);
    EXPECT_EQ(book.find(other.id())->machine.state(), OrderState::intended);
    EXPECT_EQ(change.orders.size(), 2U);
}

TEST_F(BookTest, RaisesWhatAPersonMustKnow) {
    submit();
    apply(event(open_order("Submitted")));
    auto twice = address_of(order);
    twice.perm_id = PermId{2000};
    EXPECT_TRUE(has(apply(event(open_order("Submitted"), twice)), AlarmKind::second_perm_id));
    EXPECT_FALSE(has(apply(event(open_order("Submitted"), twice)), AlarmKind::second_perm_id));

    auto lost = address_of(intent(9));
    EXPECT_TRUE(has(apply(event(open_order("Submitted"), lost)), AlarmKind::unknown_own_order));
    auto row = fill(order, "9", 1, 1)[0];
    row.order = lost;
    EXPECT_TRUE(has(apply(ExecutionRecorded{row}), AlarmKind::unknown_own_order));
    row = fill(order, "8", 1, 1)[1];
    row.order = {{}, {}, PermId{5}, "byhand"};
    EXPECT_TRUE(apply(ExecutionRecorded{row}).alarms.empty());
}

TEST_F(BookTest, RaisesWhatExecutionsReveal) {
    submit();
    const auto rows = fill(order, "1", 2, 2);
    EXPECT_TRUE(apply(ExecutionRecorded{rows[0]}).alarms.empty());
    auto changed = rows[0];
    changed.quantity = units(1);
    EXPECT_TRUE(has(apply(ExecutionRecorded{changed}), AlarmKind::conflicting_execution));
    auto corrected = rows[0];
    corrected.execution_id = "1.b.02";
    corrected.price = price("-0.69");
    EXPECT_TRUE(has(apply(ExecutionRecorded{corrected}), AlarmKind::corrected_execution));
    EXPECT_EQ(average_net_price(book.executions_of(booked()), InstrumentKind::combo),
              price("-0.69"));
    auto more = fill(order, "2", 1, 3)[0];
    EXPECT_TRUE(has(apply(ExecutionRecorded{more}), AlarmKind::overfilled));
    auto forced = fill(order, "3", 1, 1)[1];
    forced.order = {};
    forced.liquidation = true;
    EXPECT_TRUE(has(apply(ExecutionRecorded{forced}), AlarmKind::liquidation));
    EXPECT_FALSE(has(apply(ExecutionRecorded{forced}), AlarmKind::liquidation));
}

TEST_F(BookTest, LateFillsAndReturnsAreAlarms) {
    submit();
    apply(event(status("Cancelled", 0)));
    EXPECT_TRUE(has(apply(ExecutionRecorded{fill(order, "1", 1, 1)[0]}), AlarmKind::late_fill));
    EXPECT_TRUE(has(apply(event(open_order("Submitted"))), AlarmKind::came_back));
    EXPECT_TRUE(has(apply(IntentRefused{order.id(), "?"}), AlarmKind::impossible_event));
}

TEST_F(BookTest, RefusesWhatNoJournalOfOursHolds) {
    EXPECT_EQ(book.apply(SubmissionRecorded{order.id(), {}, {}, {}}, noon).error().code,
              Errc::internal);
    EXPECT_EQ(book.apply(IntentRefused{order.id(), ""}, noon).error().code, Errc::internal);
    const OrderResolved resolved{order.id(), OrderState::cancelled, ""};
    EXPECT_EQ(book.apply(resolved, noon).error().code, Errc::internal);
    submit();
    EXPECT_EQ(book.apply(IntentRecorded{order}, noon).error().code, Errc::conflict);
    const SubmissionRecorded again{order.id(), OrderId{6}, ClientId{1}, {}};
    EXPECT_EQ(book.apply(again, noon).error().code, Errc::conflict);
    EXPECT_EQ(booked().order_id, OrderId{5});
}

TEST_F(BookTest, ResolutionsAndTheSwitchArePersonsAffairs) {
    submit();
    EXPECT_EQ(book.trading(), TradingState::active);
    apply(TradingStateChanged{TradingState::halted, Authority::automatic, "mismatch"});
    EXPECT_EQ(book.trading(), TradingState::halted);
    EXPECT_EQ(book.trading_reason(), "mismatch");
    const TradingStateChanged loosen{TradingState::active, Authority::automatic, "retry"};
    EXPECT_EQ(book.apply(loosen, noon).error().code, Errc::refused);
    EXPECT_EQ(book.trading(), TradingState::halted);
    apply(TradingStateChanged{TradingState::active, Authority::person, "looked at"});
    EXPECT_EQ(book.trading(), TradingState::active);
    apply(LinkLostRecorded{"eof"});
    apply(OrderResolved{order.id(), OrderState::cancelled, "seen in TWS"});
    EXPECT_EQ(booked().machine.state(), OrderState::cancelled);
}

TEST_F(BookTest, RemembersEveryOrderIdAndBaseline) {
    apply(OrderIdReserved{OrderId{40}, ClientId{1}});
    apply(OrderIdReserved{OrderId{39}, ClientId{1}});
    EXPECT_EQ(book.highest_order_id(), OrderId{40});
    submit();
    EXPECT_EQ(book.highest_order_id(), OrderId{40});
    EXPECT_FALSE(book.has_baseline("DU1234567"));
    const Position stock{"DU1234567",
                         {.conid = ConId{3}, .kind = InstrumentKind::stock, .symbol = "XYZ"},
                         units(100),
                         std::nullopt};
    apply(BaselineRecorded{"DU1234567", {stock}});
    EXPECT_TRUE(book.has_baseline("DU1234567"));
    EXPECT_EQ(book.expected_positions().at({"DU1234567", ConId{3}}).quantity, units(100));
    apply(BaselineRecorded{"DU1234567", {}});
    EXPECT_TRUE(book.expected_positions().empty());
}

// ---- Whatever the order of arrival, the books come out the same

/// Everything that the broker says of one order that fills in two pieces, one corrected.
std::vector<JournalRecord> whole_fill() {
    std::vector<JournalRecord> story{
        event(open_order("PreSubmitted")), event(status("PreSubmitted", 0), without_ref()),
        event(status("Submitted", 1), without_ref()), event(open_order("Filled")),
        event(status("Filled", 2), without_ref())};
    for (const auto* name : {"1", "2"}) {
        for (auto row : fill(order, name, 1, name[0] - '0')) {
            story.emplace_back(
                CommissionRecorded{{row.execution_id, money("0.65"), "USD", std::nullopt}});
            story.emplace_back(ExecutionRecorded{row});
        }
    }
    auto corrected = fill(order, "1", 1, 1)[1];
    corrected.execution_id = "1.l.02";
    corrected.price = price("1.05");
    story.emplace_back(ExecutionRecorded{corrected});
    return story;
}

void shuffle(std::vector<JournalRecord>& records, Rng& rng) {
    for (std::size_t i = records.size(); i > 1; --i) {
        const auto other = rng.between(0, static_cast<std::int64_t>(i) - 1);
        std::swap(records[i - 1], records[static_cast<std::size_t>(other)]);
    }
}

class AnyOrder : public BookTest, public ::testing::WithParamInterface<int> {};

TEST_P(AnyOrder, OfArrivalGivesTheSameBooks) {
    Rng rng(static_cast<std::uint64_t>(GetParam()));
    auto story = whole_fill();
    const auto once = story;
    for (const auto& record : once) {
        if (rng.chance(0.5)) story.push_back(record);
    }
    shuffle(story, rng);
    submit();
    for (const auto& record : story) apply(record);
    EXPECT_EQ(booked().machine.state(), OrderState::filled);
    EXPECT_EQ(booked().machine.filled(), units(2));
    EXPECT_FALSE(booked().machine.awaits_executions());
    EXPECT_EQ(booked().perm_ids, std::set<PermId>{PermId{1000}});
    const auto entries = book.executions_of(booked());
    EXPECT_EQ(entries.size(), 6U);
    EXPECT_EQ(filled_units(entries, InstrumentKind::combo), units(2));
    EXPECT_EQ(cash_flow_usd(entries), money("145"));
    EXPECT_EQ(commission_usd(entries), money("2.6"));
    const auto positions = book.expected_positions();
    EXPECT_EQ(positions.at({"DU1234567", ConId{long_conid}}).quantity, units(2));
    EXPECT_EQ(positions.at({"DU1234567", ConId{short_conid}}).quantity, units(-2));
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyOrder, ::testing::Range(0, 200));

/// Cancelled with one of two filled: only orderStatus may be late, because openOrder is what tells
/// that an order lives.
TEST_F(BookTest, ACancelledRestGivesTheSameBooksInAnyOrder) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        book = Book{};
        submit();
        apply(event(open_order("Submitted")));
        std::vector<JournalRecord> story{
            event(status("Submitted", 0), without_ref()),
            event(status("Submitted", 1), without_ref()),
            event(status("Cancelled", 1), without_ref()),
            event(OrderErrorSeen{202, OrderErrorClass::ended, "Order Canceled"}, without_ref())};
        for (auto row : fill(order, "1", 1, 1)) story.emplace_back(ExecutionRecorded{row});
        const auto once = story;
        story.insert(story.end(), once.begin(), once.end());
        Rng rng(seed);
        shuffle(story, rng);
        for (const auto& record : story) apply(record);
        ASSERT_EQ(booked().machine.state(), OrderState::cancelled) << "seed " << seed;
        ASSERT_EQ(booked().machine.filled(), units(1));
        ASSERT_FALSE(booked().machine.awaits_executions());
        ASSERT_EQ(book.expected_positions().size(), 2U);
    }
}

/// No stream of events, however absurd, breaks the machine or loses an execution.
TEST_F(BookTest, RandomStreamsKeepTheLaws) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        book = Book{};
        submit();
        Quantity filled;
        const auto& words = all_broker_statuses;
        for (int step = 0; step < 40; ++step) {
            const auto at = noon + step * 10s;
            const auto word = to_string(words[static_cast<std::size_t>(rng.between(0, 11))]);
            switch (rng.between(0, 6)) {
                case 0: apply(event(open_order(word)), at); break;
                case 1: apply(event(status(word, rng.between(0, 2)), without_ref()), at); break;
                case 2: apply(event(CompletedOrderSeen{StatusWord::parse(word), ""}), at); break;
                case 3: apply(event(AbsentFromPass{}), at); break;
                case 4: apply(LinkLostRecorded{""}, at); break;
                case 5:
                    apply(
                        event(OrderErrorSeen{
                            1, all_order_error_classes[static_cast<std::size_t>(rng.between(0, 5))],
                            ""}),
                        at);
                    break;
                default:
                    for (auto row : fill(order, std::to_string(rng.between(1, 2)), 1, 1)) {
                        apply(ExecutionRecorded{row}, at);
                    }
            }
            const auto& machine = booked().machine;
            const auto by_executions =
                filled_units(book.executions_of(booked()), InstrumentKind::combo);
            ASSERT_GE(machine.filled(), filled);
            ASSERT_GE(machine.filled(), by_executions);
            ASSERT_EQ(machine.filled() + machine.remaining(), units(2));
            if (!by_executions.is_zero()) {
                ASSERT_NE(machine.state(), OrderState::abandoned) << "seed " << seed;
                ASSERT_NE(machine.state(), OrderState::rejected) << "seed " << seed;
            }
            if (by_executions == units(2)) ASSERT_EQ(machine.state(), OrderState::filled);
            filled = machine.filled();
        }
    }
}

TEST_F(BookTest, AnOrderThatIsNotInDoubtIsNotResolved) {
    submit();
    EXPECT_FALSE(book.apply(OrderResolved{order.id(), OrderState::cancelled, "seen"}, noon));
    EXPECT_EQ(booked().machine.state(), OrderState::sending);
    apply(LinkLostRecorded{"eof"});
    apply(OrderResolved{order.id(), OrderState::cancelled, "seen"}, noon + 9s);
    EXPECT_EQ(booked().machine.state(), OrderState::cancelled);
    EXPECT_EQ(booked().updated, noon + 9s);
}

TEST_F(BookTest, RollsThatTheJournalDoesNotKnowAreRefused) {
    const RollPlanned planned{order.id(), {.structure = order.terms().structure}};
    const auto refused = [&](const JournalRecord& record, Errc code) {
        const auto change = book.apply(record, noon);
        return !change && change.error().code == code;
    };
    EXPECT_TRUE(refused(planned, Errc::internal)) << "no such order";
    EXPECT_TRUE(refused(RollOpened{order.id(), order.id()}, Errc::internal)) << "no such roll";
    EXPECT_TRUE(refused(RollEnded{order.id(), "done"}, Errc::internal)) << "no such roll";
    apply(IntentRecorded{order});
    apply(planned);
    EXPECT_TRUE(refused(planned, Errc::conflict)) << "once is enough";
    EXPECT_TRUE(refused(RollOpened{order.id(), intent(2, two_spreads()).id()}, Errc::internal))
        << "an order that was never recorded";
    apply(RollOpened{order.id(), order.id()});
    apply(RollEnded{order.id(), "done"});
}

}  // namespace
}  // namespace wingspread::trade::testing
