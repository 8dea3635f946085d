#!/usr/bin/env python3
"""Verifies an export of a Tallystick record, with nothing but Python's standard library (3.9 or newer).

    verify.py EXPORT [--key KEY] [--old-checkpoint FILE] [--signatures] [--quiet]

Written from the specifications and from docs/ of the project, not from its code: C2SP signed-note,
tlog-checkpoint and tlog-tiles, RFC 6962 (the tree), RFC 8032 (Ed25519), BIP 340, docs/record_format.md
(the leaves), docs/postings.md and docs/markets.md (what an entry does to the books).

Checked, in this order: the signatures of the checkpoint and of all earlier ones; every leaf: its form,
its place, its hash in every tile; the roots of all checkpoints; that entries.jsonl is the leaves, line
for line; that the balances recomputed from them balance and are those of balances.jsonl; SHA256SUMS. With
--signatures also what commands were signed with, some milliseconds each.

Exit codes: 0 it holds, 1 wrong use, 4 no opinion (a newer version wrote it), 5 it does not hold.
"""

import argparse
import base64
import csv
import hashlib
import json
import os
import re
import struct
import sys
import time


class Broken(Exception):
    """The export does not prove what it says."""


class NoOpinion(Exception):
    """It cannot be judged by this program."""


# --- Ed25519 (RFC 8032, section 6 describes this arithmetic) ---

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def ed_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def ed_times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = ed_add(result, point)
        point = ed_add(point, point)
        scalar >>= 1
    return result


def ed_point(encoded):
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


ED_BASE = ed_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verifies(key, message, signature):
    point, nonce = ed_point(key), ed_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or point is None or nonce is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    h = int.from_bytes(digest, "little") % L
    left, right = ed_times(s, ED_BASE), ed_add(nonce, ed_times(h, point))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- BIP 340: Schnorr signatures over secp256k1, in Jacobian coordinates ---

FIELD = 2**256 - 2**32 - 977
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
SECP_X = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798


def tagged_hash(tag, message):
    mark = hashlib.sha256(tag.encode()).digest()
    return hashlib.sha256(mark + mark + message).digest()


def secp_lift(x):
    if x >= FIELD:
        return None
    square = (pow(x, 3, FIELD) + 7) % FIELD
    y = pow(square, (FIELD + 1) // 4, FIELD)
    if y * y % FIELD != square:
        return None
    return (x, y if y % 2 == 0 else FIELD - y, 1)


def secp_double(p):
    x, y, z = p
    a, b = x * x % FIELD, y * y % FIELD
    s = 4 * x * b % FIELD
    m = 3 * a
    new_x = (m * m - 2 * s) % FIELD
    return (new_x, (m * (s - new_x) - 8 * b * b) % FIELD, 2 * y * z % FIELD)


def secp_add(p, q):
    if p[2] == 0 or q[2] == 0:
        return q if p[2] == 0 else p
    z1, z2 = p[2] * p[2] % FIELD, q[2] * q[2] % FIELD
    u1, u2 = p[0] * z2 % FIELD, q[0] * z1 % FIELD
    s1, s2 = p[1] * z2 * q[2] % FIELD, q[1] * z1 * p[2] % FIELD
    if u1 == u2:
        return secp_double(p) if s1 == s2 else (0, 1, 0)
    h, r = u2 - u1, s2 - s1
    hh = h * h % FIELD
    hhh, v = h * hh % FIELD, u1 * hh % FIELD
    x = (r * r - hhh - 2 * v) % FIELD
    return (x, (r * (v - x) - s1 * hhh) % FIELD, h * p[2] * q[2] % FIELD)


def secp_times(scalar, point):
    result = (0, 1, 0)
    while scalar:
        if scalar & 1:
            result = secp_add(result, point)
        point = secp_double(point)
        scalar >>= 1
    return result


def bip340_verifies(key, message, signature):
    point = secp_lift(int.from_bytes(key, "big"))
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(signature) != 64 or point is None or r >= FIELD or s >= ORDER:
        return False
    challenge = tagged_hash("BIP0340/challenge", signature[:32] + key + message)
    e = int.from_bytes(challenge, "big") % ORDER
    x, y, z = secp_add(secp_times(s, secp_lift(SECP_X)), secp_times(ORDER - e, point))
    if z == 0:
        return False
    inverse = pow(z, FIELD - 2, FIELD)
    return x * inverse**2 % FIELD == r and y * inverse**3 % FIELD % 2 == 0


# --- Signed notes and checkpoints (C2SP) ---

ED25519, BIP340, COSIGNER = b"\x01", b"\xfftallystick/bip340/v1", b"\x04"


def parse_keys(text):
    """The keys of lines `name+hash+base64`, as {(name, key id): (type, key)}."""
    keys = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, identity, encoded = line.split("+", 2)
            encoded = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise SystemExit(f"verify.py: not a verifier key: {line}") from None
        expected = hashlib.sha256(name.encode() + b"\n" + encoded).hexdigest()[:8]
        kind, key = encoded[:-32], encoded[-32:]
        if expected == identity and kind == COSIGNER:
            continue  # a witness's: it says nothing about who wrote the log
        if expected != identity or kind not in (ED25519, BIP340):
            raise SystemExit(f"verify.py: the key's hash or type is wrong: {line}")
        keys[name, bytes.fromhex(identity)] = (kind, key)
    return keys


def check_note(data, keys, what):
    """(origin, size, root, those of the keys that signed it) of a checkpoint."""
    try:
        text, _, signatures = data.decode().rpartition("\n\n")
        origin, size, root = (text + "\n").split("\n")[:3]
        root = base64.b64decode(root, validate=True)
    except ValueError:
        raise Broken(f"{what}: it is no signed checkpoint") from None
    if not re.fullmatch("0|[1-9][0-9]*", size) or len(root) != 32:
        raise Broken(f"{what}: it is no signed checkpoint")
    message, signers = (text + "\n").encode(), set()
    for line in signatures.splitlines():
        parts = line.split(" ")
        try:
            signature = base64.b64decode(parts[2], validate=True)
        except (IndexError, ValueError):
            raise Broken(f"{what}: '{line}' is no signature line") from None
        kind, key = keys.get((parts[1], signature[:4]), (None, None))
        if kind == ED25519:
            verified = ed25519_verifies(key, message, signature[4:])
        elif kind == BIP340:
            digest = tagged_hash("tallystick/bip340/v1/note", message)
            verified = bip340_verifies(key, digest, signature[4:])
        else:
            continue
        if not verified or parts[1] != origin:
            raise Broken(f"{what}: the signature of {parts[1]} is wrong")
        signers.add((parts[1], signature[:4]))
    if not signers:
        raise Broken(f"{what}: no given key has signed it")
    return origin, int(size), root, signers


def key_line(name, kind, key):
    identity = hashlib.sha256(name.encode() + b"\n" + kind + key).hexdigest()[:8]
    return f"{name}+{identity}+{base64.b64encode(kind + key).decode()}"


class KeyChain:
    """A log's keys, one generation after the other: the old key vouches for the new one in an entry.

    Trust begins with the first generation of which a key was given; without any, the log's own word
    is taken. A tree is to be signed by the generation that it ends in.
    """

    def __init__(self, own, given):
        self.generations, self.given = [own], given
        self.at, self.rotations, self.trusted_from, self.trusted = [], [], 0, False

    def follow(self, place, origin, size):
        """Reads the entries that the file `rotations` names."""
        path = os.path.join(place, "rotations")
        lines = read(place, "rotations").decode(errors="replace").splitlines() if os.path.exists(path) else []
        for line in lines:
            number = line.split(" ")[0]
            if not re.fullmatch("0|[1-9][0-9]{0,18}", number) or not int(number) < size:
                raise Broken(f"rotations: '{line}' names no entry")
            number = int(number)
            first = number - number % 256
            f = decode_leaf(read_bundle(place, first, size)[1][number - first], number)
            if NAMES[f["kind"]] != "rotate_signing_key":
                raise Broken(f"rotations: entry {number} does not change the signing key")
            said = [key_line(origin, ED25519, f["ed25519"]), key_line(origin, BIP340, f["bip340"])]
            if line != " ".join([str(number)] + said) or number <= max(self.at, default=-1):
                raise Broken(f"rotations: '{line}' is not what entry {number} says")
            self.at.append(number)
            self.rotations.append((said, f["signature"]))
            self.generations.append(parse_keys("\n".join(said)))
        self.begin_trust()
        self.check(origin)

    def begin_trust(self):
        if self.given is None:
            return
        for i, keys in enumerate(self.generations):
            shared = {key: value for key, value in keys.items() if self.given.get(key) == value}
            if shared:
                self.generations[i], self.trusted_from = shared, i
                return
        self.generations[0] = self.given

    def check(self, origin):
        for number, keys, (said, signature) in zip(self.at, self.generations, self.rotations):
            text = "\n".join(["tallystick/rotate-key/v1", origin, str(number), *said, ""]).encode()
            if not any(kind == ED25519 and name == origin and ed25519_verifies(key, text, signature)
                       for (name, _), (kind, key) in keys.items()):
                raise Broken(f"entry {number}: the new signing key in it is not signed by the Ed25519 key before it")

    def note(self, data, what):
        everyone = {key: value for keys in self.generations for key, value in keys.items()}
        origin, size, root, signers = check_note(data, everyone, what)
        generation = sum(at < size for at in self.at)
        if not signers & set(self.generations[generation]):
            raise Broken(f"{what}: it is over {size} entries, and not signed by the key of that time")
        self.trusted = self.trusted or generation >= self.trusted_from
        return origin, size, root


# --- Leaves: canonical Cap'n Proto of schema/entry.capnp, as docs/record_format.md describes it ---
#
# A field is `name:word.bit.bits`, `name:low+high` (128 bits in two words), `name:word#bytes`, or
# `name:word@word.bit` (an address: two words, and 32 bits). Words count as in the document.

COMMON = "sequence:0.0.64 time:1.0.64 cause:2.0.64 linked:3.0.1 key:3.1.15 outcome:3.16.16 kind:3.32.16 "
EVENT = "type:0.0.8 index:0.32.32 asset:1.0.32 transaction:2#32 subject:6+8 amount:7+9"
KINDS = {
    1: "create_transfer code:3.48.16 asset:4.0.32 flags:4.32.16 has_requested:4.48.1 id:5+9 debit:6+10"
       " credit:7+11 amount:8+18 pending_id:12+14 timeout:13.0.32 user_data_32:13.32.32"
       " user_data_64:15.0.64 user_data_128:16+17 requested:19+20 timestamp:21.0.64"
       " effective_date:22.0.32 reverses:23+24",
    2: "place_order side:3.48.8 type:3.56.8 market:4.0.32 time_in_force:4.32.8 self_trade:4.40.8"
       " options:4.48.8 rests:4.56.1 id:5+10 owner:6+11 price:7.0.64 quantity:8.0.64 hold:9+18"
       " stop_price:12.0.64 trail:13.0.64 display:14.0.64 min_quantity:15.0.64 budget:16+19"
       " expires:17.0.64",
    3: "cancel_order id:4+5",
    4: "fill taker_side:3.48.8 market:4.0.32 maker:5+12 taker:6+13 price:7.0.64 quantity:8.0.64"
       " quote:9+14 maker_fee:10+15 taker_fee:11+16",
    5: "tick",
    6: "create_asset scale:3.48.8 number:4.0.32 code:5#16",
    7: "create_account code:3.48.16 asset:4.0.32 flags:4.32.16 given_totals:4.48.8 id:5+7 owner:6+8"
       " user_data_32:9.0.32 user_data_64:10.0.64 user_data_128:11+12 timestamp:13.0.64",
    8: "transfer_expired id:4+5",
    9: "create_market tick_scale:3.48.8 lot_scale:3.56.8 base:4.0.32 quote:4.32.32 number:5.0.32"
       " maker_fee_bps:5.32.16 taker_fee_bps:5.48.16 band_bps:6.0.16 symbol:7#32 tick:11.0.64"
       " lot:12.0.64 fee_owner:13+14",
    10: "control_market control:3.48.8 market:4.0.32 band_bps:4.32.16",
    11: "amend_order keeps_priority:3.48.1 rests:3.49.1 id:4+8 price:5.0.64 quantity:6.0.64 hold:7+9",
    12: "cancel_all market:4.0.32 count:4.32.32 owner:5+6",
    13: "order_cancelled reason:3.48.8 id:4+5",
    14: "order_expired id:4+5",
    15: "order_triggered rests:3.48.1 id:4+6 hold:5+7",
    16: "order_decremented quantity:4.0.64 maker:5+7 taker:6+8",
    17: "create_escrow quorum:3.48.8 asset:4.0.32 id:5+15 buyer:6+16 seller:7+17 amount:8+18"
        " content_hash:9#32 release_after:13.0.64 refund_after:14.0.64 evm_chain_id:19.0.64"
        " contract:20@4.32 payee:22@24.0 token:25@24.32",
    18: "fund_escrow id:4+5",
    19: "attest_escrow action:3.48.8 v:3.56.8 id:4+5 attestor:6@8.0 content_hash:9#32 signature:13#64",
    20: "release_escrow id:4+5",
    21: "refund_escrow id:4+5",
    22: "dispute_escrow id:4+6 by:5+7",
    23: "resolve_escrow action:3.48.8 id:4+5",
    24: "create_chain number:4.0.32 finality_depth:4.32.32 name:5#32 custody_owner:9+11"
        " loss_owner:10+12",
    25: "observe_block chain:4.0.32 number:5.0.64 timestamp:6.0.64 hash:7#32 parent:11#32",
    26: "resume_chain stay:3.48.1 chain:4.0.32",
    27: "request_withdrawal chain:4.0.32 asset:4.32.32 id:5+12 account:6+13 amount:7+14"
        " destination:8#32",
    28: "cancel_withdrawal id:4+5",
    29: "chain_event_applied effect:3.48.8 type:3.56.8 chain:4.0.32 index:4.32.32 asset:5.0.32"
        " block:6#32 transaction:10#32 subject:14+17 amount:15+18 loss:16+19 from:20#32",
    30: "chain_reorganized chain:4.0.32 depth:4.32.32 ancestor:5#32 old_tip:9#32 new_tip:13#32",
    31: "chain_halted chain:4.0.32 ancestor:5#32 new_tip:9#32",
    32: "projection_digest projection:3.48.16 version:4.0.16 slices:4.32.32 digest:5#32 slice:9.0.32",
    33: "rotate_signing_key ed25519:4#32 bip340:8#32 signature:12#64",
    34: "attach_data subject_kind:3.48.8 subject:4+9 commitment:5#32",
    35: "redact_data commitment:4#32",
    36: "record_liabilities asset:4.0.32 size:5.0.64 accounts:6.0.64 root:7#32 total:11+12",
    37: "add_key number:3.48.16 expires:4.0.64 public_key:5#32 name:9#32",
    38: "revoke_key number:3.48.16",
    39: "grant_role number:3.48.16 role:4.0.8 market:4.32.32 asset:5.0.32 owner:6+7",
    40: "revoke_role number:3.48.16 role:4.0.8 market:4.32.32 asset:5.0.32 owner:6+7",
    41: "set_limit limit:3.48.8 off:3.56.1 number:4.0.16 window:4.32.32 market:5.0.32 asset:5.32.32"
        " owner:6+8 amount:7+9",
    42: "set_kill_switch on:3.48.1 market:4.0.32 owner:5+6",
    43: "set_policy policy:3.48.8 off:3.56.1 role:4.0.8 asset:4.32.32 timeout:5.0.32 amount:6+7",
    44: "approve_transfer reject:3.48.1 id:4+5",
    45: "approval_expired id:4+5",
    46: "command_signature scheme:3.48.8 nonce:4.0.64 signature:5#64 left_open:3.56.8",
    47: "record_reconciliation verdict:3.48.8 gains_by:3.56.8 run:4#32 account:8+23 asset:9.0.32"
        " cut_off:9.32.32 break_count:10.0.32 material_count:10.32.32 rules:11#32 root:15#32 size:19.0.64"
        " matched:20.0.64 more_on_statement:21+24 more_on_record:22+25",
    48: "comment_break explains:3.48.1 run:4#32 account:8+14 break:9.0.64 commitment:10#32",
    49: "write_off_break code:3.48.16 run:4#32 account:8+12 break:9.0.64 id:10+13 against:11+14",
    50: "correct_break run:4#32 account:8+11 break:9.0.64 id:10+12",
    51: "sign_reconciliation action:3.48.8 accept_breaks:3.56.1 run:4#32 account:8+9",
}
CONSEQUENCES = {4, 8, 13, 14, 15, 16, 29, 30, 31, 32, 33, 45, 46}
TAILS = {1: "metadata", 17: "attestors", 25: "events", 47: "breaks"}  # kinds that may have a pointer


def compiled(fields):
    """A function of (words, bytes) that gives the fields, how many words they need, and their bits."""
    parts, mask, words = [], 0, 0
    for field in fields.split():
        name, place = field.split(":")
        spots = []  # (word, bit, bits)
        if "#" in place:
            first, size = map(int, place.split("#"))
            parts.append(f"{name!r}: b[{8 * first}:{8 * first + size}]")
            spots = [(first, 0, 8 * size)]
        elif "@" in place:
            first, tail = place.split("@")
            first, (word, bit) = int(first), map(int, tail.split("."))
            at = 8 * word + bit // 8
            parts.append(f"{name!r}: b[{8 * first}:{8 * first + 16}] + b[{at}:{at + 4}]")
            spots = [(first, 0, 128), (word, bit, 32)]
        elif "+" in place:
            low, high = map(int, place.split("+"))
            parts.append(f"{name!r}: w[{low}] | w[{high}] << 64")
            spots = [(low, 0, 64), (high, 0, 64)]
        else:
            word, bit, bits = map(int, place.split("."))
            shifted = f"w[{word}] >> {bit}" if bit else f"w[{word}]"
            cut = "" if bit + bits == 64 else f" & {2**bits - 1}"
            parts.append(f"{name!r}: {shifted}{cut}")
            spots = [(word, bit, bits)]
        for word, bit, bits in spots:
            mask |= (2**bits - 1) << (64 * word + bit)
            words = max(words, word + (bit + bits + 63) // 64)
    return eval("lambda w, b: {" + ", ".join(parts) + "}"), words, mask  # our own table, above


FORMS = {kind: compiled(COMMON + " ".join(row.split()[1:])) for kind, row in KINDS.items()}
NAMES = {kind: row.split()[0] for kind, row in KINDS.items()}
ELEMENTS = {"attestors": compiled("address:0@2.0"), "events": compiled(EVENT),
            "breaks": compiled("code:0.0.8 material:0.8.1 more_on:0.16.8 id:1.0.64 amount:2+3")}
WORDS = [struct.Struct(f"<{count}Q") for count in range(64)]


def fields_of(form, data, what):
    """The fields of a run of words; no bit may be set that no field has."""
    decode, words, mask = form
    count = len(data) // 8
    if count > words or int.from_bytes(data, "little") & ~mask:
        raise NoOpinion(f"{what}: it has a field that this program does not know; use a newer one")
    if count < words:
        data += bytes(8 * (words - count))
    return decode(WORDS[words].unpack(data), data)


def decode_leaf(leaf, number):
    """The fields of a leaf that is in canonical form."""
    what = f"entry {number}"
    if len(leaf) < 40 or len(leaf) % 8:
        raise Broken(f"{what}: {len(leaf)} bytes are no leaf")
    zero, data_words, pointers = struct.unpack_from("<IHH", leaf)
    end = 8 + 8 * data_words
    kind = leaf[36] | leaf[37] << 8
    if kind not in FORMS:
        raise NoOpinion(f"{what}: a kind of entry, {kind}, that this program does not know")
    fits = end <= len(leaf) if pointers else end == len(leaf)
    if zero or pointers > 1 or data_words < 4 or not fits or leaf[end - 8:end] == bytes(8):
        raise Broken(f"{what}: its leaf is not in canonical form")
    fields = fields_of(FORMS[kind], leaf[8:end], what)
    if pointers or kind in TAILS:
        if pointers and kind not in TAILS:
            raise NoOpinion(f"{what}: it has a list that this program does not know")
        name = TAILS[kind]
        tail = leaf[end:]
        fields[name] = decode_text(tail, what) if kind == 1 else decode_list(name, tail, what)
    if kind == 1:
        decode_requested(fields, what)
    return fields


def decode_requested(fields, what):
    differs = fields["requested"] != fields["amount"] if fields["has_requested"] else not fields["requested"]
    if not differs:
        raise Broken(f"{what}: its leaf is not in canonical form")
    if not fields["has_requested"]:
        fields["requested"] = fields["amount"]


def decode_text(tail, what):
    if not tail:
        return ""
    pointer = int.from_bytes(tail[:8], "little")
    size = pointer >> 35
    padded = 8 * ((size + 7) // 8)
    if pointer & (2**35 - 1) != 1 + 2 * 2**32 or size < 2 or len(tail) != 8 + padded or any(tail[7 + size:]):
        raise Broken(f"{what}: its text is not in canonical form")
    return tail[8:7 + size].decode(errors="surrogateescape")


def decode_list(name, tail, what):
    if not tail:
        return []
    words = struct.unpack(f"<{len(tail) // 8}Q", tail)
    count, width = (words[1] & (2**32 - 1)) >> 2, words[1] >> 32 if len(words) > 1 else 0
    shaped = len(words) > 1 and words[1] & 3 == 0 and 0 < count and len(words) == 2 + count * width
    if not shaped or words[0] != 1 + 7 * 2**32 + count * width * 2**35:
        raise Broken(f"{what}: its list is not in canonical form")
    if width and not any(words[1 + width * (i + 1)] for i in range(count)):
        raise Broken(f"{what}: its list is not in canonical form")
    step = 8 * width
    return [fields_of(ELEMENTS[name], tail[16 + i * step:16 + (i + 1) * step], what) for i in range(count)]


# --- The words of entries.jsonl ---

OUTCOMES = {
    0: """
        ok linked_event_failed linked_event_chain_open exists id_already_failed id_must_not_be_zero
        id_must_not_be_int_max reserved_flag flags_are_mutually_exclusive
        not_allowed_in_linked_chain time_must_not_regress""",
    100: """
        exists_with_different_scale asset_limit_reached scale_too_large imported_event_expected
        imported_event_not_expected timestamp_must_be_zero imported_event_timestamp_out_of_range
        imported_event_timestamp_must_not_advance exists_with_different_flags
        exists_with_different_user_data_128 exists_with_different_user_data_64
        exists_with_different_user_data_32 exists_with_different_asset exists_with_different_code
        exists_with_different_owner debits_pending_must_be_zero debits_posted_must_be_zero
        credits_pending_must_be_zero credits_posted_must_be_zero asset_must_not_be_zero
        asset_not_found code_must_not_be_zero imported_event_timestamp_must_not_regress
        owner_has_default_account exists_with_different_pending_id exists_with_different_timeout
        exists_with_different_debit_account_id exists_with_different_credit_account_id
        exists_with_different_amount exists_with_different_metadata
        debit_account_id_must_not_be_zero debit_account_id_must_not_be_int_max
        credit_account_id_must_not_be_zero credit_account_id_must_not_be_int_max
        accounts_must_be_different pending_id_must_be_zero pending_id_must_not_be_zero
        pending_id_must_not_be_int_max pending_id_must_be_different
        timeout_reserved_for_pending_transfer closing_transfer_must_be_pending
        debit_account_not_found credit_account_not_found accounts_must_have_the_same_asset
        transfer_must_have_the_same_asset_as_accounts pending_transfer_not_found
        pending_transfer_not_pending pending_transfer_has_different_debit_account_id
        pending_transfer_has_different_credit_account_id pending_transfer_has_different_asset
        pending_transfer_has_different_code exceeds_pending_transfer_amount
        pending_transfer_has_different_amount pending_transfer_already_posted
        pending_transfer_already_voided pending_transfer_expired
        imported_event_timestamp_must_postdate_debit_account
        imported_event_timestamp_must_postdate_credit_account imported_event_timeout_must_be_zero
        debit_account_already_closed credit_account_already_closed overflows_debits_pending
        overflows_credits_pending overflows_debits_posted overflows_credits_posted overflows_debits
        overflows_credits overflows_timeout exceeds_credits exceeds_debits account_has_open_holds
        metadata_too_long account_limit_reached effective_date_out_of_range
        exists_with_different_effective_date exists_with_different_reverses
        reversed_transfer_not_found reversed_transfer_not_posted reversal_must_swap_accounts
        reversal_has_different_asset exceeds_reversed_transfer_amount
        reversal_must_be_single_phase""",
    300: """
        market_not_found market_limit_reached base_asset_not_found quote_asset_not_found
        base_and_quote_must_be_different tick_must_not_be_zero lot_must_not_be_zero
        lot_finer_than_base_scale tick_scale_too_large fee_too_large fee_account_not_found
        band_too_wide exists_with_different_terms market_halted market_not_halted
        owner_must_not_be_zero base_account_not_found quote_account_not_found account_cannot_trade
        account_closed insufficient_funds quantity_must_not_be_zero quantity_not_on_lot
        price_must_not_be_zero price_must_be_zero price_not_on_tick stop_price_must_not_be_zero
        stop_price_must_be_zero stop_price_not_on_tick trail_must_not_be_zero trail_must_be_zero
        trail_not_on_tick display_quantity_invalid min_quantity_invalid budget_must_not_be_zero
        budget_must_be_zero expiry_must_not_be_zero expiry_must_be_zero already_expired
        time_in_force_invalid option_combination_invalid notional_overflow price_outside_band
        post_only_would_take would_not_fill_completely would_not_fill_minimum no_liquidity
        stop_already_triggered self_trade_prevented order_not_found order_already_closed
        order_belongs_to_another_owner nothing_to_amend quantity_must_change_before_fill
        side_invalid order_limit_reached exists_with_different_order symbol_must_not_be_empty
        no_last_trade trail_out_of_range account_totals_too_large control_invalid""",
    400: """
        escrow_not_found exists_with_different_escrow buyer_account_not_found
        seller_account_not_found buyer_and_seller_must_be_different amount_must_not_be_zero
        attestors_missing too_many_attestors duplicate_attestor attestor_must_not_be_zero
        quorum_out_of_range timelocks_out_of_order timelock_already_passed escrow_not_created
        escrow_already_funded escrow_not_funded escrow_already_released escrow_already_refunded
        escrow_disputed escrow_not_disputed escrow_expired attestor_not_in_set already_attested
        signature_invalid signature_not_canonical signature_not_by_attestor content_hash_mismatch
        action_invalid quorum_not_reached release_timelock_not_passed refund_timelock_not_passed
        not_a_party already_disputed""",
    500: """
        chain_not_found chain_limit_reached finality_depth_invalid exists_with_different_chain
        custody_owner_must_not_be_zero chain_halted chain_not_halted block_already_known
        block_does_not_connect block_number_mismatch block_hash_must_not_be_zero
        block_below_finality event_duplicated event_account_not_found event_asset_not_found
        event_custody_account_not_found event_withdrawal_not_found event_escrow_not_found
        event_amount_overflow event_invalid too_many_events withdrawal_not_found
        exists_with_different_withdrawal account_not_found withdrawal_already_seen
        withdrawal_already_final withdrawal_already_cancelled destination_must_not_be_zero
        reorg_too_deep exists_with_different_block loss_owner_must_not_be_zero
        custody_and_loss_owner_must_be_different event_loss_account_not_found account_has_limits
        block_limit_reached""",
    600: """
        subject_invalid commitment_must_not_be_zero transfer_not_found
        liabilities_size_out_of_range liabilities_must_not_be_empty""",
    700: """
        not_authorized key_not_found key_expired key_revoked exists_with_different_key key_limit_reached
        public_key_must_not_be_zero role_invalid grant_not_found grant_limit_reached scope_invalid
        limit_kind_invalid limit_subject_invalid limit_window_invalid limit_not_found too_many_limits
        order_quantity_limit_exceeded order_notional_limit_exceeded open_orders_limit_exceeded
        order_rate_limit_exceeded price_band_limit_exceeded transfer_limit_exceeded withdrawal_limit_exceeded
        killed switch_limit_reached policy_invalid policy_not_found approval_required
        approval_needs_another_key waiting_transfer_not_found id_waits_for_approval too_many_waiting_transfers
        signature_required nonce_already_used command_signature_invalid nonce_too_old""",
    800: """
        reconciliation_not_found reconciliation_closed exists_with_different_reconciliation
        too_many_reconciliations run_must_not_be_zero reconciliation_size_out_of_range
        reconciliation_asset_mismatch verdict_invalid too_many_breaks break_id_must_not_be_zero
        break_duplicated breaks_do_not_add_up break_not_found break_already_decided
        break_has_no_amount transfer_not_of_account already_prepared not_prepared
        reviewer_must_be_another_key breaks_undecided sign_action_invalid write_off_needs_approval
        cut_off_out_of_range""",
}
OUTCOME = {first + i: word for first, words in OUTCOMES.items() for i, word in enumerate(words.split())}
ACCOUNT_FLAGS = ("linked debits_must_not_exceed_credits credits_must_not_exceed_debits history imported"
                 " closed").split()
TRANSFER_FLAGS = ("linked pending post_pending_transfer void_pending_transfer balancing_debit"
                  " balancing_credit closing_debit closing_credit imported").split()
SIDES = ("buy", "sell")
TYPES = ("limit", "market", "stop", "stop_limit", "trailing_stop")
TIMES_IN_FORCE = ("gtc", "gtd", "ioc", "fok")
SELF_TRADES = ("cancel_newest", "cancel_oldest", "cancel_both", "decrement")
ACTIONS = ("", "release", "refund")
EVENTS = ("", "deposit", "withdrawal", "escrow_funded", "escrow_released", "escrow_refunded")
SUBJECTS = ("", "account", "withdrawal", "escrow", "escrow", "escrow")
EFFECTS = ("", "seen", "moved", "dropped", "finalized", "reversed", "unmatched")
SUBJECT_KINDS = ("", "owner", "account", "transfer", "order", "escrow")
CONTROLS = ("halt", "resume", "set_band")
ROLES = ("any", "trader", "transfer_agent", "settlement", "auditor", "operator", "admin")
LIMITS = ("", "order_quantity", "order_notional", "open_orders", "order_rate", "price_band", "transfers",
          "withdrawals")
POLICIES = ("", "four_eyes", "signatures")
GAINS_BY = ("debit", "credit")
MORE_ON = ("statement", "record")
VERDICTS = ("clean", "unknown", "material", "immaterial", "incomplete")
SIGN_ACTIONS = ("", "prepare", "review", "withdraw", "abandon")
BREAK_CODES = dict(enumerate(("MISSING_EXTERNAL", "MISSING_INTERNAL", "AMOUNT", "DIRECTION",
                              "DUPLICATE_INTERNAL", "DUPLICATE_EXTERNAL", "AMBIGUOUS",
                              "TIMING", "FEE", "BALANCE", "STATEMENT_GAP", "ASSET",
                              "REORG", "UNCONFIRMED", "PROJECTION_DRIFT", "INVARIANT",
                              "UNCLASSIFIED"), 1))
SCHEMES = ("", "canonical_command", "typed_data")
REASONS = ("requested", "unfilled_remainder", "self_trade", "budget_spent", "market_closed")
PROJECTIONS = ("", "assets", "ledger", "markets", "escrows", "chains", "access", "limits",
               "reconciliations")
ESCAPES = {i: f"\\u{i:04x}" for i in range(32)}
ESCAPES.update({10: "\\n", 9: "\\t", 34: '\\"', 92: "\\\\"})


def units(value, scale):
    """1234 at scale 2 is 12.34."""
    text = str(value)
    if not scale:
        return text
    text = text.rjust(scale + 1, "0")
    return text[:-scale] + "." + text[-scale:]


SECONDS = {}


def date(days):
    return moment(days * 86_400 * 10**9)[:10] if days <= 2_932_896 else str(days)


def moment(ns):
    seconds, ns = divmod(ns, 10**9)
    text = SECONDS.get(seconds)
    if text is None:
        SECONDS.clear()
        text = SECONDS[seconds] = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    if ns % 1000:
        return f"{text}.{ns:09}Z"
    if ns % 10**6:
        return f"{text}.{ns // 1000:06}Z"
    return f"{text}.{ns // 10**6:03}Z" if ns else text + "Z"


def texts(*pairs):
    return "".join([f',"{key}":"{value}"' for key, value in pairs])


def some(*pairs):
    return "".join([f',"{key}":"{value}"' for key, value in pairs if value])


def hexes(fields, *names):
    return "".join([f',"{name}":"0x{fields[name].hex()}"' for name in names])


def flag_list(names, bits):
    return '["' + '","'.join([name for i, name in enumerate(names) if bits >> i & 1]) + '"]' if bits else "[]"


class Lines:
    """The line of entries.jsonl that a leaf's fields make, with the names that the books know."""

    def __init__(self, books):
        self.books = books
        self.writers = {kind: getattr(self, name, self.only_id) for kind, name in NAMES.items()}

    def line(self, f, leaf_hash):
        kind, sequence = f["kind"], f["sequence"]
        result = "" if kind in CONSEQUENCES else f',"result":"{OUTCOME[f["outcome"]]}"'
        linked = ',"linked":true' if f["linked"] else ""
        linked += f',"key":{f["key"]}' if f["key"] else ""
        return (f'{{"sequence":{sequence},"time":"{moment(f["time"])}","cause":{f["cause"]},'
                f'"kind":"{NAMES[kind]}"{self.writers[kind](f)}{result}{linked},'
                f'"leaf_hash":"{leaf_hash.hex()}"}}\n').encode(errors="surrogateescape")

    def code(self, number):
        return self.books.assets.get(number, ("unknown", 0))[0]

    def asset(self, number):
        return f',"asset":"{self.code(number)}"' if number else ""

    def amount(self, value, asset):
        return units(value, self.books.assets.get(asset, ("", 0))[1])

    def chain(self, number):
        chain = self.books.chains.get(number)
        return f',"chain":"{chain["name"] if chain else "unknown"}"'

    @staticmethod
    def tick(_):
        return ""

    @staticmethod
    def only_id(f):
        return f',"id":"{f["id"]}"'

    def create_asset(self, f):
        return f',"asset":"{symbol(f["code"])}","scale":{f["scale"]}'

    def create_account(self, f):
        flags = f["flags"]
        default = ',"default":true' if flags & 64 else ""
        return (f',"id":"{f["id"]}"{self.asset(f["asset"])},"owner":"{f["owner"]}","code":{f["code"]}'
                f',"flags":{flag_list(ACCOUNT_FLAGS, flags & 63)}{default}'
                + some(("user_data_128", f["user_data_128"]), ("user_data_64", f["user_data_64"]),
                       ("user_data_32", f["user_data_32"]))
                + (texts(("timestamp", moment(f["timestamp"]))) if f["timestamp"] else ""))

    def create_transfer(self, f):
        asset, amount, requested = f["asset"], f["amount"], f["requested"]
        line = (f',"id":"{f["id"]}","debit":"{f["debit"]}","credit":"{f["credit"]}"{self.asset(asset)}'
                f',"amount":"{self.amount(amount, asset)}"')
        if requested == 2**128 - 1:
            line += ',"requested":"max"'
        elif requested != amount:
            line += f',"requested":"{self.amount(requested, asset)}"'
        line += f',"code":{f["code"]},"flags":{flag_list(TRANSFER_FLAGS, f["flags"] & 511)}'
        if f["pending_id"]:
            line += f',"pending_id":"{f["pending_id"]}"'
        if f["timeout"]:
            line += f',"timeout":{f["timeout"]}'
        line += some(("user_data_128", f["user_data_128"]), ("user_data_64", f["user_data_64"]),
                     ("user_data_32", f["user_data_32"]))
        if f["timestamp"]:
            line += texts(("timestamp", moment(f["timestamp"])))
        if f["effective_date"]:
            line += texts(("effective_date", date(f["effective_date"])))
        line += some(("reverses", f["reverses"]))
        return line + some(("metadata", f["metadata"].translate(ESCAPES)))

    def create_market(self, f):
        line = texts(("market", symbol(f["symbol"])))
        line += some(("base", f["base"] and self.code(f["base"])), ("quote", f["quote"] and self.code(f["quote"])))
        line += texts(("tick", units(f["tick"], f["tick_scale"])), ("lot", units(f["lot"], f["lot_scale"])))
        line += f',"maker_fee_bps":{f["maker_fee_bps"]},"taker_fee_bps":{f["taker_fee_bps"]}'
        line += some(("fee_owner", f["fee_owner"]))
        return line + (f',"band_bps":{f["band_bps"]}' if f["band_bps"] else "")

    def control_market(self, f):
        line = texts(("market", self.books.market(f["market"])["symbol"]), ("control", CONTROLS[f["control"]]))
        return line + (f',"band_bps":{f["band_bps"]}' if f["control"] == 2 else "")

    def place_order(self, f):
        market = self.books.market(f["market"])
        tick, lot = market["tick_scale"], market["lot_scale"]
        line = (f',"id":"{f["id"]}","owner":"{f["owner"]}","market":"{market["symbol"]}"'
                f',"side":"{SIDES[f["side"]]}","type":"{TYPES[f["type"]]}"')
        if f["price"]:
            line += f',"price":"{units(f["price"], tick)}"'
        if f["quantity"]:
            line += f',"quantity":"{units(f["quantity"], lot)}"'
        line += f',"time_in_force":"{TIMES_IN_FORCE[f["time_in_force"]]}"'
        if f["options"]:
            line += ',"post_only":true' if f["options"] & 1 else ""
            line += ',"all_or_none":true' if f["options"] & 2 else ""
        line += f',"self_trade":"{SELF_TRADES[f["self_trade"]]}"'
        for name, scale in (("stop_price", tick), ("trail", tick), ("display", lot), ("min_quantity", lot)):
            if f[name]:
                line += f',"{name}":"{units(f[name], scale)}"'
        if f["budget"]:
            line += texts(("budget", self.amount(f["budget"], market["quote"])))
        if f["expires"]:
            line += texts(("expires", moment(f["expires"])))
        return line + (',"rests":true' if f["rests"] else "")

    def amend_order(self, f):
        line = self.only_id(f)
        line += f',"price_units":{f["price"]}' if f["price"] else ""
        line += f',"quantity_units":{f["quantity"]}' if f["quantity"] else ""
        return line + (',"keeps_priority":true' if f["keeps_priority"] else "") + self.rests(f)

    @staticmethod
    def rests(f):
        return ',"rests":true' if f["rests"] else ""

    def order_triggered(self, f):
        return self.only_id(f) + self.rests(f)

    def cancel_all(self, f):
        market = texts(("market", self.books.market(f["market"])["symbol"])) if f["market"] else ""
        return f',"owner":"{f["owner"]}"{market},"count":{f["count"]}'

    def order_cancelled(self, f):
        return self.only_id(f) + texts(("reason", REASONS[f["reason"]]))

    def order_decremented(self, f):
        return f',"maker":"{f["maker"]}","taker":"{f["taker"]}","quantity_units":{f["quantity"]}'

    def fill(self, f):
        market = self.books.market(f["market"])
        quote = market["quote"]
        line = (f',"market":"{market["symbol"]}","maker":"{f["maker"]}","taker":"{f["taker"]}"'
                f',"taker_side":"{SIDES[f["taker_side"]]}"')
        line += texts(("price", units(f["price"], market["tick_scale"]))) if f["price"] else ""
        line += texts(("quantity", units(f["quantity"], market["lot_scale"]))) if f["quantity"] else ""
        return line + (f',"quote":"{self.amount(f["quote"], quote)}"'
                       f',"maker_fee":"{self.amount(f["maker_fee"], quote)}"'
                       f',"taker_fee":"{self.amount(f["taker_fee"], quote)}"')

    def create_escrow(self, f):
        attestors = ",".join(['"0x' + one["address"].hex() + '"' for one in f["attestors"]])
        line = texts(("id", f["id"]), ("buyer", f["buyer"]), ("seller", f["seller"])) + self.asset(f["asset"])
        line += texts(("amount", self.amount(f["amount"], f["asset"]))) + hexes(f, "content_hash")
        line += f',"attestors":[{attestors}],"quorum":{f["quorum"]}'
        for name in ("release_after", "refund_after"):
            line += texts((name, moment(f[name]))) if f[name] else ""
        if not f["evm_chain_id"]:
            return line
        return line + texts(("evm_chain_id", f["evm_chain_id"])) + hexes(f, "contract", "payee", "token")

    def attest_escrow(self, f):
        line = self.only_id(f) + texts(("action", ACTIONS[f["action"]]))
        return line + hexes(f, "attestor", "content_hash") + f',"signature":"0x{f["signature"].hex()}{f["v"]:02x}"'

    def dispute_escrow(self, f):
        return self.only_id(f) + some(("by", f["by"]))

    def resolve_escrow(self, f):
        return self.only_id(f) + texts(("action", ACTIONS[f["action"]]))

    def create_chain(self, f):
        return (f',"chain":"{symbol(f["name"])}","finality_depth":{f["finality_depth"]}'
                + texts(("custody_owner", f["custody_owner"])) + some(("loss_owner", f["loss_owner"])))

    def event(self, f):
        line = f',"type":"{EVENTS[f["type"]]}","transaction":"0x{f["transaction"].hex()}","index":{f["index"]}'
        line += texts((SUBJECTS[f["type"]], f["subject"])) + self.asset(f["asset"])
        return line + texts(("amount", self.amount(f["amount"], f["asset"])))

    def observe_block(self, f):
        line = self.chain(f["chain"]) + f',"number":{f["number"]}' + hexes(f, "hash", "parent")
        line += texts(("timestamp", moment(f["timestamp"]))) if f["timestamp"] else ""
        return line + ',"events":[' + ",".join(["{" + self.event(one)[1:] + "}" for one in f["events"]]) + "]"

    def resume_chain(self, f):
        return self.chain(f["chain"])

    def request_withdrawal(self, f):
        line = texts(("id", f["id"]), ("account", f["account"])) + self.chain(f["chain"]) + self.asset(f["asset"])
        return line + texts(("amount", self.amount(f["amount"], f["asset"]))) + hexes(f, "destination")

    def chain_event_applied(self, f):
        line = self.chain(f["chain"]) + texts(("effect", EFFECTS[f["effect"]])) + hexes(f, "block") + self.event(f)
        return line + (texts(("loss", self.amount(f["loss"], f["asset"]))) if f["loss"] else "")

    def chain_reorganized(self, f):
        return self.chain(f["chain"]) + hexes(f, "ancestor", "old_tip", "new_tip") + f',"depth":{f["depth"]}'

    def chain_halted(self, f):
        return self.chain(f["chain"]) + hexes(f, "ancestor", "new_tip")

    @staticmethod
    def rotate_signing_key(f):
        return hexes(f, "ed25519", "bip340", "signature")

    @staticmethod
    def attach_data(f):
        return texts(("subject", SUBJECT_KINDS[f["subject_kind"]]), ("id", f["subject"])) + hexes(f, "commitment")

    @staticmethod
    def redact_data(f):
        return hexes(f, "commitment")

    def record_liabilities(self, f):
        line = self.asset(f["asset"]) + f',"size":{f["size"]},"accounts":{f["accounts"]}' + hexes(f, "root")
        return line + texts(("total", self.amount(f["total"], f["asset"])))

    @staticmethod
    def add_key(f):
        line = f',"number":{f["number"]}' if f["number"] else ""
        line += hexes(f, "public_key") + some(("name", symbol(f["name"])))
        return line + (texts(("expires", moment(f["expires"]))) if f["expires"] else "")

    @staticmethod
    def revoke_key(f):
        return f',"number":{f["number"]}'

    def scope(self, f):
        line = some(("owner", f["owner"]))
        if f["market"]:
            line += texts(("market", self.books.market(f["market"])["symbol"]))
        return line + (self.asset(f["asset"]) if "asset" in f else "")

    def grant_role(self, f):
        return f',"number":{f["number"]},"role":"{ROLES[f["role"]]}"' + self.scope(f)

    revoke_role = grant_role

    def set_limit(self, f):
        limit, market = f["limit"], self.books.market(f["market"])
        line = texts(("limit", LIMITS[limit])) + (',"off":true' if f["off"] else "")
        line += (f',"number":{f["number"]}' if f["number"] else "") + self.scope(f)
        line += f',"window":{f["window"]}' if f["window"] else ""
        if limit == 1:
            amount = units(f["amount"], market["lot_scale"])
        elif limit == 2:
            amount = self.amount(f["amount"], market["quote"])
        else:
            amount = self.amount(f["amount"], f["asset"]) if limit > 5 else units(f["amount"], 0)
        return line + texts(("amount", amount))

    def set_kill_switch(self, f):
        return self.scope(f) + f',"on":{"true" if f["on"] else "false"}'

    def set_policy(self, f):
        line = texts(("policy", POLICIES[f["policy"]])) + (',"off":true' if f["off"] else "")
        if f["policy"] == 2:
            return line + texts(("role", ROLES[f["role"]]))
        line += self.asset(f["asset"]) + texts(("amount", self.amount(f["amount"], f["asset"])))
        return line + (f',"timeout":{f["timeout"]}' if f["timeout"] else "")

    @staticmethod
    def approve_transfer(f):
        return texts(("id", f["id"])) + (',"reject":true' if f["reject"] else "")

    def found_break(self, f, asset):
        line = texts(("id", f"{f['id']:016x}"), ("code", BREAK_CODES.get(f["code"], "UNCLASSIFIED")))
        line += texts(("amount", self.amount(f["amount"], asset)), ("more_on", MORE_ON[f["more_on"]]))
        return "{" + line[1:] + (',"material":true' if f["material"] else "") + "}"

    def record_reconciliation(self, f):
        asset = f["asset"]
        line = hexes(f, "run") + texts(("account", f["account"])) + self.asset(asset)
        line += texts(("gains_by", GAINS_BY[f["gains_by"]]), ("verdict", VERDICTS[f["verdict"]]))
        line += hexes(f, "rules", "root") + f',"size":{f["size"]}' + texts(("cut_off", date(f["cut_off"])))
        line += "".join([f',"{name}":{f[name]}' for name in ("matched", "break_count", "material_count")])
        line += texts(*[(name, self.amount(f[name], asset)) for name in ("more_on_statement", "more_on_record")])
        return line + ',"breaks":[' + ",".join([self.found_break(one, asset) for one in f["breaks"]]) + "]"

    @staticmethod
    def of_break(f):
        line = hexes(f, "run") + texts(("account", f["account"]))
        return line + (texts(("break", f"{f['break']:016x}")) if f["break"] else "")

    def comment_break(self, f):
        return self.of_break(f) + hexes(f, "commitment") + (',"explains":true' if f["explains"] else "")

    def write_off_break(self, f):
        return self.of_break(f) + texts(("id", f["id"]), ("against", f["against"])) + f',"code":{f["code"]}'

    def correct_break(self, f):
        return self.of_break(f) + texts(("id", f["id"]))

    @staticmethod
    def sign_reconciliation(f):
        line = hexes(f, "run") + texts(("account", f["account"]), ("action", SIGN_ACTIONS[f["action"]]))
        return line + (',"accept_breaks":true' if f["accept_breaks"] else "")

    @staticmethod
    def command_signature(f):
        return (texts(("scheme", SCHEMES[f["scheme"]]), ("nonce", f["nonce"])) + hexes(f, "signature")
                + (f',"left_open":{f["left_open"]}' if f["left_open"] else ""))

    def projection_digest(self, f):
        return (texts(("projection", PROJECTIONS[f["projection"]])) + f',"version":{f["version"]}'
                + hexes(f, "digest")
                + (f',"slice":{f["slice"]},"slices":{f["slices"]}' if f["slices"] else ""))


def symbol(data):
    return data.rstrip(b"\0").decode("ascii", errors="backslashreplace").translate(ESCAPES)


# --- The books: docs/postings.md, docs/markets.md (holds), docs/chains.md ---

DEBITS_PENDING, DEBITS_POSTED, CREDITS_PENDING, CREDITS_POSTED, HELD = range(5)
UNKNOWN_MARKET = {"symbol": "unknown", "tick_scale": 0, "lot_scale": 0, "quote": 0}


class Account:
    __slots__ = ("id", "asset", "owner", "totals", "default")

    def __init__(self, f):
        self.id, self.asset, self.owner = f["id"], f["asset"], f["owner"]
        self.default = bool(f["flags"] & 64)
        self.totals = [0] * 5

    def hold(self, amount):
        self.totals[HELD] += amount
        if self.totals[HELD] < 0:
            raise Broken(f"account {self.id} holds less than nothing")


class Order:
    __slots__ = ("market", "buys", "price", "open", "by_budget", "held", "base", "quote")


class Books:
    """All balances, recomputed from the entries alone."""

    def __init__(self):
        self.assets, self.accounts, self.owned, self.pending = {}, {}, {}, {}
        self.markets, self.orders, self.escrows = {}, {}, {}
        self.chains, self.events, self.withdrawals = {}, {}, {}
        self.appliers = {kind: getattr(self, name, None) for kind, name in NAMES.items()}

    def apply(self, f):
        applier = self.appliers[f["kind"]]
        if applier is None or f["outcome"]:
            return
        try:
            applier(f)
        except KeyError as error:
            raise Broken(f"entry {f['sequence']}: {NAMES[f['kind']]} names {error}, which is not there") from None

    @staticmethod
    def post(debit, credit, amount, pending=False):
        if debit.asset != credit.asset:
            raise Broken(f"a posting between accounts {debit.id} and {credit.id} of different assets")
        debit.totals[DEBITS_PENDING if pending else DEBITS_POSTED] += amount
        credit.totals[CREDITS_PENDING if pending else CREDITS_POSTED] += amount
        if pending and (debit.totals[DEBITS_PENDING] < 0 or credit.totals[CREDITS_PENDING] < 0):
            raise Broken(f"less than nothing is pending between accounts {debit.id} and {credit.id}")

    def account_of(self, owner, asset):
        """The owner's default account in the asset, or the only one."""
        account = self.owned[owner, asset]
        if account is None:
            raise KeyError(f"an account of owner {owner}")
        return account

    def market(self, number):
        return self.markets.get(number, UNKNOWN_MARKET)

    def create_asset(self, f):
        self.assets[f["number"]] = (symbol(f["code"]), f["scale"])

    def create_account(self, f):
        account = self.accounts[f["id"]] = Account(f)
        key = (account.owner, account.asset)
        if not account.owner:
            return
        first = self.owned.setdefault(key, account)
        if first is account or account.default:
            self.owned[key] = account
        elif first is not None and not first.default:
            self.owned[key] = None

    def create_transfer(self, f):
        flags = f["flags"]
        if flags & 12:
            debit, credit, amount = self.pending.pop(f["pending_id"])
            self.post(debit, credit, -amount, True)
            if flags & 4:
                self.post(debit, credit, f["amount"])
            return
        debit, credit = self.accounts[f["debit"]], self.accounts[f["credit"]]
        if flags & 2:
            self.pending[f["id"]] = (debit, credit, f["amount"])
        self.post(debit, credit, f["amount"], bool(flags & 2))

    def transfer_expired(self, f):
        debit, credit, amount = self.pending.pop(f["id"])
        self.post(debit, credit, -amount, True)

    def create_market(self, f):
        market = dict(f, symbol=symbol(f["symbol"]), fee_bps=max(f["maker_fee_bps"], f["taker_fee_bps"]))
        market["fee_account"] = self.account_of(f["fee_owner"], f["quote"]) if market["fee_bps"] else None
        market["base_factor"] = 10 ** (self.assets[f["base"]][1] - f["lot_scale"])
        market["up"] = 10 ** self.assets[f["quote"]][1]
        market["down"] = 10 ** (f["tick_scale"] + f["lot_scale"])
        self.markets[f["number"]] = market

    def hold_order(self, order, amount):
        (order.quote if order.buys else order.base).hold(amount - order.held)
        order.held = amount

    def place_order(self, f):
        order = self.orders[f["id"]] = Order()
        market = order.market = self.markets[f["market"]]
        order.buys, order.price, order.open = f["side"] == 0, f["price"], f["quantity"]
        order.by_budget, order.held = bool(f["budget"]), 0
        order.base = self.account_of(f["owner"], market["base"])
        order.quote = self.account_of(f["owner"], market["quote"])
        self.hold_order(order, f["hold"])

    def amend_order(self, f):
        order = self.orders[f["id"]]
        order.price, order.open = f["price"] or order.price, f["quantity"] or order.open
        self.hold_order(order, f["hold"])

    def order_triggered(self, f):
        self.hold_order(self.orders[f["id"]], f["hold"])

    def cancel_order(self, f):
        self.hold_order(self.orders.pop(f["id"]), 0)

    order_cancelled = order_expired = cancel_order

    def lose(self, identity, quantity, paid):
        """An order has less to trade: what it holds from now on."""
        order = self.orders[identity]
        if order.by_budget:
            return self.hold_order(order, order.held - paid)
        order.open -= quantity
        if order.open < 0:
            raise Broken(f"order {identity} trades more than it is open for")
        market = order.market
        if not order.open:
            self.hold_order(self.orders.pop(identity), 0)
        elif not order.buys:
            self.hold_order(order, order.open * market["base_factor"])
        elif not order.price:
            self.hold_order(order, max(order.held - paid, 0))
        else:
            cost = order.price * order.open * market["up"] // market["down"]
            self.hold_order(order, cost + cost * market["fee_bps"] // 10000)
        return None

    def fill(self, f):
        market, maker, taker = self.markets[f["market"]], self.orders[f["maker"]], self.orders[f["taker"]]
        quote, base = f["quote"], f["quantity"] * market["base_factor"]
        if quote != f["price"] * f["quantity"] * market["up"] // market["down"]:
            raise Broken(f"entry {f['sequence']}: the quote amount is not price x quantity")
        for bps, fee in (("maker_fee_bps", "maker_fee"), ("taker_fee_bps", "taker_fee")):
            if f[fee] != quote * market[bps] // 10000:
                raise Broken(f"entry {f['sequence']}: its {fee} is not what the market's terms say")
        buyer, seller = (maker, taker) if f["taker_side"] else (taker, maker)
        self.post(seller.base, buyer.base, base)
        self.post(buyer.quote, seller.quote, quote)
        for order, fee in ((maker, f["maker_fee"]), (taker, f["taker_fee"])):
            if fee and order.quote is not market["fee_account"]:
                self.post(order.quote, market["fee_account"], fee)
        buyer_fee = f["maker_fee"] if f["taker_side"] else f["taker_fee"]
        for identity, order in ((f["maker"], maker), (f["taker"], taker)):
            self.lose(identity, f["quantity"], quote + buyer_fee if order.buys else base)

    def order_decremented(self, f):
        self.lose(f["maker"], f["quantity"], 0)
        self.lose(f["taker"], f["quantity"], 0)

    def create_escrow(self, f):
        buyer, seller = (self.account_of(f[party], f["asset"]) for party in ("buyer", "seller"))
        self.escrows[f["id"]] = (buyer, seller, f["amount"])

    def fund_escrow(self, f):
        buyer, _, amount = self.escrows[f["id"]]
        buyer.hold(amount)

    def release_escrow(self, f):
        buyer, seller, amount = self.escrows.pop(f["id"])
        buyer.hold(-amount)
        self.post(buyer, seller, amount)

    def refund_escrow(self, f):
        buyer, _, amount = self.escrows.pop(f["id"])
        buyer.hold(-amount)

    def resolve_escrow(self, f):
        (self.release_escrow if f["action"] == 1 else self.refund_escrow)(f)

    def create_chain(self, f):
        self.chains[f["number"]] = dict(f, name=symbol(f["name"]))

    def request_withdrawal(self, f):
        account = self.accounts[f["account"]]
        custody = self.account_of(self.chains[f["chain"]]["custody_owner"], f["asset"])
        self.withdrawals[f["id"]] = (account, custody, f["amount"])
        account.hold(f["amount"])

    def cancel_withdrawal(self, f):
        account, _, amount = self.withdrawals.pop(f["id"])
        account.hold(-amount)

    def chain_event_applied(self, f):
        effect, key = f["effect"], (f["chain"], f["block"], f["transaction"], f["index"])
        if effect == 6:
            return
        if effect == 2:
            self.events[key] = self.events.pop((f["chain"], f["from"], f["transaction"], f["index"]), None)
        elif f["type"] == 1:
            self.deposit(f, effect, key)
        elif f["type"] == 2 and effect in (4, 5):
            account, custody, amount = self.withdrawals[f["subject"]]
            account.hold(-amount if effect == 4 else amount)
            self.post(*((account, custody) if effect == 4 else (custody, account)), amount)

    def deposit(self, f, effect, key):
        amount, chain = f["amount"], self.chains[f["chain"]]
        if effect == 1:
            custody = self.account_of(chain["custody_owner"], f["asset"])
            self.events[key] = (custody, self.accounts[f["subject"]])
        custody, account = self.events[key] if effect in (1, 4) else self.events.pop(key)
        if effect == 1:
            self.post(custody, account, amount, True)
        if effect in (3, 4):
            self.post(custody, account, -amount, True)
        if effect == 4:
            self.post(custody, account, amount)
        if effect == 5:
            self.post(account, custody, amount - f["loss"])
            if f["loss"]:
                self.post(self.account_of(chain["loss_owner"], f["asset"]), custody, f["loss"])

    def totals(self):
        """Per asset (accounts, the five totals); debits must be credits, posted and pending."""
        sums = {number: [0] * 6 for number in self.assets}
        for account in self.accounts.values():
            row = sums[account.asset]
            row[0] += 1
            for i, total in enumerate(account.totals):
                row[1 + i] += total
        for number, row in sums.items():
            if row[1] != row[3] or row[2] != row[4]:
                raise Broken(f"{self.assets[number][0]}: debits and credits are not equal")
        return sums


# --- Signatures of commands: docs/access.md, "Signatures" ---

LEFT_OPEN = ("debit", "credit", "asset", "code", "user_data_128", "user_data_64", "user_data_32")
DECIDED = {
    "create_asset": ("number",), "create_market": ("number",), "create_chain": ("number",), "add_key": ("number",),
    "place_order": ("hold", "rests"), "amend_order": ("hold", "keeps_priority", "rests"), "cancel_all": ("count",),
}
PLACES = {kind: dict(field.split(":") for field in row.split()[1:]) for kind, row in KINDS.items()}
UNSIGNED = {"signature_required", "key_not_found", "key_revoked", "key_expired", "linked_event_failed",
            "linked_event_chain_open"}  # what an unsigned command of a key that must sign may be told
ROUND = (
    0x1, 0x8082, 0x800000000000808A, 0x8000000080008000, 0x808B, 0x80000001, 0x8000000080008081,
    0x8000000000008009, 0x8A, 0x88, 0x80008009, 0x8000000A, 0x8000808B, 0x800000000000008B, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x800A, 0x800000008000000A,
    0x8000000080008081, 0x8000000000008080, 0x80000001, 0x8000000080008008)
SECP_Y = 0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8


def rotated(word, by):
    return (word << by | word >> (64 - by)) & (2**64 - 1) if by else word


def keccak_rounds(a):
    """Keccak-f[1600] on 25 lanes, lane x + 5y (FIPS 202, section 3.2)."""
    for constant in ROUND:
        c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        d = [c[(x + 4) % 5] ^ rotated(c[(x + 1) % 5], 1) for x in range(5)]
        a = [lane ^ d[i % 5] for i, lane in enumerate(a)]
        x, y, moved, turn = 1, 0, a[1], 0
        b = [a[0]] + [0] * 24
        for step in range(24):
            turn += step + 1
            x, y = y, (2 * x + 3 * y) % 5
            b[x + 5 * y], moved = rotated(moved, turn % 64), a[x + 5 * y]
        a = [b[i] ^ (~b[i - i % 5 + (i + 1) % 5] & b[i - i % 5 + (i + 2) % 5]) for i in range(25)]
        a[0] ^= constant
    return a


def keccak256(data):
    """As Ethereum has it: the padding is Keccak's own, not that of SHA3-256."""
    rate, lanes = 136, [0] * 25
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % rate))
    padded[-1] |= 0x80
    for at in range(0, len(padded), rate):
        for i, word in enumerate(struct.unpack_from("<17Q", padded, at)):
            lanes[i] ^= word
        lanes = keccak_rounds(lanes)
    return struct.pack("<4Q", *lanes[:4])


def ecdsa_verifies(key_x, digest, signature):
    """By a key with this x coordinate, whichever its y is; s in its lower half."""
    point = secp_lift(int.from_bytes(key_x, "big"))
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if point is None or not 0 < r < ORDER or not 0 < s <= ORDER // 2:
        return False
    inverse = pow(s, ORDER - 2, ORDER)
    u1, u2 = int.from_bytes(digest, "big") * inverse % ORDER, r * inverse % ORDER
    base = secp_times(u1, (SECP_X, SECP_Y, 1))
    for y in (point[1], FIELD - point[1]):
        x, _, z = secp_add(base, secp_times(u2, (point[0], y, 1)))
        if z and x * pow(z, FIELD - 3, FIELD) % FIELD % ORDER == r:
            return True
    return False


def cleared(data, place):
    """The data section with a field's bits zero."""
    spots = []
    if "+" in place:
        spots = [(int(word), 0, 64) for word in place.split("+")]
    elif "#" not in place and "@" not in place:
        spots = [tuple(map(int, place.split(".")))]
    number = int.from_bytes(data, "little")
    for word, bit, bits in spots:
        number &= ~((2**bits - 1) << (64 * word + bit))
    return number.to_bytes(len(data), "little")


def request_leaf(leaf, f, left_open):
    """The leaf of what was asked for, out of that of the command's entry: docs/access.md."""
    pointers = struct.unpack_from("<IHH", leaf)[2]
    end = 8 + 8 * struct.unpack_from("<IHH", leaf)[1]
    data, places, name = leaf[8:end], PLACES[f["kind"]], NAMES[f["kind"]]
    data = bytes(24) + data[24:]
    for field in COMMON.split():
        if field.split(":")[0] in ("key", "outcome"):
            data = cleared(data, field.split(":")[1])
    fields = DECIDED.get(name, ())
    if name == "create_transfer":
        asked = f["requested"]
        data = data.ljust(8 * 19, b"\0")
        data = data[:64] + (asked & (2**64 - 1)).to_bytes(8, "little") + data[72:144] + (
            asked >> 64).to_bytes(8, "little") + data[152:]
        fields = ("has_requested", "requested") + tuple(
            field for bit, field in enumerate(LEFT_OPEN) if left_open >> bit & 1)
    for field in fields:
        data = cleared(data.ljust(8 * 21, b"\0"), places[field])
    data = data[:8 * max(i + 1 for i in range(len(data) // 8) if any(data[8 * i:8 * i + 8]))]
    return struct.pack("<IHH", 0, len(data) // 8, pointers) + data + leaf[end:]


class Signatures:
    """Every command's signature, and that none is missing where the policy asked for one."""

    def __init__(self, origin, books):
        self.origin, self.books = origin, books
        self.keys, self.roles, self.asked_roles, self.nonces = {}, {}, set(), {}
        self.command, self.asked, self.checked, self.asked_commands = None, False, 0, 0

    def see(self, f, leaf):
        """Every entry, in order, before the books have it."""
        name = NAMES[f["kind"]]
        if name == "command_signature":
            self.check(f)
            self.command = None
            return
        self.end_command()
        if f["cause"] == f["sequence"] and f["key"] in self.keys:
            self.asked = bool({0, *self.roles[f["key"]]} & self.asked_roles)
            self.asked_commands += self.asked
            self.command = (f, leaf)
        if not f["outcome"]:
            self.follow(name, f)

    def follow(self, name, f):
        """The keys and the policy, as far as signatures are concerned."""
        if name == "add_key":
            self.keys[f["number"]], self.roles[f["number"]] = f["public_key"], []
        elif name == "grant_role":
            self.roles[f["number"]].append(f["role"])
        elif name == "revoke_role":
            self.roles[f["number"]].remove(f["role"])
        elif name == "set_policy" and f["policy"] == 2:
            (self.asked_roles.discard if f["off"] else self.asked_roles.add)(f["role"])

    def end_command(self):
        command, self.command = self.command, None
        if command and self.asked and OUTCOME[command[0]["outcome"]] not in UNSIGNED:
            raise Broken(f"entry {command[0]['sequence']}: the policy asked its key for a signature and none"
                         " stands behind it")

    def check(self, f):
        what = f"entry {f['sequence']} (command_signature)"
        if not self.command or self.command[0]["sequence"] != f["cause"] or self.command[0]["key"] != f["key"]:
            raise Broken(f"{what} is not right behind a command of the same key")
        command, leaf = self.command
        key, nonce = self.keys[f["key"]], f["nonce"]
        good = self.wallet_signed(command, key, f) if f["scheme"] == 2 else self.key_signed(command, leaf, key, f)
        if not good:
            raise Broken(f"{what} is not key {f['key']}'s signature over entry {f['cause']}"
                         f" ({NAMES[command['kind']]})")
        highest, used = self.nonces.get(f["key"], (0, set()))
        if not command["outcome"] and (nonce in used or nonce <= highest - 1024 or nonce == 0):
            raise Broken(f"{what} has nonce {nonce}, which its key had used, and its command happened all the same")
        highest = max(highest, nonce)
        self.nonces[f["key"]] = (highest, {n for n in used if n > highest - 1024} | {nonce})
        self.checked += 1

    def key_signed(self, command, leaf, key, f):
        ends = NAMES[command["kind"]] == "create_transfer" and command["flags"] & 12
        request = request_leaf(leaf, command, f["left_open"])
        asked = decode_leaf(request, command["sequence"])
        left_open = sum(1 << bit for bit, field in enumerate(LEFT_OPEN) if ends and not asked[field])
        origin = self.origin.encode()
        message = len(origin).to_bytes(4, "little") + origin + key + f["nonce"].to_bytes(8, "little") + request
        digest = tagged_hash("tallystick/bip340/v1/command", message)
        return left_open == f["left_open"] and bip340_verifies(key, digest, f["signature"])

    def wallet_signed(self, f, key, signature):
        if NAMES[f["kind"]] != "place_order" or f["linked"] or signature["left_open"]:
            return False
        market = self.books.market(f["market"])
        tick, lot, quote = market["tick_scale"], market["lot_scale"], self.books.assets[market["quote"]][1]
        message = [
            ("string record", self.origin), ("uint128 id", f["id"]), ("uint128 owner", f["owner"]),
            ("string market", market["symbol"]), ("string side", SIDES[f["side"]]),
            ("string orderType", TYPES[f["type"]]), ("string price", units(f["price"], tick)),
            ("string quantity", units(f["quantity"], lot)), ("string budget", units(f["budget"], quote)),
            ("string timeInForce", TIMES_IN_FORCE[f["time_in_force"]]),
            ("string stopPrice", units(f["stop_price"], tick)), ("string trail", units(f["trail"], tick)),
            ("string display", units(f["display"], lot)), ("string minQuantity", units(f["min_quantity"], lot)),
            ("bool postOnly", f["options"] & 1), ("bool allOrNone", f["options"] >> 1 & 1),
            ("string selfTrade", SELF_TRADES[f["self_trade"]]), ("uint64 expires", f["expires"]),
            ("uint64 nonce", signature["nonce"])]
        words = [keccak256(("Order(" + ",".join(name for name, _ in message) + ")").encode())]
        words += [keccak256(value.encode()) if isinstance(value, str) else value.to_bytes(32, "big")
                  for _, value in message]
        domain = [b"EIP712Domain(string name,string version,bytes32 salt)", b"Tallystick", b"1", self.origin.encode()]
        separator = keccak256(b"".join(map(keccak256, domain)))
        return ecdsa_verifies(key, keccak256(b"\x19\x01" + separator + keccak256(b"".join(words))),
                              signature["signature"])


# --- The tree (RFC 6962), as tiles (C2SP tlog-tiles) ---


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def complete_root(hashes):
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def tile_path(level, index, width=256):
    parts = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/" + "/".join(parts) + ("" if width == 256 else f".p/{width}")


class Tree:
    """Takes leaf hashes in order, compares every tile with its file, and gives the root at any point."""

    def __init__(self, place, size):
        self.place, self.size = place, size
        self.levels = [[]]
        self.counts = [0]
        self.tiles = set()

    def push(self, leaf_hashes):
        self.add(0, leaf_hashes)

    def add(self, level, hashes):
        if level == len(self.levels):
            self.levels.append([])
            self.counts.append(0)
        self.levels[level] += hashes
        if len(self.levels[level]) < 256:
            return
        root = self.compare(level)
        self.levels[level] = []
        self.counts[level] += 1
        self.add(level + 1, [root])

    def compare(self, level):
        """Holds the tile that is being filled against its file."""
        hashes, index = self.levels[level], self.counts[level]
        path = tile_path(level, index, len(hashes))
        self.tiles.add(path)
        data = read(self.place, path)
        span = 256**level
        for i, own in enumerate(hashes):
            if data[32 * i:32 * i + 32] != own:
                first = (256 * index + i) * span
                what = f"entry {first}" if level == 0 else f"entries {first} to {first + span - 1}"
                raise Broken(f"{what}: {path} does not have the hash that the leaves have there")
        if len(data) != 32 * len(hashes):
            raise Broken(f"{path}: it has {len(data)} bytes instead of {32 * len(hashes)}")
        return complete_root(hashes) if len(hashes) == 256 else None

    def mark(self):
        """A checkpoint is here: the partial tiles, but for those that are full in the end."""
        for level, hashes in enumerate(self.levels):
            if hashes and self.counts[level] >= self.size // 256 ** (level + 1):
                self.compare(level)

    def root(self):
        peaks = []
        for hashes in reversed(self.levels):
            while hashes:
                count = 1 << (len(hashes).bit_length() - 1)
                peaks.append(complete_root(hashes[:count]))
                hashes = hashes[count:]
        if not peaks:
            return hashlib.sha256().digest()
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root


# --- The export ---


def read(place, path, about=""):
    try:
        with open(os.path.join(place, path), "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
        raise Broken(f"{about}{path} is missing") from None


def read_bundle(place, first, size):
    """The leaves of the bundle that begins with entry `first`."""
    width = min(256, size - first)
    path = tile_path("entries", first // 256, width)
    data, leaves, at = read(place, path, f"entries {first} to {first + width - 1}: "), [], 0
    while len(leaves) < width:
        end = at + 2 + int.from_bytes(data[at:at + 2], "big")
        if end > len(data) or at + 2 > len(data):
            raise Broken(f"entry {first + len(leaves)}: {path} ends before it")
        leaves.append(data[at + 2:end])
        at = end
    if at != len(data):
        raise Broken(f"entry {first + width}: {path} has more than the {width} entries that it should")
    return path, leaves


class Verification:
    def __init__(self, place, keys, quiet, signatures=False):
        self.place, self.keys, self.quiet, self.signatures = place, keys, quiet, signatures
        self.attached, self.redacted = {}, {}
        self.books = Books()
        self.lines = Lines(self.books)
        self.last_time = 0

    def checkpoints(self, old):
        """What is signed: {size: {root, ...}}; and the sizes of which the export has partial tiles."""
        note = read(self.place, "checkpoint")
        self.keys.follow(self.place, *claimed(note))
        self.origin, self.size, self.root = self.keys.note(note, "checkpoint")
        self.roots, self.marks = {}, set()
        try:
            names = sorted(os.listdir(os.path.join(self.place, "checkpoints")), key=lambda n: (len(n), n))
        except (FileNotFoundError, NotADirectoryError):
            raise Broken("checkpoints/ is missing") from None
        notes = [("checkpoint", note)] + [(f"checkpoints/{n}", read(self.place, f"checkpoints/{n}")) for n in names]
        notes += [(path, read("", path)) for path in old]
        for what, data in notes:
            origin, size, root = self.keys.note(data, what)
            if origin != self.origin:
                raise Broken(f"{what}: it is of '{origin}', and this is an export of '{self.origin}'")
            if size > self.size:
                raise Broken(f"{what}: it is over {size} entries, and the export has only {self.size}:"
                             f" entry {self.size} and what follows were dropped")
            if what.startswith("checkpoints/") and what != f"checkpoints/{size}":
                raise Broken(f"{what}: it is the checkpoint over {size} entries")
            self.roots.setdefault(size, []).append((what, root))
            if what not in old:
                self.marks.add(size)
        if not self.keys.trusted:
            raise Broken("no checkpoint is signed by the given key or by one that it vouches for")
        self.checked = len(names)

    def leaves(self):
        """Every leaf: form, place, hash, tiles; its line; and what it does to the books."""
        self.tree = Tree(self.place, self.size)
        self.signed = Signatures(self.origin, self.books) if self.signatures else None
        stops = sorted(self.roots)
        if 0 in self.roots:
            self.check_root(0)
        with open_lines(self.place) as lines:
            for first in range(0, self.size, 256):
                path, leaves = read_bundle(self.place, first, self.size)
                self.tree.tiles.add(path)
                hashes = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
                done = 0
                for stop in [s for s in stops if first < s <= first + len(leaves)]:
                    self.tree.push(hashes[done:stop - first])
                    done = stop - first
                    self.check_root(stop)
                    self.check_partial(stop, leaves[:done])
                self.tree.push(hashes[done:])
                for number, (leaf, leaf_hash) in enumerate(zip(leaves, hashes), first):
                    self.entry(number, leaf, leaf_hash, lines.readline())
                self.progress(first + len(leaves))
            if self.signed:
                self.signed.end_command()
            if lines.readline():
                raise Broken(f"entry {self.size}: entries.jsonl has more lines than there are entries")

    def check_root(self, size):
        if size in self.marks:
            self.tree.mark()
        for what, root in self.roots[size]:
            if root != self.tree.root():
                raise Broken(f"{what}: the first {size} entries are not those that were signed")

    def check_partial(self, size, leaves):
        """The partial bundle of an earlier checkpoint, if the full one is not there instead."""
        if size not in self.marks or size % 256 == 0 or size // 256 < self.size // 256:
            return
        path = tile_path("entries", size // 256, len(leaves))
        self.tree.tiles.add(path)
        if read(self.place, path) != b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves):
            raise Broken(f"entries {size - len(leaves)} to {size - 1}: {path} does not have them")

    def entry(self, number, leaf, leaf_hash, line):
        f = decode_leaf(leaf, number)
        if f["sequence"] != number:
            raise Broken(f"entry {number}: it says that it is entry {f['sequence']}")
        if f["time"] < self.last_time or f["cause"] > number:
            raise Broken(f"entry {number}: its time or its cause cannot be")
        self.last_time = f["time"]
        self.evidence(number, f)
        try:
            if self.signed:
                self.signed.see(f, leaf)
            self.books.apply(f)
            expected = self.lines.line(f, leaf_hash)
        except (LookupError, TypeError, ValueError, ArithmeticError) as error:
            raise NoOpinion(f"entry {number}: a value, {error}, that this program does not know") from None
        except Broken as error:
            text = str(error)
            raise Broken(text if text.startswith("entry ") else f"entry {number}: {text}") from None
        if line != expected:
            raise Broken(f"entry {number}: its line in entries.jsonl is not what its leaf says:\n"
                         f"  leaf: {expected.decode(errors='replace').rstrip()}\n"
                         f"  line: {line.decode(errors='replace').rstrip()}")

    def evidence(self, number, f):
        """What the record says of its keys and of the values beside it."""
        name = NAMES[f["kind"]]
        if name == "rotate_signing_key" and number not in self.keys.at:
            raise Broken(f"entry {number}: it changes the signing key, and the file rotations does not say so")
        if name in ("attach_data", "comment_break") and not f["outcome"]:
            self.attached.setdefault(f["commitment"].hex(), number)
        if name == "redact_data" and not f["outcome"]:
            self.redacted.setdefault(f["commitment"].hex(), number)

    def personal(self):
        """Each value that was taken along is one that was attached, and not redacted."""
        place = os.path.join(self.place, "personal")
        names = sorted(os.listdir(place)) if os.path.isdir(place) else []
        for name in names:
            path = f"personal/{name}"
            if name not in self.attached:
                raise Broken(f"{path}: no entry attaches it")
            if name in self.redacted:
                raise Broken(f"{path}: entry {self.redacted[name]} redacts it, and it is here still")
            if commitment_of(read(self.place, path)) != name:
                raise Broken(f"{path}: it is not the value that was attached")
        return [f"personal/{name}" for name in names]

    def balances(self):
        """The recomputed balances are those of balances.jsonl, and they balance."""
        sums = self.books.totals()
        names = ("debits_pending", "debits_posted", "credits_pending", "credits_posted", "held")
        rows = read(self.place, "balances.jsonl").splitlines(keepends=True)
        if len(rows) != len(self.books.accounts):
            raise Broken(f"balances.jsonl has {len(rows)} accounts, the record {len(self.books.accounts)}")
        for row, account in zip(rows, self.books.accounts.values()):
            code, scale = self.books.assets[account.asset]
            line = f'{{"id":"{account.id}","asset":"{code}","owner":"{account.owner}"'
            line += texts(*[(name, units(total, scale)) for name, total in zip(names, account.totals)]) + "}\n"
            if row != line.encode():
                raise Broken(f"balances.jsonl: account {account.id}: the entries lead to {line.rstrip()}")
        return sums

    def sums(self):
        """SHA256SUMS has the hash of every file, and every tile that there is belongs here."""
        listed = set()
        for line in read(self.place, "SHA256SUMS").decode(errors="replace").splitlines():
            digest, path = line[:64], line[66:]
            if line[64:66] != "  " or path in listed or ".." in path.split("/") or path.startswith("/"):
                raise Broken(f"SHA256SUMS: '{line}' is no line of it")
            listed.add(path)
            if file_hash(self.place, path) != digest:
                raise Broken(f"{path}: it is not the file that SHA256SUMS lists")
        for path in sorted(self.tree.tiles - listed):
            raise Broken(f"SHA256SUMS does not list {path}")
        for path in sorted(path for path in listed if path.startswith("tile/") and path not in self.tree.tiles):
            raise Broken(f"{path}: a tree of {self.size} entries has no such tile")
        own = ["checkpoint", "entries.jsonl", "balances.jsonl", "keys"] + self.personal()
        for path in own + (["rotations"] if self.keys.at else []):
            if path not in listed:
                raise Broken(f"SHA256SUMS does not list {path}")
        return len(listed)

    def manifest(self):
        """What manifest.json says is so."""
        data = read(self.place, "manifest.json")
        said = {"origin": self.origin, "size": self.size, "root": self.root.hex(),
                "accounts": len(self.books.accounts), "checkpoints": sorted(self.marks),
                "schema_sha256": file_hash(self.place, "schema/entry.capnp")}
        try:
            manifest = json.loads(data)
        except ValueError:
            raise Broken("manifest.json is no JSON") from None
        for name, value in said.items():
            if not isinstance(manifest, dict) or manifest.get(name) != value:
                raise Broken(f"manifest.json: its {name} is not {value}")

    def progress(self, done):
        if not self.quiet and sys.stderr.isatty() and (done % 4096 == 0 or done == self.size):
            end = "\n" if done == self.size else ""
            print(f"\r{done} of {self.size} entries", end=end, file=sys.stderr, flush=True)


def claimed(note):
    """The origin and the size that a note says, before anybody has checked it."""
    lines = note.split(b"\n")
    if len(lines) < 3 or not re.fullmatch(b"0|[1-9][0-9]{0,18}", lines[1]):
        raise Broken("checkpoint: it is no signed checkpoint")
    return lines[0].decode(errors="replace"), int(lines[1])


def commitment_of(data):
    """That of a file of personal/, or nothing: a tagged hash over salt, field and value."""
    form = rb"tallystick/personal/v1\nsalt ([0-9a-f]{64})\nfield ([a-z0-9_.-]{1,64})\nbytes (0|[1-9][0-9]*)\n(.*)"
    match = re.fullmatch(form, data, re.DOTALL)
    if not match or int(match[3]) != len(match[4]):
        return None
    message = bytes.fromhex(match[1].decode()) + bytes([len(match[2])]) + match[2] + match[4]
    return tagged_hash("tallystick/personal/v1", message).hex()


def open_lines(place):
    try:
        return open(os.path.join(place, "entries.jsonl"), "rb")
    except (FileNotFoundError, IsADirectoryError):
        raise Broken("entries.jsonl is missing") from None


def file_hash(place, path):
    digest = hashlib.sha256()
    try:
        with open(os.path.join(place, path), "rb") as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                digest.update(piece)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
        raise Broken(f"{path!r} is missing" if "\0" in path else f"{path} is missing") from None
    return digest.hexdigest()


# --- Proofs of single entries (C2SP tlog-proof), and the evidence pack of a reconciliation ---


def inclusion_root(leaf, index, size, path):
    """The root that a path leads to (RFC 9162, 2.1.3.2), or nothing if it is no path of that place."""
    if index >= size:
        return None
    node, last = leaf, size - 1
    for sibling in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            node = node_hash(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        index, last = index >> 1, last >> 1
    return node if last == 0 else None


def grows(old_size, old_root, size, root, path):
    """Whether the tree goes on from the old one (RFC 9162, 2.1.4.2)."""
    if old_size == size or not old_size:
        return not path and (not old_size or old_root == root)
    if old_size > size or not path:
        return False
    path = list(path) if old_size & (old_size - 1) else [old_root] + list(path)
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old, new = path[0], path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old == old_root and new == root


def split_proof(data, first, what):
    """(the lines above the path, the hashes of the path, the checkpoint) of a proof's text."""
    head, gap, note = data.partition(b"\n\n")
    lines = head.decode(errors="replace").split("\n")
    count = next((i for i, line in enumerate(lines) if re.fullmatch(first, line)), None)
    try:
        path = [base64.b64decode(line, validate=True) for line in lines[count + 1:]]
    except (TypeError, ValueError):
        raise Broken(f"{what}: it is no proof") from None
    if not gap or any(len(node) != 32 for node in path) or len(path) > 64:
        raise Broken(f"{what}: it is no proof")
    return lines[:count + 1], path, note


def check_proof(data, keys, what):
    """(entry, kind, checkpoint) of a .tlog-proof that holds."""
    lines, path, note = split_proof(data, "index (0|[1-9][0-9]{0,18})", what)
    if lines[0] != "c2sp.org/tlog-proof@v1" or len(lines) != 3 or not lines[1].startswith("extra "):
        raise Broken(f"{what}: it is no proof of an entry that shows the entry")
    index, (_, size, root, _) = int(lines[2][6:]), check_note(note, keys, what)
    try:
        leaf = base64.b64decode(lines[1][6:], validate=True)
    except ValueError:
        raise Broken(f"{what}: the entry in it is not base64") from None
    if inclusion_root(hashlib.sha256(b"\0" + leaf).digest(), index, size, path) != root:
        raise Broken(f"{what}: its path does not lead from entry {index} to the root of the checkpoint")
    return index, NAMES[decode_leaf(leaf, index)["kind"]], note


def verify_proofs(options):
    keys = given_keys(options.key)
    for path in options.proof:
        index, kind, note = check_proof(read("", path), keys, path)
        if not options.quiet:
            origin, size = claimed(note)
            print(f"proven       {origin}: entry {index} {kind}, in the tree of {size} entries")


class Pack:
    """The directory that `tally reconcile pack` made: docs/reconcile.md says what is in it."""

    def __init__(self, place, given):
        self.place = place
        try:
            self.keys = given or parse_keys(read(place, "keys").decode(errors="replace"))
        except SystemExit as error:
            raise Broken(f"keys: {error}") from None
        try:
            self.manifest = json.loads(read(place, "manifest.json"))
            self.size, self.root = self.manifest["size"], bytes.fromhex(self.manifest["root"])
            if not isinstance(self.size, int):
                raise ValueError
        except (ValueError, KeyError, TypeError):
            raise Broken("manifest.json is no manifest of a run") from None

    def sums(self):
        listed = {}
        for line in read(self.place, "SHA256SUMS").decode(errors="replace").splitlines():
            if not re.fullmatch("[0-9a-f]{64}  [^/].*", line) or ".." in line.split("/") or line[66:] in listed:
                raise Broken(f"SHA256SUMS: '{line}' is no line of it")
            listed[line[66:]] = line[:64]
        found = {os.path.relpath(os.path.join(where, name), self.place).replace(os.sep, "/")
                 for where, _, names in os.walk(self.place) for name in names} - {"SHA256SUMS"}
        for path in sorted(found ^ set(listed)):
            raise Broken(f"{path} is missing" if path in listed else f"SHA256SUMS does not list {path}")
        for path, digest in listed.items():
            if file_hash(self.place, path) != digest:
                raise Broken(f"{path}: it is not the file that SHA256SUMS lists")
        return len(listed)

    def inputs(self):
        """Inputs and results are those that the manifest names."""
        manifest = self.manifest
        try:
            named = [(key["file"], key["hash"]) for key in (manifest["rules"], manifest.get("mapping")) if key]
            named += [(source["file"], source["hash"]) for source in manifest["sources"] if source["file"]]
            named += [("previous.csv", manifest["previous"])] if manifest["previous"] else []
            named += list(manifest["results"].items())
        except (KeyError, TypeError, AttributeError):
            raise Broken("manifest.json is no manifest of a run") from None
        for path, digest in named:
            if file_hash(self.place, path) != digest:
                raise Broken(f"{path}: it is not the file that manifest.json names")

    def record(self):
        """What the run was made on is what the checkpoint signs, or what that goes on from."""
        note = read(self.place, "checkpoint")
        origin, size, root, _ = check_note(note, self.keys, "checkpoint")
        if origin != self.manifest.get("origin"):
            raise Broken(f"checkpoint: it is of '{origin}', and the run was made on '{self.manifest.get('origin')}'")
        path = []
        if size != self.size:
            lines, path, signed = split_proof(read(self.place, "growth.proof"), "old [0-9]+", "growth.proof")
            if lines != [f"old {self.size}"] or signed != note:
                raise Broken("growth.proof: it does not lead from the run's record to the checkpoint")
        if not grows(self.size, self.root, size, root, path):
            raise Broken("manifest.json: the record that it names is not the one that the checkpoint signs")
        return note

    def cited(self):
        entries = set()
        for name in ("breaks.csv", "matches.csv"):
            try:
                with open(os.path.join(self.place, name), encoding="utf-8", newline="") as file:
                    for row in csv.DictReader(file):
                        entries.update(int(place.split(".")[0]) for place in (row.get("internal") or "").split())
            except (OSError, ValueError, csv.Error) as error:
                raise Broken(f"{name}: it cannot be read: {error}") from None
        return sorted(entries)

    def proofs(self, note):
        cited = self.cited()
        for entry in cited:
            path = f"proofs/{entry}.tlog-proof"
            index, _, signed = check_proof(read(self.place, path), self.keys, path)
            if index != entry or signed != note or index >= self.size:
                raise Broken(f"{path}: it is no proof of entry {entry} under the pack's checkpoint")
        return len(cited)


def verify_pack(options):
    pack = Pack(options.pack, given_keys(options.key) if options.key else None)
    files = pack.sums()
    pack.inputs()
    note = pack.record()
    proofs = pack.proofs(note)
    if options.quiet:
        return
    origin, size = claimed(note)
    print(f"verified     a run on the first {pack.size} entries of {origin}, root {pack.root.hex()}")
    print(f"checkpoint   over {size} entries" + (
        "" if options.key else ", by keys that the pack itself brought: give yours with --key"))
    print(f"proofs       {proofs} entries cited, each in that record")
    print(f"files        {files} as SHA256SUMS lists them; inputs and results as manifest.json names them")


def given_keys(key):
    if not os.path.exists(key):
        return parse_keys(key)
    with open(key, encoding="utf-8", errors="replace") as file:
        return parse_keys(file.read())


def verify(options):
    own = options.key is None
    given = None if own else given_keys(options.key)
    try:
        keys = parse_keys(read(options.export, "keys").decode(errors="replace"))
    except SystemExit as error:
        raise Broken(f"keys: {error}") from None
    run = Verification(options.export, KeyChain(keys, given), options.quiet, options.signatures)
    run.checkpoints(options.old_checkpoint)
    run.leaves()
    sums = run.balances()
    files = run.sums()
    run.manifest()
    if options.quiet:
        return
    print(f"verified     {run.origin}: {run.size} entries, root {run.root.hex()}")
    print(f"signatures   {run.checked} checkpoints" + (
        ", by keys that the export itself brought: give yours with --key" if own else ""))
    if run.signed:
        print(f"commands     {run.signed.checked} signatures, all good; {run.signed.asked_commands} commands of keys"
              " that had to sign, none of them taken in without")
    for number in run.keys.at:
        print(f"new key      entry {number} puts it in place, signed by the one before")
    if run.attached:
        print(f"personal     {len(run.attached)} values attached, {len(run.personal())} here and as attached,"
              f" {len(set(run.attached) & set(run.redacted))} redacted")
    print(f"files        {files} as SHA256SUMS lists them")
    print(f"balances     {len(run.books.accounts)} accounts, recomputed from the entries; debits = credits:")
    for number, row in sums.items():
        code, scale = run.books.assets[number]
        print(f"  {code}: posted {units(row[2], scale)}, pending {units(row[1], scale)}, held {units(row[5], scale)}")


def main():
    parser = argparse.ArgumentParser(description="Verifies a Tallystick export; see the head of this file.")
    parser.add_argument("export", nargs="?", help="the directory that tally export wrote")
    parser.add_argument("--proof", nargs="+", metavar="FILE", help="or proofs of entries, of tally proof")
    parser.add_argument("--pack", metavar="DIR", help="or the directory that tally reconcile pack wrote")
    parser.add_argument("--key", help="verifier keys: a file, or one line; otherwise those of the export")
    parser.add_argument("--old-checkpoint", action="append", default=[], help="a checkpoint kept from before")
    parser.add_argument("--signatures", action="store_true", help="check the signatures of commands as well")
    parser.add_argument("--quiet", "-q", action="store_true", help="say nothing if it holds")
    options = parser.parse_args()
    if sum(bool(one) for one in (options.export, options.proof, options.pack)) != 1:
        parser.error("give an export, or --proof, or --pack")
    if options.proof and not options.key:
        parser.error("--proof needs --key: whose signature is it to be checked against?")
    place = options.export or options.pack
    if place and not os.path.isdir(place):
        print(f"verify.py: {place}: no such directory", file=sys.stderr)
        return 1
    for path in options.old_checkpoint + (options.proof or []):
        if not os.path.isfile(path):
            print(f"verify.py: {path}: no such file", file=sys.stderr)
            return 1
    try:
        (verify_proofs if options.proof else verify_pack if options.pack else verify)(options)
    except Broken as error:
        print(f"verify.py: {error}", file=sys.stderr)
        return 5
    except NoOpinion as error:
        print(f"verify.py: {error}", file=sys.stderr)
        return 4
    except OSError as error:
        print(f"verify.py: no opinion, as not all of it can be read: {error}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SystemExit as stop:
        if isinstance(stop.code, str):
            print(stop.code, file=sys.stderr)
            sys.exit(1)
        sys.exit(1 if stop.code == 2 else stop.code)
