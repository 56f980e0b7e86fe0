#include "data/csv_rows.hpp"

#include <charconv>

namespace wingspread::data {

namespace {

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t raw_per_ten_thousandth = Price::scale / 10'000;
// Far above anything that trades and far below what the arithmetic of prices and sums can hold.
constexpr std::int64_t max_count = 1'000'000'000;
constexpr Price max_price = Price::from_int(10'000'000);

/// Reads one row field by field; the first failure is kept and everything after it is a no-op.
class RowReader {
  public:
    RowReader(const RowSource& source, std::string_view line, std::size_t line_number)
        : source_(source), rest_(line), line_number_(line_number) {}

    MarketTime start() {
        const std::int64_t ms = integer("milliseconds", 0, ms_per_day - 1);
        return source_.midnight + std::chrono::milliseconds{ms};
    }
    Bar bar(std::string_view side) {
        return {price(side, "open"), price(side, "high"), price(side, "low"), price(side, "close")};
    }
    /// Absent when all four prices are blank, as when nothing was updated.
    std::optional<Bar> optional_bar(std::string_view side) {
        if (!rest_.starts_with(",,,,")) return bar(side);
        rest_.remove_prefix(4);
        return std::nullopt;
    }
    std::int64_t count(std::string_view field) { return integer(field, 0, max_count); }
    Result<void> finish() {
        if (!failure_ && (!rest_.empty() || !at_end_)) refuse("row", rest_, "no further fields");
        if (failure_) return std::unexpected(*failure_);
        return {};
    }

  private:
    std::string_view take() {
        const std::size_t comma = rest_.find(',');
        const std::string_view field = rest_.substr(0, comma);
        at_end_ = comma == std::string_view::npos;
        rest_.remove_prefix(at_end_ ? rest_.size() : comma + 1);
        return field;
    }
    std::int64_t integer(std::string_view field, std::int64_t low, std::int64_t high) {
        const std::string_view text = take();
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
        if (error != std::errc{} || end != text.end() || value < low || value > high)
            refuse(field, text, "a whole number in range");
        return value;
    }
    Price price(std::string_view side, std::string_view part) {
        const std::string_view text = take();
        if (failure_) return {};
        const auto value =
            source_.scale == PriceScale::plain ? plain_price(text) : scaled_price(text);
        if (value && value->abs() <= max_price) return *value;
        refuse(std::string(side) + " " + std::string(part), text, "a price");
        return {};
    }
    static std::optional<Price> plain_price(std::string_view text) {
        const auto value = Price::parse(text);
        return value ? std::optional{*value} : std::nullopt;
    }
    static std::optional<Price> scaled_price(std::string_view text) {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
        std::int64_t raw = 0;
        if (error != std::errc{} || end != text.end() ||
            __builtin_mul_overflow(value, raw_per_ten_thousandth, &raw))
            return std::nullopt;
        return Price::from_raw(raw);
    }
    void refuse(std::string_view field, std::string_view text, std::string_view expected) {
        if (failure_) return;
        const std::string where =
            std::string(source_.file) + " line " + std::to_string(line_number_) + ": ";
        failure_ = bad_field(where + std::string(field), text, expected).error();
    }

    const RowSource& source_;
    std::string_view rest_;
    std::size_t line_number_;
    bool at_end_ = false;
    std::optional<Error> failure_;
};

/// Calls `read` with a reader for each line that is not blank.
template <class Read>
Result<void> each_row(std::string_view csv, const RowSource& source, Read read) {
    std::size_t line_number = 0;
    while (!csv.empty()) {
        ++line_number;
        const std::size_t newline = csv.find('\n');
        std::string_view line = csv.substr(0, newline);
        csv.remove_prefix(newline == std::string_view::npos ? csv.size() : newline + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        RowReader row(source, line, line_number);
        read(row);
        if (auto done = row.finish(); !done) return done;
    }
    return {};
}

}  // namespace

Result<void> read_quotes(std::string_view csv, const RowSource& source,
                         std::vector<QuoteRow>& out) {
    return each_row(csv, source, [&](RowReader& row) {
        auto& quote = out.emplace_back();
        quote.contract = source.contract;
        quote.start = row.start();
        quote.bid = row.optional_bar("bid");
        quote.bid_size = row.count("bid size");
        quote.ask = row.optional_bar("ask");
        quote.ask_size = row.count("ask size");
    });
}

Result<void> read_trades(std::string_view csv, const RowSource& source,
                         std::vector<TradeRow>& out) {
    return each_row(csv, source, [&](RowReader& row) {
        auto& trade = out.emplace_back();
        trade.contract = source.contract;
        trade.start = row.start();
        trade.price = row.bar("trade");
        trade.volume = row.count("volume");
    });
}

Result<void> read_open_interest(std::string_view csv, const RowSource& source,
                                std::vector<OpenInterestRow>& out) {
    return each_row(csv, source, [&](RowReader& row) {
        auto& interest = out.emplace_back();
        interest.contract = source.contract;
        interest.start = row.start();
        interest.open_interest = row.count("open interest");
    });
}

}  // namespace wingspread::data
