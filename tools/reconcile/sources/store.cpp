#include "tools/reconcile/sources/store.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "journal/vocabulary/text_bytes.h"
#include "tools/reconcile/sources/jsonl_write.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace tally::reconcile {

namespace {

namespace fs = std::filesystem;

Failure failed(fs::path const& file, std::string_view what) {
    return {FailureKind::system,
            "cannot " + std::string{what} + " " + file.string() + ": " + std::strerror(errno)};
}

// Replaces a file as a whole once it is written and synced.
class NewFile {
public:
    explicit NewFile(fs::path file)
        : file_(std::move(file)),
          temporary_(file_.string() + ".new"),
          out_(std::fopen(temporary_.c_str(), "wb")) {}

    NewFile(NewFile&& other) noexcept
        : file_(std::move(other.file_)),
          temporary_(std::move(other.temporary_)),
          out_(std::exchange(other.out_, nullptr)),
          there_(std::exchange(other.there_, false)) {}

    NewFile& operator=(NewFile&&) = delete;

    ~NewFile() {
        if (out_ != nullptr) std::fclose(out_);
        std::error_code ignored;
        if (there_) fs::remove(temporary_, ignored);
    }

    [[nodiscard]] bool write(std::string_view text) {
        return out_ != nullptr && std::fwrite(text.data(), 1, text.size(), out_) == text.size();
    }

    [[nodiscard]] bool sync() {
        if (out_ == nullptr) return false;
        bool const good = std::fflush(out_) == 0 && ::fsync(::fileno(out_)) == 0;
        return std::fclose(std::exchange(out_, nullptr)) == 0 && good;
    }

    [[nodiscard]] Result<void> put_in_place() {
        std::error_code error;
        fs::rename(temporary_, file_, error);
        if (error)
            return Failure{FailureKind::system,
                           "cannot put " + file_.string() + " in place: " + error.message()};
        there_ = false;
        return success();
    }

    [[nodiscard]] fs::path const& temporary() const { return temporary_; }

private:
    fs::path file_;
    fs::path temporary_;
    std::FILE* out_;
    bool there_ = true;
};

std::string name_of_statement(Statement const& statement) {
    auto const key =
        std::to_string(statement.account.size()) + ":" + statement.account + statement.id;
    return to_hex(sha256(as_bytes(key)).span()).substr(0, 32) + ".jsonl";
}

// The line but for where it stands: the same entry may come again in another file.
bool says_the_same(StatementLine left, StatementLine const& right) {
    left.position = right.position;
    return left == right;
}

std::string identity(Statement const& statement) {
    return "statement " + statement.id + " of account " + statement.account;
}

// Joins what one file says of a statement with what the store has.
class Merge {
public:
    Merge(Statement& kept, Imported& done) : kept_(kept), done_(done) {
        for (std::size_t i = 0; i < kept_.lines.size(); ++i)
            known_.emplace(kept_.lines[i].entry_reference, i);
    }

    [[nodiscard]] Result<void> add(Statement statement) {
        if (statement.asset != kept_.asset || statement.scale != kept_.scale)
            return differs(statement, "asset");
        if (!agree(kept_.opening, statement.opening)) return differs(statement, "opening balance");
        if (!agree(kept_.closing, statement.closing)) return differs(statement, "closing balance");
        for (auto& line : statement.lines) {
            auto const at = known_.find(line.entry_reference);
            if (at == known_.end()) {
                ++done_.fresh;
                kept_.lines.push_back(std::move(line));
            } else if (says_the_same(kept_.lines[at->second], line)) {
                ++done_.known;
            } else {
                return differs(statement, "entry " + line.entry_reference);
            }
        }
        // What the whole statement told once stays told.
        kept_.left_out = std::min(kept_.left_out, statement.left_out);
        if (!adds_up()) return differs(statement, "set of entries");
        return success();
    }

private:
    static bool agree(std::optional<SignedAmount>& kept, std::optional<SignedAmount> const& told) {
        if (!kept) kept = told;
        return !told || *kept == *told;
    }

    [[nodiscard]] bool adds_up() const {
        if (!kept_.opening || !kept_.closing || kept_.left_out != 0) return true;
        std::optional<SignedAmount> sum = kept_.opening;
        for (auto const& line : kept_.lines) {
            if (sum && line.status == LineStatus::booked) sum = sum->checked_add(line.amount);
        }
        return sum == kept_.closing;
    }

    static Failure differs(Statement const& statement, std::string const& what) {
        return {FailureKind::usage,
                "the " + what + " of " + identity(statement) +
                    " is not what was imported before; a corrected statement must have an id of "
                    "its own"};
    }

    Statement& kept_;
    Imported& done_;
    std::map<std::string, std::size_t> known_;
};

// Writes each statement beside its place; put_in_place() makes them count.
class StoreSink final : public StatementSink {
public:
    StoreSink(fs::path directory, std::string file)
        : directory_(std::move(directory)), file_(std::move(file)) {}

    void take(Statement statement) override {
        if (!failure_) keep(std::move(statement));
    }

    [[nodiscard]] Result<void> put_in_place() {
        if (failure_) return *failure_;
        for (auto& file : files_) {
            TALLY_TRYV((file.put_in_place()));
        }
        return success();
    }

    [[nodiscard]] std::vector<Imported> const& done() const { return done_; }

private:
    void keep(Statement statement) {
        Imported done{
            file_, statement.account, statement.id, statement.asset, 0, 0, statement.left_out};
        auto const file = directory_ / name_of_statement(statement);
        std::error_code ignored;
        if (fs::exists(file, ignored)) {
            StatementList old;
            auto const read = read_source(file.string(), {}, old);
            if (!read || old.statements.size() != 1) {
                failure_ = Failure{
                    FailureKind::integrity,
                    "the store's " + file.string() + " is damaged; import into a new store"};
                return;
            }
            auto& kept = old.statements.front();
            auto const merged = Merge{kept, done}.add(std::move(statement));
            if (!merged) {
                failure_ = merged.error();
                return;
            }
            statement = std::move(kept);
        } else {
            done.fresh = statement.lines.size();
        }
        write(file, statement);
        done_.push_back(std::move(done));
    }

    void write(fs::path const& file, Statement const& statement) {
        auto& out = files_.emplace_back(file);
        bool good = out.write(statement_json(statement) + "\n");
        for (auto const& line : statement.lines)
            good = good && out.write(line_json(line, statement.scale) + "\n");
        if (!good || !out.write(end_json(statement) + "\n") || !out.sync())
            failure_ = failed(out.temporary(), "write");
    }

    fs::path directory_;
    std::string file_;
    std::vector<NewFile> files_;
    std::vector<Imported> done_;
    std::optional<Failure> failure_;
};

}  // namespace

bool is_statement_store(fs::path const& directory) {
    std::error_code ignored;
    return fs::is_directory(directory / "raw", ignored) &&
           fs::is_directory(directory / "statements", ignored);
}

Result<StatementStore> StatementStore::open(fs::path const& directory) {
    std::error_code error;
    fs::create_directories(directory / "raw", error);
    if (!error) fs::create_directories(directory / "statements", error);
    if (error)
        return Failure{FailureKind::system,
                       "cannot make " + directory.string() + ": " + error.message()};
    return StatementStore{directory};
}

// Copies the file while it is hashed, so that what is kept is what has that hash.
Result<std::string> StatementStore::keep_raw(std::string const& file) {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const in{std::fopen(file.c_str(), "rb"),
                                                             std::fclose};
    if (!in) {
        auto failure = failed(file, "open");
        failure.kind = FailureKind::usage;
        return failure;
    }
    NewFile copy{directory_ / "raw" / "incoming"};
    Sha256 hash;
    hash.start();
    std::vector<char> buffer(65'536);
    while (auto const count = std::fread(buffer.data(), 1, buffer.size(), in.get())) {
        std::string_view const piece{buffer.data(), count};
        hash.update(as_bytes(piece));
        if (!copy.write(piece)) return failed(copy.temporary(), "write");
    }
    if (std::ferror(in.get()) != 0) return failed(file, "read");
    if (!copy.sync()) return failed(copy.temporary(), "write");
    TALLY_TRYV((copy.put_in_place()));
    auto const name = to_hex(hash.finish().span());
    std::error_code error;
    fs::rename(directory_ / "raw" / "incoming", raw_file(name), error);
    if (error) return Failure{FailureKind::system, "cannot store " + file + ": " + error.message()};
    return name;
}

Result<FileReport> StatementStore::import(std::string const& file,
                                          ReadOptions const& options,
                                          std::vector<Imported>& done) {
    TALLY_TRY(hash, keep_raw(file));
    StoreSink sink{directory_ / "statements", file};
    auto report = read_source(raw_file(hash).string(), options, sink, file);
    if (!report) return report.error();
    auto const placed = sink.put_in_place();
    if (!placed) return Failure{placed.error()}.in(file);
    done.insert(done.end(), sink.done().begin(), sink.done().end());
    return report;
}

Result<std::vector<fs::path>> StatementStore::statements() const {
    std::vector<fs::path> files;
    std::error_code error;
    for (auto const& item : fs::directory_iterator{directory_ / "statements", error}) {
        if (item.path().extension() == ".jsonl") files.push_back(item.path());
    }
    if (error)
        return Failure{FailureKind::system,
                       "cannot list " + directory_.string() + ": " + error.message()};
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace tally::reconcile
