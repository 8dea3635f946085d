#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/output.h"

#include <functional>
#include <memory>
#include <string>

namespace tally::serve {

// What verbs print, kept in memory: JSON lines, one answer after the other. One thread at a time.
class MemoryOutput {
public:
    MemoryOutput() = default;
    MemoryOutput(MemoryOutput const&) = delete;
    MemoryOutput& operator=(MemoryOutput const&) = delete;
    ~MemoryOutput();

    // What `write` writes, or its failure.
    [[nodiscard]] Result<std::string> collect(
        std::function<Result<void>(cli::Output&)> const& write);

private:
    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<std::string> rest();
    void close();

    int descriptor_ = -1;
    std::unique_ptr<cli::Output> output_;
    std::int64_t read_ = 0;  // bytes of answers before
};

}  // namespace tally::serve
