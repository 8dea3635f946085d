#include "journal/store/rocks_cursor.h"

#include "journal/store/keys.h"
#include "journal/store/record_end.h"
#include "journal/store/rocks_status.h"

#include <utility>

namespace tally {
namespace {

constexpr std::size_t readahead_bytes = std::size_t{4} << 20U;

}  // namespace

RocksCursor::RocksCursor(std::function<RecordView()> look, Sequence from)
    : look_(std::move(look)), from_(from) {}

void RocksCursor::seek() {
    iterator_.reset();
    view_ = look_();
    rocksdb::ReadOptions options;
    options.readahead_size = readahead_bytes;
    auto& database = *view_.database;
    iterator_.reset(database.db().NewIterator(options, database.column(Column::blocks)));
    if (started_) {
        iterator_->Seek(as_view(number_key(position_.next.value)));
        return;
    }
    iterator_->SeekForPrev(as_view(number_key(from_.value)));
    if (!iterator_->Valid() && iterator_->status().ok()) iterator_->SeekToFirst();
}

Result<bool> RocksCursor::next(BlockBuffer& buffer, Block& block) {
    if (!iterator_) {
        if (look_().tip.next <= (started_ ? position_.next : from_)) return false;
        seek();
    }
    if (!iterator_->Valid()) return end_here();
    TALLY_TRY(read, block_at(*iterator_, buffer, view_.database->path()));
    TALLY_TRYV(check_follows(read.header()));
    block = read;
    started_ = true;
    epoch_ = read.header().epoch;
    position_ = Tip{read.header().next(), read.header().root_after};
    iterator_->Next();
    return true;
}

Result<bool> RocksCursor::end_here() {
    auto const& database = *view_.database;
    if (!iterator_->status().ok()) return database.failure(iterator_->status(), "cannot read");
    iterator_.reset();
    auto const reached = started_ ? position_.next : Sequence{};
    if (reached >= view_.tip.next) return false;
    return damaged(database.path(),
                   "entries " + std::to_string(reached.value) + " to " +
                       std::to_string(view_.tip.next.value - 1) + " are missing");
}

Result<void> RocksCursor::check_follows(BlockHeader const& header) {
    auto const expected = started_ ? position_ : empty_tip();
    auto const known = started_ || header.first.value == 0;
    if (known && extends(expected, epoch_, header)) return success();
    if (!known && header.first <= from_ && header.next() > from_) return success();
    auto const reached = started_ ? position_.next : from_;
    auto const what = header.first > reached
                          ? "entries " + std::to_string(reached.value) + " to " +
                                std::to_string(header.first.value - 1) + " are missing"
                          : "the block at entry " + std::to_string(header.first.value) +
                                " does not go on from the one before it";
    return damaged(view_.database->path(), what);
}

}  // namespace tally
