#include "journal/signing/command_digest.h"

#include "journal/checkpoint/tagged_hash.h"
#include "journal/codec/codec.h"
#include "journal/signing/request_form.h"

#include <cstddef>

namespace tally {

namespace {

void append(std::vector<std::uint8_t>& to, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i)
        to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append(std::vector<std::uint8_t>& to, ByteSpan bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

}  // namespace

Result<Hash32> CommandDigester::digest(Body const& request,
                                       bool linked,
                                       Bip340PublicKey const& key,
                                       std::uint64_t nonce) {
    entry_ = Entry{{}, {}, {}, linked, {}, request};
    to_request(entry_.body);
    leaf_.clear();
    TALLY_TRYV(encode_leaf(entry_, leaf_));
    message_.clear();
    append(message_, origin_.size(), 4);
    message_.insert(message_.end(), origin_.begin(), origin_.end());
    append(message_, key.span());
    append(message_, nonce, 8);
    append(message_, leaf_.bytes());
    return tagged_hash(command_tag, message_);
}

Result<Hash32> CommandDigester::digest_recorded(Entry const& command,
                                                CommandSignature const& signature,
                                                Bip340PublicKey const& key) {
    Body request = command.body;
    open_again(request, signature.left_open);
    return digest(request, command.linked, key, signature.nonce);
}

Result<CommandSignature> sign_command(CommandDigester& digester,
                                      Body const& request,
                                      bool linked,
                                      std::uint64_t nonce,
                                      Bip340Secret const& secret) {
    TALLY_TRY(key, bip340_public_key(secret));
    TALLY_TRY(digest, digester.digest(request, linked, key, nonce));
    TALLY_TRY(signature, bip340_sign(secret, digest));
    return CommandSignature{SignatureScheme::canonical_command,
                            nonce,
                            SignatureBytes{signature.bytes},
                            left_open(request)};
}

}  // namespace tally
