#pragma once

#include "tools/serve/access/gate.h"
#include "tools/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tally::serve {

// The feeds that one session follows, and whether its key still may: asked again whenever the keys
// have changed, as a key may lose a role and stay good. One thread.
class Followed {
public:
    // False if there is one with that number.
    bool add(wire::Subscribe const& subscribe);

    [[nodiscard]] bool contains(std::uint64_t id) const { return feeds_.contains(id); }

    [[nodiscard]] std::size_t size() const { return feeds_.size(); }

    [[nodiscard]] bool empty() const { return feeds_.empty(); }

    // Those that the key has lost since the last time, each once: they have to be ended. Cheap
    // enough to be asked before anything is told.
    [[nodiscard]] std::vector<std::uint64_t> lost(Gate const& gate, KeyNumber key);

    // Of one that is there and was not lost, more may be told.
    [[nodiscard]] bool may_tell(std::uint64_t id) const;

    // Takes it out, as it has ended. Why it had to; empty if it was not lost.
    std::string remove(std::uint64_t id);

private:
    struct Feed {
        wire::Subscribe wanted;
        std::string why_lost;
    };

    std::map<std::uint64_t, Feed> feeds_;
    std::uint64_t generation_ = 0;  // of the keys that they were last compared with
};

}  // namespace tally::serve
