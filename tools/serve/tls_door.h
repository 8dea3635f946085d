#pragma once

#include "journal/vocabulary/result.h"
#include "tools/serve/net/terminator.h"
#include "tools/tls/context.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tally::serve {

class Log;
struct ServeOptions;

// What the section [tls] of a configuration says, read and checked; nothing if there is none.
[[nodiscard]] Result<std::optional<tls::Context>> tls_context(ServeOptions const& options,
                                                              std::vector<std::string>& warnings);

// Says in the log which addresses other machines can reach, and read what is said there.
void warn_of_what_is_readable(ServeOptions const& options, Log& log);

// A server's terminator as its configuration and SIGHUP want it, and what it says in the log.
class TlsDoor {
public:
    [[nodiscard]] Result<void> open(ServeOptions const& options, Log& log);

    // Certificates that are not good are said in the log, and change nothing.
    void reload(ServeOptions const& options, Log& log);

    [[nodiscard]] Terminator* terminator() const { return terminator_.get(); }

    void stop();

private:
    std::unique_ptr<Terminator> terminator_;
};

}  // namespace tally::serve
