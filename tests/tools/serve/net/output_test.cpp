#include "tools/serve/net/output.h"

#include <boost/asio/buffers_iterator.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

namespace tally::serve {
namespace {

void say(Output& output, std::string_view text) {
    output.own().insert(output.own().end(), text.begin(), text.end());
}

// Lends a copy of the text to the output, after as much of its own as there is.
std::weak_ptr<void const> lend(Output& output, std::string_view text) {
    auto const lent = std::make_shared<std::string const>(text);
    output.lend(output.own().size(),
                {reinterpret_cast<std::uint8_t const*>(lent->data()), lent->size()},
                lent);
    return lent;
}

std::string all_of(Output const& output) {
    auto const buffers = output.buffers();
    return {boost::asio::buffers_begin(buffers), boost::asio::buffers_end(buffers)};
}

TEST(OutputTest, WhatWasSaidAndLentGoesInItsOrder) {
    Output output;
    EXPECT_TRUE(output.empty());
    lend(output, "lent first, ");
    say(output, "said, ");
    lend(output, "lent, ");
    lend(output, "lent again, ");
    say(output, "said ");
    say(output, "last");
    EXPECT_EQ(all_of(output), "lent first, said, lent, lent again, said last");
    EXPECT_EQ(output.bytes(), all_of(output).size());
}

TEST(OutputTest, WhatIsLentMayBelongBeforeTheLastThatWasSaid) {
    Output output;
    say(output, "beforeafter");
    auto const lent = std::make_shared<std::string const>(", between, ");
    output.lend(6, {reinterpret_cast<std::uint8_t const*>(lent->data()), lent->size()}, lent);
    EXPECT_EQ(all_of(output), "before, between, after");
}

TEST(OutputTest, WhatIsLentIsHeldUntilItIsCleared) {
    Output output;
    auto const lent = lend(output, "a block's entries");
    EXPECT_FALSE(lent.expired());
    EXPECT_FALSE(output.empty());
    output.clear();
    EXPECT_TRUE(lent.expired());
    EXPECT_TRUE(output.empty());
    EXPECT_TRUE(output.buffers().empty());
}

}  // namespace
}  // namespace tally::serve
