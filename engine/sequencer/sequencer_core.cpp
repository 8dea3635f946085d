#include "engine/sequencer/sequencer_core.h"

#include "engine/sequencer/projection_digest.h"
#include "journal/codec/codec.h"
#include "journal/vocabulary/check.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace tally {

namespace {

// Bodies whose leaf may be too long: those with text or lists of the client's.
bool has_variable_size(Body const& body) {
    if (auto const* transfer = std::get_if<CreateTransfer>(&body))
        return transfer->metadata.size() > 1024;
    return std::holds_alternative<CreateEscrow>(body) || std::holds_alternative<ObserveBlock>(body);
}

}  // namespace

Result<void> Sequencer::Core::start(OpenedEpoch const& opened) {
    bool const alarmed = parts_.report.alarm.has_value();
    auto& store = *parts_.store;
    Sequence indexed = opened.tip.next;
    if (!alarmed) {
        TALLY_TRY(progress, store.ids().progress());
        indexed = progress;
        past_ = std::make_unique<IndexedPast>(
            store.ids(), indexed, static_cast<EntrySource&>(*this), parts_.options.recent_ids);
    }
    TALLY_TRY(recovered, recover(store, opened.tip, indexed, past_.get(), parts_.report));
    recovered_ = std::move(recovered);
    digests_due_ = recovered_.position.digests.due(parts_.options.digest_every);
    snapshot_size_ = parts_.report.snapshot_size;
    if (alarmed) return success();
    TALLY_TRY(builder, CommitBuilder::after(opened));
    engine_ = std::make_unique<Engine>(*recovered_.state, *past_, parts_.oracle);
    auto const sign = [this](Tip const& tip) -> Result<void> {
        TALLY_TRYV(parts_.keeper.sign(tip));
        return success();
    };
    writer_ = std::make_unique<BlockWriter>(
        store, std::move(builder), parts_.sink, sign, parts_.options.backlog_blocks);
    return success();
}

Result<void> Sequencer::Core::writable() const {
    if (parts_.report.alarm)
        return Failure{FailureKind::integrity, "the record is read-only: " + *parts_.report.alarm};
    if (fatal_) return *fatal_;
    if (!writer_->failed()) return success();
    return writer_->failure().value();
}

// Nothing is recorded that could not be read again, whatever a client sends.
Result<void> Sequencer::Core::acceptable(Body const& command) {
    if (!is_command(command))
        return Failure{
            FailureKind::usage,
            std::string{kind_name(command)} + " is no command; only the engine makes it"};
    if (!has_variable_size(command)) return success();
    scratch_.clear();
    auto const encoded = encode_leaf(Entry{{}, {}, {}, false, {}, command}, scratch_);
    if (encoded) return success();
    return Failure{FailureKind::usage,
                   std::string{kind_name(command)} + " is too large: " + encoded.error().text};
}

Result<Timestamp> Sequencer::Core::time_of(Request const& request) const {
    if (!request.time) return now();
    auto const last = state().last_time();
    if (*request.time >= last && *request.time != never) return *request.time;
    return Failure{FailureKind::usage,
                   "time must not go back: " + std::to_string(request.time->ns) +
                       " ns is before the record's last entry, at " + std::to_string(last.ns) +
                       " ns since 1970"};
}

Timestamp Sequencer::Core::now() const {
    return std::max(parts_.clock.now(), state().last_time());
}

void Sequencer::Core::expect(Body const& command) const {
    if (past_ == nullptr) return;
    if (auto const* transfer = std::get_if<CreateTransfer>(&command)) {
        past_->prefetch(transfer->id);
        state().ledger().prefetch(transfer->debit);
        state().ledger().prefetch(transfer->credit);
    } else if (auto const* order = std::get_if<PlaceOrder>(&command)) {
        past_->prefetch(order->id);
    }
}

void Sequencer::Core::expect_next(Body const& command) const {
    auto const* transfer = std::get_if<CreateTransfer>(&command);
    if (transfer == nullptr) return;
    state().ledger().prefetch_account(transfer->debit);
    state().ledger().prefetch_account(transfer->credit);
}

Result<void> Sequencer::Core::submit(Request&& request) {
    TALLY_TRYV(writable());
    TALLY_TRYV(acceptable(request.command));
    if (request.linked || !chain_.empty() || chain_too_long_) return link(std::move(request));
    TALLY_TRY(time, time_of(request));
    execute(std::move(request), time);
    return after_command();
}

Result<void> Sequencer::Core::link(Request&& request) {
    if (chain_.empty() && !chain_too_long_) {
        TALLY_TRY(time, time_of(request));
        chain_time_ = time;
        chain_key_ = request.key;
    }
    if (request.key != chain_key_)
        return Failure{FailureKind::usage, "a linked chain is of one key: end it first"};
    chain_.push_back(std::move(request.command));
    chain_signatures_.push_back(request.signature);
    bool const full = chain_.size() == chain_commands_max;
    if (request.linked && !full) return success();
    bool const refused = chain_too_long_ || request.linked;
    chain_too_long_ = request.linked;  // the rest of it is refused piece by piece
    execute_chain(refused);
    return after_command();
}

void Sequencer::Core::execute(Request&& request, Timestamp time) {
    if (!std::holds_alternative<Tick>(request.command)) expire(time);
    auto& entries = in_flight_.filling().entries;
    auto const from = entries.size();
    auto const* signature = request.signature ? &*request.signature : nullptr;
    engine_->execute(std::move(request.command), time, entries, request.key, signature);
    answer(from);
}

void Sequencer::Core::execute_chain(bool open) {
    expire(chain_time_);
    auto& entries = in_flight_.filling().entries;
    auto const from = entries.size();
    engine_->execute_chain(chain_, chain_time_, open, entries, chain_key_, chain_signatures_);
    chain_.clear();
    chain_signatures_.clear();
    answer(from);
}

// What is due happens before the command that comes at or after its time.
void Sequencer::Core::expire(Timestamp time) {
    if (state().next_due() > time) return;
    engine_->execute(Tick{}, time, in_flight_.filling().entries);
    TALLY_CHECK(state().next_due() > time);
}

// One receipt for each command entry from `from` on.
void Sequencer::Core::answer(std::size_t from) {
    auto& [entries, receipts, sign] = in_flight_.filling();
    for (std::size_t i = from; i < entries.size(); ++i) {
        auto const& entry = entries[i];
        if (entry.cause == entry.sequence)
            receipts.push_back(
                {submitted_++, entry.sequence, entry.time, 0, outcome_of(entry.body)});
        else
            ++receipts.back().consequences;
    }
}

Result<void> Sequencer::Core::after_command() {
    if (past_->failure()) {
        fatal_ = past_->failure();  // the block that fills is never handed over
        return *fatal_;
    }
    if (digests_due()) {
        auto const slice = recovered_.position.digests.next();
        if (!slice) return periodic_checkpoint();
        put_digest(projection_digest(state(), *slice));
    }
    bool const full = in_flight_.filling().entries.size() >= parts_.options.block_entries;
    if (full || writer_->idle()) return pass_on();
    return success();
}

Result<void> Sequencer::Core::pass_on() {
    if (!in_flight_.hand_over(*writer_)) return writer_->failure().value();
    past_->durable(Sequence{writer_->durable_size()});
    return success();
}

void Sequencer::Core::hand_over() {
    if (stopped() || !writer_->idle()) return;
    static_cast<void>(in_flight_.hand_over(*writer_));  // the next call tells of a failure
}

Result<void> Sequencer::Core::drained() {
    TALLY_TRYV(writable());
    TALLY_TRYV(pass_on());
    TALLY_TRYV(writer_->drain());
    in_flight_.prune(writer_->durable_size());
    past_->durable(Sequence{writer_->durable_size()});
    return success();
}

Result<void> Sequencer::Core::flush() {
    return drained();
}

Result<void> Sequencer::Core::end_of_input() {
    TALLY_TRYV(writable());
    chain_too_long_ = false;
    if (chain_.empty()) return success();
    execute_chain(true);
    return after_command();
}

Result<Entry> Sequencer::Core::entry(Sequence sequence) {
    if (auto const* entry = in_flight_.find(sequence)) return *entry;
    return cache_.entry(sequence);
}

DurableTip Sequencer::Core::durable_tip() const {
    if (closed_at_) return *closed_at_;
    if (writer_ == nullptr) return {parts_.report.size, parts_.report.root};
    auto const tip = writer_->durable_tip();
    return {tip.next.value, tip.root};
}

}  // namespace tally
