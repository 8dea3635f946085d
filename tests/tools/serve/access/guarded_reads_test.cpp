#include "tools/serve/access/guarded_reads.h"

#include "tests/tools/serve/access/keys.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::serve {
namespace {

struct JudgeCase {
    char const* query;
    char const* verdict;  // "yes", "no", "theirs", or the account whose owner decides
};

// For somebody who reads what belongs to the owners 7 and 8.
constexpr JudgeCase judge_cases[] = {
    {"status", "yes"},
    {"books", "yes"},
    {"books/BTC-USD?depth=3", "yes"},
    {"markets", "yes"},
    {"markets/BTC-USD", "yes"},
    {"assets/USD", "yes"},
    {"proofs/9", "yes"},
    {"growth/9", "yes"},
    {"explain/9", "no"},
    {"accounts", "no"},
    {"accounts?owner=7", "yes"},
    {"accounts?owner=0x8&asset=USD", "yes"},
    {"accounts?owner=9", "no"},
    {"accounts?owner=7,9", "no"},
    {"accounts/12", "12"},
    {"accounts/12,13", "no"},
    {"balances", "no"},
    {"balances/12", "12"},
    {"statements/0x10", "16"},
    {"orders", "no"},
    {"orders?owner=8&state=open", "yes"},
    {"orders?owner=9", "no"},
    {"transfers", "no"},
    {"transfers?account=5", "5"},
    {"transfers?debit=6&code=1", "6"},
    {"transfers/5", "theirs"},
    {"orders/5", "theirs"},
    {"fills", "no"},
    {"fills?owner=7&market=BTC-USD", "yes"},
    {"fills?owner=9", "no"},
    {"fills?market=BTC-USD", "no"},
    {"entries?kind=fill", "no"},
    {"entries/3", "theirs"},
    {"escrows", "no"},
    {"escrows/3", "theirs"},
    {"chains/ethereum", "no"},
    {"accounts?owner", "yes"},  // no question at all: who answers says what is wrong with it
};

std::string text_of(Verdict const& verdict) {
    if (std::holds_alternative<GoesOn>(verdict)) return "yes";
    if (std::holds_alternative<IfTheirs>(verdict)) return "theirs";
    auto const* const account = std::get_if<IfOwnerOf>(&verdict);
    return account == nullptr ? "no"
                              : std::to_string(static_cast<unsigned>(account->account.value));
}

TEST(JudgeTest, AnOwnersKeyReadsWhatIsTheOwners) {
    Reading const reading{false, {OwnerId{7}, OwnerId{8}}};
    for (auto const& test : judge_cases)
        EXPECT_EQ(text_of(judge(reading, test.query)), test.verdict) << test.query;
}

TEST(JudgeTest, WhoMayReadEverythingDoes) {
    for (auto const& test : judge_cases)
        EXPECT_EQ(text_of(judge({true, {}}, test.query)), "yes") << test.query;
}

class Behind final : public ReadService, public OwnedReads {
public:
    void read(std::uint64_t, KeyNumber, wire::Read const& question) override {
        asked.emplace_back(question.query);
    }

    void read_owned(std::uint64_t, wire::Read const& question, Covers covers) override {
        asked_as_owner.emplace_back(question.query);
        reads_owner_7 = covers(OwnerId{7});
        reads_owner_8 = covers(OwnerId{8});
    }

    std::vector<std::string> asked_as_owner;
    bool reads_owner_7 = false;
    bool reads_owner_8 = false;

    std::vector<std::string> asked;
};

class GuardedReadsTest : public testing::Test {
protected:
    GuardedReadsTest() { gate_.publish(table({known(test_key(1), 1, {false, {OwnerId{7}}})})); }

    // The status of what was refused; 0 if it went on.
    unsigned ask(std::string const& query, std::uint16_t key = 1) {
        reads_.read(4, KeyNumber{key}, {9, query, std::nullopt, 0});
        std::vector<Outgoing> all;
        outbox_.take(all);
        return all.empty() ? 0 : std::get<RowsAnswer>(all.front().what).status;
    }

    SystemClock clock_;
    Gate gate_{{}, clock_};
    Outbox outbox_;
    Behind behind_;
    bool too_much_ = false;
    // Account 1 is owner 7's, 2 is owner 8's, and there are no others.
    GuardedReads reads_{gate_,
                        behind_,
                        behind_,
                        [this](AccountId id, GuardedReads::OnOwner const& then) {
                            if (too_much_) return false;
                            then(id == AccountId{1}   ? std::optional{OwnerId{7}}
                                 : id == AccountId{2} ? std::optional{OwnerId{8}}
                                                      : std::nullopt);
                            return true;
                        },
                        outbox_};
};

TEST_F(GuardedReadsTest, AnAccountIsReadByItsOwnersKey) {
    EXPECT_EQ(ask("accounts/1"), 0U);
    EXPECT_EQ(ask("accounts/2"), 403U);
    EXPECT_EQ(ask("accounts/3"), 403U);
    EXPECT_EQ(ask("accounts?owner=8"), 403U);
    EXPECT_EQ(behind_.asked, std::vector<std::string>{"accounts/1"});
    too_much_ = true;
    EXPECT_EQ(ask("accounts/1"), 503U);
}

TEST_F(GuardedReadsTest, OneThingIsAskedForWithWhoseItHasToBe) {
    EXPECT_EQ(ask("orders/12"), 0U);
    EXPECT_EQ(behind_.asked_as_owner, std::vector<std::string>{"orders/12"});
    EXPECT_TRUE(behind_.reads_owner_7);
    EXPECT_FALSE(behind_.reads_owner_8);
    EXPECT_EQ(ask("orders/12", 2), 0U);  // somebody to whom nothing belongs
    EXPECT_FALSE(behind_.reads_owner_7);
    EXPECT_TRUE(behind_.asked.empty());
}

TEST_F(GuardedReadsTest, WhoIsNobodyReadsNothingOfAnybody) {
    EXPECT_EQ(ask("accounts/1", 2), 403U);
    EXPECT_EQ(ask("accounts?owner=7", 0), 403U);
    EXPECT_TRUE(behind_.asked.empty());
}

}  // namespace
}  // namespace tally::serve
