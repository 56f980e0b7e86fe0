#include "broker/translate_contracts.hpp"
#include "broker/translate_quotes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Date day(int year, unsigned month, unsigned of_month) {
    return std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{of_month};
}
constexpr MarketTime moment{1000s};

/// The SPX option of January 2020: IBKR's date is a Thursday, its name a Friday.
tws::ContractDetails spx_option() {
    tws::ContractDetails details;
    details.contract.con_id = ConId(384688665);
    details.contract.symbol = "SPX";
    details.contract.sec_type = tws::SecType::option;
    details.contract.last_trade_date_or_month = "20200116";
    details.contract.strike = Price::from_int(3205);
    details.contract.right = tws::Right::put;
    details.contract.multiplier = Quantity::from_int(100);
    details.contract.exchange = "SMART";
    details.contract.currency = "USD";
    details.contract.trading_class = "SPX";
    details.underlying_sec_type = tws::SecType::index;
    details.real_expiration_date = "20200117";
    details.valid_exchanges = "SMART,CBOE";
    details.market_rule_ids = "110,111";
    return details;
}

TEST(ToOption, AnAmSettledIndexOptionExpiresOnTheDayAfterItsLastTrade) {
    const auto option = to_option(spx_option());
    ASSERT_TRUE(option) << option.error().message;
    EXPECT_EQ(option->last_trade_date, day(2020, 1, 16));
    EXPECT_EQ(option->expiration, day(2020, 1, 17));
    EXPECT_EQ(option->settlement, options::Settlement::am);
    EXPECT_EQ(option->style, options::ExerciseStyle::european);
    EXPECT_EQ(osi_symbol(*option), "SPX   200117P03205000");
}

TEST(ToOption, WeekliesAndStockOptionsSettleAtTheClose) {
    auto details = spx_option();
    details.contract.trading_class = "SPXW";
    details.contract.last_trade_date_or_month = "20200117 15:00 US/Central";
    const auto weekly = to_option(details).value();
    EXPECT_EQ(weekly.last_trade_date, day(2020, 1, 17));
    EXPECT_EQ(weekly.settlement, options::Settlement::pm);
    EXPECT_EQ(weekly.style, options::ExerciseStyle::european);

    details.contract.symbol = details.contract.trading_class = "SPY";
    details.underlying_sec_type = tws::SecType::stock;
    details.contract.right = tws::Right::call;
    const auto stock = to_option(details).value();
    EXPECT_EQ(stock.style, options::ExerciseStyle::american);
    EXPECT_EQ(stock.right, options::Right::call);
}

TEST(ToOption, ASaturdayIsNoSettlementAtTheOpen) {
    auto details = spx_option();
    details.contract.last_trade_date_or_month = "20130118";
    details.real_expiration_date = "20130119";
    EXPECT_EQ(to_option(details).value().settlement, options::Settlement::pm);
}

TEST(ToOption, WhatIsMissingIsNamed) {
    struct Case {
        const char* named;
        void (*spoil)(tws::ContractDetails&);
    };
    const Case cases[] = {
        {"conId", [](auto& d) { d.contract.con_id = {}; }},
        {"symbol", [](auto& d) { d.contract.symbol.clear(); }},
        {"type", [](auto& d) { d.contract.sec_type = tws::SecType::future; }},
        {"class", [](auto& d) { d.contract.trading_class.clear(); }},
        {"strike", [](auto& d) { d.contract.strike.reset(); }},
        {"right", [](auto& d) { d.contract.right = tws::Right::none; }},
        {"multiplier", [](auto& d) { d.contract.multiplier.reset(); }},
        {"multiplier", [](auto& d) { d.contract.multiplier = Quantity::parse("0.5").value(); }},
        {"last trade date", [](auto& d) { d.contract.last_trade_date_or_month = "202001"; }},
        {"last trade date", [](auto& d) { d.contract.last_trade_date_or_month = "20200230"; }},
        {"real expiration date", [](auto& d) { d.real_expiration_date.clear(); }},
        {"real expiration date", [](auto& d) { d.real_expiration_date = "20200115"; }},
        {"underlying", [](auto& d) { d.underlying_sec_type = tws::SecType::none; }},
    };
    for (const Case& spoilt : cases) {
        auto details = spx_option();
        spoilt.spoil(details);
        const auto option = to_option(details);
        ASSERT_FALSE(option) << spoilt.named;
        EXPECT_EQ(option.error().code, Errc::protocol);
        EXPECT_THAT(option.error().message, HasSubstr(spoilt.named));
    }
}

TEST(ToUnderlying, StocksAreRoutedAndIndexesLiveAtHome) {
    tws::ContractDetails details;
    details.contract.con_id = ConId(265598);
    details.contract.symbol = "AAPL";
    details.contract.sec_type = tws::SecType::stock;
    details.contract.exchange = "SMART";
    details.contract.primary_exchange = "NASDAQ";
    details.contract.currency = "USD";
    EXPECT_EQ(to_underlying(details).value(),
              (options::Underlying{"AAPL", options::UnderlyingKind::stock, ConId(265598), "SMART",
                                   "USD"}));
    details.contract.symbol = "SPX";
    details.contract.sec_type = tws::SecType::index;
    details.contract.exchange = "CBOE";
    EXPECT_EQ(to_underlying(details).value().exchange, "CBOE");
    details.contract.exchange.clear();
    details.contract.primary_exchange.clear();
    EXPECT_FALSE(to_underlying(details));
}

TEST(MarketRules, TheRuleOfTheSmartExchange) {
    auto details = spx_option();
    EXPECT_EQ(market_rule_id(details), 110);
    details.valid_exchanges = "CBOE,SMART";
    EXPECT_EQ(market_rule_id(details), 111);
    details.valid_exchanges = "CBOE";
    EXPECT_EQ(market_rule_id(details), 110);
    details.market_rule_ids.clear();
    EXPECT_EQ(market_rule_id(details), std::nullopt);
    const auto table = to_increments({110,
                                      {{Price{}, Price::parse("0.05").value()},
                                       {Price::from_int(3), Price::parse("0.1").value()}}});
    ASSERT_TRUE(table);
    EXPECT_EQ(table->increment_at(Price::from_int(4)), Price::parse("0.1").value());
}

TEST(ContractQuestions, AreFullySpecified) {
    const options::Underlying spx{"SPX", options::UnderlyingKind::index, ConId(416904), "CBOE",
                                  "USD"};
    const auto details = option_details(RequestId(1), spx, "SPXW", day(2026, 12, 18));
    const auto& wanted = std::get<tws::ReqContractData>(details.request()).contract;
    EXPECT_EQ(wanted.symbol, "SPX");
    EXPECT_EQ(wanted.sec_type, tws::SecType::option);
    EXPECT_EQ(wanted.trading_class, "SPXW");
    EXPECT_EQ(wanted.last_trade_date_or_month, "20261218");
    EXPECT_EQ(wanted.exchange, "SMART");
    EXPECT_EQ(wanted.currency, "USD");
    EXPECT_EQ(wanted.multiplier, Quantity::from_int(100));
    EXPECT_EQ(wanted.strike, std::nullopt) << "all strikes with one question";
    EXPECT_EQ(wanted.right, tws::Right::none);

    const auto chain = chain_parameters(RequestId(2), spx);
    const auto& parameters = std::get<tws::ReqSecDefOptParams>(chain.request());
    EXPECT_EQ(parameters.underlying_symbol, "SPX");
    EXPECT_EQ(parameters.underlying_sec_type, tws::SecType::index);
    EXPECT_EQ(parameters.underlying_con_id, ConId(416904));
    EXPECT_EQ(parameters.fut_fop_exchange, "");
}

TEST(MarketData, ALineIsAskedForByContractIdAndExchange) {
    const auto option = to_option(spx_option()).value();
    const auto message = market_data(RequestId(7), option);
    const auto& request = std::get<tws::ReqMktData>(message.request());
    EXPECT_EQ(request.contract.con_id, ConId(384688665));
    EXPECT_EQ(request.contract.exchange, "SMART");
    EXPECT_EQ(request.generic_ticks, "101");
    EXPECT_FALSE(request.snapshot);
    EXPECT_FALSE(request.regulatory_snapshot) << "each would be billed";
}

TEST(MarketData, AShareIsAskedForItsDividends) {
    options::Underlying ko{.symbol = "KO", .conid = ConId(8894)};
    const auto generic = [&] {
        return std::get<tws::ReqMktData>(market_data(RequestId(7), ko).request()).generic_ticks;
    };
    EXPECT_EQ(generic(), "456");
    ko.kind = options::UnderlyingKind::index;
    EXPECT_EQ(generic(), "") << "TWS would refuse the whole request";
}

Result<market::Dividends> dividends(std::string value) {
    return *to_dividends({RequestId(1), tws::TickType::ib_dividends, std::move(value)});
}

TEST(ToDividends, EveryFieldMayBeUnsaid) {
    EXPECT_EQ(dividends("0.83,0.92,20130219,0.23").value(),
              (market::Dividends{Price::parse("0.83").value(), Price::parse("0.92").value(),
                                 day(2013, 2, 19), Price::parse("0.23").value()}));
    EXPECT_EQ(dividends("0.83,0.92,,").value(),
              (market::Dividends{Price::parse("0.83").value(), Price::parse("0.92").value(),
                                 std::nullopt, std::nullopt}));
    EXPECT_FALSE(dividends("0.83,0.92,,")->pays_none());
    EXPECT_FALSE(dividends(",,20130219,")->pays_none());
    EXPECT_FALSE(dividends(",,,0.23")->pays_none());
    EXPECT_EQ(dividends(",,,").value(), market::Dividends{});
    EXPECT_TRUE(dividends(",,,")->pays_none());
    EXPECT_TRUE(dividends("0.0,0,,0")->pays_none());
    const auto other = to_dividends({RequestId(1), tws::TickType::last_timestamp, "1,1,,"});
    EXPECT_FALSE(other.has_value());
}

TEST(ToDividends, WhatCannotBeReadNamesItsField) {
    const auto says = [](std::string value, std::string_view field) {
        const auto read = dividends(value);
        ASSERT_FALSE(read) << value;
        EXPECT_EQ(read.error().code, Errc::protocol);
        EXPECT_NE(read.error().message.find(field), std::string::npos) << read.error().message;
    };
    says("", "dividends: got \"\"");
    says("0.83,0.92,20130219", "four fields");
    says("0.83,0.92,20130219,0.23,", "four fields");
    says("-0.83,0.92,20130219,0.23", "past year: got \"-0.83\"");
    says("0.83,x,20130219,0.23", "next year: got \"x\"");
    says("0.83,0.92,20130231,0.23", "next ex-date: got \"20130231\"");
    says("0.83,0.92,20130219,nan", "next amount: got \"nan\"");
}

tws::TickPrice price_tick(tws::TickType type, std::optional<Price> price,
                          std::optional<Quantity> size) {
    return {RequestId(1), type, price, size, {}};
}

TEST(ToTick, PricesCarryTheirSizes) {
    const auto tick =
        to_tick(price_tick(tws::TickType::bid, Price::from_int(2), Quantity::from_int(10)), moment);
    ASSERT_TRUE(tick);
    EXPECT_EQ(*tick, (market::Tick{market::TickKind::bid, Price::from_int(2),
                                   Quantity::from_int(10), false, moment}));
}

TEST(ToTick, DelayedTicksComeOutLikeLiveOnes) {
    const auto kind = [](tws::TickType type) {
        return to_tick(price_tick(type, Price::from_int(2), std::nullopt), moment)->kind;
    };
    EXPECT_EQ(kind(tws::TickType::delayed_bid), market::TickKind::bid);
    EXPECT_EQ(kind(tws::TickType::delayed_ask), market::TickKind::ask);
    EXPECT_EQ(kind(tws::TickType::delayed_last), market::TickKind::last);
}

TEST(ToTick, WhatAQuoteDoesNotHoldIsIgnored) {
    for (const auto type : {tws::TickType::close, tws::TickType::high, tws::TickType::mark_price,
                            tws::TickType{9999}}) {
        EXPECT_EQ(to_tick(price_tick(type, Price::from_int(1), std::nullopt), moment),
                  std::nullopt);
    }
}

// The whole way from a recorded "no quote" to the book: -1 with size 0 takes a side away, a
// positive size makes a negative price real.
TEST(ToTick, NoQuoteAndNegativePricesReachTheBookAsTheyAreMeant) {
    market::Quote quote;
    const auto apply = [&](Price price, std::int64_t size) {
        market::apply(
            quote,
            *to_tick(price_tick(tws::TickType::bid, price, Quantity::from_int(size)), moment));
    };
    apply(Price::from_int(2), 5);
    EXPECT_EQ(quote.bid, Price::from_int(2));
    apply(-Price::from_int(1), 0);
    EXPECT_EQ(quote.bid, std::nullopt);
    apply(-Price::from_int(1), 5);
    EXPECT_EQ(quote.bid, -Price::from_int(1));
}

TEST(ToTick, PreOpenQuotesAreMarked) {
    auto message = price_tick(tws::TickType::ask, Price::from_int(2), Quantity::from_int(1));
    message.attributes.pre_open = true;
    EXPECT_TRUE(to_tick(message, moment)->pre_open);
}

TEST(ToTick, OpenInterestCountsOnTheLineOfItsRight) {
    const tws::TickSize calls{RequestId(1), tws::TickType::option_call_open_interest,
                              Quantity::from_int(250)};
    const tws::TickSize puts{RequestId(1), tws::TickType::option_put_open_interest, Quantity{}};
    const auto tick = to_tick(calls, options::Right::call, moment);
    ASSERT_TRUE(tick);
    EXPECT_EQ(tick->kind, market::TickKind::open_interest);
    EXPECT_EQ(tick->size, Quantity::from_int(250));
    EXPECT_EQ(to_tick(puts, options::Right::call, moment), std::nullopt);
    EXPECT_EQ(to_tick(calls, std::nullopt, moment), std::nullopt) << "an underlying has none";
}

TEST(ToTick, SizesAlone) {
    const tws::TickSize size{RequestId(1), tws::TickType::ask_size, Quantity::from_int(3)};
    EXPECT_EQ(to_tick(size, std::nullopt, moment)->kind, market::TickKind::ask_size);
}

TEST(ToDataType, WhatALineDelivers) {
    EXPECT_EQ(to_data_type(tws::MarketDataKind::real_time), market::DataType::live);
    EXPECT_EQ(to_data_type(tws::MarketDataKind::delayed), market::DataType::delayed);
    EXPECT_EQ(to_data_type(tws::MarketDataKind{7}), market::DataType::unknown);
}

TEST(ToHalt, AbsenceIsNoProof) {
    const auto halt = [](std::optional<double> value) {
        return to_halt({RequestId(1), tws::TickType::halted, value});
    };
    EXPECT_EQ(halt(0.0), market::HaltState::trading);
    EXPECT_EQ(halt(1.0), market::HaltState::regulatory);
    EXPECT_EQ(halt(2.0), market::HaltState::volatility);
    EXPECT_EQ(halt(-1.0), market::HaltState::unknown);
    EXPECT_EQ(halt(std::nullopt), market::HaltState::unknown);
    EXPECT_EQ(to_halt({RequestId(1), tws::TickType::shortable, 0.0}), std::nullopt);
}

}  // namespace
}  // namespace wingspread::broker
