// Frames that independent clients write (ib_async 2.1, @stoqey/ib 1.6, scmhub/ibapi), and frames
// written by hand from the order of fields in the vendor's documentation of placeOrder.

#include "tws/helpers.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace wingspread::tws::testing {
namespace {

/// Reads a client's payload; what we would write must have as many fields, or one side skips some.
template <class M>
M read_client(std::string_view barred, int version) {
    const std::string payload = with_nuls(barred);
    auto request = decode_request(payload, ServerVersion{version});
    if (!request) {
        ADD_FAILURE() << request.error().message;
        return {};
    }
    EXPECT_EQ(fields_of(encoded(*request, version)).size(), fields_of(payload).size());
    return std::get<M>(*request);
}

std::string written(const Request& request, int version) {
    return with_bars(encoded(request, version));
}

TEST(GoldenRequests, AWhatIfOfATwoLeggedComboFromPython) {
    const auto place = read_client<PlaceOrder>(
        "3|77|0|SPX|BAG||0.0|||SMART||USD|||||BUY|3|LMT|-1.25||DAY||DU1|O|0||1|0|0|0|0|0|0|0|2|101|"
        "1|"
        "BUY|SMART|0|0||-1|102|1|SELL|SMART|1|0||-1|2|1.5||1|NonGuaranteed|0||0.0||||||||0||-1|0|||"
        "0||"
        "|0|0||0||||||0|||||0|||||||||||0|||0|0|||1||0|0|0|0|||||||0|||||||||0|0|0|0|||0|||",
        176);
    const Order& order = *place.order;
    EXPECT_EQ(place.order_id, OrderId{77});
    EXPECT_TRUE(place.contract.is_combo());
    EXPECT_FALSE(place.contract.strike);
    EXPECT_EQ(place.contract.combo_legs.size(), 2u);
    EXPECT_EQ(place.contract.combo_legs[1].con_id, ConId{102});
    EXPECT_TRUE(place.contract.combo_legs[1].action == Action::sell);
    EXPECT_EQ(place.contract.combo_legs[1].open_close, 1);
    EXPECT_TRUE(order.action == Action::buy);
    EXPECT_EQ(order.total_quantity, Quantity::from_int(3));
    EXPECT_EQ(order.limit_price->to_string(), "-1.25");
    EXPECT_FALSE(order.aux_price);
    EXPECT_TRUE(order.tif == Tif::day);
    EXPECT_TRUE(order.transmit);
    EXPECT_TRUE(order.what_if);
    ASSERT_EQ(order.leg_prices.size(), 2u);
    EXPECT_EQ(order.leg_prices[0], *Price::parse("1.5"));
    EXPECT_FALSE(order.leg_prices[1]);
    EXPECT_EQ(order.smart_combo_routing, (std::vector<TagValue>{{"NonGuaranteed", "0"}}));
    EXPECT_FALSE(order.adjustment.trigger_price);
}

TEST(GoldenRequests, AComboFromJavaScriptWritesNothingWhereNothingIsSet) {
    const auto place = read_client<PlaceOrder>(
        "3|7||SPX|BAG|||||SMART||USD|||||BUY|2|LMT|-1.35||DAY||DU1|||x|1||||||||2|101|1|BUY|SMART||"
        "|||"
        "102|2|SELL|SMART|||||0|1|NonGuaranteed|0|||||||||||||||||||||||||||||||||||||||||||||||0||"
        "|1||"
        "|||0|||||||||||||||||||||||||||||",
        193);
    EXPECT_EQ(place.contract.con_id, ConId{0});
    EXPECT_EQ(place.contract.combo_legs[1].ratio, 2);
    EXPECT_EQ(place.order->limit_price->to_string(), "-1.35");
    EXPECT_TRUE(place.order->what_if);
    EXPECT_FALSE(place.order->outside_rth);
    EXPECT_FALSE(place.order->display_size);
    EXPECT_FALSE(place.order->manual_order_indicator);
}

TEST(GoldenRequests, AnOrderWithEveryKindOfConditionFromPython) {
    const auto place = read_client<PlaceOrder>(
        "3|77|0|AAPL|STK||0.0|||IBKRATS||USD|||||BUY|1|LMT|5.0|||||O|0||1|0|0|0|0|0|0|0||0.0|||||||"
        "0||"
        "-1|0|||0|||0|0||0||||||0|||||0|||||||||||0|||0|0|||0||0|0|0|6|1|a|1|100.5|265598|SMART|2|"
        "3|o|"
        "0|20261218 10:00:00 "
        "UTC|4|a|1|30|5|a||||6|a|1|1000|1|SMART|7|o|1|0.5|2|SMART|0|1|||||||0|||||"
        "||||0|0|0|0|||0||||",
        178);
    const auto& conditions = place.order->conditions;
    ASSERT_EQ(conditions.size(), 6u);
    EXPECT_EQ(std::get<PriceCondition>(conditions[0]),
              (PriceCondition{true, true, *Price::parse("100.5"), ConId{265598}, "SMART", 2}));
    EXPECT_EQ(std::get<TimeCondition>(conditions[1]),
              (TimeCondition{false, false, "20261218 10:00:00 UTC"}));
    EXPECT_EQ(std::get<MarginCondition>(conditions[2]), (MarginCondition{true, true, 30}));
    EXPECT_TRUE(std::get<ExecutionCondition>(conditions[3]).conjunction);
    EXPECT_EQ(std::get<VolumeCondition>(conditions[4]),
              (VolumeCondition{true, true, 1000, ConId{1}, "SMART"}));
    EXPECT_EQ(std::get<PercentChangeCondition>(conditions[5]),
              (PercentChangeCondition{false, true, 0.5, ConId{2}, "SMART"}));
    EXPECT_TRUE(place.order->conditions_cancel_order);
}

TEST(GoldenRequests, AnOrderAtTheNewestVersionFromGo) {
    const std::string dbl_max = "179769313486231570" + std::string(291, '0');
    std::string adjustment;
    for (int i = 0; i < 5; ++i) adjustment += dbl_max + "|";
    const auto place = read_client<PlaceOrder>(
        "3|8|0|SPX|BAG|||||SMART||USD|||||BUY|3|PEG "
        "BEST|-1.25||DAY||DU1||0|ref|1|0|0|0|0|0|0|0|2|101|1|"
        "BUY|SMART|0|0||-1|102|1|SELL|SMART|0|0||-1|0|1|NonGuaranteed|0||0|||||||0||-1|0|||0|||0|0|"
        "|0||||"
        "||0|||||0|||||||||||0|||0|0|||1||0|0|0|0||" +
            adjustment + "0|||||||||0|0|0||2147483647|2147483647|0||||+Inf||0.5|cust|1|0|1|1|",
        200);
    const Order& order = *place.order;
    EXPECT_FALSE(order.adjustment.trigger_price);
    EXPECT_FALSE(order.limit_price_offset);
    EXPECT_FALSE(order.adjustment.trailing_amount);
    EXPECT_FALSE(order.duration);
    EXPECT_EQ(order.peg_offsets.compete_against_best_offset,
              std::numeric_limits<double>::infinity());
    EXPECT_FALSE(order.peg_offsets.mid_offset_at_whole);
    EXPECT_EQ(order.peg_offsets.mid_offset_at_half, *Price::parse("0.5"));
    EXPECT_EQ(order.customer_account, "cust");
    EXPECT_TRUE(order.professional_customer);
    EXPECT_FALSE(order.include_overnight);
    EXPECT_EQ(order.manual_order_indicator, 1);
    EXPECT_TRUE(order.imbalance_only);
}

TEST(GoldenRequests, DataRequestsOfOtherClients) {
    const auto chain =
        read_client<ReqContractData>("9|8|5|0|AAPL|OPT|20261218|200|C|100|SMART||||AAPL|1|||", 157);
    EXPECT_EQ(chain.req_id, RequestId{5});
    EXPECT_EQ(chain.contract.strike, Price::from_int(200));
    EXPECT_TRUE(chain.contract.right == Right::call);
    EXPECT_EQ(chain.contract.multiplier, Quantity::from_int(100));
    EXPECT_TRUE(chain.contract.include_expired);
    const auto quote = read_client<ReqMktData>(
        "1|11|6|0|SPX|BAG||0.0|||SMART||USD|||2|101|1|BUY|SMART|102|1|SELL|SMART|0||0|0|a=b;|",
        178);
    EXPECT_EQ(quote.contract.combo_legs.size(), 2u);
    EXPECT_EQ(quote.options, (std::vector<TagValue>{{"a", "b"}}));
    const auto undefined =
        read_client<ReqMktData>("1|11|1||AAPL|OPT|20261218|200.5|P|100|SMART||USD|||0||0|0||", 193);
    EXPECT_EQ(undefined.contract.strike->to_string(), "200.5");
    EXPECT_FALSE(undefined.contract.delta_neutral);
    const auto bars = read_client<ReqHistoricalData>(
        "20|1|0|AAPL|OPT|20261218|200|C|100|SMART||||AAPL|1||1 min|1 D|1|TRADES|1|0||", 178);
    EXPECT_EQ(bars.bar_size, "1 min");
    EXPECT_EQ(bars.duration, "1 D");
    EXPECT_TRUE(bars.use_rth);
    const auto executions = read_client<ReqExecutions>("7|3|1|0|||||||2147483647|1|20261218|", 200);
    EXPECT_FALSE(executions.filter.last_days);
    ASSERT_EQ(executions.filter.specific_dates.size(), 1u);
    EXPECT_EQ(static_cast<unsigned>(executions.filter.specific_dates[0].day()), 18u);
}

TEST(GoldenRequests, CancellationsChangeTheirShapeFiveTimes) {
    CancelOrder cancel{OrderId{7}, "", "", std::nullopt};
    EXPECT_EQ(written(cancel, 168), "4|1|7|");
    EXPECT_EQ(written(cancel, 169), "4|1|7||");
    EXPECT_EQ(written(cancel, 187), "4|1|7||||2147483647|");
    EXPECT_EQ(written(cancel, 190), "4|1|7||");
    EXPECT_EQ(written(cancel, 192), "4|7|||2147483647|");
    EXPECT_EQ(written(ReqGlobalCancel{}, 191), "58|1|");
    EXPECT_EQ(written(ReqGlobalCancel{}, 192), "58||2147483647|");
    // The same from @stoqey/ib.
    EXPECT_EQ(read_client<CancelOrder>("4|7|||2147483647|", 193), cancel);
    EXPECT_EQ(read_client<CancelOrder>("4|1|7||||2147483647|", 189), cancel);
}

PlaceOrder spread_order() {
    PlaceOrder place;
    place.order_id = OrderId{12};
    place.contract.symbol = "SPX";
    place.contract.sec_type = SecType::combo;
    place.contract.exchange = "SMART";
    place.contract.currency = "USD";
    const auto leg = [](int con_id, Action action) {
        ComboLeg result;
        result.con_id = ConId{con_id};
        result.ratio = 1;
        result.action = action;
        result.exchange = "SMART";
        return result;
    };
    place.contract.combo_legs = {leg(101, Action::buy), leg(102, Action::sell)};
    place.order->action = Action::buy;
    place.order->total_quantity = Quantity::from_int(3);
    place.order->order_type = OrderType::limit;
    place.order->limit_price = Price::parse("-1.25").value();
    place.order->tif = Tif::day;
    place.order->account = "DU1";
    place.order->order_ref = "ref";
    return place;
}

TEST(GoldenRequests, OurSpreadOrderIsWrittenAsTheVendorsClientsWriteIt) {
    const std::string max = "1.7976931348623157E308|";
    const std::string head =
        "3|12|0|SPX|BAG||0|||SMART||USD|||||BUY|3|LMT|-1.25||DAY||DU1||0|ref|1|0|0|0||0|0|0|2|101|"
        "1|BUY|"
        "SMART|0|0||-1|102|1|SELL|SMART|0|0||-1|0|0||0|||||";
    const std::string middle =
        "||0||-1|0|||0|||0|0||0||||||0|||||0|||||||||||0|||0|0|||0||0|0|0|0||" + max + max + max +
        max + max + "0|||||||||0|0|0||";
    const std::string unset = "2147483647|";
    EXPECT_EQ(written(spread_order(), 157), head + "|" + middle);
    EXPECT_EQ(written(spread_order(), 158), head + "|" + middle + unset);
    EXPECT_EQ(written(spread_order(), 176), head + "|" + middle + unset + unset + "0|||");
    // From 177 on the advisor's profile is gone.
    EXPECT_EQ(written(spread_order(), 177), head + middle + unset + unset + "0|||");
    EXPECT_EQ(written(spread_order(), 187), head + middle + unset + unset + "0||||0||" + unset);
    EXPECT_EQ(written(spread_order(), 200),
              head + middle + unset + unset + "0||||0|0|" + unset + "0|");
}

TEST(GoldenRequests, AnOrderThatTheVersionCannotSayIsRefused) {
    const auto refusal = [](auto change, int version) {
        PlaceOrder place = spread_order();
        change(*place.order);
        std::string out;
        const auto result = encode(place, ServerVersion{version}, out);
        EXPECT_TRUE(out.empty());
        return result ? std::string() : result.error().message;
    };
    EXPECT_EQ(refusal([](Order& o) { o.include_overnight = true; }, 188),
              "place_order: include_overnight: needs server version 189, this gateway speaks 188");
    EXPECT_EQ(refusal([](Order& o) { o.duration = 60; }, 157),
              "place_order: duration: needs server version 158, this gateway speaks 157");
    EXPECT_EQ(refusal([](Order& o) { o.customer_account = "x"; }, 182),
              "place_order: customer_account: needs server version 183, this gateway speaks 182");
    EXPECT_EQ(refusal([](Order& o) { o.account = std::string("a\0b", 3); }, 176),
              "place_order: account: got \"a text with a NUL\", expected one without");
    EXPECT_NE(refusal([](Order& o) { o.misc_options = {{"a;", "b"}}; }, 176), "");
}

TEST(GoldenRequests, StartOfASession) {
    EXPECT_EQ(written(StartApi{ClientId{3}, ""}, 176), "71|2|3||");
    EXPECT_EQ(written(ReqIds{}, 200), "8|1|1|");
    EXPECT_EQ(
        written(ReqSecDefOptParams{RequestId{1}, "SPX", "", SecType::index, ConId{416904}}, 176),
        "78|1|SPX||IND|416904|");
    EXPECT_EQ(written(ReqMarketDataType{MarketDataKind::delayed}, 176), "59|1|3|");
}

}  // namespace
}  // namespace wingspread::tws::testing
