import { ProblemError } from "./errors.js";

/** Proves a key: `sign` is given a 32-byte hash and returns the 64-byte BIP 340 signature of it. */
export interface Signer {
  /** x-only, 32 bytes, hexadecimal. */
  publicKey: string;
  sign(hash: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

type Ask = (body: object) => Promise<Record<string, unknown>>;

function bytesOf(hex: string): Uint8Array {
  const digits = hex.startsWith("0x") ? hex.slice(2) : hex;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** What a key signs to prove itself: docs/protocol.md, "The conversation". */
export async function challengeOf(origin: string, nonce: string, publicKey: string): Promise<Uint8Array> {
  const text = new TextEncoder();
  const tag = await sha256(joined(text.encode("tallystick/bip340/v1/session")));
  const name = text.encode(origin);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, name.length, true);
  return sha256(joined(tag, tag, length, name, bytesOf(nonce), bytesOf(publicKey)));
}

/** A token for a key, proved anew when it is about to end or the server has forgotten it. */
export class Session {
  readonly #signer: Signer;
  readonly #ask: Ask;
  #token: Promise<string> | undefined;
  #renewAt = 0;

  constructor(signer: Signer, ask: Ask) {
    this.#signer = signer;
    this.#ask = ask;
  }

  token(): Promise<string> {
    if (this.#token === undefined || Date.now() >= this.#renewAt) this.#token = this.#prove();
    return this.#token;
  }

  /** The token is not good any more. */
  forget(): void {
    this.#token = undefined;
  }

  async #prove(): Promise<string> {
    this.#renewAt = Infinity;
    try {
      const publicKey = this.#signer.publicKey;
      const { origin, nonce } = await this.#ask({ public_key: publicKey });
      const hash = await challengeOf(String(origin), String(nonce), publicKey);
      const signature = hexOf(await this.#signer.sign(hash));
      const made = await this.#ask({ public_key: publicKey, nonce, signature });
      this.#renewAt = Date.now() + Number(made["expires_in"]) * 900; // nine tenths of it
      return String(made["token"]);
    } catch (error) {
      this.#token = undefined;
      throw error;
    }
  }
}

export function isUnknownToken(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401;
}
