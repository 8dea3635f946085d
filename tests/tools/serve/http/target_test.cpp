#include "tools/serve/http/target.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

namespace tally::serve::http {
namespace {

TEST(TargetTest, PathsAndParametersAreDecoded) {
    auto const target = parse_target("/v1/books/BTC%2dUSD?depth=5&a=%20%26").value();
    EXPECT_EQ(target.path, (std::vector<std::string>{"v1", "books", "BTC-USD"}));
    EXPECT_EQ(target.parameters.at("depth"), "5");
    EXPECT_EQ(target.parameters.at("a"), " &");
}

TEST(TargetTest, AnEscapedSlashDoesNotCutThePath) {
    EXPECT_EQ(parse_target("/a%2fb").value().path, (std::vector<std::string>{"a/b"}));
}

TEST(TargetTest, WhatCannotBeDecodedIsRefused) {
    for (auto const* text :
         {"/%", "/%4", "/%4g", "/%00", "/a?b=%0a", "/a?=1", "/a?b", "/a?b=1&b=2", "/a\x7f"}) {
        EXPECT_FALSE(parse_target(text)) << text;
    }
}

TEST(TargetTest, AnyTextIsTakenApartOrRefused) {
    EXPECT_TRUE(
        rc::check([](std::string const& text) { static_cast<void>(parse_target("/" + text)); }));
}

}  // namespace
}  // namespace tally::serve::http
