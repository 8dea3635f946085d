#pragma once

#include "journal/store/block.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

// The record's place, whatever is below: memory, RocksDB, a replicated engine.
//
// Writing:
//     auto epoch = store.open_epoch();          // fences every earlier writer
//     builder.start(epoch.epoch, ...); ...      // journal/store/commit_builder.h
//     store.append(tip, builder.finish());      // one at a time; ok means `durability()`
// Reading:
//     auto cursor = store.read(from);
//     while (cursor->next(buffer)) ...          // then store.await(...) and go on: that is
//     `follow`
//
// One thread appends; any number read, each with a cursor of its own.
namespace tally {

// The end of the record: how many entries there are (the next one's sequence), and the tree's root.
struct Tip {
    Sequence next;
    Hash32 root;  // of no entries: SHA-256 of nothing

    friend bool operator==(Tip const&, Tip const&) = default;
};

[[nodiscard]] Tip empty_tip();

// What every reader and writer asks of a block that follows `tip`. A block that does not is no part
// of the record: a fenced writer left it behind, or the store is damaged.
[[nodiscard]] bool extends(Tip const& tip, Epoch epoch, BlockHeader const& block);

// A complete subtree: the root of the 2^height leaves from index * 2^height on. Kept for proofs at
// heights 8, 16 and 24; what is between is computed from them and the leaves.
struct TreeNode {
    std::uint8_t height = 0;
    std::uint64_t index = 0;
    Hash32 hash;

    friend bool operator==(TreeNode const&, TreeNode const&) = default;
};

// One append: all of it is there afterwards, or nothing. Borrows from the CommitBuilder that made
// it.
struct Commit {
    ByteSpan block;     // BlockBuilder::finish
    ByteSpan frontier;  // the tree's frontier after the block, as Frontier saves itself
    std::span<TreeNode const> nodes;  // those that the block completed
};

struct OpenedEpoch {
    Epoch epoch;
    Tip tip;
    std::vector<std::uint8_t> frontier;  // as last appended; empty for an empty record
};

// The answer to an append. A Failure instead (disk full, I/O error) means that the block may or may
// not be there, and that this store takes no more: stop, open again, and the tip tells.
enum class Appended : std::uint8_t {
    ok = 1,       // there, as durable as durability() says
    fenced = 2,   // not there: the tip is another one, or another writer has opened an epoch. Stop.
    unknown = 3,  // no answer came: ask resolve() before anything else
};

// What `ok` means.
enum class Durability : std::uint8_t {
    process = 1,      // lost when this process ends
    disk = 2,         // on this machine's disk
    quorum_disk = 3,  // on the disks of a majority of machines
};

// Reads whole blocks, in order, from the one that holds the asked-for entry: the first block may
// begin before it. Checks that each block extends the one before.
class BlockCursor {
public:
    virtual ~BlockCursor() = default;

    // Copies the next block into `buffer`. False at the end of the record as it is now; a later
    // call goes on from there. The Block borrows from the buffer.
    [[nodiscard]] virtual Result<bool> next(BlockBuffer& buffer, Block& block) = 0;
};

class Store {
public:
    Store() = default;
    Store(Store const&) = delete;
    Store& operator=(Store const&) = delete;
    virtual ~Store() = default;

    // Becomes the writer. Every earlier writer's append is refused from now on.
    [[nodiscard]] virtual Result<OpenedEpoch> open_epoch() = 0;

    // Appends one block if the record ends at `expected` and our epoch is the newest.
    [[nodiscard]] virtual Result<Appended> append(Tip const& expected, Commit const& commit) = 0;

    // After `unknown`: true if exactly this block is in the record.
    [[nodiscard]] virtual Result<bool> resolve(BlockHeader const& block) = 0;

    // `from` may be the end of the record, or beyond it.
    [[nodiscard]] virtual Result<std::unique_ptr<BlockCursor>> read(Sequence from) = 0;

    // Waits until there are more than `size` entries. False if the time ran out.
    [[nodiscard]] virtual Result<bool> await(Sequence size, std::chrono::milliseconds timeout) = 0;

    // The end of the record as last seen: a hint, never decided by.
    [[nodiscard]] virtual Result<Tip> observed_tip() = 0;

    [[nodiscard]] virtual Durability durability() const = 0;
};

}  // namespace tally
