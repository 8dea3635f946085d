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
  | { type: "caught_up"; next: number };

interface Message {
  subscription?: string;
  entries?: Entry[];
  next?: number;
  tip?: number;
  caught_up?: number;
  ended?: string;
  error?: string;
}

/** The server refuses to let us follow: asking again would not help. */
export class StreamError extends Error {}

/** How a stream shows who asks. */
export interface Access {
  token(): Promise<string | undefined>;
  lost(): void;
}

export async function* follow(
  address: URL,
  options: FollowOptions,
  access: Access = { token: async () => undefined, lost: () => {} },
): AsyncGenerator<StreamEvent> {
  const { signal, retryMs = 200, ...wanted } = options;
  const place = { next: wanted.from };
  const isWanted = (): boolean => signal?.aborted !== true;
  while (isWanted()) {
    try {
      const socket = await connect(address, await access.token(), signal);
      try {
        yield* followOnce(socket, wanted, place);
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
  const subscribe: Record<string, unknown> = { subscribe: "record" };
  for (const [name, value] of Object.entries({ ...wanted, from: place.next })) {
    if (value === undefined) continue;
    subscribe[name] = name === "kinds" ? value : String(value);
  }
  socket.send(JSON.stringify(subscribe));
  for await (const text of socket.messages()) {
    const message = JSON.parse(text) as Message;
    if (message.error !== undefined) {
      if (message.error.includes("not ready yet")) return;
      throw new StreamError(message.error);
    }
    if (message.ended !== undefined) throw new StreamError(message.ended);
    if (message.caught_up !== undefined) {
      place.next = message.caught_up;
      yield { type: "caught_up", next: message.caught_up };
    }
    for (const entry of message.entries ?? []) {
      place.next = entry.sequence + 1;
      yield { type: "entry", entry, tip: message.tip ?? 0 };
    }
    if (message.entries !== undefined && message.next !== undefined) place.next = message.next;
  }
}
