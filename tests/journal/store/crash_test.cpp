#include "tests/journal/store/known_record.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

// Every write of a run is made to fail in turn, in every way; what was acknowledged must be there
// afterwards, in order, and what was not, whole or absent.
namespace tally {
namespace {

constexpr std::array block_sizes{1U, 40U, 7U, 260U, 1U, 3U};

struct Progress {
    Sequence acknowledged;
    Sequence attempted;
    bool finished = false;
};

// Appends until something fails, and then once more: a store that has failed takes nothing.
void append_blocks(RocksStore& store, Progress& progress) {
    auto writer = KnownWriter::start(store);
    if (!writer) return;
    for (auto const count : block_sizes) {
        progress.attempted = Sequence{writer.value().tip().next.value + count};
        auto const answer = writer.value().append(count);
        if (!answer) {
            EXPECT_FALSE(store.put_checkpoint({Sequence{1}, "note"}));
            EXPECT_FALSE(store.open_epoch());
            return;
        }
        ASSERT_EQ(answer.value(), Appended::ok);
        progress.acknowledged = writer.value().tip().next;
    }
    if (!store.put_checkpoint({progress.acknowledged, "a note"})) return;
    progress.finished = static_cast<bool>(store.close());
}

// Two sittings: the second finds the first one's log, and writes it into tables.
Progress run(std::filesystem::path const& data, std::shared_ptr<FaultyFileSystem> const& disk) {
    Progress progress;
    for (int sitting = 0; sitting < 2; ++sitting) {
        progress.finished = false;
        auto store = RocksStore::open(data, OpenMode::read_write, {false, disk});
        if (store) append_blocks(*store.value(), progress);
        if (!progress.finished) return progress;
    }
    return progress;
}

void expect_all_acknowledged(std::filesystem::path const& data, Progress const& progress) {
    auto const disk = std::make_shared<FaultyFileSystem>();  // sound, and quick
    auto store = RocksStore::open(data, OpenMode::read_write, {false, disk});
    ASSERT_TRUE(store) << store.error().text;
    auto all = read_all(*store.value());
    ASSERT_TRUE(all) << all.error().text;
    EXPECT_EQ(all.value().wrong, "");
    auto const end = all.value().tip.next;
    EXPECT_TRUE(end == progress.acknowledged || end == progress.attempted)
        << end.value << " is neither " << progress.acknowledged.value << " nor "
        << progress.attempted.value;
    EXPECT_EQ(all.value().tip, store.value()->observed_tip().value());
    EXPECT_EQ(wrong_tree_node(*store.value(), end).value(), "");
    auto writer = KnownWriter::start(*store.value());
    ASSERT_TRUE(writer) << writer.error().text;
    EXPECT_EQ(writer.value().append(2).value(), Appended::ok);
    EXPECT_EQ(read_all(*store.value()).value().tip.next, Sequence{end.value + 2});
}

class CrashTest : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(RocksStore::create(directory_ / "empty", known_meta())); }

    [[nodiscard]] std::filesystem::path fresh_copy() {
        std::filesystem::remove_all(directory_ / "data");
        std::filesystem::copy(
            directory_ / "empty", directory_ / "data", std::filesystem::copy_options::recursive);
        return directory_ / "data";
    }

    // One run with one fault, then a loss of power, then the reckoning. False after the last write.
    bool strike(std::uint64_t number, Fault fault, Tear tear) {
        SCOPED_TRACE("operation " + std::to_string(number) + ", fault " +
                     std::to_string(static_cast<int>(fault)) + ", tear " +
                     std::to_string(static_cast<int>(tear)));
        auto const data = fresh_copy();
        auto const disk = std::make_shared<FaultyFileSystem>();
        disk->arm(number, fault);
        auto const progress = run(data, disk);
        disk->lose_power(tear);
        expect_all_acknowledged(data, progress);
        return disk->struck() && !HasFailure();
    }

    TemporaryDirectory directory_;
};

TEST_F(CrashTest, AnUndisturbedRunAcknowledgesAll) {
    auto const disk = std::make_shared<FaultyFileSystem>();
    auto const data = fresh_copy();
    auto const progress = run(data, disk);
    EXPECT_TRUE(progress.finished);
    EXPECT_EQ(progress.acknowledged, Sequence{2 * 312});
    EXPECT_GT(disk->operations(), 60U);
    disk->lose_power(Tear::none_left);
    expect_all_acknowledged(data, progress);
}

TEST_F(CrashTest, EveryOperationOfARunMayBeTheLast) {
    constexpr std::array tears{
        Tear::none_left, Tear::half_left, Tear::last_byte_gone, Tear::garbage_left, Tear::all_left};
    std::uint64_t number = 1;
    while (strike(number, Fault::crash, tears[number % tears.size()]))
        ++number;
    EXPECT_GT(number, 60U);
}

TEST_F(CrashTest, ATornLastWriteIsDroppedWhateverIsLeftOfIt) {
    auto const disk = std::make_shared<FaultyFileSystem>();
    ASSERT_TRUE(RocksStore::open(fresh_copy(), OpenMode::read_write, {false, disk}));
    auto const opened = disk->operations();
    // The first appends to the log, each cut in each way.
    for (auto number = opened + 1; number < opened + 16; ++number) {
        for (auto const tear : {Tear::none_left,
                                Tear::half_left,
                                Tear::last_byte_gone,
                                Tear::garbage_left,
                                Tear::all_left}) {
            ASSERT_TRUE(strike(number, Fault::crash, tear));
        }
    }
}

TEST_F(CrashTest, EveryOperationOfARunMayFailOnce) {
    std::uint64_t number = 1;
    while (strike(number, Fault::io_error, number % 2 == 0 ? Tear::none_left : Tear::all_left)) {
        ++number;
    }
    EXPECT_GT(number, 60U);
}

TEST_F(CrashTest, TheDiskMayBeFullFromAnyOperationOn) {
    std::uint64_t number = 1;
    while (strike(number, Fault::no_space, Tear::all_left))
        ++number;
    EXPECT_GT(number, 60U);
}

TEST_F(CrashTest, AfterAFailedWriteTheStoreSaysWhyAndTakesNothing) {
    auto const data = fresh_copy();
    auto const disk = std::make_shared<FaultyFileSystem>();
    auto store = RocksStore::open(data, OpenMode::read_write, {false, disk});
    ASSERT_TRUE(store) << store.error().text;
    auto writer = KnownWriter::start(*store.value()).value();
    ASSERT_EQ(writer.append(3).value(), Appended::ok);
    disk->arm(1, Fault::no_space);
    auto const failed = writer.append(3);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, FailureKind::system);
    EXPECT_NE(failed.error().text.find("free some space"), std::string::npos);
    auto const again = writer.append(3);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().text, failed.error().text);
    EXPECT_EQ(read_all(*store.value()).value().tip, known_tip(Sequence{3}));
}

}  // namespace
}  // namespace tally
