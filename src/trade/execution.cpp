#include "trade/execution.hpp"

#include "trade/enum_text.hpp"

namespace wingspread::trade {

std::string_view to_string(InstrumentKind kind) {
    switch (kind) {
        case InstrumentKind::option: return "option";
        case InstrumentKind::stock: return "stock";
        case InstrumentKind::combo: return "combo";
        case InstrumentKind::other: return "other";
    }
    return "";
}

Result<InstrumentKind> parse_instrument_kind(std::string_view text) {
    return parse_enum("instrument kind", all_instrument_kinds, text);
}

Instrument instrument_of(const options::OptionContract& contract) {
    return {.conid = contract.conid,
            .kind = InstrumentKind::option,
            .security_type = "OPT",
            .symbol = contract.symbol,
            .multiplier = contract.multiplier,
            .right = contract.right,
            .strike = contract.strike,
            .expiration = contract.expiration};
}

}  // namespace wingspread::trade
