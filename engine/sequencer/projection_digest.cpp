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
    return {kind, State::version_of(kind), digest_of(state, kind)};
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
