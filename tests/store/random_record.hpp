#pragma once

#include "core/rng.hpp"
#include "options/random_structure.hpp"
#include "trade/helpers.hpp"
#include "trade/records.hpp"

/// Records of every kind, full of awkward values.
namespace wingspread::store::testing {

using namespace wingspread::trade;
using trade::testing::id_of;

class RandomRecords {
  public:
    explicit RandomRecords(std::uint64_t seed) : rng_(seed) {}

    JournalRecord any() {
        switch (rng_.between(0, 15)) {
            case 0: return IntentRecorded{intent()};
            case 1: return IntentRefused{IntentId::draw(rng_), text()};
            case 2: return OrderIdReserved{id<OrderId>(), id<ClientId>()};
            case 3:
                return SubmissionRecorded{
                    IntentId::draw(rng_),
                    id<OrderId>(),
                    id<ClientId>(),
                    {decimal<Money>(), decimal<Money>(), maybe_money(), maybe_money()}};
            case 4: return OrderEventRecorded{address(), event()};
            case 5: return ExecutionRecorded{execution()};
            case 6: return CommissionRecorded{{text(), decimal<Money>(), text(), maybe_money()}};
            case 7: return LinkLostRecorded{text()};
            case 8: return OrderResolved{IntentId::draw(rng_), one_of(all_order_states), text()};
            case 9: return baseline();
            case 11: return ExitPlanned{{IntentId::draw(rng_), IntentId::draw(rng_), exit_rules()}};
            case 12:
                return ExitFired{IntentId::draw(rng_), one_of(all_exit_rules), IntentId::draw(rng_),
                                 rng_.chance(0.5)};
            case 13: return ExitRemoved{IntentId::draw(rng_), text()};
            case 10:
                return RepriceRecorded{IntentId::draw(rng_), id<OrderId>(), id<ClientId>(),
                                       static_cast<int>(rng_.between(1, 100)), decimal<Price>()};
            case 14:
                return PositionsExplained{
                    text(), text(), one_of(std::array{Authority::automatic, Authority::person}),
                    text(), baseline().positions};
            default:
                if (rng_.chance(0.2)) return LiveArmed{"DU1", time()};
                if (rng_.chance(0.2)) return roll_planned();
                if (rng_.chance(0.2)) return RollOpened{IntentId::draw(rng_), IntentId::draw(rng_)};
                if (rng_.chance(0.2)) return RollEnded{IntentId::draw(rng_), text()};
                return TradingStateChanged{
                    one_of(all_trading_states),
                    one_of(std::array{Authority::automatic, Authority::person}), text()};
        }
    }

    std::string text() {
        static constexpr std::string_view awkward("=\n\r\\\0 .n0abc\"'%\xff\xc3", 18);
        std::string result;
        for (auto left = rng_.between(0, 12); left > 0; --left) {
            result.push_back(awkward[static_cast<std::size_t>(rng_.between(0, 17))]);
        }
        return result;
    }

  private:
    template <class T>
    T decimal() {
        return T::from_raw(rng_.between(INT64_MIN / 2, INT64_MAX / 2) >> rng_.between(0, 60));
    }
    template <class T>
    T id() {
        return T{static_cast<typename T::rep>(rng_.between(INT32_MIN, INT32_MAX))};
    }
    template <class E, std::size_t N>
    E one_of(const std::array<E, N>& values) {
        return values[static_cast<std::size_t>(rng_.between(0, static_cast<int>(N) - 1))];
    }
    std::optional<Money> maybe_money() {
        return rng_.chance(0.5) ? std::optional(decimal<Money>()) : std::nullopt;
    }
    UtcTime time() { return UtcTime{Duration{rng_.between(0, INT64_MAX)}}; }
    Date date() { return std::chrono::sys_days{std::chrono::days{rng_.between(0, 40000)}}; }
    OrderAddress address() { return {id<OrderId>(), id<ClientId>(), id<PermId>(), text()}; }
    StatusWord status() {
        return StatusWord::parse(
            rng_.chance(0.2) ? text() : std::string(to_string(one_of(all_broker_statuses))));
    }
    OrderEvent event() {
        switch (rng_.between(0, 6)) {
            case 0: return OpenOrderSeen{status(), text()};
            case 1:
                return StatusSeen{status(), decimal<Quantity>(),
                                  rng_.chance(0.5) ? std::optional(decimal<Price>()) : std::nullopt,
                                  text()};
            case 2: return CompletedOrderSeen{status(), text()};
            case 3:
                return OrderErrorSeen{static_cast<int>(rng_.between(-1, 20000)),
                                      one_of(all_order_error_classes), text()};
            case 4: return CancelRequested{};
            case 5: return LinkLost{};
            default: return AbsentFromPass{};
        }
    }
    Instrument instrument() {
        Instrument any{.conid = id<ConId>(),
                       .kind = one_of(all_instrument_kinds),
                       .security_type = text(),
                       .symbol = text(),
                       .multiplier = static_cast<int>(rng_.between(1, 100))};
        if (rng_.chance(0.5)) any.right = options::Right::put;
        if (rng_.chance(0.5)) any.strike = decimal<Price>();
        if (rng_.chance(0.5)) any.expiration = date();
        return any;
    }
    Execution execution() {
        return {.execution_id = text(),
                .order = address(),
                .account = text(),
                .instrument = instrument(),
                .side = rng_.chance(0.5) ? options::Side::buy : options::Side::sell,
                .quantity = decimal<Quantity>(),
                .price = decimal<Price>(),
                .cumulative_quantity = decimal<Quantity>(),
                .time = time(),
                .liquidation = rng_.chance(0.5)};
    }
    BaselineRecorded baseline() {
        BaselineRecorded record{text(), {}};
        for (auto left = rng_.between(0, 12); left > 0; --left) {
            record.positions.push_back({text(), instrument(), decimal<Quantity>(), maybe_money()});
        }
        return record;
    }
    /// Awkward wherever a structure does not look: all of its options share what it compares.
    options::Structure structure() {
        const auto& forms = options::structure_forms();
        const auto& form =
            forms[static_cast<std::size_t>(rng_.between(0, static_cast<int>(forms.size()) - 1))];
        auto draft = options::testing::draw(form, rng_);
        const auto style =
            rng_.chance(0.5) ? options::ExerciseStyle::american : options::ExerciseStyle::european;
        const auto settlement =
            rng_.chance(0.5) ? options::Settlement::am : options::Settlement::pm;
        std::int64_t conid = 10;
        for (auto& contract : draft.contracts) {
            contract.conid = ConId{++conid};
            contract.symbol = "X\n=";
            contract.last_trade_date = rng_.chance(0.5) ? date() : Date{};
            contract.style = style;
            contract.settlement = settlement;
            contract.exchange = text();
        }
        if (draft.parts.shares) draft.parts.shares->symbol = "X\n=";
        return draft.make().value();
    }
    OrderIntent intent() {
        const auto in_force = one_of(all_times_in_force);
        OrderTerms terms{
            .account = "DU1",
            .client_order_id = rng_.chance(0.5) ? "a=b\\n" : "",
            .structure = structure(),
            .action = rng_.chance(0.5) ? OrderAction::open : OrderAction::close,
            .quantity = static_cast<int>(rng_.between(1, 1000)),
            .limit = decimal<Price>(),
            .in_force = in_force,
            .good_till = in_force == TimeInForce::gtd ? std::optional(time()) : std::nullopt,
            .decision = {decimal<Price>(), decimal<Price>(), time()}};
        if (rng_.chance(0.2)) roll(terms);
        if (rng_.chance(0.5)) add_ladder(terms);
        const bool may_wait = terms.action == OrderAction::close && terms.structure.is_single() &&
                              !terms.ladder && terms.in_force != TimeInForce::ioc &&
                              terms.in_force != TimeInForce::fok;
        if (may_wait) {
            terms.oca = trade::OcaTerms{"ws1.1", {}};
            if (rng_.chance(0.5)) terms.oca->trigger = terms.limit;
        }
        return OrderIntent::make(IntentId::draw(rng_), std::move(terms)).value();
    }
    std::optional<ExitLevel> exit_level() {
        if (rng_.chance(0.3)) return std::nullopt;
        if (rng_.chance(0.5)) return ExitLevel{std::nullopt, decimal<Price>()};
        return ExitLevel{static_cast<int>(rng_.between(1, 100'000)), std::nullopt};
    }
    ExitRules exit_rules() {
        ExitRules rules{exit_level(), exit_level(), {}, {}};
        if (rng_.chance(0.5)) rules.days_left = static_cast<int>(rng_.between(0, 400));
        if (rng_.chance(0.5)) rules.at = to_market(time());
        rules.at_broker = rng_.chance(0.5);
        return rules;
    }
    RollPlanned roll_planned() {
        RollPlanned planned{IntentId::draw(rng_), {.structure = structure()}};
        planned.second.share_pct = static_cast<int>(rng_.between(0, 100));
        planned.second.in_force = one_of(std::array{TimeInForce::day, TimeInForce::gtc});
        OrderTerms with_ladder{.structure = structure()};
        if (rng_.chance(0.5)) add_ladder(with_ladder);
        planned.second.ladder = with_ladder.ladder;
        if (rng_.chance(0.5)) planned.second.exits = exit_rules();
        return planned;
    }
    void add_ladder(OrderTerms& terms) {
        if (terms.in_force == TimeInForce::ioc || terms.in_force == TimeInForce::fok) return;
        terms.ladder = LadderPlan{.steps = static_cast<int>(rng_.between(1, 100)),
                                  .interval = Duration{rng_.between(1'000'000'000, INT64_MAX)},
                                  .cap = terms.limit,
                                  .hold = Duration{rng_.between(0, INT64_MAX)},
                                  .at_end = one_of(all_ladder_ends),
                                  .on_bad_quotes = one_of(all_bad_quotes)};
    }
    void roll(OrderTerms& terms) {
        terms.action = OrderAction::roll;
        terms.structure = trade::testing::bull_put();
        terms.rolled_from = trade::testing::bull_call();
    }

    Rng rng_;
};

}  // namespace wingspread::store::testing
