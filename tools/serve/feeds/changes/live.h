#pragma once

#include "tools/serve/feeds/changes/deriver.h"
#include "tools/serve/feeds/changes/ring.h"
#include "tools/serve/host/fold_observer.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace tally::serve {

// Derives what followers want while the projector folds, and puts it into the ring. A kind is
// derived from the moment on that somebody follows it, and for a while after the last one left, who
// may come back.
class LiveChanges final : public FoldObserver {
public:
    explicit LiveChanges(std::size_t rows_max) : ring_(rows_max), linger_rows_(rows_max) {}

    // Called after each block that was watched, on the projector's thread. Before the first
    // follower.
    void on_more(std::function<void()> more) { more_ = std::move(more); }

    // A follower came, or went. Any thread.
    void came(ChangeKind kind) { followers_[place_of(kind)].fetch_add(1); }

    void went(ChangeKind kind) { followers_[place_of(kind)].fetch_sub(1); }

    // From the next entry on the kind's rows are in the ring. On the projector's thread, between
    // two blocks, as a question is.
    void watch(ChangeKind kind, State const& state);

    [[nodiscard]] ChangeRing const& ring() const { return ring_; }

    // How many entries were folded when a block was watched last. Any thread.
    [[nodiscard]] std::uint64_t position() const { return position_.load(); }

    [[nodiscard]] bool wants() const override { return deriver_.watches_any(); }

    void before(Entry const& entry, State const& state) override { deriver_.before(entry, state); }

    void after(Entry const& entry, State const& state) override { deriver_.after(entry, state); }

    void folded(State const& state) override;

private:
    [[nodiscard]] bool is_forgotten(ChangeKind kind);

    ChangeRing ring_;
    std::size_t linger_rows_;
    std::function<void()> more_;
    std::array<std::atomic<std::uint32_t>, change_kinds> followers_{};
    std::atomic<std::uint64_t> position_{0};

    // The projector's thread only.
    Deriver deriver_;
    std::array<std::size_t, change_kinds>
        for_nobody_{};  // rows, and blocks, since the last one left
};

}  // namespace tally::serve
