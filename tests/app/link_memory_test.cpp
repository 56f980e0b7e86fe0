#include "app/link_memory_file.hpp"
#include "core/date.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace wingspread::app {
namespace {

struct MemoryFile : ::testing::Test {
    MemoryFile() { std::filesystem::remove(path); }
    ~MemoryFile() override { std::filesystem::remove(path); }

    static engine::LinkMemory sample() {
        engine::LinkMemory memory;
        memory.saved_at = UtcTime{std::chrono::seconds(1'800'000'000)};
        memory.since = memory.saved_at - std::chrono::hours(3);
        memory.state = "READY";
        memory.reason = "connected; orders and positions agree\nwith a second line";
        memory.client_id = ClientId(4);
        memory.highest_order_id = OrderId(321);
        memory.counters.messages_sent = 12;
        memory.counters.api_errors = {{"pacing", 5}};
        memory.counters.gap = std::chrono::milliseconds(1500);
        memory.counters.order_execution = DurationHistogram({0.1, 2.5});
        memory.counters.order_execution.count(std::chrono::milliseconds(700));
        options::OptionContract option;
        option.conid = ConId(77);
        option.symbol = "SPX";
        option.trading_class = "SPXW";
        option.expiration = option.last_trade_date = *parse_date("2026-12-18");
        option.strike = *Price::parse("4805.5");
        memory.options.push_back(option);
        memory.underlyings.push_back(
            {"SPX", options::UnderlyingKind::index, ConId(1), "CBOE", "USD"});
        return memory;
    }
    [[nodiscard]] std::string text() const {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void write(const std::string& text) const { std::ofstream(path) << text; }

    std::string path = ::testing::TempDir() + "wingspread_memory_test.link";
};

TEST_F(MemoryFile, ComesBackAsItWas) {
    const auto memory = sample();
    ASSERT_TRUE(save_link_memory(path, memory));
    const auto loaded = load_link_memory(path);
    ASSERT_TRUE(loaded) << loaded.error().message;
    ASSERT_TRUE(*loaded);
    const auto& back = **loaded;
    EXPECT_EQ(back.saved_at, memory.saved_at);
    EXPECT_EQ(back.reason, memory.reason);
    EXPECT_EQ(back.client_id, memory.client_id);
    EXPECT_EQ(back.highest_order_id, memory.highest_order_id);
    EXPECT_EQ(back.counters.messages_sent, 12U);
    for (const auto& error : back.counters.api_errors) {
        EXPECT_EQ(error.count, error.code_class == "pacing" ? 5U : 0U) << error.code_class;
    }
    EXPECT_EQ(back.counters.gap, memory.counters.gap);
    EXPECT_EQ(back.counters.order_execution.counts(), memory.counters.order_execution.counts());
    EXPECT_EQ(back.options, memory.options);
    EXPECT_EQ(back.underlyings, memory.underlyings);
}

TEST_F(MemoryFile, IsNotNeeded) {
    const auto loaded = load_link_memory(path);
    ASSERT_TRUE(loaded);
    EXPECT_FALSE(*loaded);
}

// A byte that is lost anywhere is either seen or does not matter; it never ends the program.
TEST_F(MemoryFile, ATruncatedOneIsRefusedAsAWhole) {
    ASSERT_TRUE(save_link_memory(path, sample()));
    const std::string whole = text();
    int refused = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        write(whole.substr(0, length));
        const auto loaded = load_link_memory(path);
        if (!loaded) {
            ++refused;
            EXPECT_NE(loaded.error().message.find(path), std::string::npos);
        }
    }
    EXPECT_GE(refused, static_cast<int>(whole.size()) - 5);
}

TEST_F(MemoryFile, OfAnotherVersionIsRefused) {
    write("version=99\n");
    const auto loaded = load_link_memory(path);
    ASSERT_FALSE(loaded);
    EXPECT_NE(loaded.error().message.find("99"), std::string::npos);
}

TEST_F(MemoryFile, ThatCannotBeWrittenIsSaid) {
    const auto saved = save_link_memory("/nonexistent/wingspread.link", sample());
    ASSERT_FALSE(saved);
    EXPECT_NE(saved.error().message.find("/nonexistent"), std::string::npos);
}

}  // namespace
}  // namespace wingspread::app
