#pragma once

#include "journal/entries/reconciliations.h"
#include "replay/reconcile/statement.h"

#include <optional>
#include <vector>

namespace tally::reconcile {

// A break of a previous run, and the day on which it was first seen.
struct SeenBreak {
    BreakId id;
    Days first_seen = 0;
};

// The breaks of a previous run. There may be millions of them.
class SeenBefore {
public:
    SeenBefore() = default;

    // Of breaks with the same id the first one counts.
    explicit SeenBefore(std::vector<SeenBreak> seen);

    // The day on which it was first seen; nothing if the previous run did not have it.
    [[nodiscard]] std::optional<Days> find(BreakId id) const;

    // Those that are not among `ids`, in their order.
    [[nodiscard]] std::vector<BreakId> without(std::vector<BreakId> ids) const;

private:
    std::vector<SeenBreak> seen_;  // by id
};

}  // namespace tally::reconcile
