#pragma once

#include "journal/store/record_store.h"
#include "journal/vocabulary/result.h"
#include "projections/state.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tally {

// Compares the projections that a directory keeps (its snapshots) with those that its entries lead
// to, byte for byte and without loading them. A restart begins from a snapshot, so one that
// somebody changed would be believed although the record holds.
class StoredStates {
public:
    explicit StoredStates(RecordStore& store) : store_(store) {}

    // Which snapshots there are. One that is made or dropped later is not looked at.
    [[nodiscard]] Result<void> begin();

    // The entries that the next one to compare is over; the largest number if there is none.
    [[nodiscard]] std::uint64_t next() const { return sizes_.empty() ? UINT64_MAX : sizes_.back(); }

    // The state after each entry from there on, in order. A snapshot of just this state that says
    // something else is a failure of kind `integrity`.
    [[nodiscard]] Result<void> see(State const& state);

    [[nodiscard]] std::uint64_t compared() const { return compared_; }

    // Snapshots that this build cannot compare, and why.
    [[nodiscard]] std::vector<std::string> const& notes() const { return notes_; }

private:
    [[nodiscard]] Result<void> compare(SnapshotReader& reader, State const& state);

    RecordStore& store_;
    std::vector<std::uint64_t> sizes_;  // still to come, the next one last
    std::uint64_t compared_ = 0;
    std::vector<std::string> notes_;
};

// That what is beside the record can be opened, if it is there, and that no file of a data
// directory is damaged, whether anything of it was read or not: a failure of kind `integrity` if
// not. An export has nothing of the kind.
[[nodiscard]] Result<void> check_directory(RecordStore& store,
                                           std::filesystem::path const& directory);

}  // namespace tally
