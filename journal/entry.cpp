#include "journal/entry.h"

#include <array>
#include <type_traits>

namespace tally {

namespace {

constexpr std::array<std::string_view, std::variant_size_v<Body>> kind_names{
    "tick",
    "create_asset",
    "create_account",
    "create_transfer",
    "create_market",
    "control_market",
    "place_order",
    "amend_order",
    "cancel_order",
    "cancel_all",
    "create_escrow",
    "fund_escrow",
    "attest_escrow",
    "release_escrow",
    "refund_escrow",
    "dispute_escrow",
    "resolve_escrow",
    "create_chain",
    "observe_block",
    "resume_chain",
    "request_withdrawal",
    "cancel_withdrawal",
    "attach_data",
    "redact_data",
    "record_liabilities",
    "add_key",
    "revoke_key",
    "grant_role",
    "revoke_role",
    "set_limit",
    "set_kill_switch",
    "set_policy",
    "approve_transfer",
    "record_reconciliation",
    "comment_break",
    "write_off_break",
    "correct_break",
    "sign_reconciliation",
    "transfer_expired",
    "fill",
    "order_cancelled",
    "order_expired",
    "order_triggered",
    "order_decremented",
    "chain_event_applied",
    "chain_reorganized",
    "chain_halted",
    "projection_digest",
    "rotate_signing_key",
    "approval_expired",
    "command_signature",
};

}  // namespace

std::string_view kind_name(Body const& body) {
    return kind_names[body.index()];
}

Outcome outcome_of(Body const& body) {
    return std::visit(
        [](auto const& alternative) {
            if constexpr (requires { alternative.outcome; })
                return alternative.outcome;
            else
                return Outcome::ok;
        },
        body);
}

bool is_command(Body const& body) {
    return std::visit([](auto const& alternative) { return requires { alternative.outcome; }; },
                      body);
}

}  // namespace tally
