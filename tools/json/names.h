#pragma once

#include "journal/entries/access.h"
#include "journal/entries/audit.h"
#include "journal/entries/chains.h"
#include "journal/entries/escrows.h"
#include "journal/entries/markets.h"
#include "tools/json/reading.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// The words of JSON for what the record stores as numbers and bits: one list for commands and for
// what look verbs print, so that what is printed can be given back.
namespace tally::json {

[[nodiscard]] std::span<Named<std::uint16_t> const> account_flag_names();
[[nodiscard]] std::span<Named<std::uint16_t> const> transfer_flag_names();

inline constexpr Named<OrderSide> order_sides[]{{"buy", OrderSide::buy}, {"sell", OrderSide::sell}};

inline constexpr Named<OrderType> order_types[]{{"limit", OrderType::limit},
                                                {"market", OrderType::market},
                                                {"stop", OrderType::stop},
                                                {"stop_limit", OrderType::stop_limit},
                                                {"trailing_stop", OrderType::trailing_stop}};

inline constexpr Named<TimeInForce> times_in_force[]{{"gtc", TimeInForce::gtc},
                                                     {"gtd", TimeInForce::gtd},
                                                     {"ioc", TimeInForce::ioc},
                                                     {"fok", TimeInForce::fok}};

inline constexpr Named<SelfTrade> self_trades[]{{"cancel_newest", SelfTrade::cancel_newest},
                                                {"cancel_oldest", SelfTrade::cancel_oldest},
                                                {"cancel_both", SelfTrade::cancel_both},
                                                {"decrement", SelfTrade::decrement}};

inline constexpr Named<EscrowAction> escrow_actions[]{{"release", EscrowAction::release},
                                                      {"refund", EscrowAction::refund}};

inline constexpr Named<ChainEventType> chain_event_types[]{
    {"deposit", ChainEventType::deposit},
    {"withdrawal", ChainEventType::withdrawal},
    {"escrow_funded", ChainEventType::escrow_funded},
    {"escrow_released", ChainEventType::escrow_released},
    {"escrow_refunded", ChainEventType::escrow_refunded}};

inline constexpr Named<SubjectKind> subject_kinds[]{{"owner", SubjectKind::owner},
                                                    {"account", SubjectKind::account},
                                                    {"transfer", SubjectKind::transfer},
                                                    {"order", SubjectKind::order},
                                                    {"escrow", SubjectKind::escrow}};

inline constexpr Named<tally::Role> roles[]{{"any", tally::Role::none},
                                            {"trader", tally::Role::trader},
                                            {"transfer_agent", tally::Role::transfer_agent},
                                            {"settlement", tally::Role::settlement},
                                            {"auditor", tally::Role::auditor},
                                            {"operator", tally::Role::operations},
                                            {"admin", tally::Role::admin}};

inline constexpr Named<LimitKind> limit_kinds[]{{"order_quantity", LimitKind::order_quantity},
                                                {"order_notional", LimitKind::order_notional},
                                                {"open_orders", LimitKind::open_orders},
                                                {"order_rate", LimitKind::order_rate},
                                                {"price_band", LimitKind::price_band},
                                                {"transfers", LimitKind::transfers},
                                                {"withdrawals", LimitKind::withdrawals}};

inline constexpr Named<PolicyKind> policy_kinds[]{{"four_eyes", PolicyKind::four_eyes},
                                                  {"signatures", PolicyKind::signatures}};

inline constexpr Named<SignatureScheme> signature_schemes[]{
    {"canonical_command", SignatureScheme::canonical_command},
    {"typed_data", SignatureScheme::typed_data}};

inline constexpr Named<GainsBy> gains_by_sides[]{{"debit", GainsBy::debit},
                                                 {"credit", GainsBy::credit}};

inline constexpr Named<MoreOn> more_on_sides[]{{"statement", MoreOn::statement},
                                               {"record", MoreOn::record}};

inline constexpr Named<ReconciliationVerdict> verdicts[]{
    {"clean", ReconciliationVerdict::clean},
    {"material", ReconciliationVerdict::material},
    {"immaterial", ReconciliationVerdict::immaterial},
    {"incomplete", ReconciliationVerdict::incomplete}};

inline constexpr Named<SignAction> sign_actions[]{{"prepare", SignAction::prepare},
                                                  {"review", SignAction::review},
                                                  {"withdraw", SignAction::withdraw},
                                                  {"abandon", SignAction::abandon}};

// The member that names what an event is about.
inline constexpr Named<ChainEventType> event_subjects[]{
    {"account", ChainEventType::deposit},
    {"withdrawal", ChainEventType::withdrawal},
    {"escrow", ChainEventType::escrow_funded},
    {"escrow", ChainEventType::escrow_released},
    {"escrow", ChainEventType::escrow_refunded}};

// The word for a value; "unknown" cannot be read back.
template <class T, std::size_t Count>
[[nodiscard]] std::string_view word_for(Named<T> const (&names)[Count], T value) {
    for (auto const& named : names) {
        if (named.value == value) return named.name;
    }
    return "unknown";
}

// The words for the bits that are set, in the order of the list.
[[nodiscard]] std::vector<std::string_view> words_for(std::span<Named<std::uint16_t> const> names,
                                                      std::uint16_t flags);

}  // namespace tally::json
