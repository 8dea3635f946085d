#include "journal/store/rocks_store.h"

#include "tests/journal/store/known_record.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>

namespace tally {
namespace {

std::string text_of(Failure const& failure) {
    return failure.text;
}

class RocksStoreTest : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path data() const { return directory_ / "data"; }

    void create() {
        auto made = RocksStore::create(data(), known_meta());
        ASSERT_TRUE(made) << made.error().text;
        store_ = std::move(made).value();
    }

    void open(OpenMode mode = OpenMode::read_write) {
        store_.reset();
        auto opened = RocksStore::open(data(), mode);
        ASSERT_TRUE(opened) << opened.error().text;
        store_ = std::move(opened).value();
    }

    // The failure of opening.
    [[nodiscard]] Failure refused(OpenMode mode) {
        auto opened = RocksStore::open(data(), mode);
        if (opened) {
            ADD_FAILURE() << "opened";
            return {};
        }
        return opened.error();
    }

    void append(std::uint32_t count) {
        auto writer = KnownWriter::start(*store_);
        ASSERT_TRUE(writer) << writer.error().text;
        ASSERT_EQ(writer.value().append(count).value(), Appended::ok);
    }

    TemporaryDirectory directory_;
    std::unique_ptr<RocksStore> store_;
};

TEST_F(RocksStoreTest, EverythingIsThereAfterAnotherOpening) {
    create();
    append(700);
    ASSERT_TRUE(store_->put_checkpoint({Sequence{300}, "old"}));
    ASSERT_TRUE(store_->put_checkpoint({Sequence{700}, "new"}));
    auto const blob = store_->put_blob(known_leaf(Sequence{5})).value();
    for (auto const mode : {OpenMode::read_write, OpenMode::read_only}) {
        open(mode);
        EXPECT_EQ(store_->meta(), known_meta());
        EXPECT_EQ(store_->derived_notice(), "");
        EXPECT_EQ(store_->observed_tip().value(), known_tip(Sequence{700}));
        EXPECT_EQ(read_all(*store_).value().wrong, "");
        EXPECT_EQ(wrong_tree_node(*store_, Sequence{700}).value(), "");
        EXPECT_EQ(store_->tree_node(8, 2).value(), std::nullopt);
        EXPECT_EQ(Frontier::restore(store_->frontier().value()).value().size(), 700U);
        EXPECT_EQ(store_->blob(blob).value(), known_leaf(Sequence{5}));
        EXPECT_EQ(store_->blob(Hash32{}).value(), std::nullopt);
        EXPECT_EQ(store_->checkpoints().value().size(), 2U);
        EXPECT_EQ(store_->newest_checkpoint(Sequence{699}).value()->note, "old");
        EXPECT_EQ(store_->newest_checkpoint(Sequence{700}).value()->note, "new");
        EXPECT_EQ(store_->newest_checkpoint(Sequence{299}).value(), std::nullopt);
    }
}

TEST_F(RocksStoreTest, ASecondWriterIsToldSoAndReadersAreNot) {
    create();
    append(3);
    auto const failure = refused(OpenMode::read_write);
    EXPECT_EQ(failure.kind, FailureKind::usage);
    EXPECT_NE(failure.text.find(data().string()), std::string::npos);
    EXPECT_NE(failure.text.find("another process is writing"), std::string::npos);
    auto reader = RocksStore::open(data(), OpenMode::read_only);
    ASSERT_TRUE(reader) << reader.error().text;
    EXPECT_EQ(read_all(*reader.value()).value().tip, known_tip(Sequence{3}));
}

TEST_F(RocksStoreTest, AReaderFollowsAWriter) {
    create();
    auto writer = KnownWriter::start(*store_).value();
    ASSERT_TRUE(writer.append(3));
    auto reader = RocksStore::open(data(), OpenMode::read_only).value();
    auto cursor = reader->read(Sequence{0}).value();
    BlockBuffer buffer;
    Block block;
    EXPECT_TRUE(cursor->next(buffer, block).value());
    EXPECT_FALSE(cursor->next(buffer, block).value());
    EXPECT_FALSE(reader->await(Sequence{3}, std::chrono::milliseconds{0}).value());
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(writer.append(2));
    EXPECT_TRUE(reader->await(Sequence{8}, std::chrono::minutes{1}).value());
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(cursor->next(buffer, block).value());
    EXPECT_EQ(block.header().next(), Sequence{9});
    EXPECT_FALSE(cursor->next(buffer, block).value());
}

TEST_F(RocksStoreTest, AReaderCannotWriteAndLeavesNoTrace) {
    create();
    append(3);
    open(OpenMode::read_only);
    EXPECT_EQ(store_->open_epoch().error().kind, FailureKind::usage);
    EXPECT_EQ(store_->put_checkpoint({}).error().kind, FailureKind::usage);
}

TEST_F(RocksStoreTest, WhatIsNoDataDirectoryIsNamed) {
    auto failure = refused(OpenMode::read_write);
    EXPECT_EQ(failure.kind, FailureKind::usage);
    EXPECT_NE(failure.text.find("there is no such directory"), std::string::npos);
    std::filesystem::create_directory(data());
    failure = refused(OpenMode::read_only);
    EXPECT_EQ(failure.kind, FailureKind::usage);
    EXPECT_NE(failure.text.find("not a tally data directory"), std::string::npos);
    std::filesystem::remove(data());
    std::ofstream{data()} << "a file";
    EXPECT_NE(text_of(refused(OpenMode::read_only)).find("not a directory"), std::string::npos);
    EXPECT_FALSE(RocksStore::create(data(), known_meta()));
}

TEST_F(RocksStoreTest, CreateTakesOnlyAnEmptyDirectory) {
    std::filesystem::create_directory(data());
    create();
    auto const again = RocksStore::create(data(), known_meta());
    ASSERT_FALSE(again);
    EXPECT_NE(again.error().text.find("already"), std::string::npos);
    std::filesystem::create_directory(directory_ / "other");
    std::ofstream{directory_ / "other" / "file"} << "x";
    EXPECT_EQ(RocksStore::create(directory_ / "other", known_meta()).error().kind,
              FailureKind::usage);
}

TEST_F(RocksStoreTest, ANewerFormatNamesBothFormats) {
    create();
    store_.reset();
    std::ofstream{data() / "TALLY"} << "Tallystick data directory, format 2\n";
    auto const failure = refused(OpenMode::read_only);
    EXPECT_EQ(failure.kind, FailureKind::usage);
    EXPECT_NE(failure.text.find("has format 2"), std::string::npos);
    EXPECT_NE(failure.text.find("formats up to 1"), std::string::npos);
}

TEST_F(RocksStoreTest, AMarkerThatSaysSomethingElseIsDamage) {
    create();
    store_.reset();
    for (auto const* text : {"",
                             "Tallystick data directory, format \n",
                             "something else\n",
                             "Tallystick data directory, format 1",
                             "Tallystick data directory, "
                             "format 0\n"}) {
        std::ofstream{data() / "TALLY"} << text;
        EXPECT_EQ(refused(OpenMode::read_only).kind, FailureKind::integrity) << text;
    }
    std::filesystem::remove(data() / "TALLY");
    EXPECT_EQ(refused(OpenMode::read_only).kind, FailureKind::integrity);
}

TEST_F(RocksStoreTest, ADamagedDerivedDatabaseIsSaidAndMadeAnew) {
    create();
    append(3);
    store_.reset();
    std::ofstream{data() / "derived" / "CURRENT"} << "nonsense";
    open(OpenMode::read_only);
    EXPECT_NE(store_->derived_notice().find("cannot be used"), std::string::npos);
    EXPECT_EQ(store_->snapshots().newest(Sequence{9}).value(), nullptr);
    EXPECT_EQ(store_->ids().progress().value(), Sequence{0});
    open(OpenMode::read_write);
    EXPECT_NE(store_->derived_notice().find("made anew"), std::string::npos);
    open(OpenMode::read_write);
    EXPECT_EQ(store_->derived_notice(), "");
    EXPECT_EQ(read_all(*store_).value().tip, known_tip(Sequence{3}));
}

TEST_F(RocksStoreTest, WhatATornLogEndsInIsCountedAndNoPartOfTheRecord) {
    create();
    append(3);
    EXPECT_EQ(store_->torn_bytes(), 0U);
    store_.reset();
    std::filesystem::path newest;
    for (auto const& file : std::filesystem::directory_iterator{data() / "record"})
        if (file.path().extension() == ".log") newest = std::max(newest, file.path());
    std::ofstream{newest, std::ios::app | std::ios::binary}
        << std::string{"\x01\x02\x03\x04\xe8\x03\x01", 7} << "ten bytes.";  // of a record of 1,000
    open(OpenMode::read_only);
    EXPECT_EQ(read_all(*store_).value().tip, known_tip(Sequence{3}));
    open();
    EXPECT_EQ(store_->torn_bytes(), 17U);
    EXPECT_EQ(read_all(*store_).value().tip, known_tip(Sequence{3}));
    open();
    EXPECT_EQ(store_->torn_bytes(), 0U) << "it was cut off";
}

TEST_F(RocksStoreTest, WithoutItsDerivedDirectoryARecordIsWhole) {
    create();
    append(3);
    store_.reset();
    std::filesystem::remove_all(data() / "derived");
    open();
    EXPECT_EQ(read_all(*store_).value().tip, known_tip(Sequence{3}));
    std::array rows{IdRow{{1, 2}, 3}};
    EXPECT_TRUE(store_->ids().put(rows, Sequence{3}));
}

}  // namespace
}  // namespace tally
