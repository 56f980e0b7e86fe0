#include "sim/faults.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace wingspread::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view every_kind = R"(at 1s refuse for 20s
at 2s mute for 1m
at 3s cut after 120
at 4s half_open
at 5s slow by 800ms for 30s
at 6s restart for 90s
at 7s duplicate_client_id 2
at 8s ids_roll_back by 5
at 9s not_connected_at_start for 30s
at 10s link_lost 3 data_lost after 20s
at 11s farm_down usopt
at 12s farm_up usopt
at 13s pacing_breach 1
at 14s line_limit 40 for 10m
at 15s delayed_data for 5m
at 16s competing_session for 2h
)";

TEST(FaultPlan, ReadsAndWritesEveryKind) {
    const auto plan = parse_plan(every_kind);
    ASSERT_TRUE(plan) << plan.error().message;
    ASSERT_EQ(plan->faults.size(), fault_count);
    for (std::size_t i = 0; i < fault_count; ++i)
        EXPECT_EQ(plan->faults[i].fault.kind, static_cast<FaultKind>(i));
    EXPECT_EQ(to_string(*plan), every_kind);
    EXPECT_EQ(plan->faults[9].fault,
              (Fault{.kind = FaultKind::link_lost, .number = 3, .lasts = 20s, .data_lost = true}));
}

TEST(FaultPlan, LinesComeInAnyOrderWithCommentsAndBlanks) {
    const auto plan = parse_plan(
        "# a bad evening\n\n  at 2m  half_open # here\r\nat 1m cut after 7\n"
        "at 1m restart for 5s");
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(to_string(*plan), "at 1m cut after 7\nat 1m restart for 5s\nat 2m half_open\n");
    EXPECT_TRUE(parse_plan("")->faults.empty());
}

struct BadLine {
    const char* text;
    std::vector<std::string> words;  ///< that the message must hold
};

TEST(FaultPlan, AMalformedLineNamesLineWordAndExpectation) {
    const BadLine lines[]{
        {"30s mute for 1s", {"line 1", "\"30s\"", "\"at\""}},
        {"\n# x\nat soon mute for 1s", {"line 3", "\"soon\"", "30s"}},
        {"at 5 mute for 1s", {"\"5\"", "a time"}},
        {"at 99999999999h mute for 1s", {"a time"}},
        {"at 1s lightning", {"\"lightning\"", "a fault", "link_lost", "competing_session"}},
        {"at 1s mute", {"\"\"", "\"for\""}},
        {"at 1s mute 20s", {"\"20s\"", "\"for\""}},
        {"at 1s cut after 0", {"\"0\"", "from 1 to"}},
        {"at 1s cut after -3", {"\"-3\"", "a number"}},
        {"at 1s cut after 3.5", {"\"3.5\"", "a number"}},
        {"at 1s link_lost 3 data_gone after 1s", {"\"data_gone\"", "data_lost or data_kept"}},
        {"at 1s farm_down eufarm", {"\"eufarm\"", "usfarm, usopt, ushmds, secdefnj"}},
        {"at 1s half_open now", {"\"now\"", "the end of the line"}},
    };
    for (const BadLine& line : lines) {
        const auto plan = parse_plan(line.text);
        ASSERT_FALSE(plan) << line.text;
        EXPECT_EQ(plan.error().code, Errc::invalid_argument);
        for (const auto& word : line.words)
            EXPECT_NE(plan.error().message.find(word), std::string::npos)
                << plan.error().message << " lacks " << word;
    }
}

TEST(FaultPlan, TheSameSeedGivesTheSamePlanAndAnotherOneAnother) {
    EXPECT_EQ(draw_plan(200, Rng(5)), draw_plan(200, Rng(5)));
    EXPECT_NE(draw_plan(200, Rng(5)), draw_plan(200, Rng(6)));
    std::set<FaultKind> kinds;
    for (const auto& planned : draw_plan(400, Rng(5)).faults) kinds.insert(planned.fault.kind);
    EXPECT_EQ(kinds.size(), fault_count);
}

TEST(FaultPlan, WhatIsDrawnCanBeWrittenDownAndReadBack) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto plan = draw_plan(100, Rng(seed));
        const auto again = parse_plan(to_string(plan));
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(*again, plan);
    }
}

TEST(FaultPlan, AFarmThatIsDrawnDownComesUpAgain) {
    Rng rng(3);
    const auto drawn = draw_fault(FaultKind::farm_down, 1min, rng);
    ASSERT_EQ(drawn.size(), 2U);
    EXPECT_EQ(drawn[1].fault.kind, FaultKind::farm_up);
    EXPECT_EQ(drawn[0].fault.farm, drawn[1].fault.farm);
    EXPECT_GT(drawn[1].at, drawn[0].at);
}

TEST(FaultPlan, TheDocumentSaysWhatTheTableSays) {
    std::ifstream file(std::string(WINGSPREAD_SOURCE_DIR) + "/docs/simulator.md");
    std::stringstream document;
    document << file.rdbuf();
    for (const FaultForm& form : fault_forms()) {
        std::string written(form.name);
        if (!form.arguments.empty()) written += " " + std::string(form.arguments);
        if (const auto bar = written.find('|'); bar != written.npos) written.insert(bar, "\\");
        const std::string row = "| `" + written + "` | " + std::string(form.help) + " |";
        EXPECT_NE(document.str().find(row), std::string::npos) << row;
    }
}

}  // namespace
}  // namespace wingspread::sim
