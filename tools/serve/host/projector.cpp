#include "tools/serve/host/projector.h"

#include "journal/codec/codec.h"
#include "journal/threads/this_thread.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

namespace tally::serve {

namespace {

constexpr unsigned attentive_blocks = 256;

Failure misplaced(Sequence sequence) {
    return {FailureKind::integrity,
            "entry " + std::to_string(sequence.value) +
                ": its sequence or time does not follow the entry before it; run tally verify"};
}

Failure missing(std::uint64_t sequence) {
    return {
        FailureKind::integrity,
        "entry " + std::to_string(sequence) + " was answered and is not there; run tally verify"};
}

}  // namespace

Projector::Projector(ProjectorParts parts)
    : parts_(std::move(parts)), tip_(parts_.tip), thread_([this] { run(); }) {}

Projector::~Projector() {
    {
        std::lock_guard const lock{mutex_};
        stop_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Projector::grew(std::uint64_t tip) {
    tip_.store(tip);
    if (tip < wake_at_.load()) return;
    {
        std::lock_guard const lock{mutex_};
    }  // it either has seen the tip or is in its wait
    changed_.notify_one();
}

bool Projector::ask(std::uint64_t at_least, Question question) {
    {
        std::lock_guard const lock{mutex_};
        if (!ended_) {
            if (questions_.size() >= parts_.questions_max) return false;
            questions_.emplace(at_least, std::move(question));
            changed_.notify_one();
            return true;
        }
    }
    question(nullptr);
    return true;
}

std::uint64_t Projector::lag() const {
    auto const position = this->position();
    auto const tip = tip_.load();
    return tip > position ? tip - position : 0;
}

std::optional<Failure> Projector::snapshot_failure() const {
    std::lock_guard const lock{mutex_};
    return snapshot_failure_;
}

void Projector::run() {
    introduce_this_thread("projector", Urgency::serves);
    auto const served = serve();
    end();
    if (!served && parts_.on_failure)
        parts_.on_failure(Failure{served.error()}.in("following the record"));
}

Result<void> Projector::serve() {
    TALLY_TRY(loaded, parts_.load());
    folded_ = std::move(loaded);
    auto const first = folded_.state->next_sequence();
    snapshot_at_ = first.value;
    position_.store(first.value, std::memory_order_release);
    TALLY_TRY(cursor, parts_.read(first));
    cursor_ = std::move(cursor);
    while (wait()) {
        answer();
        if (position() >= tip_.load()) continue;
        TALLY_TRY(moved, fold_block());
        if (!moved) return missing(position());
        save_if_due();
    }
    return success();
}

// Waits for a block or a question. False when it is time to end.
bool Projector::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return stop_ || has_work_locked(); });
    wake_at_.store(UINT64_MAX);
    return !stop_;
}

// Says first at which tip there will be work, then looks at the tip: grew() does it the other way
// round.
bool Projector::has_work_locked() {
    auto const at = position();
    bool const idle = questions_.empty() && attention_ == 0 && !is_watched();
    wake_at_.store(at + (idle ? std::max<std::uint64_t>(parts_.idle_lag, 1) : 1));
    bool const answerable = !questions_.empty() && questions_.begin()->first <= at;
    return answerable || tip_.load() >= wake_at_.load();
}

// A cursor that had come to what was the end says so once, and then goes on.
Result<bool> Projector::fold_block() {
    Block block;
    TALLY_TRY(more, cursor_->next(buffer_, block));
    if (!more) {
        TALLY_TRY(grown, cursor_->next(buffer_, block));
        if (!grown) return false;
    }
    TALLY_TRYV(fold(block));
    if (attention_ != 0) --attention_;
    position_.store(folded_.state->next_sequence().value, std::memory_order_release);
    return true;
}

// The first block read may begin before the state does.
Result<void> Projector::fold(Block const& block) {
    auto* const observer = is_watched() ? parts_.observer : nullptr;
    auto sequence = block.header().first;
    std::size_t count = 0;
    for (auto const leaf : block) {
        if (sequence >= folded_.state->next_sequence()) {
            if (count == next_.size()) {
                TALLY_TRYV(apply(next_, Sequence{sequence.value - count}, observer));
                count = 0;
            }
            TALLY_TRYV(decode_leaf(leaf, next_[count++]));
        }
        sequence = sequence.next();
    }
    TALLY_TRYV(apply(std::span{next_}.first(count), Sequence{sequence.value - count}, observer));
    if (observer != nullptr) observer->folded(*folded_.state);
    return success();
}

// `first`: where in the record they stand.
Result<void> Projector::apply(std::span<Entry const> entries,
                              Sequence first,
                              FoldObserver* observer) {
    auto& state = *folded_.state;
    expect(state, entries);
    for (auto const& entry : entries) {
        bool const follows = entry.sequence == first && first == state.next_sequence() &&
                             entry.time >= state.last_time();
        if (!follows) return misplaced(first);
        if (observer != nullptr) observer->before(entry, state);
        state.apply(entry);
        if (observer != nullptr) observer->after(entry, state);
        if (auto const* digest = std::get_if<ProjectionDigest>(&entry.body))
            folded_.digests.observe(first, *digest);
        first = first.next();
    }
    return success();
}

// Those that can be, for a moment: a flood of questions must not stop the fold.
void Projector::answer() {
    auto const end = std::chrono::steady_clock::now() + parts_.answering_for;
    do {
        auto const question = next_question();
        if (!question) return;
        attention_ = attentive_blocks;
        question(folded_.state.get());
    } while (std::chrono::steady_clock::now() < end);
}

// Empty if none can be answered now.
Projector::Question Projector::next_question() {
    std::lock_guard const lock{mutex_};
    if (questions_.empty() || questions_.begin()->first > position()) return {};
    return std::move(questions_.extract(questions_.begin()).mapped());
}

// A snapshot is a help, not a part of the record: one that cannot be saved is only said.
void Projector::save_if_due() {
    if (position() - snapshot_at_ < parts_.snapshot_every) return;
    snapshot_at_ = position();
    auto const saved = parts_.save(folded_);
    if (saved) {
        snapshots_.fetch_add(1);
        return;
    }
    std::lock_guard const lock{mutex_};
    snapshot_failure_ = saved.error();
}

void Projector::end() {
    std::multimap<std::uint64_t, Question> left;
    {
        std::lock_guard const lock{mutex_};
        ended_ = true;
        left.swap(questions_);
    }
    for (auto const& [at_least, question] : left)
        question(nullptr);
}

}  // namespace tally::serve
