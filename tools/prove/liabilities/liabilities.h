#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/program.h"

#include <string>

namespace tally::prove {

// tally liabilities prove --asset A --secret FILE --data DIR [--at checkpoint:SIZE] [--account ID]
// The same with --record: also puts what is stated into the record.
// tally liabilities verify --proof FILE --statement FILE [--checkpoint FILE --key KEY]
//     [--entry FILE --key KEY]
struct LiabilitiesOptions {
    std::string what;        // "prove", "verify", or empty: what the other options say
    std::string secret;      // from which the accounts' salts are made; made if missing
    std::string proof;       // not empty: a client's proof to verify
    std::string statement;   // as it was published
    std::string checkpoint;  // that the statement is about
    std::string key;         // whose signature it bears
    std::string entry;       // a .tlog-proof of the entry that states it
    bool record = false;     // put the statement into the record
};

// Prints the statement of what is owed to an asset's accounts at a signed checkpoint; with
// --account the proof that one account is in it; with --proof checks such a proof.
[[nodiscard]] Result<cli::ExitCode> liabilities(LiabilitiesOptions const& options,
                                                cli::CommonOptions const& common,
                                                cli::Output& output);

}  // namespace tally::prove
