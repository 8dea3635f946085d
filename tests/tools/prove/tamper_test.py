#!/usr/bin/env python3
"""Harm done to an export, in every way that the audit names, and what both verifiers say of it.

    tamper_test.py TALLY FLOW ROOT

TALLY and FLOW are the programs, ROOT is the source tree. Each test harms a copy of one export and runs
`tally verify` and tools/verify.py on it: both must end with exit code 5 and name the first bad entry.
"""

import base64
import hashlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

TALLY, FLOW, ROOT = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tools"))
sys.dont_write_bytecode = True
import verify  # noqa: E402  (the program under test; its parts also help to forge)

SHORT = 3_000  # commands before the first checkpoint


def run(*command, at):
    done = subprocess.run(command, cwd=at, text=True, capture_output=True, timeout=300, check=False)
    return done.returncode, done.stdout + done.stderr


def must(*command, at):
    code, said = run(*command, at=at)
    if code != 0:
        raise AssertionError(f"{command}: exit code {code}: {said}")
    return said


def sign(seed, message):
    """Ed25519, RFC 8032."""
    digest = hashlib.sha512(seed).digest()
    secret = int.from_bytes(digest[:32], "little") & (2**254 - 8) | 2**254

    def encoded(point):
        inverse = pow(point[2], verify.P - 2, verify.P)
        x, y = point[0] * inverse % verify.P, point[1] * inverse % verify.P
        return (y | (x & 1) << 255).to_bytes(32, "little")

    key = encoded(verify.ed_times(secret, verify.ED_BASE))
    nonce = int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), "little") % verify.L
    r = encoded(verify.ed_times(nonce, verify.ED_BASE))
    h = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % verify.L
    return r + ((nonce + h * secret) % verify.L).to_bytes(32, "little")


class Export:
    """An export, and what a forger can do to it."""

    def __init__(self, place):
        self.place = pathlib.Path(place)
        self.size = int((self.place / "checkpoint").read_text().split("\n")[1])

    def leaves(self):
        return [leaf for first in range(0, self.size, 256)
                for leaf in verify.read_bundle(self.place, first, self.size)[1]]

    def bundle_of(self, entry):
        first = entry - entry % 256
        return self.place / verify.tile_path("entries", entry // 256, min(256, self.size - first))

    def offset_of(self, entry):
        """Where the entry's leaf begins in its bundle."""
        leaves = verify.read_bundle(self.place, entry - entry % 256, self.size)[1]
        return sum(2 + len(leaf) for leaf in leaves[:entry % 256]) + 2

    def put(self, path, data):
        (self.place / path).parent.mkdir(parents=True, exist_ok=True)
        (self.place / path).write_bytes(data)

    def put_items(self, level, items, sizes):
        """The tiles of one level, or the bundles: full ones, and partial ones of these sizes."""
        for first in range(0, len(items) - 255, 256):
            self.put(verify.tile_path(level, first // 256), b"".join(items[first:first + 256]))
        for size in sizes:
            first = size - size % 256
            if size % 256 and first + 256 > len(items):
                self.put(verify.tile_path(level, first // 256, size % 256), b"".join(items[first:size]))

    def forge_tree(self, leaves, marks=()):
        """Bundles and tiles anew from other leaves, for checkpoints over so many and over all."""
        shutil.rmtree(self.place / "tile")
        self.size = len(leaves)
        sizes = [*marks, self.size]
        self.put_items("entries", [len(leaf).to_bytes(2, "big") + leaf for leaf in leaves], sizes)
        level, hashes = 0, [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
        tree = verify.Tree(self.place, len(leaves))
        while hashes:
            self.put_items(level, hashes, [size // 256**level for size in sizes])
            hashes = [verify.complete_root(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
            level += 1
        own = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
        for first in range(0, len(own), 256):
            tree.push(own[first:first + 256])
        return tree.root()

    def forge_checkpoint(self, root, seed, name, key_id):
        """Signs another tree with the log's own key, and forgets all earlier checkpoints."""
        text = f"{name}\n{self.size}\n{base64.b64encode(root).decode()}\n"
        line = base64.b64encode(key_id + sign(seed, text.encode())).decode()
        note = f"{text}\n\u2014 {name} {line}\n".encode()
        shutil.rmtree(self.place / "checkpoints")
        self.put("checkpoint", note)
        self.put(f"checkpoints/{self.size}", note)

    def forge_manifest(self, root):
        import json  # only here
        manifest = json.loads((self.place / "manifest.json").read_text())
        manifest.update(size=self.size, root=root.hex(), checkpoints=[self.size])
        self.put("manifest.json", (json.dumps(manifest, separators=(",", ":")) + "\n").encode())

    def forge_sums(self):
        """SHA256SUMS anew: full tiles as the record completes them, then the rest by name."""
        full = []
        for bundle in range(self.size // 256):
            full.append(verify.tile_path("entries", bundle))
            level, index = 0, bundle
            full.append(verify.tile_path(level, index))
            while index % 256 == 255:
                level, index = level + 1, index // 256
                full.append(verify.tile_path(level, index))
        files = [str(path.relative_to(self.place)) for path in self.place.rglob("*") if path.is_file()]
        rest = sorted(set(files) - set(full) - {"SHA256SUMS"})
        lines = [f"{verify.file_hash(self.place, path)}  {path}\n" for path in full + rest
                 if (self.place / path).exists()]
        self.put("SHA256SUMS", "".join(lines).encode())


class TamperTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="tally-tamper-")
        at = cls.at = cls.directory.name
        flow = must(FLOW, "--commands", "4500", "--owners", "20", at=at).splitlines(keepends=True)
        pathlib.Path(at, "a.jsonl").write_text("".join(flow[:SHORT]))
        pathlib.Path(at, "b.jsonl").write_text("".join(flow[SHORT:]))
        pathlib.Path(at, "c.jsonl").write_text("".join(flow[SHORT + 1:]))
        cls.make_record("record", "log.example", "log.key", "a.jsonl", "b.jsonl")
        cls.make_record("fork", "log.example", "log.key", "a.jsonl", "c.jsonl")
        cls.make_record("other", "other.example", "other.key", "a.jsonl")
        must(TALLY, "export", "short", "--data", "record", "--at", f"checkpoint:{cls.sizes()[0]}", at=at)
        for name in ("record", "fork", "other"):
            must(TALLY, "export", f"{name}.export", "--data", name, at=at)
        cls.random = random.Random(7)

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    @classmethod
    def make_record(cls, name, origin, key, *files):
        said = must(TALLY, "init", "--origin", origin, "--data", name, "--key", key, at=cls.at)
        keys = [line.split(": ", 1)[1] for line in said.splitlines() if line.startswith("verifier key: ")]
        if keys:
            pathlib.Path(cls.at, key + ".pub").write_text("\n".join(keys) + "\n")
        for file in files:
            must(TALLY, "apply", file, "--data", name, "-q", "-o", "answers", at=cls.at)
            must(TALLY, "checkpoint", "--data", name, "--key", key, "-q", at=cls.at)

    @classmethod
    def sizes(cls):
        said = must(TALLY, "checkpoint", "--list", "-O", "csv", "--data", "record", at=cls.at)
        return [int(line.split(",")[0]) for line in said.splitlines() if line[:1].isdigit()]

    def copy(self, of="record.export"):
        shutil.rmtree(os.path.join(self.at, "copy"), ignore_errors=True)
        shutil.copytree(os.path.join(self.at, of), os.path.join(self.at, "copy"))
        return Export(os.path.join(self.at, "copy"))

    def files(self):
        """All that are of one kind each, every partial tile, and some of the full tiles."""
        place = pathlib.Path(self.at, "record.export")
        files = sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())
        full = [path for path in files if path.startswith("tile/") and ".p/" not in path]
        return [path for path in files if path not in full] + self.random.sample(full, 8)

    def signer(self):
        line = pathlib.Path(self.at, "log.key").read_text().strip()
        seed = base64.b64decode(line.split("+", 4)[4])[1:]
        key = pathlib.Path(self.at, "log.key.pub").read_text().splitlines()[0]
        return seed, "log.example", bytes.fromhex(key.split("+")[1])

    def both(self, *options, at="copy"):
        return (run(TALLY, "verify", at, "--key", "log.key.pub", "-q", *options, at=self.at),
                run(sys.executable, os.path.join(ROOT, "tools", "verify.py"), at, "--key", "log.key.pub", "-q",
                    *options, at=self.at))

    def refused(self, says, *options, at="copy", only=None):
        """Both end with 5 and name this; `only` the first or the second of them."""
        for i, (code, said) in enumerate(self.both(*options, at=at)):
            if only is not None and i != only:
                continue
            self.assertEqual(code, 5, f"verifier {i}: {said}")
            self.assertRegex(said, says, f"verifier {i}")

    def test_an_export_that_nobody_touched_holds(self):
        for code, said in self.both(at="record.export"):
            self.assertEqual((code, said), (0, ""))
        for code, said in self.both("--old-checkpoint", "short/checkpoint", at="record.export"):
            self.assertEqual((code, said), (0, ""))

    def test_a_forger_that_changes_nothing_makes_the_same_export(self):
        """So that what the other tests find is the harm, and not the forgery's craft."""
        export = self.copy()
        root = export.forge_tree(export.leaves())
        export.forge_checkpoint(root, *self.signer())
        export.forge_manifest(root)
        export.forge_sums()
        for code, said in self.both():
            self.assertEqual((code, said), (0, ""))

    def test_a_flipped_bit_in_a_leaf_names_the_entry(self):
        for entry in (0, 1, 255, 256, 1_000, Export(os.path.join(self.at, "record.export")).size - 1):
            export = self.copy()
            bundle = export.bundle_of(entry)
            data = bytearray(bundle.read_bytes())
            data[export.offset_of(entry) + 16 + self.random.randrange(8)] ^= 1 << self.random.randrange(8)
            bundle.write_bytes(data)
            self.refused(rf"\bentry {entry}: ")

    def test_a_flipped_bit_in_any_file_is_found(self):
        for path in self.files():
            export = self.copy()
            data = bytearray((export.place / path).read_bytes())
            data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
            export.put(path, data)
            with self.subTest(path):
                self.refused(".")

    def test_a_deleted_file_is_found(self):
        for path in self.files():
            if path == "checkpoint":  # then it is no export at all
                continue
            export = self.copy()
            (export.place / path).unlink()
            with self.subTest(path):
                self.refused(".")

    def test_a_dropped_tail_names_the_first_missing_entry(self):
        export = self.copy()
        full = export.size
        export.forge_tree(export.leaves()[:-3], self.sizes()[:1])
        export.forge_sums()
        self.refused(rf"{full - full % 256}")
        export = self.copy()
        bundle = export.bundle_of(full - 1)
        bundle.write_bytes(bundle.read_bytes()[:export.offset_of(full - 1) - 2])
        self.refused(rf"entry {full - 1}: ")

    def test_swapped_leaves_name_the_first_of_them(self):
        export = self.copy()
        leaves = export.leaves()
        leaves[700], leaves[900] = leaves[900], leaves[700]
        export.forge_tree(leaves, self.sizes()[:1])
        export.forge_sums()
        self.refused("entry 700: .*entry 900")

    def test_a_duplicated_leaf_names_its_second_place(self):
        export = self.copy()
        leaves = export.leaves()
        leaves[701] = leaves[700]
        export.forge_tree(leaves, self.sizes()[:1])
        export.forge_sums()
        self.refused("entry 701: .*entry 700")

    def test_an_inserted_leaf_names_its_place(self):
        export = self.copy()
        leaves = export.leaves()
        leaves.insert(512, leaves[5])
        export.forge_tree(leaves[:-1], self.sizes()[:1])
        export.forge_sums()
        self.refused("entry 512: .*entry 5\\b")

    def test_a_changed_amount_with_all_tiles_made_anew_fails_the_signature(self):
        export = self.copy()
        leaves = export.leaves()
        for number, leaf in enumerate(leaves):
            fields = verify.decode_leaf(leaf, number)
            if fields["kind"] == 1 and not fields["outcome"] and number > 1_000:
                leaves[number] = leaf[:72] + bytes([leaf[72] ^ 1]) + leaf[73:]
                break
        export.forge_tree(leaves, self.sizes()[:1])
        export.forge_sums()
        self.refused(rf"entry {number}: .*entries.jsonl|are not those that were signed")

    def test_a_shorter_log_signed_again_is_found_by_a_kept_checkpoint(self):
        for code, _ in self.both(at="short"):
            self.assertEqual(code, 0)
        self.refused(f"entry {self.sizes()[0]} ", "--old-checkpoint", "record.export/checkpoint", at="short")

    def test_a_fork_signed_with_the_same_key_is_found_by_a_kept_checkpoint(self):
        for code, _ in self.both(at="fork.export"):
            self.assertEqual(code, 0)
        for code, said in self.both("--old-checkpoint", "record.export/checkpoint", at="fork.export"):
            self.assertEqual(code, 5, said)

    def test_a_foreign_checkpoint_is_found(self):
        other = pathlib.Path(self.at, "other.export", "checkpoint").read_bytes()
        export = self.copy()
        export.put("checkpoint", other)
        self.refused("checkpoint")
        export = self.copy()
        export.put("checkpoints/7", other)
        self.refused("checkpoints/7")
        self.refused("other.export", "--old-checkpoint", "other.export/checkpoint", at="record.export")

    def test_an_old_signature_on_a_new_root_or_size_is_found(self):
        export = self.copy()
        new, old = export.place / "checkpoint", pathlib.Path(self.at, "short", "checkpoint")
        text = new.read_text().split("\n\n")[0]
        new.write_text(text + "\n\n" + old.read_text().split("\n\n")[1])
        self.refused("checkpoint: .*signature.* is wrong")
        export = self.copy()
        lines = (export.place / "checkpoint").read_text().split("\n")
        lines[1] = str(export.size - 1)
        (export.place / "checkpoint").write_text("\n".join(lines))
        self.refused("checkpoint: .*signature.* is wrong")

    def test_a_changed_projection_digest_signed_with_the_logs_own_key_is_found_by_replay(self):
        export = self.copy()
        leaves = export.leaves()
        number = next(i for i, leaf in enumerate(leaves) if verify.decode_leaf(leaf, i)["kind"] == 32)
        leaves[number] = leaves[number][:60] + bytes([leaves[number][60] ^ 1]) + leaves[number][61:]
        export.forge_tree(leaves, self.sizes()[:1])
        lines = (export.place / "entries.jsonl").read_bytes().splitlines(keepends=True)
        self.refused("are not those that were signed|entry " + str(number))
        root = export.forge_tree(leaves)
        export.forge_checkpoint(root, *self.signer())
        export.forge_manifest(root)
        fields = verify.decode_leaf(leaves[number], number)
        writer = verify.Lines(verify.Books())
        lines[number] = writer.line(fields, hashlib.sha256(b"\0" + leaves[number]).digest())
        export.put("entries.jsonl", b"".join(lines))
        export.forge_sums()
        self.refused(f"entry {number}: .*digest", only=0)

    def test_lines_and_balances_that_the_leaves_do_not_lead_to_are_found(self):
        export = self.copy()
        lines = (export.place / "entries.jsonl").read_bytes().splitlines(keepends=True)
        number = next(i for i, line in enumerate(lines) if b'"amount":"' in line and i > 600)
        harms = {
            "changed": lines[:number] + [lines[number].replace(b'"amount":"', b'"amount":"1', 1)] + lines[number + 1:],
            "dropped": lines[:number] + lines[number + 1:],
            "twice": lines[:number] + [lines[number - 1]] + lines[number:],
        }
        for name, harmed in harms.items():
            export.put("entries.jsonl", b"".join(harmed))
            export.forge_sums()
            with self.subTest(name):
                self.refused(f"entry {number}: .*entries.jsonl")
        export = self.copy()
        balances = (export.place / "balances.jsonl").read_bytes()
        export.put("balances.jsonl", balances.replace(b'"credits_posted":"', b'"credits_posted":"1', 1))
        export.forge_sums()
        self.refused("balances.jsonl")

    def test_a_manifest_that_says_something_else_is_found(self):
        export = self.copy()
        manifest = (export.place / "manifest.json").read_text()
        export.put("manifest.json", manifest.replace(f'"size":{export.size}', '"size":1').encode())
        export.forge_sums()
        self.refused("manifest.json")

    def test_an_export_is_not_added_to_another_history(self):
        for place, data in (("fork.export", "record"), ("other.export", "record"), ("record.export", "fork")):
            before = pathlib.Path(self.at, place, "SHA256SUMS").read_bytes()
            code, said = run(TALLY, "export", place, "--data", data, at=self.at)
            self.assertEqual(code, 5, said)
            self.assertEqual(before, pathlib.Path(self.at, place, "SHA256SUMS").read_bytes())
        code, said = run(TALLY, "export", "record", "--data", "record", at=self.at)
        self.assertEqual(code, 1, said)

    def test_adding_to_an_export_gives_what_exporting_at_once_gives(self):
        shutil.rmtree(os.path.join(self.at, "grown"), ignore_errors=True)
        shutil.copytree(os.path.join(self.at, "short"), os.path.join(self.at, "grown"))
        with open(os.path.join(self.at, "grown", "entries.jsonl"), "a", encoding="utf-8") as file:
            file.write('{"half":"of a line, as a crash leaves it')
        must(TALLY, "export", "grown", "--data", "record", at=self.at)
        self.assertEqual(must("diff", "-r", "grown", "record.export", at=self.at), "")

    def test_what_looks_at_a_record_looks_at_an_export(self):
        for verb in (["trial"], ["log", "-O", "jsonl"], ["balance", "--at", "1000"], ["orders"], ["check"],
                     ["replay", "--re-decide"], ["proof", "--entry", "77"]):
            said = [must(TALLY, *verb, "--data", place, at=self.at) for place in ("record", "record.export")]
            self.assertEqual(said[0], said[1], verb)
        code, said = run(TALLY, "diff", "--data", "record", "--other", "record.export", at=self.at)
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]] + sys.argv[4:])
