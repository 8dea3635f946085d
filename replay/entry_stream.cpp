#include "replay/entry_stream.h"

#include "journal/codec/codec.h"
#include "journal/store/record_store.h"
#include "journal/tree/hashing.h"

#include <string>
#include <utility>

namespace tally {

EntryStream::EntryStream(Record const& record,
                         std::uint64_t from,
                         std::uint64_t to,
                         Hashing hashing)
    : record_(record), from_(from), to_(to), hash_(hashing == Hashing::leaves), thread_([this] {
          run();
      }) {}

EntryStream::~EntryStream() {
    {
        std::lock_guard const lock{mutex_};
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

Result<EntryBatch const*> EntryStream::next() {
    std::unique_lock lock{mutex_};
    if (holds_) ++taken_;
    holds_ = false;
    changed_.notify_all();
    changed_.wait(lock, [this] { return written_ > taken_ || ended_; });
    if (written_ > taken_) {
        holds_ = true;
        return &ring_[taken_ % batches];
    }
    if (failure_) return *failure_;
    return nullptr;
}

void EntryStream::run() {
    auto read_all = read();
    std::lock_guard const lock{mutex_};
    ended_ = true;
    if (!read_all) failure_ = std::move(read_all).error();
    changed_.notify_all();
}

Result<void> EntryStream::read() {
    if (from_ >= to_ || !wait_for_room()) return success();
    TALLY_TRY(cursor, record_.store().read(Sequence{from_}));
    BlockBuffer buffer;
    Block block;
    std::uint64_t reached = from_;
    while (reached < to_) {
        TALLY_TRY(more, cursor->next(buffer, block));
        if (!more)
            return Failure{FailureKind::integrity,
                           "the record in " + record_.directory().string() + " ends before entry " +
                               std::to_string(to_ - 1)};
        reached = block.header().next().value;
        TALLY_TRYV(read_block(block));
        if (filling_ == nullptr) return success();  // nobody listens any more
    }
    if (filling_ != nullptr) static_cast<void>(publish());
    return success();
}

Result<void> EntryStream::read_block(Block const& block) {
    auto sequence = block.header().first.value;
    for (auto const leaf : block) {
        if (sequence == to_) return success();
        if (sequence++ < from_) continue;
        // With hashing a batch ends where a block does, so that a block is proven before it is
        // used.
        if (!hash_ && !make_room()) return success();
        TALLY_TRYV(add(leaf, sequence - 1));
    }
    filling_->headers.push_back(block.header());
    static_cast<void>(make_room());
    return success();
}

bool EntryStream::make_room() {
    if (filling_->count < batch_entries) return true;
    if (publish() && wait_for_room()) return true;
    filling_ = nullptr;
    return false;
}

Result<void> EntryStream::add(ByteSpan leaf, std::uint64_t sequence) {
    auto& batch = *filling_;
    if (batch.entries.size() == batch.count) batch.entries.emplace_back();
    auto& entry = batch.entries[batch.count];
    auto decoded = decode_leaf(leaf, entry);
    if (!decoded) {
        static_cast<void>(publish());  // what was read before the damage is still of use
        return std::move(decoded).error().in("entry " + std::to_string(sequence));
    }
    if (hash_) batch.leaves.push_back(leaf_hash(leaf));
    ++batch.count;
    return success();
}

bool EntryStream::publish() {
    std::lock_guard const lock{mutex_};
    if (filling_->count != 0) ++written_;
    changed_.notify_all();
    return !stop_;
}

bool EntryStream::wait_for_room() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return written_ - taken_ < batches || stop_; });
    if (stop_) return false;
    filling_ = &ring_[written_ % batches];
    filling_->count = 0;
    filling_->leaves.clear();
    filling_->headers.clear();
    return true;
}

}  // namespace tally
