#include "tools/serve/http/negotiate.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <zlib.h>

namespace tally::serve::http {
namespace {

TEST(NegotiateTest, TheMostSpecificElementOfAcceptDecides) {
    EXPECT_TRUE(accepts("", "application/json"));
    EXPECT_TRUE(accepts("*/*", "application/json"));
    EXPECT_TRUE(accepts("text/html, application/*;q=0.1", "application/json"));
    EXPECT_TRUE(accepts("Application/JSON ; charset=utf-8", "application/json"));
    EXPECT_FALSE(accepts("text/html", "application/json"));
    EXPECT_FALSE(accepts("application/json;q=0, */*", "application/json"));
    EXPECT_FALSE(accepts("*/*, application/json; q=0.000", "application/json"));
    EXPECT_TRUE(accepts("*/*;q=0, application/json;q=0.001", "application/json"));
}

TEST(NegotiateTest, GzipIsUsedOnlyWhenAsked) {
    EXPECT_FALSE(accepts_gzip(""));
    EXPECT_FALSE(accepts_gzip("br, deflate"));
    EXPECT_FALSE(accepts_gzip("gzip;q=0, *"));
    EXPECT_TRUE(accepts_gzip("br, gzip;q=0.5"));
    EXPECT_TRUE(accepts_gzip("*"));
}

TEST(NegotiateTest, AnyHeaderIsUnderstoodOrIgnored) {
    EXPECT_TRUE(rc::check([](std::string const& header) {
        static_cast<void>(accepts(header, "application/json"));
        static_cast<void>(accepts_gzip(header));
        static_cast<void>(media_type(header));
    }));
}

std::string unpacked(std::string packed, std::size_t size) {
    std::string out(size + 1, '\0');
    z_stream stream{};
    EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    ::inflateEnd(&stream);
    return out;
}

TEST(NegotiateTest, WhatIsPackedIsUnpackedTheSame) {
    EXPECT_TRUE(rc::check(
        [](std::string const& body) { RC_ASSERT(unpacked(gzip(body), body.size()) == body); }));
    std::string const large(5'000'000, 'x');
    EXPECT_EQ(unpacked(gzip(large), large.size()), large);
}

}  // namespace
}  // namespace tally::serve::http
