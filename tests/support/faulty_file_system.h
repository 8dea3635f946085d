#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tally {

// What befalls one operation of a run.
enum class Fault : std::uint8_t {
    crash = 1,     // it and all later ones do not happen: the process is dead
    io_error = 2,  // it fails; later ones work again
    no_space = 3,  // it and all later ones that need room fail with "no space left"
};

// What is left, after a loss of power, of what was appended to a file and not synced.
enum class Tear : std::uint8_t {
    none_left = 1,
    half_left = 2,
    last_byte_gone = 3,
    garbage_left = 4,  // of the full length, but its second half was never written
    all_left = 5,
};

// A disk that can be made to fail at any one write, and that knows what it owes: numbers every
// operation that changes it (appends, syncs, creations, renames, deletions, rewrites in place),
// fails those it is told to, and can take away what was not synced. Does not sync for real, so it
// is fast.
//
// The model is the strict one: appended bytes live only from Sync on, a new file or a rename only
// from the directory's Fsync on, bytes rewritten in place only from Sync on.
class FaultyFileSystem final : public rocksdb::FileSystemWrapper {
public:
    FaultyFileSystem();

    [[nodiscard]] char const* Name() const override { return "FaultyFileSystem"; }

    // The `number`-th operation from now on, counted from 1.
    void arm(std::uint64_t number, Fault fault);

    [[nodiscard]] std::uint64_t operations() const;

    // True once the armed fault has struck.
    [[nodiscard]] bool struck() const;

    // As after a loss of power. Everything must be closed.
    void lose_power(Tear tear);

    // True if an operation that needs room (`grows`), or not, is to go on; counts it.
    [[nodiscard]] rocksdb::IOStatus begin(bool grows);

    void appended(std::string const& name, std::size_t size);
    void synced(std::string const& name);
    void rewritten(std::string const& name, std::uint64_t offset, std::string before);

    rocksdb::IOStatus NewWritableFile(std::string const& name,
                                      rocksdb::FileOptions const& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* result,
                                      rocksdb::IODebugContext* context) override;
    rocksdb::IOStatus NewRandomRWFile(std::string const& name,
                                      rocksdb::FileOptions const& options,
                                      std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                      rocksdb::IODebugContext* context) override;
    rocksdb::IOStatus NewDirectory(std::string const& name,
                                   rocksdb::IOOptions const& options,
                                   std::unique_ptr<rocksdb::FSDirectory>* result,
                                   rocksdb::IODebugContext* context) override;
    rocksdb::IOStatus RenameFile(std::string const& from,
                                 std::string const& to,
                                 rocksdb::IOOptions const& options,
                                 rocksdb::IODebugContext* context) override;
    rocksdb::IOStatus DeleteFile(std::string const& name,
                                 rocksdb::IOOptions const& options,
                                 rocksdb::IODebugContext* context) override;

    void directory_synced(std::string const& directory);

private:
    struct FileState {
        std::uint64_t written = 0;
        std::uint64_t synced = 0;
    };

    // A file that took the place of another by renaming.
    struct Replacement {
        std::string name;
        std::string before;
    };

    struct Rewrite {
        std::string name;
        std::uint64_t offset;
        std::string before;
    };

    mutable std::mutex mutex_;
    std::uint64_t operations_ = 0;
    std::uint64_t strikes_at_ = 0;  // 0: never
    Fault fault_ = Fault::crash;
    std::map<std::string, FileState> files_;  // written to since the last loss of power
    std::set<std::string> new_files_;         // not yet in their directory for good
    std::vector<Replacement> replacements_;   // likewise, in order
    std::vector<Rewrite> rewrites_;           // not synced, in order

    void undo_unsynced_names();
};

}  // namespace tally
