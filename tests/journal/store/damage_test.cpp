#include "tests/journal/store/known_record.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

// A closed store with one file changed is either read exactly as it was written, or not at all.
namespace tally {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t record_size = 3 * 330;

std::string content_of(fs::path const& path) {
    std::ifstream file{path, std::ios::binary};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

void set_content(fs::path const& path, std::string const& content) {
    std::ofstream{path, std::ios::binary | std::ios::trunc} << content;
}

class DamageTest : public testing::Test {
protected:
    // Three sittings, so that there are tables, a log, and a manifest with a history.
    void SetUp() override {
        auto const disk = std::make_shared<FaultyFileSystem>();  // sound, and quick
        ASSERT_TRUE(RocksStore::create(data_, known_meta(), {false, disk}));
        for (int sitting = 0; sitting < 3; ++sitting) {
            auto store = RocksStore::open(data_, OpenMode::read_write, {false, disk}).value();
            auto writer = KnownWriter::start(*store).value();
            for (auto const count : {300U, 1U, 29U})
                ASSERT_TRUE(writer.append(count));
            ASSERT_TRUE(store->put_checkpoint({writer.tip().next, "a note"}));
            ASSERT_TRUE(store->close());
        }
    }

    // What matters: not the text logs, and not what RocksDB writes for people.
    [[nodiscard]] std::vector<fs::path> files() const {
        std::vector<fs::path> found{data_ / "TALLY", data_ / "witness"};
        for (auto const& entry : fs::directory_iterator{data_ / "record"}) {
            auto const name = entry.path().filename().string();
            auto const talk = name.starts_with("LOG") || name.starts_with("OPTIONS");
            if (!talk) found.push_back(entry.path());
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    // Empty if reading gives exactly what was written, or a failure; what is wrong otherwise.
    [[nodiscard]] std::string misread() {
        auto store = RocksStore::open(data_, OpenMode::read_only);
        if (!store) {
            ++failures_;
            return store.error().text.empty() ? "a failure without a text" : "";
        }
        auto const all = read_all(*store.value());
        auto const nodes = wrong_tree_node(*store.value(), Sequence{record_size});
        auto const notes = store.value()->checkpoints();
        if (!all || !nodes || !notes) {
            ++failures_;
            return "";
        }
        if (all.value().tip != tip_)
            return "ends after " + std::to_string(all.value().tip.next.value);
        if (notes.value().size() != 3) return std::to_string(notes.value().size()) + " checkpoints";
        if (!(store.value()->meta() == known_meta())) return "another meta";
        return all.value().wrong + nodes.value();
    }

    TemporaryDirectory directory_;
    fs::path data_ = directory_ / "data";
    Tip tip_ = known_tip(Sequence{record_size});
    int failures_ = 0;
};

TEST_F(DamageTest, AnUndamagedStoreIsReadAsWritten) {
    EXPECT_EQ(misread(), "");
    EXPECT_EQ(failures_, 0);
    EXPECT_GT(files().size(), 5U);
}

TEST_F(DamageTest, AFlippedBitIsHarmlessOrFound) {
    int flips = 0;
    for (auto const& file : files()) {
        auto const good = content_of(file);
        auto const step = std::max<std::size_t>(1, good.size() / 24);
        for (std::size_t at = 0; at < good.size(); at += step) {
            auto bad = good;
            auto const bit = static_cast<unsigned>((at / step) % 8);
            bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1U << bit));
            set_content(file, bad);
            EXPECT_EQ(misread(), "") << file.filename() << " byte " << at << " bit " << bit;
            ++flips;
        }
        set_content(file, good);
    }
    EXPECT_GT(flips, 100);
    EXPECT_GT(failures_, flips / 2);
    EXPECT_EQ(misread(), "");
}

TEST_F(DamageTest, AFileCutShortOrMissingIsHarmlessOrFound) {
    for (auto const& file : files()) {
        auto const good = content_of(file);
        for (std::size_t part = 0; part < 8; ++part) {
            set_content(file, good.substr(0, good.size() * part / 8));
            EXPECT_EQ(misread(), "") << file.filename() << " cut to " << part << "/8";
        }
        if (!good.empty()) {
            set_content(file, good.substr(0, good.size() - 1));
            EXPECT_EQ(misread(), "") << file.filename() << " without its last byte";
        }
        fs::remove(file);
        EXPECT_EQ(misread(), "") << file.filename() << " missing";
        set_content(file, good);
    }
    EXPECT_EQ(misread(), "");
}

// The log that the last sitting left, with all that it acknowledged.
fs::path newest_log(std::vector<fs::path> const& files) {
    fs::path newest;
    for (auto const& file : files) {
        if (file.extension() == ".log" && fs::file_size(file) > 1000) newest = file;
    }
    return newest;
}

TEST_F(DamageTest, ALogThatLostItsEndIsFoundByTheWitness) {
    auto const log = newest_log(files());
    ASSERT_FALSE(log.empty());
    auto const good = content_of(log);
    set_content(log, good.substr(0, good.size() / 2));
    for (auto const mode : {OpenMode::read_only, OpenMode::read_write}) {
        auto const store = RocksStore::open(data_, mode);
        ASSERT_FALSE(store);
        EXPECT_EQ(store.error().kind, FailureKind::integrity);
        EXPECT_NE(store.error().text.find("are lost"), std::string::npos) << store.error().text;
        EXPECT_NE(store.error().text.find("to 989"), std::string::npos) << store.error().text;
    }
    set_content(log, good);  // nothing was tidied away meanwhile
    EXPECT_EQ(misread(), "");
    EXPECT_EQ(failures_, 0);
}

TEST_F(DamageTest, WhatIsLeftCanBeSalvagedOnAHumansWord) {
    auto const log = newest_log(files());
    auto const good = content_of(log);
    set_content(log, good.substr(0, good.size() / 2));
    {
        auto const store = RocksStore::open(data_, OpenMode::read_write, {true, nullptr});
        ASSERT_TRUE(store) << store.error().text;
        EXPECT_EQ(read_all(*store.value()).value().wrong, "");
    }
    auto const again = RocksStore::open(data_, OpenMode::read_write);
    ASSERT_TRUE(again) << again.error().text;
    EXPECT_LT(again.value()->observed_tip().value().next, Sequence{record_size});
}

TEST_F(DamageTest, AnOlderWitnessIsNoDamageAndAnothersIs) {
    auto const good = content_of(data_ / "witness");
    auto const other = directory_ / "other";
    {
        auto store = RocksStore::create(other, known_meta()).value();
        auto writer = KnownWriter::start(*store).value();
        ASSERT_TRUE(writer.append(300));
    }
    set_content(data_ / "witness", content_of(other / "witness"));
    EXPECT_EQ(misread(), "");
    EXPECT_EQ(failures_, 0);
    {
        auto store = RocksStore::open(other, OpenMode::read_write).value();
        auto writer = KnownWriter::start(*store).value();
        ASSERT_TRUE(writer.append(5));
    }
    set_content(data_ / "witness", content_of(other / "witness"));
    EXPECT_EQ(misread(), "");
    EXPECT_EQ(failures_, 1) << "no block ends after 305 entries here";
    set_content(data_ / "witness", std::string(8192, '\0'));
    auto const store = RocksStore::open(data_, OpenMode::read_only);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, FailureKind::integrity);
    set_content(data_ / "witness", good);
}

}  // namespace
}  // namespace tally
