#include "journal/crypto/random.h"

#include <openssl/rand.h>

#include <limits>

namespace tally {

Result<void> fill_random(std::span<std::uint8_t> bytes) {
    bool const fits = bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
    if (fits && RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1)
        return success();
    return Failure{FailureKind::system, "the system gave no random bytes for a key; try again"};
}

}  // namespace tally
