#include "trade/book.hpp"

#include <fmt/format.h>

/// The book's rolls in two orders.
namespace wingspread::trade {

namespace {

std::unexpected<Error> no_roll(const IntentId& close) {
    return fail(Errc::internal,
                fmt::format("the journal has no roll that begins with {}", close.to_string()));
}

}  // namespace

Result<BookChange> Book::on(const RollPlanned& record, UtcTime) {
    if (!orders_.contains(record.close)) {
        return fail(Errc::internal,
                    fmt::format("roll: the journal has no order {}", record.close.to_string()));
    }
    if (!rolls_.try_emplace(record.close, BookedRoll{record.close, record.second, {}, {}}).second) {
        return fail(Errc::conflict, fmt::format("the roll of {} has been recorded before",
                                                record.close.to_string()));
    }
    return BookChange{};
}

Result<BookChange> Book::on(const RollOpened& record, UtcTime) {
    const auto roll = rolls_.find(record.close);
    if (roll == rolls_.end() || !orders_.contains(record.open)) return no_roll(record.close);
    roll->second.opens.push_back(record.open);
    return BookChange{};
}

Result<BookChange> Book::on(const RollEnded& record, UtcTime) {
    const auto roll = rolls_.find(record.close);
    if (roll == rolls_.end()) return no_roll(record.close);
    roll->second.ended = record.reason;
    return BookChange{};
}

}  // namespace wingspread::trade
