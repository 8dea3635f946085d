import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Client, ProblemError, type Answer } from "../src/index.js";
import { signerFromFile, signerOf, signHash } from "../src/key.js";
import { TestServer } from "./server.js";

let server: TestServer;

before(async () => {
  server = await TestServer.startWithKeys();
});

after(async () => assert.equal(await server.stop(), 0));

function bytes(hex: string): Buffer {
  return Buffer.from(hex, "hex");
}

// BIP 340, test vectors 0 to 3: secret, public key, auxiliary bytes, message, signature.
const vectors = [
  ["0000000000000000000000000000000000000000000000000000000000000003",
    "f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "e907831f80848d1069a5371b402410364bdf1c5f8307b0084c55f1ce2dca8215" +
      "25f66a4a85ea8b71e482a74f382d2ce5ebeee8fdb2172f477df4900d310536c0"],
  ["b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfef",
    "dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659",
    "0000000000000000000000000000000000000000000000000000000000000001",
    "243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89",
    "6896bd60eeae296db48a229ff71dfe071bde413e6d43f917dc8dcf8c78de3341" +
      "8906d11ac976abccb20b091292bff4ea897efcb639ea871cfa95f6de339e4b0a"],
] as const;

test("signatures are those of the published test vectors", () => {
  for (const [secret, publicKey, auxiliary, message, signature] of vectors) {
    assert.equal(signerOf(secret).publicKey, publicKey);
    assert.equal(Buffer.from(signHash(bytes(secret), bytes(message), bytes(auxiliary))).toString("hex"), signature);
  }
});

test("what is no secret is none", () => {
  for (const secret of ["", "0x12", "00".repeat(32), "ff".repeat(32), "not hexadecimal at all"])
    assert.throws(() => signerOf(secret), RangeError);
  assert.equal(signerOf("0x" + "00".repeat(31) + "03").publicKey, signerOf(bytes("00".repeat(31) + "03")).publicKey);
});

test("a key comes in, does what its role allows, and is refused the rest", async () => {
  const admin = new Client(server.address, { signer: signerFromFile(server.adminFile) });
  const [added, refused] = (await admin.submit([
    { command: "add_key", public_key: "0x" + signerOf("0x" + "07".repeat(32)).publicKey, name: "auditor" },
    { command: "create_asset", asset: "EUR", scale: 2 },
  ])) as Answer[];
  assert.equal(added!.result, "ok");
  assert.equal(refused!.result, "not_authorized");
  const { number, key } = await admin.entry(added!.sequence);
  assert.equal(key, 1);
  const auditor = new Client(server.address, { signer: signerOf("0x" + "07".repeat(32)) });
  await assert.rejects(auditor.page("entries"), (error: unknown) => error instanceof ProblemError && error.status === 403);
  await admin.submit([{ command: "grant_role", number: Number(number), role: "auditor" }]);
  assert.ok((await auditor.page("entries")).rows.length > 0);
});

// One owner's key reads that owner's things, and cannot tell another's from those that are not there.
test("an owner's key reads what is the owner's by its id, and nothing else", async () => {
  const admin = new Client(server.address, { signer: signerFromFile(server.adminFile) });
  const desk = new Client(server.address, { signer: signerOf("0x" + "05".repeat(32)) });
  const seven = new Client(server.address, { signer: signerOf("0x" + "06".repeat(32)) });
  const numbers = [];
  for (const secret of ["05", "06"]) {
    const public_key = "0x" + signerOf("0x" + secret.repeat(32)).publicKey;
    const [added] = (await admin.submit([{ command: "add_key", public_key }])) as Answer[];
    numbers.push(Number((await admin.entry(added!.sequence)).number));
  }
  for (const role of ["operator", "transfer_agent", "trader", "settlement"] as const)
    await admin.submit([{ command: "grant_role", number: numbers[0]!, role }]);
  await admin.submit([{ command: "grant_role", number: numbers[1]!, role: "trader", owner: "7" }]);
  const accounts = ["7", "8", "9"].flatMap((owner) => ["CHF", "XAU"].map((asset, at) => (
    { command: "create_account", id: `${owner}${at}`, owner, asset, code: 1 } as const)));
  const order = (id: string, owner: string, side: "buy" | "sell") => (
    { command: "place_order", id, owner, market: "XAU-CHF", side, price: "10.00", quantity: "1" } as const);
  const answers = (await desk.submit([
    { command: "create_asset", asset: "CHF", scale: 2 },
    { command: "create_asset", asset: "XAU", scale: 0 },
    ...accounts,
    { command: "create_account", id: "991", owner: "99", asset: "XAU", code: 1 },
    { command: "create_transfer", id: "901", debit: "991", credit: "91", asset: "XAU", amount: "5", code: 1 },
    { command: "create_market", market: "XAU-CHF", base: "XAU", quote: "CHF", tick: "0.01", lot: "1" },
    { command: "create_transfer", id: "701", debit: "90", credit: "70", asset: "CHF", amount: "50.00", code: 1 },
    { command: "create_transfer", id: "801", debit: "90", credit: "80", asset: "CHF", amount: "50.00", code: 1 },
    order("72", "7", "buy"), order("82", "8", "buy"), order("92", "9", "sell"), order("93", "9", "sell"), order("73", "7", "buy"),
  ])) as Answer[];
  assert.deepEqual([...new Set(answers.map((answer) => answer.result))], ["ok"]);
  const refused = async (asking: Promise<unknown>): Promise<string> => {
    const error: unknown = await asking.then(() => undefined, (reason: unknown) => reason);
    assert.ok(error instanceof ProblemError, String(error));
    return `${error.status} ${error.message}`;
  };
  assert.equal((await seven.transfer("701")).amount, "50.00");
  assert.equal((await seven.order("72")).state, "filled");
  assert.equal((await seven.order("73")).state, "resting");
  const sequence = new Map(answers.map((answer, at) => [at, answer.sequence]));
  const first = sequence.size - 7;
  assert.equal((await seven.entry(sequence.get(first)!)).id, "701");
  const theirs = await refused(seven.entry(sequence.get(first + 1)!));
  assert.equal(theirs, await refused(seven.entry(987_654)));
  assert.match(theirs, /^404/);
  assert.equal(await refused(seven.transfer("801")), await refused(seven.transfer("123456")));
  for (const id of ["82", "92"])
    assert.equal((await refused(seven.order(id))).replace(id, "ID"), (await refused(seven.order("123456"))).replace("123456", "ID"));
  const fills = [];
  for await (const fill of seven.list("fills", { owner: "7", limit: 1 })) fills.push(fill.taker);
  assert.deepEqual(fills, ["92"]);
  assert.equal((await seven.page("fills", { owner: "7" })).rows.length, 1);
  const transfers = [];
  for await (const transfer of seven.list("transfers", { account: "70", limit: 1 })) transfers.push(transfer.id);
  assert.deepEqual(transfers, ["701"]);
  for (const denied of [seven.page("fills"), seven.page("fills", { owner: "8" }), seven.page("transfers", { account: "80" })])
    assert.match(await refused(denied), /^403/);
  assert.equal((await seven.page("fills", { owner: "7", market: "XAU-CHF" })).rows.length, 1);
  assert.equal((await seven.market("XAU-CHF")).base, "XAU");
});

test("who has no key, or one that the record does not know, stays out", async () => {
  const stranger = new Client(server.address, { signer: signerOf("0x" + "08".repeat(32)) });
  for (const client of [stranger, new Client(server.address)])
    await assert.rejects(client.page("entries"), (error: unknown) => error instanceof ProblemError && error.status === 401);
});

test("the example runs", async () => {
  const example = fileURLToPath(new URL("../example/with_key.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [example, server.address, server.adminFile]);
  assert.match(stdout, /result: 'not_authorized'/);
  assert.match(stdout, /balance: '12.34'/);
});
