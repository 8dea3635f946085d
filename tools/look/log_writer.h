#pragma once

#include "journal/entry.h"
#include "tools/cli/output.h"
#include "tools/cli/rows.h"
#include "tools/look/shown.h"

#include <cstddef>
#include <string_view>

namespace tally::look {

// Entries of any kind in one list: JSON has each entry's own members, a table and CSV have them as
// one column of text.
class LogWriter {
public:
    LogWriter(cli::Output& output, Shown const& shown);

    void add(Entry const& entry);
    void end(std::string_view when_empty);

private:
    void add_row(Entry const& entry);

    cli::Output& output_;
    Shown const& shown_;
    cli::Rows rows_;
    std::size_t count_ = 0;
};

}  // namespace tally::look
