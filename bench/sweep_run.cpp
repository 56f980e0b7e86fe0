#include "sweep_run.hpp"

#include "engine/quote_desk.hpp"
#include "engine/scan_core.hpp"
#include "options/calendar.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <utility>

namespace wingspread::bench {

namespace {

using namespace std::chrono_literals;

constexpr Duration longest = 120s;
constexpr Duration look_every = 250ms;
constexpr engine::ScanTicket ticket{1};

/// Session, pacer, lines, sweep and scan core as they are shipped, on a frozen gateway, in virtual
/// time. Market time stands still.
class Run {
  public:
    Run(const FrozenMarket& market, const SweepTask& task, const std::set<std::string>& truth)
        : market_(market),
          task_(task),
          truth_(truth),
          gateway_(market, task.limits, Rng(task.seed).split("gateway")),
          link_(link_settings(task), Rng(task.seed)),
          desk_(desk_settings(task), link_.ids()),
          known_(market) {
        now_.market = market.at;
        desk_.learn(market.underlying);
        for (const auto& contract : market.contracts) desk_.learn(contract);
    }

    SweepOutcome run() {
        connect();
        begin();
        while (now_.monotonic < began_ + longest && !(finished_ && settled())) advance();
        outcome_.messages = gateway_.messages();
        outcome_.most_lines = gateway_.most_lines();
        outcome_.breaches = gateway_.breaches();
        return outcome_;
    }

  private:
    static engine::LinkSettings link_settings(const SweepTask& task) {
        engine::LinkSettings settings;
        settings.session.client_id = ClientId(1);
        settings.pacing.messages = task.limits.messages_per_second;
        return settings;
    }
    static engine::QuoteDeskSettings desk_settings(const SweepTask& task) {
        engine::QuoteDeskSettings settings;
        settings.lines.max_lines = task.limits.lines;
        return settings;
    }

    void connect() {
        link_.session().start(now_);
        settle();
        link_.session().on_opened(now_);
        settle();
        while (!link_.session().is_up()) advance();
        link_.session().on_synced(now_);
        settle();
    }

    void begin() {
        began_ = now_.monotonic;
        next_look_ = began_ + look_every;
        if (task_.order == Order::interest) {
            const engine::ScanRequest request{
                market_.underlying.symbol, usual_criteria(task_.look, task_.sort), {}};
            step(engine::StartScan{ticket, request, false});
            step(engine::ToScan{engine::ChainListed{ticket, market_.underlying, wanted_days()}});
        } else {
            engine::QuotesWanted wanted{ticket, {market_.underlying.conid}, {}, 1};
            const auto contracts = task_.order == Order::naive ? market_.contracts : wanted_days();
            for (const auto& contract : contracts) wanted.swept.push_back(contract.conid);
            desk_.want(wanted, now_, effects_);
        }
        settle();
    }

    [[nodiscard]] std::vector<options::OptionContract> wanted_days() const {
        const auto criteria = usual_criteria(task_.look, task_.sort);
        const Date today = options::to_new_york(market_.at).date;
        std::vector<options::OptionContract> wanted;
        for (const auto& contract : market_.contracts) {
            if (scan::is_wanted_dte(criteria, options::dte(today, contract.expiration))) {
                wanted.push_back(contract);
            }
        }
        return wanted;
    }

    /// To the next thing that happens, and lets it happen.
    void advance() {
        auto next = engine::earlier(link_.next_wakeup(), desk_.next_wakeup());
        next = engine::earlier(next, scan_.next_wakeup());
        next = engine::earlier(next, gateway_.next());
        next = engine::earlier(next, next_look_);
        if (!next) std::abort();
        const Duration step_by = std::max(*next, now_.monotonic) - now_.monotonic;
        now_.monotonic += step_by;
        now_.utc += step_by;
        if (next_look_ && *next_look_ <= now_.monotonic) look();
        link_.session().on_bytes(gateway_.take(now_.monotonic), now_);
        while (const auto* answer = link_.session().next_answer(now_)) {
            desk_.on_answer(*answer, now_, effects_);
        }
        link_.session().on_time(now_);
        const auto wakes = scan_.next_wakeup();
        if (wakes && *wakes <= now_.monotonic) step(engine::ScanWake{});
        settle();
    }

    void settle() {
        while (true) {
            desk_.update(now_, link_, effects_);
            const auto changes = link_.pump(now_, effects_);
            desk_.on_sent(link_.take_sent_lines(), now_);
            for (const auto& change : changes) {
                if (change.to == broker::SessionState::syncing) desk_.on_link_up(now_);
            }
            if (changes.empty() && effects_.empty()) return;
            for (const auto& effect : std::exchange(effects_, {})) perform(effect);
        }
    }

    void perform(const engine::TradeEffect& effect) {
        if (const auto* bytes = std::get_if<broker::SendBytes>(&effect)) {
            gateway_.receive(bytes->bytes, now_.monotonic);
        } else if (const auto* message = std::get_if<engine::ToScan>(&effect)) {
            std::visit([this](const auto& specific) { note(specific); }, *message);
            if (task_.order == Order::interest) step(*message);
        }
    }

    void step(const engine::ScanEvent& event) {
        for (const auto& effect : scan_.step(event, now_)) {
            if (const auto* wish = std::get_if<engine::ToTrade>(&effect)) {
                if (const auto* wanted = std::get_if<engine::QuotesWanted>(wish)) {
                    desk_.want(*wanted, now_, effects_);
                }
            }
        }
    }

    void note(const auto&) {}
    void note(const engine::QuoteTick& tick) {
        known_.book().apply(known_.book().add(tick.conid), tick.tick);
    }
    void note(const engine::LineChanged& line) {
        auto& book = known_.book();
        const auto index = book.add(line.conid);
        if (line.line.leased && !book.line(index).leased) book.lease(index);
        if (!line.line.leased && book.line(index).leased) book.release(index);
        if (book.line(index).data_type != line.line.data_type) {
            book.set_data_type(index, line.line.data_type);
        }
    }
    void note(const engine::SweepProgress& progress) {
        if (!progress.finished || finished_) return;
        finished_ = true;
        outcome_.seconds_to_all_read = seconds();
    }

    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(now_.monotonic - began_).count();
    }
    /// Nothing is still to be seen.
    [[nodiscard]] bool settled() const { return now_.monotonic >= began_ + 61s; }

    void look() {
        next_look_ = now_.monotonic + look_every;
        std::size_t hits = 0;
        for (const auto& name : best(*known_.snapshot(), task_.look, task_.sort)) {
            hits += truth_.count(name);
        }
        const auto note_time = [&](std::optional<double>& time, std::size_t enough) {
            if (hits < enough) time.reset();
            if (hits >= enough && !time) time = seconds();
        };
        note_time(outcome_.seconds_to_18, 18);
        note_time(outcome_.seconds_to_20, 20);
        if (now_.monotonic <= began_ + 20s) outcome_.at_20_s = hits;
        if (now_.monotonic <= began_ + 60s) outcome_.at_60_s = hits;
    }

    const FrozenMarket& market_;
    SweepTask task_;
    const std::set<std::string>& truth_;
    FrozenGateway gateway_;
    engine::Link link_;
    engine::QuoteDesk desk_;
    engine::ScanCore scan_;
    KnownChain known_;
    Now now_{MonotonicTime{} + 1h, {}, {}};
    MonotonicTime began_{};
    std::optional<MonotonicTime> next_look_;
    engine::TradeEffects effects_;
    bool finished_ = false;
    SweepOutcome outcome_;
};

}  // namespace

SweepOutcome run_sweep(const FrozenMarket& market, const SweepTask& task,
                       const std::set<std::string>& truth) {
    return Run(market, task, truth).run();
}

}  // namespace wingspread::bench
