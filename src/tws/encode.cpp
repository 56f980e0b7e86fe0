#include "tws/codec.hpp"
#include "tws/frame.hpp"
#include "tws/text_writer.hpp"
#include "tws/wire_answers.hpp"
#include "tws/wire_requests.hpp"

#include <fmt/format.h>

#include <type_traits>

namespace wingspread::tws {

namespace {

void write_id(TextWriter& io, std::int32_t id) { io.field("message_id", id); }

template <class M>
void write(TextWriter& io, const M& message) {
    write_id(io, Wire<M>::id);
    Wire<M>::fields(io, message);
}

template <class Unknown>
void write_unknown(TextWriter& io, const Unknown& message) {
    write_id(io, message.message_id);
    for (const std::string& field : message.fields) io.field("field", field);
}
void write(TextWriter& io, const UnknownRequest& message) { write_unknown(io, message); }
void write(TextWriter& io, const UnknownAnswer& message) { write_unknown(io, message); }

template <class Message>
Result<void> encode_text(const Message& message, ServerVersion version, Unsayable unsayable,
                         std::string& out) {
    if (version < oldest_version || version > newest_version) {
        return fail(
            Errc::invalid_argument,
            fmt::format("server version: got {}, expected {} to {}", static_cast<int>(version),
                        static_cast<int>(oldest_version), static_cast<int>(newest_version)));
    }
    // The payload is written in place after room for its length, which is known only then.
    const std::size_t start = out.size();
    out.append(frame_header_bytes, '\0');
    TextWriter io(out, static_cast<int>(version), unsayable);
    std::visit([&io](const auto& m) { write(io, m); }, message);
    Result<void> closed =
        io.failed() ? with_context(io.error(), name_of(message)) : close_frame(out, start);
    if (!closed) out.resize(start);
    return closed;
}

}  // namespace

Result<void> encode(const Request& message, ServerVersion version, std::string& out) {
    return encode_text(message, version, Unsayable::refuse, out);
}

Result<void> encode(const Answer& message, ServerVersion version, std::string& out) {
    return encode_text(message, version, Unsayable::drop, out);
}

}  // namespace wingspread::tws
