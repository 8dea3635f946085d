import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Client, UnreachableError } from "../src/index.js";
import { TestServer } from "./server.js";

// Node reads whom it believes when a process starts, so that each client here is a process.
const client = `
  import { Client } from ${JSON.stringify(new URL("../src/index.js", import.meta.url).href)};
  const client = new Client(process.argv[1], { tries: 1 });
  const [answer] = await client.submit([{ command: "create_asset", asset: "USD", scale: 2 }]);
  for await (const event of client.follow({ from: 0 })) {
    if (event.type === "caught_up") break;
    console.log(answer.result, event.entry.kind);
  }
`;

const directory = mkdtempSync(join(tmpdir(), "tally-tls-"));
const certificate = join(directory, "server.pem");
const key = join(directory, "server.key");
let server: TestServer;

async function run(environment: NodeJS.ProcessEnv): Promise<string> {
  const address = server.address.replace("http:", "https:");
  const command = ["--input-type=module", "--eval", client, address];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    env: { ...process.env, ...environment },
    timeout: 60_000,
  });
  return stdout.trim();
}

before(async () => {
  execFileSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", "/CN=web.example", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
  ], { stdio: "ignore" });
  const config = join(directory, "tally.toml");
  writeFileSync(config, `[tls]\ncertificate = "${certificate}"\nkey = "${key}"\n`);
  server = await TestServer.start(["--config", config]);
});

after(async () => {
  assert.equal(await server.stop(), 0);
  rmSync(directory, { recursive: true });
});

test("commands and streams go over https and wss to a server whose authority is known", async () => {
  assert.equal(await run({ NODE_EXTRA_CA_CERTS: certificate }), "ok create_asset");
});

test("a server that nobody vouches for is not believed", async () => {
  await assert.rejects(run({ NODE_EXTRA_CA_CERTS: "" }), /did not answer|certificate/);
});

test("a client that is given the authority needs nothing of its process", async () => {
  const client = new Client(server.address.replace("http:", "https:"), { ca: readFileSync(certificate, "utf8"), tries: 1 });
  const command = { command: "create_asset", asset: "EUR", scale: 2 } as const;
  const [answer] = await client.submit([command]);
  assert.ok(answer !== undefined && "result" in answer);
  assert.equal((await client.asset("EUR")).asset, "EUR");
  const assets = [];
  for await (const row of client.list("assets", { limit: 1 })) assets.push(row.asset);
  assert.ok(assets.includes("EUR"));
  await assert.rejects(client.asset("XXX"), { status: 404 });
  for await (const event of client.follow({ from: 0, kinds: ["create_asset"] })) {
    if (event.type === "caught_up") break;
    assert.equal(event.entry.kind, "create_asset");
  }
});

test("another authority's word counts for nothing", async () => {
  const other = join(directory, "other.pem");
  execFileSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", "/CN=other.example", "-keyout", join(directory, "other.key"), "-out", other],
  ], { stdio: "ignore" });
  const client = new Client(server.address.replace("http:", "https:"), { ca: readFileSync(other, "utf8"), tries: 1 });
  await assert.rejects(client.status(), UnreachableError);
});

test("a certificate of ours is shown to a server that asks for one", async () => {
  const config = join(directory, "mutual.toml");
  const files = `certificate = "${certificate}"\nkey = "${key}"\nclient_ca = "${certificate}"\n`;
  writeFileSync(config, `[tls]\n${files}client_certificates = "required"\n`);
  const mutual = await TestServer.start(["--config", config]);
  try {
    const address = mutual.address.replace("http:", "https:");
    const ca = readFileSync(certificate, "utf8");
    const ours = { ca, certificate: ca, certificateKey: readFileSync(key, "utf8"), tries: 1 };
    assert.equal((await new Client(address, ours).status()).origin, "web.example");
    for await (const event of new Client(address, ours).follow({ from: 0 })) {
      assert.equal(event.type, "caught_up");
      break;
    }
    await assert.rejects(new Client(address, { ca, tries: 1 }).status(), UnreachableError);
  } finally {
    assert.equal(await mutual.stop(), 0);
  }
});

test("a certificate without its key is refused at once", () => {
  assert.throws(() => new Client("https://127.0.0.1/", { certificate: "x" }), TypeError);
});
