#include "journal/store/block.h"
#include "journal/vocabulary/check.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

// Any bytes are a block or a failure; a block's parts, built again, are the same bytes.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace tally;
    ByteSpan const bytes{data, size};
    auto const block = Block::decode(bytes);
    if (!block) {
        TALLY_CHECK(block.error().kind == FailureKind::integrity);
        return 0;
    }
    auto const& header = block.value().header();
    BlockBuilder builder;
    builder.start(header.epoch, header.first, header.root_before);
    for (auto const leaf : block.value())
        builder.append(leaf);
    auto const again = builder.finish(header.root_after);
    TALLY_CHECK(std::equal(bytes.begin(), bytes.end(), again.begin(), again.end()));
    return 0;
}
