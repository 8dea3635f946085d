#pragma once

#include "engine/escrows/attestation.h"
#include "engine/escrows/decide.h"
#include "tests/engine/ledger/ledger_commands.h"
#include "tests/support/engine_harness.h"
#include "tools/ethereum/attestation_signer.h"
#include "tools/ethereum/typed_data.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace tally::testing {

inline constexpr EscrowId escrow_id{5};
inline constexpr EscrowId other_escrow_id{6};

// A buyer (7) with 1,000, a seller (8), a bank (9), and attestors whose keys are 1, 2, 3 ... The
// escrow of `terms` is over 100, wants 2 of 3, and its timelocks are an hour and two from the
// start.
class EscrowWorld {
public:
    EscrowWorld() {
        EXPECT_EQ(harness_.run(asset("USD", 2)), Outcome::ok);
        for (std::uint64_t const id : {7U, 8U, 9U})
            EXPECT_EQ(harness_.run(account(id)), Outcome::ok);
        EXPECT_EQ(harness_.run(transfer(1, 9, 7, 1000)), Outcome::ok);
    }

    [[nodiscard]] static ethereum::SecretKey key(std::uint8_t number) {
        ethereum::SecretKey key;
        key.bytes[31] = number;
        return key;
    }

    [[nodiscard]] Address attestor(std::uint8_t number) const {
        return signer_.address_of(key(number)).value();
    }

    static constexpr Timestamp release_after{EngineHarness::start.ns + 3'600 * ns_per_second};
    static constexpr Timestamp refund_after{EngineHarness::start.ns + 7'200 * ns_per_second};

    [[nodiscard]] CreateEscrow terms(EscrowId id = escrow_id) const {
        CreateEscrow command;
        command.id = id;
        command.buyer = OwnerId{7};
        command.seller = OwnerId{8};
        command.asset = usd;
        command.amount = Amount{100};
        command.content_hash.bytes[0] = 0xC0;
        command.attestors = {attestor(1), attestor(2), attestor(3)};
        command.quorum = 2;
        command.release_after = release_after;
        command.refund_after = refund_after;
        return command;
    }

    [[nodiscard]] Escrow const& escrow(EscrowId id = escrow_id) const {
        auto const* found = harness_.state().escrows().find(id);
        EXPECT_NE(found, nullptr);
        return *found;
    }

    // A sound attestation by an attestor's own key.
    [[nodiscard]] AttestEscrow attest(std::uint8_t number,
                                      EscrowAction action = EscrowAction::release,
                                      EscrowId id = escrow_id) const {
        AttestEscrow command;
        command.id = id;
        command.action = action;
        command.attestor = attestor(number);
        command.content_hash = escrow(id).content_hash;
        auto const digest = ethereum::attestation_digest(attestation_of(escrow(id), action));
        command.signature = signer_.sign(digest, key(number)).value();
        return command;
    }

    void create_and_fund(EscrowId id = escrow_id) {
        EXPECT_EQ(harness_.run(terms(id)), Outcome::ok);
        EXPECT_EQ(harness_.run(FundEscrow{id, {}}), Outcome::ok);
    }

    void reach_quorum(EscrowAction action = EscrowAction::release) {
        EXPECT_EQ(harness_.run(attest(1, action)), Outcome::ok);
        EXPECT_EQ(harness_.run(attest(3, action)), Outcome::ok);
    }

    ethereum::AttestationSigner signer_;
    EngineHarness harness_{signer_};
};

}  // namespace tally::testing
