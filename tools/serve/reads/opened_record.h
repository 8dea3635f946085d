#pragma once

#include "journal/vocabulary/result.h"
#include "replay/record.h"

#include <functional>
#include <memory>
#include <utility>

namespace tally::serve {

// The record as it is when asked, opened once where it is a store that this process writes: blocks
// that were read stay at hand for the next question. It holds no file of the store between
// questions, so that compaction deletes what it will. One thread.
class OpenedRecord {
public:
    using Open = std::function<Result<std::unique_ptr<Record>>()>;

    explicit OpenedRecord(Open open) : open_(std::move(open)) {}

    // Good until the next call, for as long as it is held. Shared with the View of an answer.
    [[nodiscard]] Result<std::shared_ptr<Record const>> now();

    void rest() { record_.reset(); }

private:
    Open open_;
    std::shared_ptr<Record> record_;
};

}  // namespace tally::serve
