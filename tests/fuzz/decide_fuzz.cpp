#include "tests/engine/any_commands.h"

#include <cstddef>
#include <cstdint>

// Any bytes, read as commands of every kind: if decide accepts, apply succeeds and the books
// balance.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    tally::testing::drive_engine({data, size});
    return 0;
}
