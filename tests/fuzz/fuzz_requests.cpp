#include "fuzz_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wingspread;
    const auto [version, payload] = tws::fuzz::input_of(data, size);
    const auto read = [](std::string_view bytes, tws::ServerVersion at) {
        return tws::decode_request(bytes, at);
    };
    const auto message = read(payload, version);
    if (message) {
        tws::fuzz::check_round_trip(*message, version, read);
    } else {
        tws::fuzz::require(message.error().code == Errc::protocol,
                           "bad bytes are a protocol error");
    }
    return 0;
}
