#include "tools/serve/http/questions.h"

#include <gtest/gtest.h>

namespace tally::serve::http {
namespace {

Result<Question> ask(std::string const& resource, std::string const& target) {
    return question_of(*find_resource(resource), parse_target(target).value());
}

TEST(QuestionsTest, APageAsksForOneRowMoreThanItHas) {
    auto const question = ask("accounts", "/v1/accounts?owner=7&limit=2").value();
    EXPECT_EQ(question.query, "accounts?owner=7&limit=3&offset=0");
    EXPECT_FALSE(question.at);
}

TEST(QuestionsTest, ACursorGoesOnInTheSameState) {
    auto const question = ask("accounts", "/v1/accounts?cursor=16.200").value();
    EXPECT_EQ(question.query, "accounts?limit=101&offset=200");
    EXPECT_EQ(question.at, 16U);
}

TEST(QuestionsTest, NumbersAreCheckedAtBothEnds) {
    for (auto const* good : {"limit=1", "limit=1000", "at=0", "at=18446744073709551615"})
        EXPECT_TRUE(ask("accounts", std::string{"/v1/accounts?"} + good)) << good;
    for (auto const* bad : {"limit=0",
                            "limit=1001",
                            "limit=-1",
                            "limit=",
                            "at=18446744073709551616",
                            "at=1x",
                            "cursor=1",
                            "cursor=.1",
                            "cursor=1.",
                            "cursor=1.2&at=3"})
        EXPECT_FALSE(ask("accounts", std::string{"/v1/accounts?"} + bad)) << bad;
}

TEST(QuestionsTest, AnIdCannotBringParametersAlong) {
    EXPECT_FALSE(ask("accounts", "/v1/accounts/1%3fowner=7"));
    EXPECT_FALSE(ask("accounts", "/v1/accounts?owner=7%26code=1"));
}

TEST(QuestionsTest, RowsBecomeAPageWithACursorIfThereAreMore) {
    auto const question = ask("accounts", "/v1/accounts?limit=2").value();
    EXPECT_EQ(reply_of(question, {1, 200, 17, "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"}).body,
              "{\"sequence\":16,\"rows\":[{\"a\":1},{\"a\":2}],\"next\":\"16.2\"}\n");
    EXPECT_EQ(reply_of(question, {1, 200, 17, "{\"a\":1}\n{\"a\":2}\n"}).body,
              "{\"sequence\":16,\"rows\":[{\"a\":1},{\"a\":2}],\"next\":null}\n");
    EXPECT_EQ(reply_of(question, {1, 200, 0, ""}).body,
              "{\"sequence\":null,\"rows\":[],\"next\":null}\n");
}

TEST(QuestionsTest, OneThingThatIsNotThereIsAProblem) {
    auto const question = ask("transfers", "/v1/transfers/9").value();
    EXPECT_EQ(reply_of(question, {1, 200, 17, ""}).status, 404U);
    EXPECT_EQ(reply_of(question, {1, 200, 17, "{}\n"}).status, 200U);
    auto const wrong = reply_of(question, {1, 400, 17, "say \"what\""});
    EXPECT_EQ(wrong.content_type, "application/problem+json");
    EXPECT_NE(wrong.body.find("say \\\"what\\\""), std::string::npos);
}

}  // namespace
}  // namespace tally::serve::http
