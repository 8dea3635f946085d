#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tally::bench {

// Clients that follow the record, whole and unfiltered, on a thread of their own. Each looks at the
// numbers of what it gets: a gap or a double is an integrity failure.
class Followers {
public:
    // `from`: the first entry that they are to get.
    [[nodiscard]] static Result<std::unique_ptr<Followers>> start(std::string const& server,
                                                                  std::uint64_t count,
                                                                  std::uint64_t from);
    Followers(Followers const&) = delete;
    Followers& operator=(Followers const&) = delete;
    ~Followers();

    // Waits until each has all entries before `end`. How many entries a second each of them got
    // from its start until then.
    [[nodiscard]] Result<std::vector<std::uint64_t>> finish(std::uint64_t end);

private:
    class Inside;
    explicit Followers(std::unique_ptr<Inside> inside);

    std::unique_ptr<Inside> inside_;
};

}  // namespace tally::bench
