import type { Tls } from "./door.js";

/** A WebSocket of text messages, read at the reader's pace as far as the platform lets us. */
export interface TextSocket {
  send(text: string): void;
  /** Until the connection ends, however it ends. */
  messages(): AsyncGenerator<string>;
  close(): void;
}

/** Messages between a socket that pushes and a reader that pulls. */
export class Inbox {
  readonly #texts: string[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  push(text: string): void {
    this.#texts.push(text);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  get size(): number {
    return this.#texts.length;
  }

  async *messages(onTaken: () => void = () => {}): AsyncGenerator<string> {
    for (;;) {
      const text = this.#texts.shift();
      if (text !== undefined) {
        onTaken();
        yield text;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = undefined;
      }
    }
  }
}

/** Connects with the platform's WebSocket, or with our own where there is none (Node 20) or it cannot be told of `tls`. */
export async function connect(
  address: URL,
  token: string | undefined,
  signal?: AbortSignal,
  tls?: Tls,
): Promise<TextSocket> {
  // The only header that a page can set: docs/http.md, "Streams".
  const protocols = token === undefined ? [] : ["tally", `bearer.${token}`];
  if (typeof WebSocket === "undefined" || tls !== undefined) {
    const { connectWithNode } = await import("./node_socket.js");
    return connectWithNode(address, protocols, signal, tls);
  }
  return connectWithPlatform(address, protocols, signal);
}

function connectWithPlatform(address: URL, protocols: string[], signal?: AbortSignal): Promise<TextSocket> {
  const socket = new WebSocket(address, protocols);
  const inbox = new Inbox();
  socket.onmessage = (event: MessageEvent<string>) => inbox.push(event.data);
  signal?.addEventListener("abort", () => socket.close(), { once: true });
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error(`cannot connect to ${address.href}`));
    socket.onclose = () => {
      inbox.end();
      reject(new Error("closed"));
    };
    socket.onopen = () =>
      resolve({
        send: (text) => socket.send(text),
        messages: () => inbox.messages(),
        close: () => socket.close(),
      });
  });
}
