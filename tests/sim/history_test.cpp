#include "bench.hpp"

namespace wingspread::sim::testing {
namespace {

tws::ReqHistoricalData ask(const char* length, const char* size, const char* what,
                           bool regular = false) {
    tws::ReqHistoricalData request;
    request.req_id = RequestId{1};
    request.contract = stock("AAPL");
    request.duration = length;
    request.bar_size = size;
    request.what_to_show = what;
    request.use_rth = regular;
    return request;
}

TEST(History, HourlyBarsOfADay) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, ask("1 D", "1 hour", "TRADES"));
    const auto answers = client.take();
    const auto* data = first_of<tws::HistoricalData>(answers);
    ASSERT_NE(data, nullptr);
    EXPECT_TRUE(std::holds_alternative<tws::HistoricalDataEnd>(answers.back()));
    EXPECT_EQ(data->bars.size(), 24U);
    EXPECT_EQ(data->bars.front().time, "20251118 11:00:00 US/Eastern");
    for (const tws::Bar& bar : data->bars) {
        EXPECT_LE(bar.low, std::min(bar.open, bar.close));
        EXPECT_GE(bar.high, std::max(bar.open, bar.close));
        EXPECT_GT(*bar.volume, Quantity{});
    }
}

TEST(History, AgreesWithWhatWasSeen) {
    Bench bench;
    Client& client = bench.ready();
    bench.run(10min);
    auto request = ask("600 S", "1 min", "MIDPOINT");
    bench.send(client, request);
    const auto first = first_of<tws::HistoricalData>(client.take())->bars;
    bench.run(30s);
    request.req_id = RequestId{2};
    request.end_date_time = "20251119-16:10:00";
    bench.send(client, request);
    EXPECT_EQ(first_of<tws::HistoricalData>(client.take())->bars, first);
}

TEST(History, OlderServersEndInsideTheMessage) {
    Bench bench;
    Client& client = bench.connect(1, 176);
    client.take();
    bench.send(client, ask("1 D", "1 hour", "TRADES"));
    const auto answers = client.take();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_FALSE(std::get<tws::HistoricalData>(answers[0]).end.empty());
}

TEST(History, RegularHoursLeaveTheNightOut) {
    Bench bench;
    Client& client = bench.ready();
    bench.send(client, ask("2 D", "30 mins", "TRADES", true));
    const auto answers = client.take();
    for (const tws::Bar& bar : first_of<tws::HistoricalData>(answers)->bars) {
        const std::string clock = bar.time.substr(9, 5);
        EXPECT_GE(clock, "09:30");
        EXPECT_LT(clock, "16:00");
    }
}

TEST(History, BadTermsAreRefusedByName) {
    Bench bench;
    Client& client = bench.ready();
    for (const auto& request : {ask("1 D", "7 mins", "TRADES"), ask("1 X", "1 hour", "TRADES"),
                                ask("1 D", "1 hour", "SCHEDULE")}) {
        bench.send(client, request);
        EXPECT_EQ(codes(client.take()), std::vector{321});
    }
    bench.send(client, tws::CancelHistoricalData{RequestId{9}});
    EXPECT_EQ(codes(client.take()), std::vector{366});
}

TEST(History, RealTimeBarsEveryFiveSeconds) {
    Bench bench;
    Client& client = bench.ready();
    tws::ReqRealTimeBars request;
    request.req_id = RequestId{4};
    request.contract = stock("AAPL");
    request.what_to_show = "TRADES";
    bench.send(client, request);
    bench.run(21s);
    const auto bars = all_of<tws::RealTimeBar>(client.take());
    ASSERT_EQ(bars.size(), 4U);
    for (std::size_t i = 1; i < bars.size(); ++i)
        EXPECT_EQ(bars[i].seconds_since_epoch - bars[i - 1].seconds_since_epoch, 5);
    bench.send(client, tws::CancelRealTimeBars{RequestId{4}});
    bench.run(10s);
    EXPECT_TRUE(client.take().empty());
}

TEST(History, HeadTimestamp) {
    Bench bench;
    Client& client = bench.ready();
    tws::ReqHeadTimestamp request;
    request.req_id = RequestId{5};
    request.contract = stock("AAPL");
    request.what_to_show = "TRADES";
    request.format_date = 1;
    bench.send(client, request);
    EXPECT_EQ(first_of<tws::HeadTimestamp>(client.take())->time.substr(0, 9), "20241119-");
}

}  // namespace
}  // namespace wingspread::sim::testing
