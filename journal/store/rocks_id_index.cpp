#include "journal/store/rocks_id_index.h"

#include "journal/store/keys.h"
#include "journal/store/rocks_status.h"
#include "journal/vocabulary/check.h"

#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

namespace tally {
namespace {

constexpr std::uint8_t progress_kind = 255;  // sorts after every id

// From so many rows on, one sorted file costs less than as many inserts into a memtable.
constexpr std::size_t rows_for_a_file = 16'384;

using IdKeyBytes = KeyBytes<17>;

IdKeyBytes id_key(IdKey key) {
    IdKeyBytes bytes{};
    bytes[0] = static_cast<char>(key.kind);
    put_big_endian(bytes.data() + 1, high_half(key.id));
    put_big_endian(bytes.data() + 9, low_half(key.id));
    return bytes;
}

IdKeyBytes progress_key() {
    return id_key({progress_kind, 0});
}

std::string_view value_view(std::uint64_t const& value) {
    return {reinterpret_cast<char const*>(&value), sizeof value};
}

// Sorted, the last of equal keys only. (By places, as a stable sort of libstdc++ 12 does not
// compile without a warning with clang.)
std::vector<IdRow> sorted(std::span<IdRow const> rows) {
    std::vector<std::size_t> places(rows.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    auto const rank = [&](std::size_t place) {
        return std::tuple{rows[place].key.kind, rows[place].key.id, place};
    };
    std::sort(places.begin(), places.end(), [&](std::size_t left, std::size_t right) {
        return rank(left) < rank(right);
    });
    std::vector<IdRow> result;
    result.reserve(rows.size());
    for (auto const place : places) {
        if (!result.empty() && result.back().key == rows[place].key) result.pop_back();
        result.push_back(rows[place]);
    }
    return result;
}

// Always a new file. One of that name was left by a process that was killed while the file was
// taken in, and may be the same file as one of the database's by now: to write into it would be to
// write over that.
rocksdb::Status write_file(rocksdb::SstFileWriter& writer,
                           std::string const& path,
                           std::span<IdRow const> rows) {
    std::error_code error;
    std::filesystem::remove(path, error);
    if (error) return rocksdb::Status::IOError("cannot remove " + path, error.message());
    auto status = writer.Open(path);
    for (auto const& row : rows) {
        if (!status.ok()) return status;
        status = writer.Put(as_view(id_key(row.key)), value_view(row.value));
    }
    return status.ok() ? writer.Finish() : status;
}

bool is_strictly_sorted(std::span<IdRow const> rows) {
    return std::ranges::adjacent_find(rows, [](IdRow const& left, IdRow const& right) {
               return std::tie(left.key.kind, left.key.id) >=
                      std::tie(right.key.kind, right.key.id);
           }) == rows.end();
}

}  // namespace

Result<std::optional<std::uint64_t>> RocksIdIndex::get(IdKey key) const {
    std::optional<std::uint64_t> number;
    if (database_ == nullptr) return number;
    rocksdb::PinnableSlice value;
    auto const status =
        database_->db().Get({}, database_->column(Column::ids), as_view(id_key(key)), &value);
    if (status.IsNotFound()) return number;
    if (!status.ok()) return database_->failure(status, "cannot read the id index of");
    if (value.size() != sizeof *number) {
        return damaged(database_->path(), "an id's value is not a number");
    }
    std::memcpy(&number.emplace(), value.data(), sizeof *number);
    return number;
}

Result<void> RocksIdIndex::put(std::span<IdRow> rows, Sequence progress) {
    TALLY_CHECK(database_ != nullptr);
    std::vector<IdRow> made;
    std::span<IdRow const> in_order = rows;
    if (!is_strictly_sorted(rows)) in_order = made = sorted(rows);
    TALLY_CHECK(in_order.empty() || in_order.back().key.kind != progress_kind);
    return in_order.size() < rows_for_a_file ? put_batch(in_order, progress)
                                             : put_file(in_order, progress);
}

Result<void> RocksIdIndex::put_batch(std::span<IdRow const> rows, Sequence progress) {
    rocksdb::WriteBatch batch;
    auto* const ids = database_->column(Column::ids);
    for (auto const& row : rows)
        batch.Put(ids, as_view(id_key(row.key)), value_view(row.value));
    batch.Put(ids, as_view(progress_key()), value_view(progress.value));
    return database_->write(batch, false);
}

// A file for each kind, and how far the index is apart from them: so a file covers no more keys
// than it has to. Where ids grow, as most clients' do, it overlaps no earlier one and is never
// merged.
Result<void> RocksIdIndex::put_file(std::span<IdRow const> rows, Sequence progress) {
    auto* const ids = database_->column(Column::ids);
    std::vector<std::string> paths;
    rocksdb::Status status;
    auto const options = database_->db().GetOptions(ids);
    rocksdb::EnvOptions const files{options};
    for (auto rest = rows; status.ok() && !rest.empty();) {
        auto const kind = rest.front().key.kind;
        auto const end =
            std::ranges::upper_bound(rest, kind, {}, [](IdRow const& row) { return row.key.kind; });
        auto const count = static_cast<std::size_t>(end - rest.begin());
        paths.push_back((database_->path() / ("ids.ingest." + std::to_string(kind))).string());
        rocksdb::SstFileWriter writer{files, options, ids};
        status = write_file(writer, paths.back(), rest.first(count));
        rest = rest.subspan(count);
    }
    if (status.ok()) {
        rocksdb::IngestExternalFileOptions taking_in;
        taking_in.move_files = true;
        status = database_->db().IngestExternalFile(ids, paths, taking_in);
    }
    if (!status.ok()) return database_->failure(status, "cannot write the id index of");
    return put_batch({}, progress);
}

Result<Sequence> RocksIdIndex::progress() const {
    TALLY_TRY(value, get({progress_kind, 0}));
    return Sequence{value.value_or(0)};
}

Result<void> RocksIdIndex::flush() {
    if (database_ == nullptr) return success();
    auto const status = database_->db().Flush({}, database_->column(Column::ids));
    if (!status.ok()) return database_->failure(status, "cannot write the id index of");
    return success();
}

}  // namespace tally
