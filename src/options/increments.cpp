#include "options/increments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace wingspread::options {

namespace {

constexpr Price cents(std::int64_t count) { return Price::from_raw(count * (Price::scale / 100)); }

/// Greatest multiple of `step` that is not above `price`.
Price round_down(Price price, Price step) {
    const auto rest = price.raw() % step.raw();
    return Price::from_raw(price.raw() - rest - (rest < 0 ? step.raw() : 0));
}

Price round_up(Price price, Price step) { return -round_down(-price, step); }

Result<void> check_rows(const std::vector<IncrementRow>& rows) {
    if (rows.empty()) return bad_field("price increments", "no rows", "at least one row");
    if (!rows.front().low_edge.is_zero()) {
        return bad_field("low edge", rows.front().low_edge.to_string(), "0 in the first row");
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].increment <= Price{}) {
            return bad_field("increment", rows[i].increment.to_string(), "more than 0");
        }
        if (i > 0 && rows[i].low_edge <= rows[i - 1].low_edge) {
            return bad_field("low edge", rows[i].low_edge.to_string(),
                             fmt::format("more than {}", rows[i - 1].low_edge.to_string()));
        }
    }
    return {};
}

IncrementTable known(std::vector<IncrementRow> rows) {
    return IncrementTable::make(std::move(rows)).value();
}

bool is_one_of(std::string_view trading_class, std::span<const std::string_view> classes) {
    return std::ranges::find(classes, trading_class) != classes.end();
}

constexpr std::array<std::string_view, 3> penny_throughout{"SPY", "QQQ", "IWM"};
constexpr std::array<std::string_view, 8> penny_classes{"AAPL", "AMZN", "GOOG", "GOOGL",
                                                        "KO",   "MSFT", "NVDA", "TSLA"};
constexpr std::array<std::string_view, 9> index_classes{"SPX", "SPXW", "XSP", "NDX", "NDXP",
                                                        "RUT", "RUTW", "VIX", "VIXW"};

}  // namespace

Result<IncrementTable> IncrementTable::make(std::vector<IncrementRow> rows) {
    if (const auto checked = check_rows(rows); !checked) return std::unexpected(checked.error());
    return IncrementTable(std::move(rows));
}

Price IncrementTable::increment_at(Price price) const {
    const auto above = std::ranges::upper_bound(rows_, price.abs(), {}, &IncrementRow::low_edge);
    return std::prev(above)->increment;
}

bool IncrementTable::is_valid(Price price) const {
    return price.raw() % increment_at(price).raw() == 0;
}

Price IncrementTable::round_less_aggressive(Side side, Price price) const {
    // Rounding can cross into a row with another increment, which then decides.
    while (!is_valid(price)) {
        const auto step = increment_at(price);
        price = side == Side::buy ? round_down(price, step) : round_up(price, step);
    }
    return price;
}

Price IncrementTable::step_more_aggressive(Side side, Price price) const {
    const auto finest = std::ranges::min(rows_, {}, &IncrementRow::increment).increment;
    const auto towards = opposite(side);
    const auto nudged =
        side == Side::buy ? round_down(price, finest) + finest : round_up(price, finest) - finest;
    return round_less_aggressive(towards, nudged);
}

const IncrementTable& default_leg_increments(std::string_view trading_class) {
    static const auto pennies = known({{cents(0), cents(1)}});
    static const auto pennies_below_three = known({{cents(0), cents(1)}, {cents(300), cents(5)}});
    static const auto nickels_below_three = known({{cents(0), cents(5)}, {cents(300), cents(10)}});
    if (is_one_of(trading_class, penny_throughout)) return pennies;
    if (is_one_of(trading_class, penny_classes)) return pennies_below_three;
    return nickels_below_three;
}

const IncrementTable& default_combo_increments(std::string_view trading_class) {
    static const auto pennies = known({{cents(0), cents(1)}});
    static const auto nickels = known({{cents(0), cents(5)}});
    return is_one_of(trading_class, index_classes) ? nickels : pennies;
}

}  // namespace wingspread::options
