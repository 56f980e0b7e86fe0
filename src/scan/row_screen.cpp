#include "scan/row_screen.hpp"

#include <limits>

// The loop is compiled for several generations of processors; the loader picks the best one. All
// give the same answers: the prices are whole numbers, and the score is only a first look. The
// loader picks before the thread sanitizer is ready for it, so that one gets a single version.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WINGSPREAD_ONE_VERSION
#endif
#elif defined(__SANITIZE_THREAD__)
#define WINGSPREAD_ONE_VERSION
#endif
#if defined(__x86_64__) && !defined(WINGSPREAD_ONE_VERSION)
#define WINGSPREAD_FOR_EACH_PROCESSOR \
    [[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]]
#else
#define WINGSPREAD_FOR_EACH_PROCESSOR
#endif

namespace wingspread::scan {

namespace {

/// Branch-free, over doubles and 64-bit counts only, so that the compiler makes vectors of it.
template <bool credit, bool limits_return>
[[gnu::always_inline]] inline ScreenCounts screen(double direction, const ScreenRow& row,
                                                  const ScreenLimits& limits,
                                                  std::uint8_t* __restrict look) {
    const double* __restrict strike = row.bought_strike;
    const double* __restrict ask = row.bought_ask;
    const double* __restrict pay = row.bought_pay;
    const double* __restrict score = row.bought_score;
    ScreenCounts counts{};
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
        const std::int64_t returns =
            limits_return ? priced & (profit / loss >= limits.min_return_on_risk) : priced;
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

WINGSPREAD_FOR_EACH_PROCESSOR ScreenCounts credits(double direction, const ScreenRow& row,
                                                   const ScreenLimits& limits, std::uint8_t* look) {
    return screen<true, false>(direction, row, limits, look);
}
WINGSPREAD_FOR_EACH_PROCESSOR ScreenCounts credits_by_return(double direction, const ScreenRow& row,
                                                             const ScreenLimits& limits,
                                                             std::uint8_t* look) {
    return screen<true, true>(direction, row, limits, look);
}
WINGSPREAD_FOR_EACH_PROCESSOR ScreenCounts debits(double direction, const ScreenRow& row,
                                                  const ScreenLimits& limits, std::uint8_t* look) {
    return screen<false, false>(direction, row, limits, look);
}
WINGSPREAD_FOR_EACH_PROCESSOR ScreenCounts debits_by_return(double direction, const ScreenRow& row,
                                                            const ScreenLimits& limits,
                                                            std::uint8_t* look) {
    return screen<false, true>(direction, row, limits, look);
}

}  // namespace

ScreenCounts screen_row(options::VerticalKind kind, const ScreenRow& row,
                        const ScreenLimits& limits, std::uint8_t* look) {
    const double direction = options::buys_lower_strike(kind) ? 1 : -1;
    const bool limits_return = limits.min_return_on_risk > -std::numeric_limits<double>::infinity();
    if (options::is_credit(kind))
        return limits_return ? credits_by_return(direction, row, limits, look)
                             : credits(direction, row, limits, look);
    return limits_return ? debits_by_return(direction, row, limits, look)
                         : debits(direction, row, limits, look);
}

}  // namespace wingspread::scan
