#include "bench.hpp"

namespace wingspread::sim::testing {
namespace {

/// A day's work: resting, filled, cancelled and held orders, of two clients.
void work(Bench& bench) {
    Client& one = bench.ready(1);
    Client& two = bench.ready(2);
    const auto [sold, bought] = put_pair(bench.gateway, "AAPL", 20, 255, 5);
    bench.send(one, order(1, combo(*sold, *bought), tws::Action::buy, 3, price("-0.05")));
    tws::PlaceOrder tagged =
        order(2, stock("AAPL"), tws::Action::buy, 1, price("10"), tws::Tif::gtc);
    tagged.order->order_ref = "tab\there and back\\slash";
    bench.send(one, tagged);
    bench.send(two, order(1, stock("AAPL"), tws::Action::sell, 2, std::nullopt));
    tws::PlaceOrder held = order(2, stock("AAPL"), tws::Action::buy, 1, price("11"));
    held.order->transmit = false;
    bench.send(two, held);
    bench.send(one, order(3, stock("AAPL"), tws::Action::buy, 1, price("12")));
    bench.run(20s);
    bench.send(one, tws::CancelOrder{OrderId{3}, "", "", std::nullopt});
    bench.run(1s);
}

TEST(Books, AreTheSameAfterSavingAndLoading) {
    Bench bench;
    work(bench);
    const Books& books = bench.gateway.books();
    ASSERT_EQ(books.orders.size(), 5U);
    ASSERT_GE(books.executions.size(), 4U);
    const auto loaded = load(save(books));
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(*loaded, books);
    EXPECT_EQ(*load(save(Books{})), Books{});
}

TEST(Books, EveryCutIsRefused) {
    Bench bench;
    work(bench);
    const std::string text = save(bench.gateway.books());
    for (std::size_t length = 0; length + 1 < text.size(); ++length)
        EXPECT_FALSE(load(std::string_view(text).substr(0, length))) << length;
}

TEST(Books, DamageIsRefusedWithItsLine) {
    const std::string text = save(Books{});
    EXPECT_FALSE(load("wingspread-books 2\nend\n"));
    const auto bad = load("wingspread-books 1\naccount\t1\t2\tx\t0\nend\n");
    ASSERT_FALSE(bad);
    EXPECT_NE(bad.error().message.find("line 2"), std::string::npos);
    EXPECT_FALSE(load(text.substr(0, text.size() - 4) + "order\t1\nend\n"));
}

TEST(Books, ARestartedGatewayGoesOnWhereItStopped) {
    Books books;
    Now then{};
    {
        Bench bench;
        work(bench);
        books = *load(save(bench.gateway.books()));
        then = bench.now() + 1min;
    }
    Bench bench({}, {"AAPL", "SPX"}, 7, books, then);
    Client& one = bench.connect(1);
    EXPECT_EQ(first_of<tws::NextValidId>(one.take())->order_id, OrderId{4});
    bench.send(one, tws::ReqOpenOrders{});
    const auto open = all_of<tws::OpenOrder>(one.take());
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].order->order_ref, "tab\there and back\\slash");
    EXPECT_EQ(open[0].order->limit_price, price("10"));
    bench.send(one, tws::ReqExecutions{RequestId{1}, {}});
    EXPECT_EQ(all_of<tws::ExecDetails>(one.take()).size(), books.executions.size());
    EXPECT_EQ(bench.gateway.books().cash_usd, books.cash_usd);
    bench.send(one, tws::CancelOrder{OrderId{2}, "", "", std::nullopt});
    bench.run(1s);
    EXPECT_EQ(codes(one.take()), std::vector{202});
}

TEST(Gateway, TheSameSeedGivesTheSameBytes) {
    const auto run = [](std::uint64_t seed) {
        Bench bench({}, {"AAPL", "SPX"}, seed);
        work(bench);
        Client& client = bench.ready(3);
        tws::ReqMktData request;
        request.req_id = RequestId{1};
        request.contract.con_id = put_pair(bench.gateway, "SPX", 5, 6'500, 25).first->conid;
        bench.send(client, request);
        bench.run(20s);
        return bench.all_bytes;
    };
    const std::string first = run(3);
    EXPECT_EQ(run(3), first);
    EXPECT_NE(run(4), first);
}

TEST(Gateway, SleepsWhileNobodyNeedsIt) {
    Bench bench;
    EXPECT_FALSE(bench.gateway.next_wakeup());
    Client& client = bench.ready();
    EXPECT_FALSE(bench.gateway.next_wakeup());
    tws::PlaceOrder held = order(1, stock("AAPL"), tws::Action::buy, 1, price("11"));
    held.order->transmit = false;
    bench.send(client, held);
    EXPECT_FALSE(bench.gateway.next_wakeup());
    bench.send(client, order(2, stock("AAPL"), tws::Action::buy, 1, price("11")));
    ASSERT_TRUE(bench.gateway.next_wakeup());
    EXPECT_GT(*bench.gateway.next_wakeup(), bench.now().monotonic);
}

Now new_york(const char* day, Duration time) {
    const MarketTime market = options::from_new_york(*parse_date(day), time);
    return {MonotonicTime{1h}, to_utc(market), market};
}

TEST(Gateway, ClosedExchangesHoldOrdersBack) {
    GatewayConfig config;
    config.hours = Hours::real;
    Bench bench(config, {"AAPL"}, 7, {}, new_york("2025-11-19", 9h + 20min));
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, std::nullopt));
    EXPECT_EQ(codes(client.take()), std::vector{399});
    bench.run(9min);
    EXPECT_TRUE(client.take().empty());
    bench.run(2min);
    EXPECT_EQ(bench.gateway.books().orders[0].status, BookedStatus::filled);
}

TEST(Gateway, TheCloseEndsDayOrdersAndNoOthers) {
    GatewayConfig config;
    config.hours = Hours::real;
    Bench bench(config, {"AAPL"}, 7, {}, new_york("2025-11-28", 12h + 59min));  // a half day
    Client& client = bench.ready();
    bench.send(client, order(1, stock("AAPL"), tws::Action::buy, 1, price("10")));
    bench.send(client, order(2, stock("AAPL"), tws::Action::buy, 1, price("10"), tws::Tif::gtc));
    bench.run(17min);
    EXPECT_EQ(bench.gateway.books().orders[0].status, BookedStatus::cancelled);
    EXPECT_EQ(bench.gateway.books().orders[1].status, BookedStatus::submitted);
}

}  // namespace
}  // namespace wingspread::sim::testing
