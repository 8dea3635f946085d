#pragma once

#include "engine/past.h"
#include "tools/cli/program.h"
#include "tools/look/indexed_record.h"
#include "tools/look/moment.h"
#include "tools/look/view.h"
#include "tools/look/window.h"

#include <optional>
#include <string>

// The verbs accounts, transfers and orders. Shapes: docs/cli.md. A filter is text as given; empty
// filters nothing. What a filter is about and is not there is a failure (exit code 4); a filter
// that merely matches nothing gives an empty list.
namespace tally::look {

struct AccountFilter {
    std::string owner;
    std::string code;
    std::string user_data_128;
    std::string user_data_64;
    std::string user_data_32;
};

struct TransferFilter {
    std::string id;
    std::string debit;
    std::string credit;
    std::string code;
    std::string state;
    std::string user_data_128;
    std::string user_data_64;
    std::string user_data_32;
    std::string from;  // a sequence
    std::string to;    // a sequence, inclusive

    friend bool operator==(TransferFilter const&, TransferFilter const&) = default;
};

struct OrderFilter {
    std::string id;  // also of one that is no longer open
    std::string owner;
    std::string state;
};

[[nodiscard]] Result<cli::ExitCode> accounts(AccountFilter const& filter,
                                             cli::CommonOptions const& common,
                                             cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> transfers(TransferFilter const& filter,
                                              cli::CommonOptions const& common,
                                              cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> orders(OrderFilter const& filter,
                                           cli::CommonOptions const& common,
                                           cli::Output& output);

// The same from a State that is at hand: what part, and for how much work, says `window`. What was
// written until one gives up is no answer.
[[nodiscard]] Result<cli::ExitCode> accounts(AccountFilter const& filter,
                                             cli::CommonOptions const& common,
                                             Moment const& moment,
                                             Window& window,
                                             cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> orders(OrderFilter const& filter,
                                           cli::CommonOptions const& common,
                                           Moment const& moment,
                                           Window& window,
                                           cli::Output& output);

// The same from a view that is at hand.
[[nodiscard]] Result<cli::ExitCode> transfers(TransferFilter const& filter,
                                              cli::CommonOptions const& common,
                                              View const& view,
                                              Window& window,
                                              cli::Output& output);

// The same from the entries of an account, which the filter or --account names, and no others.
[[nodiscard]] Result<cli::ExitCode> transfers(TransferFilter const& filter,
                                              cli::CommonOptions const& common,
                                              IndexedRecord const& indexed,
                                              Window& window,
                                              cli::Output& output);

// One accepted transfer whose entry is at hand. `ended`: how, if it was pending and is no longer.
[[nodiscard]] Result<cli::ExitCode> transfer(Entry const& entry,
                                             std::optional<PendingEnd> ended,
                                             Moment const& moment,
                                             cli::Output& output);

// One order, open or not. Of one that is no longer open the entries are read from where it was
// placed to where it left. One that is not there is a failure of kind `incomplete`.
[[nodiscard]] Result<cli::ExitCode> one_order(std::string const& id,
                                              View const& view,
                                              cli::Output& output);

}  // namespace tally::look
