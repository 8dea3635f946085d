import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
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
