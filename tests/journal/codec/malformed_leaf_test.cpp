#include "journal/codec/codec.h"
#include "tests/support/generators.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace tally {
namespace {

using Words = std::vector<std::uint64_t>;

Words words_of(Body body) {
    LeafBuffer buffer;
    Entry const entry{Sequence{7}, Timestamp{1}, Sequence{7}, false, {}, std::move(body)};
    EXPECT_TRUE(encode_leaf(entry, buffer).has_value());
    Words words(buffer.size() / 8);
    std::memcpy(words.data(), buffer.bytes().data(), buffer.size());
    return words;
}

ByteSpan bytes_of(Words const& words) {
    return {reinterpret_cast<std::uint8_t const*>(words.data()), words.size() * 8};
}

Words cancel() {
    return words_of(CancelOrder{OrderId{31}});
}

Words noted() {
    CreateTransfer transfer;
    transfer.id = TransferId{9};
    transfer.metadata = "rent";
    return words_of(transfer);
}

Words attested() {
    CreateEscrow escrow;
    escrow.id = EscrowId{5};
    escrow.attestors.resize(2);
    escrow.attestors[1].bytes[0] = 1;
    return words_of(escrow);
}

constexpr std::uint64_t data_word = std::uint64_t{1} << 32U;     // one more word, in a root pointer
constexpr std::uint64_t pointer = std::uint64_t{1} << 48U;       // one more pointer, likewise
constexpr std::uint64_t kind = std::uint64_t{1} << 32U;          // the next kind, in word 3
constexpr std::uint64_t list_element = std::uint64_t{1} << 35U;  // one more, in a list pointer

struct MalformedCase {
    std::string name;
    std::function<Words()> start;
    std::function<void(Words&)> damage;
    std::string says;
};

// Word 0 is the root pointer, so word 3 of the data section is words[4] here.
MalformedCase const malformed_cases[] = {
    {"empty", cancel, [](Words& w) { w.clear(); }, "its length of 0 bytes"},
    {"root_only", cancel, [](Words& w) { w.resize(1); }, "its length of 8 bytes"},
    {"truncated", cancel, [](Words& w) { w.pop_back(); }, "its length of 40 bytes"},
    {"trailing_word", cancel, [](Words& w) { w.push_back(1); }, "its length of 56 bytes"},
    {"root_with_offset", cancel, [](Words& w) { w[0] += 4; }, "first word is not the pointer"},
    {"root_is_a_list", cancel, [](Words& w) { w[0] += 1; }, "first word is not the pointer"},
    {"two_pointers", noted, [](Words& w) { w[0] += pointer; }, "first word is not the pointer"},
    {"header_cut", cancel, [](Words& w) { w[0] -= 2 * data_word; }, "first word is not"},
    {"zero_word_at_end",
     cancel,
     [](Words& w) {
         w[0] += data_word;
         w.push_back(0);
     },
     "canonical"},
    {"kind_zero",
     cancel,
     [](Words& w) {
         w[4] -= 3 * kind;
         w[4] |= 1;
     },
     "does not know its kind"},
    {"kind_next", cancel, [](Words& w) { w[4] += 49 * kind; }, "does not know its kind"},
    {"kind_largest", cancel, [](Words& w) { w[4] |= 0xffff * kind; }, "does not know its kind"},
    {"unknown_word",
     cancel,
     [](Words& w) {
         w[0] += 2 * data_word;
         w.resize(8, 1);
     },
     "has a field"},
    {"unknown_bit", cancel, [](Words& w) { w[4] |= std::uint64_t{1} << 63U; }, "has a field"},
    {"field_of_another_kind",
     cancel,
     [](Words& w) { w[4] |= std::uint64_t{1} << 48U; },
     "has a field"},
    {"escaped_key", cancel, [](Words& w) { w[4] |= 0xfffeU; }, "key holds a value"},
    {"unknown_outcome",
     cancel,
     [](Words& w) { w[4] |= std::uint64_t{99} << 16U; },
     "outcome holds"},
    {"pointer_for_none",
     cancel,
     [](Words& w) {
         w[0] += pointer;
         w.push_back(1);
     },
     "has a field"},
    {"null_pointer",
     noted,
     [](Words& w) {
         w[w.size() - 2] = 0;
         w.pop_back();
     },
     "does not fit"},
    {"text_too_long", noted, [](Words& w) { w[w.size() - 2] += 4 * list_element; }, "does not fit"},
    {"text_without_nul", noted, [](Words& w) { w.back() |= std::uint64_t{1} << 32U; }, "canonical"},
    {"text_padding", noted, [](Words& w) { w.back() |= std::uint64_t{1} << 63U; }, "canonical"},
    {"text_empty", noted, [](Words& w) { w[w.size() - 2] -= 4 * list_element; }, "does not fit"},
    {"text_elsewhere", noted, [](Words& w) { w[w.size() - 2] += 4; }, "does not fit"},
    {"list_tag_cut", attested, [](Words& w) { w.resize(w.size() - 3); }, "does not fit"},
    {"list_too_wide", attested, [](Words& w) { w[w.size() - 3] += data_word; }, "does not fit"},
    {"list_too_many", attested, [](Words& w) { w[w.size() - 3] += 4; }, "does not fit"},
    {"list_tag_is_list", attested, [](Words& w) { w[w.size() - 3] |= 1; }, "does not fit"},
    {"list_with_pointers", attested, [](Words& w) { w[w.size() - 3] |= pointer; }, "does not fit"},
    {"list_not_trimmed", attested, [](Words& w) { w.back() = 0; }, "canonical"},
};

TEST(MalformedLeafTest, IsAnIntegrityFailureThatNamesEntryAndFault) {
    for (auto const& test : malformed_cases) {
        SCOPED_TRACE(test.name);
        auto words = test.start();
        ASSERT_TRUE(decode_leaf(bytes_of(words)).has_value());
        test.damage(words);
        auto const refused = decode_leaf(bytes_of(words));
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().kind, FailureKind::integrity);
        EXPECT_TRUE(refused.error().text.starts_with("entry ")) << refused.error().text;
        EXPECT_NE(refused.error().text.find(test.says), std::string::npos) << refused.error().text;
    }
}

TEST(MalformedLeafTest, AnUnknownKindIsToldApartFromDamage) {
    auto words = cancel();
    EXPECT_FALSE(is_unknown_kind(bytes_of(words)));
    words[4] += 49 * kind;
    EXPECT_TRUE(is_unknown_kind(bytes_of(words)));
    EXPECT_EQ(
        decode_leaf(bytes_of(words)).error().text,
        "entry 7 of kind 52: this version does not know its kind; a newer version of tally may");
    words.pop_back();
    EXPECT_FALSE(is_unknown_kind(bytes_of(words)));
}

TEST(MalformedLeafTest, AnEnumerationWithoutANameIsNamed) {
    auto words = words_of(PlaceOrder{});
    words[4] |= std::uint64_t{5} << 56U;
    EXPECT_EQ(decode_leaf(bytes_of(words)).error().text,
              "entry 7 of kind 2: type holds a value that has no meaning");
}

TEST(MalformedLeafTest, ASymbolWithBlanksOrTextBehindItsEndIsRefused) {
    CreateAsset asset;
    asset.code = AssetCode::from("USD").value();
    auto const good = words_of(asset);
    for (std::uint64_t const bad :
         {0x2044'5355ULL, 0x4400'5355ULL, 0x0022'5355ULL, 0xff44'5355ULL}) {
        auto words = good;
        words.at(6) = bad;
        auto const refused = decode_leaf(bytes_of(words));
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().text,
                  "entry 7 of kind 6: code holds a value that has no meaning");
    }
}

TEST(MalformedLeafTest, ARequestedAmountEqualToTheMovedOneIsNotWrittenTwice) {
    CreateTransfer transfer;
    transfer.amount = Amount{5};
    transfer.requested = Amount{6};
    auto words = words_of(transfer);
    words.back() = 5;
    EXPECT_TRUE(decode_leaf(bytes_of(words)).has_error());
}

RC_GTEST_PROP(MalformedLeafTest,
              AnyBytesAreAnEntryOrAFailure,
              (std::vector<std::uint8_t> const& noise)) {
    auto const decoded = decode_leaf(noise);
    RC_ASSERT(decoded.has_value() || decoded.error().kind == FailureKind::integrity);
}

}  // namespace
}  // namespace tally
