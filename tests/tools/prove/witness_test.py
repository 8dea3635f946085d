#!/usr/bin/env python3
"""A witness as it is run: what it cosigns, what it refuses, and what a policy makes of that.

    witness_test.py TALLY FLOW
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

TALLY, FLOW = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])


class WitnessTest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="tally-witness-")
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        flow = self.run_it(FLOW, "--commands", "900", "--owners", "5").stdout.splitlines(keepends=True)
        for name, lines in (("a", flow[:500]), ("b", flow[500:700]), ("c", flow[700:]), ("x", flow[501:700])):
            (self.place / f"{name}.jsonl").write_text("".join(lines))
        for data in ("log", "fork"):
            said = self.tally("init", "--origin", "log.example", "--data", data, "--key", "log.key").stdout
            keys = [line.split(": ", 1)[1] for line in said.splitlines() if line.startswith("verifier key: ")]
            if keys:
                (self.place / "log.pub").write_text("\n".join(keys) + "\n")
            self.grow(data, "a")
        self.vkey = self.tally("witness", "--key", "w.key", "--new", "w.example").stdout.strip()

    def run_it(self, *command):
        return subprocess.run(command, cwd=self.place, text=True, capture_output=True, timeout=300, check=False)

    def tally(self, *arguments, code=0):
        done = self.run_it(TALLY, *arguments)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        return done

    def grow(self, data, *files):
        for file in files:
            self.tally("apply", f"{file}.jsonl", "--data", data, "-q", "-o", "answers")
            self.tally("checkpoint", "--data", data, "--key", "log.key", "-q")

    def size(self, data):
        return self.tally("checkpoint", "--data", data).stdout.splitlines()[1]

    def witness(self, *source, code=0, key="w.key", state="seen"):
        return self.tally("witness", "--key", key, "--log-key", "log.pub", "--state", state, "--time", "1700000000",
                          *source, code=code)

    def test_a_log_that_grows_is_cosigned_each_time(self):
        first = self.witness("--data", "log").stdout
        self.assertIn("\u2014 w.example ", first)
        self.assertEqual(first, (self.place / "seen").read_text())
        self.assertEqual(first, self.witness("--data", "log").stdout)  # nothing new: the same again
        self.grow("log", "b")
        self.tally("export", "evidence", "--data", "log")
        self.assertEqual(self.witness("--data", "evidence").stdout.splitlines()[1], self.size("log"))

    def test_a_proof_that_is_sent_is_as_good(self):
        old = self.size("log")
        self.witness("--data", "log")
        self.grow("log", "b")
        self.tally("proof", "--consistency", old, self.size("log"), "--data", "log", "-o", "growth")
        self.assertEqual(self.witness("--request", "growth").stdout.splitlines()[1], self.size("log"))
        said = self.witness("--request", "growth", code=4).stderr  # it has gone on since
        self.assertIn(f"has seen {self.size('log')}", said)

    def test_a_fork_is_refused_and_what_was_seen_stays(self):
        self.grow("log", "b")
        self.grow("fork", "x", "c")
        self.witness("--data", "log")
        before = (self.place / "seen").read_text()
        self.assertIn("does not go on from", self.witness("--data", "fork", code=5).stderr)
        self.assertEqual(before, (self.place / "seen").read_text())

    def test_a_log_that_lost_its_end_is_refused(self):
        self.tally("export", "early", "--data", "log")
        self.grow("log", "b")
        self.witness("--data", "log")
        self.assertIn("its end was lost", self.witness("--data", "early", code=5).stderr)

    def test_a_log_is_not_its_own_witness_and_a_stranger_is_not_watched(self):
        self.assertIn("its own witness", self.witness("--data", "log", key="log.key", code=1).stderr)
        self.tally("init", "--origin", "log.example", "--data", "other", "--key", "other.key")
        self.tally("apply", "a.jsonl", "--data", "other", "-q", "-o", "answers")
        self.tally("checkpoint", "--data", "other", "--key", "other.key", "-q")
        self.witness("--data", "other", code=5)
        self.assertFalse((self.place / "seen").exists())

    def test_a_policy_asks_for_the_witness(self):
        log = (self.place / "log.pub").read_text().splitlines()[0]
        (self.place / "policy").write_text(f"log {log}\nwitness w {self.vkey}\nquorum w\n")
        said = self.tally("verify", "log", "--policy", "policy", code=5).stderr
        self.assertIn("have not cosigned", said)
        (self.place / "cosigned").write_text(self.witness("--data", "log").stdout)
        self.tally("checkpoint", "--cosigned", "cosigned", "--data", "log")
        self.tally("checkpoint", "--cosigned", "cosigned", "--data", "log")  # twice changes nothing
        self.assertIn("witness w has cosigned", self.tally("verify", "log", "--policy", "policy").stderr)
        self.tally("export", "evidence", "--data", "log")
        self.assertIn("\u2014 w.example ", (self.place / "evidence" / "checkpoint").read_text())
        self.tally("verify", "evidence", "--policy", "policy")
        self.grow("log", "b")  # the log goes on with a cosigned checkpoint behind it
        self.tally("verify", "log", "--key", "log.pub")
        self.tally("verify", "log", "--policy", "policy", code=5)  # the newest one is not cosigned yet
        self.tally("checkpoint", "--cosigned", "evidence/checkpoint", "--data", "other", code=1)

    def test_what_is_missing_is_asked_for(self):
        self.assertIn("--state", self.tally("witness", "--key", "w.key", "--data", "log", code=1).stderr)
        self.assertIn("--data", self.witness(code=1).stderr)
        said = self.tally("witness", "--key", "w.key", "--log-key", "log.pub", "--state", "seen", "--data", "log",
                          "--time", "soon", code=1).stderr
        self.assertIn("seconds", said)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]] + sys.argv[3:])
