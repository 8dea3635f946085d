#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

#include <string>

namespace tally::prove {

// tally attach --data DIR --subject account:1 --field name --value-file FILE [--prepare]
struct AttachOptions {
    std::string data;
    std::string subject;  // kind:id
    std::string field;
    std::string file;      // with the value
    std::string key;       // a signing key's file; may be empty
    bool prepare = false;  // keep the value, and print the command instead of executing it
};

[[nodiscard]] Result<cli::ExitCode> attach(AttachOptions const& options, cli::Output& output);

// tally redact COMMITMENT --data DIR
struct RedactOptions {
    std::string data;
    std::string commitment;
    std::string key;
};

[[nodiscard]] Result<cli::ExitCode> redact(RedactOptions const& options, cli::Output& output);

// tally personal --data DIR [COMMITMENT] [--finish]
struct PersonalOptions {
    std::string data;
    std::string commitment;  // not empty: print this value itself
    bool finish = false;     // first delete what redactions left
};

[[nodiscard]] Result<cli::ExitCode> personal(PersonalOptions const& options, cli::Output& output);

}  // namespace tally::prove
