#pragma once

#include "core/rng.hpp"
#include "scan/filter.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::scan {

inline constexpr std::array<std::string_view, 5> test_names{"credit", "width", "pop", "theta",
                                                            "iv_rank"};

/// Random expressions as text, with parentheses in random places.
class TextMaker {
  public:
    explicit TextMaker(Rng rng) : rng_(rng) {}

    // NOLINTNEXTLINE(misc-no-recursion)
    std::string number(int depth) {
        const auto pick = rng_.between(0, depth <= 0 ? 2 : 9);
        if (pick == 0) return std::to_string(rng_.between(0, 3));
        if (pick <= 2) return std::string(test_names[static_cast<std::size_t>(rng_.between(0, 4))]);
        if (pick == 3) return "-" + number(depth - 1);
        if (pick == 4) return "(" + number(depth - 1) + ")";
        if (pick == 5) return "abs(" + number(depth - 1) + ")";
        if (pick == 6)
            return (rng_.chance(0.5) ? "min(" : "max(") + number(depth - 1) + "," +
                   number(depth - 1) + ")";
        constexpr std::string_view signs = "+-*/";
        return number(depth - 1) + " " + signs[static_cast<std::size_t>(rng_.between(0, 3))] + " " +
               number(depth - 1);
    }

    // NOLINTNEXTLINE(misc-no-recursion)
    std::string condition(int depth) {
        const auto pick = rng_.between(0, depth <= 0 ? 3 : 8);
        if (pick <= 1) {
            constexpr std::array<std::string_view, 7> signs{"<", "<=", ">", ">=", "=", "==", "!="};
            return number(depth - 1) + " " +
                   std::string(signs[static_cast<std::size_t>(rng_.between(0, 6))]) + " " +
                   number(depth - 1);
        }
        if (pick == 2)
            return number(depth - 1) + " in [" + number(depth - 2) + ", " + number(depth - 2) + "]";
        if (pick == 3)
            return number(depth - 1) + (rng_.chance(0.5) ? " is missing" : " is not missing");
        if (pick == 4) return "not " + std::string("(") + condition(depth - 1) + ")";
        if (pick == 5) return "(" + condition(depth - 1) + ")";
        return "(" + condition(depth - 1) + (rng_.chance(0.5) ? ") and (" : ") or (") +
               condition(depth - 1) + ")";
    }

    Rng& rng() { return rng_; }

  private:
    Rng rng_;
};

/// Columns of small whole numbers, so that equalities and zeros occur, and missing values.
struct TestColumns {
    std::array<std::vector<double>, test_names.size()> values;

    TestColumns(Rng& rng, std::size_t size) {
        for (auto& column : values)
            for (std::size_t i = 0; i < size; ++i)
                column.push_back(rng.chance(0.2) ? missing_value
                                                 : static_cast<double>(rng.between(-3, 3)));
    }
    [[nodiscard]] std::size_t size() const { return values[0].size(); }
    [[nodiscard]] std::array<const double*, test_names.size()> columns() const {
        std::array<const double*, test_names.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = values[i].data();
        return all;
    }
};

inline std::vector<Truth> truths(const Expression& condition, const TestColumns& data) {
    std::vector<Truth> results(data.size());
    Runner runner{Program(condition)};
    runner.conditions(data.columns(), data.size(), results.data());
    return results;
}

inline std::vector<Truth> truths(std::string_view text, const TestColumns& data) {
    return truths(parse_expression(text, test_names, Yield::condition).value(), data);
}

}  // namespace wingspread::scan
