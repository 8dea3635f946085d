#include "journal/store/record_end.h"

#include "journal/store/keys.h"
#include "journal/store/little_endian.h"
#include "journal/store/rocks_status.h"
#include "journal/tree/frontier.h"

#include <algorithm>

namespace tally {
namespace {

std::string entries_until(Sequence next) {
    return std::to_string(next.value) + " entries";
}

Result<Tip> last_tip(RocksDatabase& database, Epoch& epoch) {
    auto const iterator = database.iterate(Column::blocks);
    iterator->SeekToLast();
    if (!iterator->Valid()) {
        if (!iterator->status().ok()) return database.failure(iterator->status(), "cannot read");
        return empty_tip();
    }
    BlockBuffer buffer;
    TALLY_TRY(block, block_at(*iterator, buffer, database.path()));
    epoch = block.header().epoch;
    return Tip{block.header().next(), block.header().root_after};
}

Result<void> read_epoch(RocksDatabase& database, RecordEnd& end) {
    TALLY_TRY(value, database.get(Column::meta, meta_key::epoch));
    if (!value) return success();
    FieldReader fields{*value};
    end.epoch = Epoch{fields.get<std::uint64_t>()};
    if (!fields.at_end()) return damaged(database.path(), "its epoch is not a number");
    return success();
}

// Counts the checkpoints: a database that has lost a table may have lost some, and the witness,
// which knows the newest write only, would not tell.
Result<void> read_totals(RocksDatabase& database, RecordEnd& end) {
    TALLY_TRY(value, database.get(Column::meta, meta_key::totals));
    auto const bytes = value.value_or(encode_totals({}));
    FieldReader fields{bytes};
    end.revision = fields.get<std::uint64_t>();
    end.checkpoints = fields.get<std::uint64_t>();
    if (!fields.at_end()) return damaged(database.path(), "its totals are not numbers");
    std::uint64_t found = 0;
    auto const iterator = database.iterate(Column::checkpoints);
    for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next())
        ++found;
    if (!iterator->status().ok()) return database.failure(iterator->status(), "cannot read");
    if (found == end.checkpoints) return success();
    return damaged(
        database.path(),
        "it holds " + std::to_string(found) + " checkpoints of " + std::to_string(end.checkpoints));
}

Result<void> check_frontier(RocksDatabase& database, RecordEnd const& end) {
    if (end.tip.next.value == 0 && end.frontier.empty()) return success();
    auto const frontier = Frontier::restore(as_bytes(end.frontier));
    if (!frontier) return damaged(database.path(), frontier.error().text);
    if (frontier.value().size() != end.tip.next.value || frontier.value().root() != end.tip.root) {
        return damaged(database.path(),
                       "its tree has " + std::to_string(frontier.value().size()) +
                           " leaves, its last block ends after " + entries_until(end.tip.next) +
                           ", and their roots must be equal");
    }
    return success();
}

// The record had the witness's root when it had the witness's size.
Result<void> check_passed_witness(RocksDatabase& database, Tip const& witness) {
    auto const iterator = database.iterate(Column::blocks);
    iterator->Seek(as_view(number_key(witness.next.value)));
    if (!iterator->status().ok()) return database.failure(iterator->status(), "cannot read");
    BlockBuffer buffer;
    if (iterator->Valid()) {
        TALLY_TRY(block, block_at(*iterator, buffer, database.path()));
        if (extends(witness, Epoch{}, block.header())) return success();
    }
    return damaged(
        database.path(),
        "it is not the record whose first " + entries_until(witness.next) + " were acknowledged");
}

}  // namespace

Result<Block> block_at(rocksdb::Iterator& iterator,
                       BlockBuffer& buffer,
                       std::filesystem::path const& place) {
    auto const key = iterator.key().ToStringView();
    if (key.size() != 8) return damaged(place, "a block has a key that is not a sequence");
    auto const first = Sequence{get_big_endian(key.data())};
    buffer.assign(as_bytes(iterator.value().ToStringView()));
    auto block = Block::decode(buffer.bytes());
    if (!block) {
        return damaged(place, "entry " + std::to_string(first.value) + ": " + block.error().text);
    }
    if (block.value().header().first != first) {
        return damaged(place,
                       "the block of entry " + std::to_string(first.value) +
                           " says that it is of entry " +
                           std::to_string(block.value().header().first.value));
    }
    return block;
}

Result<RecordEnd> read_record_end(RocksDatabase& database) {
    RecordEnd end;
    Epoch last_epoch;
    TALLY_TRY(tip, last_tip(database, last_epoch));
    TALLY_TRYV(read_epoch(database, end));
    TALLY_TRYV(read_totals(database, end));
    TALLY_TRY(frontier, database.get(Column::meta, meta_key::frontier));
    end.tip = tip;
    end.frontier = frontier.value_or("");
    if (last_epoch > end.epoch) {
        return damaged(database.path(),
                       "its last block is of epoch " + std::to_string(last_epoch.value) +
                           ", its newest is " + std::to_string(end.epoch.value));
    }
    TALLY_TRYV(check_frontier(database, end));
    return end;
}

Result<void> check_against_witness(RocksDatabase& database,
                                   RecordEnd const& end,
                                   Acknowledged const& witness) {
    auto const& seen = witness.tip;
    if (seen.next > end.tip.next) {
        return damaged(database.path(),
                       "it ends after " + entries_until(end.tip.next) + ", but " +
                           std::to_string(seen.next.value) + " were acknowledged: entries " +
                           std::to_string(end.tip.next.value) + " to " +
                           std::to_string(seen.next.value - 1) + " are lost");
    }
    if (witness.revision > end.revision) {
        return damaged(database.path(),
                       "the last " + std::to_string(witness.revision - end.revision) +
                           " acknowledged writes (checkpoints, payloads or the "
                           "opening of an epoch) are lost");
    }
    if (seen.next < end.tip.next) return check_passed_witness(database, seen);
    if (seen == end.tip) return success();
    return damaged(database.path(), "it ends in another root than the one acknowledged");
}

std::string encode_totals(RecordEnd const& end) {
    return FieldWriter{}.put(end.revision).put(end.checkpoints).bytes();
}

std::string encode_meta(StoreMeta const& meta) {
    FieldWriter fields;
    fields.put(meta.format).put_text(meta.origin).put(meta.created.ns);
    fields.put(static_cast<std::uint32_t>(meta.verifier_keys.size()));
    for (auto const& key : meta.verifier_keys)
        fields.put_text(key);
    return fields.bytes();
}

Result<StoreMeta> read_meta(RocksDatabase& database) {
    TALLY_TRY(value, database.get(Column::meta, meta_key::store));
    if (!value) return damaged(database.path(), "it does not say what record it is");
    FieldReader fields{*value};
    StoreMeta meta;
    meta.format = fields.get<std::uint16_t>();
    meta.origin = fields.get_text();
    meta.created = Timestamp{fields.get<std::uint64_t>()};
    auto const keys = fields.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < keys && fields.ok(); ++i) {
        meta.verifier_keys.push_back(fields.get_text());
    }
    if (!fields.at_end()) return damaged(database.path(), "its description is not whole");
    return meta;
}

}  // namespace tally
