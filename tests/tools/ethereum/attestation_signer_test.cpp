#include "tools/ethereum/attestation_signer.h"

#include "journal/crypto/sha256.h"
#include "tests/tools/ethereum/vectors.h"
#include "tools/ethereum/keccak.h"
#include "tools/ethereum/typed_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>

namespace tally::ethereum {
namespace {

using testing::bytes_of;

template <class Fixed>
Fixed fixed(std::string_view hex) {
    Fixed value;
    auto const bytes = bytes_of(hex);
    std::copy_n(bytes.begin(), std::min(bytes.size(), value.bytes.size()), value.bytes.begin());
    return value;
}

RecoverableSignature signature_of(std::string_view r, std::string_view s, std::uint8_t v) {
    RecoverableSignature signature;
    auto const high = bytes_of(r);
    auto const low = bytes_of(s);
    std::copy(high.begin(), high.end(), signature.bytes.begin());
    std::copy(low.begin(), low.end(), signature.bytes.begin() + 32);
    signature.bytes[64] = v;
    return signature;
}

constexpr std::string_view zero =
    "0000000000000000000000000000000000000000000000000000000000000000";
constexpr std::string_view one = "0000000000000000000000000000000000000000000000000000000000000001";
constexpr std::string_view half_order =
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
constexpr std::string_view half_order_and_one =
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";
constexpr std::string_view order =
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
// The generator's x-coordinate: the r of the nonce 1.
constexpr std::string_view generator =
    "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

struct FormCase {
    std::string_view name;
    std::string_view r;
    std::string_view s;
    std::uint8_t v;
    SignatureFault fault;
};

constexpr FormCase form_cases[] = {
    {"lowest_v", generator, one, 27, SignatureFault::none},
    {"highest_v", generator, one, 28, SignatureFault::none},
    {"v_below", generator, one, 26, SignatureFault::not_canonical},
    {"v_above", generator, one, 29, SignatureFault::not_canonical},
    {"v_as_parity_zero", generator, one, 0, SignatureFault::not_canonical},
    {"v_as_parity_one", generator, one, 1, SignatureFault::not_canonical},
    {"v_of_eth_sign_prefix", generator, one, 31, SignatureFault::not_canonical},
    {"v_with_chain_id", generator, one, 37, SignatureFault::not_canonical},
    {"highest_low_s", generator, half_order, 27, SignatureFault::none},
    {"lowest_high_s", generator, half_order_and_one, 27, SignatureFault::not_canonical},
    {"s_is_zero", generator, zero, 27, SignatureFault::invalid},
    {"s_is_the_order", generator, order, 27, SignatureFault::invalid},
    {"r_is_zero", zero, one, 27, SignatureFault::invalid},
    {"r_is_the_order", order, one, 27, SignatureFault::invalid},
    {"all_zero", zero, zero, 0, SignatureFault::not_canonical},
    {"all_zero_with_v", zero, zero, 27, SignatureFault::invalid},
};

TEST(AttestationSignerTest, TheFormOfASignatureIsJudgedAtEachBoundary) {
    AttestationSigner const signer;
    for (auto const& test : form_cases) {
        SCOPED_TRACE(test.name);
        auto const answer = signer.recover(keccak256("x"), signature_of(test.r, test.s, test.v));
        EXPECT_EQ(answer.fault, test.fault);
        EXPECT_EQ(answer.signer.is_zero(), test.fault != SignatureFault::none);
    }
}

TEST(AttestationSignerTest, WhatAKeySignsItsAddressIsFoundFor) {
    AttestationSigner const signer;
    for (std::uint8_t i = 1; i < 50; ++i) {
        SecretKey key;
        key.bytes[31] = i;
        Attestation attestation;
        attestation.escrow = EscrowId{i};
        auto const signature = signer.sign(attestation_digest(attestation), key);
        ASSERT_TRUE(signature.has_value());
        auto const answer = signer.signer(attestation, *signature);
        EXPECT_EQ(answer.fault, SignatureFault::none);
        EXPECT_EQ(answer.signer, signer.address_of(key).value());
    }
}

TEST(AttestationSignerTest, AKeyOutsideTheCurvesOrderIsNoKey) {
    AttestationSigner const signer;
    EXPECT_FALSE(signer.address_of(fixed<SecretKey>(zero)).has_value());
    EXPECT_FALSE(signer.address_of(fixed<SecretKey>(order)).has_value());
    EXPECT_FALSE(signer.sign(keccak256("x"), fixed<SecretKey>(zero)).has_value());
    EXPECT_FALSE(signer.sign(keccak256("x"), fixed<SecretKey>(order)).has_value());
}

// The example of EIP-712 itself, with the key keccak256("cow").
TEST(AttestationSignerTest, SignsTheExampleOfTheStandard) {
    AttestationSigner const signer;
    SecretKey const cow{keccak256("cow").bytes};
    EXPECT_EQ(testing::hex_of(signer.address_of(cow).value().span()),
              "0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826");
    auto const digest =
        fixed<Hash32>("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
    EXPECT_EQ(testing::hex_of(signer.sign(digest, cow).value().span()),
              "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
              "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c");
}

// r and s of a strict DER signature as 64 bytes; nothing if it is not strict DER or does not fit.
std::optional<std::array<std::uint8_t, 64>> compact_of(std::vector<std::uint8_t> const& der) {
    std::array<std::uint8_t, 64> compact{};
    if (der.size() < 8 || der[0] != 0x30 || der[1] != der.size() - 2) return std::nullopt;
    std::size_t at = 2;
    for (std::size_t half : {std::size_t{0}, std::size_t{32}}) {
        if (at + 2 > der.size() || der[at] != 0x02) return std::nullopt;
        std::size_t length = der[at + 1];
        at += 2;
        if (length == 0 || length > 33 || at + length > der.size()) return std::nullopt;
        if ((der[at] & 0x80U) != 0) return std::nullopt;
        if (length > 1 && der[at] == 0 && (der[at + 1] & 0x80U) == 0) return std::nullopt;
        if (length == 33 && der[at] != 0) return std::nullopt;
        if (length == 33) ++at, --length;
        std::copy_n(der.begin() + static_cast<std::ptrdiff_t>(at),
                    length,
                    compact.begin() + static_cast<std::ptrdiff_t>(half + 32 - length));
        at += length;
    }
    if (at != der.size()) return std::nullopt;
    return compact;
}

Address address_of_key(std::string_view uncompressed) {
    auto const bytes = bytes_of(uncompressed);
    auto const hash = keccak256(ByteSpan{bytes}.subspan(1));
    Address address;
    std::copy(hash.bytes.end() - 20, hash.bytes.end(), address.bytes.begin());
    return address;
}

bool accepts(AttestationSigner const& signer,
             Hash32 const& digest,
             std::array<std::uint8_t, 64> const& compact,
             Address const& expected) {
    for (std::uint8_t const v : {std::uint8_t{27}, std::uint8_t{28}}) {
        RecoverableSignature signature;
        std::copy(compact.begin(), compact.end(), signature.bytes.begin());
        signature.bytes[64] = v;
        auto const answer = signer.recover(digest, signature);
        if (answer.fault == SignatureFault::none && answer.signer == expected) return true;
    }
    return false;
}

// A signature whose nonce's x-coordinate exceeds the order of the curve has a v that Ethereum does
// not know. Wycheproof has them on purpose; nobody else has ever seen one.
bool needs_overflowed_r(boost::json::value const& test) {
    return test.at("comment").as_string().find("k*G has a large x-coordinate") !=
           boost::json::string::npos;
}

TEST(AttestationSignerTest, AgreesWithWycheproof) {
    auto const vectors = testing::load_vectors("wycheproof_ecdsa_secp256k1_sha256_bitcoin.json.gz");
    if (!vectors) GTEST_SKIP() << "no ../shared/data/vectors here";
    AttestationSigner const signer;
    int accepted = 0;
    int refused = 0;
    for (auto const& group : vectors->at("testGroups").as_array()) {
        auto const expected = address_of_key(group.at("publicKey").at("uncompressed").as_string());
        for (auto const& test : group.at("tests").as_array()) {
            auto const compact = compact_of(bytes_of(test.at("sig").as_string()));
            auto const message = bytes_of(test.at("msg").as_string());
            bool const valid = test.at("result").as_string() == "valid";
            bool const taken = compact && accepts(signer, sha256(message), *compact, expected);
            EXPECT_EQ(taken, valid && !needs_overflowed_r(test)) << test.at("tcId");
            ++(taken ? accepted : refused);
        }
    }
    EXPECT_GT(accepted, 100);
    EXPECT_GT(refused, 250);
}

}  // namespace
}  // namespace tally::ethereum
