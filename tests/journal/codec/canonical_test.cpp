#include "journal/codec/codec.h"
#include "tests/journal/codec/reference_encoder.h"
#include "tests/support/generators.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace tally {
namespace {

std::vector<std::uint8_t> leaf_of(Entry const& entry) {
    LeafBuffer buffer;
    auto const encoded = encode_leaf(entry, buffer);
    RC_ASSERT(encoded.has_value());
    return {buffer.bytes().begin(), buffer.bytes().end()};
}

std::string name_of_kind(testing::TestParamInfo<std::size_t> const& kind) {
    auto const shrinkable = generators::body_of_kind(kind.param)(rc::Random{}, 0);
    return std::string{kind_name(shrinkable.value())};
}

class EveryKindTest : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryKindTest, EncodesAsCapnProtosOwnCanonicalForm) {
    bool const holds = rc::check([kind = GetParam()] {
        Entry const entry = *generators::entry_of_kind(kind);
        RC_ASSERT(leaf_of(entry) == reference::encode(entry));
    });
    EXPECT_TRUE(holds);
}

TEST_P(EveryKindTest, ComesBackAsItWas) {
    bool const holds = rc::check([kind = GetParam()] {
        Entry const entry = *generators::entry_of_kind(kind);
        auto const decoded = decode_leaf(leaf_of(entry));
        RC_ASSERT(decoded.has_value());
        RC_ASSERT(decoded.value() == entry);
    });
    EXPECT_TRUE(holds);
}

// What a reused entry held before must not show through.
TEST_P(EveryKindTest, DecodesTheSameIntoAUsedEntry) {
    bool const holds = rc::check([kind = GetParam()] {
        Entry used =
            *generators::entry_of_kind(*rc::gen::elementOf(std::vector{kind, std::size_t{0}}));
        Entry const entry = *generators::entry_of_kind(kind);
        RC_ASSERT(decode_leaf(leaf_of(entry), used).has_value());
        RC_ASSERT(used == entry);
    });
    EXPECT_TRUE(holds);
}

// Whatever the decoder takes, the encoder gives back: no two leaves are the same entry.
TEST_P(EveryKindTest, AnyAcceptedDamageIsAnotherEntryInItsOwnCanonicalForm) {
    bool const holds = rc::check([kind = GetParam()] {
        auto leaf = leaf_of(*generators::entry_of_kind(kind));
        auto const at = *rc::gen::inRange<std::size_t>(0, leaf.size());
        auto const flip = *rc::gen::inRange(0U, 8U);
        leaf[at] = static_cast<std::uint8_t>(leaf[at] ^ (1U << flip));
        auto const decoded = decode_leaf(leaf);
        if (!decoded) {
            RC_ASSERT(decoded.error().kind == FailureKind::integrity);
            return;
        }
        RC_ASSERT(leaf_of(decoded.value()) == leaf);
        RC_ASSERT(reference::is_canonical(leaf));
    });
    EXPECT_TRUE(holds);
}

INSTANTIATE_TEST_SUITE_P(Codec,
                         EveryKindTest,
                         testing::Range(std::size_t{0}, std::variant_size_v<Body>),
                         name_of_kind);

}  // namespace
}  // namespace tally
