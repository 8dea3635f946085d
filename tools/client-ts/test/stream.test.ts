import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, StreamError, type Command } from "../src/index.js";
import { TestServer } from "./server.js";

let server: TestServer;
let client: Client;

function account(id: number): Command {
  return { command: "create_account", id: BigInt(id), asset: "USD", owner: BigInt(id % 3 + 1), code: 10 };
}

async function settled(): Promise<void> {
  for (;;) {
    const ready = await fetch(new URL("readyz", server.address));
    if (ready.ok) return;
  }
}

before(async () => {
  server = await TestServer.start();
  client = new Client(server.address);
  await client.submit([{ command: "create_asset", asset: "USD", scale: 2 }]);
  await client.submit(Array.from({ length: 50 }, (_, i) => account(i + 1)));
  await settled();
});

after(async () => assert.equal(await server.stop(), 0));

test("a follower gets the whole record, then the mark, then what happens", async () => {
  const sequences: number[] = [];
  let marks = 0;
  for await (const event of client.follow({ from: 0 })) {
    if (event.type === "caught_up") {
      ++marks;
      assert.equal(event.next, sequences.length);
      if (marks === 1) void client.submit([account(100)]);
    } else {
      sequences.push(event.entry.sequence);
      if (event.entry["id"] === "100") break;
    }
  }
  assert.equal(marks, 1);
  assert.deepEqual(sequences, sequences.map((_, i) => i));
});

test("a filter is the server's work", async () => {
  const owners = new Set<unknown>();
  for await (const event of client.follow({ from: 0, owner: 2n, kinds: ["create_account"] })) {
    if (event.type === "caught_up") break;
    owners.add(event.entry["owner"]);
  }
  assert.deepEqual([...owners], ["2"]);
});

test("balances begin with what there is and go on with what changes", async () => {
  const rows = new Map<unknown, unknown>();
  let rowsEnd = 0;
  for await (const event of client.followChanges("balances", { owner: 2n })) {
    if (event.type === "rows_end") {
      rowsEnd = event.next;
      assert.ok(rows.size > 0);
      void client.submit([
        { command: "create_transfer", id: 1n, debit: 1n, credit: 2n, asset: "USD", amount: "1.23", code: 1 },
      ]);
    }
    if (event.type === "row") rows.set(event.row["account"], event.row["balance"]);
    if (event.type !== "change") continue;
    assert.ok(event.row.sequence >= rowsEnd);
    assert.equal(event.row["owner"], "2");
    rows.set(event.row["account"], event.row["balance"]);
    break;
  }
  // Account 1 belongs to owner 2 (id % 3 + 1), account 2 to owner 3.
  assert.equal(rows.get("1"), "-1.23");
  assert.equal(rows.has("2"), false);
});

test("what cannot be followed is an error, not silence", async () => {
  await assert.rejects(async () => {
    for await (const _ of client.follow({ kinds: ["no_such_kind"] })) assert.fail("an event");
  }, StreamError);
});

test("a follower goes on where it was when the server was killed", async () => {
  const sequences: number[] = [];
  let killed = false;
  for await (const event of client.follow({ from: 0, retryMs: 50 })) {
    if (event.type === "entry") {
      sequences.push(event.entry.sequence);
      if (event.entry["id"] === "777") break;
    } else if (!killed) {
      killed = true;
      await server.kill("SIGKILL");
      await server.run();
      await client.submit([account(777)]);
    }
  }
  assert.equal(killed, true);
  assert.deepEqual(sequences, sequences.map((_, i) => i));
});
