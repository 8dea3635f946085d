#include "tools/serve/intake/intake.h"

#include "engine/sequencer/sequencer.h"
#include "journal/threads/this_thread.h"
#include "tools/ethereum/attestation_signer.h"
#include "tools/serve/intake/answer_desk.h"
#include "tools/serve/intake/batch_runner.h"
#include "tools/serve/intake/claim_collector.h"
#include "tools/serve/intake/signature_worker.h"
#include "tools/wire/limits.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

namespace tally::serve {

namespace {

constexpr std::uint32_t retry_after_ms = 20;

}  // namespace

struct Intake::Parts {
    Parts(IntakeOptions intake_options, Outbox& outbox, std::function<void(Failure const&)> fatal)
        : options(std::move(intake_options)),
          on_fatal(std::move(fatal)),
          queue(options.queue),
          desk(outbox, [this] { queue.poke(); }) {
        desk.count_in(counts.outcomes);
        desk.on_answer(options.on_answer);
    }

    void count(Submission const& submission, Submitted const& submitted);
    [[nodiscard]] bool is_full_of_signatures(Job const& job) const;
    void run();
    [[nodiscard]] Result<void> serve();
    [[nodiscard]] Result<void> sign_if_due();
    [[nodiscard]] std::unique_ptr<Job> next_job();
    [[nodiscard]] bool must_wait_for_signatures(Job& job);
    [[nodiscard]] Result<void> take_turn(std::unique_ptr<Job> job);

    IntakeOptions options;
    std::function<void(Failure const&)> on_fatal;
    ethereum::AttestationSigner oracle;
    GlimpsedClock clock;
    JobQueue queue;
    AnswerDesk desk;
    IntakeTimes times;
    IntakeCounts counts;
    std::unique_ptr<Sequencer> sequencer;
    std::optional<BatchRunner> runner;
    std::optional<ClaimCollector> collector;
    SignatureWorker signatures{[this] { queue.poke(); }};
    std::string origin;
    std::chrono::steady_clock::time_point sign_at;  // the engine's thread only
    std::optional<Failure> failure;  // of the engine's thread; read after it was joined
    std::thread thread;
};

Intake::Intake(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Intake::~Intake() {
    if (!parts_->thread.joinable()) return;
    parts_->queue.close();
    parts_->thread.join();
}

Result<std::unique_ptr<Intake>> Intake::open(std::string const& data,
                                             IntakeOptions options,
                                             Outbox& outbox,
                                             std::function<void(Failure const&)> on_fatal) {
    auto parts = std::make_unique<Parts>(std::move(options), outbox, std::move(on_fatal));
    TALLY_TRY(
        sequencer,
        Sequencer::open(data, parts->options.sequencer, parts->oracle, parts->clock, parts->desk));
    if (auto const& alarm = sequencer->recovery().alarm)
        return Failure{FailureKind::integrity, data + " is read-only: " + *alarm};
    parts->desk.set_tip(sequencer->recovery().size);
    parts->origin = sequencer->origin();
    parts->times.writer = sequencer->writer_times();
    parts->sequencer = std::move(sequencer);
    parts->runner.emplace(*parts->sequencer, parts->clock);
    auto const& opened = *parts->sequencer;
    parts->collector.emplace(opened.state(), opened.past(), parts->origin);
    if (parts->options.on_access) parts->options.on_access(parts->sequencer->state().access());
    parts->thread = std::thread{[inside = parts.get()] { inside->run(); }};
    return std::unique_ptr<Intake>{new Intake{std::move(parts)}};
}

RecoveryReport const& Intake::recovery() const {
    return parts_->sequencer->recovery();
}

std::string const& Intake::origin() const {
    return parts_->origin;
}

std::uint64_t Intake::tip() const {
    return parts_->desk.tip();
}

Submitted Intake::submit(Submission const& submission) {
    auto job = parts_->queue.spare();
    job->connection = submission.connection;
    job->key = submission.key;
    job->request_id = submission.request_id;
    job->arrived = std::chrono::steady_clock::now();
    job->is_json = submission.commands == nullptr;
    if (job->is_json) {
        auto const lines = submission.json_lines;
        job->commands = static_cast<std::uint32_t>(count_lines(lines));
        job->bytes.assign(lines.begin(), lines.end());
        job->may_be_signed = lines.find("\"signed\"") != lines.npos;
    } else {
        auto const& [sizes, bytes] = *submission.commands;
        job->commands = static_cast<std::uint32_t>(sizes.size());
        job->sizes.assign(sizes.begin(), sizes.end());
        job->bytes.assign(bytes.begin(), bytes.end());
        job->signatures.assign(submission.signatures.begin(), submission.signatures.end());
        job->may_be_signed = !job->signatures.empty();
    }
    Submitted submitted;
    submitted.commands = job->commands;
    if (job->commands > wire::batch_commands_max) {
        submitted.accepted = false;
        submitted.refused = "a batch of " + std::to_string(job->commands) + " commands; at most " +
                            std::to_string(wire::batch_commands_max) + " go into one";
    } else if (parts_->is_full_of_signatures(*job) || !parts_->queue.push(std::move(job))) {
        submitted.accepted = false;
        submitted.retry_after_ms = retry_after_ms;
    }
    parts_->count(submission, submitted);
    return submitted;
}

Result<std::unique_ptr<BlockCursor>> Intake::read_record(Sequence from) const {
    return parts_->sequencer->read(from);
}

RocksStore& Intake::store() const {
    return parts_->sequencer->store();
}

Result<FoldedState> Intake::load_snapshot() const {
    return parts_->sequencer->load_snapshot();
}

Result<void> Intake::save_snapshot(FoldedState const& folded) const {
    return parts_->sequencer->save_snapshot(folded);
}

IntakeTimes const& Intake::times() const {
    return parts_->times;
}

IntakeCounts const& Intake::counts() const {
    return parts_->counts;
}

SignatureCounts const& Intake::signatures() const {
    return parts_->signatures.counts();
}

std::size_t Intake::queued() const {
    return parts_->queue.size();
}

std::size_t Intake::queued_most() const {
    return parts_->options.queue.commands;
}

void Intake::on_growth(std::function<void(std::uint64_t)> told) {
    parts_->desk.on_growth(std::move(told));
}

void Intake::Parts::count(Submission const& submission, Submitted const& submitted) {
    auto& counter = submitted.accepted          ? counts.batches
                    : submitted.refused.empty() ? counts.overloaded
                                                : counts.refused;
    counter.fetch_add(1, std::memory_order_relaxed);
    if (options.on_submission) options.on_submission(submission, submitted);
}

void Intake::Parts::run() {
    introduce_this_thread("engine", Urgency::answers);
    auto const served = serve();
    if (served) return;
    failure = served.error();
    on_fatal(*failure);
}

Result<void> Intake::Parts::sign_if_due() {
    auto const now = std::chrono::steady_clock::now();
    if (now < sign_at) return success();
    sign_at = now + options.sign_every;
    return sequencer->sign_tree();
}

// A block that is not full goes to the writer as soon as that is free and nothing more is at hand.
Result<void> Intake::Parts::serve() {
    sign_at = std::chrono::steady_clock::now() + options.sign_every;
    for (;;) {
        TALLY_TRYV(sign_if_due());
        auto job = next_job();
        if (!job) {
            sequencer->hand_over();
            if (sequencer->stopped()) return sequencer->flush();
            if (queue.wait(job, sign_at) == JobQueue::Turn::closed) {
                job = signatures.wait();
                if (!job) return sequencer->close();
            }
        }
        if (job) {
            TALLY_TRYV(take_turn(std::move(job)));
        }
    }
}

std::unique_ptr<Job> Intake::Parts::next_job() {
    auto job = signatures.try_take();
    return job ? std::move(job) : queue.try_take();
}

// A batch whose signatures are being verified is in no queue: beside those, as many may wait.
bool Intake::Parts::is_full_of_signatures(Job const& job) const {
    if (!job.may_be_signed) return false;
    auto const held = signatures.commands();
    return held != 0 && held + job.commands > options.queue.commands;
}

bool Intake::Parts::must_wait_for_signatures(Job& job) {
    if (!job.may_be_signed || job.checked_to > job.next) return false;
    return collector->collect(job, options.slice_commands);
}

Result<void> Intake::Parts::take_turn(std::unique_ptr<Job> job) {
    auto const from = job->next;
    Stopwatch watch;
    if (must_wait_for_signatures(*job)) {
        signatures.push(std::move(job));
        return success();
    }
    if (from == 0) times.wait.record(watch.since() - job->arrived);
    TALLY_TRY(submitted, runner->run(*job, options.slice_commands));
    watch.lap(times.decide);
    if (runner->take_access_change() && options.on_access)
        options.on_access(sequencer->state().access());
    desk.slice(*job, from, submitted);
    queue.give_back(std::move(job));
    return success();
}

Result<void> Intake::close() {
    parts_->queue.close();
    if (parts_->thread.joinable()) parts_->thread.join();
    parts_->times.writer = nullptr;
    if (parts_->failure) return *parts_->failure;
    return success();
}

}  // namespace tally::serve
