#pragma once

#include "engine/past.h"
#include "engine/sequencer/id_kinds.h"
#include "engine/sequencer/id_table.h"
#include "journal/entry.h"
#include "journal/vocabulary/result.h"
#include "replay/record.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace tally {

// Finds entries by the ids that they used up: from the record's index of ids and, for the newest,
// which that does not know yet, from the record itself. What was read of those is kept for the next
// question to the same record, up to a bound. One thread.
class ById {
public:
    explicit ById(std::size_t kept_max = std::size_t{1} << 22U) : kept_max_(kept_max) {}

    // The accepted command that an id names; nothing if there is none among the record's entries.
    [[nodiscard]] Result<std::optional<Entry>> transfer(Record const& record, TransferId id);
    [[nodiscard]] Result<std::optional<Entry>> order(Record const& record, OrderId id);

    // How a pending transfer ended, if it did. Whoever looks at an earlier point than the record's
    // end asks a State first whether it was still pending there.
    [[nodiscard]] Result<std::optional<PendingEnd>> end_of(Record const& record, TransferId id);

private:
    using Found = std::optional<std::uint64_t>;

    template <class Body>
    [[nodiscard]] Result<std::optional<Entry>> accepted(Record const& record,
                                                        IdKind kind,
                                                        uint128 id);
    [[nodiscard]] Result<Found> find(Record const& record, IdKind kind, uint128 id);
    [[nodiscard]] Result<void> catch_up(Record const& record, std::uint64_t indexed);
    void begin_at(std::uint64_t sequence);

    [[nodiscard]] IdTable& table(IdKind kind) {
        return tables_[static_cast<std::size_t>(kind) - 1];
    }

    std::size_t kept_max_;
    std::array<IdTable, 3> tables_;  // of entries [from_, to_)
    std::uint64_t from_ = 0;
    std::uint64_t to_ = 0;
};

}  // namespace tally
