#pragma once

#include "scan/program.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::scan {

/// Conditions that must all hold, each one term of `and` with a name of its own.
class Filter {
  public:
    struct Term {
        std::string text;
        Expression condition;
        bool operator==(const Term&) const = default;
    };

    /// Adds every term of `text`; errors as parse_expression's.
    Result<void> add(std::string_view text, std::span<const std::string_view> names);

    void add(Term term) { terms_.push_back(std::move(term)); }
    /// All terms as one text, which adds the same terms again; empty without any.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::span<const Term> terms() const { return terms_; }
    [[nodiscard]] bool empty() const { return terms_.empty(); }
    /// The fields that any term reads, rising.
    [[nodiscard]] std::vector<std::uint32_t> fields() const;
    bool operator==(const Filter&) const = default;

  private:
    std::vector<Term> terms_;
};

/// One use of a filter: its memory and its counts.
class FilterRun {
  public:
    explicit FilterRun(const Filter& filter);

    /// Sets passes[i] to 1 where candidate i passes every term, else to 0; columns as for Runner.
    /// Returns how many passed. Whoever fails counts for the first term that it fails.
    std::size_t run(std::span<const double* const> columns, std::size_t size, std::uint8_t* passes);
    /// What is certain of a group; counts nothing.
    Verdict verdict(std::span<const FieldRange> ranges);
    /// By term, of all runs so far.
    [[nodiscard]] std::span<const std::uint64_t> rejected() const { return rejected_; }

  private:
    std::vector<Runner> runners_;
    std::vector<std::uint64_t> rejected_;
    std::vector<Truth> truths_;
};

}  // namespace wingspread::scan
