#pragma once

#include "journal/crypto/sha256.h"
#include "journal/vocabulary/bytes.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// RFC 6962, section 2.1, as it is written there: recursive, with nothing kept. What the real tree
// is compared with.
namespace tally::naive {

inline Hash32 hash_of(std::uint8_t prefix, ByteSpan first, ByteSpan second = {}) {
    std::vector<std::uint8_t> message{prefix};
    message.insert(message.end(), first.begin(), first.end());
    message.insert(message.end(), second.begin(), second.end());
    return sha256(message);
}

// k: the largest power of two smaller than n.
inline std::size_t split(std::size_t n) {
    std::size_t k = 1;
    while (2 * k < n)
        k *= 2;
    return k;
}

inline Hash32 root(std::span<Hash32 const> leaves) {
    if (leaves.empty()) return sha256({});
    if (leaves.size() == 1) return leaves[0];
    std::size_t const k = split(leaves.size());
    return hash_of(1, root(leaves.first(k)).span(), root(leaves.subspan(k)).span());
}

inline std::vector<Hash32> path(std::size_t m, std::span<Hash32 const> leaves) {
    if (leaves.size() == 1) return {};
    std::size_t const k = split(leaves.size());
    auto result = m < k ? path(m, leaves.first(k)) : path(m - k, leaves.subspan(k));
    result.push_back(m < k ? root(leaves.subspan(k)) : root(leaves.first(k)));
    return result;
}

// SUBPROOF(m, D[n], b)
inline std::vector<Hash32> subproof(std::size_t m, std::span<Hash32 const> leaves, bool whole) {
    if (m == leaves.size()) return whole ? std::vector<Hash32>{} : std::vector{root(leaves)};
    std::size_t const k = split(leaves.size());
    auto result =
        m <= k ? subproof(m, leaves.first(k), whole) : subproof(m - k, leaves.subspan(k), false);
    result.push_back(m <= k ? root(leaves.subspan(k)) : root(leaves.first(k)));
    return result;
}

// n different leaf hashes.
inline std::vector<Hash32> leaves(std::size_t n) {
    std::vector<Hash32> result;
    for (std::size_t i = 0; i < n; ++i) {
        std::uint8_t const leaf[] = {static_cast<std::uint8_t>(i),
                                     static_cast<std::uint8_t>(i >> 8U)};
        result.push_back(hash_of(0, leaf));
    }
    return result;
}

}  // namespace tally::naive
