#include "engine/sequencer/key_history.h"

#include "engine/sequencer/block_cache.h"
#include "engine/sequencer/small_file.h"
#include "journal/entry.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace tally {

KeyRotation rotation_in(std::string const& origin,
                        Sequence sequence,
                        RotateSigningKey const& body) {
    return {sequence.value,
            make_verifier(origin, SignatureType::ed25519, body.ed25519),
            make_verifier(origin, SignatureType::bip340, body.bip340),
            Ed25519Signature{body.signature.bytes}};
}

RotateSigningKey body_of(KeyRotation const& rotation) {
    return {rotation.ed25519.key, rotation.bip340.key, SignatureBytes{rotation.signature.bytes}};
}

Result<std::vector<KeyRotation>> read_rotations(Store& store,
                                                std::filesystem::path const& directory,
                                                std::string const& origin) {
    std::vector<KeyRotation> found;
    auto const place = directory / rotations_file;
    TALLY_TRY(text, read_small_file(place));
    if (!text) return found;
    auto listed = parse_rotations(*text);
    if (!listed)
        return Failure{FailureKind::integrity, place.string() + ": " + listed.error().text};
    TALLY_TRY(tip, store.observed_tip());
    BlockCache entries{store};
    for (auto const& line : listed.value()) {
        bool const follows = found.empty() || line.at > found.back().at;
        if (!follows || line.at >= tip.next.value) continue;
        TALLY_TRY(entry, entries.entry(Sequence{line.at}));
        auto const* body = std::get_if<RotateSigningKey>(&entry.body);
        if (body != nullptr) found.push_back(rotation_in(origin, entry.sequence, *body));
    }
    return found;
}

std::string rotations_text(std::vector<KeyRotation> const& rotations) {
    std::string text;
    for (auto const& rotation : rotations)
        text += rotation_line(rotation);
    return text;
}

Result<void> write_rotations(std::filesystem::path const& directory,
                             std::vector<KeyRotation> const& rotations) {
    return write_small_file(directory / rotations_file, rotations_text(rotations));
}

}  // namespace tally
