#pragma once

#include "core/result.hpp"
#include "pricing/american.hpp"
#include "pricing/black76.hpp"
#include "pricing/quotes.hpp"

#include <optional>

namespace wingspread::pricing {

/// Which rate discounts.
enum class DiscountPolicy : std::uint8_t {
    parity_first,  ///< the quotes' own where they determine it, the stated rate otherwise
    stated_only,   ///< always the stated rate: early exercise bends parity's slope
};

struct ForwardSettings {
    DiscountPolicy policy = DiscountPolicy::parity_first;
    /// Continuously compounded; without one, quotes that do not determine a rate are refused.
    std::optional<double> stated_rate_per_year;
    std::size_t pairs = 12;  ///< nearest pairs that vote for the forward
};

/// A market from rates and dividends: forward = (spot − present value of the cash dividends before
/// expiry)·e^((rate − yield)·years). What parity says is better where there are quotes; this is for
/// where there are none, and says what early exercise gives up.
ExpiryMarket market_from_dividends(const AmericanMarket& market);

enum class DiscountSource : std::uint8_t { parity, stated_rate };
enum class ForwardSource : std::uint8_t {
    parity,         ///< put-call parity near the money
    spot_and_rate,  ///< no usable pair: spot carried at the stated rate, dividends unknown
};

struct ForwardEstimate {
    ExpiryMarket market;
    ForwardSource forward_source = ForwardSource::parity;
    DiscountSource discount_source = DiscountSource::parity;
    std::size_t pairs_used = 0;
    double forward_error = 0;  ///< median absolute deviation of the pairs' votes
};

/// Forward and discount of one expiry by put-call parity, C − P = discount·(forward − strike), over
/// the two-sided pairs nearest the money. The discount is the median slope over pairs of strikes
/// (Theil–Sen), taken only when the rate that it implies is plausible and known to half a percent;
/// the forward is the median of what each pair says, so that single bad quotes carry no weight.
/// Fails (unavailable) when neither quotes nor a stated rate give an answer.
Result<ForwardEstimate> estimate_forward(const QuoteColumns& quotes, double spot, double years,
                                         const ForwardSettings& settings);

}  // namespace wingspread::pricing
