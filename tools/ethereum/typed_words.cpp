#include "tools/ethereum/typed_words.h"

#include "tools/ethereum/keccak.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tally::ethereum {

Word word_of(uint128 number) {
    Word word{};
    for (std::size_t i = word.size(); number != 0; number >>= 8U)
        word[--i] = static_cast<std::uint8_t>(number & 0xFFU);
    return word;
}

Word word_of(Address const& address) {
    Word word{};
    std::copy(address.bytes.begin(), address.bytes.end(), word.end() - Address::size);
    return word;
}

Hash32 hash_words(std::initializer_list<Word> words) {
    std::vector<std::uint8_t> bytes;
    for (auto const& word : words)
        bytes.insert(bytes.end(), word.begin(), word.end());
    return keccak256(ByteSpan{bytes});
}

Hash32 typed_digest(Hash32 const& domain, Hash32 const& message) {
    std::array<std::uint8_t, 66> bytes{0x19, 0x01};
    std::copy(domain.bytes.begin(), domain.bytes.end(), bytes.begin() + 2);
    std::copy(message.bytes.begin(), message.bytes.end(), bytes.begin() + 34);
    return keccak256(ByteSpan{bytes});
}

}  // namespace tally::ethereum
