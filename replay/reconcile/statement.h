#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/timestamp.h"
#include "replay/reconcile/signed_amount.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What somebody else says about an account: a bank's statement, a chain's balance at a block, the
// other half of a shared record. Plain data; how it is read from files is
// docs/reconcile_sources.md.
namespace tally::reconcile {

// Days since 1970-01-01; 0 where the source does not say.
using Days = std::uint32_t;

// What a reference is, by the part it plays and not by where a format keeps it. The numbers are
// kept in stores of statements: append, never renumber.
enum class ReferenceField : std::uint8_t {
    entry = 1,          // the entry itself: camt NtryRef, a row's own id
    servicer = 2,       // the bank's: camt AcctSvcrRef, MT940 :61: after //, BAI2 bank reference
    end_to_end = 3,     // the payer's: camt EndToEndId, MT940 EREF
    instruction = 4,    // camt InstrId
    transaction = 5,    // camt TxId; a chain's transaction hash
    uetr = 6,           // SWIFT's unique end-to-end transaction reference
    mandate = 7,        // camt MndtId, MT940 MREF
    cheque = 8,         // camt ChqNb
    customer = 9,       // MT940 KREF or :61: before //, BAI2
    batch = 10,         // camt PmtInfId and MsgId of a batch
    remittance = 11,    // structured remittance: camt CdtrRefInf/Ref, MT940 CREF
    counterparty = 12,  // name or account of the other side
    transfer = 13,      // a transfer's id in a Tallystick record
    other = 14,         // what a mapping calls a reference and nothing above fits
};

struct Reference {
    ReferenceField field = ReferenceField::other;
    std::string text;

    friend bool operator==(Reference const&, Reference const&) = default;
};

enum class LineStatus : std::uint8_t {
    booked = 1,
    pending = 2,      // announced, may still vanish; not in the balances
    information = 3,  // told and never booked
    unconfirmed = 4,  // on a chain, and not final there; not in the balances
    orphaned = 5,     // was on a chain that went another way; never in the balances
};

// Where in its file a line begins.
struct FilePosition {
    std::uint64_t line = 0;  // from 1
    std::uint64_t byte = 0;  // from 0, after unpacking

    friend bool operator==(FilePosition const&, FilePosition const&) = default;
};

// One movement. Positive: the account gained, as its holder sees it.
struct StatementLine {
    // Unique in its statement and never empty: what makes an import idempotent. Where the source
    // has none it is made of the line's content and its rank among equal lines.
    std::string entry_reference;
    std::string batch_reference;  // what parts of one booked sum share; empty: booked by itself
    std::vector<Reference> references;
    SignedAmount amount;
    Days booking_date = 0;
    Days value_date = 0;
    Timestamp moment = never;            // where the source is more exact than a day
    std::optional<std::uint64_t> block;  // of a chain: the height at which it stands
    LineStatus status = LineStatus::booked;
    bool reversal = false;  // takes back an earlier line; the sign is that of this line
    std::string code;       // the source's own kind: camt BkTxCd, MT940 type, BAI2 type code
    std::string text;       // for people
    FilePosition position;

    friend bool operator==(StatementLine const&, StatementLine const&) = default;
};

// The point at which a chain's balance was read.
struct BlockPoint {
    std::uint64_t number = 0;
    std::string hash;  // 0x-hex
    std::string chain;

    friend bool operator==(BlockPoint const&, BlockPoint const&) = default;
};

// A statement of one account in one asset. Amounts are in units of 10^-scale of it.
struct Statement {
    std::string source;      // who made the statement: format, then the sender where it names one
    std::string id;          // the maker's id of it; with `account` it is the statement's identity
    std::string account;     // as the source writes it: IBAN, number, address
    std::string asset;       // as the source writes it: EUR, USDC
    std::uint8_t scale = 0;  // of the amounts here
    std::optional<SignedAmount> opening;  // before the first booked line
    std::optional<SignedAmount> closing;  // after the last booked line
    std::optional<std::uint64_t> number;  // to be one more than the account's last; none: not told
    Days from = 0;                        // first day
    Days to = 0;                          // last day, included
    Timestamp made = never;
    std::optional<BlockPoint> block;
    std::string file_hash;  // SHA-256 of the raw file, 64 lower-case hex digits
    // How many lines could not be read and are missing here (--partial): the balances then prove
    // nothing, and a run says so.
    std::uint64_t left_out = 0;
    bool balance_only = false;         // the source tells what an account holds, and of no movement
    std::vector<StatementLine> lines;  // in the order of the file

    friend bool operator==(Statement const&, Statement const&) = default;
};

}  // namespace tally::reconcile
