// kill -9 of a process under load: what was answered is there, once and in order; the rest is whole
// or absent.
#include "replay/record.h"
#include "replay/verify.h"
#include "tests/engine/sequencer/numbered_commands.h"
#include "tests/engine/sequencer/sequencer_world.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <unistd.h>

#include <csignal>
#include <map>
#include <random>
#include <sstream>

namespace tally::testing {
namespace {

// Runs the process, kills it after so many microseconds, and returns all that it said.
std::string run_and_kill(std::string const& directory, std::uint64_t from, unsigned after_us) {
    int ends[2];
    if (::pipe(ends) != 0) return {};
    auto const child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        auto const start = std::to_string(from);
        ::execl(APPLY_UNDER_LOAD,
                APPLY_UNDER_LOAD,
                directory.c_str(),
                start.c_str(),
                "10000000",
                nullptr);
        std::_Exit(127);
    }
    ::close(ends[1]);
    std::string said;
    char buffer[65536];
    bool killed = false;
    for (;;) {
        auto const got = ::read(ends[0], buffer, sizeof buffer);
        if (got <= 0) break;
        said.append(buffer, static_cast<std::size_t>(got));
        if (!killed) {  // the first answers are out: let it run a little, then no mercy
            ::usleep(after_us);
            ::kill(child, SIGKILL);
            killed = true;
        }
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(killed) << "the process ended before it answered anything";
    return said;
}

// number -> sequence, of whole lines only.
std::map<std::uint64_t, std::uint64_t> answers_in(std::string said) {
    said.resize(said.rfind('\n') == std::string::npos ? 0 : said.rfind('\n') + 1);
    std::istringstream lines{said};
    std::map<std::uint64_t, std::uint64_t> answers;
    std::uint64_t number = 0;
    std::uint64_t sequence = 0;
    while (lines >> number >> sequence) {
        EXPECT_FALSE(answers.contains(number)) << "answered twice";
        answers[number] = sequence;
    }
    return answers;
}

// The numbers of the commands in the record, which must be 0, 1, 2 ... without a gap.
std::uint64_t commands_in(Record const& record, std::map<std::uint64_t, std::uint64_t> const& at) {
    std::uint64_t next = 0;
    auto const read = for_each_entry(record, 0, record.size(), [&](Entry const& entry) {
        if (!is_command(entry.body)) return true;
        if (auto const* transfer = std::get_if<CreateTransfer>(&entry.body)) {
            EXPECT_TRUE(transfer->id.value == next);
            EXPECT_EQ(transfer->outcome, Outcome::ok);
        }
        auto const answered = at.find(next);
        if (answered != at.end()) {
            EXPECT_EQ(answered->second, entry.sequence.value);
        }
        ++next;
        return !::testing::Test::HasFailure();
    });
    EXPECT_TRUE(read) << read.error().text;
    return next;
}

TEST(KillTest, WhatWasAnsweredIsThereOnceAndInOrderAfterEveryKill) {
    TemporaryDirectory directory;
    auto const data = directory / "a";
    make_directory(data);
    std::mt19937 random{20261121};
    std::uint64_t next = 0;
    for (int round = 0; round < 8; ++round) {
        SCOPED_TRACE(round);
        auto const answers =
            answers_in(run_and_kill(data.string(), next, static_cast<unsigned>(random() % 60'000)));
        auto const record = Record::open(data);
        ASSERT_TRUE(record) << record.error().text;
        auto const there = commands_in(*record.value(), answers);
        if (!answers.empty()) {
            ASSERT_GT(there, answers.rbegin()->first);
        }
        ASSERT_FALSE(there > first_transfer && there % 10 == 9) << "half a linked chain";
        auto const verified = verify(*record.value(), {});
        ASSERT_TRUE(verified) << verified.error().text;
        next = there;
    }
    World world{data};
    ASSERT_NE(world.sequencer, nullptr) << world.failure;
    for (std::uint64_t i = 0; i < next; ++i) {
        auto command = numbered_command(i);
        command.linked = false;
        auto const submitted = world.sequencer->submit(std::move(command));
        ASSERT_TRUE(submitted) << i << ": " << submitted.error().text;
    }
    auto const flushed = world.sequencer->flush();
    ASSERT_TRUE(flushed) << flushed.error().text;
    for (auto const& receipt : world.receipts.all())
        ASSERT_EQ(receipt.outcome, Outcome::exists);
}

}  // namespace
}  // namespace tally::testing
