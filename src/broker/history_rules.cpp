#include "broker/history_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace wingspread::broker {

namespace {

bool is_small_bar(std::string_view bar_size) { return bar_size.find("sec") != bar_size.npos; }

std::string contract_key(const tws::ReqHistoricalData& request) {
    const auto& contract = request.contract;
    return fmt::format("{}|{}|{}|{}", contract.con_id.value(), contract.symbol, contract.exchange,
                       request.what_to_show);
}

std::string whole_key(const tws::ReqHistoricalData& request) {
    return fmt::format("{}|{}|{}|{}|{}", contract_key(request), request.end_date_time,
                       request.bar_size, request.duration, request.use_rth);
}

std::size_t weight_of(const tws::ReqHistoricalData& request) {
    return request.what_to_show == "BID_ASK" ? 2 : 1;
}

}  // namespace

std::optional<MonotonicTime> HistoryRules::free_at(const tws::ReqHistoricalData& request) const {
    if (open_.size() >= limits_.open) return MonotonicTime::max();
    if (!is_small_bar(request.bar_size)) return std::nullopt;
    std::optional<MonotonicTime> free;
    const auto not_before = [&free](MonotonicTime at) { free = free ? std::max(*free, at) : at; };
    const auto contract = contract_key(request);
    const auto whole = whole_key(request);
    std::size_t of_contract = 0;
    std::size_t of_all = weight_of(request);
    bool same_seen = false;
    for (auto sent = sent_.rbegin(); sent != sent_.rend(); ++sent) {
        if (!same_seen && sent->whole == whole) {
            same_seen = true;
            not_before(sent->at + limits_.same_after);
        }
        if (sent->contract == contract && ++of_contract == limits_.per_contract) {
            not_before(sent->at + limits_.contract_window);
        }
        const bool had_room = of_all <= limits_.in_window;
        of_all += sent->weight;
        if (had_room && of_all > limits_.in_window) not_before(sent->at + limits_.window);
    }
    return free;
}

void HistoryRules::note_sent(const tws::ReqHistoricalData& request, MonotonicTime at) {
    open_.insert(request.req_id);
    if (!is_small_bar(request.bar_size)) return;
    sent_.push_back({at, contract_key(request), whole_key(request), weight_of(request)});
    while (sent_.front().at + limits_.window < at) sent_.pop_front();
}

}  // namespace wingspread::broker
