#include "journal/entries/escrows.h"
#include "tools/json/command_kinds.h"
#include "tools/json/fields.h"
#include "tools/json/names.h"

namespace tally::json {

namespace {

// A quorum is at most 255 of as many, so that a longer list is a mistake of form.
constexpr std::size_t most_attestors = 255;

void attestors(Reading& reading, Node const& node, Taking<CreateEscrow>& to) {
    if (!reading.expect(node, NodeKind::array)) return;
    auto const& tape = reading.tape();
    for (auto i = tape.index_of(node) + 1; i < node.next && reading.ok(); i = tape[i].next) {
        if (to.body.attestors.size() == most_attestors) {
            return reading.fail(tape[i], "has more than 255 addresses");
        }
        reading.bytes(tape[i], to.body.attestors.emplace_back().bytes);
    }
}

constexpr auto create_fields = with_common<CreateEscrow>({
    {"id", true, id<&CreateEscrow::id>},
    {"buyer", true, id<&CreateEscrow::buyer>},
    {"seller", true, id<&CreateEscrow::seller>},
    {"asset", true, name<&ParsedCommand::asset, CreateEscrow>},
    {"amount", true, decimal<Role::amount, CreateEscrow>},
    {"content_hash", true, bytes<&CreateEscrow::content_hash>},
    {"attestors", true, attestors},
    {"quorum", true, integer<&CreateEscrow::quorum>},
    {"release_after", false, time<&CreateEscrow::release_after>},
    {"refund_after", true, time<&CreateEscrow::refund_after>},
    {"evm_chain_id", false, big<&CreateEscrow::evm_chain_id>},
    {"contract", false, bytes<&CreateEscrow::contract>},
    {"payee", false, bytes<&CreateEscrow::payee>},
    {"token", false, bytes<&CreateEscrow::token>},
});

constexpr auto fund_fields = with_common<FundEscrow>({{"id", true, id<&FundEscrow::id>}});
constexpr auto release_fields = with_common<ReleaseEscrow>({{"id", true, id<&ReleaseEscrow::id>}});
constexpr auto refund_fields = with_common<RefundEscrow>({{"id", true, id<&RefundEscrow::id>}});

constexpr auto attest_fields = with_common<AttestEscrow>({
    {"id", true, id<&AttestEscrow::id>},
    {"attestor", true, bytes<&AttestEscrow::attestor>},
    {"content_hash", true, bytes<&AttestEscrow::content_hash>},
    {"signature", true, bytes<&AttestEscrow::signature>},
    {"action", false, choice<&AttestEscrow::action, escrow_actions>},
});

constexpr auto dispute_fields = with_common<DisputeEscrow>({
    {"id", true, id<&DisputeEscrow::id>},
    {"by", false, id<&DisputeEscrow::by>},
});

constexpr auto resolve_fields = with_common<ResolveEscrow>({
    {"id", true, id<&ResolveEscrow::id>},
    {"action", true, choice<&ResolveEscrow::action, escrow_actions>},
});

}  // namespace

void take_create_escrow(Reading& reading) {
    take_fields<CreateEscrow>(reading, create_fields);
}

void take_fund_escrow(Reading& reading) {
    take_fields<FundEscrow>(reading, fund_fields);
}

void take_attest_escrow(Reading& reading) {
    take_fields<AttestEscrow>(reading, attest_fields);
}

void take_release_escrow(Reading& reading) {
    take_fields<ReleaseEscrow>(reading, release_fields);
}

void take_refund_escrow(Reading& reading) {
    take_fields<RefundEscrow>(reading, refund_fields);
}

void take_dispute_escrow(Reading& reading) {
    take_fields<DisputeEscrow>(reading, dispute_fields);
}

void take_resolve_escrow(Reading& reading) {
    take_fields<ResolveEscrow>(reading, resolve_fields);
}

}  // namespace tally::json
