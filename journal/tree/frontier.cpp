#include "journal/tree/frontier.h"

#include "journal/tree/hashing.h"
#include "journal/vocabulary/check.h"

#include <algorithm>

namespace tally {

namespace {

constexpr unsigned sink_height_step = 8;

}  // namespace

Hash32 Frontier::root() const {
    if (size_ == 0) return empty_root();
    auto height = static_cast<unsigned>(std::countr_zero(size_));
    Hash32 root = roots_[height];
    for (++height; height < 64; ++height) {
        if (((size_ >> height) & 1U) != 0) root = node_hash(roots_[height], root);
    }
    return root;
}

void Frontier::append(Hash32 const& leaf, SubtreeSink* sink) {
    append(std::span{&leaf, 1}, sink);
}

void Frontier::append(std::span<Hash32 const> leaves, SubtreeSink* sink) {
    TALLY_CHECK(leaves.size() <= UINT64_MAX - size_);
    for (Hash32 const& leaf : leaves) {
        Hash32 root = leaf;
        unsigned height = 0;
        for (; ((size_ >> height) & 1U) != 0; ++height) {
            root = node_hash(roots_[height], root);
            unsigned const made = height + 1;
            if (sink != nullptr && made % sink_height_step == 0)
                sink->subtree(made, size_ >> made, root);
        }
        roots_[height] = root;
        ++size_;
    }
}

void Frontier::save(std::vector<std::uint8_t>& bytes) const {
    for (unsigned shift = 0; shift < 64; shift += 8)
        bytes.push_back(static_cast<std::uint8_t>(size_ >> shift));
    for (unsigned height = 64; height-- > 0;) {
        if (((size_ >> height) & 1U) == 0) continue;
        bytes.insert(bytes.end(), roots_[height].bytes.begin(), roots_[height].bytes.end());
    }
}

Result<Frontier> Frontier::restore(ByteSpan bytes) {
    if (bytes.size() < 8)
        return Failure{FailureKind::integrity, "tree frontier: shorter than its size field"};
    Frontier frontier;
    for (unsigned i = 0; i < 8; ++i)
        frontier.size_ |= std::uint64_t{bytes[i]} << (8 * i);
    auto const count = static_cast<std::size_t>(std::popcount(frontier.size_));
    if (bytes.size() != 8 + 32 * count)
        return Failure{FailureKind::integrity, "tree frontier: its length does not fit its size"};
    auto next = bytes.begin() + 8;
    for (unsigned height = 64; height-- > 0;) {
        if (((frontier.size_ >> height) & 1U) == 0) continue;
        std::copy(next, next + 32, frontier.roots_[height].bytes.begin());
        next += 32;
    }
    return frontier;
}

bool operator==(Frontier const& left, Frontier const& right) {
    if (left.size_ != right.size_) return false;
    for (unsigned height = 0; height < 64; ++height) {
        bool const used = ((left.size_ >> height) & 1U) != 0;
        if (used && left.roots_[height] != right.roots_[height]) return false;
    }
    return true;
}

}  // namespace tally
