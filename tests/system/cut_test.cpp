#include "broker/session.hpp"
#include "system/script.hpp"
#include "system/short_market.hpp"
#include "tws/message.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

/// One conversation of our own client with our own gateway, broken at each of its bytes.
namespace wingspread::system_test {
namespace {

/// Whole conversation, recorded once.
const Conversation& recorded() {
    static const Conversation conversation = [] {
        const auto harness = make_short_harness();
        converse(*harness);
        return harness->conversations().front();
    }();
    return conversation;
}

/// How many of them lie whole in so many bytes.
std::size_t whole_in(const std::vector<std::size_t>& ends, std::size_t bytes) {
    return static_cast<std::size_t>(std::ranges::upper_bound(ends, bytes) - ends.begin());
}

TEST(CutConversation, HoldsWhatAWholeLineNeeds) {
    const auto harness = make_short_harness();
    converse(*harness);
    ASSERT_EQ(harness->conversations().size(), 1U);
    ASSERT_EQ(harness->preview_answers.size(), 1U);
    EXPECT_TRUE(harness->preview_answers.front());
    const auto orders = harness->trade().orders();
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(orders.front().state, "filled");
    EXPECT_EQ(harness->trade().positions().size(), 2U);
    expect_books_agree(*harness);
}

// ---- What the gateway says, read by the client's session

const Now moment = Harness::first_moment();

broker::Session shaking_hands() {
    broker::Session session({.client_id = ClientId(1)}, Rng(1));
    session.start(moment);
    session.on_opened(moment);
    (void)session.take_actions();
    return session;
}

std::vector<tws::Answer> read(broker::Session& session, std::string_view bytes) {
    std::vector<tws::Answer> answers;
    session.on_bytes(bytes, moment);
    while (const auto* answer = session.next_answer(moment)) answers.push_back(*answer);
    return answers;
}

/// The messages after the greeting, in one piece.
std::vector<tws::Answer> all_answers() {
    auto session = shaking_hands();
    return read(session, recorded().to_engine);
}

/// The connection ends here: nothing more may come, and nothing may be left of it.
void expect_end(broker::Session session, std::size_t cut) {
    const bool was_up = session.is_up();
    session.on_closed("end of stream", moment);
    EXPECT_EQ(session.state(), broker::SessionState::down) << cut;
    EXPECT_FALSE(session.status().reason.empty()) << cut;
    if (!was_up) EXPECT_NE(session.status().reason.find("hung up"), std::string::npos) << cut;
    EXPECT_EQ(session.next_answer(moment), nullptr) << cut;
    EXPECT_FALSE(session.version()) << cut;
    EXPECT_TRUE(session.accounts().empty()) << cut;
    EXPECT_EQ(session.next_valid_id(), OrderId{}) << cut;
    // What is left over must not begin the next connection.
    session.on_time({*session.next_wakeup(), moment.utc, moment.market});
    ASSERT_EQ(session.state(), broker::SessionState::connecting) << cut;
    session.on_opened(moment);
    const auto& whole = recorded().to_engine;
    const auto opening = whole.substr(0, message_ends(whole)[2]);
    EXPECT_EQ(read(session, opening).size(), 2U) << cut;
}

TEST(CutConversation, TheSessionReadsWhatIsWholeAndEndsAtEachByte) {
    const std::string_view bytes = recorded().to_engine;
    const auto ends = message_ends(bytes);
    ASSERT_EQ(ends.back(), bytes.size());
    const auto expected = all_answers();
    ASSERT_EQ(expected.size(), ends.size() - 1);
    for (std::size_t cut = 0; cut <= bytes.size() && !HasFailure(); ++cut) {
        auto session = shaking_hands();
        auto answers = read(session, bytes.substr(0, cut));
        const auto whole = whole_in(ends, cut);
        ASSERT_EQ(answers.size(), whole - std::min<std::size_t>(whole, 1)) << cut;
        expect_end(session, cut);
        // In two pieces it says what it says in one.
        const auto rest = read(session, bytes.substr(cut));
        answers.insert(answers.end(), rest.begin(), rest.end());
        ASSERT_TRUE(answers == expected) << "in two pieces, cut at " << cut;
    }
}

// ---- What the client says, read by the gateway

/// What a gateway alone answers to a stream, at one moment of time.
class LoneGateway {
  public:
    LoneGateway()
        : gateway_(unhurried(), std::make_unique<ShortMarket>(market()), Rng(4)),
          session_(gateway_.open(moment)) {}

    void receive(std::string_view bytes) { gateway_.receive(session_, bytes, moment); }
    /// All that was said to the present client since the last call.
    std::string said() {
        std::string bytes;
        for (const auto& action : gateway_.take_actions()) {
            const auto* send = std::get_if<sim::Send>(&action);
            EXPECT_NE(send, nullptr) << "it hung up";
            if (send == nullptr) continue;
            EXPECT_EQ(send->session, session_) << "said to a client that is gone";
            bytes += send->bytes;
        }
        return bytes;
    }
    /// The client goes without a word, and one with the same id comes.
    void replace_client() {
        gateway_.peer_closed(session_, moment);
        gateway_.advance(moment);
        session_ = gateway_.open(moment);
    }
    [[nodiscard]] std::size_t orders() const { return gateway_.books().orders.size(); }

  private:
    /// Time stands still here, so that all of them may share it.
    static const ShortMarket& market() {
        static const ShortMarket shared(4, moment);
        return shared;
    }
    /// The whole conversation comes at once.
    static sim::GatewayConfig unhurried() {
        auto config = short_gateway();
        config.reject_above_rate = false;
        return config;
    }

    sim::Gateway gateway_;
    sim::SessionId session_;
};

/// Ends of the client's messages: "API\0" and the range of versions are the first.
std::vector<std::size_t> request_ends() { return message_ends(recorded().to_gateway, 4); }

/// What is said by the end of each number of whole messages, each at once.
std::vector<std::string> answers_by_whole_messages() {
    std::vector<std::string> said{""};
    for (const auto end : request_ends()) {
        LoneGateway gateway;
        gateway.receive(std::string_view(recorded().to_gateway).substr(0, end));
        said.push_back(gateway.said());
    }
    return said;
}

TEST(CutConversation, TheGatewayAnswersWhatIsWholeAndServesTheNextClientAtEachByte) {
    const std::string_view bytes = recorded().to_gateway;
    const auto ends = request_ends();
    ASSERT_EQ(ends.back(), bytes.size());
    const auto expected = answers_by_whole_messages();
    const auto opening = bytes.substr(0, ends[1]);  // greeting and startApi
    std::set<std::size_t> orders;
    for (std::size_t cut = 0; cut <= bytes.size() && !HasFailure(); ++cut) {
        SCOPED_TRACE(cut);
        LoneGateway gateway;
        gateway.receive(bytes.substr(0, cut));
        EXPECT_EQ(gateway.said(), expected[whole_in(ends, cut)]);
        orders.insert(gateway.orders());
        gateway.replace_client();
        EXPECT_EQ(gateway.said(), "");
        gateway.receive(opening);
        EXPECT_FALSE(gateway.said().empty());

        LoneGateway in_two;
        in_two.receive(bytes.substr(0, cut));
        auto said = in_two.said();
        in_two.receive(bytes.substr(cut));
        EXPECT_EQ(said + in_two.said(), expected.back());
    }
    EXPECT_EQ(orders, (std::set<std::size_t>{0, 1})) << "a half order is none";
}

// ---- Both, joined: the engine's connection breaks and comes back

std::string name_of(std::string Conversation::* side) {
    return side == &Conversation::to_engine ? "to the engine" : "to the gateway";
}

/// Each end of a message and one byte to either side.
std::vector<std::size_t> cuts_around(const std::vector<std::size_t>& ends, std::size_t size) {
    std::set<std::size_t> cuts{0, 1};
    for (const auto end : ends) {
        for (const auto cut : {end - 1, end, end + 1}) {
            if (cut <= size) cuts.insert(cut);
        }
    }
    return {cuts.begin(), cuts.end()};
}

void expect_recovery(CutPoint point) {
    const auto harness = make_short_harness();
    harness->cut_at(point);
    converse(*harness);
    ASSERT_GE(harness->conversations().size(), 2U) << "it was not cut";
    EXPECT_EQ(harness->trade().health().state, "READY");
    EXPECT_LE(harness->gateway().books().orders.size(), 1U) << "sent a second time";
    // Each command is answered, once.
    EXPECT_EQ(harness->preview_answers.size(), 1U);
    EXPECT_EQ(harness->order_answers.size(), 1U);
    for (const auto& order : harness->trade().orders()) EXPECT_TRUE(order.terminal) << order.state;
    expect_books_agree(*harness);
}

void expect_recovery_everywhere(std::string Conversation::* side, std::size_t first_length_at) {
    const auto& bytes = recorded().*side;
    for (const auto cut : cuts_around(message_ends(bytes, first_length_at), bytes.size())) {
        SCOPED_TRACE(name_of(side) + ", cut at " + std::to_string(cut));
        expect_recovery({side, cut});
        if (::testing::Test::HasFailure()) return;
    }
}

TEST(CutConversation, TheEngineComesBackFromACutInWhatItIsTold) {
    expect_recovery_everywhere(&Conversation::to_engine, 0);
}

TEST(CutConversation, TheEngineComesBackFromACutInWhatItSays) {
    expect_recovery_everywhere(&Conversation::to_gateway, 4);
}

}  // namespace
}  // namespace wingspread::system_test
