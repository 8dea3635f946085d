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
