#include "replay/fold.h"

#include "engine/sequencer/projection_digest.h"
#include "engine/sequencer/snapshot.h"
#include "journal/store/record_store.h"
#include "journal/tree/frontier.h"
#include "projections/expect.h"
#include "replay/abort_note.h"
#include "replay/entry_stream.h"
#include "replay/tree_proof.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace tally {

namespace {

constexpr std::uint64_t progress_step = std::uint64_t{1} << 16U;

Failure damaged(Entry const& entry, std::string const& what) {
    return {FailureKind::integrity, "entry " + std::to_string(entry.sequence.value) + ": " + what};
}

class Folding {
public:
    Folding(Record const& record, FoldOptions const& options, FoldVisitor& visitor)
        : record_(record),
          options_(options),
          visitor_(visitor),
          end_(std::min(options.to.size, record.size())),
          note_(record.directory()) {}

    Result<Folded> run() {
        TALLY_TRYV(begin());
        auto const hashing =
            options_.verify ? EntryStream::Hashing::leaves : EntryStream::Hashing::none;
        EntryStream stream{record_, folded_.snapshot_size, end_, hashing};
        for (bool more = true; more;) {
            TALLY_TRY(batch, stream.next());
            if (batch == nullptr) break;
            TALLY_TRY(go_on, fold(*batch));
            more = go_on;
        }
        if (options_.verify) folded_.proven = tree_.head();
        return std::move(folded_);
    }

private:
    Result<void> begin() {
        bool const snapshots = options_.snapshots && !options_.verify;
        auto const at_most = snapshots ? std::min(options_.from.size, end_) : 0;
        TALLY_TRY(loaded, load_snapshot(record_.store(), Sequence{at_most}, folded_.notes));
        folded_.state = std::move(loaded.state);
        digests_ = loaded.position.digests;
        folded_.snapshot_size = folded_.state->next_sequence().value;
        return success();
    }

    // False if the visitor wants no more.
    Result<bool> fold(EntryBatch const& batch) {
        if (options_.verify) {
            TALLY_TRYV(tree_.append(batch, options_.subtrees));
        }
        for (auto left = batch.span(); !left.empty();) {
            auto const next = left.first(std::min(left.size(), expected_entries));
            left = left.subspan(next.size());
            expect(*folded_.state, next);
            for (auto const& entry : next) {
                TALLY_TRYV(check(entry));
                if (!apply(entry)) return false;
            }
        }
        if (options_.progress && folded_.applied >= next_progress_) {
            next_progress_ = folded_.applied + progress_step;
            options_.progress(folded_.applied, end_ - folded_.snapshot_size);
        }
        return true;
    }

    bool apply(Entry const& entry) {
        auto& state = *folded_.state;
        bool const visited = entry.sequence.value >= options_.from.size;
        if (visited) visitor_.before(entry, state);
        note_.at(entry.sequence);
        state.apply(entry);
        ++folded_.applied;
        return !visited || visitor_.after(entry, state);
    }

    // What must hold before an entry may be folded.
    Result<void> check(Entry const& entry) {
        auto const& state = *folded_.state;
        if (entry.sequence != state.next_sequence())
            return damaged(
                entry,
                "stands where entry " + std::to_string(state.next_sequence().value) + " belongs");
        if (entry.time < state.last_time()) return damaged(entry, "its time goes back");
        if (!options_.digests) return success();
        auto const* digest = std::get_if<ProjectionDigest>(&entry.body);
        return digest == nullptr ? success() : compare(entry, *digest);
    }

    static std::string named(ProjectionDigest const& digest) {
        auto const name = std::string{name_of(digest.projection)};
        if (digest.slices == 0) return name;
        return "slice " + std::to_string(digest.slice) + " of " + std::to_string(digest.slices) +
               " of " + name;
    }

    Result<void> compare(Entry const& entry, ProjectionDigest const& recorded) {
        auto const kind = recorded.projection;
        if (!digests_.follows(recorded))
            return damaged(entry, "a digest of " + named(recorded) + ", which is not the next one");
        digests_.observe(entry.sequence, recorded);
        if (recorded.version != State::version_of(kind)) {
            folded_.notes.push_back("entry " + std::to_string(entry.sequence.value) +
                                    ": a digest of version " + std::to_string(recorded.version) +
                                    " of " + name_of(kind) +
                                    ", which this build does not make; not compared");
            return success();
        }
        if (digest_again(*folded_.state, recorded) != recorded)
            return damaged(
                entry,
                "the digest of " + named(recorded) + " is not that of the entries before it");
        ++folded_.digests;
        return success();
    }

    Record const& record_;
    FoldOptions const& options_;
    FoldVisitor& visitor_;
    std::uint64_t end_;
    AbortNote note_;
    Folded folded_;
    DigestCycle digests_;
    TreeProof tree_;
    std::uint64_t next_progress_ = 0;
};

}  // namespace

Result<Folded> fold(Record const& record, FoldOptions const& options, FoldVisitor& visitor) {
    return Folding{record, options, visitor}.run();
}

Result<Folded> state_at(Record const& record, Point point) {
    FoldVisitor nobody;
    FoldOptions options;
    options.from = point;
    options.to = point;
    return fold(record, options, nobody);
}

}  // namespace tally
