#pragma once

#include "engine/ranking.hpp"
#include "market/chain.hpp"
#include "scan/live_scan.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wingspread::engine {

struct StartScan {
    ScanTicket ticket;
    ScanRequest request;
    bool live = false;  ///< keeps ranking until stopped; otherwise ends with one final ranking
};
struct StopScan {
    ScanTicket ticket;
};
/// Ends a scan with a final ranking of what is known by now.
struct ConcludeScan {
    ScanTicket ticket;
};
/// A wake-up that `next_wakeup` asked for.
struct ScanWake {};

using ScanEvent = std::variant<StartScan, StopScan, ConcludeScan, ScanWake, ToScan>;

struct RankingReady {
    ScanTicket ticket;
    std::shared_ptr<const Ranking> ranking;
    bool final = false;
};
struct ScanProgressed {
    ScanTicket ticket;
    SweepProgress progress;
};
/// The scan is over without a (further) ranking.
struct ScanFailed {
    ScanTicket ticket;
    Error error;
};

using ScanEffect = std::variant<ToTrade, RankingReady, ScanProgressed, ScanFailed>;
using ScanEffects = std::vector<ScanEffect>;

struct ScanConfig {
    Duration ranking_interval = std::chrono::seconds(1);   ///< of a live scan, while quotes change
    Duration resweep_interval = std::chrono::seconds(10);  ///< rest between two sweeps of one
    /// Of a live scan, before everything is valued anew.
    Duration models_hold = std::chrono::seconds(5);
    Duration spot_patience = std::chrono::seconds(15);  ///< for the underlying's first price
    /// What deserves a line is ranked anew when so many contracts have been read since, and one in
    /// so many of all that were.
    std::size_t least_news = 12;
    std::size_t news_share = 8;
    market::UsabilityRules usability{std::chrono::minutes(5), false};
};

/// Owns chains, their quotes and the scans over them. One event in, effects out; the only writer of
/// its state.
class ScanCore {
  public:
    explicit ScanCore(ScanConfig config = {}) : config_(config) {}

    ScanEffects step(const ScanEvent& event, const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

  private:
    enum class Phase : std::uint8_t { listing, pricing_underlying, sweeping, resting };

    struct Scan {
        StartScan start;
        Phase phase = Phase::listing;
        std::optional<MonotonicTime> wake_at;  ///< phase's deadline, or the next ranking's time
        std::uint64_t seq = 0;
        std::uint64_t ranked_version = 0;         ///< of the book, at the last ranking
        std::optional<MonotonicTime> resweep_at;  ///< of a live scan that rests
        /// What keeps a live scan's list between two looks at the whole chain.
        struct Live {
            std::unique_ptr<scan::LiveScan> scan;
            MonotonicTime made_at;
            UtcTime models_at;
        };
        std::optional<Live> live;
        std::vector<scan::RankedSpread> told;  ///< in the last ranking
        SweepProgress coverage;
        std::uint64_t round = 0;      ///< of sweeps
        std::size_t interest_at = 0;  ///< contracts read when interest was last ranked
    };
    struct Underlying {
        market::Chain chain;
    };
    using Scans = std::map<ScanTicket, Scan>;

    void on(const StartScan& event, const Now& now);
    void on(const StopScan& event, const Now& now);
    void on(const ConcludeScan& event, const Now& now);
    void on(const ScanWake& event, const Now& now);
    void on(const ToScan& message, const Now& now);
    void on(const ChainListed& message, const Now& now);
    void on(const ChainFailed& message, const Now& now);
    void on(const ChainDeferred& message, const Now& now);
    void on(const QuoteTick& message, const Now& now);
    void on(const DividendsTold& message, const Now& now);
    void on(const LineChanged& message, const Now& now);
    void on(const GapMarked& message, const Now& now);
    void on(const LinkResumed& message, const Now& now);
    void on(const SweepProgress& message, const Now& now);

    void list_chain(const ChainListed& message);
    void sweep(Scan& scan, const Now& now);
    void want_quotes(Scan& scan, const Now& now);
    void finish_sweep(Scan& scan, const Now& now);
    void wake(Scan& scan, const Now& now);
    /// False when that scan has failed and is gone.
    [[nodiscard]] bool rank(Scan& scan, bool final, const Now& now);
    Result<void> rank_whole(Scan& scan, Ranking& ranking, const Now& now);
    Result<void> rank_live(Scan& scan, Ranking& ranking, const Now& now);
    /// Whether a live scan's list may look different than when it was told last.
    [[nodiscard]] bool has_news(const Scan& scan, const Now& now) const;
    [[nodiscard]] bool needs_models(const Scan& scan, const Now& now) const;
    /// What the book says of that instrument, to the live scans of its underlying.
    void tell_live_scans(market::InstrumentIndex index, const Now& now);
    /// Their lists are made anew when they are wanted next.
    void forget_live_scans(std::string_view symbol);
    void fail_scan(ScanTicket ticket, Error error);
    void finish(ScanTicket ticket);
    /// The scan's chain as the book shows it now.
    std::shared_ptr<const market::ChainSnapshot> snapshot_for(Scan& scan, const Now& now);
    [[nodiscard]] std::optional<Price> spot_of(const Underlying& underlying) const;
    Underlying& underlying_of(const Scan& scan) {
        return underlyings_.at(scan.start.request.symbol);
    }

    ScanConfig config_;
    market::QuoteBook book_;
    std::map<std::string, Underlying> underlyings_;
    std::map<ConId, std::optional<market::Dividends>> dividends_;  ///< of shares, as told
    Scans scans_;
    ScanEffects effects_;
};

}  // namespace wingspread::engine
