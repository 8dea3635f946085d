#pragma once

#include "journal/store/store.h"
#include "journal/vocabulary/byte_stream.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"
#include "journal/vocabulary/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

// Saved projections, so that a restart applies only the record's tail. Derived: losing them costs
// time and nothing else. Never trusted: each piece of a part carries its SHA-256 (over its place
// too), which is checked before a byte of it is handed out.
namespace tally {

// What one part holds. The store gives the numbers no meaning.
struct SnapshotPart {
    std::uint16_t kind = 0;     // ProjectionKind, or a kind of the sequencer's own
    std::uint16_t version = 0;  // of its saved form

    friend bool operator==(SnapshotPart const&, SnapshotPart const&) = default;
};

struct SnapshotInfo {
    Tip tip;         // the state after every entry before tip.next
    Timestamp time;  // of the last of them
    std::vector<SnapshotPart> parts;
    std::uint64_t bytes = 0;
};

// Writes one snapshot. Without commit() it was never there. Destroy before the store.
class SnapshotWriter {
public:
    virtual ~SnapshotWriter() = default;

    // Where the next part's bytes go, until the next call of part() or commit(). A kind comes once.
    // A write that fails is told by commit().
    [[nodiscard]] virtual ByteSink& part(SnapshotPart part) = 0;
    [[nodiscard]] virtual Result<void> commit() = 0;
};

// Reads one snapshot, part by part. A read that returns false before the part's end means damage:
// failure() says what and where, and the caller rebuilds from the record.
class SnapshotReader {
public:
    virtual ~SnapshotReader() = default;

    [[nodiscard]] virtual SnapshotInfo const& info() const = 0;

    // The bytes of a part, until the next call; null if the snapshot has no such part.
    [[nodiscard]] virtual ByteSource* part(std::uint16_t kind) = 0;

    // True if the current part has been read to its end, and all of it was as written.
    [[nodiscard]] virtual bool at_end() const = 0;

    [[nodiscard]] virtual std::optional<Failure> const& failure() const = 0;
};

class Snapshots {
public:
    virtual ~Snapshots() = default;

    // One at a time; one that was begun and not committed is swept away.
    [[nodiscard]] virtual Result<std::unique_ptr<SnapshotWriter>> begin(Tip const& tip,
                                                                        Timestamp time) = 0;

    // Committed ones, oldest first. A damaged list is a failure.
    [[nodiscard]] virtual Result<std::vector<SnapshotInfo>> list() = 0;

    // The newest one at or before `at_most` (compared with tip.next); null if there is none. To try
    // the one before a damaged one: newest(Sequence{damaged.next.value - 1}).
    [[nodiscard]] virtual Result<std::unique_ptr<SnapshotReader>> newest(Sequence at_most) = 0;

    // Drops all but the newest `keep`.
    [[nodiscard]] virtual Result<void> drop_old(std::size_t keep = 2) = 0;

    // Drops one, such as one that turned out damaged.
    [[nodiscard]] virtual Result<void> drop(Sequence next) = 0;
};

}  // namespace tally
