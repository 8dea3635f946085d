#include "tools/json/proof.h"

#include "tools/json/names.h"

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

void take_signature(Reading& reading, Node const& node, CommandProof& to) {
    reading.bytes(node, to.signature.signature.bytes);
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
