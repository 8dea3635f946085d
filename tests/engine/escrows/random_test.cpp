#include "tests/engine/escrows/escrow_world.h"
#include "tests/support/saved_state.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rapidcheck.h>

#include <map>
#include <set>

namespace tally {
namespace {

using namespace testing;

std::uint64_t draw(std::uint64_t below) {
    return *rc::gen::resize(100, rc::gen::inRange<std::uint64_t>(0, below));
}

// What an escrow has come to, by counting what was accepted.
struct NaiveEscrow {
    std::uint64_t units = 0;
    std::uint64_t quorum = 0;
    std::map<EscrowAction, std::set<std::uint8_t>> said{};
    bool funded = false;
    bool disputed = false;
    bool released = false;
    bool refunded = false;
};

// Random commands on a few escrows of all sizes, sound and unsound, at moments around the
// timelocks.
class RandomEscrows {
public:
    void step() {
        auto const time = world_.harness_.later(draw(8) == 0 ? draw(2'000) : draw(100));
        EscrowId const id{1 + draw(4)};
        if (draw(8) == 0) return fail_in_a_chain(id);
        auto const command = some_command(id);
        auto const outcome = world_.harness_.run_at(command, time);
        if (outcome == Outcome::ok) learn(command, time);
    }

    void check() const {
        std::uint64_t held = 0;
        std::uint64_t paid = 0;
        for (auto const& [id, escrow] : model_) {
            RC_ASSERT(!(escrow.released && escrow.refunded));
            if (escrow.funded && !escrow.released && !escrow.refunded) held += escrow.units;
            if (escrow.released) paid += escrow.units;
        }
        auto const& buyer = world_.harness_.account(7);
        RC_ASSERT(buyer.held == Amount{held});
        RC_ASSERT(buyer.debits_posted == Amount{paid});
        RC_ASSERT(world_.harness_.account(8).credits_posted == Amount{paid});
        RC_ASSERT(buyer.credits_posted >= buyer.all_debits());
        Amount told;
        world_.harness_.state().escrows().for_each_hold(
            [&](AccountHandle, Amount amount) { told += amount; });
        RC_ASSERT(told == Amount{held});
    }

    void check_record() const {
        State folded;
        for (auto const& entry : world_.harness_.entries())
            folded.apply(entry);
        auto const bytes = saved(folded);
        RC_ASSERT(bytes == saved(world_.harness_.state()));
        State loaded;
        auto const escrows = saved(folded, ProjectionKind::escrows);
        BytesSource source{escrows};
        RC_ASSERT(loaded.load(ProjectionKind::escrows, source));
        RC_ASSERT(saved(loaded, ProjectionKind::escrows) == escrows);
    }

    void classify() const {
        for (auto const& [id, escrow] : model_) {
            RC_CLASSIFY(escrow.released && !escrow.disputed, "released");
            RC_CLASSIFY(escrow.refunded && !escrow.disputed, "refunded");
            RC_CLASSIFY(escrow.disputed && (escrow.released || escrow.refunded), "resolved");
        }
    }

private:
    Body some_command(EscrowId id) {
        auto const* known = world_.harness_.state().escrows().find(id);
        if (known == nullptr) return some_terms(id);
        auto const action = draw(3) == 0 ? EscrowAction::refund : EscrowAction::release;
        switch (draw(12)) {
            case 0:
                return some_terms(id);
            case 1:
            case 2:
                return FundEscrow{id, {}};
            case 3:
            case 4:
                return ReleaseEscrow{id, {}};
            case 5:
                return RefundEscrow{id, {}};
            case 6:
                return DisputeEscrow{id, OwnerId{6 + draw(4)}, {}};
            case 7:
                return ResolveEscrow{id, action, {}};
            default:
                return some_attestation(id, action);
        }
    }

    // One in four is signed by another than it says.
    Body some_attestation(EscrowId id, EscrowAction action) {
        auto command = world_.attest(static_cast<std::uint8_t>(1 + draw(4)), action, id);
        if (draw(4) == 0)
            command.attestor = world_.attestor(static_cast<std::uint8_t>(1 + draw(3)));
        return command;
    }

    Body some_terms(EscrowId id) {
        auto command = world_.terms(id);
        command.amount = Amount{1 + draw(600)};
        command.quorum = static_cast<std::uint8_t>(draw(5));
        return command;
    }

    // The model believes in nothing but timelocks, quorums and the order of things.
    void learn(Body const& command, Timestamp time) {
        if (auto const* body = std::get_if<CreateEscrow>(&command)) {
            auto const units = static_cast<std::uint64_t>(body->amount.units());
            RC_ASSERT(model_.emplace(body->id, NaiveEscrow{units, body->quorum, {}}).second);
        }
        if (auto const* body = std::get_if<FundEscrow>(&command)) {
            RC_ASSERT(!model_[body->id].funded);
            model_[body->id].funded = true;
        }
        if (auto const* body = std::get_if<AttestEscrow>(&command)) learn_attestation(*body);
        if (auto const* body = std::get_if<ReleaseEscrow>(&command)) {
            RC_ASSERT(time >= EscrowWorld::release_after && time < EscrowWorld::refund_after);
            RC_ASSERT(!model_[body->id].disputed);
            settle(body->id, EscrowAction::release, true);
        }
        if (auto const* body = std::get_if<RefundEscrow>(&command)) {
            RC_ASSERT(time >= EscrowWorld::refund_after && !model_[body->id].disputed);
            settle(body->id, EscrowAction::refund, false);
        }
        if (auto const* body = std::get_if<DisputeEscrow>(&command)) {
            RC_ASSERT(time < EscrowWorld::refund_after && !model_[body->id].disputed);
            model_[body->id].disputed = true;
        }
        if (auto const* body = std::get_if<ResolveEscrow>(&command)) {
            RC_ASSERT(model_[body->id].disputed);
            settle(body->id, body->action, true);
        }
    }

    void learn_attestation(AttestEscrow const& body) {
        std::uint8_t number = 0;
        for (std::uint8_t i = 1; i <= 3; ++i)
            if (world_.attestor(i) == body.attestor) number = i;
        RC_ASSERT(number != 0);
        RC_ASSERT(model_[body.id].said[body.action].insert(number).second);
    }

    void settle(EscrowId id, EscrowAction action, bool by_quorum) {
        auto& escrow = model_[id];
        RC_ASSERT(escrow.funded && !escrow.released && !escrow.refunded);
        RC_ASSERT(!by_quorum || escrow.said[action].size() >= escrow.quorum);
        (action == EscrowAction::release ? escrow.released : escrow.refunded) = true;
    }

    void fail_in_a_chain(EscrowId id) {
        auto const before = saved(world_.harness_.state());
        std::vector<Body> commands{some_command(id), some_command(id)};
        commands.push_back(FundEscrow{EscrowId{99}, {}});
        auto const outcomes = world_.harness_.run_chain(commands);
        RC_ASSERT(outcomes.back() == Outcome::escrow_not_found ||
                  outcomes.back() == Outcome::linked_event_failed);
        RC_ASSERT(saved(world_.harness_.state()) == before);
    }

    EscrowWorld world_;
    std::map<EscrowId, NaiveEscrow> model_;
};

RC_GTEST_PROP(RandomEscrowsTest, WhatIsHeldAndPaidFollowsFromWhatWasAccepted, ()) {
    RandomEscrows history;
    auto const steps = 20 + draw(100);
    for (std::uint64_t i = 0; i < steps; ++i) {
        history.step();
        history.check();
    }
    history.check_record();
    history.classify();
}

}  // namespace
}  // namespace tally
