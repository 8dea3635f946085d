#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/uint128.h"

#include <array>
#include <cstdint>
#include <initializer_list>

// The pieces that every EIP-712 message is made of.
namespace tally::ethereum {

using Word = std::array<std::uint8_t, 32>;

// An unsigned number: 32 bytes, big-endian.
[[nodiscard]] Word word_of(uint128 number);
[[nodiscard]] Word word_of(Address const& address);

// keccak256 of the words one after the other: hashStruct, where the first is the type's hash.
[[nodiscard]] Hash32 hash_words(std::initializer_list<Word> words);

// What is signed: keccak256(0x1901 || domain separator || struct hash).
[[nodiscard]] Hash32 typed_digest(Hash32 const& domain, Hash32 const& message);

}  // namespace tally::ethereum
