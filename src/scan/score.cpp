#include "scan/score.hpp"

#include <algorithm>
#include <cmath>

namespace wingspread::scan {

Scorer::Scorer(const Profile& profile) : profile_(profile), shares_(profile.score.size()) {
    for (const auto& term : profile.score) {
        runners_.emplace_back(Program(term.value));
        weights_ += term.weight;
    }
}

double Scorer::points(std::size_t term, double value) const {
    const auto& scale = profile_.score[term];
    if (std::isnan(value)) return 0;
    const double share = (value - scale.worst) / (scale.best - scale.worst);
    return 100 * scale.weight / weights_ * std::clamp(share, 0.0, 1.0);
}

double Scorer::score(const FieldSource& candidate) {
    double sum = 0;
    std::vector<double> values(fields().size(), missing_value);
    std::vector<const double*> columns;
    for (const auto& value : values) columns.push_back(&value);
    for (std::size_t i = 0; i < runners_.size(); ++i) {
        for (const auto field : runners_[i].program().fields())
            values[field] = fields()[field].value(candidate);
        auto& share = shares_[i];
        runners_[i].numbers(columns, 1, &share.value);
        share.points = points(i, share.value);
        sum += share.points;
    }
    return sum;
}

FieldRange Scorer::range(std::span<const FieldRange> ranges) {
    FieldRange sum{.low = 0, .high = 0, .may_be_missing = false};
    for (std::size_t i = 0; i < runners_.size(); ++i) {
        const auto value = runners_[i].range(ranges);
        if (value.low > value.high) continue;
        const double one = points(i, value.low);
        const double other = points(i, value.high);
        sum.low += value.may_be_missing ? 0 : std::min(one, other);
        sum.high += std::max(one, other);
    }
    return sum;
}

}  // namespace wingspread::scan
