#include "scan/expression.hpp"

#include <charconv>
#include <utility>

namespace wingspread::scan {

namespace {

constexpr auto num = Yield::number;
constexpr auto cond = Yield::condition;

constexpr std::array<OperationForm, operation_count> operation_forms{{
    {"", 0, 9, num, num},      {"", 0, 9, num, num},      {"-", 1, 8, num, num},
    {"abs", 1, 9, num, num},   {"+", 2, 6, num, num},     {"-", 2, 6, num, num},
    {"*", 2, 7, num, num},     {"/", 2, 7, num, num},     {"min", 2, 9, num, num},
    {"max", 2, 9, num, num},   {"<", 2, 5, num, cond},    {"<=", 2, 5, num, cond},
    {">", 2, 5, num, cond},    {">=", 2, 5, num, cond},   {"=", 2, 5, num, cond},
    {"!=", 2, 5, num, cond},   {"in", 3, 5, num, cond},   {"is missing", 1, 5, num, cond},
    {"not", 1, 4, cond, cond}, {"and", 2, 3, cond, cond}, {"or", 2, 2, cond, cond},
}};

std::string number_text(double value) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    return {text, end};
}

/// Writes from the root down.
class Printer {
  public:
    Printer(const Expression& expression, std::span<const std::string_view> names)
        : nodes_(expression.nodes), names_(names) {}

    // NOLINTNEXTLINE(misc-no-recursion): the parser bounds the depth
    std::string text(std::uint32_t index) const {
        const Node& node = nodes_[index];
        const auto& form = form_of(node.operation);
        const auto part = [&](std::size_t i, int least) { return inner(node.operands[i], least); };
        const std::string name(form.text);
        const int own = form.precedence;
        switch (node.operation) {
            case Operation::number: return number_text(node.number);
            case Operation::field: return std::string(names_[node.field]);
            case Operation::negate: return name + part(0, own);
            case Operation::opposite:
                if (const Node& of = nodes_[node.operands[0]]; of.operation == Operation::missing)
                    return inner(of.operands[0], form_of(of.operation).precedence + 1) +
                           " is not missing";
                return name + " " + part(0, own);
            case Operation::absolute: return name + "(" + part(0, 0) + ")";
            case Operation::minimum:
            case Operation::maximum: return name + "(" + arguments(index) + ")";
            case Operation::within:
                return part(0, own + 1) + " in [" + part(1, 0) + ", " + part(2, 0) + "]";
            case Operation::missing: return part(0, own + 1) + " " + name;
            case Operation::less:
            case Operation::at_most:
            case Operation::greater:
            case Operation::at_least:
            case Operation::equal:
            case Operation::unequal:
            case Operation::add:
            case Operation::subtract:
            case Operation::multiply:
            case Operation::divide:
            case Operation::both:
            case Operation::either: break;
        }
        return part(0, own) + " " + name + " " + part(1, own + 1);
    }

  private:
    /// All arguments of a function that takes any number, which nests on its first.
    // NOLINTNEXTLINE(misc-no-recursion)
    std::string arguments(std::uint32_t index) const {
        const Node& node = nodes_[index];
        const bool more = nodes_[node.operands[0]].operation == node.operation;
        return (more ? arguments(node.operands[0]) : text(node.operands[0])) + ", " +
               text(node.operands[1]);
    }

    /// In parentheses where it binds less closely than its place needs.
    // NOLINTNEXTLINE(misc-no-recursion)
    std::string inner(std::uint32_t index, int least) const {
        const bool close = form_of(nodes_[index].operation).precedence >= least;
        return close ? text(index) : "(" + text(index) + ")";
    }

    const std::vector<Node>& nodes_;
    std::span<const std::string_view> names_;
};

/// First node of the subtree that ends at `last`: subtrees are contiguous.
std::uint32_t first_of(const std::vector<Node>& nodes, std::uint32_t last) {
    std::uint32_t first = last;
    while (form_of(nodes[first].operation).operands > 0) first = nodes[first].operands[0];
    return first;
}

Expression subtree(const std::vector<Node>& nodes, std::uint32_t last) {
    const auto first = first_of(nodes, last);
    Expression part{{nodes.begin() + first, nodes.begin() + last + 1}};
    for (auto& node : part.nodes)
        for (std::size_t i = 0; i < form_of(node.operation).operands; ++i)
            node.operands[i] -= first;
    return part;
}

}  // namespace

const OperationForm& form_of(Operation operation) {
    return operation_forms[static_cast<std::size_t>(operation)];
}

std::string print(const Expression& expression, std::span<const std::string_view> names) {
    return Printer(expression, names).text(static_cast<std::uint32_t>(expression.nodes.size() - 1));
}

std::vector<Expression> and_terms(const Expression& condition) {
    std::vector<Expression> terms;
    std::vector<std::uint32_t> open{static_cast<std::uint32_t>(condition.nodes.size() - 1)};
    while (!open.empty()) {
        const auto index = open.back();
        open.pop_back();
        const Node& node = condition.nodes[index];
        if (node.operation == Operation::both) {
            open.push_back(node.operands[1]);
            open.push_back(node.operands[0]);
        } else {
            terms.push_back(subtree(condition.nodes, index));
        }
    }
    return terms;
}

}  // namespace wingspread::scan
