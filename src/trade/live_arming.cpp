#include "trade/live_arming.hpp"

#include <fmt/format.h>

namespace wingspread::trade {

bool may_be_real(Environment environment, std::string_view account) {
    return environment == Environment::live || !is_paper_account(account);
}

std::string arming_words(std::string_view account) {
    return fmt::format("trade {} with real money", account);
}

Result<void> check_arming(std::string_view account, std::string_view words, Duration length) {
    const auto expected = arming_words(account);
    if (words != expected) {
        return bad_field("confirm", words, fmt::format("\"{}\"", expected));
    }
    if (length >= std::chrono::minutes{1} && length <= longest_arming) return {};
    return bad_field(
        "minutes", fmt::to_string(std::chrono::duration_cast<std::chrono::minutes>(length).count()),
        "1 minute to a week");
}

}  // namespace wingspread::trade
