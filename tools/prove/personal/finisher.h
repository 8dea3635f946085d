#pragma once

#include "journal/vocabulary/result.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace tally::prove {

// Deletes, on a thread of its own, the values beside a record that were redacted and are there
// still: because of a crash, or because a client of a server redacted them. A record beside which
// nothing stands costs one look at a directory; otherwise all of it is read once.
class RedactionFinisher {
public:
    // `on_done`: how many were deleted; on the thread, and not at all if it was stopped before.
    RedactionFinisher(std::string data, std::function<void(Result<std::size_t> const&)> on_done);
    RedactionFinisher(RedactionFinisher const&) = delete;
    RedactionFinisher& operator=(RedactionFinisher const&) = delete;
    ~RedactionFinisher();  // stops; what is left is for the next one

private:
    [[nodiscard]] Result<std::optional<std::size_t>> finish(std::string const& data) const;

    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace tally::prove
