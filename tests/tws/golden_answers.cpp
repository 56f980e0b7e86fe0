// What a gateway sends: frames written by hand from the order of fields on which the decoders of
// three independent clients agree.

#include "tws/helpers.hpp"

#include <gtest/gtest.h>

namespace wingspread::tws::testing {
namespace {

template <class M>
M read(std::string_view barred, int version) {
    auto answer = decode_answer(with_nuls(barred), ServerVersion{version});
    if (!answer) {
        ADD_FAILURE() << answer.error().message;
        return {};
    }
    return std::get<M>(*answer);
}
std::string written(const Answer& answer, int version) {
    return with_bars(encoded(answer, version));
}
std::string error_of(std::string_view barred, int version) {
    const auto answer = decode_answer(with_nuls(barred), ServerVersion{version});
    return answer ? "" : answer.error().message;
}

TEST(GoldenAnswers, TicksOfOnePrice) {
    const auto bid = read<TickPrice>("1|6|9001|1|1.35|12|1|", 176);
    EXPECT_EQ(bid.req_id, RequestId{9001});
    EXPECT_EQ(bid.tick_type, TickType::bid);
    EXPECT_EQ(bid.price->to_string(), "1.35");
    EXPECT_EQ(bid.size, Quantity::from_int(12));
    EXPECT_TRUE(bid.attributes.can_auto_execute);
    EXPECT_FALSE(bid.attributes.past_limit);
    EXPECT_EQ(written(bid, 176), "1|6|9001|1|1.35|12|1|");
    const auto pre_open = read<TickPrice>("1|6|9001|2|-1|0|6|", 176);
    EXPECT_EQ(pre_open.price, Price::from_int(-1)) << "a combo may trade there";
    EXPECT_TRUE(pre_open.attributes.past_limit);
    EXPECT_TRUE(pre_open.attributes.pre_open);
    EXPECT_FALSE(read<TickPrice>("1|6|9001|1|1.7976931348623157E308||0|", 176).price);
    EXPECT_FALSE(read<TickPrice>("1|6|9001|1|1.35||0|", 176).size);
    EXPECT_EQ(read<TickPrice>("1|6|9001|377|1.35|1|0|", 176).tick_type, TickType{377});
}

TEST(GoldenAnswers, SizesAreDecimalsInAllTheirSpellings) {
    const auto size = [](std::string_view text) {
        return read<TickSize>("2|6|1|0|" + std::string(text) + "|", 176).size;
    };
    EXPECT_EQ(size("300"), Quantity::from_int(300));
    EXPECT_EQ(size("0.00012"), *Quantity::parse("0.00012"));
    EXPECT_EQ(size("1.0E-4"), *Quantity::parse("0.0001"));
    EXPECT_EQ(size("12345678901"), Quantity::from_int(12'345'678'901));
    EXPECT_EQ(size("0.1234567891234"), *Quantity::parse("0.12345679"));
    for (const char* unset :
         {"", "2147483647", "9223372036854775807", "-9223372036854775808", "NaN",
          "1.7976931348623157E308", "170141183460469231731687303715884105727"}) {
        EXPECT_EQ(size(unset), std::nullopt) << unset;
    }
    EXPECT_EQ(error_of("2|6|1|0|many|", 176),
              "tick_size: size: got \"many\", expected a decimal number within ±92 billion");
    EXPECT_NE(error_of("2|6|1|0|99999999999999999999|", 176), "");
}

TEST(GoldenAnswers, OptionFiguresThatAreNotComputedAreAbsent) {
    const auto model = read<TickOptionComputation>(
        "21|7|13|0|0.2134|-0.305|1.355|0|0.0123|0.11|-0.05|4501.25|", 176);
    EXPECT_EQ(model.tick_type, TickType::model_option);
    EXPECT_DOUBLE_EQ(*model.implied_volatility, 0.2134);
    EXPECT_DOUBLE_EQ(*model.delta, -0.305);
    EXPECT_DOUBLE_EQ(*model.theta, -0.05);
    EXPECT_DOUBLE_EQ(*model.pv_dividend, 0);
    const auto none =
        read<TickOptionComputation>("21|7|10|1|-1|-2|-1|-1.0|-2|1.7976931348623157E308||NaN|", 176);
    EXPECT_EQ(none, (TickOptionComputation{
                        .req_id = RequestId{7}, .tick_type = TickType::bid_option, .base = 1}));
    EXPECT_EQ(written(none, 176), "21|7|10|1|-1|-2|-1|-1|-2|-2|-2|-1|");
    EXPECT_DOUBLE_EQ(*read<TickOptionComputation>("21|7|13|0|0|-1|0|0|0|0|-1|0|", 176).delta, -1)
        << "a deep put";
}

TEST(GoldenAnswers, ErrorsGrowOverTheVersions) {
    ErrorMessage error{12, 201, "Order rejected - reason: Prix trop élevé 😀", R"({"a":1})",
                       1776000000000};
    const std::string text = "Order rejected - reason: Prix trop \\u00e9lev\\u00e9 \\ud83d\\ude00|";
    EXPECT_EQ(written(error, 165), "4|2|12|201|" + text);
    EXPECT_EQ(written(error, 166), "4|2|12|201|" + text + R"({"a":1}|)");
    EXPECT_EQ(written(error, 194), "4|12|201|" + text + R"({"a":1}|1776000000000|)");
    EXPECT_EQ(read<ErrorMessage>("4|12|201|" + text + R"({"a":1}|1776000000000|)", 194), error);
    const auto notice =
        read<ErrorMessage>("4|2|-1|2104|Market data farm connection is OK:usopt||", 176);
    EXPECT_EQ(notice.id, -1);
    EXPECT_EQ(notice.code, 2104);
    EXPECT_EQ(notice.time_ms, std::nullopt);
}

TEST(GoldenAnswers, AnOpenComboOrderAsTwsWritesIt) {
    const std::string max = "1.7976931348623157E308|";
    const std::string contract = "28812380|SPX|BAG||0|?||SMART|USD|28812380|COMB|";
    const std::string order = "BUY|3|LMT|-1.25|0.0|DAY||DU1||0|ref|7|1846402|";
    const std::string routing = "0|0|0||||||||||||";
    const std::string institution = "0||-1|0||||||2147483647|0|0|0||3|0|0||0|0|";
    // "None" is what TWS writes where there is no hedge; the fields of the hedge follow.
    const std::string volatility = "|0|None||0||||?|0|0||0|0||||";
    const std::string legs =
        "|1x101,-1x102|2|101|1|BUY|SMART|0|0||-1|102|1|SELL|SMART|0|0||-1|0|0|";
    const std::string scale_to_what_if = "2147483647|2147483647|||0||IB|0|0||0|1|";
    const std::string cost =
        "PreSubmitted|100.5|90|5000|375|300|-3.9|475.5|390|4996.1|3.9|3.5|4.2|USD||";
    const std::string adjustment = "0|0|0|None|" + max + max + max + max + max + max + "0||||";
    const std::string barred = "5|12|" + contract + order + routing + institution + volatility +
                               legs + scale_to_what_if + cost + adjustment +
                               "0|1|0|0|0|2147483647|2147483647|0||||||";
    const auto open = read<OpenOrder>(barred, 176);
    EXPECT_EQ(open.order_id, OrderId{12});
    EXPECT_TRUE(open.contract.is_combo());
    EXPECT_TRUE(open.contract.right == Right::none);
    EXPECT_EQ(open.contract.combo_legs_description, "1x101,-1x102");
    ASSERT_EQ(open.contract.combo_legs.size(), 2u);
    EXPECT_TRUE(open.contract.combo_legs[1].action == Action::sell);
    EXPECT_EQ(open.order->client_id, ClientId{7});
    EXPECT_EQ(open.order->perm_id, PermId{1846402});
    EXPECT_EQ(open.order->limit_price->to_string(), "-1.25");
    EXPECT_TRUE(open.order->what_if);
    EXPECT_EQ(open.order->clearing_intent, "IB");
    EXPECT_EQ(open.order->delta_neutral.order_type, "None");
    EXPECT_EQ(open.order->oca_type, 3);
    EXPECT_FALSE(open.order->display_size);
    EXPECT_FALSE(open.order->duration);
    EXPECT_TRUE(open.order->dont_use_auto_price_for_hedge);
    EXPECT_EQ(open.order->adjustment.order_type, "None");
    EXPECT_FALSE(open.order->adjustment.trigger_price);
    const OrderState& state = *open.state;
    EXPECT_TRUE(state.status == OrderStatusCode::presubmitted);
    EXPECT_EQ(state.margin.before.initial->to_string(), "100.5");
    EXPECT_EQ(state.margin.change.maintenance->to_string(), "300");
    EXPECT_EQ(state.margin.after.equity_with_loan->to_string(), "4996.1");
    EXPECT_EQ(state.commission->to_string(), "3.9");
    EXPECT_EQ(state.max_commission->to_string(), "4.2");
    EXPECT_EQ(state.commission_currency, "USD");
    EXPECT_EQ(fields_of(encoded(open, 176)).size(), fields_of(with_nuls(barred)).size());
}

TEST(GoldenAnswers, TheTailOfAnOpenOrderGrowsOverTheVersions) {
    OpenOrder open;
    open.order_id = OrderId{1};
    open.order->duration = 5;
    open.order->post_to_ats = 6;
    open.order->auto_cancel_parent = true;
    open.order->peg_offsets.min_trade_quantity = 7;
    open.order->customer_account = "cust";
    open.order->professional_customer = true;
    open.order->bond_accrued_interest = "bond";
    open.order->include_overnight = true;
    open.order->ext_operator = "ext";
    open.order->manual_order_indicator = 8;
    open.order->submitter = "sub";
    open.order->imbalance_only = true;
    const auto tail = [&open](int version, std::string_view expected) {
        const std::string text = written(open, version);
        EXPECT_TRUE(text.ends_with("|0|0|0||" + std::string(expected))) << version << ": " << text;
    };
    const std::string peg =
        "7||1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308|";
    tail(157, "");
    tail(158, "5|");
    tail(160, "5|6|");
    tail(162, "5|6|1|");
    tail(170, "5|6|1|" + peg);
    tail(183, "5|6|1|" + peg + "cust|");
    tail(185, "5|6|1|" + peg + "cust|1|bond|");
    tail(189, "5|6|1|" + peg + "cust|1|bond|1|");
    tail(193, "5|6|1|" + peg + "cust|1|bond|1|ext|8|");
    tail(198, "5|6|1|" + peg + "cust|1|bond|1|ext|8|sub|");
    tail(200, "5|6|1|" + peg + "cust|1|bond|1|ext|8|sub|1|");
}

TEST(GoldenAnswers, TheFullPreviewComesWith195) {
    OpenOrder open;
    open.state->commission_currency = "USD";
    open.state->margin_currency = "EUR";
    open.state->margin_outside_rth.after.initial = Money::from_int(9);
    open.state->suggested_size = Quantity::from_int(4);
    open.state->allocations = {{"DU1", Quantity::from_int(1), std::nullopt, std::nullopt,
                                std::nullopt, Quantity::from_int(2), true}};
    open.state->warning_text = "careful";
    const std::string max = "1.7976931348623157E308|";
    EXPECT_NE(written(open, 194).find("|USD|careful|"), std::string::npos);
    EXPECT_NE(written(open, 195).find("|USD|EUR|" + max + max + max + max + max + max + "9|" + max +
                                      max + "4||1|DU1|1||||2|1|careful|"),
              std::string::npos)
        << written(open, 195);
}

TEST(GoldenAnswers, StatusesThatNobodyToldUsAboutKeepTheirText) {
    const auto status = read<OrderStatus>("3|12|Submitted|1|2|-1.25|1846402|0|-1.25|7||0|", 176);
    EXPECT_TRUE(status.status == OrderStatusCode::submitted);
    EXPECT_EQ(status.filled, Quantity::from_int(1));
    EXPECT_EQ(status.average_fill_price->to_string(), "-1.25");
    const auto odd = read<OrderStatus>("3|12|PendingRevision|0|2|0|||0|7|locate|0|", 176);
    EXPECT_FALSE(odd.status.is_known());
    EXPECT_EQ(odd.status.text(), "PendingRevision");
    EXPECT_EQ(odd.perm_id, PermId{0});
    EXPECT_EQ(odd.why_held, "locate");
    EXPECT_EQ(error_of("3|12|Submitted||2|0|0|0|0|7||0|", 176),
              "order_status: filled: got \"\", expected a decimal number within ±92 billion");
}

TEST(GoldenAnswers, AnExecutionAndItsCommission) {
    const std::string head =
        "11|-1|12|495512552|SPX|OPT|20261218|4500|P|100|CBOE|USD|SPX   "
        "261218P04500000|SPX|0000e0d5.1|"
        "20261204 10:31:02 US/Eastern|DU1|CBOE|SLD|3|12.35|1846402|7|0|3|12.35|ref||||2|";
    const auto at_177 = read<ExecDetails>(head, 177);
    EXPECT_EQ(at_177.req_id, RequestId{-1});
    EXPECT_TRUE(at_177.execution.side == ExecutionSide::sold);
    EXPECT_EQ(written(at_177, 177), head);
    EXPECT_TRUE(read<ExecDetails>(head + "1|", 178).execution.pending_price_revision);
    EXPECT_EQ(read<ExecDetails>(head + "0|sub|", 198).execution.submitter, "sub");
    EXPECT_EQ(error_of(head, 178), "exec_details: the field pending_price_revision is missing");
    const auto report = read<CommissionReport>(
        "59|1|0000e0d5.1|1.9532|USD|1.7976931348623157E308|1.7976931348623157E308||", 176);
    EXPECT_EQ(report.commission->to_string(), "1.9532");
    EXPECT_FALSE(report.realized_pnl);
    EXPECT_FALSE(report.yield);
}

TEST(GoldenAnswers, ContractDetailsChangeTheirShape) {
    const std::string from_currency = "|USD|SPX   261218P04500000|SPX|SPX|495512552|0.05|";
    const std::string to_hours =
        "100|LMT,MKT|SMART,CBOE|1|416904|S&P 500 Stock Index|CBOE|202612||||US/Central|"
        "20261204:0830-20261204:1500|20261204:0830-20261204:1500||0|0|";
    const std::string tail = "2147483647|SPX|IND|109,109|20261218||";
    const std::string head = "P|SMART" + from_currency;
    const std::string at_157 = "10|8|5|SPX|OPT|20261218|4500|" + head + "1|" + to_hours + tail;
    const auto details = read<ContractData>(at_157, 157);
    const ContractDetails& d = *details.details;
    EXPECT_EQ(d.contract.con_id, ConId{495512552});
    EXPECT_EQ(d.contract.strike, Price::from_int(4500));
    EXPECT_EQ(d.contract.multiplier, Quantity::from_int(100));
    EXPECT_EQ(d.min_tick->to_string(), "0.05");
    EXPECT_EQ(d.underlying_con_id, ConId{416904});
    EXPECT_EQ(d.market_rule_ids, "109,109");
    EXPECT_EQ(d.real_expiration_date, "20261218");
    EXPECT_FALSE(d.aggregated_group);
    EXPECT_EQ(*read<ContractData>(
                   "10|8|5|SPX|OPT|20261218|4500|" + head + "1|" + to_hours + tail + "|", 163)
                   .details,
              d);
    const auto at_164 =
        read<ContractData>("10|5|SPX|OPT|20261218|4500|" + head + to_hours + tail + "1|1|1|", 164);
    EXPECT_EQ(at_164.details->min_size, Quantity::from_int(1));
    const auto at_186 = read<ContractData>(
        "10|5|SPX|OPT|20261218|20261217|4500|" + head + to_hours + tail + "1|1|1|1|r1|not you|",
        186);
    EXPECT_EQ(at_186.details->contract.last_trade_date, "20261217");
    EXPECT_EQ(at_186.details->ineligibility_reasons,
              (std::vector<IneligibilityReason>{{"r1", "not you"}}));
}

TEST(GoldenAnswers, ChainsAndRules) {
    const auto chain = read<SecDefOptParams>(
        "75|1|CBOE|416904|SPXW|100|2|20261204|20261207|3|4500|4505|4510.5|", 176);
    EXPECT_EQ(chain.expirations.size(), 2u);
    EXPECT_EQ(chain.strikes[2].to_string(), "4510.5");
    EXPECT_EQ(error_of("75|1|CBOE|416904|SPXW|100|1|2026|0|", 176),
              "sec_def_opt_params: expiration: got \"2026\", expected a date YYYYMMDD");
    EXPECT_EQ(error_of("75|1|CBOE|416904|SPXW|100|2000000000|20261204|", 176),
              "sec_def_opt_params: the field expiration is missing");
    EXPECT_EQ(error_of("75|1|CBOE|416904|SPXW|100|-1|", 176),
              "sec_def_opt_params: expirations: got \"-1\", expected a 32-bit integer");
    const auto rule = read<MarketRule>("93|109|2|0.0|0.05|3|0.1|", 176);
    EXPECT_EQ(rule.increments,
              (std::vector<PriceIncrement>{{Price{}, *Price::parse("0.05")},
                                           {Price::from_int(3), *Price::parse("0.1")}}));
}

TEST(GoldenAnswers, HistoryLosesItsDatesWith196) {
    HistoricalData data{RequestId{4}, "20261203", "20261204", {}};
    Bar bar;
    bar.time = "20261204";
    bar.open = bar.high = bar.low = bar.close = Price::from_int(5);
    data.bars = {bar};
    EXPECT_EQ(written(data, 195), "17|4|20261203|20261204|1|20261204|5|5|5|5|-1|-1|0|");
    EXPECT_EQ(written(data, 196), "17|4|1|20261204|5|5|5|5|-1|-1|0|");
    EXPECT_EQ(written(HistoricalDataEnd{RequestId{4}, "a", "b"}, 196), "108|4|a|b|");
    const auto update = read<HistoricalDataUpdate>("90|4|17|20261204|1|2|3|0.5|1.5|100|", 176);
    EXPECT_EQ(update.bar.count, 17);
    EXPECT_EQ(update.bar.close, Price::from_int(2));
    EXPECT_EQ(update.bar.high, Price::from_int(3));
    EXPECT_EQ(update.bar.volume, Quantity::from_int(100));
}

TEST(GoldenAnswers, AccountsAndProfit) {
    EXPECT_EQ(read<ManagedAccounts>("15|1|DU1,DU2,|", 176).accounts,
              (std::vector<std::string>{"DU1", "DU2"}));
    const auto pnl = read<Pnl>("94|3|-12.5|1.7976931348623157E308||", 176);
    EXPECT_EQ(pnl.daily->to_string(), "-12.5");
    EXPECT_FALSE(pnl.unrealized);
    EXPECT_FALSE(pnl.realized);
}

TEST(GoldenAnswers, TextForPeopleNamesEveryField) {
    EXPECT_EQ(to_text(Answer(read<TickPrice>("1|6|7|1|1.35||3|", 176))),
              "tick_price {req_id=7 tick_type=bid price=1.35 size=- attributes=3}");
    EXPECT_EQ(
        to_text(Answer(read<SecDefOptParams>("75|1|C|2|X Y||1|20261204|2|1|2.5|", 176))),
        "sec_def_opt_params {req_id=1 exchange=C underlying_con_id=2 trading_class=\"X Y\" "
        "multiplier=- expirations=[{expiration=2026-12-04}] strikes=[{strike=1} {strike=2.5}]}");
    EXPECT_EQ(to_text(Answer(UnknownAnswer{84, {"a", "b c"}})),
              "unknown_answer {message_id=84 fields=[{a} {\"b c\"}]}");
    EXPECT_EQ(name_of(Request(PlaceOrder{})), "place_order");
}

}  // namespace
}  // namespace wingspread::tws::testing
