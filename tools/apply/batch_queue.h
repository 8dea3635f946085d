#pragma once

#include "journal/vocabulary/result.h"
#include "tools/json/command.h"
#include "tools/json/tape.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace tally::apply {

// One line of the input as the parser left it.
struct ParsedLine {
    std::uint64_t number = 0;  // from 1
    bool is_command = false;
    json::ParsedCommand command;
    json::LineFault fault;  // if it is none
};

// Some consecutive lines. The memory is used again and again.
struct Batch {
    static constexpr std::size_t capacity = 128;

    std::vector<ParsedLine> lines = std::vector<ParsedLine>(capacity);
    std::size_t count = 0;
    std::uint64_t bytes_read = 0;  // of the input, when the batch was full
};

// Hands batches from the thread that parses to the thread that decides, and empty ones back. At
// most `depth` are parsed ahead, so that memory is bounded.
class BatchQueue {
public:
    static constexpr std::size_t depth = 4;

    // The parser's side: an empty batch, null when the other side has stopped; then the same batch
    // filled; then the end of the input, or the failure that ended it.
    [[nodiscard]] Batch* take_empty();
    void push();
    void end(std::optional<Failure> failure);

    // The other side: the next full batch, null at the end or when none came for `patience`.
    [[nodiscard]] Batch* front(std::chrono::microseconds patience);
    void pop();
    void stop();

    [[nodiscard]] bool at_end() const;
    [[nodiscard]] std::optional<Failure> failure() const;

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::array<Batch, depth> batches_;
    std::size_t first_ = 0;
    std::size_t full_ = 0;
    bool ended_ = false;
    bool stopped_ = false;
    std::optional<Failure> failure_;
};

}  // namespace tally::apply
