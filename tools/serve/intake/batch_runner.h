#pragma once

#include "engine/sequencer/clock.h"
#include "engine/sequencer/sequencer.h"
#include "tools/json/resolve.h"
#include "tools/serve/intake/job.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tally::serve {

// Submits a job's commands to the sequencer. A linked chain in which one command is none is not
// submitted at all, nor is one that its batch does not end: a part of what was meant to be atomic
// must not happen.
class BatchRunner {
public:
    // `clock`: the sequencer's; looked at anew every few commands.
    BatchRunner(Sequencer& sequencer, GlimpsedClock& clock)
        : sequencer_(sequencer),
          clock_(clock),
          resolver_(sequencer.state(), sequencer.past()),
          claims_(sequencer.origin()) {}

    // Takes about `most` commands of the job, chains whole. Returns how many were submitted; what
    // was no command is in job.faults, in order. Fails only if nothing more can be recorded.
    [[nodiscard]] Result<std::uint32_t> run(Job& job, std::uint32_t most);

    // True if a command since the last call may have changed who may do what.
    [[nodiscard]] bool take_access_change() { return std::exchange(access_changed_, false); }

private:
    // A command that was read, and which one of its batch it is.
    struct Ahead {
        json::ParsedCommand command;
        std::uint32_t index = 0;
    };

    void read_ahead(Job& job, std::uint32_t most);
    [[nodiscard]] Result<std::uint32_t> submit_ahead(Job& job);
    [[nodiscard]] Result<bool> submit(Job& job, json::ParsedCommand& command, std::uint32_t index);
    [[nodiscard]] Result<std::uint32_t> run_chain(Job& job, json::ParsedCommand first);
    [[nodiscard]] bool gather_chain(Job& job);
    [[nodiscard]] bool resolve_chain(Job& job, std::uint32_t from);
    [[nodiscard]] bool put_request(Job& job,
                                   json::ParsedCommand& command,
                                   std::uint32_t index,
                                   Request& request);
    [[nodiscard]] std::string objection(Job const& job,
                                        json::ParsedCommand const& command,
                                        std::uint32_t index);
    static void refuse_chain(Job& job, std::uint32_t from, std::string const& why);

    Sequencer& sequencer_;
    GlimpsedClock& clock_;
    json::Resolver resolver_;
    signing::Claims claims_;
    signing::Claim claim_;
    JobReader reader_;
    std::array<Ahead, 8>
        ahead_;  // enough to hide a memory access, small enough for the first cache
    std::size_t ahead_count_ = 0;
    bool access_changed_ = false;
    json::ParsedCommand command_;
    Request request_;
    std::vector<json::ParsedCommand> chain_;
    std::vector<Request> requests_;  // of the chain
};

}  // namespace tally::serve
