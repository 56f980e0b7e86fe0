#include "bench.hpp"

namespace wingspread::sim::testing {
namespace {

using tws::MarketDataKind;
using tws::TickType;

tws::ReqMktData line_of(int id, const char* symbol) {
    tws::ReqMktData request;
    request.req_id = RequestId{id};
    request.contract = stock(symbol);
    return request;
}

std::uint64_t felt(const Bench& bench, FaultKind kind) {
    return bench.gateway.felt()[static_cast<std::size_t>(kind)];
}

bool has_ticks(const std::vector<tws::Answer>& answers) {
    return first_of<tws::TickPrice>(answers) || first_of<tws::TickSize>(answers);
}

std::vector<int> codes_of_request(const std::vector<tws::Answer>& answers, int id) {
    std::vector<int> found;
    for (const auto& error : all_of<tws::ErrorMessage>(answers))
        if (error.id == id) found.push_back(error.code);
    return found;
}

const std::vector<int> all_farms_ok{2104, 2104, 2106, 2158};

TEST(Faults, TheNextHandshakesFindTheClientIdInUse) {
    Bench bench;
    bench.inject({.kind = FaultKind::duplicate_client_id, .number = 2});
    for (int i = 0; i < 2; ++i) {
        Client& refused = bench.connect(1);
        EXPECT_EQ(codes(refused.take()), std::vector{326});
        EXPECT_TRUE(refused.closed);
    }
    EXPECT_FALSE(bench.connect(1).closed);
    EXPECT_EQ(felt(bench, FaultKind::duplicate_client_id), 2U);
}

TEST(Faults, OrderIdsRollBackAndAnOldOneIsNotANewOrder) {
    Bench bench;
    Client& client = bench.ready();
    for (int id = 1; id <= 4; ++id)
        bench.send(client, order(id, stock("AAPL"), tws::Action::buy, id, price("10")));
    bench.inject({.kind = FaultKind::ids_roll_back, .number = 2});
    EXPECT_EQ(felt(bench, FaultKind::ids_roll_back), 0U);
    bench.hang_up(client);
    Client& again = bench.connect(1);
    EXPECT_EQ(first_of<tws::NextValidId>(again.take())->order_id, OrderId{3});
    EXPECT_EQ(felt(bench, FaultKind::ids_roll_back), 1U);
    bench.run(1s);
    bench.send(again, order(3, stock("AAPL"), tws::Action::sell, 1, price("900")));
    EXPECT_EQ(codes(again.take()), std::vector{105});
    EXPECT_EQ(bench.gateway.books().orders.size(), 4U);
}

TEST(Faults, IdsNeverRollBackBelowOne) {
    Bench bench;
    bench.hang_up(bench.ready());
    bench.inject({.kind = FaultKind::ids_roll_back, .number = 1000});
    EXPECT_EQ(first_of<tws::NextValidId>(bench.connect(1).take())->order_id, OrderId{1});
}

TEST(Faults, ATwsThatIsNotConnectedAtStartSaysSoAndIsConnectedLater) {
    Bench bench;
    bench.inject({.kind = FaultKind::not_connected_at_start, .lasts = 30s});
    bench.run(1h);  // it waits for a client
    Client& client = bench.connect(1);
    auto answers = client.take();
    EXPECT_EQ(codes(answers), std::vector{2110});
    EXPECT_NE(first_of<tws::NextValidId>(answers), nullptr);
    bench.send(client, line_of(1, "AAPL"));
    bench.run(29s);
    EXPECT_FALSE(has_ticks(client.take()));
    bench.run(2s);
    answers = client.take();
    EXPECT_EQ(codes(answers), (std::vector{1102, 2104, 2104, 2106, 2158}));
    EXPECT_TRUE(has_ticks(answers));
    EXPECT_EQ(codes(bench.connect(2).take()), all_farms_ok);
    EXPECT_EQ(felt(bench, FaultKind::not_connected_at_start), 1U);
}

TEST(Faults, ALinkThatReturnsWithItsDataFeedsTheLinesAgain) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, line_of(1, "AAPL"));
    bench.run(5s);
    client.take();
    bench.inject({.kind = FaultKind::link_lost, .number = 3, .lasts = 30s});
    bench.run(29s);
    EXPECT_EQ(codes(client.answers), (std::vector{1100, 1100, 1100}));
    EXPECT_FALSE(has_ticks(client.take()));
    bench.run(10s);
    EXPECT_EQ(codes(client.answers), (std::vector{1102, 2104, 2104, 2106, 2158}));
    EXPECT_TRUE(has_ticks(client.take()));
}

TEST(Faults, ALinkThatReturnsWithoutDataHasForgottenEverySubscription) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, line_of(1, "AAPL"));
    bench.send(client, tws::ReqPositions{});
    bench.send(client, tws::ReqAccountUpdates{true, ""});
    bench.inject({.kind = FaultKind::link_lost, .number = 1, .lasts = 10s, .data_lost = true});
    bench.run(11s);
    EXPECT_EQ(codes(client.take()), (std::vector{1100, 1101, 2104, 2104, 2106, 2158}));
    EXPECT_EQ(bench.gateway.lines(), 0U);
    bench.run(10min);
    EXPECT_TRUE(client.take().empty());
    bench.send(client, line_of(1, "AAPL"));
    EXPECT_TRUE(has_ticks(client.take()));
}

TEST(Faults, TheReturnAloneMayBeTold) {
    Bench bench;
    Client& client = bench.ready();
    bench.inject({.kind = FaultKind::link_lost, .number = 0, .data_lost = true});
    EXPECT_EQ(codes(client.take()), (std::vector{1101, 2104, 2104, 2106, 2158}));
}

TEST(Faults, WhileTheLinkIsLostFillsAreNotToldAndThenTheyAre) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, tws::ReqPositions{});
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 10, std::nullopt));
    client.take();
    bench.inject({.kind = FaultKind::link_lost, .number = 1, .lasts = 1min});
    bench.run(50s);
    ASSERT_FALSE(bench.gateway.books().executions.empty());
    EXPECT_EQ(codes(client.answers), std::vector{1100});
    EXPECT_EQ(client.take().size(), 1U);
    // TWS itself knows nothing of them yet.
    bench.send(client, tws::ReqExecutions{RequestId{9}, {}});
    EXPECT_EQ(all_of<tws::ExecDetails>(client.answers).size(), 0U);
    EXPECT_NE(first_of<tws::ExecDetailsEnd>(client.take()), nullptr);
    bench.send(client, tws::ReqAllOpenOrders{});
    EXPECT_EQ(all_of<tws::OpenOrder>(client.take()).size(), 1U);
    const auto told = bench.now().market;
    bench.run(20s);
    const auto answers = client.take();
    ASSERT_EQ(all_of<tws::ExecDetails>(answers).size(), bench.gateway.books().executions.size());
    EXPECT_EQ(all_of<tws::CommissionReport>(answers).size(),
              bench.gateway.books().executions.size());
    EXPECT_NE(first_of<tws::Position>(answers), nullptr);
    EXPECT_LT(bench.gateway.books().executions[0].market, told);
    EXPECT_EQ(all_of<tws::OrderStatus>(answers).back().status, tws::OrderStatusCode::filled);
}

TEST(Faults, OrdersSentWhileTheLinkIsLostAreHeldAndSentLater) {
    Bench bench;
    Client& client = bench.ready();
    bench.inject({.kind = FaultKind::link_lost, .number = 1, .lasts = 1min});
    client.take();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 10, price("10")));
    bench.run(50s);
    EXPECT_TRUE(client.take().empty());
    EXPECT_TRUE(bench.gateway.books().orders.empty());
    bench.run(20s);
    EXPECT_EQ(bench.gateway.books().orders.size(), 1U);
    EXPECT_NE(first_of<tws::OpenOrder>(client.take()), nullptr);
}

TEST(Faults, HeldOrdersOutliveTheirConnectionButNotTws) {
    for (const bool restarts : {false, true}) {
        Bench bench;
        Client& client = bench.ready();
        bench.inject({.kind = FaultKind::link_lost, .number = 1, .lasts = 1min});
        bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 10, price("10")));
        bench.hang_up(client);
        if (restarts) bench.gateway.restart(bench.now());
        bench.run(2min);
        EXPECT_EQ(bench.gateway.books().orders.size(), restarts ? 0U : 1U);
    }
}

TEST(Faults, AClientThatLeftIsToldNothingOfWhatItMissed) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 10, std::nullopt));
    bench.inject({.kind = FaultKind::link_lost, .number = 1, .lasts = 1min});
    bench.run(30s);
    bench.hang_up(client);
    Client& again = bench.connect(1);
    EXPECT_EQ(codes(again.take()), std::vector{2110});
    bench.run(1min);
    EXPECT_TRUE(all_of<tws::ExecDetails>(again.take()).empty());
    bench.send(again, tws::ReqExecutions{RequestId{9}, {}});
    EXPECT_FALSE(all_of<tws::ExecDetails>(again.take()).empty());
}

TEST(Faults, ABrokenFarmStopsWhatItDelivers) {
    struct Case {
        Farm farm;
        int broken;
        int ok;
    };
    Bench bench;
    Client& client = bench.ready();
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 250, 5);
    ASSERT_TRUE(sold && bought);
    bench.send(client, line_of(1, "AAPL"));
    tws::ReqMktData option_line;
    option_line.req_id = RequestId{2};
    option_line.contract.con_id = sold->conid;
    option_line.contract.exchange = "SMART";
    bench.send(client, option_line);
    bench.run(10s);
    client.take();
    const auto ticks_of = [&](int id) {
        std::size_t found = 0;
        for (const auto& tick : all_of<tws::TickPrice>(client.answers))
            found += tick.req_id == RequestId{id} ? 1 : 0;
        for (const auto& tick : all_of<tws::TickSize>(client.answers))
            found += tick.req_id == RequestId{id} ? 1 : 0;
        return found;
    };
    for (const auto& [farm, silent] : {std::pair{Farm::usfarm, 1}, std::pair{Farm::usopt, 2}}) {
        bench.inject({.kind = FaultKind::farm_down, .farm = farm});
        bench.run(1min);
        EXPECT_EQ(codes(client.answers), std::vector{2103});
        EXPECT_EQ(ticks_of(silent), 0U);
        EXPECT_GT(ticks_of(3 - silent), 0U);
        client.take();
        EXPECT_EQ(std::ranges::count(codes(bench.connect(10 + silent).take()), 2103), 1);
        bench.inject({.kind = FaultKind::farm_up, .farm = farm});
        bench.run(1min);
        EXPECT_EQ(codes(client.answers), std::vector{2104});
        EXPECT_GT(ticks_of(silent), 0U);
        client.take();
    }
}

TEST(Faults, ABrokenHistoryOrDefinitionFarmAnswersNothing) {
    Bench bench;
    Client& client = bench.ready();
    tws::ReqHeadTimestamp history;
    history.req_id = RequestId{7};
    history.contract = stock("AAPL");
    history.what_to_show = "TRADES";
    bench.inject({.kind = FaultKind::farm_down, .farm = Farm::ushmds});
    bench.send(client, history);
    EXPECT_EQ(codes(client.take()), (std::vector{2105, 162}));
    bench.inject({.kind = FaultKind::farm_up, .farm = Farm::ushmds});
    bench.inject({.kind = FaultKind::farm_down, .farm = Farm::secdefnj});
    client.take();
    tws::ReqContractData details{RequestId{8}, stock("AAPL")};
    bench.send(client, details);
    EXPECT_TRUE(client.take().empty());
    bench.inject({.kind = FaultKind::farm_up, .farm = Farm::secdefnj});
    bench.send(client, details);
    EXPECT_NE(first_of<tws::ContractDataEnd>(client.take()), nullptr);
}

TEST(Faults, APacingBreachEatsMessagesAndTheThirdOneDisconnects) {
    Bench bench;
    Client& client = bench.ready();
    bench.run(2s);
    bench.inject({.kind = FaultKind::pacing_breach, .number = 3});
    for (int breach = 1; breach <= 3; ++breach) {
        bench.send(client, tws::ReqCurrentTime{});
        const auto answers = client.take();
        EXPECT_EQ(codes(answers), std::vector{100});
        EXPECT_EQ(first_of<tws::CurrentTime>(answers), nullptr);
        EXPECT_EQ(client.closed, breach == 3);
        bench.run(1500ms);
    }
    EXPECT_EQ(felt(bench, FaultKind::pacing_breach), 3U);
    Client& again = bench.ready(2);
    bench.send(again, tws::ReqCurrentTime{});
    EXPECT_NE(first_of<tws::CurrentTime>(again.take()), nullptr);
}

TEST(Faults, ALoweredLineLimitKeepsWhatRunsAndRefusesMore) {
    Bench bench;
    Client& client = bench.ready();
    for (int id = 1; id <= 5; ++id) bench.send(client, line_of(id, "AAPL"));
    bench.inject({.kind = FaultKind::line_limit, .number = 3, .lasts = 1min});
    bench.run(5s);
    client.take();
    bench.send(client, line_of(6, "AAPL"));
    EXPECT_EQ(codes_of_request(client.take(), 6), std::vector{101});
    EXPECT_EQ(bench.gateway.lines(), 5U);
    for (int id = 1; id <= 3; ++id) bench.send(client, tws::CancelMktData{RequestId{id}});
    bench.send(client, line_of(7, "AAPL"));
    EXPECT_TRUE(has_ticks(client.take()));
    bench.send(client, line_of(8, "AAPL"));
    EXPECT_EQ(codes_of_request(client.take(), 8), std::vector{101});
    EXPECT_EQ(bench.gateway.line_limit(), 3);
    bench.run(1min);
    EXPECT_EQ(bench.gateway.line_limit(), 100);
    bench.send(client, line_of(8, "AAPL"));
    EXPECT_TRUE(codes(client.take()).empty());
    EXPECT_EQ(felt(bench, FaultKind::line_limit), 2U);
}

TEST(Faults, DelayedDataAreAnnouncedOnEveryLineAndUseTheirOwnTicks) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, line_of(1, "AAPL"));
    bench.run(5s);
    client.take();
    bench.inject({.kind = FaultKind::delayed_data, .lasts = 1min});
    bench.run(5s);
    bench.send(client, line_of(2, "AAPL"));
    auto answers = client.take();
    EXPECT_EQ(codes(answers), (std::vector{10167, 10167}));
    for (const auto& type : all_of<tws::MarketDataType>(answers))
        EXPECT_EQ(type.kind, MarketDataKind::delayed);
    EXPECT_EQ(all_of<tws::MarketDataType>(answers).size(), 2U);
    ASSERT_TRUE(has_ticks(answers));
    for (const auto& tick : all_of<tws::TickPrice>(answers))
        EXPECT_NE(tick.tick_type, TickType::bid);
    bench.run(1min);
    answers = client.take();
    EXPECT_EQ(all_of<tws::MarketDataType>(answers).back().kind, MarketDataKind::real_time);
    EXPECT_EQ(all_of<tws::TickPrice>(answers).back().tick_type < TickType::delayed_bid, true);
    EXPECT_EQ(felt(bench, FaultKind::delayed_data), 2U);
}

TEST(Faults, ACompetingSessionTakesTheDataAndGivesThemBack) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, line_of(1, "AAPL"));
    bench.run(5s);
    client.take();
    bench.inject({.kind = FaultKind::competing_session, .lasts = 1min});
    bench.run(5s);
    bench.send(client, line_of(2, "AAPL"));
    auto answers = client.take();
    EXPECT_EQ(codes_of_request(answers, 1), std::vector{10197});
    EXPECT_EQ(codes_of_request(answers, 2), std::vector{10197});
    bench.run(50s);
    answers.insert(answers.end(), client.answers.begin(), client.answers.end());
    EXPECT_FALSE(has_ticks(answers));
    // Orders are not concerned.
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, price("10")));
    EXPECT_NE(first_of<tws::OpenOrder>(client.take()), nullptr);
    bench.run(10s);
    answers = client.take();
    EXPECT_EQ(all_of<tws::MarketDataType>(answers).size(), 2U);
    EXPECT_TRUE(has_ticks(answers));
    EXPECT_EQ(felt(bench, FaultKind::competing_session), 2U);
}

TEST(Faults, OfConnectionsChangeNothingInTheGatewayItself) {
    Bench bench;
    Client& client = bench.ready();
    for (const FaultKind kind : {FaultKind::refuse, FaultKind::mute, FaultKind::cut,
                                 FaultKind::half_open, FaultKind::slow, FaultKind::restart})
        bench.inject({.kind = kind, .number = 1, .lasts = 1min});
    EXPECT_TRUE(client.take().empty());
    bench.send(client, tws::ReqCurrentTime{});
    EXPECT_NE(first_of<tws::CurrentTime>(client.take()), nullptr);
}

}  // namespace
}  // namespace wingspread::sim::testing
