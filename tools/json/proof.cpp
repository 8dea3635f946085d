#include "tools/json/proof.h"

#include "tools/json/names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tally::json {

namespace {

using ProofField = Field<CommandProof>;

void take_key(Reading& reading, Node const& node, CommandProof& to) {
    reading.integer(node, to.key.value);
}

void take_nonce(Reading& reading, Node const& node, CommandProof& to) {
    reading.big(node, to.signature.nonce);
    if (reading.ok() && to.signature.nonce == 0)
        reading.fail(node, "must not be zero: nonces begin at 1");
}

// Wallets give r, s and v; v is of no use where the key is known.
void take_signature(Reading& reading, Node const& node, CommandProof& to) {
    auto& bytes = to.signature.signature.bytes;
    std::array<std::uint8_t, 65> with_v{};
    constexpr std::size_t hex_digits = 2 + 2 * with_v.size();
    if (node.text.size() != hex_digits) return reading.bytes(node, bytes);
    reading.bytes(node, with_v);
    std::copy_n(with_v.begin(), bytes.size(), bytes.begin());
}

void take_scheme(Reading& reading, Node const& node, CommandProof& to) {
    reading.choice(node, std::span{signature_schemes}, to.signature.scheme);
}

constexpr ProofField proof_fields[]{
    {"key", false, take_key},
    {"nonce", true, take_nonce},
    {"signature", true, take_signature},
    {"scheme", false, take_scheme},
};

}  // namespace

void read_proof(Reading& reading, Node const& node, CommandProof& to) {
    if (!reading.expect(node, NodeKind::object)) return;
    to.column = node.column;
    read_object<CommandProof>(reading, reading.tape().index_of(node), proof_fields, to);
}

}  // namespace tally::json
