#pragma once

#include "journal/store/record_store.h"
#include "journal/tree/frontier.h"
#include "journal/tree/hash_source.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <vector>

namespace tally {

// The hashes of a record's tree, for proofs: the stored nodes of heights 8, 16 and 24, what lies
// between computed from those, and what lies below from the leaves, read 256 at a time.
class RecordHashes final : public HashSource {
public:
    explicit RecordHashes(RecordStore& store) : store_(store) {}

    [[nodiscard]] Result<Hash32> subtree(unsigned height, std::uint64_t index) override;

private:
    [[nodiscard]] Result<Hash32> from_children(unsigned height, std::uint64_t index);
    [[nodiscard]] Result<Hash32> from_leaves(unsigned height, std::uint64_t index);
    [[nodiscard]] Result<void> read_group(std::uint64_t group);

    RecordStore& store_;
    std::uint64_t group_ = UINT64_MAX;  // which 256 leaves are in leaves_
    std::vector<Hash32> leaves_;
};

// The frontier of the tree's first `size` leaves, however many more there are by now.
[[nodiscard]] Result<Frontier> frontier_of(HashSource& hashes, std::uint64_t size);

}  // namespace tally
