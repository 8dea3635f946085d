#pragma once

#include "journal/entries/control.h"
#include "journal/vocabulary/byte_stream.h"
#include "journal/vocabulary/ids.h"

#include <array>
#include <cstdint>
#include <optional>

namespace tally {

// A slice of a projection whose digest is to be taken.
struct DigestSlice {
    ProjectionKind projection = ProjectionKind::assets;
    std::uint32_t slice = 0;
    std::uint32_t slices = 0;

    friend bool operator==(DigestSlice const&, DigestSlice const&) = default;
};

// Where digests stand in a record, as a function of the record alone
// (docs/adr/0110-digests-by-slices.md). A cycle begins with a digest of every projection, or with
// the first slice of one that has several; the other slices follow, one at a time and evenly, until
// the next cycle.
class DigestCycle {
public:
    // Entries between two slices, at least: what they cost is little beside what they stand
    // between. With more slices than fit, the cycle is longer.
    static constexpr std::uint64_t entries_between = 4'096;

    DigestCycle() = default;

    // A record whose last digests, of whole projections, end before entry `begin`.
    explicit DigestCycle(std::uint64_t begin) : begin_(begin) {}

    // Told of each digest entry, in order.
    void observe(Sequence sequence, ProjectionDigest const& digest);

    // False for a slice that is not the next one of the cycle.
    [[nodiscard]] bool follows(ProjectionDigest const& digest) const;

    // The slice that comes next; nothing if the next digests are those of a new cycle.
    [[nodiscard]] std::optional<DigestSlice> next() const;

    // How many entries the record has, at least, when the next digests are put into it, if a cycle
    // is to have `every` entries.
    [[nodiscard]] std::uint64_t due(std::uint64_t every) const;

    // True if a record of `size` entries ends with digests of whole projections, or is empty.
    [[nodiscard]] bool is_whole_at(std::uint64_t size) const;

    void save(ByteSink& sink) const;
    [[nodiscard]] static std::optional<DigestCycle> load(ByteSource& source);

    friend bool operator==(DigestCycle const&, DigestCycle const&) = default;

private:
    [[nodiscard]] std::uint64_t slices_after_the_first() const;

    std::uint64_t begin_ = 0;                       // one past the entries that began it
    std::uint64_t done_ = 0;                        // slices since
    ProjectionKind last_ = ProjectionKind::assets;  // of those that began it
    std::array<std::uint32_t, 8> more_{};           // by projection: its slices but the first
};

}  // namespace tally
