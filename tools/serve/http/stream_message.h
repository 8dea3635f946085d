#pragma once

#include "journal/vocabulary/result.h"
#include "tools/serve/http/names.h"
#include "tools/serve/net/service.h"
#include "tools/wire/messages.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

// What goes over a WebSocket at /v1/stream. docs/http.md describes the messages.
namespace tally::serve::http {

struct OpenStream {
    std::string name;
    wire::Subscribe subscribe;  // without its number and credit
};

struct CloseStream {
    std::string name;
};

using StreamMessage = std::variant<OpenStream, CloseStream>;

// Reads a client's message. Without "from" a feed begins at `tip`.
[[nodiscard]] Result<StreamMessage> parse_stream_message(std::string_view text,
                                                         Names const& names,
                                                         std::uint64_t tip);

// What the server says.
[[nodiscard]] Result<std::string> entries_message(std::string const& name,
                                                  wire::Leaves const& leaves,
                                                  std::uint64_t next,
                                                  std::uint64_t tip,
                                                  Names const& names);
// Of a feed of changes.
[[nodiscard]] std::string changes_message(std::string const& name, FeedPiece const& piece);
[[nodiscard]] std::string caught_up_message(std::string const& name, FeedCaughtUp const& caught_up);
[[nodiscard]] std::string ended_message(std::string const& name, std::string const& why);
[[nodiscard]] std::string error_message(std::string const& what);

}  // namespace tally::serve::http
