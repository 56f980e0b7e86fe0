#include "bench.hpp"

#include <optional>
#include <tuple>

namespace wingspread::sim::testing {
namespace {

/// The code with which an account of that kind meets an order; 0 when it is taken.
class Kind : public ::testing::Test {
  protected:
    void open(AccountKind kind) {
        GatewayConfig config;
        config.account_kind = kind;
        config.fills.partial_fill_chance = 0;
        bench.emplace(config);
        client = &bench->ready();
        std::tie(sold, bought) = put_pair(bench->gateway, "AAPL", 20, 255, 5);
        ASSERT_TRUE(sold != nullptr && bought != nullptr);
    }
    int code_of(tws::Contract contract, tws::Action action, int quantity, const char* limit) {
        bench->send(*client, order(++last_id, std::move(contract), action, quantity, price(limit)));
        bench->run(50ms);
        const auto found = codes(client->take());
        return found.empty() ? 0 : found.front();
    }
    static tws::Contract single(const Instrument& instrument) {
        tws::Contract contract;
        contract.con_id = instrument.conid;
        contract.exchange = "SMART";
        return contract;
    }

    std::optional<Bench> bench;
    Client* client = nullptr;
    const Instrument* sold = nullptr;
    const Instrument* bought = nullptr;
    int last_id = 0;
};

TEST_F(Kind, AMarginAccountSellsSpreadsAndOptions) {
    open(AccountKind::margin);
    EXPECT_EQ(code_of(combo(*sold, *bought), tws::Action::buy, 1, "-4.5"), 0);
    EXPECT_EQ(code_of(single(*sold), tws::Action::sell, 1, "90"), 0);
}

TEST_F(Kind, ACashAccountBuysOptionsOnly) {
    open(AccountKind::cash);
    EXPECT_EQ(code_of(combo(*sold, *bought), tws::Action::buy, 1, "-4.5"), 201);
    EXPECT_EQ(code_of(single(*sold), tws::Action::sell, 1, "90"), 201);
    EXPECT_EQ(code_of(single(*bought), tws::Action::buy, 1, "0.05"), 0);
}

TEST_F(Kind, ACashAccountSellsCallsOnItsShares) {
    open(AccountKind::cash);
    const auto* call = option(bench->gateway, "AAPL", sold->option.last_trade_date,
                              sold->option.strike.to_string().c_str(), options::Right::call);
    ASSERT_NE(call, nullptr);
    EXPECT_EQ(code_of(single(*call), tws::Action::sell, 1, "90"), 201);
    EXPECT_EQ(code_of(stock("AAPL"), tws::Action::buy, 100, "400"), 0);
    ASSERT_TRUE(bench->run_until([&] { return !bench->gateway.books().executions.empty(); }));
    client->take();
    EXPECT_EQ(code_of(single(*call), tws::Action::sell, 1, "90"), 0);
    EXPECT_EQ(code_of(single(*call), tws::Action::sell, 2, "90"), 201) << "shares for one only";
}

TEST_F(Kind, AnIraHoldsSpreadsAndNothingUncovered) {
    open(AccountKind::ira);
    EXPECT_EQ(code_of(combo(*sold, *bought), tws::Action::buy, 1, "-4.5"), 0);
    EXPECT_EQ(code_of(single(*bought), tws::Action::sell, 1, "90"), 201);
    EXPECT_EQ(code_of(stock("AAPL"), tws::Action::sell, 1, "300"), 201);
}

TEST_F(Kind, AnIraSaysSo) {
    open(AccountKind::ira);
    bench->send(*client, tws::ReqAccountUpdates{true, ""});
    const auto values = all_of<tws::AccountValue>(client->take());
    const auto found = std::ranges::find(values, "AccountType", &tws::AccountValue::key);
    ASSERT_NE(found, values.end());
    EXPECT_EQ(found->value, "IRA");
}

}  // namespace
}  // namespace wingspread::sim::testing
