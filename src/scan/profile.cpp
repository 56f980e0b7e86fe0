#include "scan/profile.hpp"

#include "scan/fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace wingspread::scan {

namespace {

using std::string;
using std::string_view;

string_view trimmed(string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::optional<double> read_number(string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

string write_number(double value) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    return {text, end};
}

constexpr string_view term_expected = "score WEIGHT NUMBER from WORST to BEST";

/// `rest` is what follows the word `score`.
Result<ScoreTerm> read_term(string_view rest) {
    const auto from = rest.rfind(" from ");
    const auto to = rest.rfind(" to ");
    const auto space = rest.find(' ');
    if (from == string_view::npos || to == string_view::npos || to < from || space >= from)
        return bad_field("score", rest, term_expected);
    const auto weight = read_number(rest.substr(0, space));
    const auto worst = read_number(trimmed(rest.substr(from + 6, to - from - 6)));
    const auto best = read_number(trimmed(rest.substr(to + 4)));
    if (!weight || !(*weight > 0)) return bad_field("weight", rest, "a number above zero");
    if (!worst || !best || *worst == *best)
        return bad_field("score", rest, "two different numbers after from and to");
    auto value = parse_expression(rest.substr(space, from - space), field_names(), Yield::number);
    if (!value) return std::unexpected(value.error());
    return ScoreTerm{print(*value, field_names()), std::move(*value), *worst, *best, *weight};
}

Result<void> read_line(string_view line, Profile& profile) {
    const auto word = line.substr(0, line.find(' '));
    const auto rest = trimmed(line.substr(word.size()));
    if (word == "where") return profile.where.add(rest, field_names());
    if (word != "score")
        return bad_field("line", line, "where CONDITION or " + string(term_expected));
    auto term = read_term(rest);
    if (!term) return std::unexpected(term.error());
    profile.score.push_back(std::move(*term));
    return {};
}

struct BuiltinText {
    string_view name;
    string_view text;
};

constexpr std::array builtin_texts{
    BuiltinText{"balanced", R"(where pop >= 0.55
where bid_ask_on_width <= 0.1 or bid_ask_on_width is missing
score 3 pop from 0.5 to 0.9
score 3 return_on_risk from 0 to 0.5
score 2 ev_on_risk from -0.1 to 0.05
score 1 bid_ask_on_width from 0.1 to 0
score 1 cushion_sigmas from 0 to 1.5
)"},
    BuiltinText{"conservative", R"(where max_loss_usd is not missing
where pop >= 0.7
where short_delta <= 0.3 or short_delta is missing
where bid_ask_on_width <= 0.05 or bid_ask_on_width is missing
where not assignment_risk = 1 or assignment_risk is missing
score 4 pop from 0.6 to 0.95
score 3 cushion_sigmas from 0 to 2
score 2 ev_on_risk from -0.1 to 0.05
score 2 p_max_loss from 0.3 to 0
score 1 return_on_risk from 0 to 0.3
)"},
    BuiltinText{"aggressive", R"(where pop >= 0.3
where bid_ask_on_width <= 0.15 or bid_ask_on_width is missing
score 4 return_on_risk from 0 to 2
score 3 ev_on_risk from -0.1 to 0.1
score 2 annualised_return from 0 to 10
score 1 pop from 0.3 to 0.7
)"},
};

}  // namespace

Result<Profile> parse_profile(string_view name, string_view text) {
    Profile profile{.name = string(name), .where = {}, .score = {}};
    int number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = trimmed(text.substr(0, std::min(text.find('#'), end)));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.empty()) continue;
        if (const auto read = read_line(line, profile); !read)
            return with_context(read.error(),
                                "profile " + profile.name + ", line " + std::to_string(number));
    }
    if (profile.score.empty())
        return bad_field("profile " + profile.name, "",
                         "one line at least: " + string(term_expected));
    return profile;
}

string to_text(const Profile& profile) {
    string text;
    for (const auto& term : profile.where.terms()) text += "where " + term.text + "\n";
    for (const auto& term : profile.score)
        text += "score " + write_number(term.weight) + " " + term.text + " from " +
                write_number(term.worst) + " to " + write_number(term.best) + "\n";
    return text;
}

std::span<const Profile> builtin_profiles() {
    static const std::vector<Profile> all = [] {
        std::vector<Profile> profiles;
        for (const auto& [name, text] : builtin_texts)
            profiles.push_back(*parse_profile(name, text));
        return profiles;
    }();
    return all;
}

}  // namespace wingspread::scan
