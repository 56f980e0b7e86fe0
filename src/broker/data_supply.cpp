#include "broker/data_supply.hpp"

#include "core/date.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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

DataSupply::Farm DataSupply::on_notice(const tws::ErrorMessage& message) {
    if (message.code == market_data_farm_broken) {
        return broken_farms_.insert(farm_of(message.text)).second ? Farm::broken : Farm::no_news;
    }
    if (message.code == market_data_farm_ok) {
        return broken_farms_.erase(farm_of(message.text)) != 0 ? Farm::mended : Farm::no_news;
    }
    return Farm::no_news;
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
    return fmt::format("market data farms that TWS has lost: {}", fmt::join(broken_farms_, ", "));
}

}  // namespace wingspread::broker
