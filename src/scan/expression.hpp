#pragma once

#include "core/result.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::scan {

/// What one node of an expression does. `operation_forms` in expression.cpp has a row for each.
enum class Operation : std::uint8_t {
    number,
    field,
    negate,
    absolute,
    add,
    subtract,
    multiply,
    divide,
    minimum,
    maximum,
    less,
    at_most,
    greater,
    at_least,
    equal,
    unequal,
    within,
    missing,
    opposite,
    both,
    either,
};
inline constexpr std::size_t operation_count = 21;

/// What an expression yields.
enum class Yield : std::uint8_t { number, condition };

struct OperationForm {
    std::string_view text;  ///< as written; of functions the name
    std::uint8_t operands;
    std::uint8_t precedence;  ///< a higher one binds closer
    Yield takes;
    Yield yields;
};
const OperationForm& form_of(Operation operation);

struct Node {
    Operation operation = Operation::number;
    double number = 0;                        ///< of `number`; zero or more, finite
    std::uint32_t field = 0;                  ///< of `field`: index among the names
    std::array<std::uint32_t, 3> operands{};  ///< indices of earlier nodes
    bool operator==(const Node&) const = default;
};

/// A condition or a number over named fields. Nodes stand after their operands, each is the operand
/// of one other, the last is the whole: a program for a stack, as it stands.
struct Expression {
    std::vector<Node> nodes;

    [[nodiscard]] const Node& root() const { return nodes.back(); }
    [[nodiscard]] Yield yields() const { return form_of(root().operation).yields; }
    bool operator==(const Expression&) const = default;
};

/// Reads `credit / width > 0.3 and (pop in [0.6, 0.9] or iv_rank is missing)`: numbers, names,
/// + - * /, < <= > >= = !=, in [a, b], is missing, is not missing, min() max() abs(), not, and, or,
/// from the closest binding to the loosest. docs/scanner/filters.md defines it.
///
/// Errors (invalid_argument) say the column and what was expected there, with the text and a caret
/// below it; an unknown name is answered with the names nearest to it.
Result<Expression> parse_expression(std::string_view text, std::span<const std::string_view> names,
                                    Yield wanted);

/// With the fewest parentheses; is read as the same expression.
std::string print(const Expression& expression, std::span<const std::string_view> names);

/// The terms of `a and b and c`, each by itself and in order.
std::vector<Expression> and_terms(const Expression& condition);

}  // namespace wingspread::scan
