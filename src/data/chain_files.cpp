#include "data/chain_files.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <optional>

namespace wingspread::data {

namespace {

using options::ExerciseStyle;
using options::Right;
using options::Settlement;
using options::UnderlyingKind;

/// Classes of the indices' options. The monthly ones of the older products settle in the morning.
struct IndexClass {
    std::string_view symbol;
    std::string_view trading_class;
    Settlement settlement;
    std::string_view exchange;
};
constexpr std::array index_classes{
    IndexClass{"SPX", "SPX", Settlement::am, "CBOE"},
    IndexClass{"SPX", "SPXW", Settlement::pm, "CBOE"},
    IndexClass{"XSP", "XSP", Settlement::pm, "CBOE"},
    IndexClass{"NDX", "NDX", Settlement::am, "NASDAQ"},
    IndexClass{"NDX", "NDXP", Settlement::pm, "NASDAQ"},
    IndexClass{"RUT", "RUT", Settlement::am, "RUSSELL"},
    IndexClass{"RUT", "RUTW", Settlement::pm, "RUSSELL"},
    IndexClass{"VIX", "VIX", Settlement::am, "CBOE"},
    IndexClass{"VIX", "VIXW", Settlement::am, "CBOE"},
};

std::string mapped(std::string_view text, char from, char to, int shift) {
    std::string result(text);
    for (char& c : result)
        if (c >= from && c <= to) c = static_cast<char>(c + shift);
    return result;
}
std::string lower(std::string_view text) { return mapped(text, 'A', 'Z', 'a' - 'A'); }
std::string upper(std::string_view text) { return mapped(text, 'a', 'z', 'A' - 'a'); }

bool is_folder(const std::string& path) {
    std::error_code error;
    return std::filesystem::is_directory(path, error);
}

/// A symbol becomes part of a path, so only what symbols are made of gets through.
bool is_symbol(std::string_view text) {
    return !text.empty() && text.size() <= 12 &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.") == text.npos &&
           text.front() != '.';
}

std::string_view style_name(ExerciseStyle style) {
    return style == ExerciseStyle::american ? "american" : "european";
}

Result<ChainPlace> find_index_chain(const std::string& dir, const std::string& symbol) {
    ChainPlace place;
    place.underlying = {.symbol = symbol, .kind = UnderlyingKind::index};
    place.underlying_folder = dir + "/index/usa/minute/" + lower(symbol);
    for (const auto& known : index_classes) {
        if (known.symbol != symbol) continue;
        place.underlying.exchange = known.exchange;
        const std::string folder = dir + "/indexoption/usa/minute/" + lower(known.trading_class);
        if (is_folder(folder))
            place.classes.push_back({std::string(known.trading_class), ExerciseStyle::european,
                                     known.settlement, folder});
    }
    const std::string folder = dir + "/indexoption/usa/minute/" + lower(symbol);
    if (place.classes.empty() && is_folder(folder))
        return fail(Errc::invalid_argument,
                    symbol + ": whether this index's options settle in the morning is not known");
    if (place.classes.empty())
        return fail(Errc::not_found, symbol + ": no options in " + dir +
                                         " (looked for option/usa/minute/" + lower(symbol) +
                                         " and indexoption/usa/minute/" + lower(symbol) + ")");
    return place;
}

/// The eight parts between underscores, of which there may be no more and no fewer.
std::optional<std::array<std::string_view, 8>> split_name(std::string_view name) {
    constexpr std::string_view suffix = ".csv";
    if (!name.ends_with(suffix)) return std::nullopt;
    name.remove_suffix(suffix.size());
    std::array<std::string_view, 8> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t end = name.find('_');
        if ((end == std::string_view::npos) != (i + 1 == parts.size())) return std::nullopt;
        parts[i] = name.substr(0, end);
        name.remove_prefix(std::min(name.size(), parts[i].size() + 1));
    }
    return parts;
}

Result<Right> parse_right(std::string_view text) {
    if (text == "call") return Right::call;
    if (text == "put") return Right::put;
    return bad_field("right", text, "call or put");
}

Result<Price> parse_strike(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
    constexpr std::int64_t raw_per_unit = Price::scale / 10'000;
    if (error != std::errc{} || end != text.end() || value <= 0 || value > INT64_MAX / raw_per_unit)
        return bad_field("strike", text, "a whole number above zero (the strike times 10,000)");
    return Price::from_raw(value * raw_per_unit);
}

}  // namespace

Result<ChainPlace> find_chain(const std::string& dir, std::string_view symbol) {
    const std::string name = upper(symbol);
    if (!is_symbol(name)) return bad_field("symbol", symbol, "letters and digits, as GOOG");
    if (!is_folder(dir)) return fail(Errc::not_found, dir + ": no such folder");
    const std::string folder = dir + "/option/usa/minute/" + lower(name);
    if (!is_folder(folder)) return find_index_chain(dir, name);
    return ChainPlace{{.symbol = name, .kind = UnderlyingKind::stock},
                      dir + "/equity/usa/minute/" + lower(name),
                      {{name, ExerciseStyle::american, Settlement::pm, folder}}};
}

std::string option_file(const ChainClass& chain_class, Date date, std::string_view what) {
    return chain_class.folder + "/" + to_compact(date) + "_" + std::string(what) + "_" +
           std::string(style_name(chain_class.style)) + ".zip";
}

std::string underlying_file(const ChainPlace& place, Date date, std::string_view what) {
    return place.underlying_folder + "/" + to_compact(date) + "_" + std::string(what) + ".zip";
}

Result<options::OptionContract> parse_entry_name(std::string_view name, const ChainPlace& place,
                                                 const ChainClass& chain_class) {
    const auto parts = split_name(name);
    if (!parts)
        return bad_field("entry", name, "DATE_SYMBOL_minute_KIND_STYLE_RIGHT_STRIKE_EXPIRY.csv");
    if ((*parts)[4] != style_name(chain_class.style))
        return bad_field("style", (*parts)[4], style_name(chain_class.style));
    const auto right = parse_right((*parts)[5]);
    if (!right) return std::unexpected(right.error());
    const auto strike = parse_strike((*parts)[6]);
    if (!strike) return std::unexpected(strike.error());
    const auto expiration = parse_date((*parts)[7]);
    if (!expiration) return std::unexpected(expiration.error());
    options::OptionContract contract{.symbol = place.underlying.symbol,
                                     .trading_class = chain_class.trading_class,
                                     .expiration = *expiration,
                                     .last_trade_date = *expiration,
                                     .strike = *strike,
                                     .right = *right,
                                     .style = chain_class.style,
                                     .settlement = chain_class.settlement};
    if (chain_class.settlement == Settlement::am || !options::is_trading_day(*expiration))
        contract.last_trade_date = options::previous_trading_day(*expiration);
    return contract;
}

}  // namespace wingspread::data
