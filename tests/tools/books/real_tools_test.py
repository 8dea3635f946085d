#!/usr/bin/env python3
"""Opens exported books in hledger, beancount, sqlite3 and Python's csv, and compares what those
programs make of them with what `tally balance` says.

    real_tools_test.py TALLY TALLY_FLOW

A program that is not installed is named, and its part skipped; tools/setup installs all of them.
"""

import csv
import decimal
import functools
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

TALLY, FLOW = sys.argv[1:3]
decimal.getcontext().prec = 100


def run(*command, code=0, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if code is not None and done.returncode != code:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def needs(*programs):
    missing = [program for program in programs if shutil.which(program) is None]
    return unittest.skipIf(missing, f"not installed: {', '.join(missing)}; run tools/setup")


def transfer(number, debit, credit, asset, amount, time, **more):
    return {"command": "create_transfer", "id": str(number), "debit": str(debit), "code": 1,
            "credit": str(credit), "asset": asset, "amount": amount, "time": time, **more}


# What a day of made-up traders does not have: months, dates of their own, names that mean something
# elsewhere, amounts that no 64 bits hold, text that a spreadsheet would run.
def odd_commands():
    at = "2025-11-30T23:59:59.5Z"
    for code, scale in (("USD", 2), ("WEI", 18), ("JPY", 0), ("A;B:C,%@=", 38), ("x", 4)):
        yield {"command": "create_asset", "asset": code, "scale": scale, "time": at}
    accounts = [("USD", 1), ("USD", 2), ("WEI", 3), ("WEI", 4), ("JPY", 5), ("JPY", 6),
                ("A;B:C,%@=", 7), ("A;B:C,%@=", 8), ("x", 9), ("x", 10)]
    for asset, number in accounts:
        flags = ["credits_must_not_exceed_debits"] if number % 2 else []
        yield {"command": "create_account", "id": str(number), "asset": asset, "flags": flags,
               "owner": str(100 + number % 2), "code": 10 + number % 3, "time": at}
    yield transfer(1, 1, 2, "USD", "100.00", "2025-12-01T00:00:00Z",
                   metadata='=HYPERLINK("http://x","y"),\n@second')
    yield transfer(2, 3, 4, "WEI", "9999999999999999.999999999999999999", "2025-12-01T10:00:00Z")
    yield transfer(3, 3, 4, "WEI", "123456789012345.000000000000000001", "2025-12-31T23:59:59Z")
    yield transfer(4, 5, 6, "JPY", "1000", "2026-01-01T00:00:00Z", effective_date="2025-12-31")
    yield transfer(5, 7, 8, "A;B:C,%@=", "3.40282366920938463463374607431768211454",
                   "2026-01-01T00:00:00Z", metadata="-1+1")
    yield transfer(6, 9, 10, "x", "0.0001", "2026-02-28T12:00:00Z")
    yield transfer(7, 1, 2, "USD", "33.33", "2026-02-28T12:00:01Z", flags=["pending"])
    yield transfer(8, 2, 1, "USD", "0.01", "2026-03-01T00:00:00Z", effective_date="2025-12-02")


class Books(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="tally_books_")
        os.chdir(cls.place.name)
        run(TALLY, "init", "--origin", "books.example", "--data", "day", "--key", "key")
        with open("day.jsonl", "w", encoding="utf-8") as file:
            subprocess.run([FLOW, "--commands", "4000", "--owners", "12"], stdout=file, check=True)
        run(TALLY, "apply", "day.jsonl", "--data", "day", "-q", "-o", "answers")
        run(TALLY, "checkpoint", "--key", "key", "--data", "day", "-q")
        run(TALLY, "export", "evidence", "--data", "day", "-q")
        run(TALLY, "init", "--origin", "odd.example", "--data", "odd", "--key", "odd.key")
        with open("odd.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(command) + "\n" for command in odd_commands())
        answers = run(TALLY, "apply", "odd.jsonl", "--data", "odd").stdout.splitlines()
        refused = [line for line in answers if json.loads(line)["result"] != "ok"]
        assert not refused, refused

    @classmethod
    def tearDownClass(cls):
        os.chdir("/")
        cls.place.cleanup()

    def export(self, to, form, data, *more, code=0):
        return run(TALLY, "export", to, "--format", form, "--data", data, "-q", *more, code=code)

    def ours(self, data, *more):
        """account -> (asset, credits less debits), as `tally balance` says."""
        rows = json.loads(run(TALLY, "balance", "--data", data, "-O", "json", *more).stdout)
        return {row["account"]: (row["asset"], decimal.Decimal(row["balance"])) for row in rows}

    # hledger

    def hledger_balances(self, main):
        found = {}
        text = run("hledger", "-f", main, "bal", "-E", "-N", "--flat", "-O", "csv").stdout
        for name, balance in list(csv.reader(io.StringIO(text)))[1:]:
            if not name.startswith("owner:"):
                continue
            number = re.match(r"-?[0-9.]+", balance)[0]
            found[name.rsplit(":", 1)[1]] = -decimal.Decimal(number)
        return found

    @needs("hledger")
    def test_hledger_proves_our_balances_again(self):
        for data in ("day", "odd", "evidence"):
            with self.subTest(data):
                self.export(data + ".hledger", "hledger", data)
                main = data + ".hledger/main.journal"
                run("hledger", "-f", main, "check", "-s", "ordereddates")
                ours = {account: balance for account, (_, balance) in self.ours(data).items()}
                theirs = self.hledger_balances(main)
                self.assertEqual(ours, {**dict.fromkeys(ours, 0), **theirs})
        self.assertEqual(sorted(os.listdir("odd.hledger/months")),
                         [f"{month}.journal" for month in
                          ("2025-12", "2026-01", "2026-02", "2026-03")])

    @needs("hledger")
    def test_hledger_sees_a_changed_amount(self):
        self.export("bad", "hledger", "odd")
        path = "bad/months/2025-12.journal"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        changed = text.replace("123456789012345.000000000000000001",
                               "123456789012345.000000000000000002", 2)
        self.assertNotEqual(text, changed)
        with open(path, "w", encoding="utf-8") as file:
            file.write(changed)
        done = run("hledger", "-f", "bad/main.journal", "check", "-s", "ordereddates", code=1)
        self.assertIn("balance assertion", done.stderr)

    @needs("hledger")
    def test_a_transaction_leads_back_to_its_entry(self):
        self.export("tags", "hledger", "odd")
        text = run("hledger", "-f", "tags/main.journal", "print", "tag:effective=2025-12-02").stdout
        entry = re.search(r"\((\d+)\) create_transfer.*entry:(\d+).*id:8", text)
        self.assertEqual(entry[1], entry[2])
        line = run(TALLY, "log", "--data", "odd", "--from", entry[1], "-O", "jsonl").stdout
        self.assertEqual(json.loads(line)["id"], "8")

    @needs("hledger")
    def test_a_part_of_a_record_begins_with_its_opening_balances(self):
        for data, begin, end in (("odd", "2026-01-01", "2026-03-01"),
                                 ("day", "2026-01-05T09:00:01Z", "2026-01-05T09:00:02Z")):
            with self.subTest(data):
                to = data + ".part"
                self.export(to, "hledger", data, "-b", begin, "-e", end)
                run("hledger", "-f", to + "/main.journal", "check", "-s", "ordereddates")
                sizes = run(TALLY, "log", "--data", data, "-e", end, "-O", "jsonl").stdout
                last = str(json.loads(sizes.splitlines()[-1])["sequence"])
                ours = {account: balance
                        for account, (_, balance) in self.ours(data, "--at", last).items()}
                theirs = self.hledger_balances(to + "/main.journal")
                self.assertEqual(ours, {**dict.fromkeys(ours, 0), **theirs})

    # beancount

    @needs("bean-check", "bean-query")
    def test_beancount_comes_to_our_balances(self):
        self.export("day.beancount", "beancount", "day")
        main = "day.beancount/main.beancount"
        run("bean-check", main)
        query = "SELECT account, sum(position) AS total GROUP BY account"
        text = run("bean-query", "-q", "-f", "csv", main, query).stdout
        theirs = {name.strip().rsplit(":", 1)[1]: -decimal.Decimal(total.split()[0] if total.strip() else "0")
                  for name, total in list(csv.reader(io.StringIO(text)))[1:]}
        ours = {account: balance for account, (_, balance) in self.ours("day").items()}
        self.assertEqual(ours, {**dict.fromkeys(ours, 0), **theirs})

    @needs("bean-check")
    def test_beancount_sees_a_changed_amount(self):
        self.export("bad.beancount", "beancount", "day")
        path = "bad.beancount/months/2026-01.beancount"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("5000000.00 USD", "5000000.01 USD", 2))
        self.assertIn("Balance failed", run("bean-check", "bad.beancount/main.beancount",
                                            code=1).stderr)

    def test_more_digits_than_beancount_has_are_refused_by_account(self):
        done = self.export("refused", "beancount", "odd", "-e", "2026-01-01", code=1)
        self.assertRegex(done.stderr, r"account [34] .* WEI .* 28 digits")
        self.assertFalse(os.path.exists("refused"))
        self.assertFalse(os.path.exists("refused.partial"))

    # SQLite

    @staticmethod
    def sql(database, text):
        return run("sqlite3", "-bail", database, text).stdout

    @needs("sqlite3")
    def test_sqlite_comes_to_our_balances(self):
        for data in ("day", "odd"):
            with self.subTest(data):
                self.export(data + ".db", "sqlite", data)
                sql = functools.partial(self.sql, data + ".db")
                self.assertEqual(sql("PRAGMA integrity_check"), "ok\n")
                self.assertEqual(sql("SELECT * FROM balance_differences"), "")
                rows = sql("SELECT account, asset, balance FROM balances").splitlines()
                theirs = {account: (asset, decimal.Decimal(balance))
                          for account, asset, balance in (row.split("|") for row in rows)}
                self.assertEqual(self.ours(data), theirs)
                last = sql("SELECT account, balance FROM statements s WHERE (sequence, posting) ="
                           " (SELECT max(sequence), max(posting) FROM statements t WHERE"
                           "  t.account = s.account AND t.sequence = (SELECT max(sequence) FROM"
                           "  statements u WHERE u.account = s.account))").splitlines()
                self.assertTrue(last)
                for account, balance in (row.split("|") for row in last):
                    self.assertEqual(theirs[account][1], decimal.Decimal(balance))
                count = json.loads(run(TALLY, "status", "--data", data, "-O", "json").stdout)
                self.assertEqual(sql("SELECT count(*) FROM entries"), f"{count['size']}\n")

    @needs("sqlite3")
    def test_sqlite_sees_a_changed_amount_however_large(self):
        self.export("bad.db", "sqlite", "odd")
        run("sqlite3", "bad.db", "UPDATE postings SET amount ="
            " '3.40282366920938463463374607431768211453' WHERE reference = '5'")
        found = run("sqlite3", "bad.db", "SELECT account, side FROM balance_differences").stdout
        self.assertEqual(sorted(found.split()), ["7|debits", "8|credits"])

    @needs("sqlite3")
    def test_a_part_of_a_record_closes_in_sqlite(self):
        self.export("part.db", "sqlite", "day", "-b", "2026-01-05T09:00:01Z",
                    "-e", "2026-01-05T09:00:02Z")
        sql = functools.partial(self.sql, "part.db")
        self.assertEqual(sql("SELECT * FROM balance_differences"), "")
        self.assertNotEqual(sql("SELECT count(*) FROM opening_balances"), "0\n")
        self.assertNotEqual(sql("SELECT count(*) FROM postings"), "0\n")

    @needs("sqlite3")
    def test_what_sqlite_tells_of_orders_and_chains_is_what_the_log_tells(self):
        self.export("kinds.db", "sqlite", "day")
        lines = [json.loads(line) for line in
                 run(TALLY, "log", "--data", "day", "-O", "jsonl").stdout.splitlines()]
        tables = {"fills": ("fill",), "orders": ("place_order",), "blocks": ("observe_block",),
                  "chain_events": ("chain_event_applied",), "transfers": ("create_transfer",),
                  "escrow_events": ("create_escrow", "fund_escrow", "attest_escrow",
                                    "release_escrow", "refund_escrow", "dispute_escrow",
                                    "resolve_escrow")}
        for table, kinds in tables.items():
            wanted = [str(line["sequence"]) for line in lines
                      if line["kind"] in kinds and line.get("result", "ok") == "ok"]
            self.assertTrue(wanted, table)
            found = run("sqlite3", "kinds.db", f"SELECT sequence FROM {table} ORDER BY 1").stdout
            self.assertEqual(found.split(), wanted, table)

    def record_of_access(self):
        """A record in which keys come and go, limits and switches are set, and transfers wait."""
        key = [f"0x{number:064x}" for number in (7, 8)]
        commands = [
            {"command": "create_asset", "asset": "USD", "scale": 2},
            *({"command": "create_account", "id": str(number), "asset": "USD", "owner": str(number + 6), "code": 1}
              for number in (1, 2)),
            {"command": "add_key", "public_key": key[0], "name": "desk", "expires": "2099-01-01T00:00:00Z"},
            {"command": "add_key", "public_key": key[1]},
            {"command": "grant_role", "number": 1, "role": "trader", "owner": "7", "asset": "USD"},
            {"command": "grant_role", "number": 1, "role": "auditor"},
            {"command": "grant_role", "number": 2, "role": "admin"},
            {"command": "revoke_role", "number": 1, "role": "auditor"},
            {"command": "set_limit", "limit": "transfers", "owner": "7", "asset": "USD", "window": 60, "amount": "9"},
            {"command": "set_limit", "limit": "open_orders", "owner": "7", "amount": "3"},
            {"command": "set_limit", "limit": "open_orders", "owner": "7", "off": True},
            transfer(1, 1, 2, "USD", "5.50", None),
            transfer(2, 1, 2, "USD", "5.50", None),
            {"command": "set_kill_switch", "owner": "8", "on": True},
            transfer(3, 2, 1, "USD", "1.00", None),
            {"command": "set_kill_switch", "on": True},
            {"command": "set_kill_switch", "on": False},
            {"command": "set_policy", "policy": "four_eyes", "asset": "USD", "amount": "2.00", "timeout": 60},
            {"command": "set_policy", "policy": "signatures", "role": "operator"},
            transfer(4, 1, 2, "USD", "2.00", None),
            transfer(5, 1, 2, "USD", "2.00", None),
            {"command": "approve_transfer", "id": "4", "reject": True},
            {"command": "revoke_key", "number": 2},
        ]
        with open("access.jsonl", "w", encoding="utf-8") as file:
            for number, command in enumerate(commands):
                command["time"] = f"2026-01-05T09:00:{number:02}Z"
                file.write(json.dumps(command) + "\n")
        run(TALLY, "init", "--origin", "access.example", "--data", "access", "--key", "access.key")
        return [json.loads(line) for line in run(TALLY, "apply", "access.jsonl", "--data", "access").stdout.splitlines()]

    @needs("sqlite3")
    def test_sqlite_tells_who_was_allowed_to_do_what(self):
        answers = self.record_of_access()
        refused = [answer["result"] for answer in answers if answer["result"] != "ok"]
        self.assertEqual(refused, ["transfer_limit_exceeded", "killed", "approval_required", "approval_required"])
        self.export("access.db", "sqlite", "access")
        ask = functools.partial(self.sql, "access.db")
        self.assertEqual(ask("SELECT key, public_key, name, state, added, expires, revoked FROM keys").splitlines(), [
            f"1|0x{7:064x}|desk|valid|3|2099-01-01T00:00:00Z|", f"2|0x{8:064x}||revoked|4||2026-01-05T09:00:23Z"])
        self.assertEqual(ask("SELECT * FROM grants").splitlines(), ["1|trader|7||USD", "2|admin|||"])
        self.assertEqual(ask("SELECT * FROM limits").splitlines(), ["transfers|7|||USD|60|9.00|5.50"])
        self.assertEqual(ask("SELECT * FROM kill_switches").splitlines(), ["owner|8|"])
        self.assertEqual(ask("SELECT policy, role, asset, amount, timeout FROM policies").splitlines(),
                         ["four_eyes||USD|2.00|60", "signatures|operator|||"])
        self.assertEqual(ask("SELECT transfer, key, debit, amount, sequence, due FROM waiting_transfers").splitlines(),
                         ["5|0|1|2.00|21|2026-01-05T09:01:21Z"])
        self.assertEqual(ask("SELECT * FROM access_events WHERE sequence >= 8").splitlines(), [
            "8|revoke_role|1|auditor||||||", "9|set_limit||transfers|7||USD|9.00|60|1",
            "10|set_limit||open_orders|7|||3||1", "11|set_limit||open_orders|7|||||0",
            "14|set_kill_switch|||8|||||1", "16|set_kill_switch||||||||1", "17|set_kill_switch||||||||0",
            "18|set_policy||four_eyes|||USD|2.00|60|1", "19|set_policy||operator||||||1", "23|revoke_key|2|||||||"])
        self.assertEqual(ask("SELECT * FROM approvals"), "22|4|rejected|\n")
        self.assertEqual(ask("SELECT * FROM four_eyes"), "4|0|20|rejected||22\n")
        self.assertEqual(ask("SELECT sequence, outcome FROM breaches").splitlines(),
                         ["13|transfer_limit_exceeded", "15|killed"])
        self.assertEqual(ask("SELECT count(*) FROM acts"), f"{len(answers)}\n")
        self.assertEqual(ask("SELECT count(*) FROM signatures"), "0\n")

    # CSV

    def test_csv_files_are_the_same_tables_and_run_nothing(self):
        self.export("odd.csv", "csv", "odd")
        self.assertEqual(len(os.listdir("odd.csv")), 30)

        def read(name):
            with open(f"odd.csv/{name}.csv", newline="", encoding="utf-8") as file:
                return list(csv.DictReader(file))

        self.assertEqual(self.ours("odd"),
                         {row["account"]: (row["asset"], decimal.Decimal(row["balance"]))
                          for row in read("balances")})
        metadata = [row["metadata"] for row in read("transfers")]
        self.assertEqual(metadata[0], '\'=HYPERLINK("http://x","y"),\n@second')
        self.assertIn("'-1+1", metadata)
        with open("odd.csv/transfers.csv", "rb") as file:
            raw = file.read()
        self.assertTrue(raw.startswith(b"sequence,transfer,"))
        self.assertEqual(raw.count(b"\r\n"), 9)  # the heading and 8 rows

    # All of them

    def test_the_same_record_gives_the_same_bytes(self):
        for form in ("hledger", "sqlite", "csv"):
            self.export("one." + form, form, "day")
            self.export("two." + form, form, "evidence")
            self.assertEqual(run("diff", "-r", "one." + form, "two." + form).stdout, "")

    def test_what_is_there_stays(self):
        os.makedirs("taken")
        with open("taken/note", "w", encoding="utf-8") as file:
            file.write("mine")
        for form in ("hledger", "beancount", "sqlite", "csv"):
            done = self.export("taken", form, "day", code=1)
            self.assertIn("taken is there already", done.stderr)
        self.assertEqual(os.listdir("taken"), ["note"])
        done = self.export("nowhere/out", "csv", "day", code=1)
        self.assertIn("there is no directory", done.stderr)
        done = self.export("new", "xlsx", "day", code=1)
        self.assertIn("hledger, beancount, sqlite or csv", done.stderr)

    def test_an_empty_record_is_books_without_accounts(self):
        run(TALLY, "init", "--origin", "none.example", "--data", "none", "--key", "none.key")
        for form in ("hledger", "beancount", "sqlite", "csv"):
            self.export("none." + form, form, "none")
        if shutil.which("hledger"):
            run("hledger", "-f", "none.hledger/main.journal", "check", "-s", "ordereddates")
        if shutil.which("bean-check"):
            run("bean-check", "none.beancount/main.beancount")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
