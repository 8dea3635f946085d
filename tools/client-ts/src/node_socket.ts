import { createHash, randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Tls } from "./door.js";
import { Inbox, type TextSocket } from "./socket.js";

// RFC 6455, as much of it as a client needs that speaks text: Node 20 has no WebSocket of its own.

const opcodes = { more: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;
const waitingMax = 64; // messages; beyond, the socket is not read

function frame(opcode: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (size < 126) {
    head[1] = 0x80 | size;
  } else if (size < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(size, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  const masked = Buffer.from(payload.map((byte, i) => byte ^ mask[i % 4]!));
  return Buffer.concat([head, mask, masked]);
}

/** Takes a server's frames apart. */
export class FrameReader {
  #bytes = Buffer.alloc(0);
  #parts: Buffer[] = [];

  constructor(
    private readonly onText: (text: string) => void,
    private readonly onControl: (opcode: number, payload: Buffer) => void,
  ) {}

  take(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    while (this.#takeFrame());
  }

  #takeFrame(): boolean {
    const bytes = this.#bytes;
    if (bytes.length < 2) return false;
    const short = bytes[1]! & 0x7f;
    const headSize = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < headSize) return false;
    const size =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < headSize + size) return false;
    const payload = bytes.subarray(headSize, headSize + size);
    this.#bytes = bytes.subarray(headSize + size);
    this.#deliver(bytes[0]! & 0x0f, (bytes[0]! & 0x80) !== 0, payload);
    return true;
  }

  #deliver(opcode: number, isLast: boolean, payload: Buffer): void {
    if (opcode !== opcodes.text && opcode !== opcodes.more) return this.onControl(opcode, payload);
    this.#parts.push(payload);
    if (!isLast) return;
    const text = Buffer.concat(this.#parts).toString("utf8");
    this.#parts = [];
    this.onText(text);
  }
}

function upgrade(
  address: URL,
  key: string,
  protocols: string[],
  signal?: AbortSignal,
  tls?: Tls,
): Promise<[Socket, Buffer]> {
  const secure = address.protocol === "wss:";
  const url = new URL(address);
  url.protocol = secure ? "https:" : "http:";
  const headers = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": key,
    ...(protocols.length === 0 ? {} : { "sec-websocket-protocol": protocols.join(", ") }),
  };
  return new Promise((resolve, reject) => {
    const options = { ...tls, headers, ...(signal === undefined ? {} : { signal }) };
    const request = (secure ? httpsRequest : httpRequest)(url, options);
    request.on("error", reject);
    request.on("response", (response) => {
      response.resume();
      reject(new Error(`${address.href} answers ${response.statusCode}`));
    });
    request.on("upgrade", (response, socket, head) => {
      const accepted = createHash("sha1")
        .update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
        .digest("base64");
      if (response.headers["sec-websocket-accept"] === accepted) return resolve([socket as Socket, head]);
      socket.destroy();
      reject(new Error(`${address.href} is no WebSocket`));
    });
    request.end();
  });
}

export async function connectWithNode(
  address: URL,
  protocols: string[],
  signal?: AbortSignal,
  tls?: Tls,
): Promise<TextSocket> {
  const [socket, head] = await upgrade(address, randomBytes(16).toString("base64"), protocols, signal, tls);
  const inbox = new Inbox();
  const onControl = (opcode: number, payload: Buffer): void => {
    if (opcode === opcodes.ping) socket.write(frame(opcodes.pong, payload));
    if (opcode === opcodes.close) socket.end(frame(opcodes.close, payload));
  };
  const reader = new FrameReader((text) => inbox.push(text), onControl);
  const take = (chunk: Buffer): void => {
    reader.take(chunk);
    if (inbox.size > waitingMax) socket.pause();
  };
  socket.on("data", take);
  socket.on("error", () => inbox.end());
  socket.on("close", () => inbox.end());
  signal?.addEventListener("abort", () => socket.destroy(), { once: true });
  if (head.length !== 0) take(head);
  return {
    send: (text) => void socket.write(frame(opcodes.text, Buffer.from(text))),
    messages: () => inbox.messages(() => void (inbox.size <= waitingMax && socket.resume())),
    close: () => socket.destroy(),
  };
}
