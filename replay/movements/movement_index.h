#pragma once

#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/movements/movement_run.h"
#include "replay/record.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tally {

// A posted movement of one account.
struct AccountMovement {
    Sequence sequence;
    bool debited = false;
    AccountHandle other;
    Amount amount;
};

// Which accounts each entry moved, which transfers name them, and in which markets it traded, so
// that one account's or market's history is read from where it happened and nowhere else. Made by
// folding the record once, on demand, a run of 2^16 entries at a time; the runs lie in files beside
// the record that can be deleted at any time, the newest entries in memory. One thread.
class MovementIndex {
public:
    // `bytes_max`: of all files. When they would be more, the oldest go.
    explicit MovementIndex(std::filesystem::path directory,
                           std::uint64_t bytes_max = std::uint64_t{8} << 30U)
        : directory_(std::move(directory)), bytes_max_(bytes_max) {}

    // Goes on until `size` entries are in it, or until `goes_on`, asked now and then, says no.
    [[nodiscard]] Result<void> catch_up(Record const& record,
                                        std::uint64_t size,
                                        std::function<bool()> const& goes_on);

    // True once it knows all that the first `size` entries moved.
    [[nodiscard]] bool covers(std::uint64_t size) const {
        return state_ && position() >= std::max(size, next_run_ * MovementRun::entries);
    }

    // How far it has come, and the state there.
    [[nodiscard]] std::uint64_t position() const {
        return state_ ? state_->next_sequence().value : 0;
    }

    [[nodiscard]] State const& state() const { return *state_; }

    // The first entry that it has movements of: later than 0 once the oldest files went.
    [[nodiscard]] std::uint64_t first() const { return first_run_ * MovementRun::entries; }

    // Of an account that the state has, for first() <= from <= to, which it covers.
    //
    // Whether it was there after `size` entries.
    [[nodiscard]] Result<bool> existed(AccountHandle account, std::uint64_t size);

    // Its posted totals before entry `from`.
    [[nodiscard]] Result<PostedTotals> totals_before(AccountHandle account, std::uint64_t from);

    // Its movements in entries [from, to), in order, until `visit` returns false.
    [[nodiscard]] Result<void> for_each(AccountHandle account,
                                        std::uint64_t from,
                                        std::uint64_t to,
                                        std::function<bool(AccountMovement const&)> const& visit);

    // What a run of 2^16 entries has of an account or a market, in order; for who goes through
    // several side by side (row_cursor.h). Without rows, `before` says nothing.
    [[nodiscard]] Result<AccountRun> rows_of(AccountHandle account, std::uint64_t run);

    // Forgets what is in memory; the files stay.
    void rest();

    // After a failure of the calls above: deletes the files too, so that they are made again.
    void start_anew();

    // Entries folded and runs written since this object was made.
    [[nodiscard]] std::uint64_t folded() const { return folded_; }

    [[nodiscard]] std::uint64_t runs_written() const { return runs_written_; }

private:
    [[nodiscard]] std::filesystem::path file_of(std::uint64_t run) const;
    [[nodiscard]] Result<void> begin(Record const& record);
    void find_runs(Record const& record);
    [[nodiscard]] bool fits(Record const& record, std::uint64_t run) const;
    void note(Entry const& entry);
    void note_postings(std::uint32_t place);
    void list(Entry const& entry, std::uint32_t place, std::size_t first);
    void list(MovementRow const& row, std::size_t first);
    [[nodiscard]] Result<void> seal(Record const& record);
    void make_room();
    [[nodiscard]] Result<MovementRun const*> run_at(std::uint64_t run);
    [[nodiscard]] AccountRun newest_rows_of(AccountHandle account) const;

    std::filesystem::path directory_;
    std::uint64_t bytes_max_;
    std::unique_ptr<State> state_;
    std::uint64_t first_run_ = 0;
    std::uint64_t next_run_ = 0;         // the first that is not in a file
    std::uint32_t accounts_before_ = 0;  // when that began
    std::vector<MovementRow> newest_;    // rows of that run so far, in the order of the record
    std::map<std::uint64_t, MovementRun> opened_;
    std::uint64_t folded_ = 0;
    std::uint64_t runs_written_ = 0;
};

}  // namespace tally
