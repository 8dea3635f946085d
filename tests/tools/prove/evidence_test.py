#!/usr/bin/env python3
"""New signing keys, personal values and stated liabilities, as they are run, and harm done to them.

    evidence_test.py TALLY FLOW ROOT
"""

import base64
import os
import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from tool_case import FLOW, ROOT, TALLY, ToolCase  # noqa: E402

VERIFY = os.path.join(ROOT, "tools", "verify.py")


class EvidenceTest(ToolCase):
    def setUp(self):
        super().setUp()
        flow = self.run_it(FLOW, "--commands", "500", "--owners", "5").stdout.splitlines(keepends=True)
        (self.place / "a.jsonl").write_text("".join(flow))
        (self.place / "b.jsonl").write_text('{"command":"create_asset","asset":"LATE","scale":2}\n')
        self.first = self.make("books", "1.key")
        self.grow("books", "a", "1.key")

    def make(self, data, key):
        said = self.tally("init", "--origin", "log.example", "--data", data, "--key", key).stdout
        lines = [line.split(": ", 1)[1] for line in said.splitlines() if line.startswith("verifier key: ")]
        (self.place / f"{key}.pub").write_text("\n".join(lines) + "\n")
        return f"{key}.pub"

    def grow(self, data, file, key):
        self.tally("apply", f"{file}.jsonl", "--data", data, "-q", "-o", "answers")
        self.tally("checkpoint", "--data", data, "--key", key, "-q")

    def rotate(self, old, new, data="books"):
        said = self.tally("rotate", "--data", data, "--key", old, "--new", new, "-O", "csv").stdout
        row = said.splitlines()[1].split(",")
        (self.place / f"{new}.pub").write_text("\n".join(row[3:5]) + "\n")
        return int(row[0])

    def export(self, to="evidence", data="books", *options):
        self.tally("export", to, "--data", data, "-q", *options)

    def both(self, at="evidence", *options):
        return [self.run_it(TALLY, "verify", at, "-q", *options),
                self.run_it(sys.executable, "-B", VERIFY, at, "-q", *options)]

    def holds(self, *options, at="evidence"):
        for done in self.both(at, *options):
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def refused(self, says, *options, at="evidence"):
        for done in self.both(at, *options):
            self.assertEqual(done.returncode, 5, done.stdout + done.stderr)
            self.assertRegex(done.stderr, says)

    # --- keys ---

    def test_whoever_has_the_first_key_follows_to_the_newest(self):
        shutil.copy(self.place / "books" / "checkpoint", self.place / "kept")
        entries = [self.rotate("1.key", "2.key"), self.rotate("2.key", "3.key")]
        self.grow("books", "b", "3.key")
        self.export()
        for key in ("1.key.pub", "2.key.pub", "3.key.pub"):
            self.holds("--key", key)
            self.tally("verify", "books", "--key", key, "-q")
        self.holds("--key", "1.key.pub", "--old-checkpoint", "kept")
        self.holds()
        self.tally("replay", "--re-decide", "--data", "books", "-q")
        said = (self.place / "evidence" / "rotations").read_text()
        self.assertEqual([int(line.split(" ")[0]) for line in said.splitlines()], entries)
        policy = (self.place / "evidence" / "policy").read_text()
        self.assertEqual(policy.count("\nlog "), 3)

    def test_the_first_checkpoint_is_of_both_keys_and_the_next_of_the_new_one(self):
        entry = self.rotate("1.key", "2.key")
        both = self.tally("checkpoint", "--data", "books").stdout
        self.assertEqual(int(both.splitlines()[1]), entry + 1)
        self.assertEqual(both.count("\u2014 log.example "), 4)
        self.grow("books", "b", "2.key")
        self.assertEqual(self.tally("checkpoint", "--data", "books").stdout.count("\u2014 log.example "), 2)

    def test_a_key_that_was_replaced_signs_nothing_and_none_comes_back(self):
        self.rotate("1.key", "2.key")
        said = self.tally("checkpoint", "--data", "books", "--key", "1.key", code=1).stderr
        self.assertIn("replaced", said)
        said = self.tally("rotate", "--data", "books", "--key", "2.key", "--new", "1.key", code=1).stderr
        self.assertIn("before", said)
        self.make("other", "other.key")
        self.tally("rotate", "--data", "books", "--key", "other.key", "--new", "9.key", code=1)

    def test_strangers_and_harm_to_a_rotation_are_found(self):
        entry = self.rotate("1.key", "2.key")
        self.export()
        stranger = self.make("other", "other.key")
        self.refused(".", "--key", stranger)
        note = self.place / "evidence" / "checkpoint"
        whole = (self.place / "evidence" / "rotations").read_text()
        for harm in ("", whole + whole, whole.replace(str(entry), str(entry - 1), 1), "x\n" + whole):
            (self.place / "evidence" / "rotations").write_text(harm)
            self.refused(".", "--key", "1.key.pub")
        (self.place / "evidence" / "rotations").write_text(whole)
        text, signatures = note.read_text().split("\n\n")
        new = [line for line in (self.place / "2.key.pub").read_text().splitlines()]
        ids = [bytes.fromhex(line.split("+")[1]) for line in new]
        old = [line for line in signatures.splitlines() if base64.b64decode(line.split(" ")[2])[:4] not in ids]
        self.assertEqual(len(old), 2)
        note.write_text(text + "\n\n" + "\n".join(old) + "\n")
        self.refused("not signed by the key", "--key", "1.key.pub")

    def test_a_lost_list_of_rotations_in_a_data_directory_is_found(self):
        entry = self.rotate("1.key", "2.key")
        (self.place / "books" / "rotations").unlink()
        said = self.tally("verify", "books", "--key", "1.key.pub", "-q", code=5).stderr
        self.assertIn(f"entry {entry} ", said)

    # --- personal values ---

    def attach(self, value="Ada Lovelace", subject="account:10001", field="name"):
        (self.place / "value").write_text(value)
        said = self.tally("attach", "--data", "books", "--subject", subject, "--field", field, "--value-file",
                          "value", "--key", "1.key", "-O", "csv").stdout
        return said.splitlines()[1].split(",")[0]

    def test_a_value_is_redacted_and_every_proof_still_holds(self):
        one, two = self.attach(), self.attach("DE02...", field="iban")
        self.assertEqual(self.tally("personal", one, "--data", "books").stdout, "Ada Lovelace")
        entry = self.tally("personal", "--data", "books", "-O", "csv").stdout.splitlines()[1].split(",")[1]
        self.tally("proof", "--entry", entry, "--data", "books", "-o", "proof")
        self.export("evidence", "books", "--with-personal-data")
        self.assertEqual(len(os.listdir(self.place / "evidence" / "personal")), 2)
        self.holds("--key", self.first)
        self.tally("redact", one, "--data", "books", "--key", "1.key")
        self.tally("verify", "--proof", "proof", "--key", self.first, "-q")
        self.assertIn("1 redacted", self.tally("verify", "books", "--key", self.first).stderr)
        self.assertEqual(os.listdir(self.place / "books" / "personal"), [two[2:]])
        self.tally("personal", one, "--data", "books", code=4)
        self.export("evidence", "books", "--with-personal-data")
        self.assertEqual(os.listdir(self.place / "evidence" / "personal"), [two[2:]])
        self.holds("--key", self.first)
        self.export("plain")
        self.assertFalse((self.place / "plain" / "personal").exists())
        self.holds("--key", self.first, at="plain")
        self.tally("redact", one, "--data", "books")  # once more: nothing is left to do
        self.assertNotIn("Lovelace", (self.place / "evidence" / "entries.jsonl").read_text())

    def test_a_changed_value_and_one_that_should_be_gone_are_found(self):
        one = self.attach()
        self.export("evidence", "books", "--with-personal-data")
        for data in ("evidence", "books"):
            file = self.place / data / "personal" / one[2:]
            good = file.read_bytes()
            file.write_bytes(good.replace(b"Ada", b"Eva"))
            code = self.tally("verify", data, "--key", self.first, "-q", code=5)
            self.assertIn(one[2:], code.stderr)
            file.write_bytes(good)
        shutil.copy(self.place / "evidence" / "personal" / one[2:], self.place / "copy")
        self.tally("redact", one, "--data", "books", "--key", "1.key")
        self.export("evidence", "books")
        (self.place / "evidence" / "personal").mkdir(exist_ok=True)
        shutil.copy(self.place / "copy", self.place / "evidence" / "personal" / one[2:])
        self.refused("personal/", "--key", self.first)

    def test_a_redaction_that_was_cut_off_is_finished(self):
        one, two = self.attach(), self.attach("x")
        place = self.place / "books" / "personal"
        value = (place / one[2:]).read_bytes()
        # Before the entry was there: the value comes back.
        (place / two[2:]).rename(place / (two[2:] + ".redacting"))
        self.tally("personal", "--finish", "--data", "books")
        self.assertTrue((place / two[2:]).exists())
        # After it: the value goes.
        self.tally("redact", one, "--data", "books")
        (place / (one[2:] + ".redacting")).write_bytes(value)
        self.tally("redact", two, "--data", "books")
        self.assertEqual(os.listdir(place), [])
        # And one that a client of a server redacted.
        (place / one[2:]).write_bytes(value)
        self.assertIn("1 value", self.tally("personal", "--finish", "--data", "books").stderr)
        self.assertEqual(os.listdir(place), [])

    def test_what_cannot_be_attached_leaves_nothing(self):
        (self.place / "value").write_text("x")
        common = ("attach", "--data", "books", "--field", "name", "--value-file", "value", "--subject")
        self.assertIn("account_not_found", self.tally(*common, "account:4711", code=1).stderr)
        for bad in ("account", "person:1", "account:x"):
            self.tally(*common, bad, code=1)
        self.assertEqual(os.listdir(self.place / "books" / "personal"), [])
        self.tally("redact", "0x" + "ab" * 32, "--data", "books", code=4)
        line = self.tally(*common, "account:10001", "--prepare").stdout
        (self.place / "prepared.jsonl").write_text(line)
        self.tally("apply", "prepared.jsonl", "--data", "books", "-q", "-o", "answers")
        self.assertIn("here", self.tally("personal", "--data", "books").stdout)

    # --- liabilities ---

    def test_a_statement_is_an_entry_that_can_be_proven(self):
        common = ("liabilities", "prove", "--data", "books", "--asset", "USD", "--secret", "salts", "-q")
        at = self.tally("checkpoint", "--data", "books").stdout.splitlines()[1]
        self.tally(*common, "--record", "-o", "statement")
        self.tally(*common, "--at", f"checkpoint:{at}", "--account", "10001", "-o", "client")
        self.tally("checkpoint", "--data", "books", "--key", "1.key", "-q")
        log = self.tally("log", "--data", "books", "-O", "jsonl").stdout.splitlines()
        entry = next(i for i, line in enumerate(log) if '"kind":"record_liabilities"' in line)
        self.tally("proof", "--entry", str(entry), "--data", "books", "-o", "entry")
        self.tally("liabilities", "verify", "--statement", "statement", code=1)
        self.tally("liabilities", "prove", "--proof", "client", code=1)
        check = ("liabilities", "verify", "--proof", "client", "--statement", "statement", "--key", self.first, "--entry")
        self.tally(*check, "entry")
        self.tally("proof", "--entry", "7", "--data", "books", "-o", "another")
        self.tally(*check, "another", code=5)
        self.export()
        self.holds("--key", self.first)
        self.tally("liabilities", "prove", "--data", "evidence", "--asset", "USD", "--secret", "salts", "--record", code=1)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]] + sys.argv[4:])
