#include "broker/data_supply.hpp"

#include "core/date.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>

namespace wingspread::broker {

namespace {

constexpr int market_data_farm_broken = 2103;
constexpr int market_data_farm_ok = 2104;

/// "Market data farm connection is broken:usopt" names "usopt".
std::string farm_of(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == text.npos) return "?";
    return std::string(text.substr(colon + 1));
}

}  // namespace

DataSupply::Farm DataSupply::on_notice(const tws::ErrorMessage& message, const Now& now) {
    if (message.code == market_data_farm_broken) {
        const bool is_new = broken_farms_.emplace(farm_of(message.text), now.monotonic).second;
        return is_new ? Farm::broken : Farm::no_news;
    }
    if (message.code != market_data_farm_ok) return Farm::no_news;
    const auto found = broken_farms_.find(farm_of(message.text));
    if (found == broken_farms_.end()) return Farm::no_news;
    last_absence_ = now.monotonic - found->second;
    broken_farms_.erase(found);
    return Farm::mended;
}

bool DataSupply::on_taken(const Now& now) {
    if (retry_at_) return false;
    if (!taken_since_) taken_since_ = now.utc;
    retry_at_ = now.monotonic + pause_;
    pause_ = std::min(2 * pause_, settings_.longest_retry);
    return true;
}

void DataSupply::on_tick() {
    // While nothing is asked for, what still ticks is no sign that the data are ours again.
    if (retry_at_ || !taken_since_) return;
    taken_since_.reset();
    pause_ = settings_.first_retry;
}

bool DataSupply::on_time(const Now& now) {
    if (!retry_at_ || now.monotonic < *retry_at_) return false;
    retry_at_.reset();
    return true;
}

void DataSupply::on_connection_lost() {
    broken_farms_.clear();
    taken_since_.reset();
    retry_at_.reset();
    pause_ = settings_.first_retry;
}

std::string DataSupply::problem() const {
    if (taken_since_) {
        return fmt::format(
            "another live session of this user has the market data (code 10197) since {}",
            to_rfc3339(*taken_since_));
    }
    if (broken_farms_.empty()) return {};
    return fmt::format("market data farms that TWS has lost: {}",
                       fmt::join(std::views::keys(broken_farms_), ", "));
}

}  // namespace wingspread::broker
