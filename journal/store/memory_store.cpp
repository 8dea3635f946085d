#include "journal/store/memory_store.h"

#include "journal/vocabulary/check.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace tally {

class MemoryStore::Record {
public:
    struct Stored {
        BlockHeader header;
        std::shared_ptr<std::vector<std::uint8_t> const> bytes;
    };

    std::mutex mutex;
    std::condition_variable grown;
    std::vector<Stored> blocks;
    std::vector<std::uint8_t> frontier;
    Epoch epoch;
    Tip tip = empty_tip();
    std::optional<Lost> lose_next;

    // The first block that ends after `from`.
    [[nodiscard]] std::size_t find(Sequence from) const {
        auto const found =
            std::partition_point(blocks.begin(), blocks.end(), [&](Stored const& block) {
                return block.header.next() <= from;
            });
        return static_cast<std::size_t>(found - blocks.begin());
    }

    Appended append(Epoch writer,
                    Tip const& expected,
                    BlockHeader const& header,
                    Commit const& commit) {
        auto const ours = writer == epoch && header.epoch == epoch;
        if (!ours || expected != tip) return Appended::fenced;
        TALLY_CHECK(extends(tip, epoch, header));
        auto const lost = std::exchange(lose_next, std::nullopt);
        if (lost == Lost::block) return Appended::unknown;
        blocks.push_back({header,
                          std::make_shared<std::vector<std::uint8_t> const>(commit.block.begin(),
                                                                            commit.block.end())});
        frontier.assign(commit.frontier.begin(), commit.frontier.end());
        tip = Tip{header.next(), header.root_after};
        grown.notify_all();
        return lost ? Appended::unknown : Appended::ok;
    }
};

namespace {

class MemoryCursor final : public BlockCursor {
public:
    MemoryCursor(std::shared_ptr<MemoryStore::Record> record, Sequence from)
        : record_(std::move(record)), from_(from) {}

    Result<bool> next(BlockBuffer& buffer, Block& block) override {
        std::lock_guard const lock{record_->mutex};
        auto const index = record_->find(from_);
        if (index == record_->blocks.size()) return false;
        auto const& stored = record_->blocks[index];
        buffer.assign(*stored.bytes);
        TALLY_TRY(decoded, Block::decode(buffer.bytes()));
        block = decoded;
        from_ = stored.header.next();
        return true;
    }

private:
    std::shared_ptr<MemoryStore::Record> record_;
    Sequence from_;
};

}  // namespace

MemoryStore::MemoryStore() : MemoryStore(std::make_shared<Record>()) {}

MemoryStore::MemoryStore(std::shared_ptr<Record> record) : record_(std::move(record)) {}

MemoryStore::~MemoryStore() = default;

void MemoryStore::lose_next(Lost lost) {
    std::lock_guard const lock{record_->mutex};
    record_->lose_next = lost;
}

Result<OpenedEpoch> MemoryStore::open_epoch() {
    std::lock_guard const lock{record_->mutex};
    epoch_ = Epoch{record_->epoch.value + 1};
    record_->epoch = epoch_;
    return OpenedEpoch{epoch_, record_->tip, record_->frontier};
}

Result<Appended> MemoryStore::append(Tip const& expected, Commit const& commit) {
    TALLY_TRY(block, Block::decode(commit.block));
    std::lock_guard const lock{record_->mutex};
    return record_->append(epoch_, expected, block.header(), commit);
}

Result<bool> MemoryStore::resolve(BlockHeader const& block) {
    std::lock_guard const lock{record_->mutex};
    auto const index = record_->find(block.first);
    return index < record_->blocks.size() && record_->blocks[index].header == block;
}

Result<std::unique_ptr<BlockCursor>> MemoryStore::read(Sequence from) {
    return std::unique_ptr<BlockCursor>{std::make_unique<MemoryCursor>(record_, from)};
}

Result<bool> MemoryStore::await(Sequence size, std::chrono::milliseconds timeout) {
    std::unique_lock lock{record_->mutex};
    return record_->grown.wait_for(lock, timeout, [&] { return record_->tip.next > size; });
}

Result<Tip> MemoryStore::observed_tip() {
    std::lock_guard const lock{record_->mutex};
    return record_->tip;
}

}  // namespace tally
