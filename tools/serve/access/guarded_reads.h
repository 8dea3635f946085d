#pragma once

#include "journal/vocabulary/ids.h"
#include "tools/serve/access/gate.h"
#include "tools/serve/net/outbox.h"
#include "tools/serve/net/service.h"
#include "tools/serve/reads/owned.h"

#include <functional>
#include <optional>
#include <string_view>
#include <variant>

namespace tally::serve {

// What becomes of a question, by whom it is asked: it goes on; or it is about one account and goes
// on if that is one of the asker's; or about one thing, which is shown if it is the asker's; or it
// does not.
struct GoesOn {};

struct IfOwnerOf {
    AccountId account;
};

struct IfTheirs {};

struct NotForYou {};

using Verdict = std::variant<GoesOn, IfOwnerOf, IfTheirs, NotForYou>;

// The rules of docs/protocol.md, "Who may read what".
[[nodiscard]] Verdict judge(Reading const& reading, std::string_view query);

// Reads, for those who may: stands before the services that answer them. A question that its asker
// may not ask is answered with status 403.
class GuardedReads final : public ReadService {
public:
    using OnOwner = std::function<void(std::optional<OwnerId>)>;

    // `ask_owner`: finds out whose an account is, as of all that is answered by now, and tells on
    // any thread; false if too much waits.
    GuardedReads(Gate const& gate,
                 ReadService& behind,
                 OwnedReads& owned,
                 std::function<bool(AccountId, OnOwner)> ask_owner,
                 Outbox& outbox)
        : gate_(gate),
          behind_(behind),
          owned_(owned),
          ask_owner_(std::move(ask_owner)),
          outbox_(outbox) {}

    void read(std::uint64_t connection, KeyNumber asker, wire::Read const& question) override;

private:
    void read_if_owner(std::uint64_t connection,
                       KeyNumber asker,
                       wire::Read const& question,
                       AccountId account);
    void refuse(std::uint64_t connection, std::uint64_t request_id, unsigned status);

    Gate const& gate_;
    ReadService& behind_;
    OwnedReads& owned_;
    std::function<bool(AccountId, OnOwner)> ask_owner_;
    Outbox& outbox_;
};

}  // namespace tally::serve
