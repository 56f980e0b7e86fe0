#include "store/text_of.hpp"

#include <array>
#include <charconv>

namespace wingspread::store {

std::string TextOf<double>::put(double value) {
    std::array<char, 32> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), written.ptr};
}

Result<double> TextOf<double>::get(std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return bad_field("number", text, "a number");
    return value;
}

Result<options::Right> TextOf<options::Right>::get(std::string_view text) {
    if (text == "C") return options::Right::call;
    if (text == "P") return options::Right::put;
    return bad_field("right", text, "C or P");
}

Result<options::Side> parse_side(std::string_view text) {
    if (text == "buy") return options::Side::buy;
    if (text == "sell") return options::Side::sell;
    return bad_field("side", text, "buy or sell");
}

std::string_view to_string(options::ExerciseStyle style) {
    return style == options::ExerciseStyle::american ? "american" : "european";
}

Result<options::ExerciseStyle> parse_style(std::string_view text) {
    if (text == "american") return options::ExerciseStyle::american;
    if (text == "european") return options::ExerciseStyle::european;
    return bad_field("exercise style", text, "american or european");
}

std::string_view to_string(options::Settlement settlement) {
    return settlement == options::Settlement::am ? "am" : "pm";
}

Result<options::Settlement> parse_settlement(std::string_view text) {
    if (text == "am") return options::Settlement::am;
    if (text == "pm") return options::Settlement::pm;
    return bad_field("settlement", text, "am or pm");
}

}  // namespace wingspread::store
