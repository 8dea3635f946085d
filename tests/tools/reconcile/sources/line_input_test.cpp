#include "tools/reconcile/sources/line_input.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tally::reconcile {
namespace {

struct Lines {
    std::vector<std::string> texts;
    std::vector<FilePosition> positions;
    Mistakes mistakes;
};

Lines lines_of(std::string_view text, Encoding encoding = Encoding::utf8) {
    Lines out;
    ByteInput bytes{text};
    LineInput input{bytes, encoding, out.mistakes};
    while (auto const line = input.next()) {
        out.texts.emplace_back(line->text);
        out.positions.push_back(line->position);
    }
    return out;
}

TEST(LineInputTest, GivesLinesWithTheirPlaces) {
    auto const lines = lines_of("one\r\ntwo\r\n\r\nfour");
    EXPECT_EQ(lines.texts, (std::vector<std::string>{"one", "two", "", "four"}));
    EXPECT_EQ(lines.positions[3], (FilePosition{4, 12}));
    EXPECT_TRUE(lines.mistakes.empty());
}

TEST(LineInputTest, TellsMixedEndingsOnce) {
    auto const lines = lines_of("one\r\ntwo\nthree\r\nfour\n");
    ASSERT_EQ(lines.mistakes.count(), 1U);
    EXPECT_EQ(lines.mistakes.kept()[0].position.line, 2U);
    EXPECT_EQ(lines.texts.size(), 4U);
}

TEST(LineInputTest, StopsAtALineThatIsTooLong) {
    auto const text = "one\n" + std::string(2'000'000, 'x') + "\nthree\n";
    auto const lines = lines_of(text);
    EXPECT_EQ(lines.texts.size(), 1U);
    ASSERT_EQ(lines.mistakes.count(), 1U);
    EXPECT_EQ(lines.mistakes.kept()[0].position.line, 2U);
    EXPECT_EQ(lines.mistakes.kept()[0].left_out, LeftOut::rest_of_file);
}

TEST(LineInputTest, TellsBytesOfAnotherEncoding) {
    auto const wrong = lines_of("Z\xFCrich\n");
    ASSERT_EQ(wrong.mistakes.count(), 1U);
    EXPECT_NE(wrong.mistakes.kept()[0].text.find("latin1"), std::string::npos);
    EXPECT_EQ(wrong.mistakes.kept()[0].field, "byte 0xFC");
    auto const right = lines_of("Z\xFCrich\n", Encoding::latin1);
    EXPECT_TRUE(right.mistakes.empty());
    EXPECT_EQ(right.texts[0], "Z\xC3\xBCrich");
    EXPECT_EQ(lines_of(std::string_view{"a\0b\n", 4}).mistakes.count(), 1U);
    EXPECT_EQ(lines_of("a\rb\n").mistakes.count(), 1U);
}

TEST(LineInputTest, SkipsTheMarkOfUtf8AndRefusesUtf16) {
    EXPECT_EQ(lines_of("\xEF\xBB\xBFone\n").texts[0], "one");
    auto const wide = lines_of(std::string_view{"\xFF\xFEo\0n\0", 6});
    EXPECT_TRUE(wide.texts.empty());
    ASSERT_EQ(wide.mistakes.count(), 1U);
    EXPECT_NE(wide.mistakes.kept()[0].text.find("UTF-16"), std::string::npos);
}

}  // namespace
}  // namespace tally::reconcile
