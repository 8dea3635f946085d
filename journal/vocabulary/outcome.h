#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// Every answer that a command can get: its name as clients and auditors see it, and its number as
// the record stores it. One list, so that a name cannot drift from its number: numbers are stored
// for ever, so append to a section and never renumber. The order in which a command's answers take
// precedence is the decider's business, not this list's.
#define TALLY_OUTCOMES(X)                                         \
    /* any command */                                             \
    X(ok, 0)                                                      \
    X(linked_event_failed, 1)                                     \
    X(linked_event_chain_open, 2)                                 \
    X(exists, 3)                                                  \
    X(id_already_failed, 4)                                       \
    X(id_must_not_be_zero, 5)                                     \
    X(id_must_not_be_int_max, 6)                                  \
    X(reserved_flag, 7)                                           \
    X(flags_are_mutually_exclusive, 8)                            \
    X(not_allowed_in_linked_chain, 9)                             \
    X(time_must_not_regress, 10)                                  \
    /* ledger */                                                  \
    X(exists_with_different_scale, 100)                           \
    X(asset_limit_reached, 101)                                   \
    X(scale_too_large, 102)                                       \
    X(imported_event_expected, 103)                               \
    X(imported_event_not_expected, 104)                           \
    X(timestamp_must_be_zero, 105)                                \
    X(imported_event_timestamp_out_of_range, 106)                 \
    X(imported_event_timestamp_must_not_advance, 107)             \
    X(exists_with_different_flags, 108)                           \
    X(exists_with_different_user_data_128, 109)                   \
    X(exists_with_different_user_data_64, 110)                    \
    X(exists_with_different_user_data_32, 111)                    \
    X(exists_with_different_asset, 112)                           \
    X(exists_with_different_code, 113)                            \
    X(exists_with_different_owner, 114)                           \
    X(debits_pending_must_be_zero, 115)                           \
    X(debits_posted_must_be_zero, 116)                            \
    X(credits_pending_must_be_zero, 117)                          \
    X(credits_posted_must_be_zero, 118)                           \
    X(asset_must_not_be_zero, 119)                                \
    X(asset_not_found, 120)                                       \
    X(code_must_not_be_zero, 121)                                 \
    X(imported_event_timestamp_must_not_regress, 122)             \
    X(owner_has_default_account, 123)                             \
    X(exists_with_different_pending_id, 124)                      \
    X(exists_with_different_timeout, 125)                         \
    X(exists_with_different_debit_account_id, 126)                \
    X(exists_with_different_credit_account_id, 127)               \
    X(exists_with_different_amount, 128)                          \
    X(exists_with_different_metadata, 129)                        \
    X(debit_account_id_must_not_be_zero, 130)                     \
    X(debit_account_id_must_not_be_int_max, 131)                  \
    X(credit_account_id_must_not_be_zero, 132)                    \
    X(credit_account_id_must_not_be_int_max, 133)                 \
    X(accounts_must_be_different, 134)                            \
    X(pending_id_must_be_zero, 135)                               \
    X(pending_id_must_not_be_zero, 136)                           \
    X(pending_id_must_not_be_int_max, 137)                        \
    X(pending_id_must_be_different, 138)                          \
    X(timeout_reserved_for_pending_transfer, 139)                 \
    X(closing_transfer_must_be_pending, 140)                      \
    X(debit_account_not_found, 141)                               \
    X(credit_account_not_found, 142)                              \
    X(accounts_must_have_the_same_asset, 143)                     \
    X(transfer_must_have_the_same_asset_as_accounts, 144)         \
    X(pending_transfer_not_found, 145)                            \
    X(pending_transfer_not_pending, 146)                          \
    X(pending_transfer_has_different_debit_account_id, 147)       \
    X(pending_transfer_has_different_credit_account_id, 148)      \
    X(pending_transfer_has_different_asset, 149)                  \
    X(pending_transfer_has_different_code, 150)                   \
    X(exceeds_pending_transfer_amount, 151)                       \
    X(pending_transfer_has_different_amount, 152)                 \
    X(pending_transfer_already_posted, 153)                       \
    X(pending_transfer_already_voided, 154)                       \
    X(pending_transfer_expired, 155)                              \
    X(imported_event_timestamp_must_postdate_debit_account, 156)  \
    X(imported_event_timestamp_must_postdate_credit_account, 157) \
    X(imported_event_timeout_must_be_zero, 158)                   \
    X(debit_account_already_closed, 159)                          \
    X(credit_account_already_closed, 160)                         \
    X(overflows_debits_pending, 161)                              \
    X(overflows_credits_pending, 162)                             \
    X(overflows_debits_posted, 163)                               \
    X(overflows_credits_posted, 164)                              \
    X(overflows_debits, 165)                                      \
    X(overflows_credits, 166)                                     \
    X(overflows_timeout, 167)                                     \
    X(exceeds_credits, 168)                                       \
    X(exceeds_debits, 169)                                        \
    X(account_has_open_holds, 170)                                \
    X(metadata_too_long, 171)                                     \
    X(account_limit_reached, 172)                                 \
    X(effective_date_out_of_range, 173)                           \
    X(exists_with_different_effective_date, 174)                  \
    X(exists_with_different_reverses, 175)                        \
    X(reversed_transfer_not_found, 176)                           \
    X(reversed_transfer_not_posted, 177)                          \
    X(reversal_must_swap_accounts, 178)                           \
    X(reversal_has_different_asset, 179)                          \
    X(exceeds_reversed_transfer_amount, 180)                      \
    X(reversal_must_be_single_phase, 181)                         \
    /* markets */                                                 \
    X(market_not_found, 300)                                      \
    X(market_limit_reached, 301)                                  \
    X(base_asset_not_found, 302)                                  \
    X(quote_asset_not_found, 303)                                 \
    X(base_and_quote_must_be_different, 304)                      \
    X(tick_must_not_be_zero, 305)                                 \
    X(lot_must_not_be_zero, 306)                                  \
    X(lot_finer_than_base_scale, 307)                             \
    X(tick_scale_too_large, 308)                                  \
    X(fee_too_large, 309)                                         \
    X(fee_account_not_found, 310)                                 \
    X(band_too_wide, 311)                                         \
    X(exists_with_different_terms, 312)                           \
    X(market_halted, 313)                                         \
    X(market_not_halted, 314)                                     \
    X(owner_must_not_be_zero, 315)                                \
    X(base_account_not_found, 316)                                \
    X(quote_account_not_found, 317)                               \
    X(account_cannot_trade, 318)                                  \
    X(account_closed, 319)                                        \
    X(insufficient_funds, 320)                                    \
    X(quantity_must_not_be_zero, 321)                             \
    X(quantity_not_on_lot, 322)                                   \
    X(price_must_not_be_zero, 323)                                \
    X(price_must_be_zero, 324)                                    \
    X(price_not_on_tick, 325)                                     \
    X(stop_price_must_not_be_zero, 326)                           \
    X(stop_price_must_be_zero, 327)                               \
    X(stop_price_not_on_tick, 328)                                \
    X(trail_must_not_be_zero, 329)                                \
    X(trail_must_be_zero, 330)                                    \
    X(trail_not_on_tick, 331)                                     \
    X(display_quantity_invalid, 332)                              \
    X(min_quantity_invalid, 333)                                  \
    X(budget_must_not_be_zero, 334)                               \
    X(budget_must_be_zero, 335)                                   \
    X(expiry_must_not_be_zero, 336)                               \
    X(expiry_must_be_zero, 337)                                   \
    X(already_expired, 338)                                       \
    X(time_in_force_invalid, 339)                                 \
    X(option_combination_invalid, 340)                            \
    X(notional_overflow, 341)                                     \
    X(price_outside_band, 342)                                    \
    X(post_only_would_take, 343)                                  \
    X(would_not_fill_completely, 344)                             \
    X(would_not_fill_minimum, 345)                                \
    X(no_liquidity, 346)                                          \
    X(stop_already_triggered, 347)                                \
    X(self_trade_prevented, 348)                                  \
    X(order_not_found, 349)                                       \
    X(order_already_closed, 350)                                  \
    X(order_belongs_to_another_owner, 351)                        \
    X(nothing_to_amend, 352)                                      \
    X(quantity_must_change_before_fill, 353)                      \
    X(side_invalid, 354)                                          \
    X(order_limit_reached, 355)                                   \
    X(exists_with_different_order, 356)                           \
    X(symbol_must_not_be_empty, 357)                              \
    X(no_last_trade, 358)                                         \
    X(trail_out_of_range, 359)                                    \
    X(account_totals_too_large, 360)                              \
    X(control_invalid, 361)                                       \
    /* escrows */                                                 \
    X(escrow_not_found, 400)                                      \
    X(exists_with_different_escrow, 401)                          \
    X(buyer_account_not_found, 402)                               \
    X(seller_account_not_found, 403)                              \
    X(buyer_and_seller_must_be_different, 404)                    \
    X(amount_must_not_be_zero, 405)                               \
    X(attestors_missing, 406)                                     \
    X(too_many_attestors, 407)                                    \
    X(duplicate_attestor, 408)                                    \
    X(attestor_must_not_be_zero, 409)                             \
    X(quorum_out_of_range, 410)                                   \
    X(timelocks_out_of_order, 411)                                \
    X(timelock_already_passed, 412)                               \
    X(escrow_not_created, 413)                                    \
    X(escrow_already_funded, 414)                                 \
    X(escrow_not_funded, 415)                                     \
    X(escrow_already_released, 416)                               \
    X(escrow_already_refunded, 417)                               \
    X(escrow_disputed, 418)                                       \
    X(escrow_not_disputed, 419)                                   \
    X(escrow_expired, 420)                                        \
    X(attestor_not_in_set, 421)                                   \
    X(already_attested, 422)                                      \
    X(signature_invalid, 423)                                     \
    X(signature_not_canonical, 424)                               \
    X(signature_not_by_attestor, 425)                             \
    X(content_hash_mismatch, 426)                                 \
    X(action_invalid, 427)                                        \
    X(quorum_not_reached, 428)                                    \
    X(release_timelock_not_passed, 429)                           \
    X(refund_timelock_not_passed, 430)                            \
    X(not_a_party, 431)                                           \
    X(already_disputed, 432)                                      \
    /* chains */                                                  \
    X(chain_not_found, 500)                                       \
    X(chain_limit_reached, 501)                                   \
    X(finality_depth_invalid, 502)                                \
    X(exists_with_different_chain, 503)                           \
    X(custody_owner_must_not_be_zero, 504)                        \
    X(chain_halted, 505)                                          \
    X(chain_not_halted, 506)                                      \
    X(block_already_known, 507)                                   \
    X(block_does_not_connect, 508)                                \
    X(block_number_mismatch, 509)                                 \
    X(block_hash_must_not_be_zero, 510)                           \
    X(block_below_finality, 511)                                  \
    X(event_duplicated, 512)                                      \
    X(event_account_not_found, 513)                               \
    X(event_asset_not_found, 514)                                 \
    X(event_custody_account_not_found, 515)                       \
    X(event_withdrawal_not_found, 516)                            \
    X(event_escrow_not_found, 517)                                \
    X(event_amount_overflow, 518)                                 \
    X(event_invalid, 519)                                         \
    X(too_many_events, 520)                                       \
    X(withdrawal_not_found, 521)                                  \
    X(exists_with_different_withdrawal, 522)                      \
    X(account_not_found, 523)                                     \
    X(withdrawal_already_seen, 524)                               \
    X(withdrawal_already_final, 525)                              \
    X(withdrawal_already_cancelled, 526)                          \
    X(destination_must_not_be_zero, 527)                          \
    X(reorg_too_deep, 528)                                        \
    X(exists_with_different_block, 529)                           \
    X(loss_owner_must_not_be_zero, 530)                           \
    X(custody_and_loss_owner_must_be_different, 531)              \
    X(event_loss_account_not_found, 532)                          \
    X(account_has_limits, 533)                                    \
    X(block_limit_reached, 534)                                   \
    /* audit */                                                   \
    X(subject_invalid, 600)                                       \
    X(commitment_must_not_be_zero, 601)                           \
    X(transfer_not_found, 602)                                    \
    X(liabilities_size_out_of_range, 603)                         \
    X(liabilities_must_not_be_empty, 604)                         \
    /* access */                                                  \
    X(not_authorized, 700)                                        \
    X(key_not_found, 701)                                         \
    X(key_expired, 702)                                           \
    X(key_revoked, 703)                                           \
    X(exists_with_different_key, 704)                             \
    X(key_limit_reached, 705)                                     \
    X(public_key_must_not_be_zero, 706)                           \
    X(role_invalid, 707)                                          \
    X(grant_not_found, 708)                                       \
    X(grant_limit_reached, 709)                                   \
    X(scope_invalid, 710)                                         \
    X(limit_kind_invalid, 711)                                    \
    X(limit_subject_invalid, 712)                                 \
    X(limit_window_invalid, 713)                                  \
    X(limit_not_found, 714)                                       \
    X(too_many_limits, 715)                                       \
    X(order_quantity_limit_exceeded, 716)                         \
    X(order_notional_limit_exceeded, 717)                         \
    X(open_orders_limit_exceeded, 718)                            \
    X(order_rate_limit_exceeded, 719)                             \
    X(price_band_limit_exceeded, 720)                             \
    X(transfer_limit_exceeded, 721)                               \
    X(withdrawal_limit_exceeded, 722)                             \
    X(killed, 723)                                                \
    X(switch_limit_reached, 724)                                  \
    X(policy_invalid, 725)                                        \
    X(policy_not_found, 726)                                      \
    X(approval_required, 727)                                     \
    X(approval_needs_another_key, 728)                            \
    X(waiting_transfer_not_found, 729)                            \
    X(id_waits_for_approval, 730)                                 \
    X(too_many_waiting_transfers, 731)                            \
    X(signature_required, 732)                                    \
    X(nonce_already_used, 733)                                    \
    X(command_signature_invalid, 734)                             \
    X(nonce_too_old, 735)                                         \
    /* reconciliations */                                         \
    X(reconciliation_not_found, 800)                              \
    X(reconciliation_closed, 801)                                 \
    X(exists_with_different_reconciliation, 802)                  \
    X(too_many_reconciliations, 803)                              \
    X(run_must_not_be_zero, 804)                                  \
    X(reconciliation_size_out_of_range, 805)                      \
    X(reconciliation_asset_mismatch, 806)                         \
    X(verdict_invalid, 807)                                       \
    X(too_many_breaks, 808)                                       \
    X(break_id_must_not_be_zero, 809)                             \
    X(break_duplicated, 810)                                      \
    X(breaks_do_not_add_up, 811)                                  \
    X(break_not_found, 812)                                       \
    X(break_already_decided, 813)                                 \
    X(break_has_no_amount, 814)                                   \
    X(transfer_not_of_account, 815)                               \
    X(already_prepared, 816)                                      \
    X(not_prepared, 817)                                          \
    X(reviewer_must_be_another_key, 818)                          \
    X(breaks_undecided, 819)                                      \
    X(sign_action_invalid, 820)                                   \
    X(write_off_needs_approval, 821)                              \
    X(cut_off_out_of_range, 822)

namespace tally {

enum class Outcome : std::uint16_t {
#define TALLY_OUTCOME_ENUMERATOR(name, number) name = number,
    TALLY_OUTCOMES(TALLY_OUTCOME_ENUMERATOR)
#undef TALLY_OUTCOME_ENUMERATOR
};

// The name of an outcome, or an empty view for a number that names none.
[[nodiscard]] std::string_view name_of(Outcome outcome);

// The outcome that the record's number stands for, or nothing if this build does not know it.
[[nodiscard]] std::optional<Outcome> outcome_from_number(std::uint16_t number);

}  // namespace tally
