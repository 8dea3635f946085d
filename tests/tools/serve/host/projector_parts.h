#pragma once

#include "engine/sequencer/sequencer.h"
#include "tools/serve/host/projector.h"

#include <gtest/gtest.h>

namespace tally::serve {

// A projector's of that sequencer, which outlives it; its failures are the test's.
inline ProjectorParts projector_parts(Sequencer& sequencer) {
    ProjectorParts parts;
    parts.read = [&sequencer](Sequence from) { return sequencer.read(from); };
    parts.load = [&sequencer] { return sequencer.load_snapshot(); };
    parts.save = [&sequencer](FoldedState const& folded) {
        return sequencer.save_snapshot(folded);
    };
    parts.on_failure = [](Failure const& failure) { ADD_FAILURE() << failure.text; };
    return parts;
}

}  // namespace tally::serve
