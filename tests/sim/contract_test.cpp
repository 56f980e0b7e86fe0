#include "bench.hpp"
#include "core/date.hpp"

#include <algorithm>
#include <set>

namespace wingspread::sim::testing {
namespace {

tws::Contract some_options(const std::string& symbol, const std::string& date = "",
                           const std::string& trading_class = "") {
    tws::Contract contract;
    contract.symbol = symbol;
    contract.sec_type = tws::SecType::option;
    contract.exchange = "SMART";
    contract.currency = "USD";
    contract.last_trade_date_or_month = date;
    contract.trading_class = trading_class;
    return contract;
}

struct Desk {
    Bench bench;
    Client& client = bench.ready();

    std::vector<tws::ContractDetails> details(tws::Contract contract) {
        bench.send(client, tws::ReqContractData{RequestId{1}, std::move(contract)});
        const auto answers = client.take();
        std::vector<tws::ContractDetails> found;
        for (const auto& data : all_of<tws::ContractData>(answers)) found.push_back(*data.details);
        if (!found.empty())
            EXPECT_TRUE(std::holds_alternative<tws::ContractDataEnd>(answers.back()));
        errors = codes(answers);
        return found;
    }
    std::vector<tws::SecDefOptParams> chain(const std::string& symbol, std::int64_t conid,
                                            tws::SecType type) {
        bench.send(client, tws::ReqSecDefOptParams{RequestId{2}, symbol, "", type, ConId{conid}});
        const auto answers = client.take();
        errors = codes(answers);
        return all_of<tws::SecDefOptParams>(answers);
    }
    std::vector<int> errors;
};

TEST(Contracts, AStockIsFoundBySymbolAndByConid) {
    Desk desk;
    const auto by_symbol = desk.details(stock("AAPL"));
    ASSERT_EQ(by_symbol.size(), 1U);
    EXPECT_EQ(by_symbol[0].contract.con_id, ConId{265598});
    EXPECT_EQ(by_symbol[0].contract.primary_exchange, "NASDAQ");
    EXPECT_EQ(by_symbol[0].contract.trading_class, "NMS");
    EXPECT_EQ(by_symbol[0].long_name, "APPLE INC");
    EXPECT_EQ(by_symbol[0].time_zone_id, "US/Eastern");
    tws::Contract conid_only;
    conid_only.con_id = ConId{265598};
    EXPECT_EQ(desk.details(conid_only), by_symbol);
}

TEST(Contracts, UnknownOnesAndCombosAreErrors) {
    Desk desk;
    EXPECT_TRUE(desk.details(stock("NOSUCH")).empty());
    EXPECT_EQ(desk.errors, std::vector{200});
    tws::Contract bag = stock("AAPL");
    bag.sec_type = tws::SecType::combo;
    EXPECT_TRUE(desk.details(bag).empty());
    EXPECT_EQ(desk.errors, std::vector{321});
}

TEST(Contracts, OneRequestGivesAWholeExpiry) {
    Desk desk;
    const auto december = desk.details(some_options("AAPL", "20251219"));
    ASSERT_GT(december.size(), 40U);
    for (const tws::ContractDetails& one : december) {
        EXPECT_EQ(one.contract.last_trade_date_or_month, "20251219");
        EXPECT_EQ(one.real_expiration_date, "20251219");
        EXPECT_EQ(one.contract.local_symbol.size(), 21U);
        EXPECT_EQ(one.underlying_con_id, ConId{265598});
        const auto parts = [](const std::string& list) { return std::ranges::count(list, ','); };
        EXPECT_EQ(parts(one.valid_exchanges), parts(one.market_rule_ids));
    }
    EXPECT_EQ(desk.details(some_options("AAPL", "202512")).size() >= december.size(), true);
}

TEST(Contracts, MorningSettledIndexOptionsStopTradingTheDayBefore) {
    Desk desk;
    const auto morning = desk.details(some_options("SPX", "20251218", "SPX"));
    ASSERT_FALSE(morning.empty());
    EXPECT_EQ(morning[0].real_expiration_date, "20251219");
    EXPECT_TRUE(morning[0].contract.local_symbol.starts_with("SPX   251219"));
    const auto evening = desk.details(some_options("SPX", "20251219", "SPXW"));
    ASSERT_FALSE(evening.empty());
    EXPECT_EQ(evening[0].real_expiration_date, "20251219");
    EXPECT_TRUE(evening[0].contract.local_symbol.starts_with("SPXW  251219"));
    EXPECT_EQ(desk.details(some_options("SPX", "20251219", "SPX")).size(), 0U);
}

TEST(Contracts, TheChainIsASupersetWithPairsThatDoNotExist) {
    Desk desk;
    const auto rows = desk.chain("SPX", 416904, tws::SecType::index);
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& row : rows) seen.insert({row.exchange, row.trading_class});
    EXPECT_EQ(seen, (std::set<std::pair<std::string, std::string>>{
                        {"SMART", "SPX"}, {"SMART", "SPXW"}, {"CBOE", "SPX"}, {"CBOE", "SPXW"}}));
    for (const auto& row : rows) {
        if (row.exchange != "SMART" || row.trading_class != "SPXW") continue;
        EXPECT_GE(row.expirations.size(), 12U);
        const std::string nearest = to_compact(row.expirations.front());
        const auto listed = desk.details(some_options("SPX", nearest, "SPXW"));
        EXPECT_LT(listed.size(), 2 * row.strikes.size());
        std::set<Price> real;
        for (const auto& one : listed) real.insert(*one.contract.strike);
        for (const Price strike : row.strikes) {
            if (real.contains(strike)) continue;
            tws::Contract absent = some_options("SPX", nearest, "SPXW");
            absent.strike = strike;
            absent.right = tws::Right::put;
            EXPECT_TRUE(desk.details(absent).empty());
            EXPECT_EQ(desk.errors, std::vector{200});
            break;
        }
    }
    EXPECT_TRUE(desk.chain("SPX", 1, tws::SecType::index).empty());
    EXPECT_EQ(desk.errors, std::vector{321});
}

TEST(Contracts, StrikesLieDenserNearTheMoney) {
    Desk desk;
    std::vector<Price> strikes;
    for (const auto& one : desk.details(some_options("SPX", "20251218", "SPX")))
        if (one.contract.right == tws::Right::put) strikes.push_back(*one.contract.strike);
    std::ranges::sort(strikes);
    ASSERT_GT(strikes.size(), 50U);
    const auto step_at = [&](double level) {
        const auto it = std::ranges::lower_bound(strikes, *Price::from_double(level));
        return (*std::next(it) - *it).to_double();
    };
    EXPECT_LT(step_at(6'600), step_at(5'200));
}

TEST(Contracts, MarketRulesAndSymbolSearch) {
    Desk desk;
    desk.bench.send(desk.client, tws::ReqMarketRule{67});
    const auto rules = all_of<tws::MarketRule>(desk.client.take());
    ASSERT_EQ(rules.size(), 1U);
    EXPECT_EQ(rules[0].increments, (std::vector<tws::PriceIncrement>{{Price{}, price("0.05")},
                                                                     {price("3"), price("0.1")}}));
    desk.bench.send(desk.client, tws::ReqMarketRule{9999});
    EXPECT_EQ(codes(desk.client.take()), std::vector{321});
    desk.bench.send(desk.client, tws::ReqMatchingSymbols{RequestId{3}, "appl"});
    const auto samples = all_of<tws::SymbolSamples>(desk.client.take());
    ASSERT_EQ(samples.size(), 1U);
    ASSERT_EQ(samples[0].samples.size(), 1U);
    EXPECT_EQ(samples[0].samples[0].symbol, "AAPL");
}

TEST(Contracts, AllUnderlyingsTogetherListThousands) {
    const auto market = Bench::make_market({}, 1, test_start(), Hours::always);
    ASSERT_TRUE(market);
    const auto& universe = (*market)->universe();
    EXPECT_GT(universe.instruments().size(), 8'000U);
    std::set<ConId> ids;
    for (const Instrument& one : universe.instruments()) ids.insert(one.conid);
    EXPECT_EQ(ids.size(), universe.instruments().size());
    for (const char* symbol : {"SPX", "SPY", "QQQ", "AAPL", "MSFT", "KO"})
        EXPECT_NE(universe.underlying(symbol), nullptr) << symbol;
    EXPECT_FALSE(Bench::make_market({"TSLA"}, 1, test_start(), Hours::always));
}

TEST(Contracts, AContractKeepsItsIdFromDayToDay) {
    const auto today = *Bench::make_market({"KO"}, 1, test_start(), Hours::always);
    const auto later = *Bench::make_market({"KO"}, 9, test_start() + 48h, Hours::always);
    int shared = 0;
    for (const Instrument& one : today->universe().instruments()) {
        const Instrument* other = later->universe().find(one.conid);
        if (!other) continue;
        EXPECT_EQ(other->local_symbol, one.local_symbol);
        ++shared;
    }
    EXPECT_GT(shared, 100);
}

}  // namespace
}  // namespace wingspread::sim::testing
