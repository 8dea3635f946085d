#pragma once

#include "engine/sequencer/sequencer.h"
#include "journal/signing/command_signer.h"
#include "tools/apply/answers.h"
#include "tools/apply/batch_queue.h"
#include "tools/json/resolve.h"
#include "tools/signing/signed_request.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tally::apply {

// Takes parsed lines in order and submits what they command. A linked chain is held here until its
// last line: one line in it that is no command, and nothing of the chain is submitted, because a
// part of what was meant to be atomic must not happen.
class Applier {
public:
    Applier(Sequencer& sequencer, Answers& answers)
        : sequencer_(sequencer),
          answers_(answers),
          resolver_(sequencer.state(), sequencer.past()),
          claims_(sequencer.origin()) {}

    // From now on each command that is not signed is the key's, and signed with it.
    [[nodiscard]] Result<void> sign_with(Bip340Secret const& secret);

    // Fails only if nothing more can be recorded.
    [[nodiscard]] Result<void> take(ParsedLine& line);

    // The end of the input: everything is answered on return.
    [[nodiscard]] Result<void> end();

private:
    struct Member {
        std::uint64_t line;
        std::optional<json::LineFault> fault;
    };

    [[nodiscard]] Result<void> take_alone(ParsedLine& line);
    void hold(ParsedLine& line);
    [[nodiscard]] Result<void> end_chain();
    [[nodiscard]] Result<void> submit_chain();
    void refuse_chain(std::size_t from);
    [[nodiscard]] std::optional<json::LineFault> fault_of(
        json::ParsedCommand& command, std::span<json::ParsedCommand const> before, bool first);
    // Puts a signed command's signature into its request, or says why it is none.
    [[nodiscard]] std::string put_signature(json::ParsedCommand const& command, Request& request);
    // Signs a command that is not signed; likewise.
    [[nodiscard]] std::string sign(json::ParsedCommand const& command, Request& request);
    // True if the command was taken; false, with `fault`, if it is none.
    [[nodiscard]] Result<bool> submit(json::ParsedCommand& command, json::LineFault& fault);
    [[nodiscard]] Result<void> add_fault(std::uint64_t line, json::LineFault fault);

    Sequencer& sequencer_;
    Answers& answers_;
    json::Resolver resolver_;
    signing::Claims claims_;
    std::optional<CommandSigner> signer_;
    PublicKey signer_key_;                    // the signer's
    std::vector<json::ParsedCommand> chain_;  // one for each member, unused if that has a fault
    std::vector<Member> members_;
    bool spilling_ =
        false;  // within a chain that is too long: the sequencer refuses the rest of it
    std::uint64_t faults_since_flush_ = 0;
};

}  // namespace tally::apply
