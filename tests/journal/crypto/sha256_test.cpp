#include "journal/crypto/sha256.h"

#include "journal/crypto/text.h"
#include "journal/vocabulary/text_bytes.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace tally {
namespace {

// NIST's examples for FIPS 180: the empty message, one block, two blocks.
constexpr std::pair<std::string_view, std::string_view> vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

TEST(Sha256Test, AgreesWithFips180) {
    Sha256 hasher;
    for (auto const& [message, digest] : vectors) {
        EXPECT_EQ(to_hex(hasher.hash(as_bytes(message)).span()), digest);
        EXPECT_EQ(to_hex(sha256(as_bytes(message)).span()), digest);
    }
    EXPECT_EQ(to_hex(hasher.hash(as_bytes(std::string(1'000'000, 'a'))).span()),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Test, PiecesAreTheWhole) {
    std::string const message(200, 'x');
    Sha256 hasher;
    for (std::size_t cut = 0; cut <= message.size(); ++cut) {
        hasher.start();
        hasher.update(as_bytes(message).first(cut));
        hasher.update(as_bytes(message).subspan(cut));
        EXPECT_EQ(hasher.finish(), sha256(as_bytes(message)));
    }
}

TEST(Sha256Test, AnUnfinishedMessageLeavesNoTrace) {
    Sha256 hasher;
    hasher.start();
    hasher.update(as_bytes("left behind"));
    EXPECT_EQ(hasher.hash(as_bytes("abc")), sha256(as_bytes("abc")));
}

}  // namespace
}  // namespace tally
