#include "engine/sequencer/key_history.h"
#include "tests/engine/sequencer/sequencer_world.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tally::testing {
namespace {

SigningKey key_of(std::uint8_t byte) {
    Ed25519Seed seed;
    seed.bytes.fill(byte);
    return SigningKey::from_seed(test_key().name(), seed).value();
}

SequencerOptions options_with(SigningKey const& key) {
    auto options = small_options();
    options.key = key;
    return options;
}

class RotationTest : public ::testing::Test {
protected:
    RotationTest() { make_directory(directory_ / "a"); }

    [[nodiscard]] std::filesystem::path at() const { return directory_ / "a"; }

    void rotate(SigningKey const& from, SigningKey const& to) {
        World world{at(), options_with(from)};
        ASSERT_NE(world.sequencer, nullptr) << world.failure;
        auto const made = world.sequencer->rotate_key(to);
        ASSERT_TRUE(made) << made.error().text;
        EXPECT_TRUE(verify_checkpoint(made.value().note, from.verifiers()));
        EXPECT_TRUE(verify_checkpoint(made.value().note, to.verifiers()));
        ASSERT_TRUE(world.sequencer->close());
    }

    TemporaryDirectory directory_;
};

TEST_F(RotationTest, TheNewKeyOpensTheRecordAndTheOldOneDoesNot) {
    rotate(test_key(), key_of(2));
    World const old{at(), options_with(test_key())};
    EXPECT_EQ(old.sequencer, nullptr);
    EXPECT_NE(old.failure.find("replaced"), std::string::npos) << old.failure;
    rotate(key_of(2), key_of(3));
    World world{at(), options_with(key_of(3))};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    EXPECT_FALSE(world.sequencer->recovery().alarm.has_value());
    auto const made = world.sequencer->checkpoint();
    ASSERT_TRUE(made) << made.error().text;
    EXPECT_FALSE(verify_checkpoint(made.value().note, key_of(2).verifiers()));
}

TEST_F(RotationTest, AKeyThatWasInUseIsRefusedAndNothingIsRecorded) {
    World world{at()};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    auto const before = world.sequencer->state().next_sequence();
    EXPECT_FALSE(world.sequencer->rotate_key(test_key()));
    EXPECT_FALSE(world.sequencer->rotate_key(SigningKey::generate("other.example").value()));
    EXPECT_EQ(world.sequencer->state().next_sequence(), before);
    EXPECT_FALSE(std::filesystem::exists(at() / rotations_file));
}

// As after a crash between the note of where the entry will be and the entry.
TEST_F(RotationTest, ANoteThatNoEntryStandsBehindIsPassedOver) {
    auto const rotation = test_key().hand_over(3, key_of(2)).value();
    ASSERT_TRUE(write_rotations(at(), {rotation}));
    {
        World const before{at()};
        EXPECT_NE(before.sequencer, nullptr) << before.failure;
    }
    rotate(test_key(), key_of(4));
    World const world{at(), options_with(key_of(4))};
    EXPECT_NE(world.sequencer, nullptr) << world.failure;
}

TEST_F(RotationTest, ADamagedListNamesItsLine) {
    std::ofstream{at() / rotations_file} << "5 what\n";
    World const world{at()};
    EXPECT_EQ(world.sequencer, nullptr);
    EXPECT_NE(world.failure.find("line 1"), std::string::npos) << world.failure;
}

}  // namespace
}  // namespace tally::testing
