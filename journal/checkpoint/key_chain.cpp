#include "journal/checkpoint/key_chain.h"

#include "journal/checkpoint/lines.h"
#include "journal/checkpoint/note.h"

#include <algorithm>
#include <utility>

namespace tally {

namespace {

constexpr std::string_view first_line = "tallystick/rotate-key/v1";

bool has(std::span<Verifier const> keys, Verifier const& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool signed_by_one_of(std::span<Verifier const> keys,
                      std::string_view origin,
                      KeyRotation const& rotation) {
    auto const text = rotation_text(origin, rotation);
    return std::any_of(keys.begin(), keys.end(), [&](Verifier const& key) {
        return key.type == SignatureType::ed25519 && key.name == origin &&
               key.verifies(text, rotation.signature.span());
    });
}

// Two fields behind the number, parted by blanks; nothing if it is no such line.
Result<KeyRotation> parse_line(std::string_view line) {
    auto const first = std::min(line.find(' '), line.size());
    auto const second = std::min(line.find(' ', std::min(first + 1, line.size())), line.size());
    auto const at = parse_decimal(line.substr(0, first));
    if (!at || second == line.size())
        return Failure{FailureKind::usage, "expected an entry's sequence and two key lines"};
    TALLY_TRY(ed25519, parse_verifier(line.substr(first + 1, second - first - 1)));
    TALLY_TRY(bip340, parse_verifier(line.substr(second + 1)));
    return KeyRotation{*at, std::move(ed25519), std::move(bip340), {}};
}

}  // namespace

std::string rotation_text(std::string_view origin, KeyRotation const& rotation) {
    return std::string{first_line} + "\n" + std::string{origin} + "\n" +
           std::to_string(rotation.at) + "\n" + rotation.ed25519.line() + "\n" +
           rotation.bip340.line() + "\n";
}

std::string rotation_line(KeyRotation const& rotation) {
    return std::to_string(rotation.at) + " " + rotation.ed25519.line() + " " +
           rotation.bip340.line() + "\n";
}

Result<std::vector<KeyRotation>> parse_rotations(std::string_view text) {
    std::vector<KeyRotation> rotations;
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto const line = take_line(text);
        auto parsed = line ? parse_line(*line)
                           : Result<KeyRotation>{Failure{FailureKind::usage, "it is cut off"}};
        if (!parsed) return std::move(parsed).error().in("line " + std::to_string(number));
        rotations.push_back(std::move(parsed).value());
    }
    return rotations;
}

Result<KeyChain> KeyChain::follow(std::string origin,
                                  std::vector<Verifier> own,
                                  std::vector<KeyRotation> rotations,
                                  std::span<Verifier const> given) {
    KeyChain chain;
    chain.origin_ = std::move(origin);
    chain.generations_.push_back(std::move(own));
    for (auto const& rotation : rotations)
        chain.generations_.push_back({rotation.ed25519, rotation.bip340});
    chain.rotations_ = std::move(rotations);
    auto const known = [given](std::vector<Verifier> const& keys) {
        return std::any_of(
            keys.begin(), keys.end(), [given](Verifier const& key) { return has(given, key); });
    };
    auto& generations = chain.generations_;
    auto const first = std::find_if(generations.begin(), generations.end(), known);
    if (given.empty()) {
        // The record's own word is taken for all of them.
    } else if (first == generations.end()) {
        generations.front().assign(given.begin(), given.end());
    } else {
        chain.trusted_from_ = static_cast<std::size_t>(first - generations.begin());
        std::erase_if(*first, [given](Verifier const& key) { return !has(given, key); });
    }
    for (std::size_t i = 0; i < chain.rotations_.size(); ++i) {
        auto const& rotation = chain.rotations_[i];
        if (!signed_by_one_of(generations[i], chain.origin_, rotation))
            return Failure{FailureKind::integrity,
                           "entry " + std::to_string(rotation.at) +
                               ": the new signing key in it is not signed by the Ed25519 key "
                               "before it"};
    }
    for (auto const& keys : generations)
        chain.all_.insert(chain.all_.end(), keys.begin(), keys.end());
    return chain;
}

Result<Checkpoint> KeyChain::verify(std::string_view note) const {
    TALLY_TRY(checkpoint, verify_checkpoint(note, all_));
    auto const generation = generation_for(checkpoint.head.size);
    if (generations_.size() == 1) return checkpoint;
    TALLY_TRY(parsed, parse_note(note));
    if (verify_note(parsed, generations_[generation])) return checkpoint;
    auto const size = std::to_string(checkpoint.head.size);
    if (generation == 0)
        return Failure{FailureKind::integrity,
                       "checkpoint: it is over " + size + " entries, and its key came later"};
    return Failure{FailureKind::integrity,
                   "checkpoint: it is over " + size + " entries, and not signed by the key that " +
                       "entry " + std::to_string(rotations_[generation - 1].at) +
                       " put in the place of the one before"};
}

bool KeyChain::is_trusted(std::uint64_t size) const {
    return generation_for(size) >= trusted_from_;
}

std::vector<Verifier> const& KeyChain::keys_for(std::uint64_t size) const {
    return generations_[generation_for(size)];
}

std::size_t KeyChain::generation_for(std::uint64_t size) const {
    auto const after = std::find_if(
        rotations_.begin(), rotations_.end(), [size](auto const& one) { return one.at >= size; });
    return static_cast<std::size_t>(after - rotations_.begin());
}

}  // namespace tally
