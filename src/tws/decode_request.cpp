#include "tws/codec.hpp"
#include "tws/decode.hpp"
#include "tws/wire_requests.hpp"

namespace wingspread::tws {

Result<Request> decode_request(std::string_view payload, ServerVersion version) {
    Result<Request> request;
    const auto decoded = decode_text(payload, static_cast<int>(version), *request);
    if (!decoded) request = std::unexpected(decoded.error());
    return request;
}

}  // namespace wingspread::tws
