#include "tws/helpers.hpp"
#include "tws/random_message.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace wingspread::tws::testing {
namespace {

constexpr int oldest = static_cast<int>(oldest_version);
constexpr int newest = static_cast<int>(newest_version);

/// Runs `check` with random messages of every kind at every version.
template <class Message, class Check>
void for_every_message(int repeats, Check check) {
    const Rng root(20260101);
    for (std::size_t kind = 1; kind < std::variant_size_v<Message>; ++kind) {
        for (int version = oldest; version <= newest; ++version) {
            Rng rng = root.split(std::to_string(kind) + "/" + std::to_string(version));
            for (int i = 0; i < repeats; ++i) {
                check(random_message<Message>(kind, version, rng), version);
                if (::testing::Test::HasFailure()) return;
            }
        }
    }
}

template <class Message>
void expect_round_trip(const Message& message, int version) {
    const std::string payload = encoded(message, version);
    const auto back = decode_as<Message>(payload, version);
    ASSERT_TRUE(back) << back.error().message << "\n" << to_text(message, ServerVersion{version});
    EXPECT_EQ(to_text(*back, ServerVersion{version}), to_text(message, ServerVersion{version}));
    EXPECT_TRUE(*back == message) << version << ": " << to_text(message, ServerVersion{version});
    EXPECT_EQ(encoded(*back, version), payload);
}

template <class Message>
class RoundTrip : public ::testing::Test {};
using BothDirections = ::testing::Types<Request, Answer>;
struct DirectionName {
    template <class Message>
    // NOLINTNEXTLINE(readability-identifier-naming): GoogleTest asks for this name.
    static std::string GetName(int) {
        return std::is_same_v<Message, Request> ? "Request" : "Answer";
    }
};
TYPED_TEST_SUITE(RoundTrip, BothDirections, DirectionName);

TYPED_TEST(RoundTrip, EveryMessageAtEveryVersionComesBackAsItWas) {
    for_every_message<TypeParam>(
        6, [](const auto& random, int version) { expect_round_trip(random.message, version); });
}

TYPED_TEST(RoundTrip, FieldsThatAVersionToComeMightAddAreIgnored) {
    for_every_message<TypeParam>(1, [](const auto& random, int version) {
        const std::string payload = encoded(random.message, version) + with_nuls("later|7||");
        const auto back = decode_as<TypeParam>(payload, version);
        ASSERT_TRUE(back) << back.error().message;
        EXPECT_TRUE(*back == random.message);
    });
}

TYPED_TEST(RoundTrip, CutBeforeAnyFieldTheErrorNamesMessageAndField) {
    for_every_message<TypeParam>(1, [](const auto& random, int version) {
        const std::string payload = encoded(random.message, version);
        const std::string name(name_of(random.message));
        std::size_t end = payload.find('\0') + 1;
        for (const std::string& field : random.names) {
            const auto cut = decode_as<TypeParam>(payload.substr(0, end), version);
            ASSERT_FALSE(cut) << name << " without " << field;
            EXPECT_EQ(cut.error().code, Errc::protocol);
            EXPECT_EQ(cut.error().message, name + ": the field " + field + " is missing");
            // A field that is cut in its middle is no field either.
            const std::size_t next = payload.find('\0', end) + 1;
            const auto half = decode_as<TypeParam>(payload.substr(0, next - 1), version);
            ASSERT_FALSE(half) << name << " with half of " << field;
            end = next;
        }
        EXPECT_EQ(end, payload.size()) << name << ": a field that the names do not know";
    });
}

TYPED_TEST(RoundTrip, AFieldOfRubbishIsReadAsTextOrNamedInTheError) {
    for_every_message<TypeParam>(1, [](const auto& random, int version) {
        const auto fields = fields_of(encoded(random.message, version));
        const std::string name(name_of(random.message));
        for (std::size_t spoilt = 1; spoilt < fields.size(); ++spoilt) {
            std::string payload;
            for (std::size_t i = 0; i < fields.size(); ++i) {
                payload += i == spoilt ? "rub\xFF"
                                         "bish=;"
                                       : fields[i];
                payload += '\0';
            }
            const auto result = decode_as<TypeParam>(payload, version);
            if (result) continue;
            EXPECT_EQ(result.error().code, Errc::protocol);
            EXPECT_TRUE(result.error().message.starts_with(name + ": ")) << result.error().message;
        }
    });
}

TYPED_TEST(RoundTrip, UnknownMessagesAreCarriedOn) {
    const std::string payload = with_nuls("237|a||b|");
    const auto message = decode_as<TypeParam>(payload, 176);
    ASSERT_TRUE(message);
    const auto& unknown = std::get<0>(*message);
    EXPECT_EQ(unknown.message_id, 237);
    EXPECT_EQ(unknown.fields, (std::vector<std::string>{"a", "", "b"}));
    EXPECT_EQ(encoded(*message, 176), payload);
}

TYPED_TEST(RoundTrip, PayloadsWithoutAMessageIdAreRefused) {
    for (const std::string& payload : {std::string(), std::string("\0", 1), std::string("x\0", 2),
                                       std::string("99999999999\0", 12), std::string("17")}) {
        const auto message = decode_as<TypeParam>(payload, 176);
        ASSERT_FALSE(message) << with_bars(payload);
        EXPECT_EQ(message.error().code, Errc::protocol);
        EXPECT_NE(message.error().message.find("message_id"), std::string::npos);
    }
}

TYPED_TEST(RoundTrip, OtherVersionsAreRefused) {
    for (const int version : {0, 156, 201}) {
        std::string out = "kept";
        EXPECT_FALSE(encode(TypeParam{}, ServerVersion{version}, out));
        EXPECT_EQ(out, "kept");
    }
}

}  // namespace
}  // namespace wingspread::tws::testing
