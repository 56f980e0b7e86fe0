#include "tws/codec.hpp"
#include "tws/text_printer.hpp"
#include "tws/wire_answers.hpp"
#include "tws/wire_requests.hpp"

namespace wingspread::tws {

namespace {

template <class M>
std::string_view name(const M&) {
    return Wire<M>::name;
}
std::string_view name(const UnknownRequest&) { return "unknown_request"; }
std::string_view name(const UnknownAnswer&) { return "unknown_answer"; }

template <class M>
void print(TextPrinter& io, const M& message) {
    Wire<M>::fields(io, message);
}
template <class Unknown>
void print_unknown(TextPrinter& io, const Unknown& message) {
    io.field("message_id", message.message_id);
    io.comma_list("fields", message.fields);
}
void print(TextPrinter& io, const UnknownRequest& message) { print_unknown(io, message); }
void print(TextPrinter& io, const UnknownAnswer& message) { print_unknown(io, message); }

template <class Variant>
std::string print_any(const Variant& message, ServerVersion version) {
    TextPrinter io(static_cast<int>(version));
    std::visit([&io](const auto& m) { print(io, m); }, message);
    return std::string(name_of(message)) + " {" + io.out + "}";
}

}  // namespace

std::string to_text(const Request& message, ServerVersion version) {
    return print_any(message, version);
}
std::string to_text(const Answer& message, ServerVersion version) {
    return print_any(message, version);
}

std::string_view name_of(const Request& message) {
    return std::visit([](const auto& m) { return name(m); }, message);
}
std::string_view name_of(const Answer& message) {
    return std::visit([](const auto& m) { return name(m); }, message);
}

}  // namespace wingspread::tws
