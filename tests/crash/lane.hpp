#pragma once

#include "crash/process.hpp"
#include "engine/api.hpp"
#include "server/http_client.hpp"
#include "sim/books.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::crash {

struct Programs {
    std::string shipped;   ///< runs the gateway
    std::string crashing;  ///< runs the engine
};

/// One gateway process that lives on, and an engine that is killed and started again and again.
class Lane {
  public:
    Lane(Programs programs, std::filesystem::path folder, std::uint64_t number);

    /// Starts the gateway and finds spreads to trade; a message when that fails.
    std::optional<std::string> prepare();
    /// One life that nothing ends before its time: the labels that it passes, each as often as it
    /// was passed.
    std::map<std::string, int> labels();

    enum class Outcome : std::uint8_t { died, not_reached, wrong };
    /// Starts the engine, compares the books with the gateway's, lives through everything that
    /// orders do, and expects to die at the label's n-th passing.
    Outcome live(const std::string& label, int nth);
    /// Once more, without dying: the books after the last death.
    bool end_in_peace();

    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] std::size_t orders() const { return told_.size(); }
    [[nodiscard]] std::size_t resolved() const { return resolved_; }

  private:
    std::optional<std::string> choose_spreads();
    void start(const std::string& crash_at, const std::string& trace = "");
    bool wait_ready();
    bool compare();
    /// Empty when both books say the same.
    std::string difference();
    [[nodiscard]] std::string difference_of(const engine::OrderView& ours,
                                            const std::vector<const sim::BookedOrder*>& theirs,
                                            const sim::Books& books);
    void resolve_doubts();
    void trade();
    /// `price`: the JSON field that says it.
    void place(std::string_view spread, std::string_view price, std::string_view action);
    void cancel_all();
    std::string wait_ended(const std::string& id);
    std::optional<server::HttpReply> call(server::Method method, const std::string& target,
                                          std::string body = {});
    bool fail(std::string what);

    Programs programs_;
    std::filesystem::path folder_;
    std::uint64_t number_;
    std::unique_ptr<Process> gateway_;
    int gateway_port_ = 0;
    std::unique_ptr<Process> engine_;
    int api_port_ = 0;
    std::string account_;
    std::vector<std::string> spreads_;  ///< JSON fields that name one
    std::uint64_t lives_ = 0;
    std::set<std::string> told_;  ///< orders that the API has confirmed, in all lives
    std::vector<std::string> doubtful_;
    std::size_t resolved_ = 0;
    std::string last_order_;
    std::string problem_;
};

}  // namespace wingspread::crash
