#pragma once

#include "tools/cli/program.h"
#include "tools/look/moment.h"
#include "tools/look/window.h"

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
};

struct OrderFilter {
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

}  // namespace tally::look
