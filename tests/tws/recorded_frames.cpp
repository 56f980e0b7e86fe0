// Raw frames of a paper gateway at server version 173, where the test data are present.

#include "tws/helpers.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>

namespace wingspread::tws::testing {
namespace {

constexpr int recorded_version = 173;

struct Recording {
    std::vector<std::string> requests, answers;
};

/// The `raw: "…"` lines, each under the `request:` or `responses:` that came last.
Recording read_recording(const std::string& path) {
    Recording recording;
    std::ifstream file(path);
    const std::regex raw_line(R"regex(raw: "(.*)"\s*$)regex");
    bool answers = false;
    for (std::string line; std::getline(file, line);) {
        if (line.find("request:") != line.npos) answers = false;
        if (line.find("responses:") != line.npos) answers = true;
        std::smatch match;
        if (!std::regex_search(line, match, raw_line)) continue;
        const std::string payload = std::regex_replace(match[1].str(), std::regex(R"(\\0)"), "|");
        (answers ? recording.answers : recording.requests).push_back(with_nuls(payload));
    }
    return recording;
}

class RecordedFrames : public ::testing::Test {
  protected:
    void SetUp() override {
        const char* folder = std::getenv("WINGSPREAD_TEST_TRANSCRIPTS");
        if (folder == nullptr)
            GTEST_SKIP() << "WINGSPREAD_TEST_TRANSCRIPTS names no folder of recordings";
        recording = read_recording(std::string(folder) + "/raw_server_173.yaml");
        if (recording.requests.empty()) GTEST_SKIP() << "no raw_server_173.yaml in " << folder;
    }
    Recording recording;
};

TEST_F(RecordedFrames, OurClientWritesTheSameRequests) {
    for (const std::string& payload : recording.requests) {
        const auto request = decode_request(payload, ServerVersion{recorded_version});
        ASSERT_TRUE(request) << request.error().message;
        EXPECT_NE(request->index(), 0u) << with_bars(payload);
        EXPECT_EQ(with_bars(encoded(*request, recorded_version)), with_bars(payload));
    }
}

TEST_F(RecordedFrames, OurServerWritesTheSameAnswers) {
    for (const std::string& payload : recording.answers) {
        const auto answer = decode_answer(payload, ServerVersion{recorded_version});
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_NE(answer->index(), 0u) << with_bars(payload);
        const std::string ours = encoded(*answer, recorded_version);
        const auto again = decode_answer(ours, ServerVersion{recorded_version});
        ASSERT_TRUE(again);
        EXPECT_TRUE(*again == *answer);
        // Numbers may be spelt otherwise ("0.0" for "0"), texts may not.
        const auto theirs = fields_of(payload);
        const auto fields = fields_of(ours);
        ASSERT_EQ(fields.size(), theirs.size()) << with_bars(payload);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto a = Quantity::parse(fields[i]);
            const auto b = Quantity::parse(theirs[i]);
            if (a && b) {
                EXPECT_EQ(*a, *b) << with_bars(payload);
            } else {
                EXPECT_EQ(fields[i], theirs[i]) << with_bars(payload);
            }
        }
    }
}

}  // namespace
}  // namespace wingspread::tws::testing
