#!/usr/bin/env python3
"""A witness as it is run: what it cosigns, what it refuses, and what a policy makes of that.

    witness_test.py TALLY FLOW ROOT
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from tool_case import FLOW, ROOT, TALLY, ToolCase  # noqa: E402
from waiting import wait_for  # noqa: E402

VERIFY = os.path.join(ROOT, "tools", "verify.py")
LONG = 120  # seconds: more than any of this takes, on a machine that is busy


class WitnessTest(ToolCase):
    def setUp(self):
        super().setUp()
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
        self.assertIn("one log", self.witness("--data", "log", "--connect", "unix:socket", code=1).stderr)

    # --- a server that runs ---

    def serve(self, data, *options):
        """A server that signs by itself once a second, ready; ends with the test."""
        (self.place / "tally.toml").write_text("[record]\nsign_seconds = 1\n")
        server = subprocess.Popen(
            [TALLY, "serve", "--data", data, "--unix", "socket", "--http", "127.0.0.1:0", "--insecure-local",
             "--config", "tally.toml", *options], cwd=self.place, text=True, stdout=subprocess.PIPE)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        found = re.search(r"http://([\d.]+:\d+)", server.stdout.readline())
        self.assertTrue(found, "the server is not ready")
        server.http = found.group(1)
        return server

    def stop(self, server):
        server.terminate()
        self.assertEqual(server.wait(LONG), 0)

    def ask(self, server, path):
        with urllib.request.urlopen(f"http://{server.http}/v1/{path}", timeout=LONG) as reply:
            return reply.read().decode()

    def until(self, condition):
        wait_for(condition, "what the witness waits for", LONG)

    def seen(self):
        return int((self.place / "seen").read_text().splitlines()[1])

    def test_a_server_that_signs_by_itself_is_watched(self):
        server = self.serve("log", "--key", "log.key")
        watch = ("--connect", "unix:socket")
        self.witness(*watch)
        before = self.seen()
        self.assertEqual(before, int(self.size("log")))
        self.tally("apply", "b.jsonl", "--connect", "unix:socket", "-q", "-o", "answers")
        # Nobody asks it to: what came is signed within a second or so.
        self.until(lambda: int(self.ask(server, f"growth/{before}").split("\n\n")[1].splitlines()[1]) > before)
        self.assertIn("\u2014 w.example ", self.witness(*watch).stdout)
        self.assertGreater(self.seen(), before)
        (self.place / "growth").write_text(self.ask(server, f"growth/{before}"))
        self.tally("verify", "--proof", "growth", "--key", "log.pub", "--old-checkpoint", "seen", code=5)
        self.tally("verify", "log", "--key", "log.pub", "--old-checkpoint", "seen", "-q")  # also while it runs
        self.stop(server)

    def test_a_server_that_lost_its_end_or_tells_another_history_is_refused(self):
        shutil.copytree(self.place / "log", self.place / "old")
        self.grow("log", "b")
        self.witness("--data", "log")
        kept = (self.place / "seen").read_text()
        self.grow("fork", "x", "c")
        for data, says in (("old", "its end was lost"), ("fork", "does not go on from")):
            server = self.serve(data)
            self.assertIn(says, self.witness("--connect", "unix:socket", code=5).stderr)
            self.stop(server)
        self.assertEqual(kept, (self.place / "seen").read_text())

    def test_an_entry_is_explained_and_a_day_is_asked_about_over_http(self):
        log = self.tally("log", "--data", "log", "-O", "jsonl").stdout.splitlines()
        fill = next(i for i, line in enumerate(log) if '"kind":"fill"' in line)
        lines = self.tally("explain", str(fill), "--data", "log", "-O", "jsonl").stdout.splitlines()
        day = ("--at", "300", "--effective", "2026-01-05")
        statement = self.tally("statement", "10001", "--data", "log", *day, "-O", "jsonl").stdout.splitlines()
        server = self.serve("log")
        told = json.loads(self.ask(server, f"explain/{fill}?limit=1000"))["rows"]
        self.assertEqual(told, [json.loads(line) for line in lines])
        told = json.loads(self.ask(server, "statements/10001?at=300&effective=2026-01-05&limit=1000"))["rows"]
        self.assertEqual(told, [json.loads(line) for line in statement])
        self.stop(server)

    def test_a_watched_log_with_a_policy_a_new_key_and_a_redaction_still_verifies(self):
        """All of it in one walk, as a year would have it."""
        server = self.serve("log", "--key", "log.key")
        (self.place / "cosigned").write_text(self.witness("--connect", "unix:socket").stdout)
        self.stop(server)
        self.tally("checkpoint", "--cosigned", "cosigned", "--data", "log")
        log = (self.place / "log.pub").read_text().splitlines()[0]
        (self.place / "policy").write_text(f"log {log}\nwitness w {self.vkey}\nquorum w\n")
        self.tally("verify", "log", "--policy", "policy", "-q")
        entry = int(self.tally("log", "--data", "log", "-O", "jsonl").stdout.count("\n"))
        (self.place / "value").write_text("Ada Lovelace")
        said = self.tally("attach", "--data", "log", "--subject", "account:10001", "--field", "name",
                          "--value-file", "value", "--key", "log.key", "-O", "csv").stdout
        self.tally("proof", "--entry", str(entry), "--data", "log", "-o", "proof")
        self.tally("rotate", "--data", "log", "--key", "log.key", "--new", "log-2.key")
        self.tally("redact", said.splitlines()[1].split(",")[0], "--data", "log", "--key", "log-2.key")
        server = self.serve("log", "--key", "log-2.key")
        (self.place / "late.jsonl").write_text('{"command":"create_asset","asset":"LATE","scale":2}\n')
        self.tally("apply", "late.jsonl", "--connect", "unix:socket", "-q", "-o", "answers")
        self.stop(server)  # signs, with the new key
        self.tally("verify", "--proof", "proof", "--key", "log.pub", "-q")
        self.tally("export", "evidence", "--data", "log", "-q")
        for place in ("log", "evidence"):
            said = self.tally("verify", place, "--key", "log.pub", "--old-checkpoint", "seen", "--signatures",
                              "--replay").stderr
            self.assertIn("1 redacted", said)
            self.assertRegex(said, r"commands decided again: all \d+ entries are what they lead to")
        done = self.run_it(sys.executable, "-I", "-B", VERIFY, "evidence", "--key", "log.pub", "--old-checkpoint",
                           "seen")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("signed by the one before", done.stdout)
        self.assertIn("1 redacted", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]] + sys.argv[4:])
