#pragma once

#include "journal/codec/codec.h"
#include "journal/export/file.h"
#include "journal/store/commit_builder.h"
#include "journal/store/rocks_store.h"
#include "replay/fold.h"
#include "tests/engine/any_commands.h"
#include "tests/engine/sequencer/sequencer_world.h"
#include "tests/support/synthetic_flow.h"
#include "tools/books/books.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tally::testing {

inline std::vector<Entry> entries_of(std::uint64_t seed, std::size_t bytes_count) {
    SplitMix64 random{seed};
    std::vector<std::uint8_t> bytes(bytes_count);
    for (auto& byte : bytes)
        byte = static_cast<std::uint8_t>(random.next());
    return driven_entries(bytes);
}

inline void write_entries(std::filesystem::path const& to, std::vector<Entry> const& entries) {
    make_directory(to);
    auto store = RocksStore::open(to, OpenMode::read_write).value();
    auto builder = CommitBuilder::after(store->open_epoch().value());
    for (auto const& entry : entries) {
        LeafBuffer leaf;
        auto const encoded = encode_leaf(entry, leaf);
        ASSERT_TRUE(encoded) << kind_name(entry.body) << ": " << encoded.error().text;
        builder.value().append(leaf.bytes());
    }
    auto const before = builder.value().tip();
    ASSERT_TRUE(store->append(before, builder.value().finish()));
    ASSERT_TRUE(store->close());
}

// A record of its own for each test, and places to write books to.
class BooksTest : public ::testing::Test {
protected:
    void record_of(std::uint64_t seed, std::size_t bytes_count) {
        std::filesystem::remove_all(data_);
        write_entries(data_, entries_of(seed, bytes_count));
    }

    // What the books say to whoever made them: nothing, or why there are none.
    Result<cli::ExitCode> tell(std::string const& to,
                               std::string const& format,
                               std::string const& from = {},
                               std::string const& at = {}) {
        cli::CommonOptions common;
        common.data = data_.string();
        common.begin = from;
        common.at = at;
        common.output.quiet = true;
        common.output.file = (directory_ / "said").string();
        auto output = cli::Output::open(common.output).value();
        return books::export_books({(directory_ / to).string(), format}, common, *output);
    }

    [[nodiscard]] std::unique_ptr<State> state() const {
        auto const record = Record::open(data_).value();
        return state_at(*record, Point{record->size()}).value().state;
    }

    [[nodiscard]] std::string read(std::string const& file) const {
        return read_text(directory_ / file, 1'000'000'000).value().value();
    }

    // The fields of each line but the first: no field of these files has a comma or a quote.
    [[nodiscard]] std::vector<std::vector<std::string>> rows(std::string const& file) const {
        std::vector<std::vector<std::string>> rows;
        auto const text = read(file);
        for (auto at = text.find('\n') + 1; at < text.size();) {
            auto const end = text.find("\r\n", at);
            auto& row = rows.emplace_back();
            for (auto field = at; field <= end;) {
                auto const comma = std::min(text.find(',', field), end);
                row.push_back(text.substr(field, comma - field));
                field = comma + 1;
            }
            at = end + 2;
        }
        return rows;
    }

    TemporaryDirectory directory_;
    std::filesystem::path data_ = directory_ / "data";
};

}  // namespace tally::testing
