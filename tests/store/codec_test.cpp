#include "store/random_record.hpp"
#include "store/record_codec.hpp"
#include "store/sha256.hpp"
#include "store/text_of.hpp"

#include <gtest/gtest.h>

#include <set>

namespace wingspread::store::testing {
namespace {

using trade::testing::money;
using trade::testing::price;

TEST(Sha256, AgreesWithPublishedVectors) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(RecordCodec, EveryRecordComesBackAsItWas) {
    std::set<std::string> kinds;
    for (std::uint64_t seed = 0; seed < 1500; ++seed) {
        const auto record = RandomRecords(seed).any();
        const auto encoded = encode(record);
        const auto back = decode(encoded);
        ASSERT_TRUE(back) << "seed " << seed << ": " << back.error().message << "\n"
                          << encoded.payload;
        ASSERT_EQ(*back, record) << "seed " << seed << "\n" << encoded.payload;
        ASSERT_EQ(encode(*back), encoded);
        kinds.insert(encoded.kind);
    }
    EXPECT_EQ(kinds.size(), std::variant_size_v<JournalRecord>);
}

TEST(RecordCodec, DamagedPayloadsAreRefusedOrMeanSomethingElse) {
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        Rng rng(seed);
        const auto record = RandomRecords(seed).any();
        auto encoded = encode(record);
        if (encoded.payload.empty()) continue;
        const auto at = static_cast<std::size_t>(
            rng.between(0, static_cast<std::int64_t>(encoded.payload.size()) - 1));
        if (rng.chance(0.5)) {
            encoded.payload.resize(at);  // torn
        } else {
            encoded.payload[at] = static_cast<char>(encoded.payload[at] ^ 1);
        }
        const auto back = decode(encoded);
        if (back) EXPECT_NE(*back, record) << "seed " << seed;
    }
}

TEST(RecordCodec, ColumnsNameIntentAndOrder) {
    const auto id = id_of(3);
    auto encoded = encode(SubmissionRecorded{id, OrderId{7}, ClientId{1}, {}});
    EXPECT_EQ(encoded.intent_id, id.to_string());
    EXPECT_EQ(encoded.order_id, 7);
    EXPECT_EQ(encoded.client_id, 1);
    encoded = encode(
        OrderEventRecorded{{OrderId{8}, ClientId{2}, {}, id.order_ref()}, CancelRequested{}});
    EXPECT_EQ(encoded.intent_id, id.to_string());
    EXPECT_EQ(encoded.order_id, 8);
    EXPECT_EQ(encoded.client_id, 2);
    encoded = encode(ExecutionRecorded{{.order = {OrderId{9}, ClientId{3}, {}, id.order_ref()}}});
    EXPECT_EQ(encoded.intent_id, id.to_string());
    EXPECT_EQ(encoded.order_id, 9);
    EXPECT_EQ(encoded.client_id, 3);
    encoded = encode(LinkLostRecorded{"eof"});
    EXPECT_EQ(encoded.intent_id, "");
    EXPECT_EQ(encoded.order_id, 0);
    EXPECT_EQ(encoded.client_id, std::nullopt);
    EXPECT_EQ(encode(IntentRecorded{trade::testing::intent(3)}).intent_id, id.to_string());
}

void expect_io_error(const EncodedRecord& encoded, std::string_view words) {
    const auto record = decode(encoded);
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().code, Errc::io);
    EXPECT_NE(record.error().message.find(words), std::string::npos) << record.error().message;
}

TEST(RecordCodec, SaysWhatItCannotRead) {
    const auto good = encode(LinkLostRecorded{"eof"});
    auto bad = good;
    bad.kind = "gossip";
    expect_io_error(bad, "\"gossip\" is not a kind");
    bad = good;
    bad.version = 2;
    expect_io_error(bad, "version 2 is not known");
    bad = good;
    bad.payload = "";
    expect_io_error(bad, "reason: missing");
    bad.payload = "reason=a\nmood=b\n";
    expect_io_error(bad, "mood: not a field");
    for (const auto* text : {"reason=a", "reason\n", "reason=a\nreason=b\n", "reason=a\\q\n"}) {
        bad.payload = text;
        expect_io_error(bad, "not a line name=value");
    }
    bad = encode(BaselineRecorded{"DU1", {}});
    bad.payload = "account=DU1\npositions=999999999999\n";
    expect_io_error(bad, "positions.0.account: missing");
}

void expect_unreadable(EncodedRecord encoded, const std::string& before, const std::string& after,
                       std::string_view words) {
    const auto at = encoded.payload.find(before);
    ASSERT_NE(at, std::string::npos) << before << "\n" << encoded.payload;
    encoded.payload.replace(at, before.size(), after);
    const auto record = decode(encoded);
    ASSERT_FALSE(record) << after;
    EXPECT_NE(record.error().message.find(words), std::string::npos) << record.error().message;
}

TEST(RecordCodec, RefusesAnIntentThatMakesNoSense) {
    const auto good = encode(IntentRecorded{trade::testing::intent(3)});
    expect_unreadable(good, "quantity=1\n", "quantity=0\n", "quantity");
    expect_unreadable(good, "options.0.right=P", "options.0.right=C", "intent");
    expect_unreadable(good, "right=P", "right=X", "C or P");
    expect_unreadable(good, "style=american", "style=asian", "american or european");
    expect_unreadable(good, "settlement=pm", "settlement=noon", "am or pm");
    auto other = good;
    other.version = 9;
    expect_io_error(other, "version 9 is not known, this program writes");
}

TEST(RecordCodec, RefusesWordsAndNumbersOfNoMeaning) {
    const auto row = encode(
        ExecutionRecorded{{.account = "DU1", .side = options::Side::sell, .time = UtcTime{}}});
    expect_unreadable(row, "side=sell", "side=hold", "buy or sell");
}

/// What version 1 wrote must be readable for ever: these bytes are never changed.
void expect_first_version(std::string kind, std::string payload, const JournalRecord& record) {
    const auto back =
        decode({.kind = std::move(kind), .version = 1, .payload = std::move(payload)});
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, record);
}

const std::string id = "3v9mt9ntanw6v7hva1fwm9x9c3";
const IntentId intent_id = IntentId::parse(id).value();
const UtcTime moment{Duration{1795453200000000000}};

TEST(FirstVersion, OfWhatHappensToOrders) {
    expect_first_version("refusal", "intent=" + id + "\nreason=a\\nb\n",
                         IntentRefused{intent_id, "a\nb"});
    expect_first_version("order_id", "order_id=7\nclient_id=1\n",
                         OrderIdReserved{OrderId{7}, ClientId{1}});
    expect_first_version(
        "submission",
        "intent=" + id +
            "\norder_id=7\nclient_id=1\nmax_loss_usd=430\nopen_risk_usd=860.5\n"
            "available_funds_usd=1000\n",
        SubmissionRecorded{intent_id,
                           OrderId{7},
                           ClientId{1},
                           {money("430"), money("860.5"), std::nullopt, money("1000")}});
    expect_first_version("link_lost", "reason=eof\n", LinkLostRecorded{"eof"});
    expect_first_version("resolution", "intent=" + id + "\nended=cancelled\nreason=seen\n",
                         OrderResolved{intent_id, OrderState::cancelled, "seen"});
    expect_first_version("live_arming", "account=U1\nuntil=1795453200000000000\n",
                         LiveArmed{"U1", moment});
    expect_first_version("trading_state", "to=halted\nby=person\nreason=lunch\n",
                         TradingStateChanged{TradingState::halted, Authority::person, "lunch"});
}

TEST(FirstVersion, OfEveryOrderEvent) {
    const std::string order =
        "order.order_id=7\norder.client_id=1\norder.perm_id=99\norder.order_ref=ws\nevent=";
    const auto expect = [&](const std::string& text, OrderEvent event) {
        expect_first_version(
            "order_event", order + text,
            OrderEventRecorded{{OrderId{7}, ClientId{1}, PermId{99}, "ws"}, std::move(event)});
    };
    const auto submitted = StatusWord::parse("Submitted");
    expect("open_order\nstatus=Submitted\nwarning=capped\n", OpenOrderSeen{submitted, "capped"});
    expect("status\nstatus=Submitted\nfilled=1\nwhy_held=\n",
           StatusSeen{submitted, Quantity::from_int(1), std::nullopt, ""});
    expect(
        "status\nstatus=Pondering\nfilled=1\naverage_price=-0.7\nwhy_held=locate\n",
        StatusSeen{StatusWord::parse("Pondering"), Quantity::from_int(1), price("-0.7"), "locate"});
    expect("completed_order\nstatus=Cancelled\nreason=expired\n",
           CompletedOrderSeen{StatusWord::parse("Cancelled"), "expired"});
    expect("error\ncode=201\nclass=confirmed_reject\ntext=margin\n",
           OrderErrorSeen{201, OrderErrorClass::confirmed_reject, "margin"});
    expect("cancel_requested\n", CancelRequested{});
    expect("link_lost\n", LinkLost{});
    expect("absent_from_pass\n", AbsentFromPass{});
}

std::string instrument_lines(const std::string& part) {
    std::string text;
    for (const auto* line : {"conid=5", "kind=option", "security_type=OPT", "symbol=XYZ",
                             "multiplier=100", "right=P", "strike=90", "expiration=2026-12-18"}) {
        text += part + line + "\n";
    }
    return text;
}

const Instrument put{.conid = ConId{5},
                     .kind = InstrumentKind::option,
                     .security_type = "OPT",
                     .symbol = "XYZ",
                     .multiplier = 100,
                     .right = options::Right::put,
                     .strike = Price::from_int(90),
                     .expiration = trade::testing::expiration};

TEST(FirstVersion, OfMoneyAndPositions) {
    expect_first_version("commission", "execution_id=1.01\namount=0.65\ncurrency=USD\n",
                         CommissionRecorded{{"1.01", money("0.65"), "USD", std::nullopt}});
    expect_first_version(
        "baseline",
        "account=DU1\npositions=1\npositions.0.account=DU1\n" +
            instrument_lines("positions.0.instrument.") + "positions.0.quantity=-2\n",
        BaselineRecorded{"DU1", {{"DU1", put, Quantity::from_int(-2), std::nullopt}}});
    expect_first_version("explanation",
                         "account=DU1\nunderlying=SPY\nby=person\nreason=assigned\nchanges=1\n"
                         "changes.0.account=DU1\n" +
                             instrument_lines("changes.0.instrument.") + "changes.0.quantity=2\n",
                         PositionsExplained{"DU1",
                                            "SPY",
                                            Authority::person,
                                            "assigned",
                                            {{"DU1", put, Quantity::from_int(2), std::nullopt}}});
    expect_first_version("execution",
                         "execution_id=1.01\norder.order_id=7\norder.client_id=1\n"
                         "order.perm_id=0\norder.order_ref=\naccount=DU1\n" +
                             instrument_lines("instrument.") +
                             "side=sell\nquantity=2\nprice=1.8\ncumulative_quantity=2\n"
                             "time=1795453200000000000\nliquidation=no\n",
                         ExecutionRecorded{{.execution_id = "1.01",
                                            .order = {OrderId{7}, ClientId{1}, {}, ""},
                                            .account = "DU1",
                                            .instrument = put,
                                            .side = options::Side::sell,
                                            .quantity = Quantity::from_int(2),
                                            .price = price("1.8"),
                                            .cumulative_quantity = Quantity::from_int(2),
                                            .time = moment}});
}

std::string contract_lines(const std::string& role, const std::string& conid,
                           const std::string& strike) {
    std::string text = role + ".conid=" + conid + "\n" + role + ".strike=" + strike + "\n";
    for (const auto* line : {"symbol=XYZ", "class=XYZ", "expiration=2026-12-18",
                             "last_trade_date=2026-12-18", "right=P", "multiplier=100",
                             "style=american", "settlement=pm", "exchange=SMART", "currency=USD"}) {
        text += role + "." + line + "\n";
    }
    return text;
}

TEST(FirstVersion, OfAnIntent) {
    auto terms = trade::testing::terms();
    terms.decision.taken_at = moment;
    const auto payload =
        "id=" + id + "\naccount=DU1234567\nclient_order_id=\nstructure=bull_put\n" +
        contract_lines("bought", "9000", "90") + contract_lines("sold", "9500", "95") +
        "action=open\nquantity=1\nlimit=-0.7\nin_force=DAY\nnatural=-0.6\nmid=-0.7\n"
        "decided_at=1795453200000000000\n";
    expect_first_version("intent", payload,
                         IntentRecorded{OrderIntent::make(intent_id, terms).value()});
}

TEST(SecondVersion, OfAnIntent) {
    auto terms = trade::testing::terms();
    terms.decision.taken_at = moment;
    const auto payload =
        "id=" + id + "\naccount=DU1234567\nclient_order_id=\nstructure.kind=bull_put\n" +
        "structure.options=2\n" + contract_lines("structure.options.0", "9000", "90") +
        contract_lines("structure.options.1", "9500", "95") +
        "structure.with_shares=no\nis_roll=no\n"
        "action=open\nquantity=1\nlimit=-0.7\nin_force=DAY\nnatural=-0.6\nmid=-0.7\n"
        "decided_at=1795453200000000000\n";
    const auto read = decode({.kind = "intent", .version = 2, .payload = payload});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, JournalRecord(IntentRecorded{OrderIntent::make(intent_id, terms).value()}));
}

TEST(ThirdVersion, OfAnIntent) {
    auto terms = trade::testing::terms();
    terms.decision.taken_at = moment;
    terms.ladder = trade::LadderPlan{.steps = 5,
                                     .interval = std::chrono::seconds{10},
                                     .cap = price("-0.6"),
                                     .hold = std::chrono::seconds{60},
                                     .at_end = trade::LadderEnd::cancel,
                                     .on_bad_quotes = trade::BadQuotes::hold};
    const auto payload =
        "id=" + id + "\naccount=DU1234567\nclient_order_id=\nstructure.kind=bull_put\n" +
        "structure.options=2\n" + contract_lines("structure.options.0", "9000", "90") +
        contract_lines("structure.options.1", "9500", "95") +
        "structure.with_shares=no\nis_roll=no\n"
        "action=open\nquantity=1\nlimit=-0.7\nin_force=DAY\nnatural=-0.6\nmid=-0.7\n"
        "decided_at=1795453200000000000\nhas_ladder=yes\nladder.steps=5\n"
        "ladder.interval=10000000000\nladder.cap=-0.6\nladder.hold=60000000000\n"
        "ladder.at_end=cancel\nladder.on_bad_quotes=hold\n";
    const auto read = decode({.kind = "intent", .version = 3, .payload = payload});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, JournalRecord(IntentRecorded{OrderIntent::make(intent_id, terms).value()}));
}

TEST(FirstVersion, OfAChangedLimit) {
    expect_first_version("reprice",
                         "intent=" + id + "\norder_id=7\nclient_id=1\nstep=2\nlimit=-0.65\n",
                         RepriceRecorded{intent_id, OrderId{7}, ClientId{1}, 2, price("-0.65")});
}

TEST(FirstVersion, OfARollInTwo) {
    const std::string payload =
        "close=" + id + "\nstructure.kind=bull_put\nstructure.options=2\n" +
        contract_lines("structure.options.0", "9000", "90") +
        contract_lines("structure.options.1", "9500", "95") +
        "structure.with_shares=no\nshare_pct=50\nin_force=DAY\nhas_ladder=no\nhas_exits=yes\n"
        "exits.stop=100%\nexits.at_broker=no\n";
    trade::SecondOrder second{.structure = trade::testing::bull_put(), .share_pct = 50};
    second.exits = trade::ExitRules{.stop = ExitLevel{100, std::nullopt}};
    expect_first_version("roll_plan", payload, RollPlanned{intent_id, second});
    const std::string other = "0000000000000000000000000a";
    expect_first_version("roll_opened", "close=" + id + "\nopen=" + other + "\n",
                         RollOpened{intent_id, IntentId::parse(other).value()});
    expect_first_version("roll_ended", "close=" + id + "\nreason=late\n",
                         RollEnded{intent_id, "late"});
}

TEST(FirstVersion, OfExits) {
    const std::string other = "0000000000000000000000000a";
    const ExitId exit = ExitId::parse(other).value();
    expect_first_version(
        "exit_plan",
        "exit=" + other + "\nentry=" + id +
            "\ntake_profit=50%\nstop=1.4\ndays_left=21\nat=1795453200000000000\nat_broker=no\n",
        ExitPlanned{{exit,
                     intent_id,
                     {.take_profit = ExitLevel{50, std::nullopt},
                      .stop = ExitLevel{std::nullopt, price("1.4")},
                      .days_left = 21,
                      .at = to_market(moment)}}});
    expect_first_version(
        "exit_plan", "exit=" + other + "\nentry=" + id + "\nstop=100%\nat_broker=yes\n",
        ExitPlanned{{exit, intent_id, {.stop = ExitLevel{100, std::nullopt}, .at_broker = true}}});
    expect_first_version("exit_fired",
                         "exit=" + other + "\nrule=stop\nclose=" + id + "\nshort_leg_only=yes\n",
                         ExitFired{exit, ExitRule::stop, intent_id, true});
    expect_first_version("exit_removed", "exit=" + other + "\nreason=done\n",
                         ExitRemoved{exit, "done"});
}

// The program keeps what it remembers of a link in the same fields.
TEST(TextOfNumbers, ReadsBackWhatItWroteAndNothingElse) {
    for (const double number : {0.0, -0.5, 1e300, 0.1, 1.0 / 3})
        EXPECT_EQ(TextOf<double>::get(TextOf<double>::put(number)).value(), number);
    for (const char* text : {"", "much", "1.5x"})
        EXPECT_EQ(TextOf<double>::get(text).error().code, Errc::invalid_argument) << text;
}

}  // namespace
}  // namespace wingspread::store::testing
