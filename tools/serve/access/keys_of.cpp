#include "tools/serve/access/keys_of.h"

#include "projections/access/access.h"

#include <utility>
#include <vector>

namespace tally::serve {

namespace {

bool looks_after_everybody(Role role) {
    switch (role) {
        case Role::none:
        case Role::trader:
        case Role::transfer_agent:
            return false;
        case Role::settlement:
        case Role::auditor:
        case Role::operations:
        case Role::admin:
            return true;
    }
    return false;
}

Reading reading_of(std::vector<Grant> const& grants) {
    Reading reading;
    for (auto const& grant : grants) {
        if (grant.scope.owner != OwnerId{}) {
            reading.owners.push_back(grant.scope.owner);
        } else if (looks_after_everybody(grant.role)) {
            reading.everything = true;
        }
    }
    return reading;
}

}  // namespace

KeyTable keys_of(Access const& access) {
    std::vector<KnownKey> keys;
    keys.reserve(access.key_count());
    for (std::size_t number = 1; number <= access.key_count(); ++number) {
        KeyNumber const named{static_cast<std::uint16_t>(number)};
        auto const& key = *access.key(named);
        keys.push_back({named,
                        Bip340PublicKey{key.public_key.bytes},
                        key.expires,
                        key.revoked != Timestamp{},
                        reading_of(key.grants)});
    }
    return KeyTable{std::move(keys)};
}

}  // namespace tally::serve
