#include "engine/escrows/attestation.h"
#include "tests/tools/ethereum/generic_typed_data.h"
#include "tests/tools/ethereum/vectors.h"
#include "tools/ethereum/attestation_signer.h"
#include "tools/ethereum/typed_data.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

// The worked example of docs/escrows.md: what stands there is what comes out here.
namespace tally::ethereum {
namespace {

Escrow example() {
    Escrow escrow;
    escrow.id = EscrowId{5};
    escrow.buyer = OwnerId{7};
    escrow.seller = OwnerId{8};
    escrow.asset = AssetNumber{1};
    escrow.amount = Amount{10'000};
    escrow.content_hash.bytes.fill(0x11);
    escrow.release_after = Timestamp{1'796'083'200 * ns_per_second};
    escrow.refund_after = Timestamp{1'798'675'200 * ns_per_second};
    return escrow;
}

std::string document() {
    std::ifstream file{std::string{TALLY_DOCS} + "/escrows.md"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

class WorkedExampleTest : public ::testing::Test {
protected:
    void expect_written(std::string const& text) const {
        EXPECT_NE(document_.find(text), std::string::npos) << "docs/escrows.md lacks " << text;
    }

    std::string document_ = document();
    Attestation attestation_ = attestation_of(example(), EscrowAction::release);
    AttestationSigner signer_;
};

TEST_F(WorkedExampleTest, TheDocumentShowsTheTypedDataAndItsDigest) {
    expect_written(attestation_json(attestation_));
    expect_written(testing::hex_of(attestation_digest(attestation_).span()));
}

TEST_F(WorkedExampleTest, TheDocumentShowsAnAttestorsAddressAndSignature) {
    SecretKey key;
    key.bytes[31] = 1;
    expect_written(testing::hex_of(signer_.address_of(key).value().span()));
    auto const signature = signer_.sign(attestation_digest(attestation_), key).value();
    expect_written(testing::hex_of(signature.span()));
    EXPECT_EQ(signer_.signer(attestation_, signature).signer, signer_.address_of(key).value());
}

}  // namespace
}  // namespace tally::ethereum
