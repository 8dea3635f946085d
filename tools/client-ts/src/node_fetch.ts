import { request } from "node:https";
import type { Tls } from "./door.js";

/** As fetch, for texts, with authorities of our own. No redirects: the server makes none. */
export function fetchWithNode(address: URL, init: RequestInit, tls: Tls): Promise<Response> {
  const headers = Object.fromEntries(new Headers(init.headers));
  const body = typeof init.body === "string" ? Buffer.from(init.body) : undefined;
  if (body !== undefined) headers["content-length"] = String(body.length);
  const options = { ...tls, method: init.method ?? "GET", headers, ...(init.signal ? { signal: init.signal } : {}) };
  return new Promise((resolve, reject) => {
    const asking = request(address, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        const status = answer.statusCode ?? 502;
        const text = [204, 205, 304].includes(status) ? null : Buffer.concat(parts);
        const statusText = answer.statusMessage ?? "";
        resolve(new Response(text, { status, statusText, headers: plain(answer.headers) }));
      });
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

function plain(headers: NodeJS.Dict<string | string[]>): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]);
}
