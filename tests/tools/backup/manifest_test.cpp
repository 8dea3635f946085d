#include "tools/backup/manifest.h"

#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace tally::backup {
namespace {

Manifest example() {
    Manifest manifest{"books.test", Tip{Sequence{42}, {}}, true};
    manifest.tip.root.bytes.fill(0xab);
    return manifest;
}

TEST(ManifestTest, WhatIsFormattedParsesBack) {
    EXPECT_EQ(parse_manifest(format_manifest(example())).value(), example());
    auto begun = example();
    begun.is_whole = false;
    EXPECT_EQ(parse_manifest(format_manifest(begun)).value(), begun);
}

TEST(ManifestTest, AnythingElseIsRefused) {
    auto const whole = format_manifest(example());
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(parse_manifest(whole.substr(0, length)).has_value()) << length;
    EXPECT_FALSE(parse_manifest(whole + "x").has_value());
    auto more = whole;
    more.replace(more.find("entries 42"), 10, "entries 042");
    EXPECT_FALSE(parse_manifest(more).has_value());
}

TEST(ManifestTest, ADirectoryWithoutOneIsNoBackup) {
    TemporaryDirectory const directory;
    EXPECT_EQ(read_manifest(directory / "").value(), std::nullopt);
    ASSERT_TRUE(write_manifest(directory / "", example()).has_value());
    EXPECT_EQ(read_manifest(directory / "").value(), example());
    std::ofstream{directory / "BACKUP"} << "something";
    EXPECT_EQ(read_manifest(directory / "").error().kind, FailureKind::integrity);
}

}  // namespace
}  // namespace tally::backup
