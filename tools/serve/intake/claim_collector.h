#pragma once

#include "tools/json/resolve.h"
#include "tools/serve/intake/job.h"
#include "tools/signing/signed_request.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tally::serve {

// Finds the signed commands of a job, and what their signatures have to be over. On the engine's
// thread, since names stand for what they do right now; some microseconds a signed command.
class ClaimCollector {
public:
    ClaimCollector(State const& state, Past const* past, std::string origin)
        : state_(state), resolver_(state, past), claims_(std::move(origin)) {}

    // Looks at about `most` more commands, chains whole, and leaves the job where it was. True if
    // there are signatures that somebody has to verify before these commands are run.
    [[nodiscard]] bool collect(Job& job, std::uint32_t most);

private:
    void look_at(Job& job, std::uint32_t index);

    State const& state_;
    json::Resolver resolver_;
    signing::Claims claims_;
    JobReader reader_;
    json::ParsedCommand command_;
    std::vector<json::ParsedCommand> chain_;  // the members before command_
};

}  // namespace tally::serve
