#include "data/chain_day.hpp"

#include "core/date.hpp"
#include "data/chain_files.hpp"
#include "data/csv_rows.hpp"
#include "data/zip_archive.hpp"
#include "options/calendar.hpp"

#include <algorithm>
#include <tuple>

namespace wingspread::data {

namespace {

using options::OptionContract;

/// One zip of a class with the contract that each entry speaks of.
struct ClassArchive {
    ZipArchive archive;
    std::vector<OptionContract> contracts;  ///< by entry
};

/// The zips of one kind of data, for every class that has one.
using Archives = std::vector<ClassArchive>;

auto order_of(const OptionContract& contract) {
    return std::tie(contract.expiration, contract.trading_class, contract.strike, contract.right);
}
bool listed_before(const OptionContract& a, const OptionContract& b) {
    return order_of(a) < order_of(b);
}

Result<Archives> open_archives(const ChainPlace& place, Date date, std::string_view what) {
    Archives opened;
    for (const auto& chain_class : place.classes) {
        auto archive = ZipArchive::open(option_file(chain_class, date, what));
        if (!archive && archive.error().code == Errc::not_found) continue;
        if (!archive) return std::unexpected(archive.error());
        ClassArchive with_contracts{std::move(*archive), {}};
        for (const auto& entry : with_contracts.archive.entries()) {
            auto contract = parse_entry_name(entry.name, place, chain_class);
            if (!contract)
                return with_context(contract.error(),
                                    with_contracts.archive.name() + ": " + entry.name);
            with_contracts.contracts.push_back(std::move(*contract));
        }
        opened.push_back(std::move(with_contracts));
    }
    return opened;
}

/// Every contract of any kind of data, each once.
std::vector<OptionContract> listed_in(std::initializer_list<const Archives*> kinds) {
    std::vector<OptionContract> contracts;
    for (const auto* archives : kinds)
        for (const auto& archive : *archives)
            contracts.insert(contracts.end(), archive.contracts.begin(), archive.contracts.end());
    std::ranges::sort(contracts, listed_before);
    const auto repeated = std::ranges::unique(contracts);
    contracts.erase(repeated.begin(), repeated.end());
    return contracts;
}

/// Rows come file by file; they leave in the order of time, those of one moment by contract, and
/// those of one contract as they came.
template <class Row>
void sort_by_time(std::vector<Row>& rows) {
    struct Place {
        MarketTime start;
        std::uint32_t contract;
        std::uint32_t row;
        auto operator<=>(const Place&) const = default;
    };
    std::vector<Place> places;
    places.reserve(rows.size());
    for (const auto& row : rows)
        places.push_back({row.start, row.contract, static_cast<std::uint32_t>(places.size())});
    std::ranges::sort(places);
    std::vector<Row> sorted;
    sorted.reserve(rows.size());
    for (const auto& place : places) sorted.push_back(rows[place.row]);
    rows = std::move(sorted);
}

template <class Row>
using RowReaderFunction = Result<void> (*)(std::string_view, const RowSource&, std::vector<Row>&);

template <class Row>
Result<void> read_entry(const ZipArchive& archive, const ZipArchive::Entry& entry, RowSource source,
                        RowReaderFunction<Row> read, std::string& text, std::vector<Row>& rows) {
    if (auto unpacked = archive.read(entry, text); !unpacked) return unpacked;
    const std::string file = archive.name() + ": " + entry.name;
    source.file = file;
    return read(text, source, rows);
}

template <class Row>
Result<void> read_archives(const Archives& archives, const ChainDay& day, MarketTime midnight,
                           RowReaderFunction<Row> read, std::vector<Row>& rows) {
    std::string text;
    for (const auto& [archive, contracts] : archives) {
        for (std::size_t i = 0; i < contracts.size(); ++i) {
            const auto place = std::ranges::lower_bound(day.contracts, contracts[i], listed_before);
            const RowSource source{
                .midnight = midnight,
                .contract = static_cast<std::uint32_t>(place - day.contracts.begin())};
            auto done = read_entry(archive, archive.entries()[i], source, read, text, rows);
            if (!done) return done;
        }
    }
    sort_by_time(rows);
    return {};
}

/// A file of the underlying holds one entry; without a file there are no rows.
template <class Row>
Result<void> read_underlying(const std::string& path, RowSource source, RowReaderFunction<Row> read,
                             std::vector<Row>& rows) {
    const auto archive = ZipArchive::open(path);
    if (!archive && archive.error().code == Errc::not_found) return {};
    if (!archive) return std::unexpected(archive.error());
    std::string text;
    for (const auto& entry : archive->entries()) {
        auto done = read_entry(*archive, entry, source, read, text, rows);
        if (!done) return done;
    }
    sort_by_time(rows);
    return {};
}

Result<void> read_underlying_day(const ChainPlace& place, MarketTime midnight, ChainDay& day) {
    const bool is_index = place.underlying.kind == options::UnderlyingKind::index;
    const RowSource source{.midnight = midnight,
                           .scale = is_index ? PriceScale::plain : PriceScale::ten_thousandths};
    const std::string trades = underlying_file(place, day.date, "trade");
    const std::string quotes = underlying_file(place, day.date, "quote");
    if (auto done = read_underlying(quotes, source, read_quotes, day.underlying_quotes); !done)
        return done;
    if (auto done = read_underlying(trades, source, read_trades, day.underlying_trades); !done)
        return done;
    if (day.underlying_quotes.empty() && day.underlying_trades.empty())
        return fail(Errc::not_found, day.underlying.symbol + ": no prices of the underlying on " +
                                         to_iso(day.date) + " (looked for " + trades + ")");
    return {};
}

/// New York's midnight, such that the hours of trading come out right: on the two days a year on
/// which the clocks change they do so before dawn.
MarketTime midnight_of(Date date) {
    constexpr Duration noon = std::chrono::hours{12};
    return options::from_new_york(date, noon) - noon;
}

Result<void> read_options_day(const ChainPlace& place, MarketTime midnight, ChainDay& day) {
    const auto quotes = open_archives(place, day.date, "quote");
    if (!quotes) return std::unexpected(quotes.error());
    if (quotes->empty())
        return fail(Errc::not_found, day.underlying.symbol + ": no option quotes on " +
                                         to_iso(day.date) + " (looked for " +
                                         option_file(place.classes.front(), day.date, "quote") +
                                         ")");
    const auto trades = open_archives(place, day.date, "trade");
    if (!trades) return std::unexpected(trades.error());
    const auto interest = open_archives(place, day.date, "openinterest");
    if (!interest) return std::unexpected(interest.error());
    day.contracts = listed_in({&*quotes, &*trades, &*interest});
    if (auto done = read_archives(*quotes, day, midnight, read_quotes, day.quotes); !done)
        return done;
    if (auto done = read_archives(*trades, day, midnight, read_trades, day.trades); !done)
        return done;
    return read_archives(*interest, day, midnight, read_open_interest, day.open_interest);
}

}  // namespace

Result<ChainDay> load_chain_day(const std::string& dir, const std::string& symbol, Date date) {
    const auto place = find_chain(dir, symbol);
    if (!place) return std::unexpected(place.error());
    ChainDay day{.underlying = place->underlying, .date = date};
    const MarketTime midnight = midnight_of(date);
    if (auto done = read_options_day(*place, midnight, day); !done)
        return std::unexpected(done.error());
    if (auto done = read_underlying_day(*place, midnight, day); !done)
        return std::unexpected(done.error());
    return day;
}

}  // namespace wingspread::data
