#pragma once

#include "journal/vocabulary/ids.h"

#include <signal.h>

#include <filesystem>

namespace tally {

// While one lives, a broken invariant on the way through a record is reported as what it is there,
// damage: the entry and the directory are named, and the process ends with exit code 5 (integrity)
// instead of an abort. apply() judges nothing and returns nothing, so this is the only way to say
// where. One at a time; a second one changes nothing.
class AbortNote {
public:
    explicit AbortNote(std::filesystem::path const& directory);
    AbortNote(AbortNote const&) = delete;
    AbortNote& operator=(AbortNote const&) = delete;
    ~AbortNote();

    // The entry that is folded next.
    void at(Sequence sequence) const;

private:
    bool mine_;
    struct sigaction before_{};
};

}  // namespace tally
