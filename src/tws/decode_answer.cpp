#include "tws/codec.hpp"
#include "tws/decode.hpp"
#include "tws/wire_answers.hpp"

namespace wingspread::tws {

Result<void> decode_answer(std::string_view payload, ServerVersion version, Answer& into) {
    return decode_text(payload, static_cast<int>(version), into);
}

Result<Answer> decode_answer(std::string_view payload, ServerVersion version) {
    Result<Answer> answer;
    const auto decoded = decode_answer(payload, version, *answer);
    if (!decoded) answer = std::unexpected(decoded.error());
    return answer;
}

}  // namespace wingspread::tws
