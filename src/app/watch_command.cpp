#include "app/commands.hpp"
#include "app/engine_setup.hpp"
#include "app/terminal.hpp"
#include "app/watch.hpp"
#include "net/loop.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>

namespace wingspread::app {

namespace {

/// Prints what the engine's thread hands over, on the loop's thread, until it has had enough.
class Watch {
  public:
    Watch(const Context& context, const ScanOptions& options, net::Loop& loop)
        : loop_(loop),
          form_(context.json ? WatchForm::json
                             : (is_terminal(stdout) ? WatchForm::screen : WatchForm::lines)),
          lists_(options.lists) {}

    void show(const std::shared_ptr<const engine::Ranking>& ranking) {
        const auto text =
            watch_text(*ranking, form_, printed_ == 0, terminal_rows(), wants_colour(stdout));
        ++printed_;
        const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
        // Whoever reads has gone: there is nobody to watch for.
        if (!written || std::fflush(stdout) != 0 || printed_ == lists_) loop_.stop();
    }
    /// Before the first list that is the end; later it may come back.
    void fail(const Error& error) {
        if (printed_ > 0) {
            fmt::print(stderr, "{}\n", error.message);
            return;
        }
        failure_ = error;
        loop_.stop();
    }

    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    [[nodiscard]] bool has_printed() const { return printed_ > 0; }

  private:
    net::Loop& loop_;
    WatchForm form_;
    int lists_;
    int printed_ = 0;
    std::optional<Error> failure_;
};

}  // namespace

int run_watch(const Context& context, const ScanOptions& options, const scan::Criteria& criteria) {
    EngineWish wish;
    wish.client_id = context.config.client_id + 1;  // beside a running `serve`
    wish.live = engine::ScanRequest{options.symbol, criteria, {}};
    auto setup = EngineSetup::make(context, std::move(wish));
    if (!setup) return report(setup.error());
    auto& engine = (*setup)->engine();
    net::Loop loop((*setup)->clock());
    Watch watch(context, options, loop);
    loop.on_termination([&] { loop.stop(); });
    net::Timer deadline(loop);
    deadline.set((*setup)->clock().now().monotonic + std::chrono::seconds(options.deadline_s), [&] {
        if (watch.has_printed()) return;
        watch.fail({Errc::timeout, fmt::format("no list within {} s: {}", options.deadline_s,
                                               engine.snapshot()->health.reason)});
    });
    engine.on_live_ranking([&](Result<std::shared_ptr<const engine::Ranking>> ranking) {
        loop.post([&watch, ranking = std::move(ranking)] {
            ranking ? watch.show(*ranking) : watch.fail(ranking.error());
        });
    });
    engine.start();
    loop.run();
    engine.stop();
    return watch.failure() ? report(*watch.failure()) : exit_ok;
}

}  // namespace wingspread::app
