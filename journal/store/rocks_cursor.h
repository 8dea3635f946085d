#pragma once

#include "journal/store/rocks_database.h"
#include "journal/store/store.h"

#include <functional>

namespace tally {

// What a cursor reads from: the database as it is now, and where the record ends in it.
struct RecordView {
    std::shared_ptr<RocksDatabase> database;
    Tip tip;
};

class RocksCursor final : public BlockCursor {
public:
    // `look` is asked each time the cursor has come to what was the end.
    RocksCursor(std::function<RecordView()> look, Sequence from);

    [[nodiscard]] Result<bool> next(BlockBuffer& buffer, Block& block) override;

private:
    void seek();
    [[nodiscard]] Result<bool> end_here();
    [[nodiscard]] Result<void> check_follows(BlockHeader const& header);

    std::function<RecordView()> look_;
    Sequence from_;
    RecordView view_;
    std::unique_ptr<rocksdb::Iterator> iterator_;  // null at the end; view_.database's
    bool started_ = false;                         // position_ is known
    Tip position_;                                 // after the last block read
    Epoch epoch_;
};

}  // namespace tally
