#include "replay/by_id.h"

#include "journal/store/id_index.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace tally {

namespace {

// The first mention of an id among the entries from `from` on.
Result<std::optional<std::uint64_t>> scan(Record const& record,
                                          std::uint64_t from,
                                          IdKind wanted,
                                          uint128 wanted_id) {
    std::optional<std::uint64_t> found;
    TALLY_TRYV(for_each_entry(record, from, record.size(), [&](Entry const& entry) {
        note_ids(entry, [&](IdKind kind, uint128 id, std::uint64_t value) {
            if (kind == wanted && id == wanted_id) found = value;
        });
        return !found;
    }));
    return found;
}

}  // namespace

Result<std::optional<Entry>> ById::transfer(Record const& record, TransferId id) {
    return accepted<CreateTransfer>(record, IdKind::transfer, id.value);
}

Result<std::optional<Entry>> ById::order(Record const& record, OrderId id) {
    return accepted<PlaceOrder>(record, IdKind::order, id.value);
}

Result<std::optional<PendingEnd>> ById::end_of(Record const& record, TransferId id) {
    TALLY_TRY(found, find(record, IdKind::pending_end, id.value));
    if (!found) return std::optional<PendingEnd>{};
    return std::optional{static_cast<PendingEnd>(*found)};
}

// The index is derived, so what it says is checked. It may be ahead of this record's end.
template <class Body>
Result<std::optional<Entry>> ById::accepted(Record const& record, IdKind kind, uint128 id) {
    TALLY_TRY(sequence, find(record, kind, id));
    if (!sequence || *sequence >= record.size()) return std::optional<Entry>{};
    TALLY_TRY(entry, record.entry(Sequence{*sequence}));
    auto const* const body = std::get_if<Body>(&entry.body);
    if (body == nullptr || body->id.value != id) {
        return Failure{FailureKind::integrity,
                       "the id index names entry " + std::to_string(*sequence) +
                           " for an id that is not there; stop the server and delete the directory "
                           "'derived', and it is rebuilt from the record"};
    }
    if (body->outcome != Outcome::ok) return std::optional<Entry>{};
    return std::optional{std::move(entry)};
}

Result<ById::Found> ById::find(Record const& record, IdKind kind, uint128 id) {
    if (id == 0) return Found{};  // nobody's
    std::uint64_t indexed = 0;
    if (auto const* const ids = record.ids()) {
        TALLY_TRY(progress, ids->progress());  // first: what is behind it is found in any case
        indexed = std::min(progress.value, record.size());
        TALLY_TRY(value, ids->get({static_cast<std::uint8_t>(kind), id}));
        if (value) return value;
    }
    if (record.size() - indexed > kept_max_) return scan(record, indexed, kind, id);
    TALLY_TRYV(catch_up(record, indexed));
    return table(kind).find(id);
}

Result<void> ById::catch_up(Record const& record, std::uint64_t indexed) {
    auto const kept = tables_[0].size() + tables_[1].size() + tables_[2].size();
    bool const reaches = from_ <= indexed && indexed <= to_;
    if (!reaches || (from_ < indexed && kept > kept_max_)) begin_at(indexed);
    if (to_ >= record.size()) return success();
    auto const read = for_each_entry(record, to_, record.size(), [this](Entry const& entry) {
        note_ids(entry, [this](IdKind kind, uint128 id, std::uint64_t value) {
            table(kind).put(id, value);
        });
        return true;
    });
    if (!read) begin_at(0);
    if (read) to_ = record.size();
    return read;
}

void ById::begin_at(std::uint64_t sequence) {
    for (auto& table : tables_)
        table.clear();
    from_ = to_ = sequence;
}

}  // namespace tally
