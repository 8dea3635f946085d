#include "tests/journal/store/known_record.h"

#include "journal/tree/hashing.h"

#include <algorithm>
#include <utility>

namespace tally {
namespace {

// splitmix64
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111eb;
    return value ^ (value >> 31U);
}

struct NodeCollector final : SubtreeSink {
    std::vector<TreeNode> nodes;

    void subtree(unsigned height, std::uint64_t index, Hash32 const& root) override {
        nodes.push_back({static_cast<std::uint8_t>(height), index, root});
    }
};

}  // namespace

std::vector<std::uint8_t> known_leaf(Sequence sequence) {
    std::size_t const words = 1 + mixed(sequence.value) % 12;
    std::vector<std::uint8_t> leaf;
    for (std::size_t i = 0; i < words; ++i) {
        auto const word = mixed(sequence.value * 16 + i);
        for (unsigned b = 0; b < 8; ++b)
            leaf.push_back(static_cast<std::uint8_t>(word >> 8U * b));
    }
    return leaf;
}

Tip known_tip(Sequence size) {
    Frontier frontier;
    for (std::uint64_t i = 0; i < size.value; ++i) {
        frontier.append(leaf_hash(known_leaf(Sequence{i})));
    }
    return Tip{size, frontier.root()};
}

StoreMeta known_meta() {
    return StoreMeta{
        1, "example.org/ledger", {"example.org/ledger+1+abc", "second"}, Timestamp{17}};
}

KnownWriter::KnownWriter(Store& store, Epoch epoch, CommitBuilder builder)
    : store_(&store), epoch_(epoch), builder_(std::move(builder)) {}

Result<KnownWriter> KnownWriter::start(Store& store) {
    TALLY_TRY(opened, store.open_epoch());
    TALLY_TRY(builder, CommitBuilder::after(opened));
    return KnownWriter{store, opened.epoch, std::move(builder)};
}

Result<Appended> KnownWriter::append(std::uint32_t count) {
    auto const before = builder_.tip();
    for (std::uint32_t i = 0; i < count; ++i)
        builder_.append(known_leaf(builder_.next()));
    return store_->append(before, builder_.finish());
}

Result<ReadBack> read_all(Store& store) {
    TALLY_TRY(cursor, store.read(Sequence{}));
    ReadBack result{empty_tip(), {}, ""};
    Frontier frontier;
    BlockBuffer buffer;
    Block block;
    for (;;) {
        TALLY_TRY(more, cursor->next(buffer, block));
        if (!more) return result;
        for (auto const leaf : block) {
            auto const known = known_leaf(Sequence{frontier.size()});
            auto const right = std::equal(leaf.begin(), leaf.end(), known.begin(), known.end());
            if (!right && result.wrong.empty()) {
                result.wrong = "entry " + std::to_string(frontier.size());
            }
            frontier.append(leaf_hash(leaf));
        }
        result.tip = Tip{block.header().next(), block.header().root_after};
        result.counts.push_back(block.header().count);
        auto const right = result.tip == Tip{Sequence{frontier.size()}, frontier.root()};
        if (!right && result.wrong.empty()) result.wrong = "root after a block";
    }
}

Result<std::string> wrong_tree_node(RocksStore& store, Sequence size) {
    NodeCollector known;
    Frontier frontier;
    for (std::uint64_t i = 0; i < size.value; ++i) {
        frontier.append(leaf_hash(known_leaf(Sequence{i})), &known);
    }
    for (auto const& node : known.nodes) {
        TALLY_TRY(stored, store.tree_node(node.height, node.index));
        if (stored != node.hash) {
            return "height " + std::to_string(node.height) + " index " + std::to_string(node.index);
        }
    }
    return std::string{};
}

}  // namespace tally
