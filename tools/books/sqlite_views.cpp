#include "tools/books/sqlite.h"

namespace tally::books {

namespace {

// SQLite's integers have 64 bits and its other numbers are inexact, so that sums of amounts that
// may be larger are taken in limbs of ten decimal digits, the lowest first: integers that do not
// overflow before 900 million rows, and sum() would say so.
constexpr std::string_view views = R"sql(
CREATE INDEX postings_by_debit ON postings (debit, sequence);
CREATE INDEX postings_by_credit ON postings (credit, sequence);
CREATE INDEX postings_by_sequence ON postings (sequence);
CREATE INDEX entries_by_cause ON entries (cause);
CREATE INDEX signatures_by_command ON signatures (command);
CREATE INDEX entries_that_waited ON entries (sequence) WHERE outcome = 'approval_required';
CREATE INDEX fills_by_maker ON fills (maker);
CREATE INDEX fills_by_taker ON fills (taker);
CREATE INDEX order_events_by_order ON order_events (order_id);

CREATE VIEW statements AS
SELECT debit AS account, sequence, posting, effective_date, kind, reference,
       credit AS other_account, asset, amount AS debit, NULL AS credit, debit_balance AS balance
FROM postings WHERE layer = 'posted'
UNION ALL
SELECT credit, sequence, posting, effective_date, kind, reference,
       debit, asset, NULL, amount, credit_balance
FROM postings WHERE layer = 'posted';

CREATE VIEW order_states AS
SELECT o.*,
       (SELECT count(*) FROM fills f WHERE f.maker = o.order_id OR f.taker = o.order_id) AS fills,
       (SELECT event FROM order_events e WHERE e.order_id = o.order_id
        ORDER BY sequence DESC LIMIT 1) AS last_event
FROM orders o;

CREATE VIEW reconciliations AS
SELECT sequence, time, kind, outcome, key, body FROM entries
WHERE kind LIKE '%reconcil%' OR kind LIKE '%\_break' ESCAPE '\';

CREATE VIEW refusals AS SELECT * FROM entries WHERE outcome <> 'ok';

CREATE VIEW acts AS
SELECT e.sequence, e.time, e.key, k.name AS key_name, e.kind, e.outcome, e.body,
       (SELECT s.sequence FROM signatures s WHERE s.command = e.sequence) AS signature
FROM entries e LEFT JOIN keys k ON k.key = e.key WHERE e.cause = e.sequence;

CREATE VIEW breaches AS
SELECT * FROM acts
WHERE outcome LIKE '%\_limit\_exceeded' ESCAPE '\'
      OR outcome IN ('killed', 'not_authorized', 'key_not_found', 'key_expired', 'key_revoked');

CREATE VIEW four_eyes AS
SELECT a.transfer, w.key AS asked_by, w.sequence AS asked, a.event, a.key AS by_key, a.sequence
FROM approvals a JOIN entries w ON w.sequence = (
    SELECT max(e.sequence) FROM entries e
    WHERE e.kind = 'create_transfer' AND e.outcome = 'approval_required' AND e.sequence < a.sequence
          AND json_extract(e.body, '$.id') = a.transfer);

CREATE VIEW posted_limbs AS
WITH digits AS (
    SELECT debit, credit, substr(replace('0000000000000000000000000000000000000000' || amount,
                                         '.', ''), -40) AS d
    FROM postings WHERE layer = 'posted'),
limbs AS (
    SELECT debit, credit, CAST(substr(d, 31, 10) AS INTEGER) AS l0,
           CAST(substr(d, 21, 10) AS INTEGER) AS l1, CAST(substr(d, 11, 10) AS INTEGER) AS l2,
           CAST(substr(d, 1, 10) AS INTEGER) AS l3 FROM digits)
SELECT debit AS account, 'debits' AS side, l0, l1, l2, l3 FROM limbs
UNION ALL
SELECT credit, 'credits', l0, l1, l2, l3 FROM limbs;

CREATE VIEW balance_limbs AS
WITH given AS (
    SELECT account, 1 AS sign, debits_posted, credits_posted FROM balances
    UNION ALL
    SELECT account, -1, debits_posted, credits_posted FROM opening_balances),
digits AS (
    SELECT account, sign, 'debits' AS side,
           substr(replace('0000000000000000000000000000000000000000' || debits_posted,
                          '.', ''), -40) AS d FROM given
    UNION ALL
    SELECT account, sign, 'credits',
           substr(replace('0000000000000000000000000000000000000000' || credits_posted,
                          '.', ''), -40) FROM given)
SELECT account, side, sign * CAST(substr(d, 31, 10) AS INTEGER) AS l0,
       sign * CAST(substr(d, 21, 10) AS INTEGER) AS l1,
       sign * CAST(substr(d, 11, 10) AS INTEGER) AS l2,
       sign * CAST(substr(d, 1, 10) AS INTEGER) AS l3 FROM digits;

CREATE VIEW balance_differences AS
WITH both AS (
    SELECT account, side, l0, l1, l2, l3 FROM posted_limbs
    UNION ALL
    SELECT account, side, -l0, -l1, -l2, -l3 FROM balance_limbs),
sums AS (
    SELECT account, side, sum(l0) AS s0, sum(l1) AS s1, sum(l2) AS s2, sum(l3) AS s3
    FROM both GROUP BY account, side),
one AS (SELECT *, s1 + s0 / 10000000000 AS c1 FROM sums),
two AS (SELECT *, s2 + c1 / 10000000000 AS c2 FROM one)
SELECT account, side FROM two
WHERE s0 % 10000000000 <> 0 OR c1 % 10000000000 <> 0 OR c2 % 10000000000 <> 0
      OR s3 + c2 / 10000000000 <> 0;

CREATE VIEW trial_balance AS
SELECT b.asset, count(*) AS accounts,
       sum(b.debits_posted_units) AS debits_posted_units,
       sum(b.credits_posted_units) AS credits_posted_units,
       sum(b.debits_posted_units IS NULL OR b.credits_posted_units IS NULL) AS too_large
FROM balances b GROUP BY b.asset;
)sql";

}  // namespace

std::string_view sqlite_views() {
    return views;
}

}  // namespace tally::books
