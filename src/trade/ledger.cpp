#include "trade/ledger.hpp"

#include "core/planted.hpp"

#include <algorithm>
#include <charconv>

namespace wingspread::trade {

namespace {

struct IdParts {
    std::string_view prefix;  ///< with the last dot; empty when the id has no revision
    std::uint32_t revision = 0;
};

IdParts split(std::string_view execution_id) {
    const auto dot = execution_id.rfind('.');
    if (dot == std::string_view::npos) return {};
    const auto tail = execution_id.substr(dot + 1);
    std::uint32_t revision = 0;
    const auto [end, error] = std::from_chars(tail.data(), tail.data() + tail.size(), revision);
    if (error != std::errc{} || end != tail.data() + tail.size()) return {};
    return {execution_id.substr(0, dot + 1), revision};
}

/// What makes a row what it is; names by which the order is called may come and go.
bool same_fill(const Execution& a, const Execution& b) {
    return a.account == b.account && a.instrument.conid == b.instrument.conid && a.side == b.side &&
           a.quantity == b.quantity && a.price == b.price &&
           a.cumulative_quantity == b.cumulative_quantity;
}

}  // namespace

std::string_view to_string(LedgerChange change) {
    switch (change) {
        case LedgerChange::added: return "added";
        case LedgerChange::corrected: return "corrected";
        case LedgerChange::superseded: return "superseded";
        case LedgerChange::duplicate: return "duplicate";
        case LedgerChange::conflict: return "conflict";
    }
    return "";
}

/// The rows that share prefix, contract and side with this one, as chains of revisions: each row of
/// a chain replaces the one before, so the last of each counts.
std::vector<Ledger::Chain> Ledger::chains_beside(const Execution& execution) const {
    const auto own = split(execution.execution_id);
    if (own.prefix.empty()) return {{&execution}};
    std::vector<std::pair<std::uint32_t, const Execution*>> group;
    for (auto row = rows_.lower_bound(own.prefix);
         row != rows_.end() && row->first.starts_with(own.prefix); ++row) {
        const auto parts = split(row->first);
        const auto& other = row->second;
        if (parts.prefix == own.prefix && other.side == execution.side &&
            other.instrument.conid == execution.instrument.conid) {
            group.emplace_back(parts.revision, &other);
        }
    }
    std::ranges::sort(group, {}, [](const auto& entry) {
        return std::pair(entry.first, std::string_view(entry.second->execution_id));
    });
    std::vector<Chain> chains;
    for (const auto& [revision, row] : group) {
        const bool corrects = !chains.empty() &&
                              row->cumulative_quantity <= chains.back().back()->cumulative_quantity;
        if (!corrects) chains.emplace_back();
        chains.back().push_back(row);
    }
    return chains;
}

/// Present when the row counts. A correction without a commission of its own keeps the one that was
/// reported for the row it replaced.
std::optional<LedgerEntry> Ledger::entry_of(const Execution& execution) const {
    for (const auto& chain : chains_beside(execution)) {
        if (chain.back()->execution_id != execution.execution_id) continue;
        LedgerEntry entry{execution, std::nullopt};
        for (const auto* row : chain) {
            const auto commission = commissions_.find(row->execution_id);
            if (commission != commissions_.end()) entry.commission = commission->second;
        }
        return entry;
    }
    return std::nullopt;
}

LedgerChange Ledger::add(const Execution& execution) {
    const auto name = planted(Mistake::fill_counted_twice)
                          ? execution.execution_id + std::to_string(rows_.size())
                          : execution.execution_id;
    const auto [row, fresh] = rows_.try_emplace(name, execution);
    if (!fresh) {
        return same_fill(row->second, execution) ? LedgerChange::duplicate : LedgerChange::conflict;
    }
    const auto chains = chains_beside(row->second);
    const auto chain = std::ranges::find_if(
        chains, [&](const Chain& one) { return std::ranges::count(one, &row->second) > 0; });
    if (chain->back() != &row->second) return LedgerChange::superseded;
    return chain->size() > 1 ? LedgerChange::corrected : LedgerChange::added;
}

void Ledger::add(const Commission& commission) {
    commissions_.insert_or_assign(commission.execution_id, commission);
}

std::vector<LedgerEntry> Ledger::entries() const {
    std::vector<LedgerEntry> entries;
    for (const auto& [id, row] : rows_) {
        if (auto entry = entry_of(row)) entries.push_back(std::move(*entry));
    }
    return entries;
}

std::vector<LedgerEntry> Ledger::entries_of(
    const std::set<std::string, std::less<>>& execution_ids) const {
    std::vector<LedgerEntry> entries;
    for (const auto& id : execution_ids) {
        const auto* row = find(id);
        if (row == nullptr) continue;
        if (auto entry = entry_of(*row)) entries.push_back(std::move(*entry));
    }
    return entries;
}

const Execution* Ledger::find(std::string_view execution_id) const {
    const auto row = rows_.find(execution_id);
    return row == rows_.end() ? nullptr : &row->second;
}

namespace {

bool is_combo(const LedgerEntry& entry) {
    return entry.execution.instrument.kind == InstrumentKind::combo;
}

}  // namespace

InstrumentKind told_by(const OrderIntent& intent) {
    return intent.legs().size() == 1 ? InstrumentKind::option : InstrumentKind::combo;
}

Quantity filled_units(const std::vector<LedgerEntry>& entries, InstrumentKind told_by) {
    Quantity units;
    for (const auto& [execution, commission] : entries) {
        const bool tells = execution.instrument.kind == told_by;
        if (tells || planted(Mistake::bag_and_legs_counted)) units += execution.quantity;
    }
    return units;
}

std::optional<Price> average_net_price(const std::vector<LedgerEntry>& entries,
                                       InstrumentKind told_by) {
    const auto units = filled_units(entries, told_by);
    if (units.is_zero()) return std::nullopt;
    __int128 weighted = 0;
    for (const auto& [execution, commission] : entries) {
        if (execution.instrument.kind != told_by) continue;
        // A combo is always bought, and its price has its own sign.
        const int side = told_by == InstrumentKind::combo ? 1 : options::sign(execution.side);
        weighted += static_cast<__int128>(execution.price.raw()) * execution.quantity.raw() * side;
    }
    const __int128 half = weighted < 0 ? -units.raw() / 2 : units.raw() / 2;
    return Price::from_raw(static_cast<std::int64_t>((weighted + half) / units.raw()));
}

std::optional<Money> commission_usd(const std::vector<LedgerEntry>& entries) {
    std::optional<Money> sum;
    for (const auto& entry : entries) {
        if (is_combo(entry) || !entry.commission) continue;
        sum = sum.value_or(Money{}) + entry.commission->amount;
    }
    return sum;
}

Money cash_flow_usd(const std::vector<LedgerEntry>& entries) {
    Money sum;
    for (const auto& [execution, commission] : entries) {
        if (execution.instrument.kind == InstrumentKind::combo) continue;
        sum += execution.price * execution.quantity * execution.instrument.multiplier *
               -options::sign(execution.side);
    }
    return sum;
}

}  // namespace wingspread::trade
