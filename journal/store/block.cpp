#include "journal/store/block.h"

#include "journal/vocabulary/check.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

namespace tally {
namespace {

static_assert(std::endian::native == std::endian::little, "blocks are read and written in place");

constexpr std::uint32_t block_magic = 0x4b4c4254;  // "TBLK"

// The header as it lies in the bytes.
struct RawHeader {
    std::uint32_t magic = block_magic;
    std::uint16_t format = block_format;
    std::uint16_t reserved = 0;
    std::uint64_t epoch = 0;
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t payload_bytes = 0;
    Hash32 root_before;
    Hash32 root_after;
};

static_assert(sizeof(RawHeader) == block_header_bytes);

constexpr std::size_t padded(std::size_t bytes) {
    return (bytes + 7U) & ~std::size_t{7};
}

Failure damaged(std::string what) {
    return Failure{FailureKind::integrity, "block is damaged: " + std::move(what)};
}

Failure damaged_at(RawHeader const& raw, std::string what) {
    return Failure{
        FailureKind::integrity,
        "block at entry " + std::to_string(raw.first) + " is damaged: " + std::move(what)};
}

Result<RawHeader> read_header(ByteSpan bytes) {
    RawHeader raw;
    if (bytes.size() < sizeof raw) {
        return damaged(std::to_string(bytes.size()) + " bytes, shorter than a block's header");
    }
    std::memcpy(static_cast<void*>(&raw), bytes.data(), sizeof raw);
    if (raw.magic != block_magic) return damaged("it does not begin with TBLK");
    if (raw.format != block_format) {
        return Failure{FailureKind::integrity,
                       "block at entry " + std::to_string(raw.first) + " has format " +
                           std::to_string(raw.format) + ", but this program reads format " +
                           std::to_string(block_format) + ": use a newer program"};
    }
    return raw;
}

Result<void> check_header(RawHeader const& raw) {
    if (raw.reserved != 0) return damaged_at(raw, "its reserved field is not zero");
    if (raw.epoch == 0) return damaged_at(raw, "epoch 0");
    if (raw.count == 0 || raw.count > block_leaves_max) {
        return damaged_at(raw, "a count of " + std::to_string(raw.count) + " entries");
    }
    if (raw.first > UINT64_MAX - raw.count) return damaged_at(raw, "its sequences overflow");
    if (raw.payload_bytes > block_payload_max) {
        return damaged_at(raw, std::to_string(raw.payload_bytes) + " bytes of entries");
    }
    return success();
}

// The lengths add up to the payload, each is possible, and what pads them is zero.
Result<void> check_lengths(RawHeader const& raw, ByteSpan lengths) {
    std::uint64_t sum = 0;
    std::uint16_t odd = 0;
    std::uint16_t shortest = UINT16_MAX;
    for (std::size_t i = 0; i < raw.count; ++i) {
        std::uint16_t length = 0;
        std::memcpy(&length, lengths.data() + i * sizeof length, sizeof length);
        sum += length;
        odd = static_cast<std::uint16_t>(odd | length);
        shortest = std::min(shortest, length);
    }
    if (odd % 8 != 0) return damaged_at(raw, "an entry is not a whole number of words");
    if (shortest == 0) return damaged_at(raw, "an entry of no bytes");
    if (sum != raw.payload_bytes) {
        return damaged_at(raw,
                          "its entries have " + std::to_string(sum) + " bytes, not the " +
                              std::to_string(raw.payload_bytes) + " of its header");
    }
    auto const padding = lengths.subspan(raw.count * sizeof(std::uint16_t));
    if (std::any_of(padding.begin(), padding.end(), [](std::uint8_t byte) { return byte != 0; })) {
        return damaged_at(raw, "its padding is not zero");
    }
    return success();
}

BlockHeader to_header(RawHeader const& raw) {
    return {Epoch{raw.epoch},
            Sequence{raw.first},
            raw.count,
            raw.payload_bytes,
            raw.root_before,
            raw.root_after};
}

}  // namespace

void BlockBuilder::start(Epoch epoch, Sequence first, Hash32 const& root_before) {
    TALLY_CHECK(epoch.value != 0);
    header_ = BlockHeader{epoch, first, 0, 0, root_before, {}};
    bytes_.resize(block_header_bytes);
    lengths_.clear();
}

void BlockBuilder::append(ByteSpan leaf) {
    TALLY_CHECK(!leaf.empty() && leaf.size() <= block_leaf_max && leaf.size() % 8 == 0);
    TALLY_CHECK(lengths_.size() < block_leaves_max);
    TALLY_CHECK(payload_bytes() + leaf.size() <= block_payload_max);
    bytes_.insert(bytes_.end(), leaf.begin(), leaf.end());
    lengths_.push_back(static_cast<std::uint16_t>(leaf.size()));
}

ByteSpan BlockBuilder::finish(Hash32 const& root_after) {
    TALLY_CHECK(!lengths_.empty());
    RawHeader raw;
    raw.epoch = header_.epoch.value;
    raw.first = header_.first.value;
    raw.count = count();
    raw.payload_bytes = static_cast<std::uint32_t>(payload_bytes());
    raw.root_before = header_.root_before;
    raw.root_after = root_after;
    std::memcpy(bytes_.data(), &raw, sizeof raw);
    auto const table = lengths_.size() * sizeof(std::uint16_t);
    auto const offset = bytes_.size();
    bytes_.resize(offset + padded(table));
    std::memcpy(bytes_.data() + offset, lengths_.data(), table);
    return bytes_;
}

Result<Block> Block::decode(ByteSpan bytes) {
    TALLY_TRY(raw, read_header(bytes));
    TALLY_TRYV(check_header(raw));
    auto const table = padded(raw.count * sizeof(std::uint16_t));
    auto const size = block_header_bytes + raw.payload_bytes + table;
    if (bytes.size() != size) {
        return damaged_at(raw,
                          std::to_string(bytes.size()) + " bytes, not the " + std::to_string(size) +
                              " that its header asks for");
    }
    TALLY_TRYV(check_lengths(raw, bytes.last(table)));
    Block block;
    block.header_ = to_header(raw);
    block.leaves_ = bytes.data() + block_header_bytes;
    block.lengths_ = block.leaves_ + raw.payload_bytes;
    return block;
}

ByteSpan Block::leaf(Sequence sequence) const {
    TALLY_CHECK(sequence >= header_.first && sequence < header_.next());
    auto position = begin();
    for (auto skip = sequence.value - header_.first.value; skip != 0; --skip)
        ++position;
    return *position;
}

std::span<std::uint8_t> BlockBuffer::resize(std::size_t size) {
    if (words_.size() < (size + 7) / 8) words_.resize((size + 7) / 8);
    size_ = size;
    return {reinterpret_cast<std::uint8_t*>(words_.data()), size};
}

void BlockBuffer::assign(ByteSpan bytes) {
    auto const room = resize(bytes.size());
    if (!bytes.empty()) std::memcpy(room.data(), bytes.data(), bytes.size());
}

ByteSpan BlockBuffer::bytes() const {
    return {reinterpret_cast<std::uint8_t const*>(words_.data()), size_};
}

}  // namespace tally
