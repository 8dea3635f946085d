// The evidence pack, in the hands of somebody who has the commands of its VERIFY.md and nothing
// else.
#include "tests/tools/reconcile/run/reconcile_fixture.h"

#include <cstdlib>
#include <sstream>
#include <vector>

namespace tally::test {
namespace {

class EvidenceTest : public ReconcileTest {
protected:
    void make_pack() {
        auto const lines =
            line("1", "100.00", "2026-11-02", "INV-1") + line("2", "-29.00", "2026-11-03", "INV-2");
        ASSERT_EQ(run(lines, "71.00", "--out pack").exit_code, 2);
        auto const early = cli_.run("tally reconcile pack --data books --out pack -q");
        EXPECT_EQ(early.exit_code, 4) << "nobody has signed the record yet";
        EXPECT_NE(early.error.find("tally checkpoint"), std::string::npos) << early.error;
        ASSERT_EQ(cli_.run("tally checkpoint --data books --key log.key -q").exit_code, 0);
        auto const done = cli_.run("tally reconcile pack --data books --out pack -q");
        ASSERT_EQ(done.exit_code, 0) << done.error;
    }

    // The indented lines of VERIFY.md, as they would be typed.
    [[nodiscard]] std::vector<std::string> commands() const {
        std::istringstream text{cli_.read("pack/VERIFY.md")};
        std::vector<std::string> found;
        for (std::string line; std::getline(text, line);) {
            if (!line.starts_with("    ")) continue;
            replace(line, "verify.py", TALLY_VERIFY_PY);
            replace(line, "BOOKS", "../books");
            found.push_back(line.substr(4));
        }
        return found;
    }

    static void replace(std::string& in, std::string const& what, std::string const& with) {
        if (auto const at = in.find(what); at != std::string::npos)
            in.replace(at, what.size(), with);
    }

    [[nodiscard]] CliResult in_pack(std::string const& command) const {
        return cli_.run("cd pack && " + command);
    }

    // By the keys that the pack brings.
    [[nodiscard]] CliResult python() const {
        return in_pack("python3 " TALLY_VERIFY_PY " --pack .");
    }
};

TEST_F(EvidenceTest, TheCommandsOfItsVerifyMdHold) {
    make_pack();
    auto const all = commands();
    ASSERT_EQ(all.size(), 5U);
    for (auto const& command : all) {
        auto const result = in_pack(command);
        EXPECT_EQ(result.exit_code, 0) << command << "\n" << result.out << result.error;
    }
    EXPECT_NE(python().out.find("3 entries cited"), std::string::npos) << python().out;
}

TEST_F(EvidenceTest, AChangeInAnyOfItsFilesIsSeen) {
    make_pack();
    std::istringstream files{in_pack("find . -type f | sort").out};
    std::size_t count = 0;
    for (std::string file; std::getline(files, file); ++count) {
        auto const before = cli_.read("pack/" + file);
        auto bytes = before;
        ASSERT_FALSE(bytes.empty()) << file;
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        cli_.write("pack/" + file, bytes);
        EXPECT_EQ(python().exit_code, 5) << file;
        EXPECT_NE(in_pack(commands().front()).exit_code, 0) << file;
        cli_.write("pack/" + file, before);
    }
    EXPECT_GT(count, 12U);
    EXPECT_EQ(python().exit_code, 0) << python().error;
}

// Somebody who can also write new sums.
TEST_F(EvidenceTest, NewSumsDoNotHideWhatIsSignedOrHashedElsewhere) {
    make_pack();
    auto const sums =
        "rm SHA256SUMS && find . -type f -printf '%P\\n' | LC_ALL=C sort | "
        "xargs sha256sum > ../sums && mv ../sums SHA256SUMS";
    ASSERT_EQ(in_pack(sums).exit_code, 0);
    ASSERT_EQ(python().exit_code, 0) << python().error;
    for (char const* const file : {"breaks.csv",
                                   "result.json",
                                   "rules.toml",
                                   "checkpoint",
                                   "growth.proof",
                                   "proofs/3.tlog-proof"}) {
        auto const before = cli_.read(std::string{"pack/"} + file);
        auto bytes = before;
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        cli_.write(std::string{"pack/"} + file, bytes);
        ASSERT_EQ(in_pack(sums).exit_code, 0);
        EXPECT_EQ(python().exit_code, 5) << file;
        cli_.write(std::string{"pack/"} + file, before);
    }
    ASSERT_EQ(in_pack("rm proofs/4.tlog-proof && " + std::string{sums}).exit_code, 0);
    EXPECT_EQ(python().exit_code, 5) << "a proof is gone";
}

TEST_F(EvidenceTest, APackIsThatOfItsOwnLog) {
    make_pack();
    ASSERT_EQ(
        cli_.run("tally init --data other --origin other.example --key other.key > said").exit_code,
        0);
    ASSERT_EQ(cli_.run("grep -o 'other.example+.*' said > other.keys").exit_code, 0);
    EXPECT_EQ(in_pack("python3 " TALLY_VERIFY_PY " --pack . --key ../other.keys").exit_code, 5);
    auto const proof = in_pack("python3 " TALLY_VERIFY_PY
                               " --proof proofs/3.tlog-proof proofs/4.tlog-proof --key keys");
    EXPECT_EQ(proof.exit_code, 0) << proof.error;
    EXPECT_NE(proof.out.find("entry 4 create_transfer"), std::string::npos) << proof.out;
}

}  // namespace
}  // namespace tally::test
