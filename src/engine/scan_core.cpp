#include "engine/scan_core.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "scan/interest.hpp"
#include "scan/structure_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::engine {

namespace {

/// Longest-dated listed options expire within about three years.
constexpr int furthest_dte = 1200;

ChainWanted wanted_chain(const StartScan& start, const Now& now) {
    const Date today = options::to_new_york(now.market).date;
    const auto& criteria = start.request.criteria;
    return {start.ticket, start.request.symbol, add_days(today, criteria.min_dte.value_or(0)),
            add_days(today, criteria.max_dte.value_or(furthest_dte))};
}

}  // namespace

ScanEffects ScanCore::step(const ScanEvent& event, const Now& now) {
    std::visit([&](const auto& specific) { on(specific, now); }, event);
    return std::exchange(effects_, {});
}

std::optional<MonotonicTime> ScanCore::next_wakeup() const {
    std::optional<MonotonicTime> next;
    for (const auto& [ticket, scan] : scans_) {
        if (scan.wake_at && (!next || *scan.wake_at < *next)) next = scan.wake_at;
    }
    return next;
}

void ScanCore::on(const StartScan& event, const Now& now) {
    if (const auto valid = scan::validate(event.request.criteria); !valid) {
        effects_.emplace_back(ScanFailed{event.ticket, valid.error()});
        return;
    }
    Scan& scan = scans_[event.ticket];
    scan.start = event;
    effects_.emplace_back(ToTrade{wanted_chain(event, now)});
}

void ScanCore::on(const StopScan& event, const Now& /*now*/) {
    if (scans_.contains(event.ticket)) finish(event.ticket);
}

void ScanCore::on(const ConcludeScan& event, const Now& now) {
    const auto found = scans_.find(event.ticket);
    if (found == scans_.end()) return;
    Scan& scan = found->second;
    switch (scan.phase) {
        case Phase::listing:
            return fail_scan(event.ticket,
                             Error{Errc::timeout, "the chain was not listed in time"});
        case Phase::pricing_underlying:
            return fail_scan(event.ticket,
                             Error{Errc::timeout, "no price of the underlying came in time"});
        case Phase::sweeping:
        case Phase::resting: break;
    }
    static_cast<void>(rank(scan, true, now));
    finish(event.ticket);
}

void ScanCore::on(const ScanWake& /*event*/, const Now& now) {
    std::vector<ScanTicket> due;
    for (const auto& [ticket, scan] : scans_) {
        if (scan.wake_at && *scan.wake_at <= now.monotonic) due.push_back(ticket);
    }
    for (const auto ticket : due) wake(scans_.at(ticket), now);
}

void ScanCore::on(const ToScan& message, const Now& now) {
    std::visit([&](const auto& specific) { on(specific, now); }, message);
}

void ScanCore::on(const ChainListed& message, const Now& now) {
    const auto found = scans_.find(message.ticket);
    if (found == scans_.end()) return;
    list_chain(message);
    Scan& scan = found->second;
    if (message.contracts.empty()) {
        return fail_scan(message.ticket,
                         Error{Errc::not_found, fmt::format("{}: no options are listed for these "
                                                            "days to expiration",
                                                            scan.start.request.symbol)});
    }
    scan.phase = Phase::pricing_underlying;
    scan.wake_at = now.monotonic + config_.spot_patience;
    effects_.emplace_back(ToTrade{QuotesWanted{message.ticket, {message.underlying.conid}, {}, 0}});
    if (spot_of(underlying_of(scan))) sweep(scan, now);
}

void ScanCore::on(const ChainFailed& message, const Now& /*now*/) {
    if (scans_.contains(message.ticket)) fail_scan(message.ticket, message.error);
}

void ScanCore::on(const ChainDeferred& message, const Now& now) {
    const auto found = scans_.find(message.ticket);
    if (found != scans_.end()) found->second.wake_at = now.monotonic + message.wait;
}

void ScanCore::on(const QuoteTick& message, const Now& now) {
    const auto index = book_.add(message.conid);
    book_.apply(index, message.tick);
    tell_live_scans(index, now);
    std::vector<ScanTicket> priced;
    for (auto& [ticket, scan] : scans_) {
        if (scan.phase != Phase::pricing_underlying) continue;
        const auto& underlying = underlying_of(scan);
        if (underlying.chain.underlying().conid == message.conid && spot_of(underlying)) {
            priced.push_back(ticket);
        }
    }
    for (const auto ticket : priced) sweep(scans_.at(ticket), now);
}

void ScanCore::on(const DividendsTold& message, const Now& /*now*/) {
    dividends_.insert_or_assign(message.conid, message.dividends);
}

void ScanCore::on(const LineChanged& message, const Now& now) {
    const auto index = book_.add(message.conid);
    const auto& line = message.line;
    if (line.leased && !book_.line(index).leased) book_.lease(index);
    if (!line.leased && book_.line(index).leased) book_.release(index);
    if (book_.line(index).data_type != line.data_type) book_.set_data_type(index, line.data_type);
    if (book_.line(index).halt != line.halt) book_.set_halt(index, line.halt);
    tell_live_scans(index, now);
}

void ScanCore::on(const GapMarked& /*message*/, const Now& /*now*/) {
    book_.mark_gap();
    for (auto& [ticket, scan] : scans_) scan.live.reset();
}

void ScanCore::on(const LinkResumed& /*message*/, const Now& now) {
    // A scan that rests would show what it knew before the gap until its next turn.
    for (auto& [ticket, scan] : scans_) {
        if (scan.phase == Phase::resting) scan.resweep_at = scan.wake_at = now.monotonic;
    }
}

void ScanCore::on(const SweepProgress& message, const Now& now) {
    const auto found = scans_.find(message.ticket);
    if (found == scans_.end() || found->second.phase != Phase::sweeping) return;
    Scan& scan = found->second;
    if (message.round != scan.round) return;
    scan.coverage = message;
    effects_.emplace_back(ScanProgressed{message.ticket, message});
    if (message.finished) return finish_sweep(scan, now);
    const std::size_t read = message.quoted + message.silent;
    const std::size_t news = read - std::min(read, scan.interest_at);
    if (news < std::max(config_.least_news, read / config_.news_share)) return;
    want_quotes(scan, now);
}

void ScanCore::finish_sweep(Scan& scan, const Now& now) {
    const bool final = !scan.start.live;
    scan.live.reset();  // the counts are those of the whole sweep
    if (!rank(scan, final, now)) return;
    if (final) return finish(scan.start.ticket);
    scan.phase = Phase::resting;
    scan.resweep_at = now.monotonic + config_.resweep_interval;
    scan.wake_at = std::min(*scan.resweep_at, now.monotonic + config_.ranking_interval);
}

void ScanCore::list_chain(const ChainListed& message) {
    const auto& symbol = message.underlying.symbol;
    auto found = underlyings_.find(symbol);
    if (found == underlyings_.end()) {
        book_.add(message.underlying.conid);
        found = underlyings_.emplace(symbol, Underlying{market::Chain(message.underlying)}).first;
    }
    auto& chain = found->second.chain;
    const auto before = chain.contracts();
    for (const auto& contract : message.contracts) {
        // A second contract for the same strike is an adjusted one, and is not ours to trade.
        static_cast<void>(chain.add(contract, book_.add(contract.conid)));
    }
    if (chain.contracts() != before) forget_live_scans(symbol);
}

void ScanCore::sweep(Scan& scan, const Now& now) {
    if (!spot_of(underlying_of(scan))) {
        scan.wake_at = now.monotonic + config_.spot_patience;
        return;
    }
    scan.phase = Phase::sweeping;
    ++scan.round;
    scan.coverage = {.ticket = scan.start.ticket, .round = scan.round};
    scan.wake_at.reset();
    if (scan.start.live) scan.wake_at = now.monotonic + config_.ranking_interval;
    want_quotes(scan, now);
    if (scan.coverage.total == 0) finish_sweep(scan, now);
}

void ScanCore::want_quotes(Scan& scan, const Now& now) {
    const auto& underlying = underlying_of(scan);
    const auto chain = snapshot_for(scan, now);
    QuotesWanted wanted{scan.start.ticket, {underlying.chain.underlying().conid}, {}, scan.round};
    for (const auto place : scan::rank_interest(*chain, scan.start.request.criteria)) {
        wanted.swept.push_back(chain->slices[place.slice]->of(place.right).conid[place.row]);
    }
    scan.interest_at = scan.coverage.quoted + scan.coverage.silent;
    scan.coverage.total = wanted.swept.size();
    effects_.emplace_back(ToTrade{std::move(wanted)});
}

void ScanCore::wake(Scan& scan, const Now& now) {
    switch (scan.phase) {
        case Phase::listing:
            scan.wake_at.reset();
            effects_.emplace_back(ToTrade{wanted_chain(scan.start, now)});
            return;
        case Phase::pricing_underlying:
            return fail_scan(scan.start.ticket,
                             Error{Errc::timeout, fmt::format("{}: no price of the underlying came",
                                                              scan.start.request.symbol)});
        case Phase::sweeping:
            if (has_news(scan, now) && !rank(scan, false, now)) return;
            scan.wake_at = now.monotonic + config_.ranking_interval;
            return;
        case Phase::resting:
            if (scan.resweep_at <= now.monotonic) return sweep(scan, now);
            if (has_news(scan, now) && !rank(scan, false, now)) return;
            scan.wake_at = std::min(*scan.resweep_at, now.monotonic + config_.ranking_interval);
            return;
    }
}

bool ScanCore::has_news(const Scan& scan, const Now& now) const {
    return book_.version() != scan.ranked_version || needs_models(scan, now);
}

bool ScanCore::needs_models(const Scan& scan, const Now& now) const {
    if (!scan.live || now.monotonic - scan.live->made_at >= config_.models_hold) return true;
    // What is being read may give a model to an expiration that had none.
    return scan.phase == Phase::sweeping && !scan.live->scan->skipped().empty();
}

Result<void> ScanCore::rank_whole(Scan& scan, Ranking& ranking, const Now& now) {
    const auto& request = scan.start.request;
    const auto chain = snapshot_for(scan, now);
    const auto models = scan::chain_models(*chain, request.criteria);
    if (!models) return std::unexpected(models.error());
    auto result = scan::scan_structures(*chain, request.criteria, *models);
    if (!result) return std::unexpected(result.error());
    ranking.result = std::move(*result);
    ranking.models_at = now.utc;
    if (request.explain.empty()) return {};
    auto explanation =
        scan::explain(*chain, request.criteria, *models, ranking.result, request.explain);
    if (!explanation) return std::unexpected(explanation.error());
    ranking.explanation = std::move(*explanation);
    return {};
}

Result<void> ScanCore::rank_live(Scan& scan, Ranking& ranking, const Now& now) {
    const auto& criteria = scan.start.request.criteria;
    if (needs_models(scan, now)) {
        scan.live.reset();
        const auto chain = snapshot_for(scan, now);
        auto models = scan::chain_models(*chain, criteria);
        if (!models) return std::unexpected(models.error());
        auto made = scan::LiveScan::make(*chain, criteria, std::move(*models));
        if (!made) return std::unexpected(made.error());
        scan.live.emplace(std::move(*made), now.monotonic, now.utc);
    }
    auto& live = *scan.live->scan;
    auto ranked = live.ranked();
    if (!ranked) return std::unexpected(ranked.error());
    ranking.result = {std::move(*ranked), live.counts(), live.skipped()};
    ranking.result.counts.ranked = ranking.result.ranked.size();
    ranking.models_at = scan.live->models_at;
    return {};
}

bool ScanCore::rank(Scan& scan, bool final, const Now& now) {
    auto ranking = std::make_shared<Ranking>();
    const bool lives = scan.start.live && !final;
    const auto ranked = lives ? rank_live(scan, *ranking, now) : rank_whole(scan, *ranking, now);
    scan.ranked_version = book_.version();
    if (!ranked) {
        // Waiting mends a price that is missing, and never a request that cannot be met.
        const bool hopeless = ranked.error().code == Errc::invalid_argument;
        if (final) effects_.emplace_back(ScanFailed{scan.start.ticket, ranked.error()});
        if (!final && hopeless) fail_scan(scan.start.ticket, ranked.error());
        return final || !hopeless;
    }
    ranking->request = scan.start.request;
    ranking->seq = ++scan.seq;
    ranking->computed_at = now.utc;
    ranking->as_of = now.market;
    ranking->spot = spot_of(underlying_of(scan));
    ranking->coverage = scan.coverage;
    if (scan.start.live) {
        ranking->changes = scan::changes_between(scan.told, ranking->result.ranked);
        scan.told = ranking->result.ranked;
    }
    effects_.emplace_back(RankingReady{scan.start.ticket, std::move(ranking), final});
    return true;
}

void ScanCore::tell_live_scans(market::InstrumentIndex index, const Now& now) {
    for (auto& [ticket, scan] : scans_) {
        if (!scan.live) continue;
        const auto place = underlying_of(scan).chain.place_of(index);
        if (!place) continue;
        const auto usability = book_.usability(index, config_.usability, now.market);
        scan.live->scan->on_quote(*place, book_.quote(index), usability);
    }
}

void ScanCore::forget_live_scans(std::string_view symbol) {
    for (auto& [ticket, scan] : scans_) {
        if (scan.start.request.symbol == symbol) scan.live.reset();
    }
}

void ScanCore::fail_scan(ScanTicket ticket, Error error) {
    effects_.emplace_back(ScanFailed{ticket, std::move(error)});
    finish(ticket);
}

void ScanCore::finish(ScanTicket ticket) {
    effects_.emplace_back(ToTrade{QuotesReleased{ticket}});
    scans_.erase(ticket);
}

std::shared_ptr<const market::ChainSnapshot> ScanCore::snapshot_for(Scan& scan, const Now& now) {
    auto& underlying = underlying_of(scan);
    const auto told = dividends_.find(underlying.chain.underlying().conid);
    if (told != dividends_.end()) underlying.chain.set_dividends(told->second);
    return underlying.chain.snapshot(book_, spot_of(underlying), now.market, config_.usability);
}

std::optional<Price> ScanCore::spot_of(const Underlying& underlying) const {
    const auto index = book_.find(underlying.chain.underlying().conid);
    return index ? market::spot(book_.quote(*index)) : std::nullopt;
}

}  // namespace wingspread::engine
