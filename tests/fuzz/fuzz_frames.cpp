#include "fuzz_target.hpp"
#include "tws/handshake.hpp"

#include <algorithm>
#include <vector>

namespace {

using namespace wingspread;

/// What a reader gives when the bytes come in pieces of `step`, and whether it broke.
std::pair<std::vector<std::string>, bool> read_in_steps(std::string_view bytes, std::size_t step) {
    tws::FrameReader reader;
    std::vector<std::string> payloads;
    while (!bytes.empty()) {
        reader.feed(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
        for (;;) {
            const auto payload = reader.next();
            if (!payload) return {payloads, true};
            if (!*payload) break;
            payloads.emplace_back(**payload);
        }
    }
    return {payloads, false};
}

void check_greetings(std::string_view bytes) {
    tws::ClientGreetingReader whole;
    const auto at_once = whole.feed(bytes);
    if (at_once && *at_once) {
        tws::fuzz::require(whole.rest().size() < bytes.size(), "a greeting has bytes");
        tws::fuzz::require((*at_once)->min <= (*at_once)->max, "a range is not empty");
    }
    const auto server = tws::read_server_greeting(bytes);
    if (server) {
        tws::fuzz::require(server->version >= tws::oldest_version, "the version is ours");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::size_t step = bytes.empty() ? 1 : 1 + data[0] % 7;
    tws::fuzz::require(read_in_steps(bytes, step) == read_in_steps(bytes, bytes.size() + 1),
                       "the pieces do not matter");
    check_greetings(bytes);
    return 0;
}
