#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "journal/export/file.h"
#include "tests/support/temporary_directory.h"
#include "tools/reconcile/run/results_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace tally::reconcile {
namespace {

// A directory of results with a manifest of ours, and a file beside it that is no part of it.
class ManifestTest : public ::testing::Test {
protected:
    ManifestTest() {
        std::filesystem::create_directory(results_);
        EXPECT_TRUE(write_text(results_ / "rules.toml", text_).has_value());
        EXPECT_TRUE(write_text(place_ / "ours", text_).has_value());
    }

    [[nodiscard]] Result<RunInputs> read(std::string const& rules, std::string const& source) {
        auto const hash = to_hex(sha256_of_text(text_).span());
        EXPECT_TRUE(write_text(results_ / "manifest.json",
                               R"({"size":1,"rules":{"file":")" + rules + R"(","hash":")" + hash +
                                   R"("},"sources":[{"name":"a","file":")" + source +
                                   R"(","hash":")" + hash + "\"}]}\n")
                        .has_value());
        return read_manifest(results_);
    }

    TemporaryDirectory place_;
    std::filesystem::path results_ = place_ / "results";
    std::string text_ = "the same in both";
};

TEST_F(ManifestTest, NamesFilesOfItsOwnDirectoryAndNoOthers) {
    EXPECT_TRUE(read("rules.toml", "rules.toml"));
    auto const absolute = (place_ / "ours").string();
    for (std::string const& outside : {std::string{"../ours"}, absolute}) {
        for (bool const as_rules : {true, false}) {
            auto const refused =
                read(as_rules ? outside : "rules.toml", as_rules ? "rules.toml" : outside);
            ASSERT_FALSE(refused) << outside;
            EXPECT_EQ(refused.error().kind, FailureKind::integrity);
        }
    }
}

}  // namespace
}  // namespace tally::reconcile
