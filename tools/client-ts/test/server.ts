import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = process.env["TALLY_PROGRAM"] ?? "tally";

/** A record in a temporary directory, and `tally serve` on it. */
export class TestServer {
  readonly #directory = mkdtempSync(join(tmpdir(), "tally-web-"));
  #door = ["--insecure-local"];
  #process: ChildProcess | undefined;
  port = 0;

  static async start(extra: string[] = []): Promise<TestServer> {
    const server = new TestServer();
    execFileSync(program, ["init", "--data", server.data, "--origin", "web.example"], { stdio: "ignore" });
    await server.run(extra);
    return server;
  }

  /** One that asks for keys; the administrator's is in the file `adminFile`. */
  static async startWithKeys(): Promise<TestServer> {
    const server = new TestServer();
    const admin = execFileSync(program, ["keys", "new", server.adminFile], { encoding: "utf8" }).trim();
    const what = ["init", "--data", server.data, "--origin", "web.example", "--admin", admin];
    execFileSync(program, what, { stdio: "ignore" });
    server.#door = [];
    await server.run();
    return server;
  }

  get adminFile(): string {
    return join(this.#directory, "admin.secret");
  }

  get data(): string {
    return join(this.#directory, "data");
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Also again, on the same port. */
  async run(extra: string[] = []): Promise<void> {
    const listen = ["--http", `127.0.0.1:${this.port}`, ...this.#door];
    const child = spawn(program, ["serve", "--data", this.data, ...listen, ...extra], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout! })) {
      this.port = Number(/https?:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]);
      break;
    }
    if (!this.port) throw new Error("tally serve did not get ready");
  }

  /** Stops and starts again, so that the record has a signed checkpoint. */
  async signed(): Promise<void> {
    await this.kill("SIGTERM");
    execFileSync(program, ["checkpoint", "--data", this.data, "--key", this.data + ".key"], { stdio: "ignore" });
    await this.run();
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process!;
    const gone = new Promise<number | null>((resolve) => child.on("exit", resolve));
    child.kill(signal);
    return gone;
  }

  async stop(): Promise<number | null> {
    const code = await this.kill("SIGTERM");
    rmSync(this.#directory, { recursive: true });
    return code;
  }
}
