#include "tests/engine/any_commands.h"
#include "tests/support/synthetic_flow.h"

#include <gtest/gtest.h>

#include <vector>

namespace tally {
namespace {

using namespace testing;

TEST(AnyCommandTest, WhatIsAcceptedIsAppliedAndTheBooksBalance) {
    AcceptedKinds accepted;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        SCOPED_TRACE(seed);
        SplitMix64 random{seed};
        std::vector<std::uint8_t> bytes(20'000);
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(random.next());
        for (auto const& [kind, count] : drive_engine(bytes))
            accepted[kind] += count;
    }
    // A kind of command that was never accepted would have proved nothing.
    for (std::size_t kind = 0; kind < Body{TransferExpired{}}.index(); ++kind)
        EXPECT_GT(accepted[kind], 5U) << "kind " << kind;
}

}  // namespace
}  // namespace tally
