#include "tools/ethereum/typed_data.h"

#include "tools/ethereum/keccak.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally::ethereum {

namespace {

using Word = std::array<std::uint8_t, 32>;

constexpr std::string_view domain_type =
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
constexpr std::string_view attestation_type =
    "Attestation(bytes32 escrowId,uint8 action,address payee,address token,uint256 amount,"
    "bytes32 contentHash,uint64 notBefore,uint64 deadline)";
constexpr std::string_view domain_name = "MultiSigEscrow";
constexpr std::string_view domain_version = "1";

// An unsigned number as EIP-712 encodes it: 32 bytes, big-endian.
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

Hash32 domain_separator(Attestation const& attestation) {
    return hash_words({keccak256(domain_type).bytes,
                       keccak256(domain_name).bytes,
                       keccak256(domain_version).bytes,
                       word_of(uint128{attestation.evm_chain_id}),
                       word_of(attestation.contract)});
}

Hash32 struct_hash(Attestation const& attestation) {
    return hash_words({keccak256(attestation_type).bytes,
                       word_of(attestation.escrow.value),
                       word_of(uint128{static_cast<std::uint8_t>(attestation.action)}),
                       word_of(attestation.payee),
                       word_of(attestation.token),
                       word_of(attestation.amount.units()),
                       attestation.content_hash.bytes,
                       word_of(uint128{attestation.not_before}),
                       word_of(uint128{attestation.deadline})});
}

std::string hex_text(ByteSpan bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "0x";
    for (auto const byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 0xFU];
    }
    return text;
}

std::string decimal_text(uint128 number) {
    std::string text;
    do {
        text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(number % 10)));
        number /= 10;
    } while (number != 0);
    return text;
}

constexpr std::string_view types_json =
    R"("types":{"EIP712Domain":[{"name":"name","type":"string"},)"
    R"({"name":"version","type":"string"},{"name":"chainId","type":"uint256"},)"
    R"({"name":"verifyingContract","type":"address"}],"Attestation":[)"
    R"({"name":"escrowId","type":"bytes32"},{"name":"action","type":"uint8"},)"
    R"({"name":"payee","type":"address"},{"name":"token","type":"address"},)"
    R"({"name":"amount","type":"uint256"},{"name":"contentHash","type":"bytes32"},)"
    R"({"name":"notBefore","type":"uint64"},{"name":"deadline","type":"uint64"}]})";

// A number is a string, as wallets take it: JSON numbers end at 2^53.
std::string quoted(std::string const& text) {
    return '"' + text + '"';
}

}  // namespace

Hash32 attestation_digest(Attestation const& attestation) {
    auto const domain = domain_separator(attestation);
    auto const message = struct_hash(attestation);
    std::array<std::uint8_t, 66> bytes{0x19, 0x01};
    std::copy(domain.bytes.begin(), domain.bytes.end(), bytes.begin() + 2);
    std::copy(message.bytes.begin(), message.bytes.end(), bytes.begin() + 34);
    return keccak256(ByteSpan{bytes});
}

std::string attestation_json(Attestation const& attestation) {
    auto const action = uint128{static_cast<std::uint8_t>(attestation.action)};
    std::string text = "{";
    text += types_json;
    text += R"(,"primaryType":"Attestation","domain":{"name":"MultiSigEscrow","version":"1")";
    text += R"(,"chainId":)" + quoted(decimal_text(attestation.evm_chain_id));
    text += R"(,"verifyingContract":)" + quoted(hex_text(attestation.contract.span()));
    text += R"(},"message":{"escrowId":)" + quoted(hex_text(word_of(attestation.escrow.value)));
    text += R"(,"action":)" + quoted(decimal_text(action));
    text += R"(,"payee":)" + quoted(hex_text(attestation.payee.span()));
    text += R"(,"token":)" + quoted(hex_text(attestation.token.span()));
    text += R"(,"amount":)" + quoted(decimal_text(attestation.amount.units()));
    text += R"(,"contentHash":)" + quoted(hex_text(attestation.content_hash.span()));
    text += R"(,"notBefore":)" + quoted(decimal_text(attestation.not_before));
    text += R"(,"deadline":)" + quoted(decimal_text(attestation.deadline)) + "}}";
    return text;
}

}  // namespace tally::ethereum
