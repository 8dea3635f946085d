#!/usr/bin/env python3
"""What we sign and write, held against other people's programs and published numbers.

    interop_test.py TALLY FLOW ROOT

tools/verify.py was written a second time from the documents; the tables in it that repeat the schema and
the outcomes must be those of the schema and the outcomes, so that they are not forgotten when these grow.
"""

import base64
import csv
import gzip
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

TALLY, FLOW, ROOT = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tools"))
sys.dont_write_bytecode = True
import verify  # noqa: E402

# RFC 8032, 7.1: public key, message, signature.
RFC_8032 = (
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
     "24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
     "eeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed2"
     "8dc027beceea1ec40a"),
)
# The example of C2SP tlog-cosignature: a log's checkpoint, with a witness's cosignature.
C2SP_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SPKI_ED25519 = bytes.fromhex("302a300506032b6570032100")  # what comes before a raw key in DER


def must(*command, at, stdin=None):
    done = subprocess.run(command, cwd=at, capture_output=True, timeout=300, check=False, input=stdin)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.returncode}: {done.stdout + done.stderr}")
    return done.stdout.decode()


class InteropTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="tally-interop-")
        at = cls.at = cls.directory.name
        pathlib.Path(at, "day.jsonl").write_text(must(FLOW, "--commands", "400", "--owners", "5", at=at))
        said = must(TALLY, "init", "--origin", "log.example", "--data", "record", "--key", "log.key", at=at)
        cls.keys = [line.split(": ", 1)[1] for line in said.splitlines() if line.startswith("verifier key: ")]
        must(TALLY, "apply", "day.jsonl", "--data", "record", "-q", "-o", "answers", at=at)
        must(TALLY, "checkpoint", "--data", "record", "--key", "log.key", "-q", at=at)
        must(TALLY, "export", "export", "--data", "record", at=at)

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def openssl_says(self, key, message, signature):
        place = pathlib.Path(self.at)
        (place / "key.der").write_bytes(SPKI_ED25519 + key)
        (place / "message").write_bytes(message)
        (place / "signature").write_bytes(signature)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin", "-in",
             "message", "-sigfile", "signature"], cwd=self.at, capture_output=True, timeout=60, check=False)
        return done.returncode == 0

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_stock_openssl_verifies_a_checkpoint(self):
        text, signatures = pathlib.Path(self.at, "export", "checkpoint").read_text().split("\n\n")
        _, name, encoded = signatures.splitlines()[0].split(" ")
        key = base64.b64decode(self.keys[0].split("+", 2)[2])
        self.assertEqual((name, key[0]), ("log.example", 1))
        signature = base64.b64decode(encoded)[4:]
        self.assertTrue(self.openssl_says(key[1:], (text + "\n").encode(), signature))
        self.assertFalse(self.openssl_says(key[1:], text.encode(), signature))

    def test_sha256sum_finds_every_file_as_it_is_listed(self):
        must("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS", at=os.path.join(self.at, "export"))

    def test_the_pure_python_ed25519_agrees_with_rfc_8032(self):
        for key, message, signature in RFC_8032:
            key, message, signature = (bytes.fromhex(text) for text in (key, message, signature))
            self.assertTrue(verify.ed25519_verifies(key, message, signature))
            self.assertFalse(verify.ed25519_verifies(key, message + b"x", signature))
            self.assertFalse(verify.ed25519_verifies(key, message, signature[:-1]))
            flipped = bytes([signature[0] ^ 1]) + signature[1:]
            self.assertFalse(verify.ed25519_verifies(key, message, flipped))
            too_large = int.from_bytes(signature[32:], "little") + verify.L
            self.assertFalse(verify.ed25519_verifies(key, message, signature[:32] + too_large.to_bytes(32, "little")))

    def test_the_pure_python_bip340_agrees_with_its_vectors(self):
        place = pathlib.Path(ROOT, "..", "shared", "data", "vectors", "btc", "bip340.json.gz")
        if not place.exists():
            self.skipTest("the shared BIP 340 vectors are not here")
        text = gzip.open(place, "rt", encoding="utf-8").read()
        rows = json.loads(text) if text.lstrip()[:1] in "[{" else list(csv.DictReader(io.StringIO(text)))
        rows = rows if isinstance(rows, list) else next(value for value in rows.values() if isinstance(value, list))
        seen = set()
        for row in rows:
            row = {name.lower().replace(" ", "_"): value for name, value in row.items()}
            expected = str(row.get("verification_result", row.get("result"))).lower() == "true"
            parts = [bytes.fromhex(row[name]) for name in ("public_key", "message", "signature")]
            self.assertEqual(verify.bip340_verifies(*parts), expected, row)
            seen.add(expected)
        self.assertEqual(seen, {True, False})

    def test_the_example_of_the_specification_parses_as_it_says(self):
        """Its log's key is not published, so it can only be refused for that, and not for its form."""
        note = C2SP_TEXT + "\n\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7" \
            "u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        with self.assertRaisesRegex(verify.Broken, "no given key has signed it"):
            verify.check_note(note.encode(), {}, "note")
        self.assertEqual(verify.tile_path(0, 1_234_067), "tile/0/x001/x234/067")
        self.assertEqual(verify.tile_path("entries", 273, 112), "tile/entries/273.p/112")

    def test_the_table_of_outcomes_is_that_of_the_record(self):
        text = pathlib.Path(ROOT, "journal", "vocabulary", "outcome.h").read_text()
        ours = {int(number): name for name, number in re.findall(r"\bX\((\w+), (\d+)\)", text)}
        self.assertEqual(verify.OUTCOME, ours)

    @unittest.skipUnless(shutil.which("capnp"), "capnp is not installed")
    def test_the_table_of_fields_is_that_of_the_schema(self):
        schema = pathlib.Path(ROOT, "journal", "schema", "entry.capnp")
        text = must("capnp", "compile", f"--src-prefix={schema.parent}", "-ocapnp", str(schema), at=self.at)
        masks, names = {}, {}
        common, kind = 0, None
        for line in text.split("struct Entry ")[1].splitlines():
            group = re.match(r"\s*(\w+) :group \{\s*# union tag = (\d+)", line)
            void = re.match(r"\s*(\w+) @\d+ :Void;\s*# .*union tag = (\d+)", line)
            bits = re.match(r"\s*\w+ @\d+ :.*# bits\[(\d+), (\d+)\)", line)
            if group or void:
                found = group or void
                names[int(found[2])] = re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), found[1])
                kind = int(found[2]) if group else None
                masks.setdefault(int(found[2]), 0)
            elif bits:
                mask = (1 << int(bits[2])) - (1 << int(bits[1]))
                if kind is None:
                    common |= mask
                else:
                    masks[kind] |= mask
            elif kind is not None and re.match(r"\s*\}", line):
                kind = None
        names.pop(0)
        tag = 0xFFFF << 224
        self.assertEqual(verify.NAMES, names)
        for kind, (_, _, mask) in verify.FORMS.items():
            self.assertEqual(mask, masks[kind] | common | tag, names[kind])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]] + sys.argv[4:])
