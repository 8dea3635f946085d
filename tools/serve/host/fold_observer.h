#pragma once

#include "journal/entry.h"
#include "projections/state.h"

namespace tally::serve {

// Who watches a projector's fold, on its thread.
class FoldObserver {
public:
    FoldObserver() = default;
    FoldObserver(FoldObserver const&) = delete;
    FoldObserver& operator=(FoldObserver const&) = delete;
    virtual ~FoldObserver() = default;

    // Asked before each block. If it wants nothing it is not called, and costs nothing; if it does,
    // the projector folds each block at once.
    [[nodiscard]] virtual bool wants() const = 0;

    virtual void before(Entry const& entry, State const& state) = 0;
    virtual void after(Entry const& entry, State const& state) = 0;

    // A block is folded.
    virtual void folded(State const& state) = 0;
};

}  // namespace tally::serve
