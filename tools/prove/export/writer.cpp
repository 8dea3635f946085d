#include "tools/prove/export/writer.h"

#include "engine/sequencer/key_history.h"
#include "engine/sequencer/record_hashes.h"
#include "journal/checkpoint/checkpoint.h"
#include "journal/crypto/sha256.h"
#include "journal/export/export_files.h"
#include "journal/export/schema_text.h"
#include "journal/export/tiler.h"
#include "journal/tree/proof.h"
#include "journal/vocabulary/text_bytes.h"
#include "replay/audit_trail.h"
#include "tools/prove/export/lines.h"
#include "tools/prove/export/sums.h"
#include "tools/prove/personal/personal_check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

namespace tally::prove {

namespace {

// Where the first `lines` lines of a file end, and their hash so far.
Result<std::uint64_t> end_of_lines(std::filesystem::path const& file,
                                   std::uint64_t lines,
                                   Sha256& hash) {
    std::uint64_t end = 0;
    if (lines == 0) return end;
    TALLY_TRY(there, scan_file(file, [&](ByteSpan piece) {
                  std::size_t used = 0;
                  for (; used < piece.size() && lines != 0; ++used)
                      if (piece[used] == '\n') --lines;
                  hash.update(piece.first(used));
                  end += used;
                  return lines != 0;
              }));
    if (there && lines == 0) return end;
    return integrity_failure(file.string() + " has lost lines; export into a new directory");
}

class ExportWriter final : public TileSink {
public:
    ExportWriter(Record const& record, ExportRequest const& request, Sums sums)
        : record_(record), request_(request), sums_(std::move(sums)) {}

    Result<void> tile(Tile const& tile, ByteSpan bytes) override {
        auto const path = path_of(tile);
        auto const hash = hash_.hash(bytes);
        if (!tile.is_full() && sums_.has(path, hash)) return success();
        TALLY_TRYV(write_file(request_.to / path, bytes));
        if (tile.is_full()) return sums_.full_tile(tile, hash);
        sums_.other(path, hash);
        return success();
    }

    Result<Exported> run(std::uint64_t before) {
        exported_.before = before;
        exported_.size = request_.size;
        TALLY_TRYV(choose_checkpoints());
        TALLY_TRYV(write_tiles());
        TALLY_TRYV(write_lines());
        TALLY_TRYV(write_texts());
        TALLY_TRYV(sums_.finish());
        TALLY_TRYV(write_text(request_.to / export_file::checkpoint, checkpoints_.back().note));
        return std::move(exported_);
    }

private:
    Result<void> choose_checkpoints() {
        TALLY_TRY(keys, keys_of(record_, {}));
        TALLY_TRY(stored, record_.store().checkpoints());
        for (auto& checkpoint : stored) {
            if (checkpoint.size.value > request_.size) break;
            TALLY_TRY(verified, keys.verify(checkpoint.note));
            heads_.push_back(verified.head);
            checkpoints_.push_back(std::move(checkpoint));
        }
        auto rotations = keys.rotations();
        std::erase_if(rotations, [this](auto const& one) { return one.at >= request_.size; });
        TALLY_TRY(own, parse_verifiers(record_.verifier_keys()));
        TALLY_TRY(chain, KeyChain::follow(record_.origin(), std::move(own), rotations, {}));
        keys_ = std::move(chain);
        exported_.checkpoints = checkpoints_.size();
        exported_.root = heads_.back().root;
        return success();
    }

    Result<void> write_tiles() {
        auto const from = exported_.before / tile_width * tile_width;
        Tiler tiler{request_.size, *this};
        RecordHashes hashes{record_.store()};
        TALLY_TRYV(tiler.resume(hashes, from));
        TALLY_TRYV(sums_.keep(from));
        auto next = std::upper_bound(
            heads_.begin(), heads_.end(), from, [](std::uint64_t size, TreeHead const& head) {
                return size < head.size;
            });
        TALLY_TRY(cursor, record_.store().read(Sequence{from}));
        BlockBuffer buffer;
        Block block;
        while (tiler.size() < request_.size) {
            TALLY_TRY(more, cursor->next(buffer, block));
            if (!more)
                return integrity_failure("the record ends before entry " +
                                         std::to_string(tiler.size()));
            TALLY_TRYV(add(block, tiler, next));
            if (request_.progress) request_.progress(tiler.size() / 2, request_.size);
        }
        return success();
    }

    Result<void> add(Block const& block, Tiler& tiler, std::vector<TreeHead>::iterator& next) {
        auto sequence = block.header().first.value;
        for (auto const leaf : block) {
            if (tiler.size() == request_.size) break;
            if (sequence++ < tiler.size()) continue;
            TALLY_TRYV(tiler.append(leaf));
            if (tiler.size() != next->size) continue;
            if (tiler.root() != next->root)
                return integrity_failure(
                    "checkpoint:" + std::to_string(next->size) + ": the first " +
                    std::to_string(next->size) +
                    " entries are not those that were signed; run tally verify");
            TALLY_TRYV(tiler.mark());
            ++next;
        }
        return success();
    }

    Result<void> write_lines() {
        auto const place = request_.to / export_file::entries;
        Sha256 hash;
        hash.start();
        TALLY_TRY(end, end_of_lines(place, exported_.before, hash));
        TALLY_TRY(file, AppendFile::open(place, end));
        auto const write = [&](std::string_view line) {
            hash.update(as_bytes(line));
            return file.write(line);
        };
        auto const progress = [&](std::uint64_t done, std::uint64_t) {
            if (request_.progress) request_.progress((request_.size + done) / 2, request_.size);
        };
        TALLY_TRY(
            lines,
            entry_lines(
                record_, Point{exported_.before}, Point{request_.size}, false, write, progress));
        TALLY_TRYV(file.close());
        sums_.other(export_file::entries, hash.finish());
        exported_.notes = std::move(lines.notes);
        accounts_ = lines.state->ledger().account_count();
        return write_balances(*lines.state);
    }

    Result<void> write_balances(State const& state) {
        TALLY_TRY(file, AppendFile::open(request_.to / export_file::balances, 0));
        hash_.start();
        TALLY_TRYV(balance_lines(state, [&](std::string_view line) {
            hash_.update(as_bytes(line));
            return file.write(line);
        }));
        sums_.other(export_file::balances, hash_.finish());
        return file.close();
    }

    Result<void> write_texts() {
        for (auto const& checkpoint : checkpoints_) {
            TALLY_TRYV(put(export_file::checkpoint_of(checkpoint.size.value), checkpoint.note));
        }
        TALLY_TRYV(put(export_file::keys, keys_text(record_.verifier_keys())));
        TALLY_TRYV(put(export_file::policy, policy_text(record_.verifier_keys(), keys_)));
        if (!keys_.rotations().empty()) {
            TALLY_TRYV(put(rotations_file, rotations_text(keys_.rotations())));
        }
        TALLY_TRYV(write_personal());
        TALLY_TRYV(put(export_file::schema, schema_text()));
        sums_.other(export_file::checkpoint, hash_.hash(as_bytes(checkpoints_.back().note)));
        return put(export_file::manifest,
                   manifest_text(record_.origin(),
                                 request_.size,
                                 exported_.root,
                                 checkpoints_,
                                 accounts_,
                                 hash_.hash(as_bytes(schema_text()))));
    }

    // Those that the whole record does not say are to be deleted, were it later than this export's
    // end. Values that an earlier export brought and that are not to be here any more go.
    Result<void> write_personal() {
        PersonalStore const from{record_.directory()};
        PersonalStore const to{request_.to};
        std::map<std::string, std::string> texts;
        if (request_.personal) {
            TALLY_TRY(all, audit_trail(record_, record_.size()));
            TALLY_TRY(found, exportable(from, all, request_.size));
            texts = std::move(found);
        }
        TALLY_TRY(before, to.list());
        for (auto const& commitment : before) {
            if (texts.contains(personal_path(commitment))) continue;
            TALLY_TRY(removed, to.remove(commitment));
            static_cast<void>(removed);
        }
        for (auto const& [path, text] : texts) {
            TALLY_TRYV(put(path, text));
        }
        return success();
    }

    Result<void> put(std::string const& path, std::string_view text) {
        sums_.other(path, hash_.hash(as_bytes(text)));
        return write_text(request_.to / path, text);
    }

    Record const& record_;
    ExportRequest const& request_;
    Sums sums_;
    Sha256 hash_;
    std::vector<StoredCheckpoint> checkpoints_;
    std::vector<TreeHead> heads_;
    KeyChain keys_;
    std::uint64_t accounts_ = 0;
    Exported exported_;
};

// How many entries of this very record are in the directory already.
Result<std::uint64_t> size_of_export(Record const& record, ExportRequest const& request) {
    auto const place = request.to / export_file::checkpoint;
    TALLY_TRY(note, read_text(place, note_bytes_max));
    if (!note) return std::uint64_t{0};
    auto parsed = parse_checkpoint(*note);
    if (!parsed) return std::move(parsed.error()).in(place.string());
    auto const& [origin, head, extensions] = parsed.value();
    auto const where = request.to.string() + " is an export of ";
    if (origin != record.origin())
        return integrity_failure(where + "'" + origin + "', and this record is '" +
                                 record.origin() + "'");
    if (head.size > request.size)
        return integrity_failure(
            where + std::to_string(head.size) + " entries, and this record has only " +
            std::to_string(request.size) + " under a checkpoint: was its end lost?");
    RecordHashes hashes{record.store()};
    TALLY_TRY(root, root_of(hashes, head.size));
    if (root == head.root) return head.size;
    return integrity_failure(where + "another history: its " + std::to_string(head.size) +
                             " entries are not the first ones of this record");
}

Result<void> make_place(ExportRequest const& request) {
    std::error_code error;
    auto const& place = request.to;
    bool const there = std::filesystem::exists(place, error);
    if (there && !std::filesystem::is_directory(place, error))
        return Failure{FailureKind::usage, place.string() + " is no directory"};
    bool const usable = !there || std::filesystem::is_empty(place, error) || is_export(place) ||
                        std::filesystem::exists(place / "SHA256SUMS.new", error);
    if (!usable)
        return Failure{FailureKind::usage,
                       place.string() +
                           " has other things in it: name a new directory, or one "
                           "that an earlier export made"};
    std::filesystem::create_directories(place, error);
    if (!error) return success();
    return Failure{FailureKind::system, "cannot make " + place.string() + ": " + error.message()};
}

}  // namespace

Result<Exported> write_export(Record const& record, ExportRequest const& request) {
    TALLY_TRYV(make_place(request));
    TALLY_TRY(before, size_of_export(record, request));
    TALLY_TRY(sums, Sums::begin(request.to));
    return ExportWriter{record, request, std::move(sums)}.run(before);
}

}  // namespace tally::prove
