#pragma once

#include "scan/field_source.hpp"
#include "scan/filter.hpp"
#include "scan/metrics.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::scan {

/// One figure of a candidate as people and programs name it: the source of filters, limits
/// (`min_pop`, `--min-pop`) and documentation (docs/scanner/fields.md).
struct Field {
    std::string_view group;
    std::string_view name;
    std::string_view unit;
    std::optional<Better> better;  ///< absent where neither end is
    bool may_be_missing = false;
    std::string_view definition;
    double (*value)(const FieldSource&) = nullptr;  ///< missing_value where there is none
};

/// All of them. The first are the metrics of metrics.hpp, in their order.
std::span<const Field> fields();
/// Their names, in the same order: what expressions are read with.
std::span<const std::string_view> field_names();
/// Position of a field in fields(); absent when none has that name.
std::optional<std::uint32_t> field_index(std::string_view name);

/// Whether one candidate passes a filter over field_names(), and what rejects how many.
class CandidateFilter {
  public:
    explicit CandidateFilter(const Filter& filter);
    CandidateFilter(const CandidateFilter&) = delete;
    CandidateFilter& operator=(const CandidateFilter&) = delete;

    bool passes(const FieldSource& candidate);
    /// By term of the filter.
    [[nodiscard]] std::span<const std::uint64_t> rejected() const { return run_.rejected(); }

  private:
    std::vector<std::uint32_t> used_;
    std::vector<double> values_;
    std::vector<const double*> columns_;
    FilterRun run_;
};

/// The table as aligned text for terminals, and as a document.
std::string fields_text();
std::string fields_markdown();

}  // namespace wingspread::scan
