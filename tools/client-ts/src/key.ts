// Keys for Node, without any dependency: BIP 340 with the curve of Node's own OpenSSL. Import it as
// "@tallystick/client/key". In a browser, sign with a wallet or a library instead.
import { createECDH, createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hexOf, type Signer } from "./session.js";

// Of secp256k1: how many points there are.
const order = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;

function numberOf(bytes: Uint8Array): bigint {
  return BigInt("0x" + hexOf(bytes));
}

function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(64, "0"), "hex");
}

/** n times the base point: its x, and whether its y is even. */
function multiple(n: bigint): { x: Buffer; isEven: boolean } {
  const curve = createECDH("secp256k1");
  curve.setPrivateKey(bytesOf(n));
  const point = curve.getPublicKey(null, "compressed");
  return { x: point.subarray(1), isEven: point[0] === 2 };
}

function tagged(tag: string, ...parts: Uint8Array[]): Buffer {
  const name = createHash("sha256").update(tag).digest();
  const hash = createHash("sha256").update(name).update(name);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** A BIP 340 signature of a 32-byte hash; `auxiliary` is random unless a test says what it is. */
export function signHash(secret: Uint8Array, hash: Uint8Array, auxiliary: Uint8Array = randomBytes(32)): Uint8Array {
  const given = numberOf(secret);
  const key = multiple(given);
  const d = key.isEven ? given : order - given;
  const mask = numberOf(tagged("BIP0340/aux", auxiliary));
  const k0 = numberOf(tagged("BIP0340/nonce", bytesOf(d ^ mask), key.x, hash)) % order;
  const nonce = multiple(k0);
  const k = nonce.isEven ? k0 : order - k0;
  const e = numberOf(tagged("BIP0340/challenge", nonce.x, key.x, hash)) % order;
  return Buffer.concat([nonce.x, bytesOf((k + e * d) % order)]);
}

/** A signer with a secret: 32 bytes, or their 64 hexadecimal digits with or without 0x. */
export function signerOf(secret: Uint8Array | string): Signer {
  const bytes = typeof secret === "string" ? Buffer.from(secret.replace(/^0x/, ""), "hex") : secret;
  const number = bytes.length === 32 ? numberOf(bytes) : 0n;
  if (number === 0n || number >= order) throw new RangeError("a secret is 32 bytes, not zero, below the curve's order");
  return { publicKey: hexOf(multiple(number).x), sign: (hash) => signHash(bytes, hash) };
}

/** A signer with the secret in a file that `tally keys new` made. */
export function signerFromFile(file: string): Signer {
  return signerOf(readFileSync(file, "utf8").trim());
}
