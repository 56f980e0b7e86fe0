#pragma once

#include "core/time.hpp"
#include "tws/frame.hpp"
#include "tws/message.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace wingspread::simulation {

/// What must hold of the bytes on the wire, whatever the engine believes: the message rate, the
/// lines that are open, what was asked before the session was ready.
class WireWatch {
  public:
    using Violate = std::function<void(std::string)>;

    WireWatch(std::size_t rate_limit, std::size_t line_limit, Violate violate)
        : rate_limit_(rate_limit), line_limit_(line_limit), violate_(std::move(violate)) {}

    void connected();
    void on_sent(std::string_view bytes, const Now& now);
    void on_answer(const tws::Answer& answer, const Now& now);
    /// The gateway has forgotten every subscription (1101, a new connection).
    void on_subscriptions_lost() { lines_.clear(); }

    [[nodiscard]] std::size_t open_lines() const { return lines_.size(); }
    /// Whether the engine was told that the quotes of that contract are delayed, or another
    /// session's, on the line that it has.
    [[nodiscard]] bool is_told_useless(ConId contract) const;
    /// Open after the last refusal.
    [[nodiscard]] std::size_t lines_left() const { return lines_left_; }
    /// When TWS last refused a line for want of a free one (code 101), within the last minute.
    [[nodiscard]] std::optional<MonotonicTime> line_refused_at() const {
        if (refusals_.empty()) return std::nullopt;
        return refusals_.back();
    }
    /// The engine of that time is dead, and nobody remembers.
    void forget_refused_lines() { refusals_.clear(); }
    /// Codes 100 that the engine has got.
    [[nodiscard]] std::uint64_t rate_complaints() const { return rate_complaints_; }
    /// Open orders, completed orders, positions and account were told to their end since the books
    /// were last in question.
    [[nodiscard]] bool books_told() const { return ends_.size() == 4; }
    void question_books() { ends_.clear(); }
    [[nodiscard]] std::uint64_t requests() const { return requests_; }
    /// How many orders the engine wanted to have previewed, and how many to have cancelled.
    [[nodiscard]] std::uint64_t previews() const { return previews_; }
    [[nodiscard]] std::uint64_t cancels() const { return cancels_; }
    /// Orders to place, not to ask what they would cost, at their times; emptied by the caller.
    std::deque<std::pair<Now, tws::PlaceOrder>> placed;

  private:
    void on_request(const tws::Request& request, const Now& now);
    void open_line(const tws::ReqMktData& request);
    void on_line_refused(const Now& now);
    void count(const Now& now);

    struct Line {
        ConId contract;
        bool useless = false;
    };

    std::size_t rate_limit_;
    std::size_t line_limit_;
    Violate violate_;
    bool greeted_ = false;
    bool version_said_ = false;
    std::string greeting_;
    tws::FrameReader frames_;
    std::deque<MonotonicTime> window_;
    std::map<RequestId, Line> lines_;
    std::size_t lines_left_ = 0;
    std::deque<MonotonicTime> refusals_;  ///< code 101, of the last minute
    std::uint64_t rate_complaints_ = 0;
    std::set<std::size_t> ends_;  ///< by kind of answer
    std::uint64_t requests_ = 0;
    std::uint64_t previews_ = 0;
    std::uint64_t cancels_ = 0;
    std::set<OrderId> previewed_;  ///< ids of what-ifs
};

}  // namespace wingspread::simulation
