#pragma once

#include "journal/entries/chains.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/timestamp.h"
#include "projections/effects.h"
#include "projections/serial.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string_view>
#include <vector>

namespace tally {

// What a chain's event has done to the books so far. Saved: append, never renumber.
enum class EventState : std::uint8_t {
    none = 0,       // its block is not on the chain's branch
    seen = 1,       // provisional
    finalized = 2,  // posted
    unmatched = 3,  // an alarm: it matches nothing in the books
};

[[nodiscard]] std::string_view name_of(EventState state);

struct ObservedEvent {
    ChainEvent event;
    EventState state = EventState::none;
    AccountHandle account;  // deposit, withdrawal: chosen when seen, so that both ends always meet
    AccountHandle custody;

    // (transaction, index) names a transfer, whatever block it is in.
    [[nodiscard]] bool same_transfer(ChainEvent const& other) const {
        return event.index == other.index && event.transaction == other.transaction;
    }
};

struct ChainBlock {
    std::uint64_t number = 0;
    Hash32 hash;
    Hash32 parent;
    Timestamp timestamp;  // the chain's own claim
    Sequence sequence;    // of the entry by which it became known
    std::vector<ObservedEvent> events;

    // True if an observation says of this block exactly what is known.
    [[nodiscard]] bool same_content(ObserveBlock const& other) const;
};

// What is known of one chain: a tree of blocks, of which one branch, from the oldest block kept up
// to the tip, is the chain. Blocks connect by parent hash and by nothing else. Blocks are kept down
// to `finality_depth + history_blocks` below the tip, so memory does not grow with history.
class Chain {
public:
    static constexpr std::uint32_t max_finality_depth = 1024;
    // Final blocks that are kept: how far below finality a reorg can still be proven.
    static constexpr std::uint32_t history_blocks = 64;

    Chain() = default;
    Chain(CreateChain const& terms, Timestamp created);

    [[nodiscard]] ChainNumber number() const { return terms_.number; }

    [[nodiscard]] CreateChain const& terms() const { return terms_; }

    [[nodiscard]] Timestamp created() const { return created_; }

    // Null until the first block.
    [[nodiscard]] ChainBlock const* tip() const;

    // The newest block that is final on the chain's branch, null if none that is kept is.
    [[nodiscard]] ChainBlock const* final_block() const;

    // A deep reorg was proven by the block `halted_by`.
    [[nodiscard]] bool halted() const { return halted_; }

    [[nodiscard]] Hash32 const& halted_by() const { return halted_by_; }

    [[nodiscard]] ChainBlock const* find(Hash32 const& hash) const;

    // The block below, or null if it is not kept. A parent hash that names a block of another
    // height leads nowhere, so that a walk down always ends, whatever hashes a provider makes up.
    [[nodiscard]] ChainBlock const* parent_of(ChainBlock const& block) const;

    // The block of the chain's branch at a height, or null.
    [[nodiscard]] ChainBlock const* at(std::uint64_t number) const;
    [[nodiscard]] bool on_branch(ChainBlock const& block) const;

    // The nearest block on the chain's branch that `from` descends from (or is), null if that path
    // leads below what is kept.
    [[nodiscard]] ChainBlock const* ancestor_on_branch(Hash32 const& from) const;

    // True if a block at this height of the branch has finality_depth blocks on top of it.
    [[nodiscard]] bool is_final(std::uint64_t number) const;

    // The lowest height kept of the branch; 0 before the first block.
    [[nodiscard]] std::uint64_t lowest() const { return lowest_; }

    [[nodiscard]] std::size_t branch_size() const { return branch_.size(); }

    [[nodiscard]] std::size_t known_blocks() const { return blocks_.size(); }

    // How many blocks may be known beside the branch.
    [[nodiscard]] std::size_t max_side_blocks() const;

    // Blocks beside the branch, in order of hash.
    [[nodiscard]] std::vector<ChainBlock const*> side_blocks() const;

    // For Chains only: what entries do.
    void add_block(ObserveBlock const& body, Sequence sequence);
    void reorganize(ChainReorganized const& body);
    void halt(Hash32 const& by);

    void resume() { halted_ = false; }

    [[nodiscard]] ObservedEvent& event(Hash32 const& block, ChainEvent const& key);

    void save(Saver& saver) const;
    void load(Loader& loader);

private:
    void prune();
    void load_block(Loader& loader);

    CreateChain terms_;
    Timestamp created_;
    bool halted_ = false;
    Hash32 halted_by_;
    std::uint64_t lowest_ = 0;
    std::deque<Hash32> branch_;  // from height lowest_ up to the tip
    std::map<Hash32, ChainBlock> blocks_;
};

}  // namespace tally
