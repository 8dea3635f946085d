#include "journal/checkpoint/signing_key.h"

#include "journal/checkpoint/key_chain.h"
#include "journal/checkpoint/tagged_hash.h"
#include "journal/crypto/random.h"
#include "journal/crypto/text.h"
#include "journal/vocabulary/text_bytes.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace tally {

namespace {

constexpr std::string_view line_start = "PRIVATE+KEY+";
constexpr std::uint8_t ed25519_type = 0x01;

Failure bad_key(std::string_view why) {
    return {FailureKind::usage, "signing key: " + std::string{why}};
}

Failure file_failed(std::filesystem::path const& file, std::string_view doing) {
    return {FailureKind::usage,
            "signing key " + file.string() + ": cannot " + std::string{doing} + ": " +
                std::strerror(errno)};
}

// Writes and syncs, or says where it stopped in errno.
bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        auto const written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR) return false;
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

}  // namespace

Result<SigningKey> SigningKey::generate(std::string_view name) {
    Ed25519Seed seed;
    TALLY_TRYV(fill_random(seed.bytes));
    return from_seed(name, seed);
}

Result<SigningKey> SigningKey::from_seed(std::string_view name, Ed25519Seed const& seed) {
    if (!is_key_name(name))
        return bad_key("the name is empty or has a space, a '+' or a control character");
    SigningKey key;
    key.seed_ = seed;
    key.bip340_secret_ = Bip340Secret{tagged_hash(secret_tag, seed.span()).bytes};
    TALLY_TRY(ed25519, ed25519_public_key(seed));
    TALLY_TRY(bip340, bip340_public_key(key.bip340_secret_));
    key.ed25519_ = make_verifier(std::string{name}, SignatureType::ed25519, Hash32{ed25519.bytes});
    key.bip340_ = make_verifier(std::string{name}, SignatureType::bip340, Hash32{bip340.bytes});
    return key;
}

Result<SigningKey> SigningKey::parse(std::string_view line) {
    if (!line.starts_with(line_start)) return bad_key("a line PRIVATE+KEY+... is expected");
    line.remove_prefix(line_start.size());
    auto const first = line.find('+');
    auto const second = first == line.npos ? line.npos : line.find('+', first + 1);
    if (second == line.npos) return bad_key("expected PRIVATE+KEY+name+hash+key");
    auto const bytes = from_base64(line.substr(second + 1));
    if (!bytes || bytes->size() != 1 + Ed25519Seed::size || bytes->front() != ed25519_type)
        return bad_key("the key is not base64 of an Ed25519 key");
    Ed25519Seed seed;
    std::copy(bytes->begin() + 1, bytes->end(), seed.bytes.begin());
    TALLY_TRY(key, from_seed(line.substr(0, first), seed));
    if (key.line().substr(line_start.size()) != line)
        return bad_key("the hash does not belong to name and key: was the line cut or edited?");
    return key;
}

Result<SigningKey> SigningKey::read(std::filesystem::path const& file) {
    std::ifstream input{file, std::ios::binary};
    if (!input) return file_failed(file, "open it");
    constexpr std::size_t longest = 4096;
    std::string text(longest, '\0');
    input.read(text.data(), static_cast<std::streamsize>(longest));
    if (input.bad()) return file_failed(file, "read it");
    text.resize(static_cast<std::size_t>(input.gcount()));
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    auto key = parse(text);
    if (!key) return std::move(key.error()).in(file.string());
    return key;
}

Result<void> SigningKey::write(std::filesystem::path const& file) const {
    int const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return file_failed(file, "create it");
    bool const written = write_all(descriptor, line() + "\n");
    Failure const failure = file_failed(file, "write it");
    bool const closed = ::close(descriptor) == 0;
    if (!written || !closed) return failure;
    return success();
}

std::string SigningKey::line() const {
    std::vector<std::uint8_t> bytes{ed25519_type};
    bytes.insert(bytes.end(), seed_.bytes.begin(), seed_.bytes.end());
    auto const public_line = ed25519_.line();
    auto const name_and_hash = public_line.substr(0, ed25519_.name.size() + 1 + 8);
    return std::string{line_start} + name_and_hash + "+" + to_base64(bytes);
}

Verifier SigningKey::cosigner() const {
    return make_verifier(name(), SignatureType::cosignature, ed25519_.key);
}

Result<NoteSignature> SigningKey::cosign(std::string_view text, std::uint64_t seconds) const {
    auto const message = cosigned_message(text, seconds);
    TALLY_TRY(signature, ed25519_sign(seed_, as_bytes(message)));
    NoteSignature cosignature{name(), cosigner().key_id, {}};
    for (unsigned shift = 64; shift != 0; shift -= 8)
        cosignature.signature.push_back(static_cast<std::uint8_t>(seconds >> (shift - 8)));
    cosignature.signature.insert(
        cosignature.signature.end(), signature.bytes.begin(), signature.bytes.end());
    return cosignature;
}

Result<KeyRotation> SigningKey::hand_over(std::uint64_t at, SigningKey const& next) const {
    KeyRotation rotation{at, next.ed25519_, next.bip340_, {}};
    auto const text = rotation_text(name(), rotation);
    TALLY_TRY(signature, ed25519_sign(seed_, as_bytes(text)));
    rotation.signature = signature;
    return rotation;
}

Result<Note> SigningKey::sign(std::string text) const {
    auto const bytes = as_bytes(text);
    TALLY_TRY(ed25519, ed25519_sign(seed_, bytes));
    TALLY_TRY(bip340, bip340_sign(bip340_secret_, tagged_hash(note_tag, bytes)));
    Note note{std::move(text), {}};
    note.signatures.push_back(
        {name(), ed25519_.key_id, {ed25519.bytes.begin(), ed25519.bytes.end()}});
    note.signatures.push_back({name(), bip340_.key_id, {bip340.bytes.begin(), bip340.bytes.end()}});
    return note;
}

}  // namespace tally
