#pragma once

#include "journal/store/store.h"

#include <memory>

namespace tally {

// A record that lives as long as the process, for tests and benchmarks. Several MemoryStores may
// share one record, as several writers of a replicated store would: the last to open an epoch
// fences the others.
class MemoryStore final : public Store {
public:
    class Record;  // what is shared; locked inside

    MemoryStore();
    explicit MemoryStore(std::shared_ptr<Record> record);
    ~MemoryStore() override;

    [[nodiscard]] std::shared_ptr<Record> const& record() const { return record_; }

    // The next append answers `unknown`, with the block stored or lost.
    enum class Lost : std::uint8_t { answer = 1, block = 2 };
    void lose_next(Lost lost);

    [[nodiscard]] Result<OpenedEpoch> open_epoch() override;
    [[nodiscard]] Result<Appended> append(Tip const& expected, Commit const& commit) override;
    [[nodiscard]] Result<bool> resolve(BlockHeader const& block) override;
    [[nodiscard]] Result<std::unique_ptr<BlockCursor>> read(Sequence from) override;
    [[nodiscard]] Result<bool> await(Sequence size, std::chrono::milliseconds timeout) override;
    [[nodiscard]] Result<Tip> observed_tip() override;

    [[nodiscard]] Durability durability() const override { return Durability::process; }

private:
    std::shared_ptr<Record> record_;
    Epoch epoch_;
};

}  // namespace tally
