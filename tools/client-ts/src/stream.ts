import type { Tls } from "./door.js";
import { ProblemError } from "./errors.js";
import { connect, type TextSocket } from "./socket.js";
import type { Entry, Id } from "./types.js";

export interface FollowOptions {
  /** The first entry; without it only what is yet to come. */
  from?: number;
  kinds?: string[];
  owner?: Id;
  account?: Id;
  market?: string;
  asset?: string;
  signal?: AbortSignal;
  /** How long to wait before connecting again. */
  retryMs?: number;
}

export type StreamEvent =
  | { type: "entry"; entry: Entry; tip: number }
  /** All that there is was told; `next` is the first entry yet to come. */
  | { type: "caught_up"; next: number; tip: number };

/** A projection whose changes can be followed. */
export type Feed = "balances" | "books" | "fills" | "orders" | "escrows";

export interface FollowChangesOptions extends Omit<FollowOptions, "kinds"> {
  /** Begin with the rows as they are, unless `from` says where to resume. True if not given. */
  rows?: boolean;
  /** Of each object only the last change of each message. */
  conflate?: boolean;
}

/** An object's values after the entry `sequence`: docs/feeds.md lists the members of each feed. */
export interface ChangeRow {
  sequence: number;
  [member: string]: unknown;
}

export type ChangeEvent =
  /** Forget all rows so far: what there is follows, now or again after a lost connection. */
  | { type: "rows_begin" }
  | { type: "row"; row: ChangeRow }
  /** The rows are the state before entry `next`. */
  | { type: "rows_end"; next: number }
  | { type: "change"; row: ChangeRow; tip: number }
  | { type: "caught_up"; next: number; tip: number };

interface Message {
  subscription?: string;
  entries?: Entry[];
  next?: number;
  tip?: number;
  caught_up?: number;
  rows?: ChangeRow[];
  rows_end?: number;
  changes?: ChangeRow[];
  ended?: string;
  error?: string;
}

/** The server refuses to let us follow: asking again would not help. */
export class StreamError extends Error {}

/** How a stream shows who asks. */
export interface Access {
  token(): Promise<string | undefined>;
  lost(): void;
  tls?: Tls | undefined;
}

const nobody: Access = { token: async () => undefined, lost: () => {} };

export async function* follow(
  address: URL,
  options: FollowOptions,
  access: Access = nobody,
): AsyncGenerator<StreamEvent> {
  const { signal, retryMs = 200, ...wanted } = options;
  const place = { next: wanted.from };
  const once = (socket: TextSocket) => followOnce(socket, wanted, place);
  yield* again(address, once, access, retryMs, signal);
}

/** The changes of a projection, resumed after a lost connection without a gap. */
export async function* followChanges(
  address: URL,
  feed: Feed,
  options: FollowChangesOptions = {},
  access: Access = nobody,
): AsyncGenerator<ChangeEvent> {
  const { signal, retryMs = 200, rows = options.from === undefined, ...wanted } = options;
  const place = { next: wanted.from, rows };
  const once = (socket: TextSocket) => followChangesOnce(socket, { ...wanted, feed }, place);
  yield* again(address, once, access, retryMs, signal);
}

// Connects, again and again, until it is not wanted any more.
async function* again<Event>(
  address: URL,
  once: (socket: TextSocket) => AsyncGenerator<Event>,
  access: Access,
  retryMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Event> {
  const isWanted = (): boolean => signal?.aborted !== true;
  while (isWanted()) {
    try {
      const socket = await connect(address, await access.token(), signal, access.tls);
      try {
        yield* once(socket);
      } finally {
        socket.close();
      }
    } catch (error) {
      if (error instanceof StreamError || error instanceof ProblemError) throw error;
      access.lost(); // the server may have forgotten the session, in a restart
    }
    if (isWanted()) await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

// Until the connection is lost. `place` is where to go on after that.
async function* followOnce(
  socket: TextSocket,
  wanted: Omit<FollowOptions, "signal" | "retryMs">,
  place: { next: number | undefined },
): AsyncGenerator<StreamEvent> {
  for await (const message of messages(socket, { ...wanted, from: place.next })) {
    if (message.caught_up !== undefined) {
      place.next = message.caught_up;
      yield { type: "caught_up", next: message.caught_up, tip: message.tip ?? message.caught_up };
    }
    for (const entry of message.entries ?? []) {
      place.next = entry.sequence + 1;
      yield { type: "entry", entry, tip: message.tip ?? 0 };
    }
    if (message.entries !== undefined && message.next !== undefined) place.next = message.next;
  }
}

// What the server says to a subscription, until it is not ready or the connection is lost.
async function* messages(
  socket: TextSocket,
  wanted: Record<string, unknown>,
): AsyncGenerator<Message> {
  const subscribe: Record<string, unknown> = { subscribe: "feed" };
  for (const [name, value] of Object.entries(wanted)) {
    if (value === undefined) continue;
    const isText = typeof value !== "boolean" && !Array.isArray(value);
    subscribe[name] = isText ? String(value) : value;
  }
  socket.send(JSON.stringify(subscribe));
  for await (const text of socket.messages()) {
    const message = JSON.parse(text) as Message;
    if (message.error !== undefined) {
      if (message.error.includes("not ready yet")) return;
      throw new StreamError(message.error);
    }
    if (message.ended !== undefined) throw new StreamError(message.ended);
    yield message;
  }
}

// `place` is where to go on; before the rows have ended, that is at the beginning.
async function* followChangesOnce(
  socket: TextSocket,
  wanted: Omit<FollowChangesOptions, "signal" | "retryMs" | "rows"> & { feed: Feed },
  place: { next: number | undefined; rows: boolean },
): AsyncGenerator<ChangeEvent> {
  if (place.rows) yield { type: "rows_begin" };
  const asked = { ...wanted, from: place.next, rows: place.rows };
  for await (const message of messages(socket, asked)) {
    for (const row of message.rows ?? []) yield { type: "row", row };
    if (message.rows_end !== undefined) {
      place.rows = false;
      place.next = message.rows_end;
      yield { type: "rows_end", next: message.rows_end };
    }
    for (const row of message.changes ?? [])
      yield { type: "change", row, tip: message.tip ?? 0 };
    if (message.changes !== undefined && message.next !== undefined) place.next = message.next;
    if (message.caught_up !== undefined) {
      place.next = message.caught_up;
      yield { type: "caught_up", next: message.caught_up, tip: message.tip ?? message.caught_up };
    }
  }
}
