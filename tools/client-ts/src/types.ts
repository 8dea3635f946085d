// Shapes of answers and rows: docs/http.md. Those of commands are in commands.ts. Amounts, prices, quantities and ids are
// strings, because a JSON number cannot hold them.

/** An unsigned 128-bit integer; given as text or bigint, got as decimal text. */
export type Id = string | bigint;
/** An amount in whole units, such as "12.34". */
export type Decimal = string;
/** RFC 3339, such as "2026-12-01T09:30:00Z". */
export type Time = string;

/** What became of a command that was decided: "ok", or why it was refused. */
export interface Answer {
  line: number;
  sequence: number;
  result: string;
  entries: number[];
}

/** What was no command at all; nothing of it is recorded. */
export interface Fault {
  line: number;
  /** Where the reason has a name: "command_signature_invalid". */
  result?: string;
  error: string;
  column: number;
}

export function isFault(answer: Answer | Fault): answer is Fault {
  return "error" in answer;
}

export interface Account {
  id: string;
  asset: string;
  owner: string;
  code: number;
  flags: string[];
  debits_pending: Decimal;
  debits_posted: Decimal;
  credits_pending: Decimal;
  credits_posted: Decimal;
  held: Decimal;
  closed: boolean;
  created: Time;
}

export interface Balance {
  account: string;
  owner: string;
  asset: string;
  balance: Decimal;
  debits_pending: Decimal;
  credits_pending: Decimal;
  held: Decimal;
  available: Decimal;
}

export interface Transfer {
  id: string;
  debit: string;
  credit: string;
  asset: string;
  amount: Decimal;
  code: number;
  flags: string[];
  pending_id: string;
  effective_date?: string;
  reverses?: string;
  state: "pending" | "posted" | "voided" | "expired";
  sequence: number;
  time: Time;
}

export interface Order {
  id: string;
  owner: string;
  market: string;
  side: "buy" | "sell";
  type: string;
  price?: Decimal;
  quantity?: Decimal;
  open?: Decimal;
  held: Decimal;
  time_in_force: string;
  state: string;
  sequence: number;
  /** The entry with which it left; of one that was asked for by its id, and is no longer open. */
  closed?: number;
}

export interface Asset {
  asset: string;
  /** Digits after the point. */
  scale: number;
  number: number;
}

export interface Market {
  market: string;
  base: string;
  quote: string;
  tick: Decimal;
  lot: Decimal;
  state: "open" | "halted";
  maker_fee_bps: number;
  taker_fee_bps: number;
  band_bps: number;
  open_orders: number;
  trades: number;
  last?: Decimal;
  high?: Decimal;
  low?: Decimal;
  volume: Decimal;
  notional: Decimal;
  fees: Decimal;
}

export interface Level {
  price: Decimal;
  quantity: Decimal;
  hidden?: Decimal;
  orders: number;
}

export interface Book {
  market: string;
  sequence: number | null;
  bids: Level[];
  asks: Level[];
}

export interface StatementLine {
  sequence?: number;
  time: Time;
  effective_date?: string;
  kind: string;
  id?: string;
  other_account?: string;
  debit?: Decimal;
  credit?: Decimal;
  balance: Decimal;
}

/** An entry of the record; its other members depend on its kind. */
export interface Entry {
  sequence: number;
  time: Time;
  cause: number;
  kind: string;
  [field: string]: unknown;
}

export interface Status {
  origin: string;
  size: number;
  root: string;
  time?: Time;
  accounts: number;
  [field: string]: unknown;
}

/** Rows by the name of what is read. */
export interface Rows {
  accounts: Account;
  balances: Balance;
  transfers: Transfer;
  orders: Order;
  books: Market;
  markets: Market;
  assets: Asset;
  fills: Entry;
  escrows: Record<string, unknown>;
  chains: Record<string, unknown>;
  entries: Entry;
  checkpoints: Record<string, unknown>;
}

export interface Page<Row> {
  /** The entry up to which the rows are; null before the first. */
  sequence: number | null;
  rows: Row[];
  /** The cursor of the next page; null on the last. */
  next: string | null;
}
