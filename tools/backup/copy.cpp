#include "tools/backup/copy.h"

#include "engine/sequencer/key_history.h"
#include "engine/sequencer/record_hashes.h"
#include "engine/sequencer/small_file.h"
#include "journal/store/commit_builder.h"
#include "journal/tree/proof.h"
#include "tools/prove/personal/personal_store.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tally::backup {

namespace {

// Then a commit is made, of whole blocks of the source.
constexpr std::uint32_t commit_leaves = 8'000;
constexpr std::size_t commit_bytes = std::size_t{8} << 20U;

Result<void> check_beginning(Record const& source, Tip const& had) {
    auto const size = had.next.value;
    if (size > source.size())
        return integrity_failure("the copy has " + std::to_string(size) + " entries and " +
                                 source.directory().string() + " has only " +
                                 std::to_string(source.size()) +
                                 ": it was put back to an older state, or is another record");
    if (size == 0) return success();
    RecordHashes hashes{source.store()};
    TALLY_TRY(root, root_of(hashes, size));
    if (root == had.root) return success();
    return integrity_failure("the copy's " + std::to_string(size) +
                             " entries are not the first ones of " + source.directory().string() +
                             ": it is another record, or was changed");
}

class Copy {
public:
    Copy(Record const& source, RocksStore& target, CommitBuilder builder, Told const& told)
        : source_(source), target_(target), builder_(std::move(builder)), told_(told) {}

    Result<void> run() {
        auto const from = builder_.next();
        if (from.value >= source_.size()) return success();
        TALLY_TRY(cursor, source_.store().read(from));
        BlockBuffer buffer;
        Block block;
        while (builder_.next().value < source_.size()) {
            TALLY_TRY(more, cursor->next(buffer, block));
            if (!more)
                return integrity_failure("the record ends before entry " +
                                         std::to_string(source_.size()));
            TALLY_TRYV(add(block));
        }
        return commit();
    }

    [[nodiscard]] Tip const& tip() const { return builder_.tip(); }

private:
    Result<void> add(Block const& block) {
        auto sequence = block.header().first;
        for (auto const leaf : block) {
            if (sequence == builder_.next()) builder_.append(leaf);
            sequence = sequence.next();
        }
        root_ = block.header().root_after;
        if (builder_.count() < commit_leaves && builder_.payload_bytes() < commit_bytes)
            return success();
        return commit();
    }

    Result<void> commit() {
        if (builder_.count() == 0) return success();
        auto const before = builder_.tip();
        auto const made = builder_.finish();
        if (builder_.tip().root != root_)
            return integrity_failure(
                "entries " + std::to_string(before.next.value) + " to " +
                std::to_string(builder_.next().value - 1) + " of " + source_.directory().string() +
                " do not have the root that they were recorded with; run tally verify");
        TALLY_TRY(appended, target_.append(before, made));
        if (appended != Appended::ok)
            return Failure{FailureKind::system, "another process writes the copy; try again"};
        if (told_) told_(builder_.next().value, source_.size());
        return success();
    }

    Record const& source_;
    RocksStore& target_;
    CommitBuilder builder_;
    Told const& told_;
    Hash32 root_;  // of the source, where the commit in the making ends
};

Result<void> copy_checkpoints(Record const& source, RocksStore& target) {
    TALLY_TRY(notes, source.store().checkpoints());
    TALLY_TRY(had, target.checkpoints());
    for (auto const& note : notes) {
        if (note.size.value > source.size()) continue;  // signed while we looked
        if (std::find(had.begin(), had.end(), note) != had.end()) continue;
        TALLY_TRYV(target.put_checkpoint(note));
    }
    return success();
}

Result<void> copy_personal(std::filesystem::path const& from, std::filesystem::path const& to) {
    prove::PersonalStore const source{from};
    prove::PersonalStore const target{to};
    TALLY_TRY(values, source.list());
    TALLY_TRY(had, target.list());
    for (auto const& commitment : values) {
        TALLY_TRY(value, source.get(commitment));
        if (value && !std::binary_search(had.begin(), had.end(), commitment)) {
            TALLY_TRYV(target.put(*value));
        }
    }
    for (auto const& commitment : had) {
        if (std::binary_search(values.begin(), values.end(), commitment)) continue;
        TALLY_TRY(removed, target.remove(commitment));
        static_cast<void>(removed);
    }
    return success();
}

}  // namespace

Result<Copied> copy_entries(Record const& source, RocksStore& target, Told const& told) {
    TALLY_TRY(had, target.observed_tip());
    TALLY_TRYV(check_beginning(source, had));
    TALLY_TRY(opened, target.open_epoch());
    TALLY_TRY(builder, CommitBuilder::after(opened));
    Copy copy{source, target, std::move(builder), told};
    TALLY_TRYV(copy.run());
    return Copied{had.next.value, copy.tip()};
}

Result<void> copy_beside(Record const& source,
                         RocksStore& target,
                         std::filesystem::path const& directory) {
    TALLY_TRYV(copy_checkpoints(source, target));
    if (source.note_beside()) {
        TALLY_TRYV(write_small_file(directory / "checkpoint", *source.note_beside()));
    }
    TALLY_TRY(rotations, read_rotations(source.store(), source.directory(), source.origin()));
    if (!rotations.empty()) {
        TALLY_TRYV(write_rotations(directory, rotations));
    }
    return copy_personal(source.directory(), directory);
}

}  // namespace tally::backup
