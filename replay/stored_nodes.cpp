#include "replay/stored_nodes.h"

#include <string>

namespace tally {

void StoredNodes::subtree(unsigned height, std::uint64_t index, Hash32 const& root) {
    if (height > 24 || failure_) return;
    auto const stored = store_.tree_node(static_cast<std::uint8_t>(height), index);
    if (!stored) {
        failure_ = stored.error();
        return;
    }
    ++compared_;
    if (stored.value() == root) return;
    failure_ = Failure{FailureKind::integrity,
                       "the stored tree node over entries " + std::to_string(index << height) +
                           " to " + std::to_string(((index + 1) << height) - 1) +
                           (stored.value() ? " is not that of the entries" : " is missing")};
}

}  // namespace tally
