#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/symbol.h"
#include "journal/vocabulary/uint128.h"

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

// The data section of an entry as 64-bit words, and three visitors over it: a writer, a reader and
// one that marks which bits a kind uses. A kind's layout (journal/codec/layout/) is written down
// once and visited by all three, so that they cannot disagree.
namespace tally::codec {

static_assert(std::endian::native == std::endian::little, "leaves are copied as words");

// A field of at most 64 bits as its stored bits, and back.
template <class Field>
[[nodiscard]] constexpr std::uint64_t to_raw(Field const& field) {
    if constexpr (std::is_integral_v<Field> || std::is_enum_v<Field>)
        return static_cast<std::uint64_t>(field);
    else if constexpr (requires { field.value; })
        return field.value;
    else if constexpr (requires { field.ns; })
        return field.ns;
    else
        return field.units();
}

template <class Field>
[[nodiscard]] constexpr Field from_raw(std::uint64_t raw) {
    if constexpr (std::is_integral_v<Field> || std::is_enum_v<Field>)
        return static_cast<Field>(raw);
    else if constexpr (requires { typename Field::Raw; })
        return Field{static_cast<typename Field::Raw>(raw)};
    else
        return Field{raw};
}

// A 128-bit field, and back by its constructor.
template <class Field>
[[nodiscard]] constexpr uint128 to_wide(Field const& field) {
    if constexpr (std::same_as<Field, uint128>)
        return field;
    else if constexpr (requires { field.value; })
        return field.value;
    else
        return field.units();
}

// Printable ASCII as Symbol has it, then only NULs; or nothing at all.
template <std::size_t Capacity>
[[nodiscard]] constexpr bool is_well_formed(Symbol<Capacity> const& symbol) {
    auto const text = symbol.view();
    for (std::size_t i = text.size(); i < Capacity; ++i) {
        if (symbol.bytes()[i] != '\0') return false;
    }
    return text.empty() || Symbol<Capacity>::from(text).has_value();
}

// What all three share: a fault is the name of the first field that has no meaning.
class Judge {
public:
    [[nodiscard]] constexpr char const* fault() const { return fault_; }

protected:
    constexpr void expect(bool holds, char const* field) {
        if (!holds && fault_ == nullptr) fault_ = field;
    }

private:
    char const* fault_ = nullptr;
};

class Writer : public Judge {
public:
    explicit Writer(std::uint64_t* words) : words_(words) {}

    template <class Field>
    void bits(unsigned word, unsigned shift, unsigned /*width*/, Field const& field) {
        words_[word] |= to_raw(field) << shift;
    }

    template <class Field>
    void wide(unsigned low, unsigned high, Field const& field) {
        words_[low] = low_half(to_wide(field));
        words_[high] = high_half(to_wide(field));
    }

    template <class Enum>
    void choice(unsigned word,
                unsigned shift,
                unsigned width,
                Enum const& field,
                Enum first,
                Enum last,
                char const* name) {
        expect(field >= first && field <= last, name);
        bits(word, shift, width, field);
    }

    template <class Field>
    void wide_unless_equal(unsigned flag_word,
                           unsigned flag_shift,
                           unsigned low,
                           unsigned high,
                           Field const& field,
                           Field const& usual,
                           char const* /*name*/) {
        if (field == usual) return;
        words_[flag_word] |= std::uint64_t{1} << flag_shift;
        wide(low, high, field);
    }

    template <std::size_t Capacity>
    void symbol(unsigned word, Symbol<Capacity> const& field, char const* name) {
        expect(is_well_formed(field), name);
        std::memcpy(words_ + word, field.bytes().data(), Capacity);
    }

    void run(unsigned word, std::uint8_t const* bytes, std::size_t size) {
        std::memcpy(words_ + word, bytes, size);
    }

private:
    std::uint64_t* words_;
};

class Reader : public Judge {
public:
    explicit Reader(std::uint64_t const* words) : words_(words) {}

    template <class Field>
    void bits(unsigned word, unsigned shift, unsigned width, Field& field) {
        std::uint64_t const mask =
            width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
        field = from_raw<Field>((words_[word] >> shift) & mask);
    }

    template <class Field>
    void wide(unsigned low, unsigned high, Field& field) {
        field = Field{make_uint128(words_[high], words_[low])};
    }

    template <class Enum>
    void choice(unsigned word,
                unsigned shift,
                unsigned width,
                Enum& field,
                Enum first,
                Enum last,
                char const* name) {
        bits(word, shift, width, field);
        expect(field >= first && field <= last, name);
    }

    // `usual` has been read before.
    template <class Field>
    void wide_unless_equal(unsigned flag_word,
                           unsigned flag_shift,
                           unsigned low,
                           unsigned high,
                           Field& field,
                           Field const& usual,
                           char const* name) {
        bool const stored = ((words_[flag_word] >> flag_shift) & 1U) != 0;
        wide(low, high, field);
        expect(stored ? field != usual : to_wide(field) == 0, name);
        if (!stored) field = usual;
    }

    template <std::size_t Capacity>
    void symbol(unsigned word, Symbol<Capacity>& field, char const* name) {
        std::array<char, Capacity> bytes;
        std::memcpy(bytes.data(), words_ + word, Capacity);
        field = Symbol<Capacity>::from_bytes(bytes);
        expect(is_well_formed(field), name);
    }

    void run(unsigned word, std::uint8_t* bytes, std::size_t size) {
        std::memcpy(bytes, words_ + word, size);
    }

private:
    std::uint64_t const* words_;
};

// Sets the bits that a layout uses; every other bit of a leaf must be zero.
class Marker {
public:
    constexpr explicit Marker(std::uint64_t* words) : words_(words) {}

    template <class Field>
    constexpr void bits(unsigned word, unsigned shift, unsigned width, Field const&) {
        std::uint64_t const mask =
            width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
        words_[word] |= mask << shift;
    }

    template <class Field>
    constexpr void wide(unsigned low, unsigned high, Field const&) {
        words_[low] = words_[high] = ~std::uint64_t{0};
    }

    template <class Enum>
    constexpr void choice(
        unsigned word, unsigned shift, unsigned width, Enum const& field, Enum, Enum, char const*) {
        bits(word, shift, width, field);
    }

    template <class Field>
    constexpr void wide_unless_equal(unsigned flag_word,
                                     unsigned flag_shift,
                                     unsigned low,
                                     unsigned high,
                                     Field const& field,
                                     Field const&,
                                     char const*) {
        words_[flag_word] |= std::uint64_t{1} << flag_shift;
        wide(low, high, field);
    }

    template <std::size_t Capacity>
    constexpr void symbol(unsigned word, Symbol<Capacity> const&, char const*) {
        for (std::size_t i = 0; i < Capacity / 8; ++i)
            words_[word + i] = ~std::uint64_t{0};
    }

    constexpr void run(unsigned word, std::uint8_t const*, std::size_t size) {
        for (std::size_t i = 0; i < size / 8; ++i)
            words_[word + i] = ~std::uint64_t{0};
    }

private:
    std::uint64_t* words_;
};

// A hash or the words of a signature: whole words only.
template <class Visitor, class Bytes>
constexpr void visit_hash(Visitor& visitor, unsigned word, Bytes& field) {
    static_assert(std::remove_const_t<Bytes>::size % 8 == 0);
    visitor.run(word, field.bytes.data(), field.bytes.size());
}

// Four bytes little-endian, as a field for `bits`.
struct Tail32 {
    using Raw = std::uint32_t;

    std::uint32_t value = 0;
};

// The 20 bytes of an address: two words, and 32 bits wherever the schema found room.
template <class Visitor, class Bytes>
constexpr void visit_address(
    Visitor& visitor, unsigned word, unsigned tail_word, unsigned tail_shift, Bytes& field) {
    static_assert(std::remove_const_t<Bytes>::size == 20);
    visitor.run(word, field.bytes.data(), 16);
    Tail32 tail;
    if (!std::is_constant_evaluated()) std::memcpy(&tail.value, field.bytes.data() + 16, 4);
    visitor.bits(tail_word, tail_shift, 32, tail);
    if constexpr (!std::is_const_v<Bytes>) std::memcpy(field.bytes.data() + 16, &tail.value, 4);
}

}  // namespace tally::codec
