#include "tws/codes.hpp"

#include "tws/utf8.hpp"

#include <gtest/gtest.h>

namespace wingspread::tws {
namespace {

TEST(Codes, EveryValueIsReadFromWhatItWrites) {
    const auto check = []<class E>(E) {
        for (int i = 0; i < static_cast<int>(E::unknown); ++i) {
            const Coded<E> coded(static_cast<E>(i));
            EXPECT_TRUE(i == 0 || !coded.text().empty()) << i;
            EXPECT_TRUE(Coded<E>::from_text(coded.text()) == static_cast<E>(i)) << coded.text();
        }
    };
    check(Action{});
    check(SecType{});
    check(Right{});
    check(Tif{});
    check(OrderType{});
    check(OrderStatusCode{});
    check(ExecutionSide{});
}

TEST(Codes, UnknownWordsAndOtherSpellingsKeepTheirText) {
    const auto odd = Coded<Tif>::from_text("Minutes");
    EXPECT_FALSE(odd.is_known());
    EXPECT_EQ(odd.text(), "Minutes");
    EXPECT_FALSE(odd == Coded<Tif>::from_text("Hours"));
    const auto call = Coded<Right>::from_text("CALL");
    EXPECT_TRUE(call == Right::call);
    EXPECT_TRUE(call == Coded<Right>(Right::call)) << "the same right, however it is spelt";
    EXPECT_EQ(call.text(), "CALL");
    EXPECT_TRUE(Coded<Right>::from_text("?") == Right::none);
    EXPECT_FALSE(Coded<Action>::from_text("buy").is_known()) << "read strictly";
}

TEST(Codes, TickTypesHaveNamesOrNone) {
    EXPECT_EQ(to_string(TickType::model_option), "model_option");
    EXPECT_EQ(static_cast<int>(TickType::delayed_model_option), 83);
    EXPECT_FALSE(is_known(TickType{377}));
    EXPECT_TRUE(is_known(TickType::bid_size));
}

TEST(Texts, BytesThatAreNoUtf8AreReplaced) {
    EXPECT_EQ(to_valid_utf8("plain é 日 😀"), "plain é 日 😀");
    EXPECT_EQ(to_valid_utf8("\xE4\xF6"), "??");
    EXPECT_EQ(to_valid_utf8("\xC0\xAF"), "??") << "too long a form of '/'";
    EXPECT_EQ(to_valid_utf8("\xED\xA0\x80"), "???") << "half of a surrogate pair";
    EXPECT_EQ(to_valid_utf8("\xF4\x90\x80\x80"), "????") << "above the last code point";
    EXPECT_EQ(to_valid_utf8("cut \xE6\x97"), "cut ??");
}

TEST(Texts, EscapesAreReadWhereTheyAreEscapes) {
    EXPECT_EQ(unescape_ascii7("\\u00e9t\\u00E9"), "été");
    EXPECT_EQ(unescape_ascii7("\\ud83d\\ude00"), "😀");
    EXPECT_EQ(unescape_ascii7("\\ud83d alone"), "\\ud83d alone");
    EXPECT_EQ(unescape_ascii7("C:\\users \\u12"), "C:\\users \\u12");
    EXPECT_EQ(unescape_ascii7("\\u0000"), "\\u0000") << "a NUL would end the field";
    EXPECT_EQ(escape_ascii7("é😀"), "\\u00e9\\ud83d\\ude00");
    EXPECT_EQ(escape_ascii7("\xFF"), "?");
    EXPECT_EQ(unescape_ascii7(escape_ascii7("a text that says \\u00e9")),
              "a text that says \\u00e9");
}

}  // namespace
}  // namespace wingspread::tws
