#include "scan/counts.hpp"

namespace wingspread::scan {

std::string_view to_string(Rejection rejection) {
    static constexpr std::array<std::string_view, rejection_count> names{
        "expired",     "dte",        "no_model",  "unusable_quote", "open_interest", "leg_bid_ask",
        "short_delta", "width",      "no_credit", "no_debit",       "no_profit",     "no_loss",
        "unbounded",   "min_credit", "max_debit", "return_on_risk", "pop",           "where"};
    return names[static_cast<std::size_t>(rejection)];
}

}  // namespace wingspread::scan
