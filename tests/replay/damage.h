#pragma once

#include "journal/codec/codec.h"
#include "journal/store/commit_builder.h"
#include "journal/store/rocks_database.h"
#include "journal/store/rocks_store.h"
#include "replay/record.h"
#include "tests/engine/sequencer/sequencer_world.h"

#include <gtest/gtest.h>
#include <rocksdb/iterator.h>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

// Ways to do harm to a record: behind the store's back, and with all hashes made anew, as one who
// holds the directory and no key could.
namespace tally::testing {

using BlockRow = std::pair<std::string, std::string>;

// Changes the stored blocks, as (key, value), behind the store's back. Nothing else is adjusted.
inline void change_blocks(std::filesystem::path const& directory,
                          std::function<void(std::vector<BlockRow>&)> const& change) {
    auto opened = RocksDatabase::open({DatabaseKind::record, directory / "record", nullptr},
                                      OpenMode::read_write);
    ASSERT_TRUE(opened) << opened.error().text;
    auto& database = *opened.value();
    std::vector<BlockRow> rows;
    {
        auto const at = database.iterate(Column::blocks);
        for (at->SeekToFirst(); at->Valid(); at->Next())
            rows.emplace_back(at->key().ToString(), at->value().ToString());
    }
    change(rows);
    for (auto const& [key, value] : rows)
        ASSERT_TRUE(database.put(Column::blocks, key, value));
    ASSERT_TRUE(database.close());
}

// Writes the record anew, with other entries, into another directory: every hash fits.
inline void rewrite(std::filesystem::path const& from,
                    std::filesystem::path const& to,
                    std::function<void(std::vector<Entry>&)> const& change) {
    std::vector<Entry> entries;
    {
        auto const record = Record::open(from);
        ASSERT_TRUE(record) << record.error().text;
        ASSERT_TRUE(for_each_entry(*record.value(), 0, UINT64_MAX, [&](Entry const& entry) {
            entries.push_back(entry);
            return true;
        }));
    }
    change(entries);
    make_directory(to);
    auto store = RocksStore::open(to, OpenMode::read_write);
    ASSERT_TRUE(store) << store.error().text;
    auto const opened = store.value()->open_epoch();
    auto builder = CommitBuilder::after(opened.value());
    for (auto const& entry : entries) {
        LeafBuffer leaf;
        ASSERT_TRUE(encode_leaf(entry, leaf));
        builder.value().append(leaf.bytes());
    }
    auto const tip = builder.value().tip();
    ASSERT_TRUE(store.value()->append(tip, builder.value().finish()));
    ASSERT_TRUE(store.value()->close());
}

}  // namespace tally::testing
