// Shapes of commands: docs/cli.md. Amounts, prices, quantities and ids are strings (ids also bigint),
// because a JSON number cannot hold them; hashes, keys and addresses are 0x and hexadecimal digits.
import type { Decimal, Id, Time } from "./types.js";

/** 0x and as many hexadecimal digits as what it is has. */
export type Hex = string;
/** A day, such as "2026-12-01". */
export type Day = string;
/** A count that fits a JSON number, or text. */
export type Count = number | bigint | string;

interface Common {
  /** Part of a run that happens as a whole or not at all; not on the last of the run. */
  linked?: boolean;
  /** When it happens, instead of the server's clock; may not go back. */
  time?: Time;
  /** A signature over this command, made elsewhere: docs/access.md, "Signatures". */
  signed?: Signed;
}

export interface Signed {
  /** The key's number; left out, it is the session's. */
  key?: number;
  nonce: Count;
  /** 0x and 128 hex digits; a wallet's may have its last byte, v. */
  signature: string;
  scheme?: "canonical_command" | "typed_data";
}

// --- the ledger ---

export interface CreateAsset extends Common {
  command: "create_asset";
  asset: string;
  /** Digits after the point of a whole unit. */
  scale: number;
}

export type AccountFlag =
  | "linked" | "debits_must_not_exceed_credits" | "credits_must_not_exceed_debits" | "history"
  | "imported" | "closed";

interface UserData {
  user_data_128?: Id;
  user_data_64?: Count;
  user_data_32?: Count;
}

export interface CreateAccount extends Common, UserData {
  command: "create_account";
  id: Id;
  asset: string;
  owner?: Id;
  code?: number;
  flags?: AccountFlag[];
  /** The one that the owner's trades in this asset go through. */
  default?: boolean;
  /** Of one that is imported. */
  timestamp?: Time;
}

export type TransferFlag =
  | "linked" | "pending" | "post_pending_transfer" | "void_pending_transfer" | "balancing_debit"
  | "balancing_credit" | "closing_debit" | "closing_credit" | "imported";

export interface CreateTransfer extends Common, UserData {
  command: "create_transfer";
  id: Id;
  /** Left out, like credit, asset and amount, where the pending transfer says it. */
  debit?: Id;
  credit?: Id;
  asset?: string;
  /** "max": as much as there is. */
  amount?: Decimal | "max";
  code?: number;
  flags?: TransferFlag[];
  pending_id?: Id;
  /** Seconds that a pending one lasts. */
  timeout?: number;
  timestamp?: Time;
  /** The day that it counts for, if not that of its entry. */
  effective_date?: Day;
  /** The transfer that this one takes back. */
  reverses?: Id;
  metadata?: string;
}

// --- markets ---

export interface CreateMarket extends Common {
  command: "create_market";
  market: string;
  base: string;
  quote: string;
  tick: Decimal;
  lot: Decimal;
  maker_fee_bps?: number;
  taker_fee_bps?: number;
  fee_owner?: Id;
  band_bps?: number;
}

export interface ControlMarket extends Common {
  command: "halt_market" | "resume_market";
  market: string;
}

export interface SetPriceBand extends Common {
  command: "set_price_band";
  market: string;
  band_bps: number;
}

export interface PlaceOrder extends Common {
  command: "place_order";
  id: Id;
  owner: Id;
  market: string;
  side: "buy" | "sell";
  type?: "limit" | "market" | "stop" | "stop_limit" | "trailing_stop";
  price?: Decimal;
  quantity?: Decimal;
  time_in_force?: "gtc" | "gtd" | "ioc" | "fok";
  post_only?: boolean;
  all_or_none?: boolean;
  self_trade?: "cancel_newest" | "cancel_oldest" | "cancel_both" | "decrement";
  stop_price?: Decimal;
  trail?: Decimal;
  /** Of an iceberg: how much of it shows. */
  display?: Decimal;
  min_quantity?: Decimal;
  /** Instead of a quantity: what to spend. */
  budget?: Decimal;
  /** Of gtd. */
  expires?: Time;
}

export interface AmendOrder extends Common {
  command: "amend_order";
  id: Id;
  price?: Decimal;
  quantity?: Decimal;
}

export interface CancelOrder extends Common {
  command: "cancel_order";
  id: Id;
}

export interface CancelAll extends Common {
  command: "cancel_all";
  owner: Id;
  market?: string;
}

// --- escrows ---

export interface CreateEscrow extends Common {
  command: "create_escrow";
  id: Id;
  buyer: Id;
  seller: Id;
  asset: string;
  amount: Decimal;
  content_hash: Hex;
  attestors: Hex[];
  quorum: number;
  release_after?: Time;
  refund_after: Time;
  evm_chain_id?: Count;
  contract?: Hex;
  payee?: Hex;
  token?: Hex;
}

export interface StepEscrow extends Common {
  command: "fund_escrow" | "release_escrow" | "refund_escrow";
  id: Id;
}

export interface AttestEscrow extends Common {
  command: "attest_escrow";
  id: Id;
  attestor: Hex;
  content_hash: Hex;
  /** 65 bytes, EIP-712. */
  signature: Hex;
  action?: "release" | "refund";
}

export interface DisputeEscrow extends Common {
  command: "dispute_escrow";
  id: Id;
  by?: Id;
}

export interface ResolveEscrow extends Common {
  command: "resolve_escrow";
  id: Id;
  action: "release" | "refund";
}

// --- chains ---

export interface CreateChain extends Common {
  command: "create_chain";
  chain: string;
  finality_depth: number;
  custody_owner: Id;
  loss_owner?: Id;
}

export interface ChainEvent {
  type: "deposit" | "withdrawal" | "escrow_funded" | "escrow_released" | "escrow_refunded";
  transaction: Hex;
  index?: number;
  /** Of a deposit; the others name the withdrawal or the escrow. */
  account?: Id;
  withdrawal?: Id;
  escrow?: Id;
  asset: string;
  amount: Decimal;
}

export interface ObserveBlock extends Common {
  command: "observe_block";
  chain: string;
  number: Count;
  hash: Hex;
  parent: Hex;
  timestamp?: Time;
  events?: ChainEvent[];
}

export interface ResumeChain extends Common {
  command: "resume_chain";
  chain: string;
}

export interface RequestWithdrawal extends Common {
  command: "request_withdrawal";
  id: Id;
  account: Id;
  chain: string;
  asset: string;
  amount: Decimal;
  /** 20 or 32 bytes. */
  destination: Hex;
}

export interface CancelWithdrawal extends Common {
  command: "cancel_withdrawal";
  id: Id;
}

// --- access and limits: docs/access.md ---

export interface AddKey extends Common {
  command: "add_key";
  /** x-only, 32 bytes. */
  public_key: Hex;
  name?: string;
  expires?: Time;
}

export interface RevokeKey extends Common {
  command: "revoke_key";
  number: number;
}

export type Role = "trader" | "transfer_agent" | "settlement" | "auditor" | "operator" | "admin";

/** A role and its scope; what is not said is any. */
export interface GrantRole extends Common {
  command: "grant_role" | "revoke_role";
  number: number;
  role: Role;
  owner?: Id;
  market?: string;
  asset?: string;
}

export type LimitKind =
  | "order_quantity" | "order_notional" | "open_orders" | "order_rate" | "price_band" | "transfers"
  | "withdrawals";

/** On one owner or one key (`number`). `off` lifts it, and then there is no amount. */
export interface SetLimit extends Common {
  command: "set_limit";
  limit: LimitKind;
  owner?: Id;
  number?: number;
  market?: string;
  asset?: string;
  /** Seconds. */
  window?: number;
  amount?: Decimal;
  off?: boolean;
}

/** Of an owner, a market or, with neither, everything. */
export interface SetKillSwitch extends Common {
  command: "set_kill_switch";
  on: boolean;
  owner?: Id;
  market?: string;
}

export interface SetPolicy extends Common {
  command: "set_policy";
  policy: "four_eyes" | "signatures";
  off?: boolean;
  /** four_eyes: transfers of this asset, of at least this amount, wait so many seconds. */
  asset?: string;
  amount?: Decimal;
  timeout?: number;
  /** signatures: of keys with this role. */
  role?: Role | "any";
}

export interface ApproveTransfer extends Common {
  command: "approve_transfer";
  id: Id;
  reject?: boolean;
}

// --- evidence ---

/** A personal value that stands beside the record: only its salted hash is in it. */
export interface AttachData extends Common {
  command: "attach_data";
  subject: "owner" | "account" | "transfer" | "order" | "escrow";
  id: Id;
  commitment: Hex;
}

export interface RedactData extends Common {
  command: "redact_data";
  commitment: Hex;
}

export interface RecordLiabilities extends Common {
  command: "record_liabilities";
  asset: string;
  /** How many entries the statement is about. */
  size: Count;
  accounts: Count;
  root: Hex;
  total: Decimal;
}

/** Time passes: what is due expires. */
export interface Tick extends Common {
  command: "tick";
}

// --- reconciliations: docs/reconcile.md ---

interface OfRun extends Common {
  /** The run's hash, 32 bytes. */
  run: Hex;
  account: Id;
}

export interface Break {
  id: string;
  code: string;
  amount: Decimal;
  more_on?: "statement" | "record";
  material?: boolean;
}

/** What a run came to for an account: `tally reconcile record --dry-run` prints one. */
export interface RecordReconciliation extends OfRun {
  command: "record_reconciliation";
  asset: string;
  gains_by: "debit" | "credit";
  verdict: "clean" | "material" | "immaterial" | "incomplete";
  rules: Hex;
  root: Hex;
  size: Count;
  cut_off: Day;
  matched: Count;
  break_count: number;
  material_count: number;
  more_on_statement: Decimal;
  more_on_record: Decimal;
  breaks: Break[];
}

export interface CommentBreak extends OfRun {
  command: "comment_break";
  break?: string;
  commitment: Hex;
  explains?: boolean;
}

export interface WriteOffBreak extends OfRun {
  command: "write_off_break";
  break: string;
  /** Of the transfer that it becomes. */
  id: Id;
  against: Id;
  code: number;
}

export interface CorrectBreak extends OfRun {
  command: "correct_break";
  break: string;
  /** Of the transfer that corrects it. */
  id: Id;
}

export interface SignReconciliation extends OfRun {
  command: "sign_reconciliation";
  action: "prepare" | "review" | "withdraw" | "abandon";
  accept_breaks?: boolean;
}

export type Command =
  | Tick | CreateAsset | CreateAccount | CreateTransfer | CreateMarket | ControlMarket | SetPriceBand
  | PlaceOrder | AmendOrder | CancelOrder | CancelAll | CreateEscrow | StepEscrow | AttestEscrow
  | DisputeEscrow | ResolveEscrow | CreateChain | ObserveBlock | ResumeChain | RequestWithdrawal
  | CancelWithdrawal | AddKey | RevokeKey | GrantRole | SetLimit | SetKillSwitch | SetPolicy
  | ApproveTransfer | AttachData | RedactData | RecordLiabilities | RecordReconciliation | CommentBreak
  | WriteOffBreak | CorrectBreak | SignReconciliation;
