#include "journal/codec/codec.h"
#include "journal/crypto/text.h"
#include "journal/tree/hashing.h"
#include "tests/journal/codec/reference_encoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace tally {
namespace {

std::filesystem::path const folder{TALLY_GOLDEN};

std::string read(std::filesystem::path const& file) {
    std::ifstream input{file, std::ios::binary};
    EXPECT_TRUE(input.is_open()) << file;
    return {std::istreambuf_iterator<char>{input}, {}};
}

// File to leaf hash, as recorded when the file was written.
std::map<std::string, std::string> recorded_hashes() {
    std::map<std::string, std::string> hashes;
    std::ifstream input{folder / "HASHES"};
    std::string hash;
    std::string file;
    while (input >> hash >> file)
        hashes[file] = hash;
    return hashes;
}

TEST(GoldenTest, EveryLeafEverWrittenIsReadAndWrittenAndHashedTheSame) {
    auto const hashes = recorded_hashes();
    ASSERT_GE(hashes.size(), 3 * std::variant_size_v<Body>);
    for (auto const& [file, hash] : hashes) {
        SCOPED_TRACE(file);
        auto const bytes = read(folder / file);
        std::vector<std::uint8_t> const leaf{bytes.begin(), bytes.end()};
        auto const entry = decode_leaf(leaf);
        ASSERT_TRUE(entry.has_value()) << entry.error().text;
        EXPECT_EQ(kind_name(entry.value().body), file.substr(0, file.find('/')));
        LeafBuffer again;
        ASSERT_TRUE(encode_leaf(entry.value(), again).has_value());
        EXPECT_TRUE(std::ranges::equal(again.bytes(), leaf));
        EXPECT_EQ(to_hex(leaf_hash(leaf).span()), hash);
    }
}

// How a text is broken into lines depends on how long it is: compared without its white space.
std::string dense(std::string text) {
    std::erase_if(text, [](unsigned char letter) { return letter <= ' '; });
    return text;
}

// Fields that the schema got since a file was written read as nothing in it: they are left out.
std::string without_newer_fields(std::string const& text, std::string const& recorded) {
    static std::regex const unset{R"(,(\w+)=(0|false)(?=[,)]))"};
    std::string kept;
    auto from = text.cbegin();
    for (std::sregex_iterator at{text.begin(), text.end(), unset}, end; at != end; ++at) {
        bool const known = recorded.find((*at)[1].str() + "=") != recorded.npos;
        kept.append(from, known ? (*at)[0].second : (*at)[0].first);
        from = (*at)[0].second;
    }
    return kept.append(from, text.cend());
}

// Our decoder and encoder could be wrong together; the reference encoder fills the schema's fields
// by name from the decoded entry, and the text has them as they were read when the file was
// written.
TEST(GoldenTest, EveryFieldStillHasItsMeaning) {
    for (auto const& [file, hash] : recorded_hashes()) {
        SCOPED_TRACE(file);
        auto const bytes = read(folder / file);
        std::vector<std::uint8_t> const leaf{bytes.begin(), bytes.end()};
        auto const text = dense(read((folder / file).replace_extension(".txt")));
        EXPECT_EQ(without_newer_fields(dense(reference::text(leaf)), text), text);
        EXPECT_EQ(reference::encode(decode_leaf(leaf).value()), leaf);
    }
}

TEST(GoldenTest, EveryKindHasItsLeavesAndNoneIsUnlisted) {
    std::set<std::string> kinds;
    auto const hashes = recorded_hashes();
    for (auto const& item : std::filesystem::recursive_directory_iterator{folder}) {
        if (item.path().extension() != ".bin") continue;
        auto const file = item.path().lexically_relative(folder).generic_string();
        EXPECT_TRUE(hashes.contains(file)) << file;
        kinds.insert(file.substr(0, file.find('/')));
    }
    EXPECT_EQ(kinds.size(), std::variant_size_v<Body>);
}

}  // namespace
}  // namespace tally
