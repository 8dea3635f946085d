#include "tools/serve/config/config.h"

#include "tools/serve/config/changes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

namespace tally::serve {
namespace {

std::string problems(std::string const& text) {
    auto const parsed = parse_config(text, "f");
    return parsed.has_value() ? "" : parsed.error().text;
}

TEST(ConfigTest, EveryKindOfValueIsTaken) {
    auto const parsed = parse_config(R"(listen = ["127.0.0.1:7070", "unix:/run/tally.sock"]
[http]
listen = "127.0.0.1:7080"
cors = ["https://example.com"]
[access]
insecure_local = true
[limits]
connections = 100
[log]
to = "stderr"
level = "debug"
)",
                                     "f");
    ASSERT_TRUE(parsed.has_value()) << parsed.error().text;
    auto const& options = parsed.value();
    EXPECT_EQ(options.listen, (std::vector<std::string>{"127.0.0.1:7070", "unix:/run/tally.sock"}));
    EXPECT_EQ(options.http, "127.0.0.1:7080");
    EXPECT_TRUE(options.insecure_local);
    EXPECT_EQ(options.tuning.connections, 100U);
    EXPECT_EQ(options.tuning.queue_bytes, std::nullopt);
    EXPECT_EQ(options.log_level, "debug");
}

TEST(ConfigTest, AnEmptyFileChangesNothing) {
    auto const parsed = parse_config("", "f");
    ASSERT_TRUE(parsed.has_value());
    EXPECT_TRUE(parsed.value().listen.empty());
    EXPECT_FALSE(parsed.value().insecure_local);
}

TEST(ConfigTest, EverythingThatIsWrongIsToldAtOnceInTheOrderOfTheLines) {
    EXPECT_EQ(problems(R"(listen = "127.0.0.1:7070"
colour = 1
[limits]
connections = 0
queue_bytes = "many"
[log]
level = "loud"
[access]
insecure_local = 1
)"),
              "f:1: listen: must be a list of texts, [\"...\"]\n"
              "f:2: colour: there is no such key; docs/operations/configuration.md has all\n"
              "f:4: limits.connections: 0 is out of range; give a number from 1 to 1000000\n"
              "f:5: limits.queue_bytes: must be a whole number from 1048576 to 4294967296\n"
              "f:7: log.level: 'loud' is no level; give debug, info, warn, error or off\n"
              "f:9: access.insecure_local: must be true or false");
}

TEST(ConfigTest, BothEndsOfARangeAreInIt) {
    EXPECT_EQ(problems("limits.connections = 1"), "");
    EXPECT_EQ(problems("limits.connections = 1000000"), "");
    EXPECT_NE(problems("limits.connections = 1000001"), "");
    EXPECT_NE(problems("limits.connections = -1"), "");
    EXPECT_NE(problems("limits.connections = 1.0"), "");
}

TEST(ConfigTest, BrokenSyntaxIsToldWithItsLine) {
    EXPECT_EQ(problems("\nlisten = [\n").substr(0, 4), "f:2:");
    EXPECT_NE(problems("a = 1\na = 2\n").find("f:2:"), std::string::npos);
}

TEST(ConfigTest, ASectionIsNoValueAndAnAddressMustBeOne) {
    EXPECT_EQ(problems("limits = 3"), "f:1: limits: is a section; write [limits]");
    EXPECT_NE(problems("listen = [\"nowhere\"]"), "");
    EXPECT_NE(problems("http.listen = \"unix:x\"").find("Unix socket"), std::string::npos);
    EXPECT_NE(problems("http.cors = [\"example.com/path\"]").find("web origin"), std::string::npos);
}

TEST(ConfigTest, TheCommandLineGoesBeforeTheFile) {
    auto file = parse_config("listen = [\"127.0.0.1:1\"]\nhttp.listen = \"127.0.0.1:2\"", "f");
    ServeOptions given;
    given.listen = {"127.0.0.1:3"};
    given.data = "books";
    auto const both = overridden(std::move(file).value(), given);
    EXPECT_EQ(both.listen, given.listen);
    EXPECT_EQ(both.http, "127.0.0.1:2");
    EXPECT_EQ(both.data, "books");
}

TEST(ConfigTest, WhatIsNotTheSameIsTold) {
    auto const one = parse_config("listen = [\"127.0.0.1:1\"]\naccess.key_rate = 5", "f").value();
    auto const other =
        parse_config("access.key_rate = 6\nlog.level = \"warn\"\nrecord.key = \"k\"", "f").value();
    EXPECT_TRUE(differences(one, one).empty());
    EXPECT_EQ(
        differences(one, other),
        (std::vector<std::string_view>{"listen", "record.key", "log.level", "access.key_rate"}));
}

// The last column of the table says which keys SIGHUP changes.
TEST(ConfigTest, WhichKeysAreReloadedIsDocumented) {
    std::ifstream file{TALLY_CONFIGURATION};
    for (std::string row; std::getline(file, row);) {
        if (!row.starts_with("| `")) continue;
        auto const key = row.substr(3, row.find('`', 3) - 3);
        EXPECT_EQ(row.ends_with("| yes |"), is_reloaded(key)) << row;
    }
}

TEST(ConfigTest, EveryKeyIsDocumentedAndNoOther) {
    std::ifstream file{TALLY_CONFIGURATION};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    auto const keys = config_keys();
    for (auto const key : keys)
        EXPECT_NE(text.find("| `" + std::string{key} + "` |"), std::string::npos) << key;
    std::size_t rows = 0;
    for (auto at = text.find("\n| `"); at != std::string::npos; at = text.find("\n| `", at + 1))
        ++rows;
    EXPECT_EQ(rows, keys.size());
}

}  // namespace
}  // namespace tally::serve
