#pragma once

#include "journal/vocabulary/result.h"

#include <filesystem>

namespace tally::books {

// A file or directory that appears whole, or not at all: it is written beside its place, under a
// name that ends in ".partial", and renamed at the end. What is there is never replaced.
class Staging {
public:
    // Refuses a place that is taken, also by what another export has begun.
    [[nodiscard]] static Result<Staging> begin(std::filesystem::path const& place);

    Staging(Staging&& other) noexcept;
    Staging& operator=(Staging&&) = delete;

    // Removes what was not committed.
    ~Staging();

    // Where to write.
    [[nodiscard]] std::filesystem::path const& draft() const { return draft_; }

    [[nodiscard]] Result<void> commit();

private:
    Staging(std::filesystem::path place, std::filesystem::path draft)
        : place_(std::move(place)), draft_(std::move(draft)) {}

    std::filesystem::path place_;
    std::filesystem::path draft_;
    bool ours_ = true;
};

}  // namespace tally::books
