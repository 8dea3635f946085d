// Signs in with a key and moves money. First, in another terminal:
//     tally init --data books --origin example.org --admin $(tally keys new admin.secret)
//     tally serve --data books --http 127.0.0.1:7080
// then:  npm install && npm run build && node dist/example/with_key.js http://127.0.0.1:7080/ admin.secret
import { Client, isFault } from "../src/index.js";
import { signerFromFile, signerOf } from "../src/key.js";
import { randomBytes } from "node:crypto";

const [address = "http://127.0.0.1:7080/", file = "admin.secret"] = process.argv.slice(2);
const admin = new Client(address, { signer: signerFromFile(file) });

// An administrator gives roles, and may do nothing else: so there is a second key for the work.
const signer = signerOf(randomBytes(32));
const [added] = await admin.submit([{ command: "add_key", public_key: "0x" + signer.publicKey, name: "example" }]);
if (added === undefined || isFault(added) || added.result !== "ok") throw new Error(JSON.stringify(added));
const { number } = await admin.entry(added.sequence);
await admin.submit([
  { command: "grant_role", number: Number(number), role: "operator" },
  { command: "grant_role", number: Number(number), role: "transfer_agent", owner: 1n },
]);

const client = new Client(address, { signer });
const answers = await client.submit([
  { command: "create_asset", asset: "EUR", scale: 2 },
  { command: "create_account", id: 1n, asset: "EUR", owner: 1n, code: 1 },
  { command: "create_account", id: 2n, asset: "EUR", owner: 2n, code: 1 },
  { command: "create_transfer", id: 1n, debit: 1n, credit: 2n, asset: "EUR", amount: "12.34", code: 1 },
  { command: "create_transfer", id: 2n, debit: 2n, credit: 1n, asset: "EUR", amount: "1.00", code: 1 },
]);
for (const answer of answers) console.log(answer); // the last: not_authorized, for it is not owner 1 who pays
console.log(await client.balance(2n));
