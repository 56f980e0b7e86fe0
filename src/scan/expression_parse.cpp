#include "scan/expression.hpp"
#include "scan/near_name.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace wingspread::scan {

namespace {

using std::string;
using std::string_view;

constexpr std::size_t longest_text = 4000;
constexpr int deepest = 100;

enum class TokenKind : std::uint8_t { number, word, sign, end };

struct Token {
    TokenKind kind = TokenKind::end;
    string_view text;
    std::size_t at = 0;  ///< offset
    double number = 0;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::array<string_view, 10> reserved{"and", "or",  "not", "in",      "is",
                                               "min", "max", "abs", "missing", "between"};

struct Comparison {
    string_view text;
    Operation operation;
};
constexpr std::array<Comparison, 7> comparisons{{{"<", Operation::less},
                                                 {"<=", Operation::at_most},
                                                 {">", Operation::greater},
                                                 {">=", Operation::at_least},
                                                 {"=", Operation::equal},
                                                 {"==", Operation::equal},
                                                 {"!=", Operation::unequal}}};

/// Recursive descent, one function for each level of binding. A failed one has set `problem_`.
class Parser {
  public:
    Parser(string_view text, std::span<const string_view> names) : text_(text), names_(names) {}

    Result<Expression> parse(Yield wanted) {
        if (text_.size() > longest_text) {
            return fail(Errc::invalid_argument, "an expression of " + std::to_string(text_.size()) +
                                                    " characters: more than " +
                                                    std::to_string(longest_text));
        }
        next();
        const auto root = either();
        if (problem_.empty() && token_.kind != TokenKind::end) expected("and, or or the end");
        if (problem_.empty() && yield_of(root) != wanted) {
            set_problem(0, wanted == Yield::condition
                               ? "is a number; a filter needs a condition, as pop > 0.6"
                               : "is a condition; a number is needed here");
        }
        if (!problem_.empty()) return fail(Errc::invalid_argument, problem_);
        return std::move(expression_);
    }

  private:
    using Index = std::uint32_t;

    // NOLINTBEGIN(misc-no-recursion): `nested` bounds the depth

    Index either() { return joined(Operation::either, &Parser::both); }
    Index both() { return joined(Operation::both, &Parser::opposite); }

    Index joined(Operation operation, Index (Parser::*part)()) {
        const auto at = token_.at;
        Index left = (this->*part)();
        while (good() && is_word(form_of(operation).text)) {
            need(left, Yield::condition, at);
            next();
            const auto right_at = token_.at;
            const Index right = (this->*part)();
            need(right, Yield::condition, right_at);
            left = add({.operation = operation, .operands = {left, right}});
        }
        return left;
    }

    Index opposite() {
        if (!is_word("not")) return comparison();
        next();
        const auto at = token_.at;
        const Index inner = nested([&] { return opposite(); });
        need(inner, Yield::condition, at);
        return add({.operation = Operation::opposite, .operands = {inner}});
    }

    Index comparison() {
        const auto at = token_.at;
        const Index left = sum();
        if (!good()) return left;
        const auto* sign = std::ranges::find(comparisons, token_.text, &Comparison::text);
        const bool compares = token_.kind == TokenKind::sign && sign != comparisons.end();
        if (!compares && !is_word("in") && !is_word("is")) return left;
        need(left, Yield::number, at);
        const Index whole = compares ? against(left, sign->operation)
                                     : (is_word("in") ? within(left) : missing(left));
        if (good() && token_.kind == TokenKind::sign &&
            std::ranges::find(comparisons, token_.text, &Comparison::text) != comparisons.end())
            expected("and, or or the end; a range is written as pop in [0.6, 0.9]");
        return whole;
    }

    Index against(Index left, Operation operation) {
        next();
        const auto at = token_.at;
        const Index right = sum();
        need(right, Yield::number, at);
        return add({.operation = operation, .operands = {left, right}});
    }

    Index within(Index left) {
        next();
        take("[");
        const Index low = number_operand();
        take(",");
        const Index high = number_operand();
        take("]");
        return add({.operation = Operation::within, .operands = {left, low, high}});
    }

    Index missing(Index left) {
        next();
        const bool negated = is_word("not");
        if (negated) next();
        if (!is_word("missing")) {
            expected(negated ? "missing" : "missing or not missing");
            return left;
        }
        next();
        const Index is = add({.operation = Operation::missing, .operands = {left}});
        return negated ? add({.operation = Operation::opposite, .operands = {is}}) : is;
    }

    Index sum() {
        return chain(&Parser::product, {{{"+", Operation::add}, {"-", Operation::subtract}}});
    }
    Index product() {
        return chain(&Parser::signed_value,
                     {{{"*", Operation::multiply}, {"/", Operation::divide}}});
    }

    Index chain(Index (Parser::*part)(), const std::array<Comparison, 2>& signs) {
        const auto at = token_.at;
        Index left = (this->*part)();
        while (good() && token_.kind == TokenKind::sign) {
            const auto* sign = std::ranges::find(signs, token_.text, &Comparison::text);
            if (sign == signs.end()) break;
            need(left, Yield::number, at);
            next();
            const auto right_at = token_.at;
            const Index right = (this->*part)();
            need(right, Yield::number, right_at);
            left = add({.operation = sign->operation, .operands = {left, right}});
        }
        return left;
    }

    Index signed_value() {
        if (!is_sign("-")) return primary();
        next();
        const auto at = token_.at;
        const Index inner = nested([&] { return signed_value(); });
        need(inner, Yield::number, at);
        return add({.operation = Operation::negate, .operands = {inner}});
    }

    Index primary() {
        const Token token = token_;
        if (token.kind == TokenKind::number) {
            next();
            return add({.operation = Operation::number, .number = token.number});
        }
        if (is_sign("(")) {
            next();
            const Index inner = nested([&] { return either(); });
            take(")");
            return inner;
        }
        if (token.kind != TokenKind::word || is_operator_word(token.text)) {
            expected("a number, a field or (");
            return 0;
        }
        if (token.text == "abs" || token.text == "min" || token.text == "max") return function();
        return field();
    }

    Index function() {
        const auto operation = token_.text == "abs"   ? Operation::absolute
                               : token_.text == "min" ? Operation::minimum
                                                      : Operation::maximum;
        next();
        take("(");
        Index value = number_operand();
        if (operation == Operation::absolute) {
            value = add({.operation = operation, .operands = {value}});
        } else {
            do {
                take(",");
                const Index other = number_operand();
                value = add({.operation = operation, .operands = {value, other}});
            } while (good() && is_sign(","));
        }
        take(")");
        return value;
    }

    Index number_operand() {
        const auto at = token_.at;
        const Index value = nested([&] { return sum(); });
        need(value, Yield::number, at);
        return value;
    }

    template <class Part>
    Index nested(Part part) {
        if (!good()) return 0;
        if (depth_ == deepest) {
            set_problem(token_.at, "is nested too deeply");
            return 0;
        }
        ++depth_;
        const Index inner = part();
        --depth_;
        return inner;
    }

    // NOLINTEND(misc-no-recursion)

    Index field() {
        const auto found = std::ranges::find(names_, token_.text);
        if (found == names_.end()) {
            const auto near = near_names(token_.text, names_);
            set_problem(token_.at, "no field is named \"" + string(token_.text) + "\"" +
                                       (near.empty() ? "" : "; near it: " + near));
            return 0;
        }
        next();
        return add({.operation = Operation::field,
                    .field = static_cast<std::uint32_t>(found - names_.begin())});
    }

    /// Appends a node; after a problem nothing matters any more.
    Index add(Node node) {
        if (!good()) return 0;
        expression_.nodes.push_back(node);
        return static_cast<Index>(expression_.nodes.size() - 1);
    }

    [[nodiscard]] Yield yield_of(Index index) const {
        return form_of(expression_.nodes[index].operation).yields;
    }
    void need(Index index, Yield wanted, std::size_t at) {
        if (!good() || yield_of(index) == wanted) return;
        set_problem(at, wanted == Yield::number
                            ? "is a condition where a number is expected"
                            : "is a number where a condition is expected, as pop > 0.6");
    }

    static bool is_operator_word(string_view word) {
        return std::ranges::find(reserved, word) != reserved.end() && word != "min" &&
               word != "max" && word != "abs";
    }
    [[nodiscard]] bool is_word(string_view word) const {
        return token_.kind == TokenKind::word && token_.text == word;
    }
    [[nodiscard]] bool is_sign(string_view sign) const {
        return token_.kind == TokenKind::sign && token_.text == sign;
    }
    void take(string_view sign) {
        if (!good()) return;
        if (is_sign(sign)) {
            next();
        } else {
            expected(sign);
        }
    }
    [[nodiscard]] bool good() const { return problem_.empty(); }

    void expected(string_view what) {
        const string found =
            token_.kind == TokenKind::end ? "the end" : "\"" + string(token_.text) + "\"";
        set_problem(token_.at, "got " + found + ", expected " + string(what));
    }

    /// Only the first counts.
    void set_problem(std::size_t at, const string& what) {
        if (!problem_.empty()) return;
        string line(text_);
        for (auto& c : line)
            if (c < ' ' || c > '~') c = c == '\t' ? ' ' : (c == '\n' || c == '\r' ? ' ' : '?');
        problem_ = "column " + std::to_string(at + 1) + ": " + what + "\n  " + line + "\n  " +
                   string(at, ' ') + "^";
    }

    void next() {
        if (!good()) return;
        while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t' ||
                                            text_[position_] == '\n' || text_[position_] == '\r'))
            ++position_;
        token_ = {.kind = TokenKind::end, .text = {}, .at = position_, .number = 0};
        if (position_ == text_.size()) return;
        const char c = text_[position_];
        if (is_letter(c)) {
            take_text(TokenKind::word, word_length());
        } else if (is_digit(c) || c == '.') {
            read_number();
        } else {
            read_sign();
        }
    }

    [[nodiscard]] std::size_t word_length() const {
        const auto rest = text_.substr(position_);
        const auto end =
            std::ranges::find_if_not(rest, [](char c) { return is_letter(c) || is_digit(c); });
        return static_cast<std::size_t>(end - rest.begin());
    }

    void take_text(TokenKind kind, std::size_t length) {
        token_.kind = kind;
        token_.text = text_.substr(position_, length);
        position_ += length;
    }

    void read_number() {
        const char* begin = text_.data() + position_;
        const char* limit = text_.data() + text_.size();
        const auto [end, error] = std::from_chars(begin, limit, token_.number);
        const bool goes_on = end != limit && (is_letter(*end) || *end == '.');
        if (error != std::errc{} || goes_on || !std::isfinite(token_.number)) {
            set_problem(position_, "is no number, expected one as 0.25");
            return;
        }
        take_text(TokenKind::number, static_cast<std::size_t>(end - begin));
    }

    void read_sign() {
        constexpr string_view pairs[] = {"<=", ">=", "==", "!="};
        constexpr string_view singles = "<>=+-*/()[],";
        const auto rest = text_.substr(position_);
        if (std::ranges::find(pairs, rest.substr(0, 2)) != std::end(pairs)) {
            take_text(TokenKind::sign, 2);
        } else if (singles.find(rest.front()) != string_view::npos) {
            take_text(TokenKind::sign, 1);
        } else {
            set_problem(position_, "a character that no expression has");
        }
    }

    string_view text_;
    std::span<const string_view> names_;
    std::size_t position_ = 0;
    Token token_;
    int depth_ = 0;
    Expression expression_;
    string problem_;
};

}  // namespace

Result<Expression> parse_expression(string_view text, std::span<const string_view> names,
                                    Yield wanted) {
    return Parser(text, names).parse(wanted);
}

}  // namespace wingspread::scan
