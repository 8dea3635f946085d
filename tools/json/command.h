#pragma once

#include "journal/entry.h"
#include "tools/text/number.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tally::json {

// A decimal of a command and where it stood; it becomes units when the scale is known.
struct DecimalField {
    text::Decimal value;
    std::uint32_t column = 0;
};

// The decimals that a command can have, and what their scale comes from.
enum class Role : std::uint8_t {
    amount,  // the asset
    budget,  // the market's quote asset
    price,   // the market's tick
    stop_price,
    trail,
    quantity,  // the market's lot
    display,
    min_quantity,
};
inline constexpr std::size_t role_count = 8;

// An event of an observed block, as far as it needs names.
struct EventNames {
    AssetCode asset;
    DecimalField amount;
};

// The member "signed" of a command: whose signature of it this is, in the record's terms.
struct CommandProof {
    KeyNumber key;  // 0: whoever sends it
    CommandSignature signature;
    std::uint32_t column = 0;
};

// A line of a command file, read but not yet understood: `body` holds everything that means the
// same in any state, the rest waits here as names and decimals. What those stand for depends on the
// state right before the command, so resolve() runs there.
struct ParsedCommand {
    Body body;
    std::optional<Timestamp> time;
    std::uint32_t time_column = 0;
    bool linked = false;
    std::uint8_t given = 0;  // bit of each Role that is present
    AssetCode asset;         // of a market: base
    AssetCode quote;
    MarketSymbol market;
    ChainName chain;
    std::array<DecimalField, role_count> decimals;
    std::vector<EventNames> events;
    std::optional<CommandProof> proof;

    [[nodiscard]] bool has(Role role) const {
        return (given & (1U << static_cast<unsigned>(role))) != 0;
    }

    [[nodiscard]] DecimalField const& operator[](Role role) const {
        return decimals[static_cast<std::size_t>(role)];
    }

    void set(Role role, DecimalField field) {
        given = static_cast<std::uint8_t>(given | (1U << static_cast<unsigned>(role)));
        decimals[static_cast<std::size_t>(role)] = field;
    }
};

}  // namespace tally::json
