#include "journal/checkpoint/verifier.h"

#include "journal/checkpoint/tagged_hash.h"
#include "journal/crypto/bip340.h"
#include "journal/crypto/ed25519.h"
#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "journal/vocabulary/text_bytes.h"

#include <algorithm>

namespace tally {

namespace {

constexpr std::uint8_t ed25519_type = 0x01;
constexpr std::uint8_t cosignature_type = 0x04;
constexpr std::uint8_t unassigned_type = 0xff;
constexpr std::size_t time_bytes = 8;  // before a cosignature, big-endian
constexpr std::string_view bip340_identifier = "tallystick/bip340/v1";

std::uint8_t number_of(SignatureType type) {
    switch (type) {
        case SignatureType::ed25519:
            return ed25519_type;
        case SignatureType::bip340:
            return unassigned_type;
        case SignatureType::cosignature:
            return cosignature_type;
    }
    return unassigned_type;
}

// The type's bytes and then the key, as they stand in a key line and in the key id's hash.
std::vector<std::uint8_t> encoded_key(SignatureType type, Hash32 const& key) {
    std::vector<std::uint8_t> bytes{number_of(type)};
    if (type == SignatureType::bip340)
        bytes.insert(bytes.end(), bip340_identifier.begin(), bip340_identifier.end());
    bytes.insert(bytes.end(), key.bytes.begin(), key.bytes.end());
    return bytes;
}

std::uint32_t key_id_of(std::string_view name, ByteSpan encoded) {
    std::vector<std::uint8_t> message{name.begin(), name.end()};
    message.push_back('\n');
    message.insert(message.end(), encoded.begin(), encoded.end());
    auto const hash = sha256(message);
    std::uint32_t id = 0;
    for (std::size_t i = 0; i < 4; ++i)
        id = id << 8U | hash.bytes[i];
    return id;
}

std::string hex_of(std::uint32_t key_id) {
    std::array<std::uint8_t, 4> bytes{};
    for (std::size_t i = 0; i < 4; ++i)
        bytes[i] = static_cast<std::uint8_t>(key_id >> (24 - 8 * i));
    return to_hex(bytes);
}

Failure bad_key(std::string_view why) {
    return {FailureKind::usage, "verifier key: " + std::string{why}};
}

}  // namespace

std::string cosigned_message(std::string_view text, std::uint64_t seconds) {
    return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string{text};
}

Verifier make_verifier(std::string name, SignatureType type, Hash32 const& key) {
    std::uint32_t const id = key_id_of(name, encoded_key(type, key));
    return {std::move(name), type, key, id};
}

std::string Verifier::line() const {
    return name + "+" + hex_of(key_id) + "+" + to_base64(encoded_key(type, key));
}

bool Verifier::verifies(std::string_view text, ByteSpan signature) const {
    constexpr std::size_t signature_bytes = 64;
    bool const timed = type == SignatureType::cosignature;
    if (signature.size() != signature_bytes + (timed ? time_bytes : 0)) return false;
    if (type != SignatureType::bip340) {
        Ed25519Signature ed25519;
        std::copy(signature.end() - signature_bytes, signature.end(), ed25519.bytes.begin());
        if (!timed) return ed25519_verify({key.bytes}, as_bytes(text), ed25519);
        std::uint64_t seconds = 0;
        for (auto const byte : signature.first(time_bytes))
            seconds = seconds << 8U | byte;
        auto const message = cosigned_message(text, seconds);
        return seconds <= INT64_MAX && ed25519_verify({key.bytes}, as_bytes(message), ed25519);
    }
    Bip340Signature bip340;
    std::copy(signature.begin(), signature.end(), bip340.bytes.begin());
    return bip340_verify({key.bytes}, tagged_hash(note_tag, as_bytes(text)), bip340);
}

Result<Verifier> parse_verifier(std::string_view line) {
    auto const first = line.find('+');
    auto const second = first == line.npos ? line.npos : line.find('+', first + 1);
    if (second == line.npos) return bad_key("expected name+hash+key");
    auto const name = line.substr(0, first);
    if (!is_key_name(name)) return bad_key("the name has a space or a control character");
    auto const bytes = from_base64(line.substr(second + 1));
    if (!bytes || bytes->size() < Hash32::size) return bad_key("the key is not base64 of a key");
    Hash32 key;
    std::copy(bytes->end() - Hash32::size, bytes->end(), key.bytes.begin());
    for (auto const type :
         {SignatureType::ed25519, SignatureType::bip340, SignatureType::cosignature}) {
        if (encoded_key(type, key) != *bytes) continue;
        auto verifier = make_verifier(std::string{name}, type, key);
        if (hex_of(verifier.key_id) != line.substr(first + 1, second - first - 1))
            return bad_key("the hash does not belong to name and key: was the line cut or edited?");
        return verifier;
    }
    return bad_key("neither an Ed25519 key, a BIP 340 key nor a cosigner's");
}

Result<std::vector<Verifier>> parse_verifiers(std::string_view text) {
    std::vector<Verifier> verifiers;
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.starts_with('#')) continue;
        auto verifier = parse_verifier(line);
        if (!verifier) return std::move(verifier.error()).in("line " + std::to_string(number));
        verifiers.push_back(std::move(verifier.value()));
    }
    if (verifiers.empty()) return Failure{FailureKind::usage, "verifier keys: none given"};
    return verifiers;
}

Result<std::vector<Verifier>> parse_verifiers(std::span<std::string const> lines) {
    std::vector<Verifier> verifiers;
    verifiers.reserve(lines.size());
    for (auto const& line : lines) {
        TALLY_TRY(verifier, parse_verifier(line));
        verifiers.push_back(std::move(verifier));
    }
    return verifiers;
}

Result<void> verify_note(Note const& note, std::span<Verifier const> verifiers) {
    bool verified = false;
    for (auto const& signature : note.signatures) {
        for (auto const& verifier : verifiers) {
            bool const known =
                verifier.key_id == signature.key_id && verifier.name == signature.key_name;
            if (!known) continue;
            if (!verifier.verifies(note.text, signature.signature))
                return Failure{FailureKind::integrity,
                               "signed note: the signature of key " + verifier.name + "+" +
                                   hex_of(verifier.key_id) + " is wrong"};
            verified = true;
        }
    }
    if (verified) return success();
    return Failure{FailureKind::integrity, "signed note: no signature by any of the given keys"};
}

}  // namespace tally
