#include "tools/serve/reads/query.h"

#include <gtest/gtest.h>

namespace tally::serve {
namespace {

TEST(QueryTest, APathHasAKindAnIdAndParameters) {
    auto const query = parse_query("transfers/12?state=pending&debit=7").value();
    EXPECT_EQ(query.what, "transfers");
    EXPECT_EQ(query.id, "12");
    EXPECT_EQ(query.parameters.at("state"), "pending");
    EXPECT_EQ(query.parameters.at("debit"), "7");
    EXPECT_EQ(parse_query("status").value().what, "status");
    EXPECT_TRUE(parse_query("").value().what.empty());
}

TEST(QueryTest, BadParametersAreNamed) {
    EXPECT_NE(parse_query("a?b").error().text.find("\"b\" is no parameter"), std::string::npos);
    EXPECT_NE(parse_query("a?b=1&b=2").error().text.find("twice"), std::string::npos);
    EXPECT_NE(parse_query("a?=1").error().text.find("name=value"), std::string::npos);
}

}  // namespace
}  // namespace tally::serve
