#include "broker/chain_loader.hpp"

#include "core/date.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Date day(unsigned month, unsigned of_month) {
    return std::chrono::year{2026} / std::chrono::month{month} / std::chrono::day{of_month};
}
const Now start = {MonotonicTime{100s}, UtcTime{std::chrono::sys_days{day(1, 5)} + 17h},
                   to_market(UtcTime{std::chrono::sys_days{day(1, 5)} + 17h})};

/// Lists what a gateway knows; each question that reaches it is answered from it.
struct Listing {
    std::string trading_class;
    Date last_trade_date;
    Date expiration;
    int contracts;
    int multiplier = 100;
};

struct Fixture {
    explicit Fixture(ChainWish wish, ChainLoaderSettings settings = {})
        : loader(std::move(wish), settings, ids, cache) {}

    void begin() { ask(loader.start(now)); }
    void ask(const std::vector<Outbound>& messages) {
        for (const auto& message : messages) asked.push_back(message.request());
    }
    template <class Message>
    void answer(Message message) {
        ask(loader.on_answer(tws::Answer(std::move(message)), now));
    }
    void error(RequestId id, int code, std::string text = "text") {
        tws::ErrorMessage message;
        message.id = id.value();
        message.code = code;
        message.text = std::move(text);
        answer(message);
    }
    void pass(Duration step) {
        now = now + step;
        ask(loader.on_time(now));
    }
    /// Answers everything that was asked and not yet answered.
    void serve() {
        while (served < asked.size()) serve(asked[served++]);
    }
    void serve(const tws::Request& request) {
        if (const auto* const params = std::get_if<tws::ReqSecDefOptParams>(&request)) {
            return serve_parameters(params->req_id);
        }
        const auto& question = std::get<tws::ReqContractData>(request);
        if (question.contract.sec_type == tws::SecType::option) return serve_options(question);
        serve_underlying(question);
    }
    void serve_underlying(const tws::ReqContractData& question) {
        if (!(question.contract.sec_type == underlying_type)) return error(question.req_id, 200);
        tws::ContractDetails details;
        details.contract.con_id = ConId(416904);
        details.contract.symbol = question.contract.symbol;
        details.contract.sec_type = underlying_type;
        details.contract.exchange = underlying_type == tws::SecType::index ? "CBOE" : "SMART";
        details.contract.currency = "USD";
        answer(tws::ContractData{question.req_id, details});
        answer(tws::ContractDataEnd{question.req_id});
    }
    void serve_parameters(RequestId id) {
        std::map<std::pair<std::string, int>, std::vector<Date>> dates;
        for (const auto& listing : listings) {
            dates[{listing.trading_class, listing.multiplier}].push_back(listing.last_trade_date);
        }
        for (const auto& [row, expirations] : dates) {
            for (const char* const exchange : {"CBOE", "SMART"}) {
                answer(tws::SecDefOptParams{id,
                                            exchange,
                                            ConId(416904),
                                            row.first,
                                            Quantity::from_int(row.second),
                                            expirations,
                                            {}});
            }
        }
        answer(tws::SecDefOptParamsEnd{id});
    }
    void serve_options(const tws::ReqContractData& question) {
        bool found = false;
        for (const auto& listing : listings) {
            if (listing.trading_class != question.contract.trading_class ||
                to_compact(listing.last_trade_date) != question.contract.last_trade_date_or_month) {
                continue;
            }
            for (int i = 0; i < listing.contracts; ++i) {
                found = true;
                answer(tws::ContractData{question.req_id, option(question, listing, i)});
            }
        }
        if (!found) return error(question.req_id, 200, "No security definition has been found");
        answer(tws::ContractDataEnd{question.req_id});
    }
    tws::ContractDetails option(const tws::ReqContractData& question, const Listing& listing,
                                int number) {
        tws::ContractDetails details;
        details.contract = question.contract;
        details.contract.con_id = ConId(next_conid++);
        details.contract.last_trade_date_or_month = to_compact(listing.last_trade_date);
        details.contract.strike = Price::from_int(200 - number);
        details.contract.right = number % 2 == 0 ? tws::Right::call : tws::Right::put;
        details.contract.multiplier = Quantity::from_int(listing.multiplier);
        details.underlying_sec_type = underlying_type;
        details.real_expiration_date = to_compact(listing.expiration);
        details.valid_exchanges = "SMART";
        details.market_rule_ids = "32";
        return details;
    }
    std::size_t option_questions() const {
        std::size_t count = 0;
        for (const auto& request : asked) {
            const auto* const question = std::get_if<tws::ReqContractData>(&request);
            if (question && question->contract.sec_type == tws::SecType::option) ++count;
        }
        return count;
    }
    RequestId last_id() const {
        return std::visit(
            [](const auto& message) {
                if constexpr (requires { message.req_id; }) return message.req_id;
                return RequestId{};
            },
            asked.back());
    }
    const LoadedChain& chain() const { return loader.result()->value(); }
    const Error& failure() const { return loader.result()->error(); }

    RequestIds ids;
    ContractCache cache;
    ChainLoader loader;
    Now now = start;
    tws::SecType underlying_type = tws::SecType::stock;
    std::vector<Listing> listings;
    std::vector<tws::Request> asked;
    std::size_t served = 0;
    int next_conid = 1;
};

ChainWish wish(std::string symbol, Date from, Date to) { return {std::move(symbol), from, to, {}}; }

TEST(ChainLoader, OneQuestionForEachExpirationAndNoneForAContract) {
    Fixture f(wish("XYZ", day(1, 9), day(1, 31)));
    f.listings = {{"XYZ", day(1, 9), day(1, 9), 40},
                  {"XYZ", day(1, 16), day(1, 16), 60},
                  {"XYZ", day(2, 20), day(2, 20), 60}};
    f.begin();
    f.serve();
    ASSERT_TRUE(f.loader.result());
    ASSERT_TRUE(*f.loader.result()) << f.failure().message;
    EXPECT_EQ(f.option_questions(), 2U);
    EXPECT_EQ(f.asked.size(), 4U);
    EXPECT_EQ(f.chain().underlying.symbol, "XYZ");
    EXPECT_EQ(f.chain().contracts.size(), 100U);
    EXPECT_EQ(f.chain().contracts.front().expiration, day(1, 9));
    EXPECT_LT(f.chain().contracts[0].strike, f.chain().contracts[1].strike);
    EXPECT_THAT(f.chain().rules, ElementsAre(LoadedChain::ClassRule{"XYZ", 32}));
    EXPECT_EQ(f.loader.listings_done(), f.loader.listings_total());
    EXPECT_EQ(f.loader.next_wakeup(), std::nullopt);
}

// SPX stops trading on Thursday and expires on Friday: the wish is about expirations.
TEST(ChainLoader, AmSettledOptionsAreFoundByTheDayOnWhichTheyExpire) {
    Fixture f(wish("SPX", day(1, 16), day(1, 22)));
    f.underlying_type = tws::SecType::index;
    f.listings = {{"SPX", day(1, 15), day(1, 16), 10},
                  {"SPXW", day(1, 15), day(1, 15), 10},
                  {"SPXW", day(1, 16), day(1, 16), 10},
                  {"SPX", day(1, 22), day(1, 23), 10}};
    f.begin();
    EXPECT_EQ(std::get<tws::ReqContractData>(f.asked[0]).contract.sec_type, tws::SecType::index)
        << "a known index is looked up as one";
    f.serve();
    ASSERT_TRUE(f.loader.result() && *f.loader.result());
    ASSERT_EQ(f.chain().contracts.size(), 20U);
    EXPECT_EQ(f.chain().contracts.front().trading_class, "SPX");
    EXPECT_EQ(f.chain().contracts.front().settlement, options::Settlement::am);
    EXPECT_EQ(f.chain().contracts.back().trading_class, "SPXW");
    for (const auto& contract : f.chain().contracts) EXPECT_EQ(contract.expiration, day(1, 16));
}

TEST(ChainLoader, AdjustedOptionsAreLeftOut) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)));
    f.listings = {{"XYZ", day(1, 16), day(1, 16), 10},
                  {"2XYZ", day(1, 16), day(1, 16), 10},
                  {"XYZ", day(2, 20), day(2, 20), 10, 10}};
    f.begin();
    f.serve();
    EXPECT_EQ(f.chain().contracts.size(), 10U);
    EXPECT_EQ(f.option_questions(), 1U);
}

TEST(ChainLoader, OnlyTheWantedClasses) {
    Fixture f({"SPX", day(1, 1), day(12, 31), {"SPXW"}});
    f.underlying_type = tws::SecType::index;
    f.listings = {{"SPX", day(1, 15), day(1, 16), 10}, {"SPXW", day(1, 16), day(1, 16), 5}};
    f.begin();
    f.serve();
    EXPECT_EQ(f.chain().contracts.size(), 5U);
}

TEST(ChainLoader, ASymbolThatIsNoStockMayBeAnIndex) {
    Fixture f(wish("NEWIDX", day(1, 1), day(12, 31)));
    f.underlying_type = tws::SecType::index;
    f.listings = {{"NEWIDX", day(1, 16), day(1, 16), 5}};
    f.begin();
    f.serve();
    ASSERT_TRUE(*f.loader.result());
    EXPECT_EQ(f.chain().underlying.kind, options::UnderlyingKind::index);
}

TEST(ChainLoader, AnUnknownSymbolIsNamed) {
    Fixture f(wish("NOPE", day(1, 1), day(12, 31)));
    f.underlying_type = tws::SecType::bond;
    f.begin();
    f.serve();
    ASSERT_TRUE(f.loader.result());
    EXPECT_EQ(f.failure().code, Errc::not_found);
    EXPECT_THAT(f.failure().message, HasSubstr("NOPE"));
}

TEST(ChainLoader, ASymbolOfTwoContractsIsNotGuessed) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)));
    f.begin();
    for (const int conid : {1, 2}) {
        tws::ContractDetails details;
        details.contract.con_id = ConId(conid);
        details.contract.symbol = "XYZ";
        details.contract.sec_type = tws::SecType::stock;
        details.contract.currency = "USD";
        f.answer(tws::ContractData{f.last_id(), details});
    }
    f.answer(tws::ContractDataEnd{f.last_id()});
    ASSERT_TRUE(f.loader.result());
    EXPECT_EQ(f.failure().code, Errc::conflict);
}

TEST(ChainLoader, NoExpirationInTheRangeIsSaidPlainly) {
    Fixture f(wish("XYZ", day(6, 1), day(6, 2)));
    f.listings = {{"XYZ", day(1, 16), day(1, 16), 10}};
    f.begin();
    f.serve();
    EXPECT_EQ(f.failure().code, Errc::not_found);
    EXPECT_THAT(f.failure().message, HasSubstr("2026-06-01"));
}

TEST(ChainLoader, AsksFewListingsAtOnce) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)), {.max_in_flight = 3});
    for (unsigned i = 1; i <= 10; ++i) f.listings.push_back({"XYZ", day(2, i), day(2, i), 2});
    f.begin();
    f.served = 1;
    f.serve_underlying(std::get<tws::ReqContractData>(f.asked[0]));
    f.served = 2;
    f.serve_parameters(std::get<tws::ReqSecDefOptParams>(f.asked[1]).req_id);
    EXPECT_EQ(f.option_questions(), 3U);
    EXPECT_EQ(f.loader.listings_total(), 10U);
    f.serve();
    EXPECT_EQ(f.chain().contracts.size(), 20U);
}

TEST(ChainLoader, WhatWasAnsweredIsNotAskedTwiceADay) {
    Fixture f(wish("XYZ", day(1, 1), day(2, 28)));
    f.listings = {{"XYZ", day(1, 16), day(1, 16), 0},
                  {"XYZ", day(2, 20), day(2, 20), 4},
                  {"XYZ", day(3, 20), day(3, 20), 4}};
    f.begin();
    f.serve();
    EXPECT_EQ(f.chain().contracts.size(), 4U);
    EXPECT_TRUE(f.chain().failures.empty()) << "that a listing is absent is an answer";

    ChainLoader again(wish("XYZ", day(1, 1), day(2, 28)), {}, f.ids, f.cache);
    EXPECT_TRUE(again.start(f.now + 5h).empty()) << "every part is known";
    ASSERT_TRUE(again.result() && *again.result());
    EXPECT_EQ((*again.result())->contracts, f.chain().contracts);
    EXPECT_EQ((*again.result())->rules, f.chain().rules);

    ChainLoader wider(wish("XYZ", day(1, 1), day(12, 31)), {}, f.ids, f.cache);
    EXPECT_EQ(wider.start(f.now + 5h).size(), 1U) << "March alone is unknown";

    ChainLoader tomorrow(wish("XYZ", day(1, 1), day(2, 28)), {}, f.ids, f.cache);
    EXPECT_EQ(tomorrow.start(f.now + 24h).size(), 1U) << "definitions change overnight";
    EXPECT_FALSE(tomorrow.result());
}

TEST(ChainLoader, APartOfAListingThatWasCutOffIsNotRemembered) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)), {.time_allowed = 20s, .attempts = 1});
    f.listings = {{"XYZ", day(1, 16), day(1, 16), 4}};
    f.begin();
    f.serve(f.asked[0]);
    f.serve(f.asked[1]);
    const auto question = std::get<tws::ReqContractData>(f.asked[2]);
    f.answer(tws::ContractData{question.req_id, f.option(question, f.listings[0], 0)});
    f.pass(20s);
    EXPECT_EQ(f.cache.find(ListingKey{"XYZ", "XYZ", day(1, 16)}, f.now), nullptr);
}

TEST(ChainLoader, SilenceIsAskedAgainAndThenAFailureThatIsNotNone) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)), {.time_allowed = 20s, .attempts = 2});
    f.listings = {{"XYZ", day(1, 16), day(1, 16), 4}, {"XYZ", day(2, 20), day(2, 20), 4}};
    f.begin();
    f.serve(f.asked[0]);
    f.serve(f.asked[1]);
    ASSERT_EQ(f.asked.size(), 4U);
    f.serve(f.asked[3]);
    f.pass(20s);
    ASSERT_EQ(f.asked.size(), 5U) << "asked again under a new id";
    f.serve(f.asked[2]);
    EXPECT_FALSE(f.loader.result()) << "the late answer to the first attempt finds nothing";
    f.pass(20s);
    ASSERT_TRUE(f.loader.result());
    EXPECT_EQ(f.chain().contracts.size(), 4U);
    ASSERT_EQ(f.chain().failures.size(), 1U);
    EXPECT_EQ(f.chain().failures[0].listing, (ListingKey{"XYZ", "XYZ", day(1, 16)}));
    EXPECT_EQ(f.chain().failures[0].error.code, Errc::timeout);
}

TEST(ChainLoader, APartOfAnAnswerGivesMoreTime) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)), {.time_allowed = 20s, .attempts = 1});
    f.listings = {{"XYZ", day(1, 16), day(1, 16), 4}};
    f.begin();
    f.serve(f.asked[0]);
    f.serve(f.asked[1]);
    const auto question = std::get<tws::ReqContractData>(f.asked[2]);
    f.pass(19s);
    f.answer(tws::ContractData{question.req_id, f.option(question, f.listings[0], 0)});
    f.pass(19s);
    EXPECT_FALSE(f.loader.result());
    f.answer(tws::ContractDataEnd{question.req_id});
    EXPECT_EQ(f.chain().contracts.size(), 1U);
}

TEST(ChainLoader, AllSilentIsATimeoutOfTheLoad) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)), {.time_allowed = 20s, .attempts = 2});
    f.begin();
    f.pass(20s);
    f.pass(20s);
    ASSERT_TRUE(f.loader.result());
    EXPECT_EQ(f.failure().code, Errc::timeout);
    EXPECT_EQ(f.asked.size(), 2U);
}

TEST(ChainLoader, ALostConnectionInterruptsIt) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)));
    f.begin();
    f.loader.on_interrupted("end of stream");
    ASSERT_TRUE(f.loader.result());
    EXPECT_EQ(f.failure().code, Errc::interrupted);
    EXPECT_EQ(f.loader.next_wakeup(), std::nullopt);
    f.pass(60s);
    EXPECT_EQ(f.asked.size(), 1U);
}

TEST(ChainLoader, OtherPeoplesMessagesAreIgnored) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)));
    f.begin();
    f.answer(tws::ContractDataEnd{RequestId(5)});
    f.error(RequestId(5), 200);
    f.error(RequestId(-1), 2104);
    f.error(f.last_id(), 2104);
    f.error(f.last_id(), 99999);
    EXPECT_FALSE(f.loader.result()) << "notices and unlisted codes end nothing";
    EXPECT_EQ(f.asked.size(), 1U);
}

TEST(ChainLoader, UnreadableContractsAreCounted) {
    Fixture f(wish("XYZ", day(1, 1), day(12, 31)));
    f.listings = {{"XYZ", day(1, 16), day(1, 16), 4}};
    f.begin();
    f.serve(f.asked[0]);
    f.serve(f.asked[1]);
    const auto question = std::get<tws::ReqContractData>(f.asked[2]);
    auto details = f.option(question, f.listings[0], 0);
    details.real_expiration_date.clear();
    f.answer(tws::ContractData{question.req_id, details});
    f.serve(f.asked[2]);
    EXPECT_EQ(f.chain().contracts.size(), 4U);
    EXPECT_EQ(f.chain().unreadable, 1U);
}

}  // namespace
}  // namespace wingspread::broker
