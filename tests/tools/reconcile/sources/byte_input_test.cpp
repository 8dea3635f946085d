#include "tools/reconcile/sources/byte_input.h"

#include "tests/tools/reconcile/sources/writers.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::reconcile {
namespace {

std::string all_of(ByteInput& input) {
    std::string out;
    for (auto piece = input.next(); !piece.empty(); piece = input.next())
        out += piece;
    return out;
}

std::string long_text() {
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += std::to_string(i * 7919) + "\n";
    return text;
}

TEST(ByteInputTest, GivesPlainAndPackedBytesAlike) {
    auto const text = long_text();
    ByteInput plain{text};
    EXPECT_EQ(all_of(plain), text);
    auto const packed = gzip(text);
    ByteInput unpacked{packed};
    EXPECT_EQ(all_of(unpacked), text);
    EXPECT_EQ(unpacked.raw_bytes(), packed.size());
    EXPECT_TRUE(unpacked.fault().empty());
}

TEST(ByteInputTest, TheHeadComesAgain) {
    auto const text = long_text();
    auto const packed = gzip(text);
    ByteInput input{packed};
    EXPECT_EQ(input.head(), text.substr(0, 4096));
    EXPECT_EQ(all_of(input), text);
}

TEST(ByteInputTest, UnpacksSeveralMembers) {
    auto const packed = gzip("one\n") + gzip("two\n");
    ByteInput input{packed};
    EXPECT_EQ(all_of(input), "one\ntwo\n");
}

TEST(ByteInputTest, TellsCutAndDamagedGzip) {
    auto const packed = gzip(long_text());
    auto const half = packed.substr(0, packed.size() / 2);
    ByteInput cut{half};
    static_cast<void>(all_of(cut));
    EXPECT_NE(cut.fault().find("ends too early"), std::string::npos) << cut.fault();
    auto damaged = packed;
    damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x55);
    ByteInput bad{damaged};
    static_cast<void>(all_of(bad));
    EXPECT_NE(bad.fault().find("damaged gzip"), std::string::npos) << bad.fault();
}

TEST(ByteInputTest, RefusesBombsByRatioAndBySize) {
    auto const bomb = gzip(std::string(40'000'000, 'x'));
    ByteInput input{bomb};
    EXPECT_LT(all_of(input).size(), 12'000'000U);
    EXPECT_NE(input.fault().find("times its size"), std::string::npos) << input.fault();
    InputLimits limits;
    limits.unpacked_max = 1'000;
    auto const packed = gzip(long_text());
    ByteInput large{packed, limits};
    static_cast<void>(all_of(large));
    EXPECT_NE(large.fault().find("more than 1000 bytes"), std::string::npos) << large.fault();
}

TEST(ByteInputTest, AFileThatIsNotThereIsNamed) {
    auto const opened = ByteInput::open("/no/such/file");
    ASSERT_FALSE(opened.has_value());
    EXPECT_NE(opened.error().text.find("/no/such/file"), std::string::npos);
}

}  // namespace
}  // namespace tally::reconcile
