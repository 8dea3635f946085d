#include "tools/reconcile/sources/store.h"

#include "tests/support/temporary_directory.h"
#include "tests/tools/reconcile/sources/reading_support.h"
#include "tests/tools/reconcile/sources/writers.h"
#include "tools/reconcile/sources/jsonl_write.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tally::reconcile {
namespace {

class StoreTest : public ::testing::Test {
protected:
    std::string file(std::string const& name, std::string const& content) {
        auto const path = directory_ / name;
        std::ofstream{path, std::ios::binary} << content;
        return path.string();
    }

    Result<FileReport> import(std::string const& path, bool partial = false) {
        auto store = StatementStore::open(directory_ / "store");
        EXPECT_TRUE(store.has_value());
        ReadOptions options;
        options.partial = partial;
        done_.clear();
        return store.value().import(path, options, done_);
    }

    Read stored() {
        StatementList list;
        auto const report = read_source((directory_ / "store").string(), {}, list);
        Read read;
        if (!report) read.failure = report.error().text;
        read.statements = std::move(list.statements);
        return read;
    }

    TemporaryDirectory directory_;
    std::vector<Imported> done_;
};

TEST_F(StoreTest, TheRawFileIsKeptByItsHashAndTheStatementComesBack) {
    auto const text = gzip(write_camt053({sample_statement()}, 8));
    auto const report = import(file("a.xml.gz", text));
    ASSERT_TRUE(report.has_value()) << report.error().text;
    ASSERT_EQ(done_.size(), 1U);
    EXPECT_EQ(done_[0].fresh, 3U);
    std::ifstream raw{directory_ / "store" / "raw" / report.value().hash, std::ios::binary};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{raw}, {}}), text);
    auto const direct = read_text(text);
    auto const back = stored();
    ASSERT_TRUE(back.ok()) << back.failure;
    EXPECT_EQ(back.statements, direct.statements);
}

TEST_F(StoreTest, TheSameAgainAddsNothing) {
    auto const path = file("a.xml", write_camt053({sample_statement()}, 8));
    ASSERT_TRUE(import(path).has_value());
    auto const before = stored();
    auto const again = import(path);
    ASSERT_TRUE(again.has_value()) << again.error().text;
    EXPECT_EQ(done_[0].fresh, 0U);
    EXPECT_EQ(done_[0].known, 3U);
    EXPECT_EQ(stored().statements, before.statements);
}

TEST_F(StoreTest, ALaterFileOfTheSameStatementAddsWhatIsNew) {
    auto early = sample_statement();
    early.lines.pop_back();
    early.closing.reset();
    ASSERT_TRUE(import(file("early.jsonl", to_jsonl(early))).has_value());
    auto const full = import(file("full.jsonl", to_jsonl(sample_statement())));
    ASSERT_TRUE(full.has_value()) << full.error().text;
    EXPECT_EQ(done_[0].fresh, 1U);
    EXPECT_EQ(done_[0].known, 2U);
    auto const back = stored();
    ASSERT_EQ(back.statements.size(), 1U);
    EXPECT_EQ(back.statements[0].lines.size(), 3U);
    EXPECT_EQ(back.statements[0].closing, units(8550));
}

TEST_F(StoreTest, ALineThatSaysSomethingElseIsRefusedAndNothingChanges) {
    ASSERT_TRUE(import(file("a.jsonl", to_jsonl(sample_statement()))).has_value());
    auto const before = stored();
    auto other = sample_statement();
    other.lines[0].amount = units(1235);
    other.lines[1].amount = units(-3001);
    auto const refused = import(file("b.jsonl", to_jsonl(other)));
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().text.find("entry B1 of statement S-1"), std::string::npos)
        << refused.error().text;
    other = sample_statement();
    other.opening = units(10001);
    other.closing = units(8551);
    EXPECT_NE(import(file("c.jsonl", to_jsonl(other))).error().text.find("opening balance"),
              std::string::npos);
    other = sample_statement();
    for (auto& line : other.lines)
        line.entry_reference += "x";
    EXPECT_NE(import(file("d.jsonl", to_jsonl(other))).error().text.find("set of entries"),
              std::string::npos);
    EXPECT_EQ(stored().statements, before.statements);
}

TEST_F(StoreTest, NothingOfABadFileIsTakenUnlessAskedFor) {
    auto other = sample_statement();
    other.id = "S-2";
    auto text = write_camt053({sample_statement(), other}, 8);
    text.replace(text.rfind(">3.16<"), 6, ">3.165<");
    auto const path = file("bad.xml", text);
    auto const refused = import(path);
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().text.find("bad.xml:"), std::string::npos) << refused.error().text;
    EXPECT_FALSE(stored().ok());
    auto const taken = import(path, true);
    ASSERT_TRUE(taken.has_value()) << taken.error().text;
    EXPECT_EQ(taken.value().left_out.count(), 1U);
    ASSERT_EQ(done_.size(), 2U);
    EXPECT_EQ(done_[1].left_out, 1U);
    auto const back = stored();
    ASSERT_EQ(back.statements.size(), 2U);
    EXPECT_EQ(back.statements[0].left_out + back.statements[1].left_out, 1U);
}

TEST_F(StoreTest, AMissingFileIsNamed) {
    auto const missing = import("/no/such/statement.xml");
    ASSERT_FALSE(missing.has_value());
    EXPECT_NE(missing.error().text.find("/no/such/statement.xml"), std::string::npos);
}

// Both while a file is read and while what was stored of it is.
TEST_F(StoreTest, HowFarTheReadingHasComeIsTold) {
    auto statement = sample_statement();
    auto const few = statement.lines;
    for (std::size_t i = 0; i < 2'000; ++i) {
        statement.lines.push_back(few.front());
        statement.lines.back().entry_reference = "many" + std::to_string(i);
        statement.closing = statement.closing->checked_add(few.front().amount);
    }
    auto const path = file("many.jsonl", to_jsonl(statement));
    ASSERT_TRUE(import(path).has_value());
    for (auto const& source : {path, (directory_ / "store").string()}) {
        SCOPED_TRACE(source);
        std::vector<std::uint64_t> told;
        std::uint64_t size = 0;
        ReadOptions options;
        options.progress = [&](std::uint64_t done, std::uint64_t total) {
            told.push_back(done);
            size = total;
        };
        StatementList list;
        ASSERT_TRUE(read_source(source, options, list).has_value());
        EXPECT_GT(told.size(), 3U);
        EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
        EXPECT_GT(size, 200'000U);
        EXPECT_EQ(told.back(), size);
    }
}

}  // namespace
}  // namespace tally::reconcile
