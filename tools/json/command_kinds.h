#pragma once

#include "tools/json/reading.h"

// What each command of a command file is made of. One function for each name that "command" can
// have; it takes the fields of the object that the tape begins with. docs/cli.md shows all of them.
namespace tally::json {

void take_tick(Reading& reading);
void take_create_asset(Reading& reading);
void take_create_account(Reading& reading);
void take_create_transfer(Reading& reading);
void take_create_market(Reading& reading);
void take_halt_market(Reading& reading);
void take_resume_market(Reading& reading);
void take_set_price_band(Reading& reading);
void take_place_order(Reading& reading);
void take_amend_order(Reading& reading);
void take_cancel_order(Reading& reading);
void take_cancel_all(Reading& reading);
void take_create_escrow(Reading& reading);
void take_fund_escrow(Reading& reading);
void take_attest_escrow(Reading& reading);
void take_release_escrow(Reading& reading);
void take_refund_escrow(Reading& reading);
void take_dispute_escrow(Reading& reading);
void take_resolve_escrow(Reading& reading);
void take_create_chain(Reading& reading);
void take_observe_block(Reading& reading);
void take_resume_chain(Reading& reading);
void take_request_withdrawal(Reading& reading);
void take_cancel_withdrawal(Reading& reading);
void take_add_key(Reading& reading);
void take_revoke_key(Reading& reading);
void take_grant_role(Reading& reading);
void take_revoke_role(Reading& reading);
void take_set_limit(Reading& reading);
void take_set_kill_switch(Reading& reading);
void take_set_policy(Reading& reading);
void take_approve_transfer(Reading& reading);
void take_attach_data(Reading& reading);
void take_redact_data(Reading& reading);
void take_record_liabilities(Reading& reading);
void take_record_reconciliation(Reading& reading);
void take_comment_break(Reading& reading);
void take_write_off_break(Reading& reading);
void take_correct_break(Reading& reading);
void take_sign_reconciliation(Reading& reading);

}  // namespace tally::json
