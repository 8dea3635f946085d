#include "engine/sequencer/indexed_past.h"

#include "journal/vocabulary/check.h"

#include <string>
#include <utility>
#include <variant>

namespace tally {

IndexedPast::IndexedPast(IdIndex& index,
                         Sequence indexed,
                         EntrySource& entries,
                         std::size_t recent_ids)
    : feeder_(index, recent_ids),
      index_(index),
      entries_(entries),
      recent_ids_(recent_ids),
      next_(indexed) {}

void IndexedPast::prefetch(TransferId id) const {
    transfer_filter_.prefetch(id.value);
    recent_.tables[0].prefetch(id.value);
}

void IndexedPast::prefetch(OrderId id) const {
    order_filter_.prefetch(id.value);
    recent_.tables[1].prefetch(id.value);
}

std::optional<CreateTransfer> IndexedPast::transfer(TransferId id) const {
    recent_.tables[0].prefetch(id.value);  // a new id is noted there once it is decided
    if (filter_complete_ && !transfer_filter_.may_contain(id.value)) return std::nullopt;
    auto const sequence = find(IdKind::transfer, id.value);
    if (!sequence) return std::nullopt;
    return body_at<CreateTransfer>(*sequence, id.value);
}

std::optional<PlaceOrder> IndexedPast::order(OrderId id) const {
    recent_.tables[1].prefetch(id.value);  // a new id is noted there once it is decided
    if (filter_complete_ && !order_filter_.may_contain(id.value)) return std::nullopt;
    auto const sequence = find(IdKind::order, id.value);
    if (!sequence) return std::nullopt;
    return body_at<PlaceOrder>(*sequence, id.value);
}

std::optional<PendingEnd> IndexedPast::end_of(TransferId pending) const {
    auto const end = find(IdKind::pending_end, pending.value);
    if (!end) return std::nullopt;
    return static_cast<PendingEnd>(*end);
}

std::optional<std::uint64_t> IndexedPast::find(IdKind kind, uint128 id) const {
    auto const table = static_cast<std::size_t>(kind) - 1;
    if (auto const value = recent_.tables[table].find(id)) return value;
    if (auto const value = feeder_.find(table, id)) return value;
    return find_indexed(kind, id);
}

std::optional<std::uint64_t> IndexedPast::find_indexed(IdKind kind, uint128 id) const {
    auto const found = index_.get({static_cast<std::uint8_t>(kind), id});
    if (found) return found.value();
    if (!failure_) failure_ = Failure{found.error()}.in("looking up an id in the index");
    return std::nullopt;
}

// The index is derived, so what it says is checked: the entry that it names must have used up the
// id.
template <class Body>
std::optional<Body> IndexedPast::body_at(std::uint64_t sequence, uint128 id) const {
    auto read = entries_.entry(Sequence{sequence});
    if (!read) {
        if (!failure_) failure_ = Failure{read.error()}.in("reading an entry of the past");
        return std::nullopt;
    }
    auto* const body = std::get_if<Body>(&read.value().body);
    if (body != nullptr && body->id.value == id) return std::move(*body);
    if (!failure_)
        failure_ = Failure{FailureKind::integrity,
                           "the id index names entry " + std::to_string(sequence) +
                               " for an id that is not there; delete the directory 'derived', and "
                               "it is rebuilt from the record"};
    return std::nullopt;
}

void IndexedPast::observe_indexed(Entry const& entry) {
    if (auto const* transfer = std::get_if<CreateTransfer>(&entry.body)) {
        if (uses_up_its_id(*transfer)) transfer_filter_.add(transfer->id.value);
    } else if (auto const* order = std::get_if<PlaceOrder>(&entry.body)) {
        if (uses_up_its_id(*order)) order_filter_.add(order->id.value);
    }
}

void IndexedPast::observe(Entry const& entry) {
    next_ = entry.sequence.next();
    observe_indexed(entry);
    note_ids(entry,
             [this](IdKind kind, uint128 id, std::uint64_t value) { note(kind, id, value); });
}

void IndexedPast::note(IdKind kind, uint128 id, std::uint64_t value) {
    recent_.tables[static_cast<std::size_t>(kind) - 1].put(id, value);
    if (in_scope_) scope_.push_back({kind, id});
}

void IndexedPast::open_scope() {
    TALLY_CHECK(!in_scope_);
    in_scope_ = true;
}

void IndexedPast::commit_scope() {
    TALLY_CHECK(in_scope_);
    in_scope_ = false;
    scope_.clear();
}

// An id is used up once only, so that each one noted in the scope was not there before it.
void IndexedPast::roll_back_scope() {
    TALLY_CHECK(in_scope_);
    for (auto const& [kind, id] : scope_)
        recent_.tables[static_cast<std::size_t>(kind) - 1].erase(id);
    commit_scope();
}

void IndexedPast::durable(Sequence size) {
    if (auto failure = feeder_.advance(size); failure && !failure_)
        failure_ = std::move(*failure).in("writing the id index");
    if (in_scope_ || recent_.size() < recent_ids_) return;
    if (feeder_.busy() && recent_.size() >= 4 * recent_ids_) {
        feeder_.wait();  // bounds the memory when the index is slower than the engine
        return;
    }
    rotate();
}

void IndexedPast::rotate() {
    if (feeder_.busy()) return;
    recent_.end = next_;
    feeder_.take(recent_);
}

Result<void> IndexedPast::settle(Sequence size) {
    TALLY_CHECK(!in_scope_ && size == next_);
    for (int table = 0; table < 2; ++table) {
        while (feeder_.busy()) {
            if (auto failure = feeder_.advance(size)) return *failure;
            feeder_.wait();
        }
        if (table == 0) rotate();
    }
    return index_.flush();
}

void IndexedPast::save_filter(ByteSink& sink) const {
    Saver saver{sink};
    saver.put<std::uint8_t>(filter_complete_ ? 1 : 0);
    transfer_filter_.save(saver);
    order_filter_.save(saver);
}

bool IndexedPast::load_filter(ByteSource& source) {
    Loader loader{source};
    auto const complete = loader.get<std::uint8_t>();
    if (!transfer_filter_.load(loader) || !order_filter_.load(loader)) return false;
    filter_complete_ = loader.ok() && complete == 1;
    return loader.ok();
}

}  // namespace tally
