#include "bench.hpp"
#include "sim/faulty_gateway.hpp"

namespace wingspread::sim::testing {
namespace {

/// A gateway behind wires that may fail, and its clients.
class Station {
  public:
    explicit Station(std::string_view plan = "", Books books = {})
        : clock_(test_start()),
          gateway(Gateway({}, *Bench::make_market({"AAPL"}, 7, test_start(), Hours::always), Rng(7),
                          std::move(books)),
                  *parse_plan(plan), test_start()) {}

    /// Null when the connection is refused.
    Client* dial() {
        const auto id = gateway.open(clock_.now());
        deliver();
        if (!id) return nullptr;
        Client& client = clients_[*id];
        client.session = *id;
        deliver();
        return &client;
    }
    Client* connect(int client_id) {
        Client* const client = dial();
        if (client == nullptr) return nullptr;
        bytes(*client, tws::client_greeting());
        send(*client, tws::StartApi{ClientId{client_id}, ""});
        return client;
    }
    void bytes(Client& client, std::string_view data) {
        gateway.receive(client.session, data, clock_.now());
        deliver();
    }
    void send(Client& client, const tws::Request& request) {
        std::string frame;
        ASSERT_TRUE(tws::encode(request, tws::newest_version, frame));
        bytes(client, frame);
    }
    void run(Duration span) {
        const MonotonicTime end = clock_.now().monotonic + span;
        while (clock_.now().monotonic < end) {
            const auto due = gateway.next_wakeup();
            const auto now = clock_.now().monotonic;
            clock_.advance(std::clamp(due.value_or(end), now + 1ms, end) - now);
            gateway.advance(clock_.now());
            deliver();
        }
    }
    [[nodiscard]] std::uint64_t begun(FaultKind kind) const {
        return gateway.begun()[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::uint64_t felt(FaultKind kind) const {
        return gateway.felt()[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] const Books& books() const { return gateway.gateway().books(); }

    std::string heard;  ///< all bytes of all clients, in their order

  private:
    void deliver() {
        for (const Action& action : gateway.take_actions()) {
            if (const auto* close = std::get_if<Close>(&action)) {
                clients_[close->session].closed = true;
                continue;
            }
            const Send& send = std::get<Send>(action);
            Client& client = clients_[send.session];
            ASSERT_FALSE(client.closed) << "bytes after the end";
            Bench::read(client, send.bytes);
            heard += send.bytes;
        }
    }

    VirtualClock clock_;
    std::map<SessionId, Client> clients_;

  public:
    FaultyGateway gateway;
};

bool answers(Station& station, Client& client) {
    client.take();
    station.send(client, tws::ReqCurrentTime{});
    return first_of<tws::CurrentTime>(client.take()) != nullptr;
}

TEST(FaultyWire, WithoutFaultsEveryBytePasses) {
    Station station;
    Client* const client = station.connect(1);
    ASSERT_NE(client, nullptr);
    EXPECT_TRUE(answers(station, *client));
    EXPECT_EQ(station.gateway.felt(), FaultCounts{});
    EXPECT_EQ(station.gateway.begun(), FaultCounts{});
}

TEST(FaultyWire, RefuseClosesAndRefusesForItsTime) {
    Station station("at 10s refuse for 20s");
    Client* const client = station.connect(1);
    station.run(11s);
    EXPECT_TRUE(client->closed);
    EXPECT_TRUE(station.gateway.refuses());
    EXPECT_EQ(station.connect(1), nullptr);
    station.run(20s);
    EXPECT_FALSE(station.gateway.refuses());
    EXPECT_TRUE(answers(station, *station.connect(1)));
    EXPECT_EQ(station.felt(FaultKind::refuse), 2U);
}

TEST(FaultyWire, MuteAcceptsAndSaysNothing) {
    Station station("at 0s mute for 30s");
    station.run(1s);
    Client* const client = station.connect(1);
    ASSERT_NE(client, nullptr);
    station.run(60s);
    EXPECT_FALSE(client->greeted);
    EXPECT_FALSE(client->closed);
    // What a connection has lost in that time it has lost for ever; a new one works.
    EXPECT_FALSE(answers(station, *client));
    EXPECT_TRUE(answers(station, *station.connect(2)));
}

TEST(FaultyWire, CutClosesAfterAnyByte) {
    Station whole;
    whole.connect(1);
    const std::string full = whole.heard;
    ASSERT_GT(full.size(), 100U);
    for (std::size_t after = 1; after < full.size(); ++after) {
        Station station("at 0s cut after " + std::to_string(after));
        station.run(1ms);
        const Client* const client = station.connect(1);
        ASSERT_TRUE(client->closed);
        ASSERT_EQ(station.heard.size(), after);
        // The greeting holds the time of day, so that only lengths are compared.
        ASSERT_EQ(station.felt(FaultKind::cut), 1U);
        EXPECT_TRUE(answers(station, *station.connect(1)));
    }
}

TEST(FaultyWire, CutMeansOneConnectionOnly) {
    Station station("at 10s cut after 5");
    Client* const first = station.connect(1);
    Client* const second = station.connect(2);
    station.run(11s);
    station.send(*second, tws::ReqCurrentTime{});
    EXPECT_TRUE(second->closed);
    EXPECT_FALSE(first->closed);
    EXPECT_TRUE(answers(station, *first));
}

TEST(FaultyWire, HalfOpenSilencesWhatStandsAndClosesNothing) {
    Station station("at 10s half_open");
    Client* const client = station.connect(1);
    station.run(1h);
    EXPECT_FALSE(answers(station, *client));
    EXPECT_FALSE(client->closed);
    EXPECT_TRUE(answers(station, *station.connect(2)));
    EXPECT_EQ(station.felt(FaultKind::half_open), 1U);
}

TEST(FaultyWire, WhatIsSentOnAHalfOpenConnectionNeverArrives) {
    Station station("at 10s half_open");
    Client* const client = station.connect(1);
    station.run(11s);
    station.send(*client, order(1, stock("AAPL"), tws::Action::buy, 1, price("10")));
    station.run(1min);
    EXPECT_TRUE(station.books().orders.empty());
}

TEST(FaultyWire, SlowBytesComeLateAndInOrder) {
    Station station("at 10s slow by 800ms for 30s");
    Client* const client = station.connect(1);
    station.run(11s);
    EXPECT_FALSE(answers(station, *client));
    station.run(799ms);
    EXPECT_TRUE(client->answers.empty());
    station.run(2ms);
    EXPECT_NE(first_of<tws::CurrentTime>(client->take()), nullptr);
    // Sent when it is over, and still behind what is late.
    station.run(27100ms);
    station.send(*client, tws::ReqCurrentTime{});
    station.run(500ms);
    station.send(*client, tws::ReqManagedAccounts{});
    EXPECT_TRUE(client->answers.empty());
    station.run(1s);
    ASSERT_EQ(client->answers.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<tws::CurrentTime>(client->answers[0]));
    EXPECT_TRUE(answers(station, *client));
}

TEST(FaultyWire, RestartForgetsSubscriptionsAndKeepsTheBooks) {
    Station station("at 10s restart for 90s");
    Client* const client = station.connect(1);
    station.send(*client, order(1, stock("AAPL"), tws::Action::buy, 1, price("10")));
    auto parked = order(2, stock("AAPL"), tws::Action::buy, 1, price("10"));
    parked.order->transmit = false;
    station.send(*client, parked);
    tws::ReqMktData line;
    line.req_id = RequestId{5};
    line.contract = stock("AAPL");
    station.send(*client, line);
    EXPECT_EQ(station.gateway.gateway().lines(), 1U);
    station.run(11s);
    EXPECT_TRUE(client->closed);
    EXPECT_EQ(station.gateway.gateway().lines(), 0U);
    EXPECT_EQ(station.connect(1), nullptr);
    station.run(90s);
    Client* const back = station.connect(1);
    ASSERT_NE(back, nullptr);
    EXPECT_EQ(first_of<tws::NextValidId>(back->take())->order_id, OrderId{3});
    station.send(*back, tws::ReqAllOpenOrders{});
    const auto open = all_of<tws::OpenOrder>(back->take());
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].order_id, OrderId{1});
    station.run(1min);
    EXPECT_TRUE(all_of<tws::TickPrice>(back->take()).empty());
    EXPECT_EQ(station.felt(FaultKind::restart), 2U);  // one closed, one refused
}

TEST(FaultyWire, FaultsAreCountedByKindAndToldToALog) {
    Station station(
        "at 1s half_open\nat 2s half_open\nat 3s duplicate_client_id 1\nat 9h mute for 1s");
    station.run(5s);
    EXPECT_EQ(station.begun(FaultKind::half_open), 2U);
    EXPECT_EQ(station.begun(FaultKind::duplicate_client_id), 1U);
    EXPECT_EQ(station.begun(FaultKind::mute), 0U);
    EXPECT_EQ(station.felt(FaultKind::half_open), 0U);  // nobody was there
    EXPECT_EQ(station.gateway.take_begun().size(), 3U);
    EXPECT_TRUE(station.gateway.take_begun().empty());
    EXPECT_EQ(codes(station.connect(1)->take()), std::vector{326});
    EXPECT_EQ(station.felt(FaultKind::duplicate_client_id), 1U);
}

TEST(FaultyWire, TheSamePlanGivesTheSameBytes) {
    const auto live = [](std::uint64_t seed) {
        Station station(to_string(draw_plan(60, Rng(seed))));
        for (int i = 0; i < 400; ++i) {
            if (Client* const client = station.connect(i % 3); client && !client->closed) {
                tws::ReqMktData line;
                line.req_id = RequestId{1};
                line.contract = stock("AAPL");
                station.send(*client, line);
            }
            station.run(10s);
        }
        return std::pair(station.heard, station.gateway.felt());
    };
    EXPECT_EQ(live(1), live(1));
    EXPECT_NE(live(1), live(2));
}

}  // namespace
}  // namespace wingspread::sim::testing
