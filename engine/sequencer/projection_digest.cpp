#include "engine/sequencer/projection_digest.h"

#include "journal/crypto/sha256.h"
#include "journal/vocabulary/byte_stream.h"

namespace tally {

namespace {

class HashSink final : public ByteSink {
public:
    HashSink() { sha256_.start(); }

    void write(std::span<std::uint8_t const> bytes) override { sha256_.update(bytes); }

    [[nodiscard]] Hash32 finish() { return sha256_.finish(); }

private:
    Sha256 sha256_;
};

}  // namespace

Hash32 digest_of(State const& state, ProjectionKind kind) {
    HashSink sink;
    state.save(kind, sink);
    return sink.finish();
}

ProjectionDigest projection_digest(State const& state, ProjectionKind kind) {
    return {kind, State::version_of(kind), digest_of(state, kind), 0, 0};
}

ProjectionDigest projection_digest(State const& state, DigestSlice const& slice) {
    auto const kind = slice.projection;
    HashSink sink;
    state.save_slice(kind, slice.slice, sink);
    return {kind, State::version_of(kind), sink.finish(), slice.slice, slice.slices};
}

ProjectionDigest first_digest(State const& state, ProjectionKind kind) {
    auto const slices = state.slices_of(kind);
    if (slices == 1) return projection_digest(state, kind);
    return projection_digest(state, DigestSlice{kind, 0, slices});
}

ProjectionDigest digest_again(State const& state, ProjectionDigest const& recorded) {
    auto const kind = recorded.projection;
    if (recorded.slices == 0) return projection_digest(state, kind);
    if (recorded.slice == 0) return first_digest(state, kind);
    return projection_digest(state, DigestSlice{kind, recorded.slice, recorded.slices});
}

char const* name_of(ProjectionKind kind) {
    switch (kind) {
        case ProjectionKind::assets:
            return "assets";
        case ProjectionKind::ledger:
            return "ledger";
        case ProjectionKind::markets:
            return "markets";
        case ProjectionKind::escrows:
            return "escrows";
        case ProjectionKind::chains:
            return "chains";
        case ProjectionKind::access:
            return "access";
        case ProjectionKind::limits:
            return "limits";
        case ProjectionKind::reconciliations:
            return "reconciliations";
    }
    return "unknown";
}

}  // namespace tally
