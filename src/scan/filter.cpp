#include "scan/filter.hpp"

#include <algorithm>

namespace wingspread::scan {

Result<void> Filter::add(std::string_view text, std::span<const std::string_view> names) {
    const auto condition = parse_expression(text, names, Yield::condition);
    if (!condition) return std::unexpected(condition.error());
    for (auto& term : and_terms(*condition)) terms_.push_back({print(term, names), term});
    return {};
}

std::string Filter::text() const {
    std::string whole;
    for (const auto& term : terms_) {
        const bool joins = term.condition.root().operation == Operation::either;
        whole += (whole.empty() ? "" : " and ") +
                 (joins && terms_.size() > 1 ? "(" + term.text + ")" : term.text);
    }
    return whole;
}

std::vector<std::uint32_t> Filter::fields() const {
    std::vector<std::uint32_t> all;
    for (const auto& term : terms_)
        for (const auto& node : term.condition.nodes)
            if (node.operation == Operation::field) all.push_back(node.field);
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

FilterRun::FilterRun(const Filter& filter)
    : rejected_(filter.terms().size()), truths_(Runner::block) {
    for (const auto& term : filter.terms()) runners_.emplace_back(Program(term.condition));
}

std::size_t FilterRun::run(std::span<const double* const> columns, std::size_t size,
                           std::uint8_t* passes) {
    if (truths_.size() < size) truths_.resize(size);
    std::fill_n(passes, size, std::uint8_t{1});
    std::size_t left = size;
    for (std::size_t term = 0; term < runners_.size() && left > 0; ++term) {
        runners_[term].conditions(columns, size, truths_.data());
        std::size_t after = 0;
        for (std::size_t i = 0; i < size; ++i) {
            passes[i] = passes[i] & static_cast<std::uint8_t>(truths_[i] == Truth::yes);
            after += passes[i];
        }
        rejected_[term] += left - after;
        left = after;
    }
    return left;
}

Verdict FilterRun::verdict(std::span<const FieldRange> ranges) {
    auto whole = Verdict::all_pass;
    for (auto& runner : runners_) whole = std::min(whole, runner.verdict(ranges));
    return whole;
}

}  // namespace wingspread::scan
