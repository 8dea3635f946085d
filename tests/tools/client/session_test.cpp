#include "tools/client/client.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <vector>

namespace tally::client {
namespace {

Options nobody_there() {
    Options options;
    options.server = "unix:nobody-listens-here.sock";
    options.answer_within = std::chrono::milliseconds{60};
    options.retry_first = std::chrono::milliseconds{5};
    return options;
}

TEST(SessionTest, AnAddressThatIsNoneIsRefused) {
    Options options;
    options.server = "nonsense";
    EXPECT_EQ(Client::open(options).error().kind, FailureKind::usage);
}

TEST(SessionTest, WithoutAServerARequestFailsInTimeAndSaysWhy) {
    auto const client = Client::open(nobody_there()).value();
    CommandBatch batch;
    EXPECT_TRUE(batch.add(Tick{}).has_value());
    auto const reply = client->apply(batch);
    EXPECT_EQ(reply.error().kind, FailureKind::incomplete);
    EXPECT_NE(reply.error().text.find("nobody-listens-here.sock"), std::string::npos);
    EXPECT_NE(reply.error().text.find("nothing was sent there"), std::string::npos);
}

TEST(SessionTest, EachOfManyThatAreLateFails) {
    auto const client = Client::open(nobody_there()).value();
    CommandBatch batch;
    EXPECT_TRUE(batch.add(Tick{}).has_value());
    std::vector<std::future<Result<Reply>>> replies;
    for (int i = 0; i < 200; ++i)
        replies.push_back(client->apply_async(batch));
    for (auto& reply : replies)
        EXPECT_EQ(reply.get().error().kind, FailureKind::incomplete);
}

TEST(SessionTest, WhatIsUnansweredWhenTheClientGoesAwayFails) {
    auto options = nobody_there();
    options.answer_within = std::chrono::hours{1};
    auto client = Client::open(options).value();
    CommandBatch batch;
    EXPECT_TRUE(batch.add(Tick{}).has_value());
    auto future = client->apply_async(batch);
    client.reset();
    EXPECT_THROW(static_cast<void>(future.get()), std::future_error);
}

}  // namespace
}  // namespace tally::client
