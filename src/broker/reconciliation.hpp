#pragma once

#include "broker/outbound.hpp"
#include "broker/request_ids.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "tws/message.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::broker {

/// The questions whose answers show what the broker's books say.
enum class BookQuestion : std::uint8_t {
    open_orders,
    completed_orders,
    executions,
    positions,
    account,
};
inline constexpr std::array all_book_questions{
    BookQuestion::open_orders, BookQuestion::completed_orders, BookQuestion::executions,
    BookQuestion::positions, BookQuestion::account};
std::string_view to_string(BookQuestion question);

enum class AnswerState : std::uint8_t {
    not_asked,
    asked,
    complete,    ///< with its end marker: what is not in it does not exist
    incomplete,  ///< no end marker in time: what is in it is true, what is missing is unknown
    failed,      ///< refused or interrupted: nothing is known
};
std::string_view to_string(AnswerState state);

struct ReconciliationSettings {
    Duration time_allowed = std::chrono::seconds(15);  ///< for each question
};

/// What the broker said, each list in the order of arrival; of one position the last row counts.
struct BrokerBooks {
    std::vector<tws::OpenOrder> open_orders;
    std::vector<tws::OrderStatus> statuses;
    std::vector<tws::CompletedOrder> completed_orders;
    std::vector<tws::ExecDetails> executions;
    std::vector<tws::Position> positions;  ///< and what changed them until all was finished
    std::vector<tws::AccountValue> account_values;
};

/// Asks the broker for everything that the journal must agree with: open orders, positions and
/// account at once, completed orders and then executions after the open orders have ended.
class Reconciliation {
  public:
    Reconciliation(std::string account, ReconciliationSettings settings, RequestIds& ids);

    /// `resubscribe`: positions and account were asked for before on this connection.
    /// Forgets what an earlier run has found.
    std::vector<Outbound> start(bool resubscribe, Now now);
    std::vector<Outbound> on_answer(const tws::Answer& answer, Now now);
    std::vector<Outbound> on_time(Now now);
    void on_interrupted(std::string_view why);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    [[nodiscard]] bool finished() const;
    /// Every question was answered to its end.
    [[nodiscard]] bool complete() const;
    [[nodiscard]] AnswerState state(BookQuestion question) const;
    /// Why a question is incomplete or failed; empty text otherwise.
    [[nodiscard]] const std::string& problem(BookQuestion question) const;
    [[nodiscard]] const BrokerBooks& books() const { return books_; }

  private:
    struct Progress {
        AnswerState state = AnswerState::not_asked;
        std::optional<MonotonicTime> deadline;
        std::string problem;
    };

    Progress& of(BookQuestion question) { return progress_[static_cast<std::size_t>(question)]; }
    [[nodiscard]] const Progress& of(BookQuestion question) const {
        return progress_[static_cast<std::size_t>(question)];
    }
    void ask(BookQuestion question, Now now);
    void settle(BookQuestion question, AnswerState state, std::string problem, Now now);
    void ask_after(BookQuestion settled, Now now);
    void collect(const tws::Answer& answer);
    void read_end(const tws::Answer& answer, Now now);
    void read_error(const tws::ErrorMessage& message, Now now);
    [[nodiscard]] bool waits_for(BookQuestion question) const;
    std::vector<Outbound> take_outbound();

    std::string account_;
    ReconciliationSettings settings_;
    RequestIds* ids_;
    RequestId executions_id_{};
    bool resubscribe_ = false;
    std::array<Progress, all_book_questions.size()> progress_;
    BrokerBooks books_;
    std::vector<Outbound> outbound_;
};

}  // namespace wingspread::broker
