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

TEST(StreamMessageTest, AFeedOfChangesIsNamed) {
    Names const names;
    auto const message = parse_stream_message(
        R"({"subscribe":"a","feed":"orders","rows":true,"conflate":true,"owner":"7"})", names, 9);
    auto const& subscribe = std::get<OpenStream>(message.value()).subscribe;
    EXPECT_EQ(subscribe.feed, wire::feed::orders);
    EXPECT_TRUE(subscribe.with_rows);
    EXPECT_TRUE(subscribe.conflate);
    EXPECT_FALSE(parse_stream_message(R"({"subscribe":"a","feed":"weather"})", names, 9));
    EXPECT_FALSE(parse_stream_message(R"({"subscribe":"a","rows":"yes"})", names, 9));
}

TEST(StreamMessageTest, RowsTheirEndAndChangesAreTold) {
    FeedPiece piece;
    piece.lines = "{\"a\":1}\n{\"a\":2}\n";
    piece.next = 8;
    piece.tip = 9;
    EXPECT_EQ(changes_message("x", piece),
              R"({"subscription":"x","changes":[{"a":1},{"a":2}],"next":8,"tip":9})");
    piece.phase = wire::feed_phase::rows;
    EXPECT_EQ(changes_message("x", piece),
              R"({"subscription":"x","rows":[{"a":1},{"a":2}],"tip":9})");
    piece.phase = wire::feed_phase::rows_end;
    EXPECT_EQ(changes_message("x", piece), R"({"subscription":"x","rows_end":8,"tip":9})");
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
