#include "replay/movements/movement_index.h"

#include "engine/sequencer/id_kinds.h"
#include "engine/sequencer/snapshot.h"
#include "journal/store/record_store.h"
#include "replay/fold_on.h"

#include <algorithm>
#include <charconv>
#include <span>
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
    if (is_market(handle)) return {};
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
    auto const* const created = std::get_if<CreateAccount>(&entry.body);
    if (created != nullptr && created->outcome == Outcome::ok) {
        auto const account = state_->ledger().find(created->id);
        newest_.push_back({account, place, MovementRow::Kind::created, 0, {}, {}});
    }
    auto const first = newest_.size();
    note_postings(place);
    list(entry, place, first);
}

void MovementIndex::note_postings(std::uint32_t place) {
    using Kind = MovementRow::Kind;
    for (auto const& posting : state_->last_effects().postings()) {
        if (posting.layer != PostingLayer::posted) continue;
        newest_.push_back({posting.debit, place, Kind::debited, 0, posting.credit, posting.amount});
        if (posting.credit == posting.debit) continue;
        newest_.push_back(
            {posting.credit, place, Kind::credited, 0, posting.debit, posting.amount});
    }
}

// In which lists of whom an entry stands; its movements are the rows from `first` on.
void MovementIndex::list(Entry const& entry, std::uint32_t place, std::size_t first) {
    auto const both = [&](AccountHandle debit, AccountHandle credit, unsigned lists) {
        auto const bits = static_cast<std::uint8_t>(lists);
        list({debit, place, MovementRow::Kind::named, bits, credit, {}}, first);
        list({credit, place, MovementRow::Kind::named, bits, debit, {}}, first);
    };
    auto const postings = state_->last_effects().postings();
    if (auto const* const transfer = std::get_if<CreateTransfer>(&entry.body)) {
        if (transfer->outcome != Outcome::ok) return;
        auto const& ledger = state_->ledger();
        auto const ending = ending_by(*transfer) ? MovementRow::ending : 0U;
        both(ledger.find(transfer->debit),
             ledger.find(transfer->credit),
             MovementRow::transfer | ending);
    } else if (std::holds_alternative<TransferExpired>(entry.body) && !postings.empty()) {
        both(postings[0].debit, postings[0].credit, MovementRow::ending);
    } else if (auto const* const fill = std::get_if<Fill>(&entry.body)) {
        if (!postings.empty())  // the first is of base
            both(postings[0].debit, postings[0].credit, MovementRow::fill);
        list({handle_of(fill->market), place, MovementRow::Kind::named, MovementRow::fill, {}, {}},
             first);
    } else if (auto const* const made = std::get_if<CreateMarket>(&entry.body)) {
        if (made->outcome != Outcome::ok) return;
        list({handle_of(made->number),
              place,
              MovementRow::Kind::named,
              MovementRow::opening,
              {},
              {}},
             first);
    }
}

// Says so in the account's first movement of the entry, or in a row of its own if there is none.
void MovementIndex::list(MovementRow const& row, std::size_t first) {
    auto const rows = std::span{newest_}.subspan(first);
    auto const found = std::find_if(
        rows.begin(), rows.end(), [&](auto const& other) { return other.account == row.account; });
    if (found == rows.end())
        newest_.push_back(row);
    else
        found->lists |= row.lists;
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
    bool const came_later = opened->origin().accounts_after <= account.value;
    if (came_later && !is_market(account)) return AccountRun{};
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
            bool const debited = row.kind == MovementRow::Kind::debited;
            bool const is_movement = debited || row.kind == MovementRow::Kind::credited;
            if (sequence < from || !is_movement) continue;
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
