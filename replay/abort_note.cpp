#include "replay/abort_note.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace tally {

namespace {

constexpr int exit_code_integrity = 5;

std::atomic<bool> taken{false};
std::atomic<std::uint64_t> current{0};
std::array<char, 1024> place{};

// abort() was called on the thread that folds, so what it called is not in the middle of anything.
void on_abort(int) {
    std::array<char, 1400> text{};
    auto const length =
        std::snprintf(text.data(),
                      text.size(),
                      "tally: entry %llu of %s cannot follow from the entries before it: the "
                      "record was changed, or another version wrote it; run tally replay "
                      "--re-decide\n",
                      static_cast<unsigned long long>(current.load(std::memory_order_relaxed)),
                      place.data());
    if (length > 0 && ::write(STDERR_FILENO, text.data(), static_cast<std::size_t>(length)) < 0)
        ::_exit(exit_code_integrity);
    ::_exit(exit_code_integrity);
}

}  // namespace

AbortNote::AbortNote(std::filesystem::path const& directory) : mine_(!taken.exchange(true)) {
    if (!mine_) return;
    auto const text = directory.string();
    auto const length = std::min(text.size(), place.size() - 1);
    std::memcpy(place.data(), text.data(), length);
    place[length] = '\0';
    struct sigaction action{};
    action.sa_handler = on_abort;
    ::sigaction(SIGABRT, &action, &before_);
}

AbortNote::~AbortNote() {
    if (!mine_) return;
    ::sigaction(SIGABRT, &before_, nullptr);
    taken = false;
}

void AbortNote::at(Sequence sequence) const {
    if (mine_) current.store(sequence.value, std::memory_order_relaxed);
}

}  // namespace tally
