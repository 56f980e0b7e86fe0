#pragma once

#include "tws/text_reader.hpp"
#include "tws/wire.hpp"

#include <array>
#include <string_view>
#include <variant>

/// What the decoders of both directions share.
namespace wingspread::tws {

inline constexpr std::size_t message_id_limit = 256;

/// By message id: reads the fields of that message into the variant and returns its name; null
/// for ids without a description.
template <class Variant>
using DecodeTable = std::array<std::string_view (*)(TextReader&, Variant&), message_id_limit>;

template <class M, class Variant>
std::string_view decode_alternative(TextReader& io, Variant& into) {
    Wire<M>::fields(io, into.template emplace<M>());
    return Wire<M>::name;
}

template <class Unknown, class... Described>
constexpr auto decode_table(std::variant<Unknown, Described...>*) {
    using Variant = std::variant<Unknown, Described...>;
    DecodeTable<Variant> table{};
    ((table[Wire<Described>::id] = &decode_alternative<Described, Variant>), ...);
    return table;
}

/// Reads one payload into `into`, whose first alternative is the unknown message.
template <class Variant>
Result<void> decode_text(std::string_view payload, int version, Variant& into) {
    static constexpr DecodeTable<Variant> table = decode_table(static_cast<Variant*>(nullptr));
    TextReader io(payload, version);
    std::int32_t id = -1;
    io.field("message_id", id);
    if (io.failed()) return std::unexpected(io.error("message"));
    const bool known = id >= 0 && static_cast<std::size_t>(id) < table.size();
    const auto decode = known ? table[static_cast<std::size_t>(id)] : nullptr;
    if (decode == nullptr) {
        auto& unknown = into.template emplace<0>();
        unknown.message_id = id;
        unknown.fields = io.rest();
        return {};
    }
    const std::string_view name = decode(io, into);
    if (io.failed()) return std::unexpected(io.error(name));
    return {};
}

}  // namespace wingspread::tws
