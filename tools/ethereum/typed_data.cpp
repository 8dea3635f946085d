#include "tools/ethereum/typed_data.h"

#include "journal/crypto/text.h"
#include "tools/ethereum/keccak.h"
#include "tools/ethereum/typed_words.h"

#include <cstdint>
#include <string_view>

namespace tally::ethereum {

namespace {

constexpr std::string_view domain_type =
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
constexpr std::string_view attestation_type =
    "Attestation(bytes32 escrowId,uint8 action,address payee,address token,uint256 amount,"
    "bytes32 contentHash,uint64 notBefore,uint64 deadline)";
constexpr std::string_view domain_name = "MultiSigEscrow";
constexpr std::string_view domain_version = "1";

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
    return "0x" + to_hex(bytes);
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
    return typed_digest(domain_separator(attestation), struct_hash(attestation));
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
