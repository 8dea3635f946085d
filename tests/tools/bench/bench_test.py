#!/usr/bin/env python3
"""`tally bench` as it is run: what it prints, and the record that it leaves.

    bench_test.py TALLY FLOW ROOT
"""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from tool_case import ToolCase  # noqa: E402

LATENCIES = ("p50_us", "p90_us", "p99_us", "p999_us", "max_us")


class BenchTest(ToolCase):
    def bench(self, *options):
        done = self.tally("bench", "--data", "trial", "-O", "json", *options)
        return json.loads(done.stdout), done.stderr

    def assert_sound(self, row):
        latencies = [float(row[name]) for name in LATENCIES]
        self.assertEqual(latencies, sorted(latencies))
        self.assertGreater(latencies[0], 0)
        for rate in ("per_second", "first_tenth_per_second", "last_tenth_per_second"):
            self.assertGreater(row[rate], 0, rate)
        self.assertGreater(row["server_mib"], 0)

    def test_transfers_are_all_in_a_record_that_balances(self):
        (row,), said = self.bench("--commands", "3000", "--batch", "100", "--accounts", "50")
        self.assertEqual((row["workload"], row["commands"], row["refused"]), ("transfers", 3000, 0))
        self.assert_sound(row)
        self.assertIn("all 3051 answers are in the record, once each", said)
        self.assertEqual(json.loads(self.tally("verify", "--data", "trial", "-O", "json").stdout)["entries"], 3051)
        (asset,) = json.loads(self.tally("trial", "--data", "trial", "-O", "json").stdout)
        self.assertEqual((asset["accounts"], asset["balanced"]), (50, True))

    def test_orders_run_again_beside_followers_and_readers(self):
        rows, said = self.bench(
            "--workload", "orders", "--commands", "2000", "--batch", "100", "--followers", "2", "--readers", "1")
        alone, watched = rows
        for row in rows:
            self.assertEqual((row["workload"], row["commands"]), ("orders", 2000))
            self.assert_sound(row)
        self.assertEqual((alone["followers"], watched["followers"]), (0, 2))
        self.assertEqual([int(rate) > 0 for rate in watched["each_followed_per_second"]], [True, True])
        self.assertGreater(watched["reads_per_second"], 0)
        self.assertIn("% of the commands a second that there were without", said)

    def test_a_directory_with_something_in_it_is_left_alone(self):
        (self.place / "trial").mkdir()
        (self.place / "trial" / "letter.txt").write_text("mine")
        done = self.tally("bench", "--data", "trial", "--commands", "10", code=1)
        self.assertIn("trial: this directory is not empty", done.stderr)
        self.assertEqual([path.name for path in (self.place / "trial").iterdir()], ["letter.txt"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
