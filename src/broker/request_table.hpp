#pragma once

#include "broker/request_ids.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wingspread::broker {

/// Questions that wait for an answer. Each ends once: answered (`close`), failed (`close` by
/// whoever read the error), at its deadline, or interrupted by the end of the connection. What
/// comes later under its id finds nothing.
///
/// `Purpose` says what was asked and for whom.
template <class Purpose>
class RequestTable {
  public:
    struct Ended {
        RequestId id;
        Purpose purpose;
        Error error;  ///< Errc::timeout or Errc::interrupted

        bool operator==(const Ended&) const = default;
    };

    explicit RequestTable(RequestIds& ids) : ids_(&ids) {}

    RequestId open(Purpose purpose, Duration time_allowed, Now now) {
        const RequestId id = ids_->next();
        open_.emplace(id, Entry{std::move(purpose), now.monotonic + time_allowed});
        return id;
    }
    /// Empty when this id is not ours, or has ended.
    [[nodiscard]] Purpose* find(RequestId id) {
        const auto found = open_.find(id);
        return found == open_.end() ? nullptr : &found->second.purpose;
    }
    [[nodiscard]] bool contains(RequestId id) const { return open_.contains(id); }
    /// A part of the answer has come: counts the time allowed from now.
    void extend(RequestId id, Duration time_allowed, Now now) {
        const auto found = open_.find(id);
        if (found != open_.end()) found->second.deadline = now.monotonic + time_allowed;
    }
    std::optional<Purpose> close(RequestId id) {
        const auto found = open_.find(id);
        if (found == open_.end()) return std::nullopt;
        std::optional<Purpose> purpose(std::move(found->second.purpose));
        open_.erase(found);
        return purpose;
    }
    /// Those whose deadline has passed, by id.
    std::vector<Ended> take_expired(Now now) {
        return take_if([&](const Entry& entry) { return entry.deadline <= now.monotonic; },
                       {Errc::timeout, "TWS did not answer in time"});
    }
    std::vector<Ended> interrupt_all(std::string_view why) {
        return take_if([](const Entry&) { return true; }, {Errc::interrupted, std::string(why)});
    }

    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const {
        std::optional<MonotonicTime> first;
        for (const auto& [id, entry] : open_) {
            first = first ? std::min(*first, entry.deadline) : entry.deadline;
        }
        return first;
    }
    [[nodiscard]] std::size_t size() const { return open_.size(); }

  private:
    struct Entry {
        Purpose purpose;
        MonotonicTime deadline;
    };

    template <class Condition>
    std::vector<Ended> take_if(Condition condition, const Error& error) {
        std::vector<Ended> taken;
        for (auto at = open_.begin(); at != open_.end();) {
            if (!condition(at->second)) {
                ++at;
                continue;
            }
            taken.push_back({at->first, std::move(at->second.purpose), error});
            at = open_.erase(at);
        }
        return taken;
    }

    RequestIds* ids_;
    std::map<RequestId, Entry> open_;  ///< ordered, so that endings come in the order of asking
};

}  // namespace wingspread::broker
