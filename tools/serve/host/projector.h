#pragma once

#include "engine/sequencer/sequencer.h"
#include "journal/entry.h"
#include "journal/store/store.h"
#include "journal/vocabulary/result.h"
#include "projections/expect.h"
#include "projections/state.h"
#include "tools/serve/host/fold_observer.h"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

namespace tally::serve {

// What a Projector needs of the record; `read`, `load` and `save` are called on its thread.
struct ProjectorParts {
    std::function<Result<std::unique_ptr<BlockCursor>>(Sequence from)> read;
    std::function<Result<FoldedState>()> load;
    std::function<Result<void>(FoldedState const&)> save;
    std::function<void(Failure const&)> on_failure;  // once; the projector answers nothing then
    FoldObserver* observer = nullptr;                // may be null

    std::uint64_t tip = 0;  // durable entries so far
    std::uint64_t snapshot_every = 1'000'000;
    std::size_t questions_max = 4'096;
    std::uint64_t idle_lag = 8'192;  // while nobody asks, it is not woken for fewer entries
    std::chrono::microseconds answering_for{2'000};  // at a time, before it folds the next block
};

// A second State, always durable: a thread folds each block after the writer has answered it, so
// that reads, and snapshots, never stop the engine. It reads the blocks from the store, where the
// newest lie in memory: a projector that lags costs no memory, and falls no further behind for it.
class Projector {
public:
    // Called on the projector's thread; null if there will be no State, at the end or after a
    // failure. To be quick: others wait.
    using Question = std::function<void(State const* state)>;

    explicit Projector(ProjectorParts parts);
    Projector(Projector const&) = delete;
    Projector& operator=(Projector const&) = delete;
    ~Projector();  // questions that wait are told that there is no State

    // More is durable. Any thread; cheap.
    void grew(std::uint64_t tip);

    // Asks the State once it has folded `at_least` entries: with the tip at hand, all that was
    // answered before; with an own command's sequence + 1, that command. Every question is asked
    // between two blocks, so that it sees whole commands. False if too many wait. Any thread.
    [[nodiscard]] bool ask(std::uint64_t at_least, Question question);

    // How many entries are folded, and how many of the durable ones are not. Any thread.
    [[nodiscard]] std::uint64_t position() const {
        return position_.load(std::memory_order_acquire);
    }

    [[nodiscard]] std::uint64_t lag() const;

    // Snapshots that were saved, and what went wrong with the last one; that is no failure. Any
    // thread.
    [[nodiscard]] std::uint64_t snapshots() const { return snapshots_.load(); }

    [[nodiscard]] std::optional<Failure> snapshot_failure() const;

private:
    void run();
    [[nodiscard]] Result<void> serve();
    [[nodiscard]] bool wait();
    [[nodiscard]] bool has_work_locked();
    [[nodiscard]] Result<bool> fold_block();
    [[nodiscard]] Result<void> fold(Block const& block);
    [[nodiscard]] Result<void> apply(std::span<Entry const> entries,
                                     Sequence first,
                                     FoldObserver* observer);

    [[nodiscard]] bool is_watched() const {
        return parts_.observer != nullptr && parts_.observer->wants();
    }

    void answer();
    [[nodiscard]] Question next_question();
    void save_if_due();
    void end();

    ProjectorParts parts_;
    std::atomic<std::uint64_t> tip_;
    std::atomic<std::uint64_t> position_{0};
    std::atomic<std::uint64_t> snapshots_{0};
    std::atomic<std::uint64_t> wake_at_{UINT64_MAX};  // at which tip its wait ends

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::multimap<std::uint64_t, Question> questions_;  // by how many entries they need
    std::optional<Failure> snapshot_failure_;
    bool stop_ = false;
    bool ended_ = false;

    // The projector's thread only.
    FoldedState folded_;
    std::unique_ptr<BlockCursor> cursor_;
    BlockBuffer buffer_;
    std::array<Entry, expected_entries> next_;
    std::uint64_t snapshot_at_ = 0;
    unsigned attention_ = 0;  // blocks to be folded at once: who has asked may ask again
    std::thread thread_;
};

}  // namespace tally::serve
