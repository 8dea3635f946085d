#include "tools/serve/feeds/changes/catch_up.h"

#include "journal/threads/this_thread.h"
#include "replay/fold.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tally::serve {

namespace {

constexpr std::size_t rows_at_once = 1'024;
constexpr std::size_t untaken_max = 16'384;
constexpr std::chrono::seconds patience{2};  // with one who does not read, while others wait

}  // namespace

void CatchUpJob::taken(std::size_t rows) {
    {
        std::lock_guard const lock{mutex_};
        untaken_ -= std::min(untaken_, rows);
    }
    changed_.notify_one();
}

void CatchUpJob::cancel() {
    {
        std::lock_guard const lock{mutex_};
        cancelled_ = true;
    }
    changed_.notify_one();
}

// Pieces end where commands do, as those from the ring.
class CatchUp::Visitor final : public FoldVisitor {
public:
    Visitor(CatchUp& catch_up, CatchUpJob& job) : catch_up_(catch_up), job_(job) {}

    void before(Entry const& entry, State const& state) override {
        deriver_.watch(job_.kind, state);
        bool const begins = entry.cause == entry.sequence;
        if (begins && found_.rows.size() >= rows_at_once) flush(entry.sequence.value);
        deriver_.before(entry, state);
    }

    [[nodiscard]] bool after(Entry const& entry, State const& state) override {
        deriver_.after(entry, state);
        auto& rows = deriver_.rows(job_.kind);
        for (auto& row : rows)
            if (row.sequence.value >= job_.from && passes(job_.filter, row.row))
                found_.rows.push_back(std::move(row));
        rows.clear();
        next_ = entry.sequence.value + 1;
        return goes_on_;
    }

    // What is left. The entry before which all is told.
    [[nodiscard]] std::uint64_t finish() {
        if (goes_on_) flush(std::max(next_, job_.from));
        return told_;
    }

private:
    void flush(std::uint64_t next) {
        if (!goes_on_) return;
        found_.next = told_ = next;
        goes_on_ = catch_up_.tell(job_, std::exchange(found_, {}));
    }

    CatchUp& catch_up_;
    CatchUpJob& job_;
    Deriver deriver_;
    CaughtRows found_;
    std::uint64_t next_ = 0;
    std::uint64_t told_ = job_.from;
    bool goes_on_ = true;
};

CatchUp::CatchUp(std::filesystem::path directory)
    : directory_(std::move(directory)), thread_([this] { run(); }) {}

CatchUp::~CatchUp() {
    {
        std::lock_guard const lock{mutex_};
        stop_ = true;
        jobs_.clear();
        if (current_) current_->cancel();
    }
    changed_.notify_one();
    thread_.join();
}

void CatchUp::start(std::shared_ptr<CatchUpJob> job) {
    {
        std::lock_guard const lock{mutex_};
        jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
}

void CatchUp::run() {
    introduce_this_thread("catch-up", Urgency::serves);
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return stop_ || !jobs_.empty(); });
        if (stop_) return;
        current_ = std::move(jobs_.front());
        jobs_.pop_front();
        auto const job = current_;
        lock.unlock();
        work(*job);
        lock.lock();
        current_.reset();
    }
}

void CatchUp::work(CatchUpJob& job) {
    auto const next = fold_for(job);
    CaughtRows end;
    end.last = true;
    if (next)
        end.next = next.value();
    else
        end.failure = Failure{next.error()}.in("reading what was missed").text;
    job.tell(std::move(end));
}

// From the command that the first wanted entry belongs to: what it began may be needed.
Result<std::uint64_t> CatchUp::fold_for(CatchUpJob& job) {
    TALLY_TRY(record, Record::open(directory_));
    auto const end = std::min(record->size(), job.until);
    if (job.from >= end) return job.from;
    TALLY_TRY(first, record->entry(Sequence{job.from}));
    FoldOptions options;
    options.from = Point{first.cause.value};
    options.to = Point{end};
    Visitor visitor{*this, job};
    TALLY_TRYV(fold(*record, options, visitor));
    return visitor.finish();
}

bool CatchUp::tell(CatchUpJob& job, CaughtRows rows) {
    auto const count = rows.rows.size();
    job.tell(std::move(rows));
    std::unique_lock lock{job.mutex_};
    job.untaken_ += count;
    auto const has_room = [&] { return job.cancelled_ || job.untaken_ < untaken_max; };
    while (!job.changed_.wait_for(lock, patience, has_room)) {
        lock.unlock();
        bool const is_late = others_wait();
        lock.lock();
        if (is_late) return false;
    }
    return !job.cancelled_;
}

bool CatchUp::others_wait() {
    std::lock_guard const lock{mutex_};
    return !jobs_.empty();
}

}  // namespace tally::serve
