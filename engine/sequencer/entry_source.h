#pragma once

#include "journal/entry.h"
#include "journal/vocabulary/result.h"

namespace tally {

// Where an entry that was recorded before can be read again: from what is on its way to the disk,
// or from the record.
class EntrySource {
public:
    EntrySource() = default;
    EntrySource(EntrySource const&) = delete;
    EntrySource& operator=(EntrySource const&) = delete;
    virtual ~EntrySource() = default;

    // The sequence must be one that was recorded.
    [[nodiscard]] virtual Result<Entry> entry(Sequence sequence) = 0;
};

}  // namespace tally
