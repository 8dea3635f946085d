#include "tools/serve/access/token_desk.h"

#include "journal/crypto/random.h"
#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace tally::serve {

namespace {

// A nonce: when it was made (8 bytes, seconds of the steady clock), 8 random bytes, and 16 of a
// hash of both, the key and the secret.
constexpr std::size_t head_bytes = 16;

std::uint64_t seconds_of(Gate::Moment moment) {
    auto const since = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch());
    return static_cast<std::uint64_t>(since.count());
}

Hash32 hash_of(std::string_view text) {
    return sha256_of_text(text);
}

}  // namespace

TokenDesk::TokenDesk(Gate const& gate) : gate_(gate) {
    Hash32 secret;
    if (fill_random(secret.bytes)) secret_ = secret;
}

// All parts have fixed lengths, and half of the hash stays ours, so that nobody can extend it.
Hash32 TokenDesk::seal(ByteSpan head, Bip340PublicKey const& key) const {
    std::vector<std::uint8_t> text;
    text.insert(text.end(), secret_->bytes.begin(), secret_->bytes.end());
    text.insert(text.end(), head.begin(), head.end());
    text.insert(text.end(), key.bytes.begin(), key.bytes.end());
    return sha256(text);
}

Result<wire::Nonce> TokenDesk::challenge(Bip340PublicKey const& key, Moment now) {
    TALLY_TRYV(gate_.may_try(key));
    if (!secret_) return Failure{FailureKind::system, "the system has no random bytes for us"};
    wire::Nonce nonce{};
    TALLY_TRYV(fill_random(std::span{nonce}.first(head_bytes)));
    auto const made = seconds_of(now);
    for (std::size_t i = 0; i < 8; ++i)
        nonce[i] = static_cast<std::uint8_t>(made >> (8 * i));
    auto const sealed = seal(std::span{nonce}.first(head_bytes), key);
    std::copy_n(sealed.bytes.begin(), nonce.size() - head_bytes, nonce.begin() + head_bytes);
    return nonce;
}

Result<TokenDesk::Token> TokenDesk::redeem(wire::Prove const& proof,
                                           wire::Nonce const& nonce,
                                           Moment now) {
    if (!secret_) return Failure{FailureKind::system, "the system has no random bytes for us"};
    std::uint64_t made = 0;
    for (std::size_t i = 0; i < 8; ++i)
        made |= std::uint64_t{nonce[i]} << (8 * i);
    auto const sealed = seal(std::span{nonce}.first(head_bytes), Bip340PublicKey{proof.public_key});
    bool const is_ours =
        CRYPTO_memcmp(sealed.bytes.data(), nonce.data() + head_bytes, nonce.size() - head_bytes) ==
        0;
    auto const age = seconds_of(now) - made;
    if (!is_ours || age > static_cast<std::uint64_t>(nonce_for.count()))
        return usage_failure(
            "the nonce is not one of ours for this key, or too old; ask for a new one");
    std::erase_if(used_, [&](auto const& one) { return one.second < now; });
    if (used_.contains(nonce)) return usage_failure("the nonce was used before; ask for a new one");
    TALLY_TRY(admission, gate_.admit(proof, nonce, now));
    used_.emplace(nonce, now + 2 * nonce_for);
    Hash32 random;
    TALLY_TRYV(fill_random(random.bytes));
    Token token{"tally_" + to_hex(random.span()), admission};
    forget_old(admission.key, now);
    auto const hash = hash_of(token.text);
    tokens_.emplace(hash, admission);
    auto age_key = std::pair{admission.key, now};
    while (by_age_.contains(age_key))
        age_key.second += Moment::duration{1};
    by_age_.emplace(age_key, hash);
    return token;
}

// Makes room among the tokens of a key: those that are over, and the oldest if there are too many.
void TokenDesk::forget_old(KeyNumber key, Moment now) {
    auto at = by_age_.lower_bound({key, Moment::min()});
    std::vector<decltype(at)> kept;
    while (at != by_age_.end() && at->first.first == key) {
        auto const token = tokens_.find(at->second);
        if (token != tokens_.end() && token->second.until > now) {
            kept.push_back(at++);
            continue;
        }
        if (token != tokens_.end()) tokens_.erase(token);
        at = by_age_.erase(at);
    }
    if (kept.size() < tokens_max) return;
    tokens_.erase(kept.front()->second);
    by_age_.erase(kept.front());
}

Result<Admission> TokenDesk::who(std::string_view token, Moment now) {
    auto const found = tokens_.find(hash_of(token));
    if (found == tokens_.end()) {
        return usage_failure(
            "the token is none of this server's, or its session is over; prove the key again at "
            "/v1/sessions");
    }
    auto const stays = gate_.may_stay(found->second, now);
    if (stays) return found->second;
    tokens_.erase(found);
    return stays.error();
}

bool TokenDesk::end(std::string_view token) {
    return tokens_.erase(hash_of(token)) != 0;
}

std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size()) return {};
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        auto const c = authorization[i];
        auto const lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (lower != scheme[i]) return {};
    }
    auto token = authorization.substr(scheme.size());
    while (!token.empty() && token.front() == ' ')
        token.remove_prefix(1);
    return token;
}

}  // namespace tally::serve
