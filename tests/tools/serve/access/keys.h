#pragma once

#include "tools/serve/access/gate.h"
#include "tools/wire/session_proof.h"

#include <utility>
#include <vector>

// Keys to try the door with.
namespace tally::serve {

inline constexpr char const* test_origin = "gate.example";

struct TestKey {
    Bip340Secret secret;
    Bip340PublicKey public_key;
};

inline TestKey test_key(std::uint8_t seed) {
    TestKey key;
    key.secret.bytes.fill(seed);
    key.public_key = bip340_public_key(key.secret).value();
    return key;
}

inline wire::Prove proof_of(TestKey const& key,
                            wire::Nonce const& nonce,
                            std::string_view origin = test_origin) {
    auto const challenge = wire::session_challenge(origin, nonce, key.public_key);
    return {key.public_key.bytes, bip340_sign(key.secret, challenge).value().bytes};
}

inline KnownKey known(TestKey const& key, std::uint16_t number, Reading reading = {true, {}}) {
    return {KeyNumber{number}, key.public_key, {}, false, std::move(reading)};
}

inline KeyTable table(std::vector<KnownKey> keys) {
    return KeyTable{std::move(keys)};
}

}  // namespace tally::serve
