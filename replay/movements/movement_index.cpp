#include "replay/movements/movement_index.h"

#include "engine/sequencer/snapshot.h"
#include "journal/store/record_store.h"
#include "replay/fold_on.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

namespace tally {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t opened_max = 8'192;  // heads of files that are kept in memory

// The number in a file's name, if it is one of ours.
std::optional<std::uint64_t> run_of(fs::path const& file) {
    auto const name = file.filename().string();
    if (!name.starts_with("run-")) return std::nullopt;
    std::uint64_t run = 0;
    auto const* const end = name.data() + name.size();
    auto const read = std::from_chars(name.data() + 4, end, run);
    return read.ec == std::errc{} && read.ptr == end ? std::optional{run} : std::nullopt;
}

std::map<std::uint64_t, std::uint64_t> sizes_of_runs(fs::path const& directory) {
    std::map<std::uint64_t, std::uint64_t> sizes;
    std::error_code error;
    for (fs::directory_iterator at{directory, error}, end; !error && at != end;
         at.increment(error)) {
        if (auto const run = run_of(at->path())) sizes[*run] = at->file_size(error);
    }
    return sizes;
}

PostedTotals totals_of(State const& state, AccountHandle handle) {
    auto const& account = state.ledger().account(handle);
    return {account.debits_posted, account.credits_posted};
}

}  // namespace

fs::path MovementIndex::file_of(std::uint64_t run) const {
    return directory_ / ("run-" + std::to_string(run));
}

Result<void> MovementIndex::catch_up(Record const& record,
                                     std::uint64_t size,
                                     std::function<bool()> const& goes_on) {
    if (!state_) {
        TALLY_TRYV(begin(record));
    }
    size = std::max(size, next_run_ * MovementRun::entries);
    while (position() < size && goes_on()) {
        auto const run_end = (position() / MovementRun::entries + 1) * MovementRun::entries;
        auto const before = position();
        auto const folded =
            fold_on(record, *state_, std::min(size, run_end), goes_on, [this](Entry const& entry) {
                note(entry);
            });
        folded_ += position() - before;
        if (!folded) rest();
        TALLY_TRYV(folded);
        bool const is_full = position() == run_end && run_end / MovementRun::entries > next_run_;
        if (is_full) {
            TALLY_TRYV(seal(record));
        }
        if (position() == next_run_ * MovementRun::entries)
            accounts_before_ = static_cast<std::uint32_t>(state_->ledger().account_count());
    }
    return success();
}

// The state has to begin where the files end, or before.
Result<void> MovementIndex::begin(Record const& record) {
    find_runs(record);
    newest_.clear();
    std::vector<std::string> notes;  // of snapshots that are not used: it costs time, no more
    TALLY_TRY(loaded,
              load_snapshot(record.store(), Sequence{next_run_ * MovementRun::entries}, notes));
    state_ = std::move(loaded.state);
    accounts_before_ = static_cast<std::uint32_t>(state_->ledger().account_count());
    return success();
}

// The newest consecutive runs that are of this record; what else lies there is of no use.
void MovementIndex::find_runs(Record const& record) {
    opened_.clear();
    first_run_ = next_run_ = 0;
    auto const there = sizes_of_runs(directory_);
    auto last = there.end();
    for (auto at = there.begin(); at != there.end(); ++at)
        if (at->first < record.size() / MovementRun::entries && fits(record, at->first)) last = at;
    if (last == there.end()) return;
    first_run_ = last->first;
    next_run_ = last->first + 1;
    while (first_run_ != 0 && there.contains(first_run_ - 1) && fits(record, first_run_ - 1))
        --first_run_;
}

bool MovementIndex::fits(Record const& record, std::uint64_t run) const {
    auto const opened = MovementRun::open(file_of(run));
    if (!opened || opened->origin().run != run) return false;
    auto const node = record.store().tree_node(MovementRun::height, run);
    return node && node.value() && *node.value() == opened->origin().subtree;
}

void MovementIndex::note(Entry const& entry) {
    auto const sequence = entry.sequence.value;
    if (sequence < next_run_ * MovementRun::entries) return;
    auto const place = static_cast<std::uint32_t>(sequence % MovementRun::entries);
    using Kind = MovementRow::Kind;
    auto const* const created = std::get_if<CreateAccount>(&entry.body);
    if (created != nullptr && created->outcome == Outcome::ok)
        newest_.push_back({state_->ledger().find(created->id), place, Kind::created, {}, {}});
    for (auto const& posting : state_->last_effects().postings()) {
        if (posting.layer != PostingLayer::posted) continue;
        newest_.push_back({posting.debit, place, Kind::debited, posting.credit, posting.amount});
        if (posting.credit == posting.debit) continue;
        newest_.push_back({posting.credit, place, Kind::credited, posting.debit, posting.amount});
    }
}

Result<void> MovementIndex::seal(Record const& record) {
    TALLY_TRY(node, record.store().tree_node(MovementRun::height, next_run_));
    if (!node) {
        return Failure{FailureKind::integrity,
                       "the record's tree lacks a node over the entries from " +
                           std::to_string(next_run_ * MovementRun::entries) + "; run tally verify"};
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order;  // account, place in the list
    order.reserve(newest_.size());
    for (auto const& row : newest_)
        order.emplace_back(row.account.value, static_cast<std::uint32_t>(order.size()));
    std::sort(order.begin(), order.end());
    std::vector<MovementRow> sorted;
    sorted.reserve(order.size());
    for (auto const& [account, place] : order)
        sorted.push_back(newest_[place]);
    auto const accounts = static_cast<std::uint32_t>(state_->ledger().account_count());
    std::error_code ignored;  // the write then says what is wrong
    fs::create_directories(directory_, ignored);
    TALLY_TRY(
        bytes,
        MovementRun::write(file_of(next_run_),
                           {next_run_, *node, accounts_before_, accounts},
                           sorted,
                           [this](AccountHandle handle) { return totals_of(*state_, handle); }));
    static_cast<void>(bytes);
    ++next_run_;
    ++runs_written_;
    newest_.clear();
    make_room();
    return success();
}

void MovementIndex::make_room() {
    auto const sizes = sizes_of_runs(directory_);
    std::uint64_t total = 0;
    for (auto const& [run, bytes] : sizes)
        total += bytes;
    std::error_code ignored;
    for (auto at = sizes.begin(); total > bytes_max_ && at != sizes.end(); ++at) {
        total -= at->second;
        fs::remove(file_of(at->first), ignored);
        opened_.erase(at->first);
        first_run_ = std::max(first_run_, at->first + 1);
    }
}

Result<MovementRun const*> MovementIndex::run_at(std::uint64_t run) {
    auto const found = opened_.find(run);
    if (found != opened_.end()) return static_cast<MovementRun const*>(&found->second);
    auto opened = MovementRun::open(file_of(run));
    if (!opened) {
        return Failure{FailureKind::integrity,
                       file_of(run).string() + " is gone or damaged; it is made again"};
    }
    if (opened_.size() >= opened_max) opened_.clear();
    auto const [at, added] = opened_.emplace(run, std::move(*opened));
    return static_cast<MovementRun const*>(&at->second);
}

// What a run has of an account; without rows, nothing happened there and `before` says nothing.
Result<AccountRun> MovementIndex::rows_of(AccountHandle account, std::uint64_t run) {
    if (run == next_run_) return newest_rows_of(account);
    TALLY_TRY(opened, run_at(run));
    if (opened->origin().accounts_after <= account.value) return AccountRun{};
    TALLY_TRY(found, opened->account(account));
    return found ? std::move(*found) : AccountRun{};
}

AccountRun MovementIndex::newest_rows_of(AccountHandle account) const {
    AccountRun found;
    for (auto const& row : newest_)
        if (row.account == account) found.rows.push_back(row);
    found.before = before_rows(totals_of(*state_, account), found.rows);
    return found;
}

Result<bool> MovementIndex::existed(AccountHandle account, std::uint64_t size) {
    if (size == position()) return true;
    auto const run = size / MovementRun::entries;
    if (run < next_run_) {
        TALLY_TRY(opened, run_at(run));
        if (account.value < opened->origin().accounts_before) return true;
    } else if (account.value < accounts_before_) {
        return true;
    }
    TALLY_TRY(found, rows_of(account, run));
    auto const place = size % MovementRun::entries;
    return std::any_of(found.rows.begin(), found.rows.end(), [&](MovementRow const& row) {
        return row.kind == MovementRow::Kind::created && row.place < place;
    });
}

// The first run in which anything happened says it; if there is none, the state does.
Result<PostedTotals> MovementIndex::totals_before(AccountHandle account, std::uint64_t from) {
    if (from == 0) return PostedTotals{};
    auto const first = from / MovementRun::entries;
    for (auto run = first; run <= next_run_; ++run) {
        TALLY_TRY(found, rows_of(account, run));
        if (found.rows.empty()) continue;
        auto const place = run == first ? from % MovementRun::entries : 0;
        auto totals = found.before;
        for (auto const& row : found.rows) {
            if (row.place >= place) break;
            if (row.kind == MovementRow::Kind::debited) totals.debits += row.amount;
            if (row.kind == MovementRow::Kind::credited) totals.credits += row.amount;
        }
        return totals;
    }
    return totals_of(*state_, account);
}

Result<void> MovementIndex::for_each(AccountHandle account,
                                     std::uint64_t from,
                                     std::uint64_t to,
                                     std::function<bool(AccountMovement const&)> const& visit) {
    for (auto run = from / MovementRun::entries; run * MovementRun::entries < to; ++run) {
        TALLY_TRY(found, rows_of(account, run));
        for (auto const& row : found.rows) {
            auto const sequence = run * MovementRun::entries + row.place;
            if (sequence >= to) return success();
            if (sequence < from || row.kind == MovementRow::Kind::created) continue;
            bool const debited = row.kind == MovementRow::Kind::debited;
            if (!visit({Sequence{sequence}, debited, row.other, row.amount})) return success();
        }
    }
    return success();
}

void MovementIndex::rest() {
    state_.reset();
    newest_.clear();
    newest_.shrink_to_fit();
    opened_.clear();
}

void MovementIndex::start_anew() {
    rest();
    std::error_code ignored;
    for (auto const& [run, bytes] : sizes_of_runs(directory_))
        fs::remove(file_of(run), ignored);
}

}  // namespace tally
