#include "engine/sequencer/sequencer.h"

#include "engine/sequencer/sequencer_core.h"

#include <utility>

namespace tally {

namespace {

constexpr char const* derived_directory = "derived";
constexpr char const* checkpoint_file = "checkpoint";

// An index that knows entries which the record does not have belongs to another record, or to a
// later state of this one. It can be made again from the record, and is.
Result<std::unique_ptr<RocksStore>> without_derived(std::unique_ptr<RocksStore> store,
                                                    std::filesystem::path const& directory) {
    TALLY_TRYV(store->close());
    store.reset();
    std::error_code error;
    std::filesystem::remove_all(directory / derived_directory, error);
    if (error)
        return Failure{
            FailureKind::system,
            "cannot remove " + (directory / derived_directory).string() + ": " + error.message()};
    return RocksStore::open(directory, OpenMode::read_write);
}

Result<std::unique_ptr<RocksStore>> open_store(std::filesystem::path const& directory,
                                               RecoveryReport& report) {
    TALLY_TRY(store, RocksStore::open(directory, OpenMode::read_write));
    report.torn_bytes = store->torn_bytes();
    if (!store->derived_notice().empty()) report.notes.push_back(store->derived_notice());
    TALLY_TRY(tip, store->observed_tip());
    TALLY_TRY(indexed, store->ids().progress());
    if (indexed <= tip.next) return store;
    report.notes.emplace_back(
        "the id index is ahead of the record; it and the snapshots are made anew");
    return without_derived(std::move(store), directory);
}

}  // namespace

Result<std::unique_ptr<Sequencer>> Sequencer::open(std::filesystem::path const& directory,
                                                   SequencerOptions options,
                                                   AttestationOracle const& oracle,
                                                   Clock const& clock,
                                                   ReceiptSink& sink) {
    RecoveryReport report;
    TALLY_TRY(store, open_store(directory, report));
    TALLY_TRY(opened, store->open_epoch());
    report.size = opened.tip.next.value;
    report.root = opened.tip.root;
    TALLY_TRY(keeper, CheckpointKeeper::open(*store, directory / checkpoint_file, options.key));
    TALLY_TRY(objection, keeper.objection(opened.tip));
    report.alarm = std::move(objection);
    Core::Parts parts{std::move(options),
                      oracle,
                      clock,
                      sink,
                      std::move(store),
                      std::move(keeper),
                      std::move(report)};
    auto core = std::make_unique<Core>(std::move(parts));
    TALLY_TRYV(core->start(opened));
    return std::unique_ptr<Sequencer>{new Sequencer{std::move(core)}};
}

Sequencer::Sequencer(std::unique_ptr<Core> core) : core_(std::move(core)) {}

Sequencer::~Sequencer() = default;

RecoveryReport const& Sequencer::recovery() const {
    return core_->report();
}

void Sequencer::expect(Body const& command) const {
    core_->expect(command);
}

void Sequencer::expect_next(Body const& command) const {
    core_->expect_next(command);
}

Result<void> Sequencer::submit(Request&& request) {
    return core_->submit(std::move(request));
}

void Sequencer::hand_over() {
    core_->hand_over();
}

Result<void> Sequencer::flush() {
    return core_->flush();
}

Result<void> Sequencer::end_of_input() {
    return core_->end_of_input();
}

Result<void> Sequencer::sign_tree() {
    return core_->sign_tree();
}

Result<SignedCheckpoint> Sequencer::checkpoint() {
    return core_->checkpoint();
}

Result<SignedCheckpoint> Sequencer::rotate_key(SigningKey next) {
    return core_->rotate_key(std::move(next));
}

Result<void> Sequencer::close() {
    return core_->close();
}

State const& Sequencer::state() const {
    return core_->state();
}

Past const* Sequencer::past() const {
    return core_->past();
}

Result<std::unique_ptr<BlockCursor>> Sequencer::read(Sequence from) const {
    return core_->read(from);
}

RocksStore& Sequencer::store() const {
    return core_->store();
}

Result<FoldedState> Sequencer::load_snapshot() const {
    return core_->load_outside();
}

Result<void> Sequencer::save_snapshot(FoldedState const& folded) const {
    return core_->save_outside(folded);
}

WriterTimes const* Sequencer::writer_times() const {
    return core_->writer_times();
}

Timestamp Sequencer::now() const {
    return core_->now();
}

DurableTip Sequencer::durable_tip() const {
    return core_->durable_tip();
}

bool Sequencer::stopped() const {
    return core_->stopped();
}

std::string const& Sequencer::origin() const {
    return core_->origin();
}

}  // namespace tally
