#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "data/chain_day.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace wingspread::data {

/// How a file writes prices: times 10,000 (stocks and options) or as they are (indices).
enum class PriceScale : std::uint8_t { ten_thousandths, plain };

/// Where rows come from and what they have in common.
struct RowSource {
    std::string_view file;  ///< for errors
    MarketTime midnight{};  ///< New York's, to which rows count milliseconds
    std::uint32_t contract = 0;
    PriceScale scale = PriceScale::ten_thousandths;
};

/// Each reads a whole headerless CSV and appends its rows; errors name file, line, field, value and
/// what was expected, and leave the rows read so far behind.
Result<void> read_quotes(std::string_view csv, const RowSource& source, std::vector<QuoteRow>& out);
Result<void> read_trades(std::string_view csv, const RowSource& source, std::vector<TradeRow>& out);
Result<void> read_open_interest(std::string_view csv, const RowSource& source,
                                std::vector<OpenInterestRow>& out);

}  // namespace wingspread::data
