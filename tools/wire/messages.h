#pragma once

#include "journal/entries/access.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/outcome.h"
#include "journal/vocabulary/result.h"
#include "journal/vocabulary/timestamp.h"
#include "journal/vocabulary/uint128.h"
#include "tools/wire/frame.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The messages of tools/wire/protocol.capnp, which says what each field means, as plain structs. A
// view (ByteSpan, std::string_view) of a parsed message borrows the frame that it was parsed from.
namespace tally::wire {

using Nonce = std::array<std::uint8_t, 32>;

struct Hello {
    std::uint16_t version_min = 0;
    std::uint16_t version_max = 0;
    std::string_view client;
};

struct Prove {
    std::array<std::uint8_t, 32> public_key{};
    std::array<std::uint8_t, 64> signature{};
};

// Leaves one after the other, cut by their sizes, which sum up to the bytes that there are.
struct Leaves {
    std::vector<std::uint16_t> sizes;
    ByteSpan bytes;
};

// Of one command of a batch.
struct Signature {
    std::uint32_t index = 0;
    KeyNumber key;
    SignatureScheme scheme = SignatureScheme::canonical_command;
    std::uint64_t nonce = 0;
    std::array<std::uint8_t, 64> bytes{};
};

struct Batch {
    std::uint64_t request_id = 0;
    Leaves commands;
    std::vector<Signature> signatures;  // by rising index
};

struct JsonBatch {
    std::uint64_t request_id = 0;
    std::string_view lines;
};

struct Read {
    std::uint64_t request_id = 0;
    std::string_view query;
    std::optional<std::uint64_t> at;
    std::uint64_t min_sequence = 0;
};

struct Filter {
    std::vector<std::uint16_t> kinds;
    uint128 owner = 0;
    uint128 account = 0;
    std::uint32_t market = 0;
    std::uint32_t asset = 0;
};

// Numbers of Subscribe::feed: append, never renumber.
namespace feed {
inline constexpr std::uint16_t record = 0;
inline constexpr std::uint16_t balances = 1;
inline constexpr std::uint16_t books = 2;
inline constexpr std::uint16_t fills = 3;
inline constexpr std::uint16_t orders = 4;
inline constexpr std::uint16_t escrows = 5;
}  // namespace feed

struct Subscribe {
    std::uint64_t subscription_id = 0;
    std::uint16_t feed = 0;
    std::uint64_t from = 0;
    Filter filter;
    std::uint64_t credit_bytes = 0;
    bool with_rows = false;
    bool conflate = false;
};

struct Credit {
    std::uint64_t subscription_id = 0;
    std::uint64_t bytes = 0;
};

struct Unsubscribe {
    std::uint64_t subscription_id = 0;
};

struct Ping {
    std::uint64_t number = 0;
};

using ToServer =
    std::variant<Hello, Prove, Batch, JsonBatch, Read, Subscribe, Credit, Unsubscribe, Ping>;

struct Welcome {
    std::uint16_t version = 0;
    std::string_view origin;
    std::uint64_t tip = 0;
    std::uint32_t commands_max = 0;
    std::uint32_t frame_bytes_max = 0;
    std::uint32_t commands_in_flight_max = 0;
    std::uint32_t subscriptions_max = 0;
    Nonce nonce{};
    bool key_required = false;
};

struct Proved {
    std::uint32_t key = 0;
};

struct Answer {
    std::uint64_t sequence = 0;
    Timestamp time;
    std::uint32_t consequences = 0;
    Outcome outcome = Outcome::ok;
    bool faulty = false;
};

struct Fault {
    std::uint32_t index = 0;
    std::uint32_t column = 0;
    std::string text;
};

struct Answers {
    std::uint64_t request_id = 0;
    std::vector<Answer> answers;
    std::vector<Fault> faults;
};

struct JsonAnswers {
    std::uint64_t request_id = 0;
    std::string_view lines;
};

struct Refused {
    std::uint64_t request_id = 0;
    std::string_view text;
};

struct Overloaded {
    std::uint64_t request_id = 0;
    std::uint32_t retry_after_ms = 0;
};

struct Rows {
    std::uint64_t request_id = 0;
    std::uint16_t status = 0;
    std::uint64_t sequence = 0;
    ByteSpan body;
};

// Of Events of a projection's feed.
namespace feed_phase {
inline constexpr std::uint8_t changes = 0;
inline constexpr std::uint8_t rows = 1;      // to begin with
inline constexpr std::uint8_t rows_end = 2;  // those are complete, and are the state before `next`
}  // namespace feed_phase

struct Events {
    std::uint64_t subscription_id = 0;
    Leaves entries;
    std::uint64_t next = 0;
    std::uint64_t tip = 0;
    std::string_view json;
    std::uint8_t phase = 0;
};

struct CaughtUp {
    std::uint64_t subscription_id = 0;
    std::uint64_t next = 0;
    std::uint64_t tip = 0;
};

struct Ended {
    std::uint64_t subscription_id = 0;
    std::string_view text;
};

struct Pong {
    std::uint64_t number = 0;
};

struct Goodbye {
    std::string_view reason;
};

using ToClient = std::variant<Welcome,
                              Proved,
                              Answers,
                              JsonAnswers,
                              Refused,
                              Overloaded,
                              Rows,
                              Events,
                              CaughtUp,
                              Ended,
                              Pong,
                              Goodbye>;

// Reads a frame into `message`, whose memory is reused where it can be. The text of a failure is a
// sentence for the peer: what is wrong with the frame.
[[nodiscard]] Result<void> parse(Frame const& frame, ToServer& message);
[[nodiscard]] Result<void> parse(Frame const& frame, ToClient& message);

}  // namespace tally::wire
