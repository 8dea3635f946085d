#include "tools/prove/liabilities/sum_tree.h"

#include "journal/crypto/sha256.h"
#include "journal/vocabulary/check.h"

#include <bit>
#include <string_view>

namespace tally::prove {

namespace {

constexpr std::string_view leaf_tag = "tallystick/liabilities/v1/leaf";
constexpr std::string_view node_tag = "tallystick/liabilities/v1/node";

// A hash over fields of fixed width, behind a tag of its own; an asset is padded to 16 bytes.
class Hashed {
public:
    explicit Hashed(std::string_view tag) {
        auto const mark = sha256_of_text(tag);
        add(mark.span());
        add(mark.span());
    }

    Hashed& add(ByteSpan bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
        return *this;
    }

    // Big-endian, 16 bytes.
    Hashed& add(uint128 number) {
        for (unsigned shift = 128; shift != 0; shift -= 8)
            bytes_.push_back(static_cast<std::uint8_t>(number >> (shift - 8)));
        return *this;
    }

    Hashed& add(std::string const& text) {
        TALLY_CHECK(text.size() <= 16);
        bytes_.insert(bytes_.end(), text.begin(), text.end());
        bytes_.resize(bytes_.size() + 16 - text.size());
        return *this;
    }

    [[nodiscard]] Hash32 hash() const { return sha256(bytes_); }

private:
    std::vector<std::uint8_t> bytes_;
};

std::size_t split_of(std::size_t count) {
    return std::bit_floor(count - 1);
}

}  // namespace

SumNode sum_leaf(Liability const& liability) {
    auto const hash = Hashed{leaf_tag}
                          .add(liability.salt.span())
                          .add(liability.account)
                          .add(liability.owner)
                          .add(liability.asset)
                          .add(liability.balance)
                          .hash();
    return {hash, liability.balance};
}

Result<SumNode> sum_node(SumNode const& left, SumNode const& right) {
    if (left.sum > uint128_max - right.sum)
        return integrity_failure("liabilities: a sum that does not fit 128 bits");
    auto const hash = Hashed{node_tag}
                          .add(left.sum)
                          .add(left.hash.span())
                          .add(right.sum)
                          .add(right.hash.span())
                          .hash();
    return SumNode{hash, left.sum + right.sum};
}

Result<SumNode> sum_root(std::span<SumNode const> leaves) {
    TALLY_CHECK(!leaves.empty());
    if (leaves.size() == 1) return leaves.front();
    auto const split = split_of(leaves.size());
    TALLY_TRY(left, sum_root(leaves.first(split)));
    TALLY_TRY(right, sum_root(leaves.subspan(split)));
    return sum_node(left, right);
}

Result<SumPath> sum_path(std::span<SumNode const> leaves, std::uint64_t index) {
    TALLY_CHECK(index < leaves.size());
    if (leaves.size() == 1) return SumPath{};
    auto const split = split_of(leaves.size());
    bool const left = index < split;
    TALLY_TRY(path,
              left ? sum_path(leaves.first(split), index)
                   : sum_path(leaves.subspan(split), index - split));
    TALLY_TRY(sibling, sum_root(left ? leaves.subspan(split) : leaves.first(split)));
    path.push_back(sibling);
    return path;
}

Result<SumNode> climb(SumNode const& leaf,
                      std::uint64_t index,
                      std::uint64_t count,
                      SumPath const& path) {
    auto const wrong =
        integrity_failure("liabilities: the path is not that of this place in the tree");
    if (index >= count) return wrong;
    auto at = index;
    auto last = count - 1;
    auto node = leaf;
    for (auto const& sibling : path) {
        if (last == 0) return wrong;
        bool const from_left = (at & 1U) != 0 || at == last;
        TALLY_TRY(above, from_left ? sum_node(sibling, node) : sum_node(node, sibling));
        node = above;
        // A last node without a sibling rises until it is a right one.
        while (from_left && (at & 1U) == 0 && at != 0) {
            at >>= 1U;
            last >>= 1U;
        }
        at >>= 1U;
        last >>= 1U;
    }
    if (last != 0) return wrong;
    return node;
}

}  // namespace tally::prove
