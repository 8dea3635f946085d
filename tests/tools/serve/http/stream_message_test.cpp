#include "tools/serve/http/stream_message.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

namespace tally::serve::http {
namespace {

TEST(StreamMessageTest, AFollowerMayFilter) {
    Names const names;
    auto const message = parse_stream_message(
        R"({"subscribe":"a","from":"12","owner":"7","account":3,"kinds":["fill","create_asset"]})",
        names,
        99);
    auto const& open = std::get<OpenStream>(message.value());
    EXPECT_EQ(open.name, "a");
    EXPECT_EQ(open.subscribe.from, 12U);
    EXPECT_EQ(open.subscribe.filter.owner, 7U);
    EXPECT_EQ(open.subscribe.filter.account, 3U);
    EXPECT_EQ(open.subscribe.filter.kinds,
              (std::vector{kind_number("fill"), kind_number("create_asset")}));
}

TEST(StreamMessageTest, WithoutAPlaceItBeginsAtTheEnd) {
    Names const names;
    auto const message = parse_stream_message(R"({"subscribe":"a"})", names, 99).value();
    EXPECT_EQ(std::get<OpenStream>(message).subscribe.from, 99U);
}

TEST(StreamMessageTest, WhatIsNoMessageIsRefused) {
    Names const names;
    for (auto const* text : {"",
                             "1",
                             "[]",
                             "{}",
                             R"({"subscribe":""})",
                             R"({"subscribe":1})",
                             R"({"subscribe":"a","unsubscribe":"a"})",
                             R"({"subscribe":"a","from":"x"})",
                             R"({"subscribe":"a","from":["1"]})",
                             R"({"subscribe":"a","from":"18446744073709551616"})",
                             R"({"subscribe":"a","kinds":"fill"})",
                             R"({"subscribe":"a","kinds":["no"]})",
                             R"({"subscribe":"a","kinds":[[]]})",
                             R"({"subscribe":"a","market":"NO-NO"})",
                             R"({"subscribe":"a","asset":7})",
                             R"({"subscribe":"a","surprise":1})"})
        EXPECT_FALSE(parse_stream_message(text, names, 0)) << text;
}

TEST(StreamMessageTest, AnyTextIsAMessageOrRefused) {
    EXPECT_TRUE(rc::check([](std::string const& text) {
        Names const names;
        static_cast<void>(parse_stream_message(text, names, 0));
    }));
}

}  // namespace
}  // namespace tally::serve::http
