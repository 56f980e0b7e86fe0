#include "risk_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::templates {

std::optional<trade::Refusal> leg_width(const trade::detail::CheckInput& in) {
    using trade::RiskCheck;
    if (!in.context.quotes) return trade::detail::unknown(RiskCheck::quotes, "the legs' quotes");
    for (const auto& leg : in.intent.legs()) {
        const auto quote =
            std::ranges::find(*in.context.quotes, leg.conid(), &trade::LegQuote::conid);
        if (quote == in.context.quotes->end() || !quote->bid || !quote->ask) {
            return trade::detail::unknown(RiskCheck::quotes, "both sides of every leg");
        }
        const Price width = *quote->ask - *quote->bid;
        if (width <= max_leg_width) continue;
        return trade::detail::refusal(
            RiskCheck::quotes, width.to_string(), max_leg_width.to_string(),
            fmt::format("{} is quoted {} wide, the limit is {}", leg.name(), width.to_string(),
                        max_leg_width.to_string()));
    }
    return std::nullopt;
}

}  // namespace wingspread::templates
