#include "app/leg_text.hpp"

#include "core/date.hpp"

#include <charconv>

namespace wingspread::app {

namespace {

constexpr std::string_view expected_leg =
    "side, strike and right, as +740P, -2x755C or -745P@2027-01-15";

/// The digits before an "x" at the front, which is taken off with it.
std::optional<int> take_ratio(std::string_view& text) {
    const auto x = text.find('x');
    if (x == std::string_view::npos) return 1;
    int ratio = 0;
    const auto* const end = text.data() + x;
    const auto [stop, error] = std::from_chars(text.data(), end, ratio);
    if (error != std::errc{} || stop != end || ratio < 1) return std::nullopt;
    text.remove_prefix(x + 1);
    return ratio;
}

std::optional<options::Right> right_of(char letter) {
    if (letter == 'C') return options::Right::call;
    if (letter == 'P') return options::Right::put;
    return std::nullopt;
}

Result<engine::LegRequest> parse_leg(std::string_view flag, std::string_view leg,
                                     std::optional<Date> expiry) {
    const auto bad = [&] { return bad_field(flag, leg, expected_leg); };
    engine::LegRequest request;
    auto text = leg;
    if (const auto at = text.find('@'); at != std::string_view::npos) {
        const auto date = parse_date(text.substr(at + 1));
        if (!date) return with_context(date.error(), flag);
        expiry = *date;
        text = text.substr(0, at);
    }
    if (text.size() < 3 || (text.front() != '+' && text.front() != '-')) return bad();
    request.side = text.front() == '+' ? options::Side::buy : options::Side::sell;
    text.remove_prefix(1);
    const auto ratio = take_ratio(text);
    const auto right = text.empty() ? std::nullopt : right_of(text.back());
    if (!ratio || !right) return bad();
    text.remove_suffix(1);
    const auto strike = Price::parse_exact(text);
    if (!strike || *strike <= Price{}) return bad();
    if (!expiry) {
        return bad_field(flag, leg, "an expiration after \"@\", because --expiry names none");
    }
    request.ratio = *ratio;
    request.right = *right;
    request.strike = *strike;
    request.expiry = *expiry;
    return request;
}

}  // namespace

Result<std::vector<engine::LegRequest>> parse_legs(std::string_view flag, std::string_view text,
                                                   std::optional<Date> expiry) {
    std::vector<engine::LegRequest> legs;
    while (true) {
        const auto comma = text.find(',');
        const auto leg = parse_leg(flag, text.substr(0, comma), expiry);
        if (!leg) return std::unexpected(leg.error());
        legs.push_back(*leg);
        if (comma == std::string_view::npos) return legs;
        text.remove_prefix(comma + 1);
    }
}

}  // namespace wingspread::app
