#include "replay/verify.h"

#include "tests/replay/damage.h"

#include <gtest/gtest.h>

namespace tally::testing {
namespace {

class VerifyTest : public ::testing::Test {
protected:
    void SetUp() override {
        apply_all(data_, RandomCommands{11}.take(3'000));
        ASSERT_FALSE(::testing::Test::HasFailure());
    }

    // What is wrong with a record, or nothing.
    [[nodiscard]] static std::string wrong_with(std::filesystem::path const& data,
                                                VerifyRequest const& request = {}) {
        auto const record = Record::open(data);
        if (!record) return record.error().text;
        auto const verified = verify(*record.value(), request);
        return verified ? std::string{} : verified.error().text;
    }

    static void expect_says(std::string const& text, char const* part) {
        EXPECT_NE(text.find(part), std::string::npos) << "instead: " << text;
    }

    TemporaryDirectory directory_;
    std::filesystem::path data_ = directory_ / "a";
    std::filesystem::path other_ = directory_ / "b";
};

TEST_F(VerifyTest, ARecordThatNobodyTouchedProvesItself) {
    auto const record = Record::open(data_);
    ASSERT_TRUE(record) << record.error().text;
    auto const verified = verify(*record.value(), {});
    ASSERT_TRUE(verified) << verified.error().text;
    EXPECT_EQ(verified.value().head.root, record.value()->root());
    EXPECT_EQ(verified.value().signed_size, record.value()->size());
    EXPECT_GE(verified.value().digests, 5 * State::kinds.size());
    EXPECT_GT(verified.value().checkpoints, 3U);
    EXPECT_EQ(verified.value().subtrees, record.value()->size() / 256);
}

TEST_F(VerifyTest, AnotherKeyDoesNotSatisfyAnAuditor) {
    VerifyRequest request;
    request.verifiers = SigningKey::generate("example.org/test").value().verifiers();
    expect_says(wrong_with(data_, request), "checkpoint");
}

TEST_F(VerifyTest, AFlippedByteAnywhereInABlockIsFoundWithItsPlace) {
    for (std::size_t const place : {97U, 140U, 220U, 1'000U}) {
        auto const copy = directory_ / ("flip" + std::to_string(place));
        std::filesystem::copy(data_, copy, std::filesystem::copy_options::recursive);
        change_blocks(copy, [place](std::vector<BlockRow>& rows) {
            auto& bytes = rows[rows.size() / 2].second;
            bytes[place % bytes.size()] = static_cast<char>(bytes[place % bytes.size()] ^ 4);
        });
        auto const wrong = wrong_with(copy);
        EXPECT_FALSE(wrong.empty()) << place;
        EXPECT_NE(wrong.find_first_of("0123456789"), std::string::npos) << wrong;
        EXPECT_FALSE(wrong_with(copy, {{}, false, {}}).empty());
    }
}

TEST_F(VerifyTest, SwappedBlocksAreFound) {
    change_blocks(data_, [](std::vector<BlockRow>& rows) {
        ASSERT_GT(rows.size(), 3U);
        std::swap(rows[1].second, rows[2].second);
    });
    EXPECT_FALSE(wrong_with(data_).empty());
}

TEST_F(VerifyTest, AChangedEntryWithEveryHashMadeAnewFailsTheSignedCheckpoint) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) {
        for (auto& entry : entries)
            if (auto* transfer = std::get_if<CreateTransfer>(&entry.body))
                transfer->user_data_64 = 5;
    });
    EXPECT_EQ(wrong_with(other_, {{}, false, {}}), "");
    std::filesystem::copy_file(data_ / "checkpoint", other_ / "checkpoint");
    expect_says(wrong_with(other_, {{}, false, {}}), "not those that were signed");
}

TEST_F(VerifyTest, AChangedDigestEntryIsFoundByReplay) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) {
        for (auto& entry : entries)
            if (auto* digest = std::get_if<ProjectionDigest>(&entry.body))
                digest->digest.bytes[0] ^= 1U;
    });
    expect_says(wrong_with(other_), "the digest of assets");
}

TEST_F(VerifyTest, AMissingTailIsFoundByTheSignature) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) { entries.pop_back(); });
    std::filesystem::copy_file(data_ / "checkpoint", other_ / "checkpoint");
    expect_says(wrong_with(other_), "the record has only");
}

TEST_F(VerifyTest, ADeletedTableFileIsFound) {
    std::size_t deleted = 0;
    for (auto const& file : std::filesystem::directory_iterator{data_ / "record"})
        if (file.path().extension() == ".sst")
            deleted += std::filesystem::remove(file.path()) ? 1U : 0U;
    if (deleted == 0) {  // all still in the log
        for (auto const& file : std::filesystem::directory_iterator{data_ / "record"})
            if (file.path().extension() == ".log")
                deleted += std::filesystem::remove(file.path()) ? 1U : 0U;
    }
    ASSERT_GT(deleted, 0U);
    EXPECT_FALSE(wrong_with(data_).empty());
}

TEST_F(VerifyTest, WithoutWhatIsDerivedNothingIsLost) {
    std::filesystem::remove_all(data_ / "derived");
    EXPECT_EQ(wrong_with(data_), "");
}

}  // namespace
}  // namespace tally::testing
