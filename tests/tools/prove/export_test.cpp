#include "journal/export/export_store.h"
#include "journal/export/file.h"
#include "tests/engine/any_commands.h"
#include "tests/engine/sequencer/sequencer_world.h"
#include "tests/support/synthetic_flow.h"
#include "tests/support/written_record.h"
#include "tools/prove/export/check.h"
#include "tools/prove/export/writer.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <stdlib.h>

#include <set>
#include <string>

namespace tally {
namespace {

using namespace testing;

std::vector<Entry> any_entries(std::uint64_t seed, std::size_t bytes_count) {
    SplitMix64 random{seed};
    std::vector<std::uint8_t> bytes(bytes_count);
    for (auto& byte : bytes)
        byte = static_cast<std::uint8_t>(random.next());
    return driven_entries(bytes);
}

class ExportTest : public ::testing::Test {
protected:
    // How many entries a sequencer leaves that was given these.
    [[nodiscard]] std::uint64_t record_of(std::vector<Request> const& requests) const {
        apply_all(data_, requests);
        return Record::open(data_).value()->size();
    }

    void write_export(std::uint64_t size) {
        auto const record = Record::open(data_);
        ASSERT_TRUE(record) << record.error().text;
        auto const exported = prove::write_export(*record.value(), {to_, size, {}});
        ASSERT_TRUE(exported) << exported.error().text;
        EXPECT_EQ(exported.value().size, size);
    }

    // What the other verifier, in Python, says. Empty if it holds.
    [[nodiscard]] std::string other_verifier() const {
        auto const said = directory_ / "said";
        std::string const command = std::string{TALLY_PYTHON} + " -B " + TALLY_VERIFY_PY + " -q '" +
                                    to_.string() + "' > '" + said.string() + "' 2>&1";
        auto const status = ::system(command.c_str());
        auto const text = read_text(said, 1'000'000).value().value_or("");
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return text;
        return "it failed: " + text;
    }

    void expect_both_hold() const {
        auto const record = Record::open(to_);
        ASSERT_TRUE(record) << record.error().text;
        auto const verified = prove::verify_export(*record.value(), {});
        EXPECT_TRUE(verified) << verified.error().text;
        EXPECT_EQ(other_verifier(), "");
    }

    TemporaryDirectory directory_;
    std::filesystem::path data_ = directory_ / "data";
    std::filesystem::path to_ = directory_ / "export";
};

TEST_F(ExportTest, BothVerifiersComeToTheSameBooksFromCommandsOfEveryKind) {
    std::set<std::size_t> kinds;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE(seed);
        auto const entries = any_entries(seed, 20'000);
        auto const known = kinds.size();
        for (auto const& entry : entries)
            if (outcome_of(entry.body) == Outcome::ok) kinds.insert(entry.body.index());
        // After some seeds only those that have a kind that none before them had.
        if (seed > 12 && kinds.size() == known) continue;
        std::filesystem::remove_all(data_);
        std::filesystem::remove_all(to_);
        write_record(data_, entries, {entries.size() / 3, entries.size() - 5, entries.size()});
        write_export(entries.size());
        expect_both_hold();
        if (HasFailure()) return;
    }
    // All but those that the sequencer alone writes, and signatures, which come with a command.
    for (Body const& other :
         {Body{ProjectionDigest{}}, Body{RotateSigningKey{}}, Body{CommandSignature{}}})
        kinds.insert(other.index());
    for (std::size_t kind = 0; kind < std::variant_size_v<Body>; ++kind)
        EXPECT_TRUE(kinds.contains(kind)) << kind;
}

TEST_F(ExportTest, RecordsOfASequencerHoldWithTheirDigests) {
    auto const size = record_of(RandomCommands{11}.take(3'000));
    write_export(size);
    expect_both_hold();
    auto const record = Record::open(to_).value();
    EXPECT_GT(prove::verify_export(*record, {}).value().digests, 10U);
}

TEST_F(ExportTest, SizesAroundATilesEdgeHold) {
    auto const entries = any_entries(3, 40'000);
    ASSERT_GT(entries.size(), 800U);
    write_record(data_, entries, {1, 2, 255, 256, 257, 511, 512, 513, 768});
    for (std::uint64_t const size : {1U, 2U, 255U, 256U, 257U, 512U, 513U, 768U}) {
        SCOPED_TRACE(size);
        write_export(size);  // adds to the one before
        expect_both_hold();
    }
}

TEST_F(ExportTest, AnExportIsReadLikeTheRecordAndNeverWritten) {
    auto const size = record_of(RandomCommands{5}.take(9'000));
    write_export(size);
    auto store = ExportStore::open(to_).value();
    auto rocks = RocksStore::open(data_, OpenMode::read_only).value();
    EXPECT_EQ(store->observed_tip().value(), rocks->observed_tip().value());
    EXPECT_EQ(store->meta().verifier_keys, rocks->meta().verifier_keys);
    EXPECT_EQ(store->checkpoints().value(), rocks->checkpoints().value());
    for (std::uint64_t index = 0; index <= size / 256; ++index)
        EXPECT_EQ(store->tree_node(8, index).value(), rocks->tree_node(8, index).value());
    EXPECT_EQ(store->open_epoch().error().kind, FailureKind::usage);
    EXPECT_EQ(store->append({}, {}).error().kind, FailureKind::usage);
    auto const ours = Record::open(to_).value();
    auto const theirs = Record::open(data_).value();
    for (std::uint64_t i = 0; i < size; i += 97)
        EXPECT_EQ(ours->entry(Sequence{i}).value(), theirs->entry(Sequence{i}).value());
    EXPECT_EQ(ours->entry(Sequence{size}).error().kind, FailureKind::incomplete);
}

// Every block of an export goes on from the one before, as those of a record do.
TEST_F(ExportTest, TheBlocksOfAnExportAreAChain) {
    auto const size = record_of(RandomCommands{5}.take(9'000));
    write_export(size);
    auto store = ExportStore::open(to_).value();
    auto cursor = store->read(Sequence{5'000}).value();
    BlockBuffer buffer;
    Block block;
    Tip at;
    std::uint64_t blocks = 0;
    for (; cursor->next(buffer, block).value(); ++blocks) {
        if (blocks != 0) {
            EXPECT_TRUE(extends(at, Epoch{1}, block.header()));
        }
        EXPECT_LE(block.header().first.value, 5'000U + blocks * 4'096);
        at = {block.header().next(), block.header().root_after};
    }
    EXPECT_EQ(at, store->observed_tip().value());
    EXPECT_GT(blocks, 1U);
}

}  // namespace
}  // namespace tally
