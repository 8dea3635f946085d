#!/usr/bin/env python3
"""`tally import lobster` as a user runs it, and then everything that has to be true of the record.

    lobster_cli_test.py TALLY SAMPLE

SAMPLE is a real LOBSTER file that may be absent; the test then runs on a file of its own only.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TALLY, SAMPLE = None, None

SMALL = """34200.0,1,11,100,1000000,1
34200.1,1,12,50,1000000,1
34200.2,1,13,80,1000200,-1
34200.3,2,11,40,1000000,1
34200.4,4,11,60,1000000,1
34200.5,4,12,20,1000000,1
34200.6,5,0,10,1000050,1
34200.7,4,99,10,1000000,1
"""


class LobsterCliTest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="tally-lobster-")
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        self.data = self.place / "day"
        self.tally("init", "--origin", "lobster.example", "--key", self.place / "key", "-q")

    def run_tally(self, *arguments):
        command = [TALLY, *map(str, arguments), "--data", str(self.data)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def tally(self, *arguments):
        done = self.run_tally(*arguments)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def json(self, *arguments):
        return json.loads(self.tally(*arguments, "-O", "json"))

    def import_file(self, name, text):
        path = self.place / name
        path.write_text(text, encoding="utf-8")
        return self.run_tally("import", "lobster", path, "--market", "AAPL-USD", "-O", "json")

    def check_record(self):
        """The books balance, the record proves itself, and its decisions are decided again alike."""
        self.tally("verify")
        self.tally("replay", "--re-decide")
        self.tally("check")
        for row in self.json("trial"):
            self.assertEqual(row["debits_posted"], row["credits_posted"], row)

    def test_small_day_is_recorded_and_its_book_can_be_seen_at_any_time(self):
        done = self.import_file("small_2012-06-21.csv", SMALL)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        expected = {
            "messages": 8, "new_orders": 3, "partial_cancels": 1, "executions": 3, "hidden_executions": 1,
            "about_unknown_orders": 1, "orders_accepted": 5, "fills": 2, "volume": 80, "notional": "8000.00",
            "executions_matched": 2, "same_resting_order": 2, "same_percent": "100.00", "refused": 0,
            "best_bid": "100.00", "best_ask": "100.02",
        }
        self.assertEqual({name: report.get(name) for name in expected}, expected)
        self.check_record()
        book = self.json("book", "AAPL-USD", "--at", "09:30:00.35")
        self.assertEqual([(level["price"], level["quantity"], level["orders"]) for level in book["bids"]],
                         [("100.00", "110", 2)])
        book = self.json("book", "AAPL-USD")
        self.assertEqual(book["bids"][0]["quantity"], "30")
        self.assertEqual(book["asks"][0]["quantity"], "80")

    def test_bad_file_is_named_with_its_place_and_leaves_no_trace(self):
        done = self.import_file("bad_2012-06-21.csv", SMALL + "34200.8,1,14,0,1000000,1\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("line 9, column 14", done.stderr)
        self.assertEqual(self.json("status")["size"], 0)

    def test_file_without_a_day_in_its_name_asks_for_one(self):
        done = self.import_file("day.csv", SMALL)
        self.assertEqual(done.returncode, 1)
        self.assertIn("--date", done.stderr)

    def test_missing_and_empty_files_are_two_answers(self):
        done = self.run_tally("import", "lobster", self.place / "none_2012-06-21.csv")
        self.assertEqual((done.returncode, "cannot be read" in done.stderr), (1, True), done.stderr)
        done = self.import_file("empty_2012-06-21.csv", "")
        self.assertEqual((done.returncode, "is empty" in done.stderr), (4, True), done.stderr)

    def test_second_import_of_a_day_is_refused(self):
        self.import_file("small_2012-06-21.csv", SMALL)
        size = self.json("status")["size"]
        done = self.import_file("small_2012-06-21.csv", SMALL)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertEqual(self.json("status")["size"], size)

    def test_real_day_hits_the_resting_orders_that_nasdaq_chose(self):
        if not SAMPLE.exists():
            self.skipTest(f"no {SAMPLE} on this machine")
        report = self.json("import", "lobster", SAMPLE, "--market", "AAPL-USD")
        self.assertEqual(report["messages"], 60_000)
        self.assertEqual(report["about_unknown_orders"], 62)
        self.assertEqual((report["executions_matched"], report["same_resting_order"]), (2_935, 2_913))
        self.check_record()
        book = self.json("book", "AAPL-USD", "--at", "09:45")
        self.assertGreater(len(book["bids"]), 10)
        self.assertLess(float(book["bids"][0]["price"]), float(book["asks"][0]["price"]))


if __name__ == "__main__":
    TALLY, SAMPLE = sys.argv[1], pathlib.Path(sys.argv[2])
    sys.exit(unittest.main(argv=sys.argv[:1]))
