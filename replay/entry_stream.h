#pragma once

#include "journal/entry.h"
#include "journal/store/block.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"
#include "replay/record.h"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace tally {

// Some consecutive entries, decoded. The first `count` of `entries` count; the rest is kept memory.
struct EntryBatch {
    std::vector<Entry> entries;
    std::size_t count = 0;
    std::vector<Hash32> leaves;        // with hashing: of those entries
    std::vector<BlockHeader> headers;  // of the blocks that end in this batch

    [[nodiscard]] std::span<Entry const> span() const { return std::span{entries}.first(count); }
};

// Reads, decodes and (if asked) hashes the leaves of a record on a thread of its own, some batches
// ahead of whoever takes them.
class EntryStream {
public:
    enum class Hashing : std::uint8_t { none, leaves };

    // Entries [from, to); `to` must not be after the record's end.
    EntryStream(Record const& record, std::uint64_t from, std::uint64_t to, Hashing hashing);
    EntryStream(EntryStream const&) = delete;
    EntryStream& operator=(EntryStream const&) = delete;
    ~EntryStream();

    // The next batch, valid until the next call; null at the end. A failure comes in its place.
    [[nodiscard]] Result<EntryBatch const*> next();

private:
    static constexpr std::size_t batches = 4;
    static constexpr std::size_t batch_entries = 2048;

    void run();
    [[nodiscard]] Result<void> read();
    [[nodiscard]] Result<void> read_block(Block const& block);
    [[nodiscard]] Result<void> add(ByteSpan leaf, std::uint64_t sequence);
    [[nodiscard]] bool make_room();
    [[nodiscard]] bool publish();
    [[nodiscard]] bool wait_for_room();

    Record const& record_;
    std::uint64_t from_;
    std::uint64_t to_;
    bool hash_;
    EntryBatch* filling_ = nullptr;  // the reader's

    std::array<EntryBatch, batches> ring_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t written_ = 0;  // batches published, ever
    std::size_t taken_ = 0;    // batches given back, ever
    bool holds_ = false;       // the caller has batch `taken_`
    bool ended_ = false;
    bool stop_ = false;
    std::optional<Failure> failure_;
    std::thread thread_;
};

}  // namespace tally
