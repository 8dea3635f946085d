#include "journal/crypto/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string_view>
#include <utility>
#include <vector>

namespace tally {
namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

// RFC 4648, section 10.
constexpr std::pair<std::string_view, std::string_view> base64_vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

TEST(TextTest, Base64AgreesWithRfc4648) {
    for (auto const& [plain, encoded] : base64_vectors) {
        EXPECT_EQ(to_base64(bytes_of(plain)), encoded);
        EXPECT_EQ(from_base64(encoded), bytes_of(plain));
    }
}

TEST(TextTest, Base64ThatIsNotTheOneTextForItsBytesIsRefused) {
    for (std::string_view const bad : {"Z",
                                       "Zg",
                                       "Zg=",
                                       "Zg===",
                                       "Zh==",
                                       "Zm9=",
                                       "Zm 9",
                                       "Zm9v\n",
                                       "====",
                                       "Z===",
                                       "Zg==Zg==",
                                       "Zm-_",
                                       "=Zg=",
                                       "Z=g="})
        EXPECT_FALSE(from_base64(bad).has_value()) << bad;
}

TEST(TextTest, HexIsLowerCaseOutAndEitherCaseIn) {
    EXPECT_EQ(to_hex(bytes_of("\x01\xab\xff")), "01abff");
    EXPECT_EQ(from_hex("01aBFf"), bytes_of("\x01\xab\xff"));
    EXPECT_EQ(from_hex(""), std::vector<std::uint8_t>{});
    for (std::string_view const bad : {"0", "0g", "0x01", " 01", "01 "})
        EXPECT_FALSE(from_hex(bad).has_value()) << bad;
    EXPECT_FALSE(fixed_from_hex<Address>("00").has_value());
}

RC_GTEST_PROP(TextTest, BothComeBack, (std::vector<std::uint8_t> const& bytes)) {
    RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
    RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
}

}  // namespace
}  // namespace tally
