#include "engine/chain_desk.hpp"

#include "core/planted.hpp"

#include <algorithm>
#include <utility>

namespace wingspread::engine {

namespace {

void send_all(std::vector<broker::Outbound> messages, Link& link, TradeEffects& effects) {
    for (auto& message : messages) link.send(std::move(message), effects);
}

}  // namespace

void ChainDesk::load(ChainReader reader, broker::ChainWish wish, bool link_up, const Now& now,
                     Link& link, TradeEffects& effects) {
    const auto same =
        std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.wish == wish; });
    if (same != jobs_.end()) {
        same->readers.push_back(reader);
        return;
    }
    jobs_.push_back(Job{std::move(wish), {reader}, std::nullopt});
    if (link_up) start(jobs_.back(), now, link, effects);
}

void ChainDesk::forget(const ChainReader& reader) {
    for (auto& job : jobs_) std::erase(job.readers, reader);
}

void ChainDesk::start(Job& job, const Now& now, Link& link, TradeEffects& effects) {
    job.loader.emplace(job.wish, settings_, *ids_, cache_);
    send_all(job.loader->start(now), link, effects);
}

void ChainDesk::on_answer(const tws::Answer& answer, const Now& now, Link& link,
                          TradeEffects& effects) {
    for (auto& job : jobs_) {
        if (job.loader) send_all(job.loader->on_answer(answer, now), link, effects);
    }
}

void ChainDesk::on_time(const Now& now, Link& link, TradeEffects& effects) {
    for (auto& job : jobs_) {
        if (job.loader) send_all(job.loader->on_time(now), link, effects);
    }
}

void ChainDesk::on_link_up(const Now& now, Link& link, TradeEffects& effects) {
    for (auto& job : jobs_) {
        if (!job.loader) start(job, now, link, effects);
    }
}

void ChainDesk::on_interrupted() {
    if (planted(Mistake::waiter_forgotten)) jobs_.clear();
    for (auto& job : jobs_) job.loader.reset();
}

std::vector<ChainLoad> ChainDesk::take_finished() {
    std::vector<ChainLoad> finished;
    for (auto job = jobs_.begin(); job != jobs_.end();) {
        if (!job->loader || !job->loader->result()) {
            ++job;
            continue;
        }
        for (const auto& reader : job->readers) {
            finished.push_back({reader, *job->loader->result()});
        }
        job = jobs_.erase(job);
    }
    return finished;
}

std::optional<MonotonicTime> ChainDesk::next_wakeup() const {
    std::optional<MonotonicTime> next;
    for (const auto& job : jobs_) {
        if (job.loader) next = earlier(next, job.loader->next_wakeup());
    }
    return next;
}

}  // namespace wingspread::engine
