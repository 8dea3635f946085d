#pragma once

#include "journal/codec/codec.h"
#include "journal/entry.h"
#include "tools/json/command.h"
#include "tools/json/parse_command.h"
#include "tools/signing/signed_request.h"
#include "tools/wire/messages.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tally::serve {

struct Answered;

// Why one command of a batch was none.
struct CommandFault {
    std::uint32_t index = 0;
    std::uint32_t column = 0;  // of a JSON line; otherwise 0
    std::string text;
    Outcome outcome =
        Outcome::ok;  // why it was refused without being entered, where that has a name
};

// What is known of the signature of one command of a batch.
struct CheckedSignature {
    std::uint32_t index = 0;
    signing::Claim claim;
    std::string objection;  // empty: it is good; before that was looked at, it says so
};

// A batch in the intake: leaves, or lines of JSON, and how far it has been sequenced.
struct Job {
    std::uint64_t connection = 0;
    KeyNumber key = {};
    std::uint64_t request_id = 0;

    // Who takes turns with others: a key, with all of its connections, or a connection without one.
    [[nodiscard]] std::uint64_t lane() const {
        return key == KeyNumber{} ? connection : (std::uint64_t{1} << 62U) + key.value;
    }

    bool is_json = false;
    std::vector<std::uint16_t> sizes;
    std::vector<std::uint8_t> bytes;          // leaves or lines
    std::vector<wire::Signature> signatures;  // of leaves, by rising index
    bool may_be_signed = false;               // false: surely none of its commands is

    std::vector<CheckedSignature> checked;  // by rising index
    std::uint32_t checked_to = 0;           // the first command that was not looked at yet

    std::uint32_t commands = 0;
    std::uint32_t next = 0;  // the first command that is not sequenced yet
    std::size_t next_byte = 0;
    std::chrono::steady_clock::time_point arrived;
    std::vector<CommandFault> faults;
    std::shared_ptr<Answered> answered;  // the desk's: so far, of a job in slices

    [[nodiscard]] bool is_done() const { return next == commands; }

    // Ready for another batch; keeps the memory.
    void clear();
};

// Reads a job's commands one after the other. The engine's thread.
class JobReader {
public:
    // Reads the next command into `command`. False if it is none: the fault is then the last of
    // job.faults. Only if the job is not done.
    [[nodiscard]] bool next(Job& job, json::ParsedCommand& command);

private:
    [[nodiscard]] bool next_leaf(Job& job, json::ParsedCommand& command);
    [[nodiscard]] bool next_line(Job& job, json::ParsedCommand& command);

    Entry entry_;
    json::CommandParser parser_;
};

// How many lines a JSON batch has: each is one command, blank ones at the end excepted.
[[nodiscard]] std::size_t count_lines(std::string_view lines);

}  // namespace tally::serve
