#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace wingspread::data {

/// Names and places of files in LEAN's data layout.

/// One trading class of an underlying and how its files are found.
struct ChainClass {
    std::string trading_class;
    options::ExerciseStyle style = options::ExerciseStyle::american;
    options::Settlement settlement = options::Settlement::pm;
    std::string folder;  ///< that holds a zip per day and kind of data
};

/// Where the files of one underlying are.
struct ChainPlace {
    options::Underlying underlying;
    std::string underlying_folder;
    std::vector<ChainClass> classes;  ///< only those with a folder
};

/// Looks for stock options first, then for index options. Fails with not_found when `dir` does not
/// exist or holds no options of that symbol, and with invalid_argument for an index whose
/// settlement is not known here.
Result<ChainPlace> find_chain(const std::string& dir, std::string_view symbol);

/// "quote" of a class on a day: folder/20151224_quote_american.zip.
std::string option_file(const ChainClass& chain_class, Date date, std::string_view what);
/// "trade" of the underlying on a day: folder/20151224_trade.zip.
std::string underlying_file(const ChainPlace& place, Date date, std::string_view what);

/// The contract that an entry speaks of: "20151224_goog_minute_quote_american_call_7500000_20160115
/// .csv". Fails with invalid_argument naming the part that makes no sense.
Result<options::OptionContract> parse_entry_name(std::string_view name, const ChainPlace& place,
                                                 const ChainClass& chain_class);

}  // namespace wingspread::data
