// Holds the document that the server serves against what the server answers: every path, every
// status that can be brought about from outside, every body.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, type Command } from "../src/index.js";
import { Validator, type Schema } from "./schema.js";
import { TestServer } from "./server.js";

type Operation = { responses: Record<string, Schema>; parameters?: Schema[] };
type Paths = Record<string, Record<string, Operation>>;

let server: TestServer;
let paths: Paths;
let validator: Validator;
const seen = new Set<string>();

const hash = "0x" + "11".repeat(32);
const commands: Command[] = [
  { command: "create_asset", asset: "USD", scale: 2 },
  { command: "create_asset", asset: "BTC", scale: 8 },
  { command: "create_account", id: 1n, asset: "USD", owner: 7n, code: 10 },
  { command: "create_account", id: 2n, asset: "USD", owner: 8n, code: 10 },
  { command: "create_account", id: 3n, asset: "BTC", owner: 7n, code: 10 },
  { command: "create_account", id: 4n, asset: "BTC", owner: 8n, code: 10 },
  { command: "create_account", id: 5n, asset: "USD", owner: 9n, code: 10 },
  { command: "create_account", id: 6n, asset: "BTC", owner: 9n, code: 10 },
  { command: "create_transfer", id: 1n, debit: 5n, credit: 1n, asset: "USD", amount: "900000.00", code: 1 },
  { command: "create_transfer", id: 2n, debit: 6n, credit: 4n, asset: "BTC", amount: "10", code: 1 },
  { command: "create_transfer", id: 3n, debit: 5n, credit: 2n, asset: "USD", amount: "1", code: 1, flags: ["pending"] },
  { command: "create_market", market: "BTC-USD", base: "BTC", quote: "USD", tick: "0.01", lot: "0.0001", fee_owner: 9n },
  { command: "place_order", id: 31n, owner: 7n, market: "BTC-USD", side: "buy", type: "limit", price: "64000.00", quantity: "0.5" },
  { command: "place_order", id: 32n, owner: 8n, market: "BTC-USD", side: "sell", type: "limit", price: "64000.00", quantity: "0.2" },
  { command: "place_order", id: 33n, owner: 8n, market: "BTC-USD", side: "sell", type: "limit", price: "65000.00", quantity: "1" },
  { command: "create_escrow", id: 5n, buyer: 7n, seller: 8n, asset: "USD", amount: "100.00", content_hash: hash,
    attestors: ["0x" + "22".repeat(20)], quorum: 1, release_after: "2026-12-01T00:00:00Z", refund_after: "2099-12-31T00:00:00Z" },
];

// A question for each path that is read; what it is about exists.
const questions: Record<string, string[]> = {
  "/v1/accounts": ["/v1/accounts", "/v1/accounts?owner=7&limit=1", "/v1/accounts?at=3"],
  "/v1/accounts/{id}": ["/v1/accounts/1", "/v1/accounts/0x1"],
  "/v1/balances": ["/v1/balances?asset=USD", "/v1/balances?effective=2099-12-31"],
  "/v1/balances/{id}": ["/v1/balances/1", "/v1/balances/1?effective=2020-01-01"],
  "/v1/transfers": ["/v1/transfers", "/v1/transfers?state=pending"],
  "/v1/transfers/{id}": ["/v1/transfers/1"],
  "/v1/orders": ["/v1/orders", "/v1/orders?market=BTC-USD&owner=8"],
  "/v1/orders/{id}": ["/v1/orders/31", "/v1/orders/32", "/v1/orders/33"],
  "/v1/markets": ["/v1/markets"],
  "/v1/markets/{id}": ["/v1/markets/BTC-USD"],
  "/v1/assets": ["/v1/assets", "/v1/assets?limit=1"],
  "/v1/assets/{id}": ["/v1/assets/USD"],
  "/v1/books": ["/v1/books"],
  "/v1/books/{id}": ["/v1/books/BTC-USD", "/v1/books/BTC-USD?depth=1"],
  "/v1/fills": ["/v1/fills", "/v1/fills?market=BTC-USD"],
  "/v1/statements/{id}": ["/v1/statements/1", "/v1/statements/1?effective=2020-01-01"],
  "/v1/escrows": ["/v1/escrows"],
  "/v1/escrows/{id}": ["/v1/escrows/5"],
  "/v1/chains": ["/v1/chains"],
  "/v1/chains/{id}": ["/v1/chains/ethereum"],
  "/v1/access": ["/v1/access"],
  "/v1/access/{id}": ["/v1/access/keys", "/v1/access/limits", "/v1/access/switches", "/v1/access/policies", "/v1/access/waiting"],
  "/v1/entries": ["/v1/entries?limit=1000", "/v1/entries?kind=fill"],
  "/v1/entries/{id}": ["/v1/entries/0"],
  "/v1/explain/{id}": ["/v1/explain/0", "/v1/explain/6?limit=1"],
  "/v1/proofs/{id}": ["/v1/proofs/0"],
  "/v1/growth/{id}": ["/v1/growth/0", "/v1/growth/1", "/v1/growth/987654"],
  "/v1/checkpoints": ["/v1/checkpoints"],
  "/v1/status": ["/v1/status", "/v1/status?at=2"],
  "/v1/openapi.json": ["/v1/openapi.json"],
  "/healthz": ["/healthz"],
  "/readyz": ["/readyz"],
};

// Asks, and holds the answer against what the document says of its path, method and status.
async function ask(path: string, target: string, init: RequestInit = {}): Promise<Response> {
  const method = init.method ?? "GET";
  const response = await fetch(new URL(target, server.address), init);
  const text = await response.clone().text();
  const operation = paths[path]?.[method.toLowerCase()] ?? Object.values(paths[path]!)[0]!;
  const given = operation.responses[String(response.status)];
  assert.ok(given, `${method} ${target}: ${response.status} is not in the document: ${text}`);
  seen.add(`${path} ${response.status}`);
  const content = validator.resolve(given)["content"] as Record<string, { schema: Schema }> | undefined;
  if (content === undefined) return response;
  const type = (response.headers.get("content-type") ?? "").split(";")[0]!;
  assert.ok(content[type], `${method} ${target}: ${type} is not in the document`);
  const body: unknown = type.endsWith("json") ? JSON.parse(text) : text;
  assert.equal(validator.check(body, content[type].schema), undefined, `${method} ${target}: ${text}`);
  return response;
}

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return ask("/v1/commands", "/v1/commands", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}

before(async () => {
  server = await TestServer.start();
  const document = (await (await fetch(new URL("v1/openapi.json", server.address))).json()) as Schema;
  assert.equal(document["openapi"], "3.1.0");
  paths = document["paths"] as Paths;
  validator = new Validator(document);
  const answers = await new Client(server.address).submit(commands);
  assert.deepEqual(answers.map((answer) => ("result" in answer ? answer.result : answer.error)), commands.map(() => "ok"));
  await new Client(server.address).submit([
    { command: "create_chain", chain: "ethereum", finality_depth: 2, custody_owner: "90", loss_owner: "91" },
  ]);
  await server.signed();
});

after(async () => assert.equal(await server.stop(), 0));

test("every path that is read answers as the document says", async () => {
  const read = Object.keys(paths).filter((path) => !["/v1/stream", "/v1/commands", "/v1/sessions"].includes(path));
  assert.deepEqual(read.sort(), Object.keys(questions).sort());
  for (const path of read) {
    for (const target of questions[path]!) {
      const response = await ask(path, target);
      assert.equal(response.status, 200, target);
    }
  }
});

test("what is wrong with a question is told as the document says", async () => {
  for (const path of Object.keys(questions).filter((one) => one.startsWith("/v1/") && one !== "/v1/openapi.json")) {
    const target = questions[path]![0]!;
    const and = target.includes("?") ? "&" : "?";
    assert.equal((await ask(path, `${target}${and}no_such=1`)).status, 400, target);
    assert.equal((await ask(path, target, { method: "DELETE" })).status, 405);
    assert.equal((await ask(path, target, { headers: { accept: "image/png" } })).status, 406);
    assert.equal((await ask(path, target, { headers: { origin: "http://evil.example" } })).status, 403);
  }
  for (const path of ["/v1/accounts/{id}", "/v1/balances/{id}", "/v1/transfers/{id}", "/v1/escrows/{id}",
                      "/v1/statements/{id}", "/v1/entries/{id}", "/v1/proofs/{id}"]) {
    assert.equal((await ask(path, path.replace("{id}", "987654"))).status, 404, path);
  }
});

test("trades are those of the market that was asked for", async () => {
  const client = new Client(server.address);
  await client.submit([
    { command: "create_asset", asset: "EUR", scale: 2 },
    { command: "create_market", market: "BTC-EUR", base: "BTC", quote: "EUR", tick: "0.01", lot: "0.0001", fee_owner: 9n },
  ]);
  assert.equal((await client.page("fills", { market: "BTC-USD" })).rows.length, 1);
  assert.equal((await client.page("fills", { market: "BTC-EUR" })).rows.length, 0);
});

test("an answer that the asker has is not sent again", async () => {
  const first = await ask("/v1/status", "/v1/status");
  const again = await ask("/v1/status", "/v1/status", { headers: { "if-none-match": first.headers.get("etag")! } });
  assert.equal(again.status, 304);
});

test("commands are answered as the document says", async () => {
  const one = { command: "create_account", id: "77", asset: "USD", owner: "7", code: 1 };
  assert.equal((await post(JSON.stringify(one, null, 2))).status, 200);
  assert.equal((await post(JSON.stringify([one, { command: "?" }, one], null, 2))).status, 200);
  assert.equal((await post("{}")).status, 400);
  assert.equal((await post("")).status, 400);
  assert.equal((await post("[]")).status, 400);
  assert.equal((await post("[{}")).status, 400);
  assert.equal((await post("{}", { "content-type": "text/plain" })).status, 415);
  assert.equal((await post("{}", { accept: "text/html" })).status, 406);
  assert.equal((await post("{}", { origin: "http://evil.example" })).status, 403);
  assert.equal((await post("[" + "{},".repeat(8_190) + "{}]")).status, 413);
  assert.equal((await post(" ".repeat(9_000_000))).status, 413);
  assert.equal((await ask("/v1/commands", "/v1/commands")).status, 405);
  assert.equal((await ask("/v1/stream", "/v1/stream")).status, 426);
});

test("who proves no key of the record's gets no session", async () => {
  const sign = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
    ask("/v1/sessions", "/v1/sessions", {
      method: "POST", headers: { "content-type": "application/json", ...headers }, body,
    });
  assert.equal((await sign(JSON.stringify({ public_key: "11".repeat(32) }))).status, 401);
  assert.equal((await sign(JSON.stringify({ public_key: "11" }))).status, 400);
  assert.equal((await sign("{}")).status, 400);
  assert.equal((await sign("?")).status, 400);
  assert.equal((await sign("{}", { "content-type": "text/plain" })).status, 415);
  assert.equal((await sign("{}", { accept: "image/png" })).status, 406);
  assert.equal((await sign("{}", { origin: "http://evil.example" })).status, 403);
  assert.equal((await ask("/v1/sessions", "/v1/sessions")).status, 405);
  assert.equal((await ask("/v1/sessions", "/v1/sessions", { method: "DELETE" })).status, 401);
  const lost = { authorization: "Bearer tally_none" };
  assert.equal((await ask("/v1/status", "/v1/status", { headers: lost })).status, 401);
});

test("nothing that the document promises went unseen", () => {
  // Not to be had without keys, without load or without breaking the connection.
  const unseen = ["401", "503", "411", "101"];
  const missed: string[] = [];
  for (const [path, operations] of Object.entries(paths)) {
    for (const operation of Object.values(operations)) {
      for (const status of Object.keys(operation.responses)) {
        const expected = !unseen.includes(status) && (status === "200" || status === "426" || status === "413");
        if (expected && !seen.has(`${path} ${status}`)) missed.push(`${path} ${status}`);
      }
    }
  }
  assert.deepEqual(missed, []);
});
