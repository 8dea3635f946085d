import { fetchThrough, tlsOf, type Tls } from "./door.js";
import { ProblemError, UnreachableError } from "./errors.js";
import { isUnknownToken, Session, type Signer } from "./session.js";
import {
  follow,
  followChanges,
  type Access,
  type ChangeEvent,
  type Feed,
  type FollowChangesOptions,
  type FollowOptions,
  type StreamEvent,
} from "./stream.js";
import type { Command } from "./commands.js";
import type {
  Account, Answer, Asset, Balance, Book, Entry, Fault, Market, Order, Page, Rows, StatementLine, Status, Transfer,
} from "./types.js";

export interface ClientOptions {
  /** Sent as a bearer token, where the server asks for one. */
  token?: string;
  /** Proves a key for sessions, which are renewed as they end; instead of a token. */
  signer?: Signer;
  /** Under Node: PEM text of the authority that signed the server's certificate, instead of the system's. */
  ca?: string;
  /** Under Node: PEM text of a certificate of ours and its key, for a server that asks for one. */
  certificate?: string;
  certificateKey?: string;
  /** How long one try may take. */
  timeoutMs?: number;
  /** How often is tried when the server is busy or away. */
  tries?: number;
}

export type Parameters = Record<string, string | number | bigint>;

/** Text of a value in which no bigint is lost. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "bigint" ? member.toString() : member,
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A Tallystick server. Everything may be called at the same time. */
export class Client {
  readonly #base: URL;
  readonly #token: string | undefined;
  readonly #session: Session | undefined;
  readonly #tls: Tls | undefined;
  readonly #timeoutMs: number;
  readonly #tries: number;

  constructor(address: string | URL, options: ClientOptions = {}) {
    this.#base = new URL(address);
    this.#token = options.token;
    const { signer } = options;
    if (signer !== undefined) this.#session = new Session(signer, (body) => this.#signIn(body));
    this.#tls = tlsOf(options);
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#tries = options.tries ?? 8;
  }

  /**
   * Has commands recorded, at most 8,190 at once; resolves when they are durable.
   *
   * Sends again what the server did not answer. That is safe for commands with ids of yours: one
   * that had been recorded before the answer was lost then says "exists".
   */
  async submit(commands: Command[]): Promise<(Answer | Fault)[]> {
    if (commands.length === 0) return [];
    const lines = commands.map((command) => toJson(command) + "\n").join("");
    const response = await this.#ask("v1/commands", {
      method: "POST",
      headers: { "content-type": "application/jsonl", accept: "application/jsonl" },
      body: lines,
    });
    const text = await response.text();
    return text.trimEnd().split("\n").map((line) => JSON.parse(line) as Answer | Fault);
  }

  status(parameters: Parameters = {}): Promise<Status> {
    return this.#get("v1/status", parameters);
  }

  account(id: string | bigint, parameters: Parameters = {}): Promise<Account> {
    return this.#get(`v1/accounts/${id}`, parameters);
  }

  balance(account: string | bigint, parameters: Parameters = {}): Promise<Balance> {
    return this.#get(`v1/balances/${account}`, parameters);
  }

  transfer(id: string | bigint, parameters: Parameters = {}): Promise<Transfer> {
    return this.#get(`v1/transfers/${id}`, parameters);
  }

  /** Also of one that is no longer open. */
  order(id: string | bigint, parameters: Parameters = {}): Promise<Order> {
    return this.#get(`v1/orders/${id}`, parameters);
  }

  escrow(id: string | bigint, parameters: Parameters = {}): Promise<Record<string, unknown>> {
    return this.#get(`v1/escrows/${id}`, parameters);
  }

  asset(code: string, parameters: Parameters = {}): Promise<Asset> {
    return this.#get(`v1/assets/${encodeURIComponent(code)}`, parameters);
  }

  market(name: string, parameters: Parameters = {}): Promise<Market> {
    return this.#get(`v1/markets/${encodeURIComponent(name)}`, parameters);
  }

  book(market: string, parameters: Parameters = {}): Promise<Book> {
    return this.#get(`v1/books/${encodeURIComponent(market)}`, parameters);
  }

  entry(sequence: number, parameters: Parameters = {}): Promise<Entry> {
    return this.#get(`v1/entries/${sequence}`, parameters);
  }

  /** A C2SP .tlog-proof of one entry. */
  async proof(sequence: number): Promise<string> {
    return (await this.#ask(`v1/proofs/${sequence}`, {})).text();
  }

  /** One page of a list. */
  page<Name extends keyof Rows>(what: Name, parameters: Parameters = {}): Promise<Page<Rows[Name]>> {
    return this.#get(`v1/${what}`, parameters);
  }

  /** All rows of a list, as of one point of the record, page by page. */
  async *list<Name extends keyof Rows>(
    what: Name,
    parameters: Parameters = {},
  ): AsyncGenerator<Rows[Name]> {
    yield* this.#rows<Rows[Name]>(`v1/${what}`, parameters);
  }

  async *statement(account: string | bigint, parameters: Parameters = {}): AsyncGenerator<StatementLine> {
    yield* this.#rows<StatementLine>(`v1/statements/${account}`, parameters);
  }

  /**
   * Follows the record, through lost connections, with each entry once and in order. Ends when the
   * caller stops asking or `signal` is aborted.
   */
  follow(options: FollowOptions = {}): AsyncGenerator<StreamEvent> {
    return follow(this.#streamAddress(), options, this.#access());
  }

  /** What entries change in a projection: the rows as they are, then their changes. For ever. */
  followChanges(
    feed: Feed,
    options: FollowChangesOptions = {},
  ): AsyncGenerator<ChangeEvent> {
    return followChanges(this.#streamAddress(), feed, options, this.#access());
  }

  #streamAddress(): URL {
    const address = new URL("v1/stream", this.#base);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    return address;
  }

  #access(): Access {
    return {
      token: async () => (await this.#session?.token()) ?? this.#token,
      lost: () => this.#session?.forget(),
      tls: this.#tls,
    };
  }

  async *#rows<Row>(path: string, parameters: Parameters): AsyncGenerator<Row> {
    let page: Page<Row> = await this.#get(path, parameters);
    for (;;) {
      yield* page.rows;
      if (page.next === null) return;
      const { at: _at, ...others } = parameters;
      page = await this.#get(path, { ...others, cursor: page.next });
    }
  }

  async #get<Value>(path: string, parameters: Parameters): Promise<Value> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
    const response = await this.#ask(query.size === 0 ? path : `${path}?${query}`, {});
    return (await response.json()) as Value;
  }

  async #signIn(body: object): Promise<Record<string, unknown>> {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return (await this.#send("v1/sessions", init, undefined)).json() as Promise<Record<string, unknown>>;
  }

  // A session that the server has forgotten, after a restart perhaps, is made anew once.
  async #ask(path: string, init: RequestInit): Promise<Response> {
    if (this.#session === undefined) return this.#send(path, init, this.#token);
    try {
      return await this.#send(path, init, await this.#session.token());
    } catch (error) {
      if (!isUnknownToken(error)) throw error;
      this.#session.forget();
      return this.#send(path, init, await this.#session.token());
    }
  }

  async #send(path: string, init: RequestInit, token: string | undefined): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    let last: unknown;
    for (let tried = 0; tried < this.#tries; ++tried) {
      if (tried !== 0) await sleep(Math.min(2_000, 25 * 2 ** tried));
      try {
        const signal = AbortSignal.timeout(this.#timeoutMs);
        const response = await fetchThrough(this.#tls, new URL(path, this.#base), { ...init, headers, signal });
        if (response.ok) return response;
        last = await problemOf(response);
        if (response.status !== 503 && response.status !== 429) throw last;
      } catch (error) {
        if (error instanceof ProblemError) throw error;
        last = error;
      }
    }
    if (last instanceof ProblemError) throw last;
    throw new UnreachableError(`${this.#base.origin} did not answer`, { cause: last });
  }
}

async function problemOf(response: Response): Promise<ProblemError> {
  const text = await response.text();
  try {
    const { title, detail } = JSON.parse(text) as { title: string; detail: string };
    return new ProblemError(response.status, title, detail);
  } catch {
    return new ProblemError(response.status, response.statusText, text);
  }
}
