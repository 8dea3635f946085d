#include "tools/serve/access/key_table.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tally::serve {

bool Reading::covers(OwnerId owner) const {
    return everything || std::find(owners.begin(), owners.end(), owner) != owners.end();
}

KeyTable::KeyTable(std::vector<KnownKey> keys)
    : by_public_key_(std::move(keys)), by_number_(by_public_key_.size()) {
    std::ranges::sort(by_public_key_, {}, &KnownKey::public_key);
    std::iota(by_number_.begin(), by_number_.end(), std::size_t{0});
    std::ranges::sort(by_number_, {}, [this](auto place) { return by_public_key_[place].number; });
}

KnownKey const* KeyTable::find(Bip340PublicKey const& public_key) const {
    auto const found =
        std::ranges::lower_bound(by_public_key_, public_key, {}, &KnownKey::public_key);
    if (found == by_public_key_.end() || found->public_key != public_key) return nullptr;
    return &*found;
}

KnownKey const* KeyTable::find(KeyNumber number) const {
    auto const found = std::ranges::lower_bound(
        by_number_, number, {}, [this](auto place) { return by_public_key_[place].number; });
    if (found == by_number_.end() || by_public_key_[*found].number != number) return nullptr;
    return &by_public_key_[*found];
}

}  // namespace tally::serve
