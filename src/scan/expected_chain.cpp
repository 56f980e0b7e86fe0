#include "scan/expected_chain.hpp"

#include "pricing/black76.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace wingspread::scan {

namespace {

using market::OptionColumns;
using market::Usability;
using options::Right;

/// Of the width that is quoted nearby: looks at rather too much.
constexpr double optimism = 0.5;
/// Half the width where nothing is quoted yet: a part of the value and a cent.
constexpr double nominal_half_width_part = 0.005;
constexpr double least_half_width = 0.01;

bool is_quoted(const OptionColumns& columns, std::size_t row) {
    return columns.bid[row] && columns.ask[row] && *columns.bid[row] > Price{} &&
           *columns.ask[row] >= *columns.bid[row];
}

/// Half the bid-ask range of each row: of the nearest one that is quoted, or NaN when none is.
std::vector<double> nearest_half_widths(const OptionColumns& columns) {
    std::vector<double> widths(columns.size(), std::nan(""));
    std::vector<std::size_t> distances(columns.size(), columns.size());
    const auto look = [&](const auto& rows) {
        double width = std::nan("");
        std::size_t distance = columns.size();
        for (const std::size_t row : rows) {
            if (distance < columns.size()) ++distance;
            if (is_quoted(columns, row)) {
                width = (*columns.ask[row] - *columns.bid[row]).to_double() / 2;
                distance = 0;
            }
            if (distance >= distances[row]) continue;
            distances[row] = distance;
            widths[row] = width;
        }
    };
    std::vector<std::size_t> rows(columns.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    look(rows);
    std::ranges::reverse(rows);
    look(rows);
    return widths;
}

void expect(const market::ExpirySlice& slice, Right right, const ExpiryModel& model,
            OptionColumns& columns) {
    const std::vector<double> widths = nearest_half_widths(slice.of(right));
    for (std::size_t row = 0; row < columns.size(); ++row) {
        if (!columns.listed[row]) continue;
        if (is_quoted(columns, row)) {
            columns.usability[row] = Usability::usable;
            continue;
        }
        if (columns.usability[row] != Usability::unquoted) continue;
        const double strike = slice.strikes[row].to_double();
        const double value =
            pricing::black76_price(right, model.market, strike, model.smile.volatility(strike));
        if (!(value >= least_bid_value)) continue;
        const double half = std::isnan(widths[row])
                                ? nominal_half_width_part * value + least_half_width
                                : optimism * widths[row];
        const auto bid = Price::from_double(std::max(value - half, value / 2));
        const auto ask = Price::from_double(value + half);
        if (!bid || !ask) continue;
        columns.bid[row] = *bid;
        columns.ask[row] = *ask;
        columns.usability[row] = Usability::usable;
    }
}

}  // namespace

market::ChainSnapshot expected_chain(const market::ChainSnapshot& chain,
                                     const ChainModels& models) {
    market::ChainSnapshot expected = chain;
    for (std::size_t i = 0; i < chain.slices.size(); ++i) {
        if (!models[i]) continue;
        auto slice = std::make_shared<market::ExpirySlice>(*chain.slices[i]);
        for (const auto right : {Right::call, Right::put}) {
            expect(*chain.slices[i], right, *models[i],
                   right == Right::call ? slice->calls : slice->puts);
        }
        expected.slices[i] = std::move(slice);
    }
    return expected;
}

}  // namespace wingspread::scan
