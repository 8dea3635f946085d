#include "tools/prove/export/check.h"

#include "engine/sequencer/key_history.h"
#include "journal/checkpoint/checkpoint.h"
#include "journal/crypto/sha256.h"
#include "journal/export/export_files.h"
#include "journal/export/file.h"
#include "journal/vocabulary/text_bytes.h"
#include "tools/prove/export/lines.h"
#include "tools/prove/export/sums.h"
#include "tools/prove/export/tile_check.h"
#include "tools/prove/export/writer.h"
#include "tools/prove/personal/personal_check.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <tuple>
#include <utility>

namespace tally::prove {

namespace {

// A file that must have certain lines, in order, and no others.
class ExpectedLines {
public:
    explicit ExpectedLines(std::filesystem::path const& file) : file_(file, std::ios::binary) {
        hash_.start();
    }

    // The line with its newline. False if the file has another one, or none.
    [[nodiscard]] bool next(std::string_view line) {
        hash_.update(as_bytes(line));
        return std::getline(file_, found_) && !file_.eof() && found_.size() + 1 == line.size() &&
               line.starts_with(found_);
    }

    [[nodiscard]] bool at_end() { return file_.is_open() && file_.peek() == EOF; }

    // Of the lines that were expected.
    [[nodiscard]] Hash32 hash() { return hash_.finish(); }

    // The line that stands where another one was expected.
    [[nodiscard]] std::string const& found() const { return found_; }

private:
    std::ifstream file_;
    std::string found_;
    Sha256 hash_;
};

class ExportCheck {
public:
    ExportCheck(Record const& record, VerifyRequest const& request)
        : record_(record), request_(request), sums_(record.directory() / export_file::sums) {
        verified_.trail.emplace(record.origin());
    }

    Result<Verified> run() {
        TALLY_TRYV(choose_keys());
        TALLY_TRYV(read_heads());
        TALLY_TRYV(check_tree());
        TALLY_TRYV(compare_rotations(keys_.rotations(), *verified_.trail));
        if (request_.replay) {
            TALLY_TRYV(check_lines());
        }
        TALLY_TRYV(check_texts());
        TALLY_TRYV(check_sums());
        return std::move(verified_);
    }

private:
    Result<void> choose_keys() {
        TALLY_TRY(keys, keys_of(record_, request_.verifiers));
        keys_ = std::move(keys);
        return success();
    }

    // The signed heads, smallest first.
    Result<void> read_heads() {
        TALLY_TRYV(add(*record_.note_beside(), export_file::checkpoint, true));
        TALLY_TRY(stored, record_.store().checkpoints());
        for (auto& checkpoint : stored) {
            auto const path = export_file::checkpoint_of(checkpoint.size.value);
            TALLY_TRYV(add(checkpoint.note, path, true));
            if (heads_.back().head.size != checkpoint.size.value)
                return integrity_failure(path + ": it is signed over " +
                                         std::to_string(heads_.back().head.size) + " entries");
        }
        verified_.checkpoints = stored.size();
        verified_.signed_size = record_.size();
        checkpoints_ = std::move(stored);
        for (auto const& kept : request_.kept) {
            TALLY_TRYV(add(kept.note, kept.place, false));
        }
        if (!trusted_)
            return integrity_failure(
                "no checkpoint is signed by the given key or by one that it vouches for");
        std::sort(heads_.begin(), heads_.end(), [](auto const& left, auto const& right) {
            return std::tie(left.head.size, left.name) < std::tie(right.head.size, right.name);
        });
        return success();
    }

    Result<void> add(std::string const& note, std::string const& name, bool exported) {
        auto const checked = keys_.verify(note);
        if (!checked) return integrity_failure(name + ": " + checked.error().text);
        auto const& [origin, head, extensions] = checked.value();
        if (origin != record_.origin())
            return integrity_failure(name + ": signed for '" + origin +
                                     "', and this is an export of '" + record_.origin() + "'");
        if (head.size > record_.size())
            return integrity_failure(
                name + ": signed over " + std::to_string(head.size) +
                " entries, and the export has only " + std::to_string(record_.size()) + ": entry " +
                std::to_string(record_.size()) + " and what follows were dropped");
        trusted_ = trusted_ || keys_.is_trusted(head.size);
        heads_.push_back({head, name, exported});
        return success();
    }

    // With every full tile goes its line of SHA256SUMS; one that is wrong can wait, because what is
    // wrong with an entry says more.
    Result<void> check_tree() {
        auto const full = [this](std::string const& path, Hash32 const& hash) -> Result<void> {
            if (!sums_.next(sum_line(path, hash)) && !wrong_sum_) wrong_sum_ = wrong_sum(path);
            return success();
        };
        TALLY_TRY(tiles, check_tiles(record_, heads_, full, *verified_.trail, request_.progress));
        verified_.head = tiles.head;
        verified_.subtrees = tiles.tiles;
        files_ = std::move(tiles.partial);
        return success();
    }

    Result<void> check_lines() {
        ExpectedLines entries{record_.directory() / export_file::entries};
        std::uint64_t number = 0;
        auto const compare = [&](std::string_view line) -> Result<void> {
            if (!entries.next(line))
                return integrity_failure(
                    "entry " + std::to_string(number) +
                    ": its line in entries.jsonl is not what its leaf says, which is " +
                    std::string{line.substr(0, line.size() - 1)});
            ++number;
            return success();
        };
        TALLY_TRY(lines, entry_lines(record_, Point{0}, Point{record_.size()}, true, compare, {}));
        if (!entries.at_end())
            return integrity_failure("entry " + std::to_string(number) +
                                     ": entries.jsonl has more lines than there are entries");
        files_[export_file::entries] = entries.hash();
        verified_.digests = lines.digests;
        verified_.notes = std::move(lines.notes);
        return check_balances(*lines.state);
    }

    Result<void> check_balances(State const& state) {
        ExpectedLines balances{record_.directory() / export_file::balances};
        TALLY_TRYV(balance_lines(state, [&](std::string_view line) -> Result<void> {
            if (balances.next(line)) return success();
            return integrity_failure("balances.jsonl: the entries lead to " +
                                     std::string{line.substr(0, line.size() - 1)});
        }));
        if (!balances.at_end())
            return integrity_failure("balances.jsonl has more accounts than the record");
        files_[export_file::balances] = balances.hash();
        TALLY_TRY(schema, hash_of(export_file::schema));
        return check_text(export_file::manifest,
                          manifest_text(record_.origin(),
                                        record_.size(),
                                        record_.root(),
                                        checkpoints_,
                                        state.ledger().account_count(),
                                        schema));
    }

    Result<void> check_texts() {
        for (auto const& checkpoint : checkpoints_)
            add_sum(export_file::checkpoint_of(checkpoint.size.value), checkpoint.note);
        add_sum(export_file::checkpoint, *record_.note_beside());
        TALLY_TRYV(check_text(export_file::keys, keys_text(record_.verifier_keys())));
        if (!keys_.rotations().empty()) {
            TALLY_TRYV(check_text(rotations_file, rotations_text(keys_.rotations())));
        }
        TALLY_TRYV(check_personal());
        return check_text(export_file::policy, policy_text(record_.verifier_keys(), keys_));
    }

    // Values that were taken along: each was attached, is what was attached, and not redacted.
    Result<void> check_personal() {
        TALLY_TRY(texts, personal_texts(record_.directory(), *verified_.trail));
        for (auto const& [path, text] : texts)
            add_sum(path, text);
        return success();
    }

    Result<void> check_text(char const* path, std::string const& expected) {
        TALLY_TRY(text, read_text(record_.directory() / path, expected.size()));
        if (text != expected)
            return integrity_failure(std::string{path} + (text ? " was changed" : " is missing"));
        add_sum(path, expected);
        return success();
    }

    [[nodiscard]] Result<Hash32> hash_of(std::string const& path) const {
        TALLY_TRY(hash, hash_file(record_.directory() / path));
        if (!hash) return integrity_failure(path + " is missing");
        return *hash;
    }

    void add_sum(std::string const& path, std::string const& text) {
        files_[path] = sha256(as_bytes(text));
    }

    // What is left of SHA256SUMS. A file that was not made anew here (the schema of the version
    // that exported; without a replay also the lines) is read.
    Result<void> check_sums() {
        std::vector<std::string> read{export_file::schema};
        if (!request_.replay)
            read.insert(read.end(),
                        {export_file::entries, export_file::balances, export_file::manifest});
        for (auto const& path : read) {
            TALLY_TRY(hash, hash_of(path));
            files_[path] = hash;
        }
        if (wrong_sum_) return *wrong_sum_;
        for (auto const& [path, hash] : files_)
            if (!sums_.next(sum_line(path, hash))) return wrong_sum(path);
        if (sums_.at_end()) return success();
        return integrity_failure("SHA256SUMS lists more than an export of this record has");
    }

    [[nodiscard]] Failure wrong_sum(std::string const& path) const {
        return integrity_failure("SHA256SUMS does not have " + path + " as it is; it has '" +
                                 sums_.found() + "' there");
    }

    Record const& record_;
    VerifyRequest const& request_;
    KeyChain keys_;
    bool trusted_ = false;  // a checkpoint by a key that the reader trusts was seen
    std::vector<SignedHead> heads_;
    std::vector<StoredCheckpoint> checkpoints_;
    ExpectedLines sums_;
    std::optional<Failure> wrong_sum_;     // the first one
    std::map<std::string, Hash32> files_;  // what SHA256SUMS has after the full tiles
    Verified verified_;
};

}  // namespace

Result<Verified> verify_export(Record const& record, VerifyRequest const& request) {
    return ExportCheck{record, request}.run();
}

}  // namespace tally::prove
