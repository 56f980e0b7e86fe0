#include "options/spread.hpp"

namespace wingspread::options {

std::string_view to_string(Side side) { return side == Side::buy ? "buy" : "sell"; }

std::string_view to_string(VerticalKind kind) {
    switch (kind) {
        case VerticalKind::bull_call: return "bull_call";
        case VerticalKind::bear_put: return "bear_put";
        case VerticalKind::bull_put: return "bull_put";
        case VerticalKind::bear_call: return "bear_call";
    }
    return "";
}

Result<VerticalKind> parse_vertical_kind(std::string_view text) {
    for (const auto kind : all_vertical_kinds) {
        if (to_string(kind) == text) return kind;
    }
    return bad_field("structure", text, "bull_call, bear_put, bull_put or bear_call");
}

}  // namespace wingspread::options
