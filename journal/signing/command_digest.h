#pragma once

#include "journal/codec/leaf_buffer.h"
#include "journal/crypto/bip340.h"
#include "journal/entry.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally {

inline constexpr std::string_view command_tag = "tallystick/bip340/v1/command";

// What the signature of a command is over, so that it is good for one record, one key, one nonce
// and this very request: BIP 340's tagged hash of
//
//     length of the origin (4 bytes, little-endian), origin, x-only public key (32),
//     nonce (8, little-endian), the request's leaf
//
// The leaf is the canonical encoding of an entry with the request as its body (to_request),
// `linked` as in the record, and everything else in its header zero: when it is sequenced, a
// command has no time or sequence of its own yet. Why so:
// docs/adr/0050-what-a-command-signature-covers.md.
class CommandDigester {
public:
    explicit CommandDigester(std::string origin) : origin_(std::move(origin)) {}

    // A request that no leaf can hold is a failure.
    [[nodiscard]] Result<Hash32> digest(Body const& request,
                                        bool linked,
                                        Bip340PublicKey const& key,
                                        std::uint64_t nonce);

    // The same of a command that is in the record, with the signature's entry behind it.
    [[nodiscard]] Result<Hash32> digest_recorded(Entry const& command,
                                                 CommandSignature const& signature,
                                                 Bip340PublicKey const& key);

private:
    std::string origin_;
    LeafBuffer leaf_;
    std::vector<std::uint8_t> message_;
    Entry entry_;
};

// Signs a request: what stands behind it in the record.
[[nodiscard]] Result<CommandSignature> sign_command(CommandDigester& digester,
                                                    Body const& request,
                                                    bool linked,
                                                    std::uint64_t nonce,
                                                    Bip340Secret const& secret);

}  // namespace tally
