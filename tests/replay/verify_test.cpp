#include "replay/verify.h"

#include "engine/sequencer/record_hashes.h"
#include "engine/sequencer/snapshot.h"
#include "replay/fold.h"
#include "tests/replay/damage.h"

#include <gtest/gtest.h>

#include <fstream>

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

    static std::string newest_note(std::filesystem::path const& data) {
        return Record::open(data).value()->checkpoints().value().back();
    }

    static void put_note(std::filesystem::path const& data,
                         std::uint64_t size,
                         std::string const& note) {
        auto store = RocksStore::open(data, OpenMode::read_write).value();
        ASSERT_TRUE(store->put_checkpoint({Sequence{size}, note}));
        ASSERT_TRUE(store->close());
    }

    static void sign_anew(std::filesystem::path const& data, SigningKey const& key) {
        auto const record = Record::open(data).value();
        auto const note = sign_checkpoint(key, {record->size(), record->root()}).value();
        put_note(data, record->size(), note);
    }

    // The only snapshot of `data` is then that of what the first entries of `source` lead to.
    static void put_snapshot(std::filesystem::path const& data,
                             std::filesystem::path const& source) {
        auto const folded = state_at(*Record::open(source).value(), Point{2'000});
        ASSERT_TRUE(folded) << folded.error().text;
        auto store = RocksStore::open(data, OpenMode::read_write).value();
        ASSERT_TRUE(store->snapshots().drop_old(0));
        RecordHashes hashes{*store};
        Tip const tip{Sequence{2'000}, root_of(hashes, 2'000).value()};
        ASSERT_TRUE(save_snapshot(*store, *folded.value().state, tip, {}, [](ByteSink&) {}));
        ASSERT_TRUE(store->close());
    }

    // Files of which every byte counts; RocksDB's own log and options, and what is derived, do not.
    static bool is_evidence(std::filesystem::path const& file) {
        auto const name = file.filename().string();
        bool const own = name == "TALLY" || name == "checkpoint";
        bool const kept = file.extension() == ".sst" || file.extension() == ".log" ||
                          name.starts_with("MANIFEST") || name == "CURRENT";
        bool const record = file.parent_path().filename() == "record";
        return std::filesystem::is_regular_file(file) && std::filesystem::file_size(file) != 0 &&
               (own || (record && kept));
    }

    static void flip_bit(std::filesystem::path const& file, std::uint64_t place) {
        std::fstream bytes{file, std::ios::binary | std::ios::in | std::ios::out};
        place %= std::filesystem::file_size(file);
        bytes.seekg(static_cast<std::streamoff>(place));
        auto const byte = static_cast<char>(bytes.get());
        bytes.seekp(static_cast<std::streamoff>(place));
        bytes.put(static_cast<char>(byte ^ 1));
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
    auto const kinds = State::kinds.size() - 1;  // there are no reconciliations in it
    EXPECT_GE(verified.value().digests, 5 * kinds);
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
        EXPECT_FALSE(wrong_with(copy, {{}, false, {}, {}}).empty());
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
    EXPECT_EQ(wrong_with(other_, {{}, false, {}, {}}), "");
    std::filesystem::copy_file(data_ / "checkpoint", other_ / "checkpoint");
    expect_says(wrong_with(other_, {{}, false, {}, {}}), "not those that were signed");
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

// Harm with every hash made anew: what an insider without the key can do. The entries then say
// where they belong, and the first one that stands elsewhere is named.
TEST_F(VerifyTest, SwappedDuplicatedAndInsertedEntriesAreNamed) {
    struct Harm {
        char const* says;
        std::function<void(std::vector<Entry>&)> change;
    };

    Harm const harms[] = {
        {"entry 900", [](auto& entries) { std::swap(entries[700], entries[900]); }},
        {"entry 700", [](auto& entries) { entries[701] = entries[700]; }},
        {"entry 5", [](auto& entries) { entries.insert(entries.begin() + 512, entries[5]); }},
        {"entry 801", [](auto& entries) { entries.erase(entries.begin() + 800); }},
    };
    for (auto const& harm : harms) {
        SCOPED_TRACE(harm.says);
        std::filesystem::remove_all(other_);
        rewrite(data_, other_, harm.change);
        expect_says(wrong_with(other_), harm.says);
        expect_says(wrong_with(other_, {{}, false, {}, {}}), "says that it is");
    }
}

// The log's own key, on another history. Only who kept a checkpoint can tell.
TEST_F(VerifyTest, AShorterLogThatIsSignedAgainFailsAKeptCheckpoint) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) { entries.resize(2'000); });
    sign_anew(other_, test_key());
    EXPECT_EQ(wrong_with(other_), "");
    VerifyRequest request;
    request.kept.push_back({"may.checkpoint", newest_note(data_)});
    expect_says(wrong_with(other_, request), "may.checkpoint: signed over");
    expect_says(wrong_with(other_, request), "the record has only 2000");
    EXPECT_EQ(wrong_with(data_, request), "");
}

TEST_F(VerifyTest, AForkThatIsSignedAgainFailsAKeptCheckpoint) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) {
        for (auto& entry : entries)
            entry.time.ns += 1;
    });
    sign_anew(other_, test_key());
    VerifyRequest request{{}, false, {}, {{"may.checkpoint", newest_note(data_)}}};
    expect_says(wrong_with(other_, request), "may.checkpoint: the first");
}

TEST_F(VerifyTest, AForeignCheckpointIsFound) {
    auto const stranger = SigningKey::generate(test_key().name()).value();
    sign_anew(data_, stranger);
    expect_says(wrong_with(data_), "no signature by any of the given keys");
    rewrite(data_, other_, [](std::vector<Entry>&) {});
    sign_anew(other_, SigningKey::generate("elsewhere.example").value());
    EXPECT_FALSE(wrong_with(other_).empty());
}

TEST_F(VerifyTest, AnOldSignatureOnANewRootIsFound) {
    rewrite(data_, other_, [](std::vector<Entry>& entries) { entries.resize(2'000); });
    auto const old_note = parse_note(newest_note(data_)).value();
    auto note = old_note;
    auto const record = Record::open(other_).value();
    note.text = checkpoint_text({record->origin(), {record->size(), record->root()}, {}});
    put_note(other_, record->size(), format_note(note));
    expect_says(wrong_with(other_), "is wrong");
}

TEST_F(VerifyTest, AFlippedBitInAnyFileOfTheRecordIsFound) {
    std::uint64_t random = 12'345;
    std::vector<std::filesystem::path> files;
    for (auto const& file : std::filesystem::recursive_directory_iterator{data_})
        if (is_evidence(file.path())) files.push_back(file.path().lexically_relative(data_));
    ASSERT_GT(files.size(), 4U);
    for (auto const& file : files) {
        SCOPED_TRACE(file);
        std::filesystem::remove_all(other_);
        std::filesystem::copy(data_, other_, std::filesystem::copy_options::recursive);
        random = random * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        flip_bit(other_ / file, random >> 33U);
        EXPECT_FALSE(wrong_with(other_).empty());
    }
}

// A snapshot that is whole and of this record, but of other accounts: a restart would believe it.
TEST_F(VerifyTest, AForgedSnapshotIsFoundByReplay) {
    EXPECT_GT(verify(*Record::open(data_).value(), {}).value().snapshots, 0U);
    rewrite(data_, other_, [](std::vector<Entry>& entries) {
        for (auto& entry : entries)
            if (auto* account = std::get_if<CreateAccount>(&entry.body))
                account->user_data_64 ^= 1U;
    });
    put_snapshot(data_, data_);
    EXPECT_EQ(wrong_with(data_), "");
    put_snapshot(data_, other_);
    expect_says(wrong_with(data_), "the snapshot of the first 2000 entries has other ledger");
    EXPECT_EQ(wrong_with(data_, {{}, false, {}, {}}), "");  // the entries are as they were
}

TEST_F(VerifyTest, WithoutWhatIsDerivedNothingIsLost) {
    std::filesystem::remove_all(data_ / "derived");
    EXPECT_EQ(wrong_with(data_), "");
}

}  // namespace
}  // namespace tally::testing
