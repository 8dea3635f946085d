#include "tests/support/cli_runner.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace tally {
namespace {

using test::CliRunner;

class BackupTest : public testing::Test {
protected:
    BackupTest() {
        cli.write("first",
                  R"({"command":"create_asset","asset":"USD","scale":2}
{"command":"create_account","id":"1","asset":"USD","owner":"1","code":1}
{"command":"create_account","id":"2","asset":"USD","owner":"2","code":1}
)");
        ok("tally init --origin books.test --key key --data books");
        ok("tally apply first --data books --key key");
    }

    void ok(std::string const& command) const {
        auto const run = cli.run(command);
        ASSERT_EQ(run.exit_code, 0) << command << "\n" << run.error;
    }

    // Refused with this exit code, and these words.
    void refused(std::string const& command, int code, std::string const& words) const {
        auto const run = cli.run(command);
        EXPECT_EQ(run.exit_code, code) << command << "\n" << run.error;
        EXPECT_NE(run.error.find(words), std::string::npos) << run.error;
    }

    // Transfers from number `from` to `to`, in one run of the program.
    void transfer(int from, int to) const {
        std::string lines;
        for (int id = from; id <= to; ++id)
            lines += R"({"command":"create_transfer","id":")" + std::to_string(id) +
                     R"(","debit":"1","credit":"2","asset":"USD","amount":"1.00","code":1})"
                     "\n";
        cli.write("transfers", lines);
        ok("tally apply transfers --data books --key key -o answers");
    }

    [[nodiscard]] std::string root_of(std::string const& data) const {
        return cli.run("tally status -O json --data " + data + " | tr ',' '\\n' | grep root").out;
    }

    CliRunner cli;
};

TEST_F(BackupTest, ARestoredBackupIsTheSameRecord) {
    transfer(1, 100);
    ok("tally backup copy --data books");
    ok("tally restore copy --data again -q");
    EXPECT_EQ(root_of("again"), root_of("books"));
    ok("tally verify -q --data again");
    ok("cmp books/checkpoint again/checkpoint");
    ok("tally replay -q --re-decide --from-zero --data again");
    EXPECT_EQ(cli.run("tally trial --data again").out, cli.run("tally trial --data books").out);
}

TEST_F(BackupTest, WhatWasRestoredIsWrittenOn) {
    ok("tally backup copy --data books && tally restore copy -q --data again");
    cli.write("more", R"({"command":"create_account","id":"3","asset":"USD","owner":"1","code":1}
)");
    ok("tally apply more --data again --key key && tally verify -q --data again");
}

TEST_F(BackupTest, ASecondRunCopiesOnlyWhatIsNew) {
    ok("tally backup copy --data books");
    transfer(1, 50);
    auto const second = cli.run("tally backup copy --data books -O json");
    EXPECT_NE(second.out.find(R"("entries":53,"new_entries":50)"), std::string::npos)
        << second.out << second.error;
    auto const third = cli.run("tally backup copy --data books -O json");
    EXPECT_NE(third.out.find(R"("new_entries":0)"), std::string::npos) << third.out;
    ok("tally restore copy --data again -q");
    EXPECT_EQ(root_of("again"), root_of("books"));
}

TEST_F(BackupTest, AnOldBackupIsFoundOutByANewerCheckpoint) {
    ok("tally backup copy --data books");
    transfer(1, 20);
    ok("cp books/checkpoint newest");
    refused("tally restore copy --data again --newest-checkpoint newest", 5, "older copy");
    EXPECT_FALSE(std::filesystem::exists(cli.directory() / "again"));
    ok("tally restore copy --data again -q");  // whoever does not know cannot tell
    refused("tally apply first --data again --newest-checkpoint newest", 5, "older copy");
    refused("tally serve --data again --unix s --insecure-local --newest-checkpoint newest",
            5,
            "older copy");
    ok("tally backup copy --data books");
    ok("tally restore copy --data new --newest-checkpoint newest");
    ok("tally apply first --data new -o answers --newest-checkpoint newest");
}

TEST_F(BackupTest, ACheckpointOfOtherHistoryOrRecordIsTold) {
    ok("tally backup copy --data books && tally restore copy -q --data fork");
    transfer(1, 3);
    ok("cp transfers three");
    ok("cp books/checkpoint newest");
    cli.write("other", R"({"command":"create_account","id":"3","asset":"USD","owner":"1","code":1}
{"command":"create_account","id":"4","asset":"USD","owner":"1","code":1}
{"command":"create_account","id":"5","asset":"USD","owner":"1","code":1}
)");
    ok("tally apply other --data fork --key key");
    refused("tally apply other --data fork --newest-checkpoint newest", 5, "not those that were");
    refused(
        "tally backup copy2 --data fork && tally backup copy2 --data books", 5, "not the first");
    ok("tally init --origin else.test --key key2 --data else");
    ok("tally checkpoint --data else --key key2");
    refused("tally apply other --data books --newest-checkpoint else/checkpoint", 5, "else");
}

TEST_F(BackupTest, ARecordWhoseKeyWasReplacedKeepsItsChainOfKeys) {
    ok("tally rotate --key key --new key2 --data books -q");
    cli.write("more", R"({"command":"create_account","id":"3","asset":"USD","owner":"1","code":1}
)");
    ok("tally apply more --data books --key key2 && cp books/checkpoint newest");
    ok("tally backup copy --data books");
    ok("tally restore copy --data again -q --newest-checkpoint newest");
    ok("tally verify -q --data again && cmp books/rotations again/rotations");
}

TEST_F(BackupTest, ABackupOfARecordThatWasPutBackIsRefused) {
    ok("cp -r books old");
    transfer(1, 20);
    ok("tally backup copy --data books");
    refused("tally backup copy --data old", 5, "put back to an older state");
    ok("tally restore copy --data again -q");
    EXPECT_EQ(root_of("again"), root_of("books"));
}

TEST_F(BackupTest, NothingIsRecordedInABackupAndNothingIsWrittenOver) {
    ok("tally backup copy --data books");
    refused("tally apply first --data copy", 1, "is a backup");
    refused("tally serve --data copy --unix s --insecure-local", 1, "is a backup");
    refused("tally backup books --data books", 1, "neither empty nor a backup");
    refused("tally restore copy --data books", 1, "not an empty directory");
    refused("tally restore books --data again", 1, "is no backup");
    ok("tally init --origin else.test --key key2 --data else");
    refused("tally backup copy --data else", 1, "another record");
}

TEST_F(BackupTest, DamageInTheRecordOrInTheBackupIsFound) {
    transfer(1, 2000);
    ok("tally backup copy --data books");
    std::size_t files = 0;
    for (auto const& file : std::filesystem::directory_iterator{cli.directory() / "copy/record"}) {
        auto const name = file.path().extension();
        bool const is_data = name == ".sst" || name == ".log";
        if (!is_data || file.file_size() < 20'000) continue;
        std::fstream bytes{file.path(), std::ios::in | std::ios::out | std::ios::binary};
        bytes.seekp(10'000);
        bytes.put('\x5a').put('\x5a').put('\x5a').put('\x5a');
        ++files;
    }
    ASSERT_GT(files, 0U);
    EXPECT_EQ(cli.run("tally restore copy --data again").exit_code, 5);
    EXPECT_FALSE(std::filesystem::exists(cli.directory() / "again"));
    EXPECT_EQ(cli.run("tally backup copy --data books").exit_code, 5);
}

TEST_F(BackupTest, AFullDiskIsToldAndTheNextRunGoesOn) {
    transfer(1, 3000);
    auto const full = cli.run("(trap '' XFSZ; ulimit -f 64; tally backup copy --data books)");
    EXPECT_EQ(full.exit_code, 6) << full.error;
    EXPECT_NE(full.error.find("File too large"), std::string::npos) << full.error;
    refused("tally restore copy --data again", 4, "never finished");

    auto const next = cli.run("tally backup copy --data books");
    EXPECT_EQ(next.exit_code, 0) << next.error;
    ok("tally restore copy --data again -q");
    EXPECT_EQ(root_of("again"), root_of("books"));
}

}  // namespace
}  // namespace tally
