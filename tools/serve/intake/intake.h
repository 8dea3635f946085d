#pragma once

#include "engine/sequencer/histogram.h"
#include "engine/sequencer/sequencer.h"
#include "engine/sequencer/sequencer_options.h"
#include "journal/store/store.h"
#include "journal/vocabulary/result.h"
#include "tools/serve/intake/figures.h"
#include "tools/serve/intake/job_queue.h"
#include "tools/serve/net/outbox.h"
#include "tools/serve/net/service.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tally::serve {

struct IntakeOptions {
    SequencerOptions sequencer;
    QueueLimits queue;
    std::uint32_t slice_commands = 1'000;  // of one batch, before another connection has its turn

    // A tree that has grown is signed so often, if the sequencer has a key.
    std::chrono::milliseconds sign_every = std::chrono::minutes{1};

    // Told of the record's keys: before the first command, and after commands that changed them,
    // before those are answered. On the engine's thread, and to be quick; nobody if empty.
    std::function<void(Access const&)> on_access;

    // For a log; nobody is told if empty. Each on the thread where it happens, and to be quick.
    std::function<void(Submission const&, Submitted const&)> on_submission;
    std::function<void(Answered const&)> on_answer;
};

// How long a batch's way to its answer takes, measured all the time. The writer's part is null
// after close().
struct IntakeTimes {
    Histogram wait;    // from a batch's arrival to its turn
    Histogram decide;  // a slice of a batch
    WriterTimes const* writer = nullptr;
};

// The engine as a service: owns the record's one writer and the thread that drives it. Batches come
// in from the network's thread, wait in a fair and bounded queue, and are answered through the
// outbox when they are durable as a whole.
class Intake final : public CommandService {
public:
    // Recovers the record and becomes its writer. `on_fatal` is called once, on another thread,
    // when nothing more can be recorded: the process is to end then.
    [[nodiscard]] static Result<std::unique_ptr<Intake>> open(
        std::string const& data,
        IntakeOptions options,
        Outbox& outbox,
        std::function<void(Failure const&)> on_fatal);
    Intake(Intake const&) = delete;
    Intake& operator=(Intake const&) = delete;
    ~Intake() override;

    [[nodiscard]] RecoveryReport const& recovery() const;

    [[nodiscard]] std::string const& origin() const override;
    [[nodiscard]] std::uint64_t tip() const override;
    [[nodiscard]] Submitted submit(Submission const& submission) override;

    // Reads the durable record, on any thread, until close().
    [[nodiscard]] Result<std::unique_ptr<BlockCursor>> read_record(Sequence from) const;

    // The store of the record, to be read. Any thread, until close().
    [[nodiscard]] RocksStore& store() const;

    // Who is told, on the writer's thread, when more is durable; nobody if empty.
    void on_growth(std::function<void(std::uint64_t tip)> told);

    // For a Projector; not while close() runs.
    [[nodiscard]] Result<FoldedState> load_snapshot() const;
    [[nodiscard]] Result<void> save_snapshot(FoldedState const& folded) const;

    // Any thread.
    [[nodiscard]] IntakeTimes const& times() const;
    [[nodiscard]] IntakeCounts const& counts() const;
    [[nodiscard]] SignatureCounts const& signatures() const;

    // Commands that wait for the engine, and how many may. Any thread.
    [[nodiscard]] std::size_t queued() const;
    [[nodiscard]] std::size_t queued_most() const;

    // Sequences what is queued, waits until all is durable and answered, signs and snapshots as the
    // sequencer's options say, and closes the record.
    [[nodiscard]] Result<void> close();

private:
    struct Parts;
    explicit Intake(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace tally::serve
