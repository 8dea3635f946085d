#include "tools/text/toml_keys.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::text {
namespace {

std::string parts(std::size_t count) {
    std::string key = "a";
    for (std::size_t i = 1; i < count; ++i)
        key += " . \"b.=\"";
    return key;
}

TEST(TomlKeysTest, AKeyHasAsManyPartsAsALibraryCanTake) {
    EXPECT_FALSE(toml_objection(parts(toml_key_parts_max) + " = 1\n", "f"));
    EXPECT_EQ(toml_objection("x = 1\n\n" + parts(toml_key_parts_max + 1) + " = 1\n", "f"),
              "f:3: a key has more than 16 parts; none that is known has so many");
    EXPECT_TRUE(toml_objection("[" + parts(100'000) + "]\n", "f"));
    EXPECT_TRUE(toml_objection("x = {y = 1, " + parts(17) + " = 1}\n", "f"));
}

TEST(TomlKeysTest, PointsInStringsCommentsAndNumbersAreNoParts) {
    std::string const points(100, '.');
    for (std::string const& text : {"x = \"" + points + "\"\n",
                                    "x = '" + points + "'\n",
                                    "x = \"\\\"" + points + "\"\n",
                                    "x = \"\"\"\n" + points + "\"\n" + points + "\"\"\"\n",
                                    "# " + points + "\n",
                                    std::string{"x = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, "
                                                "0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7]\n"}})
        EXPECT_FALSE(toml_objection(text, "f")) << text;
    EXPECT_TRUE(toml_objection("x = \"" + points + "\n" + parts(17) + "= 1\n", "f"));
}

}  // namespace
}  // namespace tally::text
