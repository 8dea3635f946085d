import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, isFault, ProblemError, type Answer, type Command } from "../src/index.js";
import { TestServer } from "./server.js";

let server: TestServer;
let client: Client;

const accounts: Command[] = [
  { command: "create_asset", asset: "USD", scale: 2 },
  { command: "create_account", id: 1n, asset: "USD", owner: 7n, code: 10 },
  { command: "create_account", id: "2", asset: "USD", owner: "8", code: 10 },
];

function transfer(id: number, amount = "1.00"): Command {
  return { command: "create_transfer", id: BigInt(id), debit: 1n, credit: 2n, asset: "USD", amount, code: 1 };
}

before(async () => {
  server = await TestServer.start();
  client = new Client(server.address);
  const answers = await client.submit(accounts);
  assert.deepEqual(answers.map((answer) => (answer as Answer).result), ["ok", "ok", "ok"]);
});

after(async () => assert.equal(await server.stop(), 0));

test("what was answered can be read at once", async () => {
  const [answer] = await client.submit([transfer(100, "12.34")]);
  assert.equal((answer as Answer).result, "ok");
  const moved = await client.transfer(100n, { min_sequence: (answer as Answer).sequence + 1 });
  assert.equal(moved.amount, "12.34");
  assert.equal(moved.state, "posted");
  assert.equal((await client.balance(1n)).balance.startsWith("-"), true);
});

test("a command that is sent twice happens once", async () => {
  const [first] = await client.submit([transfer(101)]);
  const [second] = await client.submit([transfer(101)]);
  const [other] = await client.submit([transfer(101, "2.00")]);
  assert.equal((first as Answer).result, "ok");
  assert.equal((second as Answer).result, "exists");
  assert.equal((other as Answer).result, "exists_with_different_amount");
});

test("what is no command gets its error and stops nothing", async () => {
  const bad = { command: "create_transfer", id: "x" } as unknown as Command;
  const answers = await client.submit([bad, transfer(102)]);
  assert.equal(isFault(answers[0]!), true);
  assert.equal((answers[1] as Answer).result, "ok");
});

test("ids and amounts beyond what a number holds come back as they were", async () => {
  const id = 2n ** 127n + 1n;
  await client.submit([{ ...transfer(1, "90071992547409931.07"), id } as Command]);
  const moved = await client.transfer(id);
  assert.equal(moved.id, id.toString());
  assert.equal(moved.amount, "90071992547409931.07");
});

test("pages of a list are of one state and miss and repeat nothing", async () => {
  await client.submit(Array.from({ length: 25 }, (_, i) => transfer(200 + i)));
  const seen: string[] = [];
  for await (const row of client.list("transfers", { debit: 1, limit: 7 })) {
    seen.push(row.id);
    if (seen.length === 7) await client.submit([transfer(900)]);
  }
  const whole = await client.page("transfers", { debit: 1, limit: 1000 });
  assert.deepEqual(seen, whole.rows.map((row) => row.id).slice(0, seen.length));
  assert.equal(whole.rows.length, seen.length + 1);
  assert.equal(whole.next, null);
});

test("a read at an entry is of that entry for ever", async () => {
  const [answer] = await client.submit([transfer(300)]);
  const at = (answer as Answer).sequence;
  const then = await client.balance(2n, { at });
  await client.submit([transfer(301)]);
  assert.deepEqual(await client.balance(2n, { at }), then);
});

test("what is not there is a problem that says so", async () => {
  await assert.rejects(client.account(404n), (error: unknown) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.status, 404);
    assert.match(error.detail, /no account 404/);
    return true;
  });
});
