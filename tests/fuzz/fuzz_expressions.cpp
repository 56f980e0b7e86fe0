#include "fuzz_target.hpp"
#include "scan/program.hpp"

#include <array>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wingspread;
    using tws::fuzz::require;
    static constexpr std::array<std::string_view, 4> names{"pop", "credit", "width", "iv_rank"};
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto wanted : {scan::Yield::condition, scan::Yield::number}) {
        const auto read = scan::parse_expression(text, names, wanted);
        if (!read) {
            require(read.error().code == Errc::invalid_argument, "bad text is a bad argument");
            continue;
        }
        const auto again = scan::parse_expression(scan::print(*read, names), names, wanted);
        require(again.has_value(), "what was printed can be read");
        require(*again == *read, "what was printed is read as the same");
        scan::Runner runner{scan::Program(*read)};
        constexpr std::array values{0.7, -1.5, 0.0, scan::missing_value};
        const std::array columns{&values[0], &values[1], &values[2], &values[3]};
        std::array<scan::FieldRange, names.size()> ranges;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const bool missing = values[i] != values[i];
            ranges[i] = missing ? scan::FieldRange{1, 0, true}
                                : scan::FieldRange{values[i], values[i], false};
        }
        if (wanted == scan::Yield::condition) {
            auto truth = scan::Truth::unknown;
            runner.conditions(columns, 1, &truth);
            const auto verdict = runner.verdict(ranges);
            require(verdict == scan::Verdict::undecided ||
                        (verdict == scan::Verdict::all_pass) == (truth == scan::Truth::yes),
                    "a verdict is true of the candidate");
        } else {
            double number = 0;
            runner.numbers(columns, 1, &number);
            const auto range = runner.range(ranges);
            require(number != number ? range.may_be_missing
                                     : number >= range.low && number <= range.high,
                    "a number lies within its range");
        }
    }
    return 0;
}
