#include "scan/row_screen.hpp"

namespace wingspread::scan {

namespace {

/// Branch-free, over doubles and 64-bit counts only, so that the compiler makes vectors of it.
template <bool credit>
ScreenCounts screen(double direction, const ScreenRow& row, const ScreenLimits& limits,
                    std::uint8_t* __restrict look) {
    const double* __restrict strike = row.bought_strike;
    const double* __restrict ask = row.bought_ask;
    const double* __restrict pay = row.bought_pay;
    const double* __restrict score = row.bought_score;
    ScreenCounts counts;
    for (std::size_t i = 0; i < row.size; ++i) {
        const double natural = ask[i] - row.sold_bid;
        const double net = pay[i] - row.sold_receive;
        const double width = direction * (row.sold_strike - strike[i]);
        const double profit = credit ? -net : width - net;
        const double loss = credit ? width + net : net;
        const double breakeven = direction * (credit ? row.sold_strike : strike[i]) + net;
        const double key =
            score[i] + row.sold_score + limits.of_profit * profit + limits.of_loss * loss;

        const std::int64_t right_sign = credit ? natural < 0 : natural > 0;
        const std::int64_t profits = right_sign & (profit > 0);
        const std::int64_t risks = profits & (loss > 0);
        const std::int64_t priced =
            risks & (credit ? profit >= limits.min_credit : loss <= limits.max_debit);
        const std::int64_t returns = priced & (profit / loss >= limits.min_return_on_risk);
        const std::int64_t probable = returns & (breakeven <= limits.pop_possible);
        const std::int64_t doubtful = breakeven > limits.pop_certain;
        look[i] = static_cast<std::uint8_t>(probable & ((key >= 0) | doubtful));

        counts.credit_or_debit += right_sign;
        counts.profit += profits;
        counts.loss += risks;
        counts.price_limit += priced;
        counts.return_on_risk += returns;
        counts.pop += probable;
    }
    return counts;
}

}  // namespace

ScreenCounts screen_row(options::VerticalKind kind, const ScreenRow& row,
                        const ScreenLimits& limits, std::uint8_t* look) {
    const double direction = options::buys_lower_strike(kind) ? 1 : -1;
    return options::is_credit(kind) ? screen<true>(direction, row, limits, look)
                                    : screen<false>(direction, row, limits, look);
}

}  // namespace wingspread::scan
