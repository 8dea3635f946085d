#pragma once

#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/verifier.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// C2SP tlog-policy: whose signatures make a checkpoint one to rely on.
// https://c2sp.org/tlog-policy
//
//     log <vkey>
//     witness w1 <vkey>
//     witness w2 <vkey>
//     group both all w1 w2
//     quorum both
namespace tally {

// How a checkpoint meets a policy.
struct PolicyMet {
    Checkpoint checkpoint;
    std::vector<std::string>
        witnesses;  // those whose cosignature it bears, as the policy names them
};

class Policy {
public:
    // Total on any text. A usage failure that names the line.
    [[nodiscard]] static Result<Policy> parse(std::string_view text);

    // An integrity failure unless one of the logs signed the note, under its own origin, and the
    // quorum of witnesses cosigned it. A wrong signature of a key of the policy is one, too.
    [[nodiscard]] Result<PolicyMet> check(std::string_view note) const;

    [[nodiscard]] std::vector<Verifier> const& logs() const { return logs_; }

private:
    // A witness or a group; `key` or `members` by position among all names before it.
    struct Named {
        std::string name;
        std::vector<Verifier> key;  // one for a witness, none for a group
        std::size_t threshold = 0;
        std::vector<std::size_t> members;
        bool is_member = false;  // of a group already
    };

    class Parser;

    std::vector<Verifier> logs_;
    std::vector<Named> names_;
    std::size_t quorum_ = SIZE_MAX;  // SIZE_MAX: none is asked for
};

}  // namespace tally
