#pragma once

#include "broker/chain_loader.hpp"
#include "engine/link.hpp"
#include "options/structure.hpp"

#include <list>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wingspread::engine {

/// Who waits for a chain: a scan, or an order that looks for its contracts.
using ChainReader = std::variant<ScanTicket, CommandId>;

/// A load that has ended.
struct ChainLoad {
    ChainReader reader;
    Result<broker::LoadedChain> chain;
};

/// Loads chains for whoever asks, one loader for each question that differs.
class ChainDesk {
  public:
    ChainDesk(broker::ChainLoaderSettings settings, broker::RequestIds& ids)
        : settings_(settings), ids_(&ids) {}

    /// Waits until the link is up; the same wish in flight is shared.
    void load(ChainReader reader, broker::ChainWish wish, bool link_up, const Now& now, Link& link,
              TradeEffects& effects);
    /// What these options are on: after a restart nobody has said so yet.
    void load_underlying(ChainReader reader, const options::Structure& structure, bool link_up,
                         const Now& now, Link& link, TradeEffects& effects) {
        load(reader,
             {structure.symbol(),
              structure.front_expiration(),
              structure.front_expiration(),
              {structure.trading_class()}},
             link_up, now, link, effects);
    }
    void forget(const ChainReader& reader);

    void on_answer(const tws::Answer& answer, const Now& now, Link& link, TradeEffects& effects);
    void on_time(const Now& now, Link& link, TradeEffects& effects);
    void on_link_up(const Now& now, Link& link, TradeEffects& effects);
    /// Loads under way begin anew when the link is back.
    void on_interrupted();
    /// Loads that have ended since the last call.
    std::vector<ChainLoad> take_finished();
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

  private:
    struct Job {
        broker::ChainWish wish;
        std::vector<ChainReader> readers;
        std::optional<broker::ChainLoader> loader;  ///< empty while the link is down
    };

    void start(Job& job, const Now& now, Link& link, TradeEffects& effects);

    broker::ChainLoaderSettings settings_;
    broker::RequestIds* ids_;
    broker::ContractCache cache_;  ///< what was said holds after a lost link too
    std::list<Job> jobs_;
};

}  // namespace wingspread::engine
