#pragma once

#include "engine/bench.hpp"
#include "engine/scan_core.hpp"

#include <algorithm>
#include <string_view>
#include <variant>
#include <vector>

namespace wingspread::engine_test {

/// All bull puts of KO.
inline engine::ScanRequest bull_puts() {
    engine::ScanRequest request{"KO", {}, {}};
    request.criteria.kinds = {options::StructureKind::bull_put};
    request.criteria.rate_per_year = 0.04;
    return request;
}

template <class Wanted>
std::vector<Wanted> of(const engine::ScanEffects& effects) {
    std::vector<Wanted> found;
    for (const auto& effect : effects) {
        if (const auto* wanted = std::get_if<Wanted>(&effect)) found.push_back(*wanted);
    }
    return found;
}

template <class Wish>
std::vector<Wish> wishes(const engine::ScanEffects& effects) {
    std::vector<Wish> found;
    for (const auto& effect : of<engine::ToTrade>(effects)) {
        if (const auto* wish = std::get_if<Wish>(&effect)) found.push_back(*wish);
    }
    return found;
}

inline constexpr engine::ScanTicket first_scan{1};

/// Both cores, joined as the program joins them.
struct Joined {
    Joined() { bench.make_ready(); }

    void step(const engine::ScanEvent& event) {
        for (auto& effect : scan.step(event, bench.now)) {
            if (const auto* wish = std::get_if<engine::ToTrade>(&effect)) {
                wanted.push_back(*wish);
            } else {
                said.push_back(std::move(effect));
            }
        }
        exchange();
    }
    /// Each core hears what the other has to say, until both are silent.
    void exchange() {
        while (!wanted.empty() || !bench.news.empty()) {
            for (const auto& wish : std::exchange(wanted, {})) bench.step(engine::TradeEvent(wish));
            for (const auto& news : std::exchange(bench.news, {})) {
                for (auto& effect : scan.step(engine::ScanEvent(news), bench.now)) {
                    if (const auto* wish = std::get_if<engine::ToTrade>(&effect)) {
                        wanted.push_back(*wish);
                    } else {
                        said.push_back(std::move(effect));
                    }
                }
            }
        }
    }
    void pass(Duration span) {
        const auto end = bench.now.monotonic + span;
        while (bench.now.monotonic < end) {
            bench.pass(
                std::min<Duration>(std::chrono::milliseconds(50), end - bench.now.monotonic));
            exchange();
            const auto due = scan.next_wakeup();
            if (due && *due <= bench.now.monotonic) step(engine::ScanWake{});
        }
    }
    [[nodiscard]] std::vector<engine::RankingReady> rankings() const {
        return of<engine::RankingReady>(said);
    }
    [[nodiscard]] std::vector<engine::ScanFailed> failures() const {
        return of<engine::ScanFailed>(said);
    }
    /// A new bid for the put that the best spread sells.
    void tell_bid(std::string_view price) {
        const auto put = std::ranges::find(bench.puppet.listed, ConId(102), &ListedOption::conid);
        put->bid = *Price::parse(price);
        for (const auto& request : bench.puppet.heard) {
            const auto* line = std::get_if<tws::ReqMktData>(&request);
            if (line == nullptr || line->contract.con_id != ConId(102)) continue;
            bench.tell(tws::TickPrice{
                line->req_id, tws::TickType::bid, put->bid, Quantity::from_int(10), {}});
        }
        exchange();
    }

    Bench bench;
    engine::ScanCore scan;
    std::vector<engine::ToTrade> wanted;
    engine::ScanEffects said;
};

}  // namespace wingspread::engine_test
