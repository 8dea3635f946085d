#include "replay/record.h"

#include "engine/sequencer/block_cache.h"
#include "engine/sequencer/small_file.h"
#include "journal/codec/codec.h"
#include "journal/export/export_files.h"
#include "journal/export/export_store.h"
#include "journal/store/rocks_store.h"

#include <algorithm>
#include <utility>

namespace tally {

Record::Record(std::filesystem::path directory, RecordStore& store, IdIndex const* ids)
    : directory_(std::move(directory)), store_(&store), ids_(ids) {}

Record::~Record() = default;

namespace {

struct Opened {
    std::unique_ptr<RecordStore> store;
    IdIndex const* ids = nullptr;
};

Result<Opened> open_store(std::filesystem::path const& directory) {
    Opened opened;
    if (is_export(directory)) {
        TALLY_TRY(store, ExportStore::open(directory));
        opened.store = std::move(store);
    } else {
        TALLY_TRY(store, RocksStore::open(directory, OpenMode::read_only));
        opened.ids = &store->ids();
        opened.store = std::move(store);
    }
    return opened;
}

}  // namespace

Result<std::unique_ptr<Record>> Record::open(std::filesystem::path const& directory) {
    TALLY_TRY(beside, read_small_file(directory / "checkpoint"));
    TALLY_TRY(opened, open_store(directory));
    std::unique_ptr<Record> record{new Record{directory, *opened.store, opened.ids}};
    record->owned_ = std::move(opened.store);
    record->note_beside_ = std::move(beside);
    TALLY_TRYV(record->look_at_end());
    return record;
}

Result<std::unique_ptr<Record>> Record::over(std::filesystem::path const& directory,
                                             RecordStore& store,
                                             IdIndex const& ids) {
    TALLY_TRY(beside, read_small_file(directory / "checkpoint"));
    std::unique_ptr<Record> record{new Record{directory, store, &ids}};
    record->note_beside_ = std::move(beside);
    TALLY_TRYV(record->look_at_end());
    return record;
}

Result<void> Record::look_at_end() {
    TALLY_TRY(tip, store_->observed_tip());
    size_ = tip.next.value;
    root_ = tip.root;
    if (!cache_) cache_ = std::make_unique<BlockCache>(*store_);
    return success();
}

Result<bool> Record::look_again() {
    if (owned_) return false;
    TALLY_TRY(beside, read_small_file(directory_ / "checkpoint"));
    note_beside_ = std::move(beside);
    TALLY_TRYV(look_at_end());
    return true;
}

std::string const& Record::origin() const {
    return store_->meta().origin;
}

std::vector<std::string> const& Record::verifier_keys() const {
    return store_->meta().verifier_keys;
}

Result<Entry> Record::entry(Sequence sequence) const {
    if (sequence.value >= size_)
        return Failure{FailureKind::incomplete,
                       "there is no entry " + std::to_string(sequence.value) + " in " +
                           directory_.string() + ", which has " + std::to_string(size_)};
    return cache_->entry(sequence);
}

Result<std::vector<std::string>> Record::checkpoints() const {
    TALLY_TRY(stored, store_->checkpoints());
    std::vector<std::string> notes;
    for (auto& [size, note] : stored)
        notes.push_back(std::move(note));
    return notes;
}

Result<void> for_each_entry(Record const& record,
                            std::uint64_t from,
                            std::uint64_t to,
                            std::function<bool(Entry const&)> const& function) {
    to = std::min(to, record.size());
    if (from >= to) return success();
    TALLY_TRY(cursor, record.store().read(Sequence{from}));
    BlockBuffer buffer;
    Block block;
    Entry entry;
    for (;;) {
        TALLY_TRY(more, cursor->next(buffer, block));
        if (!more)
            return Failure{FailureKind::integrity,
                           "the record in " + record.directory().string() + " ends before entry " +
                               std::to_string(to - 1)};
        auto sequence = block.header().first.value;
        for (auto const leaf : block) {
            if (sequence == to) return success();
            if (sequence++ < from) continue;
            TALLY_TRYV(decode_leaf(leaf, entry));
            if (!function(entry)) return success();
        }
        if (sequence >= to) return success();
    }
}

}  // namespace tally
