// Moves money and looks at it. First, in another terminal:
//     tally init --data books --origin example.org
//     tally serve --data books --http 127.0.0.1:7080 --insecure-local
// then:  npm install && npm run build && npm run example
import { Client } from "../src/index.js";

const client = new Client(process.argv[2] ?? "http://127.0.0.1:7080/");

const answers = await client.submit([
  { command: "create_asset", asset: "EUR", scale: 2 },
  { command: "create_account", id: 1n, asset: "EUR", owner: 1n, code: 1 },
  { command: "create_account", id: 2n, asset: "EUR", owner: 2n, code: 1 },
  { command: "create_transfer", id: 1n, debit: 1n, credit: 2n, asset: "EUR", amount: "12.34", code: 1 },
]);
for (const answer of answers) console.log(answer); // run it again: "exists"

console.log(await client.balance(2n));

for await (const event of client.follow({ from: 0 })) {
  if (event.type === "caught_up") break; // without this line it would go on with what is to come
  console.log(event.entry);
}
