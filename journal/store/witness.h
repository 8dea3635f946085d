#pragma once

#include "journal/store/store.h"
#include "journal/vocabulary/result.h"

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace rocksdb {
class FileSystem;
class FSRandomRWFile;
}  // namespace rocksdb

namespace tally {

// What has been acknowledged: how far the record goes, and how many synced writes there were in all
// (blocks, epochs, checkpoints, payloads).
struct Acknowledged {
    Tip tip;
    std::uint64_t revision = 0;
};

// A small file that says what was acknowledged: what finds a record that has lost its end, which to
// RocksDB's log looks just like a write that was cut short.
//
// It is rewritten in place after each commit, before the commit is answered, and not synced: that
// costs a microsecond and no sync. It so never tells of more than is durable, and after the death
// of a process it is exact. After a loss of power it may be behind by what the kernel had
// not written yet, and a bit flip in just those last commits would go unseen; signed checkpoints
// then bound the loss.
//
// Two slots, written in turn, each
//     0  8  magic "TLYWITN1"
//     8  8  next sequence
//    16 32  root
//    48  8  revision
//    56 32  SHA-256 of the above
// at offsets 0 and 4,096, so that one whole slot is left whatever happens to a write.
class Witness {
public:
    [[nodiscard]] static Result<Witness> create(std::filesystem::path const& path,
                                                std::shared_ptr<rocksdb::FileSystem> file_system,
                                                Acknowledged const& last);

    // The newest that it holds. A missing file, or one without a whole slot, is an integrity
    // failure.
    [[nodiscard]] static Result<Acknowledged> read(
        std::filesystem::path const& path, std::shared_ptr<rocksdb::FileSystem> const& file_system);

    // For writing, after `last` has been made sure of.
    [[nodiscard]] static Result<Witness> open(std::filesystem::path const& path,
                                              std::shared_ptr<rocksdb::FileSystem> file_system,
                                              Acknowledged const& last);

    Witness(Witness&&) noexcept;
    Witness& operator=(Witness&&) noexcept;
    ~Witness();

    [[nodiscard]] Result<void> write(Acknowledged const& last);
    [[nodiscard]] Result<void> sync();

private:
    Witness(std::filesystem::path path, std::unique_ptr<rocksdb::FSRandomRWFile> file);

    std::filesystem::path path_;
    std::unique_ptr<rocksdb::FSRandomRWFile> file_;
    std::size_t slot_ = 0;  // the one to write next
};

}  // namespace tally
