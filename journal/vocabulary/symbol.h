#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <string_view>

namespace tally {

// A short name kept in place: printable ASCII without blanks, NUL-padded to a fixed width, so that
// an entry that carries one needs no pointer. Compares as text.
template <std::size_t Capacity>
class Symbol {
public:
    static constexpr std::size_t capacity = Capacity;

    constexpr Symbol() = default;

    // Nothing if the text is empty, too long, or has a character outside '!'..'~', or '"' or '\'.
    [[nodiscard]] static constexpr std::optional<Symbol> from(std::string_view text) {
        if (text.empty() || text.size() > Capacity) return std::nullopt;
        Symbol symbol;
        for (std::size_t i = 0; i < text.size(); ++i) {
            char const c = text[i];
            if (c < '!' || c > '~' || c == '"' || c == '\\') return std::nullopt;
            symbol.text_[i] = c;
        }
        return symbol;
    }

    // The symbol as stored in an entry; trusts nothing about the bytes (a decoder checks them).
    [[nodiscard]] static constexpr Symbol from_bytes(std::array<char, Capacity> const& bytes) {
        Symbol symbol;
        symbol.text_ = bytes;
        return symbol;
    }

    [[nodiscard]] constexpr std::array<char, Capacity> const& bytes() const { return text_; }

    [[nodiscard]] constexpr std::string_view view() const {
        std::size_t length = 0;
        while (length < Capacity && text_[length] != '\0')
            ++length;
        return {text_.data(), length};
    }

    [[nodiscard]] constexpr bool empty() const { return text_[0] == '\0'; }

    friend constexpr auto operator<=>(Symbol const&, Symbol const&) = default;

private:
    std::array<char, Capacity> text_{};
};

using AssetCode = Symbol<16>;
using MarketSymbol = Symbol<32>;
using ChainName = Symbol<32>;

}  // namespace tally
