#pragma once

#include "scan/expression.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace wingspread::scan {

/// A value that is missing is not a number, and so is what arithmetic makes of it, of a division by
/// zero or beyond the greatest double.
inline constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

/// Of conditions. What a missing value decides is unknown (Kleene's logic); only `yes` passes.
enum class Truth : std::uint8_t { no, unknown, yes };

/// All values that a field has within a group of candidates. No number at all where low > high.
struct FieldRange {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool may_be_missing = true;
};

/// What can be said of a whole group.
enum class Verdict : std::uint8_t { none_passes, undecided, all_pass };

/// An expression compiled for columns: a flat list of steps on a stack of columns.
class Program {
  public:
    explicit Program(const Expression& expression);

    [[nodiscard]] Yield yields() const { return yields_; }
    /// The fields that it reads, rising.
    [[nodiscard]] std::span<const std::uint32_t> fields() const { return fields_; }

  private:
    friend class Runner;

    enum class Place : std::uint8_t { column, constant, number, condition };
    struct Operand {
        Place place = Place::number;
        std::uint32_t index = 0;  ///< of the field, of the constant, or in the stack
    };
    struct Step {
        Operation operation = Operation::number;
        Operand result;
        std::array<Operand, 3> operands{};
    };

    Yield yields_;
    std::vector<Step> steps_;
    Operand result_;
    std::vector<double> constants_;
    std::uint32_t numbers_ = 0;     ///< depth of the stack of numbers
    std::uint32_t conditions_ = 0;  ///< and of conditions
    std::vector<std::uint32_t> fields_;
};

/// Runs one program and owns the memory for it, so that nothing is allocated per block.
class Runner {
  public:
    static constexpr std::size_t block = 256;

    explicit Runner(Program program);
    [[nodiscard]] const Program& program() const { return program_; }

    /// Column `f` holds field f of every candidate, from 0 to size; only those of fields() are
    /// read. Results for a condition:
    void conditions(std::span<const double* const> columns, std::size_t size, Truth* results);
    /// and for a number.
    void numbers(std::span<const double* const> columns, std::size_t size, double* results);

    /// What is certain of all candidates whose fields lie within the ranges (one for each field).
    Verdict verdict(std::span<const FieldRange> ranges);
    /// Within what a number lies then.
    FieldRange range(std::span<const FieldRange> ranges);

  private:
    using Operand = Program::Operand;
    struct Possible {  ///< of a condition: which truths can occur
        bool no = false;
        bool unknown = false;
        bool yes = false;
    };

    void run_block(std::span<const double* const> columns, std::size_t from, std::size_t size);
    [[nodiscard]] const double* number_at(Operand operand, std::span<const double* const> columns,
                                          std::size_t from) const;
    void run_ranges(std::span<const FieldRange> ranges);
    [[nodiscard]] FieldRange range_at(Operand operand, std::span<const FieldRange> ranges) const;

    Program program_;
    std::vector<double> constants_;  ///< each a column of `block`
    std::vector<double> numbers_;
    std::vector<Truth> conditions_;
    std::vector<FieldRange> number_ranges_;
    std::vector<Possible> condition_ranges_;
};

}  // namespace wingspread::scan
