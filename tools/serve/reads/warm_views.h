#pragma once

#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/record.h"
#include "tools/look/view.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>

namespace tally::serve {

// How the views asked for were come by. Read on any thread.
struct ViewFigures {
    std::atomic<std::uint64_t> warm{0};     // was there
    std::atomic<std::uint64_t> went_on{0};  // an earlier one was folded on
    std::atomic<std::uint64_t> loaded{0};   // began from a snapshot, or from the first entry
    std::atomic<std::uint64_t> entries{0};  // folded for all of them
};

// The states at the points that were asked for last: a second question at the same point folds
// nothing, one at a later point only what is between. Bounded by how many they are and by what is
// in them; the one asked for longest ago goes first. One thread.
class WarmViews {
public:
    using OpenRecord = std::function<Result<std::shared_ptr<Record const>>()>;
    using Time = std::chrono::steady_clock::time_point;

    explicit WarmViews(OpenRecord open, std::size_t objects_max = 4'000'000)
        : open_(std::move(open)), objects_max_(objects_max) {}

    // The state after `size` entries, which must be durable. Nothing if it is not folded by
    // `until`: what was done is kept, and position() says how far it has come.
    [[nodiscard]] Result<std::optional<look::View>> at(std::uint64_t size, Time until);

    [[nodiscard]] std::uint64_t position() const { return position_; }

    void clear() { views_.clear(); }

    [[nodiscard]] ViewFigures const& figures() const { return figures_; }

private:
    static constexpr std::size_t views_max = 4;

    struct Warm {
        std::shared_ptr<State> state;  // shared with the View that an answer is written from

        [[nodiscard]] std::uint64_t size() const { return state->next_sequence().value; }
    };

    [[nodiscard]] Result<void> bring_to_front(Record const& record, std::uint64_t size);
    [[nodiscard]] std::list<Warm>::iterator nearest(std::uint64_t size);
    void shrink();

    OpenRecord open_;
    std::size_t objects_max_;
    std::list<Warm> views_;  // asked for last in front
    std::uint64_t position_ = 0;
    ViewFigures figures_;
};

}  // namespace tally::serve
