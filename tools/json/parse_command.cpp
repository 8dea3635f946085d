#include "tools/json/parse_command.h"

#include "tools/json/command_kinds.h"

#include <array>
#include <utility>

namespace tally::json {

namespace {

struct CommandKind {
    std::string_view name;
    void (*take)(Reading&);
};

constexpr std::array<CommandKind, 40> kinds{{
    {"create_transfer", take_create_transfer},
    {"place_order", take_place_order},
    {"cancel_order", take_cancel_order},
    {"amend_order", take_amend_order},
    {"cancel_all", take_cancel_all},
    {"tick", take_tick},
    {"create_asset", take_create_asset},
    {"create_account", take_create_account},
    {"create_market", take_create_market},
    {"halt_market", take_halt_market},
    {"resume_market", take_resume_market},
    {"set_price_band", take_set_price_band},
    {"create_escrow", take_create_escrow},
    {"fund_escrow", take_fund_escrow},
    {"attest_escrow", take_attest_escrow},
    {"release_escrow", take_release_escrow},
    {"refund_escrow", take_refund_escrow},
    {"dispute_escrow", take_dispute_escrow},
    {"resolve_escrow", take_resolve_escrow},
    {"create_chain", take_create_chain},
    {"observe_block", take_observe_block},
    {"resume_chain", take_resume_chain},
    {"request_withdrawal", take_request_withdrawal},
    {"cancel_withdrawal", take_cancel_withdrawal},
    {"attach_data", take_attach_data},
    {"redact_data", take_redact_data},
    {"record_liabilities", take_record_liabilities},
    {"add_key", take_add_key},
    {"revoke_key", take_revoke_key},
    {"grant_role", take_grant_role},
    {"revoke_role", take_revoke_role},
    {"set_limit", take_set_limit},
    {"set_kill_switch", take_set_kill_switch},
    {"set_policy", take_set_policy},
    {"approve_transfer", take_approve_transfer},
    {"record_reconciliation", take_record_reconciliation},
    {"comment_break", take_comment_break},
    {"write_off_break", take_write_off_break},
    {"correct_break", take_correct_break},
    {"sign_reconciliation", take_sign_reconciliation},
}};

// The value of the member "command", or 0 if there is none.
std::size_t command_of(Tape const& tape) {
    for (std::size_t i = 1; i < tape[0].next; i = tape[i + 1].next) {
        if (tape[i].text == "command") return i + 1;
    }
    return 0;
}

CommandKind const* kind_named(std::string_view name) {
    for (auto const& kind : kinds) {
        if (kind.name == name) return &kind;
    }
    return nullptr;
}

void clear(ParsedCommand& out) {
    out.time.reset();
    out.linked = false;
    out.given = 0;
    out.asset = {};
    out.quote = {};
    out.market = {};
    out.chain = {};
    out.events.clear();
    out.proof.reset();
}

}  // namespace

bool CommandParser::fail(std::size_t column, std::string text) {
    fault_ = LineFault{column, std::move(text)};
    return false;
}

bool CommandParser::parse(std::string_view line, ParsedCommand& out) {
    if (!tape_.parse(line)) {
        fault_ = tape_.fault();
        return false;
    }
    if (tape_[0].kind != NodeKind::object) {
        return fail(tape_[0].column, "a command is a JSON object, in { and }");
    }
    clear(out);
    Reading reading{tape_, out, fault_};
    auto const at = command_of(tape_);
    reading.field("command");
    if (at == 0) {
        reading.fail(tape_[0], "is missing");
        return false;
    }
    auto const& name = tape_[at];
    if (!reading.expect(name, NodeKind::string)) return false;
    auto const* const kind = kind_named(name.text);
    if (kind == nullptr) {
        reading.fail(name, Reading::no_such(name.text) + "; see: tally help apply");
        return false;
    }
    kind->take(reading);
    return reading.ok();
}

}  // namespace tally::json
