// Records with signed commands, and what a thief of the log's key can make of them.
#include "journal/signing/command_signer.h"
#include "replay/re_decide.h"
#include "replay/verify.h"
#include "tests/engine/access/access_world.h"
#include "tests/support/written_record.h"
#include "tools/ethereum/attestation_signer.h"
#include "tools/prove/export/writer.h"
#include "tools/signing/order_signatures.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tally::signing {
namespace {

using namespace tally::testing;

Bip340Secret desk_secret() {
    Bip340Secret secret;
    secret.bytes.fill(0x42);
    return secret;
}

class SignedRecordTest : public AccessWorld {
protected:
    SignedRecordTest() {
        AddKey add;
        add.public_key = PublicKey{bip340_public_key(desk_secret()).value().bytes};
        must(add);
        must(GrantRole{desk_, Role::trader, {}, {}});
        must(GrantRole{desk_, Role::transfer_agent, {}, {}});
        must(SetPolicy{.kind = PolicyKind::signatures, .asset = {}, .amount = {}});
        sign(pending());
        CreateTransfer post;
        post.id = TransferId{501};
        post.pending_id = TransferId{500};
        post.flags = transfer_flag::post_pending_transfer;
        post.requested = amount_max;
        sign(post);
        sign(sell(600, alice, 3, 10));
        sign_with_wallet(buy(601, bob, 3, 4));
        EXPECT_EQ(harness_.run_as(desk_, transfer(502, alice, bob, 1)),
                  Outcome::signature_required);
        sign_chain();
        must(Tick{});
    }

    static CreateTransfer pending() {
        auto command = transfer(500, alice, bob, 10);
        command.flags = transfer_flag::pending;
        command.user_data_64 = 5;
        return command;
    }

    void sign(Body const& command) {
        auto const signature = signer_.sign(command, false).value();
        EXPECT_EQ(harness_.run_signed(desk_, command, signature), Outcome::ok);
    }

    void sign_with_wallet(PlaceOrder const& order) {
        constexpr std::uint64_t nonce = 900;
        auto const terms = terms_of(harness_.state(), order.market).value();
        auto const digest = order_digest(test_key().name(), terms, order, nonce);
        ethereum::AttestationSigner const wallet;
        auto const made = wallet.sign(digest, ethereum::SecretKey{desk_secret().bytes}).value();
        CommandSignature signature{SignatureScheme::typed_data, nonce, {}, 0};
        std::copy_n(made.bytes.begin(), 64, signature.signature.bytes.begin());
        EXPECT_EQ(harness_.run_signed(desk_, order, signature), Outcome::ok);
    }

    void sign_chain() {
        std::vector<Body> const chain{transfer(510, alice, bob, 1), transfer(511, bob, alice, 1)};
        std::vector<std::optional<CommandSignature>> signatures;
        signatures.push_back(signer_.sign(chain[0], true).value());
        signatures.push_back(signer_.sign(chain[1], false).value());
        EXPECT_EQ(harness_.run_chain(chain, false, desk_, signatures).back(), Outcome::ok);
    }

    [[nodiscard]] std::vector<Entry> entries() const { return harness_.entries(); }

    // Where the n-th signature stands, from 0.
    static std::size_t signature_at(std::vector<Entry> const& entries, std::size_t n) {
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (std::holds_alternative<CommandSignature>(entries[i].body) && n-- == 0) return i;
        ADD_FAILURE() << "there are not so many signatures";
        return 0;
    }

    // What `verify` says of a record of these entries, hashed and signed anew by the log's own key.
    Result<SignaturesChecked> verified(std::vector<Entry> const& entries) {
        place_ = directory_ / ("data" + std::to_string(++made_));
        write_record(place_, entries, {entries.size()});
        auto const record = Record::open(place_).value();
        auto const whole = verify(*record, {});
        EXPECT_TRUE(whole.has_value()) << whole.error().text;
        OrderSignatures orders{record->origin()};
        return verify_signatures(*record, orders, {});
    }

    void expect_found(std::vector<Entry> const& entries, std::size_t at, bool by_the_other = true) {
        auto const checked = verified(entries);
        ASSERT_FALSE(checked.has_value());
        EXPECT_EQ(checked.error().kind, FailureKind::integrity);
        auto const place = "entry " + std::to_string(at) + " (command_signature)";
        EXPECT_TRUE(checked.error().text.starts_with(place)) << checked.error().text;
        if (!by_the_other) return;
        EXPECT_EQ(other_verifier(), 5);
    }

    // The exit code of the verifier in Python, on an export of the last record.
    [[nodiscard]] int other_verifier() const {
        auto const to = directory_ / ("export" + std::to_string(made_));
        auto const record = Record::open(place_).value();
        EXPECT_TRUE(prove::write_export(*record, {to, record->size(), {}}).has_value());
        auto const command = std::string{TALLY_PYTHON} + " -B " + TALLY_VERIFY_PY +
                             " -q --signatures '" + to.string() + "'";
        auto const status = ::system(command.c_str());
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    TemporaryDirectory directory_;
    KeyNumber desk_{1};
    CommandSigner signer_{test_key().name(), desk_secret(), 1};
    std::filesystem::path place_;
    int made_ = 0;
};

TEST_F(SignedRecordTest, HoldsForBothVerifiers) {
    auto const checked = verified(entries());
    ASSERT_TRUE(checked.has_value()) << checked.error().text;
    EXPECT_EQ(checked.value().signatures, 6U);
    EXPECT_EQ(checked.value().asked, 7U);
    EXPECT_EQ(checked.value().unsigned_commands, 0U);
    EXPECT_EQ(other_verifier(), 0);
    auto const record = Record::open(place_).value();
    ethereum::AttestationSigner const oracle;
    auto const again = re_decide(*record, Point{record->size()}, oracle, {});
    ASSERT_TRUE(again.has_value()) << again.error().text;
    EXPECT_FALSE(again.value().divergence.has_value()) << again.value().divergence->reason;
    EXPECT_EQ(again.value().entries, record->size());
}

TEST_F(SignedRecordTest, AnAlteredSignatureIsFoundWhichever) {
    for (std::size_t n = 0; n < 6; ++n) {
        SCOPED_TRACE(n);
        auto forged = entries();
        auto const at = signature_at(forged, n);
        std::get<CommandSignature>(forged[at].body).signature.bytes[50] ^= 1U;
        expect_found(forged, at, n == 0 || n == 3);
    }
}

TEST_F(SignedRecordTest, AnAlteredCommandIsFound) {
    auto forged = entries();
    auto const at = signature_at(forged, 0);
    std::get<CreateTransfer>(forged[at - 1].body).user_data_64 = 6;
    expect_found(forged, at);
}

TEST_F(SignedRecordTest, WhatAPostLeftOpenCannotBeSaidOtherwise) {
    auto forged = entries();
    auto const at = signature_at(forged, 1);
    auto& signature = std::get<CommandSignature>(forged[at].body);
    EXPECT_NE(signature.left_open & open_field::user_data_64, 0);
    signature.left_open ^= open_field::user_data_64;
    expect_found(forged, at);
}

TEST_F(SignedRecordTest, ASignatureOfAnotherCommandIsFound) {
    auto forged = entries();
    auto const first = signature_at(forged, 0);
    auto const second = signature_at(forged, 1);
    std::swap(forged[first].body, forged[second].body);
    expect_found(forged, first);
}

TEST_F(SignedRecordTest, AnotherKeysSignatureIsFound) {
    auto forged = entries();
    auto const at = signature_at(forged, 0);
    Bip340Secret other;
    other.bytes.fill(0x43);
    CommandSigner thief{test_key().name(), other, 1};
    forged[at].body = thief.sign(pending(), false).value();
    expect_found(forged, at);
}

// With its entry taken out and the rest closed up, from the end so that nothing else moves.
TEST_F(SignedRecordTest, AMissingSignatureIsFound) {
    auto forged = entries();
    forged.pop_back();  // the tick
    forged.pop_back();  // the chain's last signature
    auto const checked = verified(forged);
    ASSERT_TRUE(checked.has_value()) << checked.error().text;
    EXPECT_EQ(checked.value().unsigned_commands, 1U);
    EXPECT_EQ(checked.value().first_unsigned, forged.back().sequence);
    EXPECT_EQ(other_verifier(), 5);
}

}  // namespace
}  // namespace tally::signing
