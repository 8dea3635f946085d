#!/usr/bin/env python3
"""Random damage to every kind of file, of an export and of a data directory, and what is said of it.

    damage_test.py TALLY FLOW ROOT [ROUNDS]

No damage ends a verifier with a traceback, a signal, or with the answer that all is well. Python runs as on
a machine that has nothing else: no environment, and nothing beside the file that it is given.
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

TALLY, FLOW, ROOT = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:4])
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 40
SEED = int(os.environ.get("TALLY_SEED", "20261121"))
sys.path.insert(0, os.path.join(ROOT, "tools"))
sys.dont_write_bytecode = True
import verify  # noqa: E402

BAD = (0, 10, 32, 34, 44, 46, 47, 123, 127, 128, 255)  # bytes that readers stumble over
# RocksDB's own diary, and locks: no part of the evidence. `witness` has two places, of which one is stale.
NO_EVIDENCE = ("LOG", "LOCK", "IDENTITY", "OPTIONS", "LOG.old")


# The last bytes of a table of RocksDB are padding in part, which means nothing.
FOOTER = 53


def harmed(path, data, random_):
    """The bytes with one thing done to them, not behind their end: a log may end in a torn write."""
    data, size = bytearray(data), len(data)
    at = random_.randrange(max(1, size - (FOOTER if path.endswith(".sst") else 0)))
    to = min(size, at + random_.randrange(1, 64))
    harm = random_.randrange(6)
    if harm == 0:
        data[at] ^= 1 << random_.randrange(8)
    elif harm == 1:
        data[at:to] = bytes(random_.choice(BAD) for _ in range(to - at))
    elif harm == 2:
        del data[at:]
    elif harm == 3:
        data[at:at] = bytes(random_.randrange(256) for _ in range(random_.randrange(1, 40)))
    elif harm == 4:
        del data[at:to]
    else:
        data[at:at] = data[at:to]
    return bytes(data)


class DamageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="tally-damage-")
        cls.at = pathlib.Path(cls.directory.name)
        cls.must(TALLY, "init", "--origin", "log.example", "--data", "record", "--key", "1.key")
        (cls.at / "day.jsonl").write_text(cls.must(FLOW, "--commands", "600", "--owners", "5"))
        cls.must(TALLY, "apply", "day.jsonl", "--data", "record", "-q", "-o", "answers")
        cls.must(TALLY, "checkpoint", "--data", "record", "--key", "1.key", "-q")
        (cls.at / "value").write_text("Ada Lovelace")
        cls.must(TALLY, "attach", "--data", "record", "--subject", "account:10001", "--field", "name",
                 "--value-file", "value", "--key", "1.key", "-q")
        cls.must(TALLY, "rotate", "--data", "record", "--key", "1.key", "--new", "2.key", "-q")
        cls.must(TALLY, "export", "evidence", "--data", "record", "--with-personal-data", "-q")
        shutil.copy(os.path.join(ROOT, "tools", "verify.py"), cls.at / "verify.py")

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    @classmethod
    def must(cls, *command):
        done = subprocess.run(command, cwd=cls.at, text=True, capture_output=True, timeout=300, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{command}: {done.returncode}: {done.stderr}")
        return done.stdout

    def setUp(self):
        self.random = random.Random(f"{SEED} {self.id()}")

    def run_it(self, *command, env=None):
        done = subprocess.run(command, cwd=self.at, capture_output=True, timeout=300, check=False, env=env)
        return done.returncode, done.stderr.decode(errors="replace")

    def files(self, place):
        found = (path for path in (self.at / place).rglob("*") if path.is_file() and path.stat().st_size)
        return sorted(str(path.relative_to(self.at / place)) for path in found)

    def damage(self, place, paths, check):
        """Harms one file at a time and puts it right again."""
        for round_ in range(ROUNDS):
            path = paths[round_ % len(paths)] if round_ < len(paths) else self.random.choice(paths)
            file = self.at / place / path
            good = file.read_bytes()
            bad = harmed(path, good, self.random)
            if bad == good:
                continue
            file.write_bytes(bad)
            try:
                with self.subTest(path=path, round=round_, seed=SEED):
                    check()
            finally:
                file.write_bytes(good)

    def refuse(self, command, codes, env=None):
        code, said = self.run_it(*command, env=env)
        self.assertIn(code, codes, said)
        self.assertNotIn("Traceback", said)
        self.assertRegex(said, r"^(verify\.py|tally): .")

    def test_python_alone_finds_what_was_done_to_an_export(self):
        alone = (sys.executable, "-I", "-B", "verify.py", "evidence", "-q")
        self.assertEqual(self.run_it(*alone, env={}), (0, ""))
        paths = self.files("evidence")
        self.random.shuffle(paths)
        self.damage("evidence", paths, lambda: self.refuse(alone, (4, 5), env={}))

    def test_tally_finds_what_was_done_to_an_export(self):
        command = (TALLY, "verify", "evidence", "-q")
        self.assertEqual(self.run_it(*command), (0, ""))
        paths = self.files("evidence")
        self.random.shuffle(paths)
        self.damage("evidence", paths, lambda: self.refuse(command, (5,)))

    def test_tally_finds_what_was_done_to_a_data_directory(self):
        command = (TALLY, "verify", "record", "-q")
        self.assertEqual(self.run_it(*command), (0, ""))
        paths = [path for path in self.files("record")
                 if not os.path.basename(path).startswith((*NO_EVIDENCE, "witness"))
                 and not path.startswith("derived/")]
        self.random.shuffle(paths)
        self.damage("record", paths, lambda: self.refuse(command, (5,)))

    def test_damage_to_what_is_derived_is_found_or_does_not_matter(self):
        """Only its log may lose its end: what it would have had is made anew."""
        paths = [path for path in self.files("record")
                 if path.startswith("derived/") and not os.path.basename(path).startswith(NO_EVIDENCE)]
        said = set()

        def check():
            code, text = self.run_it(TALLY, "verify", "record", "-q")
            self.assertIn(code, (0, 5), text)
            self.assertTrue(code == 0 or "derived" in text, text)
            said.add(code)

        self.damage("record", paths, check)
        self.assertIn(5, said)

    def test_a_deleted_file_of_a_data_directory_is_found(self):
        for path in self.files("record"):
            name = os.path.basename(path)
            if name.startswith(NO_EVIDENCE) or path.startswith("derived/") or path == "checkpoint":
                continue  # the file checkpoint is a copy of what is in the store
            if path.startswith("personal/"):
                continue  # may be elsewhere: verify says how many are
            (self.at / path).parent.mkdir(exist_ok=True)
            os.rename(self.at / "record" / path, self.at / "away")
            with self.subTest(path):
                code, said = self.run_it(TALLY, "verify", "record", "-q")
                self.assertIn(code, (1, 5) if path == "TALLY" else (5,), said)  # without TALLY it is no record
            os.rename(self.at / "away", self.at / "record" / path)

    def test_no_value_of_a_leaf_that_a_forger_signed_ends_it_with_a_traceback(self):
        """Every hash and line made to fit: what is left is to judge the values."""
        place = str(self.at / "evidence")
        size = json.loads((self.at / "evidence" / "manifest.json").read_text())["size"]
        leaves = [leaf for first in range(0, size, 256) for leaf in verify.read_bundle(place, first, size)[1]]

        class AnyLine(bytes):
            def __ne__(self, other):
                return False

        for _ in range(ROUNDS):
            forged, begin = list(leaves), self.random.randrange(size)
            for number in self.random.choices(range(begin, min(size, begin + 50)), k=4):
                leaf = bytearray(forged[number])
                leaf[self.random.randrange(24, len(leaf))] = self.random.choice(BAD)
                forged[number] = bytes(leaf)
            judge = verify.Verification(place, verify.KeyChain({}, None), True, True)
            judge.signed, judge.keys.at = verify.Signatures("log.example", judge.books), range(size)
            try:
                for number, leaf in enumerate(forged):
                    judge.entry(number, leaf, bytes(32), AnyLine())
                judge.books.totals()
            except (verify.Broken, verify.NoOpinion) as error:
                self.assertTrue(str(error))

    def test_what_is_no_export_at_all_is_told_so(self):
        (self.at / "empty").mkdir(exist_ok=True)
        verifier = (sys.executable, "-I", "-B", "verify.py")
        self.refuse((*verifier, "nowhere"), (1,))
        self.refuse((*verifier, "empty"), (5,))
        self.refuse((*verifier, "evidence", "--old-checkpoint", "nowhere"), (1,))
        self.refuse((*verifier, "--proof", "value", "--key", "evidence/keys"), (5,))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]] + sys.argv[5:])
