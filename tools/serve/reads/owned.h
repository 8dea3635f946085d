#pragma once

#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/by_id.h"
#include "replay/record.h"
#include "tools/serve/reads/query.h"
#include "tools/wire/messages.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tally::serve {

// True for an owner whose things the asker may read. Any thread.
using Covers = std::function<bool(OwnerId)>;

// Reads of one thing by its id, for who may read what belongs to some owners and nothing else.
// Another's is answered exactly like one that is not there.
class OwnedReads {
public:
    OwnedReads() = default;
    OwnedReads(OwnedReads const&) = delete;
    OwnedReads& operator=(OwnedReads const&) = delete;
    virtual ~OwnedReads() = default;

    virtual void read_owned(std::uint64_t connection,
                            wire::Read const& question,
                            Covers covers) = 0;
};

// True if what is asked for is one thing that may have owners: a transfer, an order, an escrow, or
// an entry.
[[nodiscard]] bool may_be_owned(Query const& query);

// Whose it is: each of these makes it its owner's. Empty if it is not there.
struct OwnedThing {
    std::vector<OwnerId> owners;
    std::vector<AccountId> accounts;
    std::vector<EscrowId> escrows;
};

[[nodiscard]] Result<OwnedThing> find_owned(Query const& query, Record const& record, ById& by_id);

// True if it is there, and somebody's whom `covers` knows.
[[nodiscard]] bool is_covered(OwnedThing const& thing, State const& state, Covers const& covers);

// The answer to such a question about what is not among the first `size` entries.
[[nodiscard]] Result<std::string> as_not_there(Query const& query, std::uint64_t size);

}  // namespace tally::serve
