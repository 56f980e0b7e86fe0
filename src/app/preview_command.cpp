#include "app/commands.hpp"
#include "app/engine_setup.hpp"
#include "app/log.hpp"
#include "app/order_request.hpp"
#include "app/output.hpp"
#include "server/json.hpp"

#include <fmt/format.h>

#include <future>
#include <thread>

namespace wingspread::app {

namespace {

Result<engine::PreviewView> ask(EngineHost& engine, const engine::OrderRequest& request,
                                int deadline_s) {
    std::promise<Result<engine::PreviewView>> promise;
    engine.when_ready(std::chrono::seconds(deadline_s), [&](Result<void> ready) {
        if (!ready) return promise.set_value(std::unexpected(ready.error()));
        engine.preview(request, std::chrono::seconds(deadline_s),
                       [&](auto preview) { promise.set_value(std::move(preview)); });
    });
    engine.start();
    auto preview = promise.get_future().get();
    engine.stop();
    return preview;
}

}  // namespace

int run_preview(const Context& context, const OrderOptions& options) {
    set_up_log(context.config, Quiet::yes);
    const auto request = to_order_request(options, context.config.account);
    if (!request) return report(request.error());
    EngineWish wish;
    wish.client_id = context.config.client_id + 2;  // beside a running `serve`
    auto setup = EngineSetup::make(context, wish);
    if (!setup) return report(setup.error());
    const auto preview = ask((*setup)->engine(), *request, options.deadline_s);
    if (!preview) return report(preview.error());
    if (context.json) {
        fmt::print("{}\n", server::to_json(*preview));
    } else {
        fmt::print("{}", preview_text(*preview));
    }
    return preview->allowed ? exit_ok : exit_failure;
}

}  // namespace wingspread::app
