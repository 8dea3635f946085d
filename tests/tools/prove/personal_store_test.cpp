#include "tools/prove/personal/personal_store.h"

#include "journal/crypto/text.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tally::prove {
namespace {

PersonalValue ada() {
    PersonalValue value{{}, "name", "Ada Lovelace"};
    for (std::uint8_t i = 0; i < 32; ++i)
        value.salt.bytes[i] = i;
    return value;
}

std::string contents(std::filesystem::path const& file) {
    std::ifstream input{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{input}, {}};
}

// Worked out in Python from docs/record_format.md.
TEST(PersonalValueTest, TheCommitmentNeverChanges) {
    EXPECT_EQ(to_hex(ada().commitment().span()),
              "e9d61d6ee45c0dd9b9e93eb7b9d3c33696aecf91a78fda468ffca1888d93dd67");
}

TEST(PersonalValueTest, SaltFieldAndValueAreAllCommittedTo) {
    auto salted = ada();
    salted.salt.bytes[31] ^= 1U;
    auto renamed = ada();
    renamed.field = "nam";
    renamed.value = "eAda Lovelace";
    auto changed = ada();
    changed.value.back() = 'f';
    for (auto const& other : {salted, renamed, changed})
        EXPECT_NE(other.commitment(), ada().commitment());
    auto const one = PersonalValue::make("name", "Ada").value();
    EXPECT_NE(one.commitment(), PersonalValue::make("name", "Ada").value().commitment());
}

TEST(PersonalValueTest, WhatIsNoFieldOrTooLongIsRefused) {
    for (auto const* field : {"", "Name", "a b", "a/b"})
        EXPECT_FALSE(PersonalValue::make(field, "x").has_value()) << field;
    EXPECT_FALSE(PersonalValue::make(std::string(65, 'a'), "x").has_value());
    EXPECT_TRUE(PersonalValue::make(std::string(64, 'a'), std::string(65'536, 'x')).has_value());
    EXPECT_FALSE(PersonalValue::make("a", std::string(65'537, 'x')).has_value());
}

TEST(PersonalValueTest, ItsFileReadsBackAndNothingElseDoes) {
    auto value = ada();
    value.value = std::string("line\nand \0 byte\n", 16);
    auto const text = format_personal(value);
    EXPECT_EQ(parse_personal(text).value(), value);
    for (std::size_t length = 0; length < text.size(); ++length)
        EXPECT_FALSE(parse_personal(text.substr(0, length)).has_value()) << length;
    EXPECT_FALSE(parse_personal(text + "x").has_value());
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto flipped = text;
        flipped[at] = static_cast<char>(flipped[at] ^ 1);
        auto const parsed = parse_personal(flipped);
        if (parsed) {
            EXPECT_NE(parsed.value().commitment(), value.commitment()) << at;
        }
    }
}

TEST(PersonalStoreTest, AValueIsKeptForNobodyElseToReadAndGoneWhenRemoved) {
    TemporaryDirectory const directory;
    PersonalStore const store{directory.path()};
    auto const commitment = ada().commitment();
    EXPECT_FALSE(store.get(commitment).value().has_value());
    EXPECT_TRUE(store.list().value().empty());
    EXPECT_FALSE(store.remove(commitment).value());
    ASSERT_TRUE(store.put(ada()).has_value());
    EXPECT_EQ(store.get(commitment).value().value(), ada());
    EXPECT_EQ(store.list().value(), std::vector{commitment});
    struct stat status{};
    ASSERT_EQ(::stat((directory / personal_path(commitment)).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_TRUE(store.remove(commitment).value());
    EXPECT_TRUE(store.list().value().empty());
    EXPECT_FALSE(store.get(commitment).value().has_value());
}

TEST(PersonalStoreTest, AFileThatIsNotWhatItsNameSaysIsFound) {
    TemporaryDirectory const directory;
    PersonalStore const store{directory.path()};
    ASSERT_TRUE(store.put(ada()).has_value());
    auto const file = directory / personal_path(ada().commitment());
    auto text = contents(file);
    text.back() = 'f';
    std::ofstream{file, std::ios::binary} << text;
    auto const read = store.get(ada().commitment());
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().kind, FailureKind::integrity);
    std::ofstream{store.place() / "notes.txt"} << "x";
    EXPECT_FALSE(store.list().has_value());
}

TEST(PersonalStoreTest, AValueOnItsWayOutIsOutOfSightAndRemembered) {
    TemporaryDirectory const directory;
    PersonalStore const store{directory.path()};
    auto const commitment = ada().commitment();
    ASSERT_TRUE(store.begin_removal(commitment).has_value());  // nothing there yet
    EXPECT_TRUE(store.removals().value().empty());
    ASSERT_TRUE(store.put(ada()).has_value());
    ASSERT_TRUE(store.begin_removal(commitment).has_value());
    EXPECT_TRUE(store.list().value().empty());
    EXPECT_FALSE(store.get(commitment).value().has_value());
    EXPECT_EQ(store.removals().value(), std::vector{commitment});
    ASSERT_TRUE(store.cancel_removal(commitment).has_value());
    EXPECT_EQ(store.get(commitment).value().value(), ada());
    ASSERT_TRUE(store.begin_removal(commitment).has_value());
    EXPECT_TRUE(store.remove(commitment).value());
    EXPECT_TRUE(store.removals().value().empty());
}

TEST(PersonalStoreTest, WhatACrashLeftOfAWriteIsNoValueAndIsRemoved) {
    TemporaryDirectory const directory;
    PersonalStore const store{directory.path()};
    EXPECT_TRUE(store.remove_drafts().has_value());
    ASSERT_TRUE(store.put(ada()).has_value());
    auto const draft = store.place() / (std::string(64, '0') + ".new");
    std::ofstream{draft} << "tallystick/personal/v1\nsalt 00";
    EXPECT_EQ(store.list().value().size(), 1U);
    ASSERT_TRUE(store.remove_drafts().has_value());
    EXPECT_FALSE(std::filesystem::exists(draft));
    EXPECT_EQ(store.list().value().size(), 1U);
}

}  // namespace
}  // namespace tally::prove
