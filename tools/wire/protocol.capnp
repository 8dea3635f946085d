@0xd3b1c7e24f60a985;

# What `tally serve` and its clients say to each other: docs/protocol.md. Standard Cap'n Proto stream framing; each
# frame is one ToServer (from the client) or one ToClient (from the server), in one segment or several.
#
# Rules of change, for ever: fields and union members are only appended; a reader that meets a union member that it
# does not know ends the connection and says so; new meaning is a new member. The hello names the versions.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("tally::wire::schema");

struct ToServer {
  union {
    none @0 :Void;  # never sent: zeroed bytes are no message
    hello @1 :Hello;  # first, and once
    prove @2 :Prove;
    batch @3 :Batch;
    json @4 :JsonBatch;
    read @5 :Read;
    subscribe @6 :Subscribe;
    credit @7 :Credit;
    unsubscribe @8 :Unsubscribe;
    ping @9 :UInt64;  # comes back as pong
  }
}

struct ToClient {
  union {
    none @0 :Void;
    welcome @1 :Welcome;
    proved @2 :Proved;
    answers @3 :Answers;
    jsonAnswers @4 :JsonAnswers;
    refused @5 :Refused;  # a request as a whole: nothing of it happened
    overloaded @6 :Overloaded;
    rows @7 :Rows;
    events @8 :Events;
    caughtUp @9 :CaughtUp;
    ended @10 :Ended;
    pong @11 :UInt64;
    goodbye @12 :Goodbye;  # the last message; then the connection is closed
  }
}

struct Hello {
  versionMin @0 :UInt16;  # of this protocol; the server picks the highest that both know
  versionMax @1 :UInt16;
  client @2 :Text;  # a name for the server's log
}

struct Welcome {
  version @0 :UInt16;
  origin @1 :Text;  # the record's name
  tip @2 :UInt64;  # how many entries are durable
  commandsMax @3 :UInt32;  # in one batch
  frameBytesMax @4 :UInt32;
  commandsInFlightMax @5 :UInt32;  # in all unanswered batches of one connection
  subscriptionsMax @6 :UInt32;
  nonce @7 :Data;  # 32 bytes, to be signed in prove
  keyRequired @8 :Bool;  # nothing else is served before prove
}

struct Prove {
  publicKey @0 :Data;  # x-only secp256k1, 32 bytes
  signature @1 :Data;  # BIP 340 over the tagged hash of docs/protocol.md, 64 bytes
}

struct Proved {
  key @0 :UInt32;  # the key's number in the record
}

# Commands, in order. `leaves` holds one canonical entry (journal/schema/entry.capnp) after the other, each with its
# command as the body, sequence and cause 0, outcome 0, time 0 (the server's clock) or the wanted time, and `linked`
# as in the record. `sizes` says how many bytes each has. A linked chain ends within its batch.
struct Batch {
  requestId @0 :UInt64;  # of the client's choosing; the answer carries it
  sizes @1 :List(UInt16);
  leaves @2 :Data;
  signatures @3 :List(Signature);  # of those commands that are signed, in the order of `index`
}

# A key's signature over one command of a batch: journal/signing/command_digest.h says what it is over.
struct Signature {
  index @0 :UInt32;  # which command of the batch, from 0
  scheme @1 :UInt8;  # as in the record; 1: BIP 340 over the canonical command
  key @2 :UInt16;  # the key's number; 0: the key of this connection
  nonce @3 :UInt64;  # each once, from 1
  signature @4 :Data;  # 64 bytes
}

# The same as lines of JSON, in the shapes of `tally apply`.
struct JsonBatch {
  requestId @0 :UInt64;
  lines @1 :Text;
}

struct Answer {
  sequence @0 :UInt64;
  time @1 :UInt64;
  consequences @2 :UInt32;  # the entries right after it
  outcome @3 :UInt16;  # journal/vocabulary/outcome.h; 0 is ok
  faulty @4 :Bool;  # was no command, so nothing was recorded: see faults
}

struct Fault {
  index @0 :UInt32;  # which command of the batch, from 0
  column @1 :UInt32;  # of a JSON line, from 1; otherwise 0
  text @2 :Text;
}

# All of a batch's answers at once, when all of it is durable; in the order of its commands.
struct Answers {
  requestId @0 :UInt64;
  answers @1 :List(Answer);
  faults @2 :List(Fault);
}

# The answers to a JSON batch, as lines that `tally apply` would print.
struct JsonAnswers {
  requestId @0 :UInt64;
  lines @1 :Text;
}

struct Refused {
  requestId @0 :UInt64;
  text @1 :Text;  # what, where and what to do
}

struct Overloaded {
  requestId @0 :UInt64;
  retryAfterMs @1 :UInt32;
}

# A question about the state. `query` is the path and the parameters of the HTTP interface, without /v1, such as
# "accounts?owner=7&limit=100" or "accounts/12": docs/http.md lists them. `at` and `min_sequence` are fields here.
struct Read {
  requestId @0 :UInt64;
  query @1 :Text;
  at :union {
    latest @2 :Void;
    sequence @3 :UInt64;  # the state after this entry
  }
  minSequence @4 :UInt64;  # wait until this entry is in the answer's state; 0: do not wait
}

struct Rows {
  requestId @0 :UInt64;
  status @1 :UInt16;  # as HTTP's: 200, or an error whose text is in `body` as a problem document
  sequence @2 :UInt64;  # how many entries the answer's state has seen
  body @3 :Data;  # JSON
}

struct Subscribe {
  subscriptionId @0 :UInt64;  # of the client's choosing, unused by an open subscription
  feed @1 :UInt16;  # Feed below
  from @2 :UInt64;  # the first entry wanted
  filter @3 :Filter;
  creditBytes @4 :UInt64;  # how many bytes of events may be sent before the client grants more
  withRows @5 :Bool;  # of a projection's feed: begin with the rows as they are now, then changes
  conflate @6 :Bool;  # of a projection's feed: of one object only the last change of each piece
}

# Numbers of Subscribe.feed: 0 the record; changes of 1 balances, 2 books, 3 fills, 4 orders, 5 escrows. Append, never
# renumber.
struct Filter {
  kinds @0 :List(UInt16);  # of entries, as in the record; empty: all
  owner @1 :Wide;
  account @2 :Wide;
  market @3 :UInt32;  # 0: all
  asset @4 :UInt32;  # 0: all
}

struct Wide {
  lo @0 :UInt64;
  hi @1 :UInt64;
}

struct Credit {
  subscriptionId @0 :UInt64;
  bytes @1 :UInt64;  # so many more
}

struct Unsubscribe {
  subscriptionId @0 :UInt64;
}

# Some entries of the record, in order, as their leaves: sequence and time are in them.
struct Events {
  subscriptionId @0 :UInt64;
  sizes @1 :List(UInt16);
  leaves @2 :Data;
  next @3 :UInt64;  # everything before this entry has been sent or was filtered out: resume here
  tip @4 :UInt64;  # how many entries are durable: the lag is tip - next
  json @5 :Text;  # of a projection's feed: rows as lines, instead of leaves
  phase @6 :UInt8;  # 0: changes; 1: rows to begin with; 2: those are complete, and are the state before entry `next`
}

# Everything up to here has been sent. Comes once after the catch-up, also on an empty feed, and again after each
# time that the feed had fallen behind and was put back to catch-up.
struct CaughtUp {
  subscriptionId @0 :UInt64;
  next @1 :UInt64;
  tip @2 :UInt64;  # how many entries are durable
}

struct Ended {
  subscriptionId @0 :UInt64;
  text @1 :Text;  # empty after unsubscribe; otherwise why
}

struct Goodbye {
  reason @0 :Text;
}
