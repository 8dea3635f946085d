#include "tools/wire/session_proof.h"

#include "journal/checkpoint/tagged_hash.h"

#include <cstdint>
#include <vector>

namespace tally::wire {

Hash32 session_challenge(std::string_view origin, Nonce const& nonce, Bip340PublicKey const& key) {
    std::vector<std::uint8_t> message;
    for (unsigned shift = 0; shift < 32; shift += 8)
        message.push_back(static_cast<std::uint8_t>(origin.size() >> shift));
    message.insert(message.end(), origin.begin(), origin.end());
    message.insert(message.end(), nonce.begin(), nonce.end());
    message.insert(message.end(), key.bytes.begin(), key.bytes.end());
    return tagged_hash(session_tag, message);
}

}  // namespace tally::wire
