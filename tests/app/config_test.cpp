#include "app/config.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace wingspread::app {
namespace {

using Entries = std::vector<std::string>;

Config merged(std::vector<Source> sources) {
    auto config = merge(sources);
    EXPECT_TRUE(config) << (config ? "" : config.error().message);
    return config.value_or(Config{});
}

std::string refusal(const std::vector<Source>& sources) {
    const auto config = merge(sources);
    return config ? "accepted" : config.error().message;
}

std::string temporary_file(const std::string& text) {
    const std::string path = testing::TempDir() + "wingspread_config_test.toml";
    std::ofstream(path) << text;
    return path;
}

TEST(Config, WithoutAGatewayTheSimulatedOneIsMeant) {
    EXPECT_FALSE(merged({}).gateway);
    EXPECT_EQ(merged({{"flags", {{"gateway.port", "4002"}}}}).gateway,
              (GatewayAddress{"127.0.0.1", 4002}));
}

TEST(Config, LaterSourcesWin) {
    const auto config = merged({{"file", {{"server.port", "1"}, {"live.symbol", "QQQ"}}},
                                {"environment", {{"server.port", "2"}}},
                                {"flags", {{"server.port", "3"}}}});
    EXPECT_EQ(config.server_port, 3);
    EXPECT_EQ(config.live_symbol, "QQQ");
}

TEST(Config, TheAliasesOfTheFirstPlanAreRead) {
    const Entries environment{"TWS_HOST=tws.lan",     "TWS_PORT=4002",
                              "CLIENT_ID=7",          "WATCHDOG_TIMEOUT=20",
                              "MAX_SUBSCRIPTIONS=80", "MAX_CONCURRENT_REQUESTS=9",
                              "ACCOUNT_TYPE=live",    "PATH=/bin"};
    const auto config = merged({*read_environment(environment)});
    EXPECT_EQ(config.gateway, (GatewayAddress{"tws.lan", 4002}));
    EXPECT_EQ(config.client_id, 7);
    EXPECT_EQ(config.watchdog_timeout, std::chrono::seconds(20));
    EXPECT_EQ(config.max_subscriptions, 80);
    EXPECT_EQ(config.max_concurrent_requests, 9);
    EXPECT_EQ(config.account_type, AccountType::live);
    EXPECT_EQ(merged({*read_environment(Entries{"IBKR_API_URL=tcp://h:4001/"})}).gateway,
              (GatewayAddress{"h", 4001}));
}

TEST(Config, OwnNamesWinOverAliasesAndUnknownOnesAreRefused) {
    const Entries both{"WINGSPREAD_GATEWAY_PORT=4002", "TWS_PORT=7496"};
    EXPECT_EQ(merged({*read_environment(both)}).gateway->port, 4002);
    const auto unknown = read_environment(Entries{"WINGSPREAD_GATEWAY_PROT=4002"});
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("WINGSPREAD_GATEWAY_PROT"), std::string::npos);
}

TEST(Config, EverySettingHasAnEnvironmentNameOfItsOwn) {
    for (const auto& setting : settings()) {
        EXPECT_TRUE(environment_name(setting.key).starts_with("WINGSPREAD_"));
        Config config;
        EXPECT_FALSE(setting.apply(config, "")) << setting.key << " accepts an empty text";
    }
}

TEST(Config, RefusalsNameTheSourceTheKeyTheValueAndWhatWasExpected) {
    EXPECT_EQ(refusal({{"config.toml", {{"gateway.port", "70000"}}}}),
              "config.toml: gateway.port: got \"70000\", expected a port from 1 to 65535");
    EXPECT_EQ(refusal({{"flags", {{"gateway.prot", "1"}}}}),
              "flags: unknown key \"gateway.prot\"; `wingspread config` lists the keys");
}

TEST(Config, ReadsTomlAndSaysWhereItIsBroken) {
    const auto source = read_config_file(temporary_file(
        "[gateway]\nhost = \"tws\"\nport = 4002\n[risk]\nmax_loss_per_order_usd = 500\n"));
    ASSERT_TRUE(source) << source.error().message;
    const auto config = merged({*source});
    EXPECT_EQ(config.gateway, (GatewayAddress{"tws", 4002}));
    EXPECT_EQ(config.risk.at("max_loss_per_order_usd"), "500");

    const auto broken = read_config_file(temporary_file("[gateway]\nport = = 3\n"));
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().message.find(":2:"), std::string::npos) << broken.error().message;
    EXPECT_FALSE(read_config_file("/nonexistent/config.toml"));
}

}  // namespace
}  // namespace wingspread::app
