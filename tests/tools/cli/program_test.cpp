#include "tests/support/cli_runner.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace tally {
namespace {

using test::CliRunner;

constexpr char const* verbs[] = {
    "init",       "apply",       "import",   "log",     "balance", "statement", "trial",
    "accounts",   "transfers",   "orders",   "book",    "escrow",  "chain",     "verify",
    "checkpoint", "proof",       "replay",   "diff",    "check",   "status",    "bench",
    "completion", "help",        "serve",    "access",  "keys",    "grant",     "ungrant",
    "limits",     "kill-switch", "policies", "approve", "reject"};

TEST(ProgramTest, EachVerbHasHelpWithAnExample) {
    CliRunner const cli;
    auto const all = cli.run("tally help");
    EXPECT_EQ(all.exit_code, 0);
    for (auto const* const verb : verbs) {
        SCOPED_TRACE(verb);
        EXPECT_NE(all.out.find("  " + std::string{verb} + " "), std::string::npos);
        auto const help = cli.run("tally help " + std::string{verb});
        EXPECT_EQ(help.exit_code, 0);
        EXPECT_NE(help.out.find("Examples:\n"), std::string::npos);
        EXPECT_NE(help.out.find("--no-color"), std::string::npos);
        EXPECT_EQ(cli.run("tally " + std::string{verb} + " --help").out, help.out);
    }
}

TEST(ProgramTest, WrongUsageSaysWhatAndExitsWith1) {
    CliRunner const cli;
    for (auto const* const command : {"tally",
                                      "tally conjure",
                                      "tally balance",
                                      "tally balance --data",
                                      "tally status --data . --purple",
                                      "tally status --data . -O xml",
                                      "tally help conjure",
                                      "tally completion fish",
                                      "tally init --data books",
                                      "tally apply --data books"}) {
        SCOPED_TRACE(command);
        auto const result = cli.run(command);
        EXPECT_EQ(result.exit_code, 1);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(result.error.rfind("tally: ", 0), 0U) << result.error;
        EXPECT_EQ(result.error.find('\n'), result.error.size() - 1) << result.error;
    }
}

TEST(ProgramTest, VersionIsOneLine) {
    CliRunner const cli;
    auto const result = cli.run("tally --version");
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out.rfind("tally ", 0), 0U);
}

TEST(ProgramTest, AFullDeviceIsReported) {
    CliRunner const cli;
    auto const result = cli.run("tally help > /dev/full");
    EXPECT_EQ(result.exit_code, 6);
    EXPECT_NE(result.error.find("standard output"), std::string::npos);
}

TEST(ProgramTest, AReaderThatWentAwayIsNoError) {
    CliRunner const cli;
    auto const result = cli.run("{ tally help man; echo $? >&2; } | true");
    EXPECT_EQ(result.error, "0\n");
}

TEST(ProgramTest, TheManualPageInTheRepositoryIsThatOfTheProgram) {
    CliRunner const cli;
    std::ifstream file{TALLY_MAN_PAGE};
    std::string const page{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(cli.run("tally help man").out, page)
        << "make it anew: tally help man > tools/man/tally.1";
    for (auto const* const verb : verbs) {
        auto heading = ".SS tally " + std::string{verb};
        if (auto const hyphen = heading.find('-'); hyphen != heading.npos)
            heading.insert(hyphen, "\\");  // as roff has it
        EXPECT_NE(page.find(heading), std::string::npos) << verb;
    }
}

TEST(ProgramTest, CompletionIsAScriptThatKnowsVerbsAndOptions) {
    CliRunner const cli;
    EXPECT_EQ(cli.run("tally completion bash | bash -n").exit_code, 0);
    auto const ask = [&](std::string const& words, int at) {
        return cli
            .run("source <(tally completion bash); COMP_WORDS=(" + words +
                 "); COMP_CWORD=" + std::to_string(at) + "; _tally; echo \"${COMPREPLY[@]}\"")
            .out;
    };
    EXPECT_EQ(ask("tally bal", 1), "balance\n");
    EXPECT_EQ(ask("tally statement --acc", 2), "--account\n");
    EXPECT_EQ(ask("tally log -O js", 3), "json jsonl\n");
    EXPECT_EQ(ask("tally help comp", 2), "completion\n");
    EXPECT_EQ(ask("tally kill-", 1), "kill-switch\n");
    EXPECT_EQ(ask("tally approve 9 --key-", 3), "--key-file\n");
}

TEST(ProgramTest, ABenchLoadsAServerAndHoldsItsRecordAgainstTheAnswers) {
    CliRunner const cli;
    for (auto const* const workload : {"transfers --random-ids --hot 10", "orders --clients 3"}) {
        auto const result = cli.run(std::string{"tally bench --data b --commands 500 --batch 50 "
                                                "--accounts 20 -O jsonl --workload "} +
                                    workload + " && rm -r b");
        EXPECT_EQ(result.exit_code, 0) << result.error;
        EXPECT_NE(result.out.find("\"commands\":500,"), std::string::npos) << result.out;
        EXPECT_NE(result.error.find("the books balance, and all "), std::string::npos);
    }
}

TEST(ProgramTest, AServerListensOnlyWhereItMay) {
    CliRunner const cli;
    EXPECT_EQ(cli.run("tally init --data d --origin serve.example -q").exit_code, 0);
    auto const open = cli.run("tally serve --data d --listen 0.0.0.0:0 --insecure-local");
    EXPECT_EQ(open.exit_code, 1);
    EXPECT_NE(open.error.find("can be reached from other machines"), std::string::npos);
    auto const nowhere = cli.run("tally serve --data d --insecure-local");
    EXPECT_EQ(nowhere.exit_code, 1);
    EXPECT_NE(nowhere.error.find("nowhere to listen"), std::string::npos) << nowhere.error;
    auto const locked = cli.run("tally serve --data d --listen 127.0.0.1:0");
    EXPECT_EQ(locked.exit_code, 1);
    EXPECT_NE(locked.error.find("knows no keys"), std::string::npos) << locked.error;
    auto const no_port = cli.run("tally serve --data d --listen localhost --insecure-local");
    EXPECT_EQ(no_port.exit_code, 1);
    EXPECT_NE(no_port.error.find("it has no port"), std::string::npos);
}

}  // namespace
}  // namespace tally
