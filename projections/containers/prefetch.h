#pragma once

namespace tally {

// Hints the processor that what stands at `address` is read soon. The empty statement (one without
// operands is never left out) keeps g++ from taking a function that does nothing else for one
// without effects, and leaving calls to it out.
inline void prefetch(void const* address) {
    __builtin_prefetch(address);
    asm("");
}

}  // namespace tally
