#pragma once

#include "journal/vocabulary/outcome.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tally::bench {

// One durable answer, as a client saw it.
struct Acknowledged {
    std::uint64_t sequence = 0;
    std::uint64_t number = 0;  // the low half of the id that the command was about
    Outcome outcome = Outcome::ok;
};

// Every answer is in the record, once, with the same outcome; and the books balance. Sorts the
// answers. A difference is an integrity failure that names the first.
[[nodiscard]] Result<void> check_acknowledged(std::string const& data,
                                              std::vector<Acknowledged>& answers);

}  // namespace tally::bench
