#include "tools/ethereum/typed_data.h"

#include "tests/tools/ethereum/generic_typed_data.h"
#include "tests/tools/ethereum/vectors.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rapidcheck.h>

namespace tally::ethereum {
namespace {

Attestation random_attestation() {
    Attestation attestation;
    auto const fill = [](auto& bytes) {
        for (auto& byte : bytes)
            byte = *rc::gen::arbitrary<std::uint8_t>();
    };
    auto const number = [] { return *rc::gen::arbitrary<std::uint64_t>(); };
    attestation.escrow = EscrowId{make_uint128(number(), number())};
    attestation.action = *rc::gen::element(EscrowAction::release, EscrowAction::refund);
    fill(attestation.payee.bytes);
    fill(attestation.token.bytes);
    attestation.amount = Amount{make_uint128(number(), number())};
    fill(attestation.content_hash.bytes);
    attestation.not_before = number();
    attestation.deadline = number();
    attestation.evm_chain_id = number();
    fill(attestation.contract.bytes);
    return attestation;
}

// The judge first: it must know the standard before it may judge.
TEST(TypedDataTest, TheGenericEncoderAgreesWithThePublishedVectors) {
    auto const vectors = testing::load_vectors("typed-data.json.gz");
    if (!vectors) GTEST_SKIP() << "no ../shared/data/vectors here";
    ASSERT_GT(vectors->as_array().size(), 50U);
    for (auto const& test : vectors->as_array()) {
        boost::json::object const document{{"domain", test.at("domain")},
                                           {"types", test.at("types")},
                                           {"primaryType", test.at("primaryType")},
                                           {"message", test.at("data")}};
        EXPECT_EQ(testing::hex_of(testing::typed_data_digest(document).span()),
                  test.at("digest").as_string())
            << test.at("name");
    }
}

RC_GTEST_PROP(TypedDataTest, TheJsonForAWalletHashesToTheDigestThatIsChecked, ()) {
    auto const attestation = random_attestation();
    auto const document = boost::json::parse(attestation_json(attestation)).as_object();
    RC_ASSERT(testing::typed_data_digest(document) == attestation_digest(attestation));
}

TEST(TypedDataTest, EveryFieldChangesTheDigest) {
    Attestation const base;
    std::vector<Attestation> others(10, base);
    others[0].escrow = EscrowId{1};
    others[1].action = EscrowAction::refund;
    others[2].payee.bytes[19] = 1;
    others[3].token.bytes[19] = 1;
    others[4].amount = Amount{1};
    others[5].content_hash.bytes[31] = 1;
    others[6].not_before = 1;
    others[7].deadline = 1;
    others[8].evm_chain_id = 1;
    others[9].contract.bytes[19] = 1;
    std::set<Hash32> digests{attestation_digest(base)};
    for (auto const& other : others)
        EXPECT_TRUE(digests.insert(attestation_digest(other)).second);
}

}  // namespace
}  // namespace tally::ethereum
