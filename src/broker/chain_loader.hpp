#pragma once

#include "broker/contract_cache.hpp"
#include "broker/outbound.hpp"
#include "broker/request_table.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"
#include "tws/message.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wingspread::broker {

struct ChainWish {
    std::string symbol;
    Date from{};  ///< expirations of [from, to]
    Date to{};
    /// Empty: a stock's own class, every class of an index. Classes of adjusted options have other
    /// names than their stock and are left out so.
    std::vector<std::string> trading_classes;
    bool operator==(const ChainWish&) const = default;
};

struct ChainLoaderSettings {
    std::size_t max_in_flight = 4;                     ///< contract details are throttled at TWS
    Duration time_allowed = std::chrono::seconds(20);  ///< without any part of an answer
    int attempts = 2;                                  ///< per question that was not answered
};

/// What the broker lists.
struct LoadedChain {
    struct Failure {
        ListingKey listing;
        Error error;
        bool operator==(const Failure&) const = default;
    };
    struct ClassRule {
        std::string trading_class;
        std::int32_t market_rule_id = 0;
        bool operator==(const ClassRule&) const = default;
    };

    options::Underlying underlying;
    std::vector<options::OptionContract> contracts;  ///< by expiration, class, strike, right
    std::vector<ClassRule> rules;                    ///< by class: its price increments
    std::vector<Failure> failures;                   ///< listings that are unknown, not empty
    std::size_t unreadable = 0;                      ///< contracts that made no sense
};

/// Loads one chain: the underlying, its expirations and classes, then one question for each wanted
/// pair of them, never one for each contract, and none that was answered today.
class ChainLoader {
  public:
    ChainLoader(ChainWish wish, ChainLoaderSettings settings, RequestIds& ids,
                ContractCache& cache);

    std::vector<Outbound> start(Now now);
    /// Messages that belong to others are ignored.
    std::vector<Outbound> on_answer(const tws::Answer& answer, Now now);
    std::vector<Outbound> on_time(Now now);
    /// The connection is gone: the load has failed.
    void on_interrupted(std::string_view why);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    /// Set once the load has ended. An error when nothing can be said of the chain at all.
    [[nodiscard]] const std::optional<Result<LoadedChain>>& result() const { return result_; }
    [[nodiscard]] const ChainWish& wish() const { return wish_; }
    [[nodiscard]] std::size_t listings_done() const { return done_; }
    [[nodiscard]] std::size_t listings_total() const { return total_; }

  private:
    struct FindUnderlying {
        options::UnderlyingKind kind{};
        int attempt = 1;
        std::vector<tws::ContractDetails> found;
    };
    struct FindParameters {
        int attempt = 1;
        std::vector<tws::SecDefOptParams> found;
    };
    struct FindContracts {
        ListingKey key;
        int attempt = 1;
        std::vector<options::OptionContract> found;
        std::optional<std::int32_t> market_rule_id;
    };
    using Step = std::variant<FindUnderlying, FindParameters, FindContracts>;

    void ask(Step step, Now now);
    Outbound question(RequestId id, const Step& step) const;
    void ask_underlying(Now now);
    void ask_next_listings(Now now);
    void on_contract(const tws::ContractData& part, Now now);
    void on_parameters(const tws::SecDefOptParams& part, Now now);
    void on_end(RequestId id, Now now);
    void on_error(const tws::ErrorMessage& message, Now now);
    void on_failed(Step step, const Error& error, bool may_retry, Now now);
    void on_absent(const Step& step, Now now);
    void finish(const FindUnderlying& step, Now now);
    void finish(const FindParameters& step, Now now);
    void finish(FindContracts& step, Now now);
    void want_listings(const ListedSymbol& listed, Now now);
    void take(const ListingKey& key, const ListedOptions& listing);
    [[nodiscard]] bool wants_class(const tws::SecDefOptParams& row) const;
    [[nodiscard]] bool wants_listing(Date last_trade_date) const;
    void end_when_done();
    void end(Result<LoadedChain> result);
    std::vector<Outbound> take_outbound();

    ChainWish wish_;
    ChainLoaderSettings settings_;
    ContractCache* cache_;
    RequestTable<Step> requests_;
    std::deque<FindContracts> listings_;
    std::deque<options::UnderlyingKind> kinds_;  ///< what the symbol may yet be
    LoadedChain chain_;
    std::vector<Outbound> outbound_;
    std::optional<Result<LoadedChain>> result_;
    std::size_t done_ = 0;
    std::size_t total_ = 0;
};

}  // namespace wingspread::broker
