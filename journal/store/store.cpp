#include "journal/store/store.h"

#include "journal/tree/hashing.h"

namespace tally {

Tip empty_tip() {
    return Tip{Sequence{}, empty_root()};
}

bool extends(Tip const& tip, Epoch epoch, BlockHeader const& block) {
    return block.first == tip.next && block.root_before == tip.root && block.epoch >= epoch;
}

}  // namespace tally
