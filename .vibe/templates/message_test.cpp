#include "message.hpp"

#include "tws/text_printer.hpp"
#include "tws/text_reader.hpp"
#include "tws/text_writer.hpp"

#include <gtest/gtest.h>

/// Pattern: the tests of a description. It comes back as it was at every version, it says what the
/// wire says (a golden payload), and a missing field is named. Messages that stand in the variants
/// get the first of these from the round-trip property in tests/tws.
namespace wingspread::templates {
namespace {

using tws::Wire;

std::string written(const Bulletin& message, int version) {
    std::string payload;
    tws::TextWriter writer(payload, version, tws::Unsayable::drop);
    Wire<Bulletin>::fields(writer, message);
    EXPECT_FALSE(writer.failed());
    return payload;
}

Bulletin example() {
    return {.bulletin_id = 7,
            .halt_price = *Price::parse("12.5"),
            .sources = {{"NYSE"}, {"CBOE"}},
            .language = "en"};
}

TEST(Bulletin, ComesBackAsItWasAtEveryVersionThatHasItsFields) {
    for (int version = 157; version <= 200; ++version) {
        Bulletin expected = example();
        if (version < 190) expected.language.clear();
        Bulletin read;
        const std::string payload = written(example(), version);
        tws::TextReader reader(payload, version);
        Wire<Bulletin>::fields(reader, read);
        EXPECT_FALSE(reader.failed());
        EXPECT_EQ(read, expected) << "version " << version;
    }
}

TEST(Bulletin, SaysWhatTheWireSays) {
    using namespace std::string_literals;
    EXPECT_EQ(written(example(), 200),
              "1\0"
              "7\0"
              "12.5\0"
              "2\0"
              "NYSE\0"
              "CBOE\0"
              "en\0"s);
    Bulletin calm;
    EXPECT_EQ(written(calm, 189),
              "1\0"
              "0\0"
              "1.7976931348623157E308\0"
              "0\0"s);
}

TEST(Bulletin, AMissingFieldIsNamed) {
    using namespace std::string_literals;
    const std::string payload =
        "1\0"
        "7\0"
        "12.5\0"
        "2\0"
        "NYSE\0"s;
    Bulletin read;
    tws::TextReader reader(payload, 200);
    Wire<Bulletin>::fields(reader, read);
    ASSERT_TRUE(reader.failed());
    const Error error = reader.error(Wire<Bulletin>::name);
    EXPECT_EQ(error.code, Errc::protocol);
    EXPECT_NE(error.message.find("bulletin"), std::string::npos) << error.message;
    EXPECT_NE(error.message.find("name"), std::string::npos) << error.message;
}

}  // namespace
}  // namespace wingspread::templates
