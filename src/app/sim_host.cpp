#include "app/sim_host.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace wingspread::app {

Result<sim::Books> load_books(const std::string& path) {
    std::error_code ignored;
    if (path.empty() || !std::filesystem::exists(path, ignored)) return sim::Books{};
    if (std::filesystem::is_directory(path, ignored)) {
        return fail(Errc::invalid_argument, fmt::format("{}: a directory, expected a file", path));
    }
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) return fail(Errc::io, fmt::format("{}: cannot be read", path));
    auto books = sim::load(text.str());
    if (!books) return with_context(books.error(), path);
    return books;
}

Result<void> save_books(const std::string& path, const sim::Books& books) {
    const std::string temporary = path + ".new";
    {
        std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
        file << sim::save(books);
        file.flush();
        if (!file) return fail(Errc::io, fmt::format("{}: cannot be written", temporary));
    }
    std::error_code error;
    std::filesystem::rename(temporary, path, error);
    if (error) return fail(Errc::io, fmt::format("{}: {}", path, error.message()));
    return {};
}

SimHost::SimHost(net::Loop& loop, std::unique_ptr<sim::FaultyGateway> gateway,
                 std::string state_file)
    : loop_(loop),
      gateway_(std::move(gateway)),
      state_file_(std::move(state_file)),
      saved_(gateway_->gateway().books()),
      server_(loop, net::TcpServerEvents{
                        [this](net::ConnectionId id, std::string_view peer) {
                            spdlog::info("sim: connection from {}", peer);
                            const auto session = gateway_->open(loop_.clock().now());
                            if (session) {
                                sessions_[id] = *session;
                                connections_[*session] = id;
                            } else {
                                server_.close(id);
                            }
                            pump();
                        },
                        [this](net::ConnectionId id, std::string_view bytes) {
                            const auto session = sessions_.find(id);
                            if (session == sessions_.end()) return;
                            gateway_->receive(session->second, bytes, loop_.clock().now());
                            pump();
                        },
                        [this](net::ConnectionId id, const Error&) {
                            const auto session = sessions_.find(id);
                            if (session == sessions_.end()) return;
                            gateway_->peer_closed(session->second, loop_.clock().now());
                            connections_.erase(session->second);
                            sessions_.erase(session);
                            pump();
                        }}),
      timer_(loop) {}

Result<void> SimHost::listen(const std::string& host, int port) {
    auto listening = server_.listen(host, static_cast<std::uint16_t>(port));
    if (!listening) return listening;
    address_ = host;
    port_ = server_.port();
    listening_ = true;
    pump();
    return {};
}

void SimHost::save() {
    const sim::Books& books = gateway_->gateway().books();
    if (state_file_.empty() || books == saved_) return;
    if (const auto done = save_books(state_file_, books); !done) {
        spdlog::error("sim: {}", done.error().message);
        return;
    }
    saved_ = books;
}

void SimHost::pump() {
    // Books first: a gateway that has told a client of a fill must not forget it.
    save();
    for (const auto& fault : gateway_->take_begun()) {
        spdlog::warn("sim: fault: {}", sim::to_string(fault));
    }
    for (const auto& action : gateway_->take_actions()) perform(action);
    arm();
}

void SimHost::perform(const sim::Action& action) {
    const auto session = std::visit([](const auto& specific) { return specific.session; }, action);
    const auto connection = connections_.find(session);
    if (connection == connections_.end()) return;
    if (const auto* send = std::get_if<sim::Send>(&action)) {
        if (server_.send(connection->second, send->bytes)) return;
        spdlog::warn("sim: a client reads too slowly and is dropped");
        gateway_->peer_closed(session, loop_.clock().now());
    }
    server_.close(connection->second);
    sessions_.erase(connection->second);
    connections_.erase(connection);
}

void SimHost::arm() {
    auto at = gateway_->next_wakeup();
    if (door_is_wrong()) at = std::min(at.value_or(door_at_), door_at_);
    if (!at) return timer_.cancel();
    timer_.set(*at, [this] {
        gateway_->advance(loop_.clock().now());
        set_door();
        pump();
    });
}

void SimHost::set_door() {
    if (!door_is_wrong()) return;
    if (!gateway_->refuses()) {
        const auto again = server_.listen(address_, static_cast<std::uint16_t>(port_));
        listening_ = again.has_value();
        if (listening_) return;
        spdlog::error("sim: {}", again.error().message);
        door_at_ = loop_.clock().now().monotonic + std::chrono::seconds(1);
        return;
    }
    listening_ = false;
    door_at_ = {};
    for (const auto& action : gateway_->take_actions()) perform(action);
    server_.stop();
    sessions_.clear();
    connections_.clear();
}

}  // namespace wingspread::app
