#include "scan/program.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace wingspread::scan {

namespace {

constexpr double greatest = std::numeric_limits<double>::max();

double finite_or_missing(double value) {
    return std::abs(value) <= greatest ? value : missing_value;
}

double minimum_of(double a, double b) { return a != a ? a : (b < a || b != b ? b : a); }
double maximum_of(double a, double b) { return a != a ? a : (b > a || b != b ? b : a); }

/// One candidate's numbers; for both block and range, so that they cannot differ.
double apply(Operation operation, double a, double b) {
    switch (operation) {
        case Operation::negate: return -a;
        case Operation::absolute: return std::abs(a);
        case Operation::add: return finite_or_missing(a + b);
        case Operation::subtract: return finite_or_missing(a - b);
        case Operation::multiply: return finite_or_missing(a * b);
        case Operation::divide: return finite_or_missing(a / b);
        case Operation::minimum: return minimum_of(a, b);
        case Operation::maximum: return maximum_of(a, b);
        case Operation::number:
        case Operation::field:
        case Operation::less:
        case Operation::at_most:
        case Operation::greater:
        case Operation::at_least:
        case Operation::equal:
        case Operation::unequal:
        case Operation::within:
        case Operation::missing:
        case Operation::opposite:
        case Operation::both:
        case Operation::either: break;
    }
    return missing_value;
}

Truth truth_of(bool known, bool holds) { return static_cast<Truth>(known ? (holds ? 2 : 0) : 1); }

using NumberKernel = void (*)(const double* a, const double* b, double* result, std::size_t size);

template <Operation operation>
void number_kernel(const double* a, const double* b, double* result, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) result[i] = apply(operation, a[i], b[i]);
}

/// Nothing where the operation does not make a number of numbers.
NumberKernel number_kernel_of(Operation operation) {
    using enum Operation;
    static constexpr std::array<std::pair<Operation, NumberKernel>, 8> kernels{{
        {negate, number_kernel<negate>},
        {absolute, number_kernel<absolute>},
        {add, number_kernel<add>},
        {subtract, number_kernel<subtract>},
        {multiply, number_kernel<multiply>},
        {divide, number_kernel<divide>},
        {minimum, number_kernel<minimum>},
        {maximum, number_kernel<maximum>},
    }};
    const auto* found =
        std::ranges::find(kernels, operation, &std::pair<Operation, NumberKernel>::first);
    return found == kernels.end() ? nullptr : found->second;
}

/// A comparison of one value with another, or with two.
struct Compared {
    bool known;
    bool holds;
};

Compared compare(Operation operation, double a, double b, double c) {
    const bool known = a == a && b == b;
    switch (operation) {
        case Operation::less: return {known, a < b};
        case Operation::at_most: return {known, a <= b};
        case Operation::greater: return {known, a > b};
        case Operation::at_least: return {known, a >= b};
        case Operation::equal: return {known, a == b};
        case Operation::unequal: return {known, a != b};
        case Operation::within: return {known && c == c, a >= b && a <= c};
        case Operation::missing: return {true, a != a};
        case Operation::number:
        case Operation::field:
        case Operation::negate:
        case Operation::absolute:
        case Operation::add:
        case Operation::subtract:
        case Operation::multiply:
        case Operation::divide:
        case Operation::minimum:
        case Operation::maximum:
        case Operation::opposite:
        case Operation::both:
        case Operation::either: break;
    }
    return {false, false};
}

using TestKernel = void (*)(const double* a, const double* b, const double* c, Truth* result,
                            std::size_t size);

template <Operation operation>
void test_kernel(const double* a, const double* b, const double* c, Truth* result,
                 std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        const auto [known, holds] = compare(operation, a[i], b[i], c[i]);
        result[i] = truth_of(known, holds);
    }
}

/// Nothing where the operation does not test numbers.
TestKernel test_kernel_of(Operation operation) {
    using enum Operation;
    static constexpr std::array<std::pair<Operation, TestKernel>, 8> kernels{{
        {less, test_kernel<less>},
        {at_most, test_kernel<at_most>},
        {greater, test_kernel<greater>},
        {at_least, test_kernel<at_least>},
        {equal, test_kernel<equal>},
        {unequal, test_kernel<unequal>},
        {within, test_kernel<within>},
        {missing, test_kernel<missing>},
    }};
    const auto* found =
        std::ranges::find(kernels, operation, &std::pair<Operation, TestKernel>::first);
    return found == kernels.end() ? nullptr : found->second;
}

void combine(Operation operation, const Truth* a, const Truth* b, Truth* result, std::size_t size) {
    if (operation == Operation::opposite) {
        for (std::size_t i = 0; i < size; ++i)
            result[i] = static_cast<Truth>(2 - static_cast<int>(a[i]));
    } else if (operation == Operation::both) {
        for (std::size_t i = 0; i < size; ++i) result[i] = std::min(a[i], b[i]);
    } else {
        for (std::size_t i = 0; i < size; ++i) result[i] = std::max(a[i], b[i]);
    }
}

// Ranges. Rounding is monotonic, so that the bounds of exact corners bound rounded results too.

bool has_numbers(const FieldRange& range) { return range.low <= range.high; }

bool holds_zero(const FieldRange& range) { return range.low <= 0 && range.high >= 0; }

FieldRange apply_range(Operation operation, const FieldRange& a, const FieldRange& b) {
    using enum Operation;
    const bool one = operation == negate || operation == absolute;
    const bool gaps = a.may_be_missing || (!one && b.may_be_missing);
    if (!has_numbers(a) || (!one && !has_numbers(b)))
        return {.low = 1, .high = 0, .may_be_missing = true};
    if (operation == absolute && holds_zero(a))
        return {.low = 0, .high = std::max(-a.low, a.high), .may_be_missing = gaps};
    if (operation == divide && holds_zero(b))
        return {.low = -greatest, .high = greatest, .may_be_missing = true};
    const std::array corners{apply(operation, a.low, b.low), apply(operation, a.low, b.high),
                             apply(operation, a.high, b.low), apply(operation, a.high, b.high)};
    if (std::ranges::any_of(corners, [](double corner) { return corner != corner; }))
        return {.low = -greatest, .high = greatest, .may_be_missing = true};
    const auto [low, high] = std::ranges::minmax(corners);
    return {.low = low, .high = high, .may_be_missing = gaps};
}

}  // namespace

Program::Program(const Expression& expression) : yields_(expression.yields()) {
    std::vector<Operand> places;
    places.reserve(expression.nodes.size());
    std::uint32_t numbers = 0;
    std::uint32_t conditions = 0;
    for (const auto& node : expression.nodes) {
        const auto& form = form_of(node.operation);
        if (node.operation == Operation::number) {
            places.push_back({Place::constant, static_cast<std::uint32_t>(constants_.size())});
            constants_.push_back(node.number);
            continue;
        }
        if (node.operation == Operation::field) {
            places.push_back({Place::column, node.field});
            fields_.push_back(node.field);
            continue;
        }
        Step step{.operation = node.operation, .result = {}, .operands = {}};
        for (std::size_t i = 0; i < form.operands; ++i) {
            step.operands[i] = places[node.operands[i]];
            if (step.operands[i].place == Place::number) --numbers;
            if (step.operands[i].place == Place::condition) --conditions;
        }
        // A kernel reads as many as the widest of its kind does.
        for (std::size_t i = form.operands; i < step.operands.size(); ++i)
            step.operands[i] = step.operands[0];
        step.result = form.yields == Yield::number ? Operand{Place::number, numbers++}
                                                   : Operand{Place::condition, conditions++};
        numbers_ = std::max(numbers_, numbers);
        conditions_ = std::max(conditions_, conditions);
        places.push_back(step.result);
        steps_.push_back(step);
    }
    result_ = places.back();
    std::ranges::sort(fields_);
    fields_.erase(std::ranges::unique(fields_).begin(), fields_.end());
}

Runner::Runner(Program program)
    : program_(std::move(program)),
      constants_(program_.constants_.size() * block),
      numbers_(std::size_t{program_.numbers_} * block),
      conditions_(std::size_t{program_.conditions_} * block),
      number_ranges_(program_.numbers_),
      condition_ranges_(program_.conditions_) {
    for (std::size_t i = 0; i < program_.constants_.size(); ++i)
        std::fill_n(constants_.begin() + static_cast<std::ptrdiff_t>(i * block), block,
                    program_.constants_[i]);
}

const double* Runner::number_at(Operand operand, std::span<const double* const> columns,
                                std::size_t from) const {
    if (operand.place == Program::Place::column) return columns[operand.index] + from;
    if (operand.place == Program::Place::constant) return constants_.data() + operand.index * block;
    return numbers_.data() + operand.index * block;
}

void Runner::run_block(std::span<const double* const> columns, std::size_t from, std::size_t size) {
    for (const auto& step : program_.steps_) {
        const auto number = [&](std::size_t i) {
            return number_at(step.operands[i], columns, from);
        };
        if (const auto kernel = number_kernel_of(step.operation)) {
            kernel(number(0), number(1), numbers_.data() + step.result.index * block, size);
            continue;
        }
        Truth* result = conditions_.data() + step.result.index * block;
        if (const auto kernel = test_kernel_of(step.operation)) {
            kernel(number(0), number(1), number(2), result, size);
        } else {
            combine(step.operation, conditions_.data() + step.operands[0].index * block,
                    conditions_.data() + step.operands[1].index * block, result, size);
        }
    }
}

void Runner::conditions(std::span<const double* const> columns, std::size_t size, Truth* results) {
    for (std::size_t from = 0; from < size; from += block) {
        const auto count = std::min(block, size - from);
        run_block(columns, from, count);
        std::copy_n(conditions_.data() + program_.result_.index * block, count, results + from);
    }
}

void Runner::numbers(std::span<const double* const> columns, std::size_t size, double* results) {
    for (std::size_t from = 0; from < size; from += block) {
        const auto count = std::min(block, size - from);
        run_block(columns, from, count);
        std::copy_n(number_at(program_.result_, columns, from), count, results + from);
    }
}

FieldRange Runner::range_at(Operand operand, std::span<const FieldRange> ranges) const {
    if (operand.place == Program::Place::column) return ranges[operand.index];
    if (operand.place == Program::Place::number) return number_ranges_[operand.index];
    const double value = program_.constants_[operand.index];
    return {.low = value, .high = value, .may_be_missing = false};
}

namespace {

/// Which truths a comparison can have: {no, unknown, yes}.
struct PossibleTruths {
    bool no;
    bool unknown;
    bool yes;
};

PossibleTruths order(bool can_hold, bool can_fail, bool unknown) {
    return {.no = can_fail, .unknown = unknown, .yes = can_hold};
}

PossibleTruths compare_ranges(Operation operation, const FieldRange& a, const FieldRange& b,
                              const FieldRange& c) {
    using enum Operation;
    if (operation == missing)
        return {.no = has_numbers(a), .unknown = false, .yes = a.may_be_missing};
    const bool unknown =
        a.may_be_missing || b.may_be_missing || (operation == within && c.may_be_missing);
    if (!has_numbers(a) || !has_numbers(b) || (operation == within && !has_numbers(c)))
        return {.no = false, .unknown = true, .yes = false};
    if (operation == less) return order(a.low < b.high, a.high >= b.low, unknown);
    if (operation == at_most) return order(a.low <= b.high, a.high > b.low, unknown);
    if (operation == greater) return order(a.high > b.low, a.low <= b.high, unknown);
    if (operation == at_least) return order(a.high >= b.low, a.low < b.high, unknown);
    if (operation == within)
        return order(a.high >= b.low && a.low <= c.high, a.low < b.high || a.high > c.low, unknown);
    const bool can_meet = a.low <= b.high && b.low <= a.high;
    const bool can_differ = a.low != b.high || a.high != b.low || a.low != a.high;
    return operation == equal ? order(can_meet, can_differ, unknown)
                              : order(can_differ, can_meet, unknown);
}

}  // namespace

void Runner::run_ranges(std::span<const FieldRange> ranges) {
    for (const auto& step : program_.steps_) {
        const auto number = [&](std::size_t i) { return range_at(step.operands[i], ranges); };
        if (number_kernel_of(step.operation) != nullptr) {
            number_ranges_[step.result.index] = apply_range(step.operation, number(0), number(1));
            continue;
        }
        Possible& result = condition_ranges_[step.result.index];
        if (test_kernel_of(step.operation) != nullptr) {
            const auto [no, unknown, yes] =
                compare_ranges(step.operation, number(0), number(1), number(2));
            result = {.no = no, .unknown = unknown, .yes = yes};
            continue;
        }
        const Possible a = condition_ranges_[step.operands[0].index];
        const Possible b = condition_ranges_[step.operands[1].index];
        if (step.operation == Operation::opposite) {
            result = {.no = a.yes, .unknown = a.unknown, .yes = a.no};
        } else if (step.operation == Operation::both) {
            result = {.no = a.no || b.no,
                      .unknown = (a.unknown && (b.unknown || b.yes)) || (b.unknown && a.yes),
                      .yes = a.yes && b.yes};
        } else {
            result = {.no = a.no && b.no,
                      .unknown = (a.unknown && (b.unknown || b.no)) || (b.unknown && a.no),
                      .yes = a.yes || b.yes};
        }
    }
}

Verdict Runner::verdict(std::span<const FieldRange> ranges) {
    run_ranges(ranges);
    const Possible whole = condition_ranges_[program_.result_.index];
    if (!whole.yes) return Verdict::none_passes;
    return whole.no || whole.unknown ? Verdict::undecided : Verdict::all_pass;
}

FieldRange Runner::range(std::span<const FieldRange> ranges) {
    run_ranges(ranges);
    return range_at(program_.result_, ranges);
}

}  // namespace wingspread::scan
