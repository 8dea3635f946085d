#pragma once

#include "journal/codec/codec.h"
#include "journal/store/commit_builder.h"
#include "journal/store/rocks_store.h"
#include "tests/engine/sequencer/sequencer_world.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <set>
#include <vector>

namespace tally::testing {

// Entries of any kind as a record, with a checkpoint over each of these sizes, signed by
// test_key(). What whoever holds the log's key can make of it: whether the entries make sense is
// not asked.
inline void write_record(std::filesystem::path const& to,
                         std::vector<Entry> const& entries,
                         std::set<std::uint64_t> const& sizes) {
    make_directory(to);
    auto store = RocksStore::open(to, OpenMode::read_write).value();
    auto const opened = store->open_epoch();
    auto builder = CommitBuilder::after(opened.value());
    std::uint64_t done = 0;
    for (auto const size : sizes) {
        for (; done < size; ++done) {
            LeafBuffer leaf;
            ASSERT_TRUE(encode_leaf(entries[done], leaf));
            builder.value().append(leaf.bytes());
        }
        auto const before = builder.value().tip();
        auto const appended = store->append(before, builder.value().finish());
        ASSERT_TRUE(appended) << appended.error().text;
        auto const root = store->observed_tip().value().root;
        ASSERT_TRUE(store->put_checkpoint(
            {Sequence{size}, sign_checkpoint(test_key(), {size, root}).value()}));
        builder = CommitBuilder::after(OpenedEpoch{
            opened.value().epoch, store->observed_tip().value(), store->frontier().value()});
    }
    ASSERT_TRUE(store->close());
}

}  // namespace tally::testing
