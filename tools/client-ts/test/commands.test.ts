import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Client, isFault, toJson, type Command } from "../src/index.js";
import { TestServer } from "./server.js";

const hash = "0x" + "11".repeat(32);
const address = "0x" + "22".repeat(20);
const breakId = "0123456789abcdef";
const until = "2099-12-31T00:00:00Z";

type Name = Command["command"];
// Each with all the fields that it has, so that one that the server does not take is found.
const examples: { [K in Name]: Extract<Command, { command: K | Name }> & { command: K } } = {
  tick: { command: "tick", time: "2050-01-01T00:00:00Z" },
  create_asset: { command: "create_asset", asset: "EUR", scale: 2, linked: false },
  create_account: {
    command: "create_account", id: 1n, asset: "EUR", owner: "7", code: 1, flags: ["history", "debits_must_not_exceed_credits"],
    default: true, user_data_128: 1n, user_data_64: "2", user_data_32: 3, timestamp: "2026-01-01T00:00:00Z",
  },
  create_transfer: {
    command: "create_transfer", id: 1n, debit: 2n, credit: 1n, asset: "EUR", amount: "max", code: 1,
    flags: ["pending", "balancing_debit"], pending_id: 0n, timeout: 5, user_data_128: "1", user_data_64: 2n,
    user_data_32: 3, effective_date: "2026-01-01", reverses: 7n, metadata: "why", timestamp: "2026-01-01T00:00:00Z",
  },
  create_market: {
    command: "create_market", market: "BTC-EUR", base: "BTC", quote: "EUR", tick: "0.01", lot: "0.0001",
    maker_fee_bps: 1, taker_fee_bps: 2, fee_owner: 9n, band_bps: 500,
  },
  halt_market: { command: "halt_market", market: "BTC-EUR" },
  resume_market: { command: "resume_market", market: "BTC-EUR" },
  set_price_band: { command: "set_price_band", market: "BTC-EUR", band_bps: 0 },
  place_order: {
    command: "place_order", id: 1n, owner: 7n, market: "BTC-EUR", side: "buy", type: "stop_limit", price: "1.00",
    quantity: "1", time_in_force: "gtd", post_only: true, all_or_none: true, self_trade: "decrement",
    stop_price: "1.00", trail: "1.00", display: "1", min_quantity: "1", budget: "1.00", expires: until,
  },
  amend_order: { command: "amend_order", id: 1n, price: "1.00", quantity: "1" },
  cancel_order: { command: "cancel_order", id: 1n },
  cancel_all: { command: "cancel_all", owner: 7n, market: "BTC-EUR" },
  create_escrow: {
    command: "create_escrow", id: 5n, buyer: 7n, seller: 8n, asset: "EUR", amount: "1.00", content_hash: hash,
    attestors: [address], quorum: 1, release_after: until, refund_after: until, evm_chain_id: 1, contract: address,
    payee: address, token: address,
  },
  fund_escrow: { command: "fund_escrow", id: 5n },
  release_escrow: { command: "release_escrow", id: 5n },
  refund_escrow: { command: "refund_escrow", id: 5n },
  attest_escrow: {
    command: "attest_escrow", id: 5n, attestor: address, content_hash: hash, signature: "0x" + "33".repeat(65),
    action: "release",
  },
  dispute_escrow: { command: "dispute_escrow", id: 5n, by: 7n },
  resolve_escrow: { command: "resolve_escrow", id: 5n, action: "refund" },
  create_chain: { command: "create_chain", chain: "test", finality_depth: 6, custody_owner: 90n, loss_owner: 91n },
  observe_block: {
    command: "observe_block", chain: "test", number: 1n, hash, parent: hash, timestamp: "2026-01-01T00:00:00Z",
    events: [{ type: "deposit", transaction: hash, index: 0, account: 1n, asset: "EUR", amount: "1.00" }],
  },
  resume_chain: { command: "resume_chain", chain: "test" },
  request_withdrawal: {
    command: "request_withdrawal", id: 1n, account: 1n, chain: "test", asset: "EUR", amount: "1.00", destination: address,
  },
  cancel_withdrawal: { command: "cancel_withdrawal", id: 1n },
  add_key: { command: "add_key", public_key: hash, name: "desk", expires: until },
  revoke_key: { command: "revoke_key", number: 1 },
  grant_role: { command: "grant_role", number: 1, role: "trader", owner: 7n, market: "BTC-EUR", asset: "EUR" },
  revoke_role: { command: "revoke_role", number: 1, role: "trader", owner: 7n, market: "BTC-EUR", asset: "EUR" },
  set_limit: {
    command: "set_limit", limit: "transfers", owner: 7n, number: 1, market: "BTC-EUR", asset: "EUR", window: 60,
    amount: "1.00", off: false,
  },
  set_kill_switch: { command: "set_kill_switch", on: false, owner: 7n, market: "BTC-EUR" },
  set_policy: {
    command: "set_policy", policy: "four_eyes", asset: "EUR", amount: "1.00", timeout: 60, role: "admin", off: true,
  },
  approve_transfer: { command: "approve_transfer", id: 1n, reject: true },
  attach_data: { command: "attach_data", subject: "account", id: 1n, commitment: hash },
  redact_data: { command: "redact_data", commitment: hash },
  record_reconciliation: {
    command: "record_reconciliation", run: hash, account: 1n, asset: "EUR", gains_by: "credit", verdict: "material",
    rules: hash, root: hash, size: 1, cut_off: "2026-01-01", matched: 1, break_count: 1, material_count: 1,
    more_on_statement: "1.00", more_on_record: "0.00",
    breaks: [{ id: breakId, code: "MISSING_INTERNAL", amount: "1.00", more_on: "statement", material: true }],
  },
  comment_break: { command: "comment_break", run: hash, account: 1n, break: breakId, commitment: hash, explains: true },
  write_off_break: { command: "write_off_break", run: hash, account: 1n, break: breakId, id: 1n, against: 2n, code: 1 },
  correct_break: { command: "correct_break", run: hash, account: 1n, break: breakId, id: 1n },
  sign_reconciliation: {
    command: "sign_reconciliation", run: hash, account: 1n, action: "prepare", accept_breaks: true,
  },
  record_liabilities: { command: "record_liabilities", asset: "EUR", size: 1, accounts: 1n, root: hash, total: "1.00" },
};

let server: TestServer;
let client: Client;

before(async () => {
  server = await TestServer.start();
  client = new Client(server.address);
});

after(async () => assert.equal(await server.stop(), 0));

test("each command is one to the server, with every field that its type has", async () => {
  const asked = Object.values(examples) as Command[];
  const last = asked.shift()!; // its time would be all others'
  const answers = await client.submit([...asked, last]);
  answers.forEach((answer, i) => assert.equal(isFault(answer), false, toJson([asked[i] ?? last, answer])));
});

test("there is a type for each command that is documented, and no other", () => {
  // Compiled elsewhere: the sources are where the test is started.
  const cli = readFileSync(process.env["TALLY_COMMANDS"] ?? "../../docs/cli.md", "utf8");
  const table = cli.slice(cli.indexOf("### Commands"), cli.indexOf("Flags of accounts"));
  const rows = table.split("\n").filter((row) => row.startsWith("| `"));
  const documented = rows.flatMap((row) => row.split("|")[1]!.match(/[a-z_]+/g)!);
  const typed = new Set<string>(Object.keys(examples));
  assert.ok(documented.length > 30);
  for (const name of documented) assert.ok(typed.has(name), `${name} has no type`);
  for (const name of typed) assert.ok(documented.includes(name), `${name} is not in docs/cli.md`);
});
