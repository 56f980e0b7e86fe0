#include "tws/frame.hpp"
#include "tws/helpers.hpp"
#include "tws/random_message.hpp"

#include <gtest/gtest.h>

namespace wingspread::tws::testing {
namespace {

/// Everything that a reader has to give now.
std::vector<std::string> take_all(FrameReader& reader) {
    std::vector<std::string> payloads;
    while (true) {
        const auto payload = reader.next();
        if (!payload) {
            ADD_FAILURE() << payload.error().message;
            return payloads;
        }
        if (!*payload) return payloads;
        payloads.emplace_back(**payload);
    }
}

struct Stream {
    std::string bytes;
    std::vector<std::string> payloads;
};

/// One random answer of every kind, as a gateway would send them.
Stream random_stream() {
    Stream stream;
    Rng rng(7);
    for (std::size_t kind = 1; kind < std::variant_size_v<Answer>; ++kind) {
        const auto random = random_message<Answer>(kind, 176, rng);
        EXPECT_TRUE(encode(random.message, ServerVersion{176}, stream.bytes));
        stream.payloads.push_back(encoded(random.message, 176));
    }
    return stream;
}

TEST(Frames, TheLengthIsFourBytesBigEndian) {
    std::string bytes;
    ASSERT_TRUE(append_frame(std::string(0x1234, 'x'), bytes));
    EXPECT_EQ(bytes.substr(0, 4), std::string("\0\0\x12\x34", 4));
    EXPECT_EQ(bytes.size(), 4u + 0x1234);
}

TEST(Frames, AStreamCutAnywhereGivesTheSamePayloads) {
    const Stream stream = random_stream();
    for (std::size_t cut = 0; cut <= stream.bytes.size(); ++cut) {
        FrameReader reader;
        reader.feed(std::string_view(stream.bytes).substr(0, cut));
        auto payloads = take_all(reader);
        reader.feed(std::string_view(stream.bytes).substr(cut));
        for (auto& payload : take_all(reader)) payloads.push_back(std::move(payload));
        ASSERT_EQ(payloads, stream.payloads) << "cut at " << cut;
        ASSERT_EQ(reader.pending_bytes(), 0u);
    }
}

TEST(Frames, AStreamOfSingleBytesGivesTheSamePayloads) {
    const Stream stream = random_stream();
    FrameReader reader;
    std::vector<std::string> payloads;
    for (const char byte : stream.bytes) {
        reader.feed({&byte, 1});
        for (auto& payload : take_all(reader)) payloads.push_back(std::move(payload));
    }
    EXPECT_EQ(payloads, stream.payloads);
}

TEST(Frames, AHostileLengthIsATypedErrorForGood) {
    for (const std::string& length : {std::string("\0\0\0\0", 4), std::string("\xFF\xFF\xFF\xFF"),
                                      std::string("\x01\0\0\0", 4), std::string("HTTP")}) {
        FrameReader reader;
        std::string good;
        ASSERT_TRUE(append_frame("first", good));
        reader.feed(good + length);
        EXPECT_EQ(**reader.next(), "first");
        EXPECT_EQ(reader.next().error().code, Errc::protocol);
        reader.feed(good);
        EXPECT_EQ(reader.next().error().code, Errc::protocol) << "what follows has no meaning";
    }
}

TEST(Frames, TheGreatestLengthIsAllowedAndWaitedFor) {
    FrameReader reader;
    reader.feed(std::string("\x00\xFF\xFF\xFF", 4));
    EXPECT_FALSE(*reader.next());
    reader.feed(std::string(max_payload_bytes, 'x'));
    const auto payload = reader.next();
    ASSERT_TRUE(payload && *payload);
    EXPECT_EQ((*payload)->size(), max_payload_bytes);
}

TEST(Frames, EmptyAndTooLongPayloadsAreRefused) {
    std::string bytes = "kept";
    EXPECT_FALSE(append_frame("", bytes));
    EXPECT_FALSE(append_frame(std::string(max_payload_bytes + 1, 'x'), bytes));
    EXPECT_EQ(bytes, "kept");
}

TEST(Frames, SpentBytesAreGivenBack) {
    FrameReader reader;
    std::string frame;
    ASSERT_TRUE(append_frame(std::string(1000, 'x'), frame));
    for (int i = 0; i < 1000; ++i) {
        // The stream never pauses at the end of a frame.
        reader.feed(i == 0 ? frame + frame.substr(0, 10) : frame.substr(10) + frame.substr(0, 10));
        EXPECT_EQ(take_all(reader).size(), 1u);
        EXPECT_EQ(reader.pending_bytes(), 10u);
    }
}

}  // namespace
}  // namespace wingspread::tws::testing
