#include "tools/serve/reads/reads.h"

#include "journal/threads/this_thread.h"
#include "tools/serve/reads/page.h"
#include "tools/serve/reads/query.h"
#include "tools/wire/limits.h"

#include <sys/mman.h>

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tally::serve {

namespace {

constexpr std::size_t waiting_max = 256;
constexpr std::size_t kept_bytes_max = std::size_t{256} << 20U;
constexpr std::size_t body_bytes_max = wire::frame_bytes_max - 4'096;

// What the look verbs print, in memory.
class MemoryFile {
public:
    MemoryFile() : descriptor_(::memfd_create("rows", MFD_CLOEXEC)) {}

    MemoryFile(MemoryFile const&) = delete;
    MemoryFile& operator=(MemoryFile const&) = delete;

    ~MemoryFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] std::string path() const {
        return "/proc/self/fd/" + std::to_string(descriptor_);
    }

    [[nodiscard]] Result<std::string> text() const {
        auto const size = ::lseek(descriptor_, 0, SEEK_END);
        if (size > static_cast<off_t>(kept_bytes_max)) {
            return Failure{FailureKind::usage,
                           "the whole answer has " + std::to_string(size) +
                               " bytes, more than is kept in memory; ask with filters"};
        }
        std::string text(static_cast<std::size_t>(std::max<off_t>(size, 0)), '\0');
        auto const read = ::pread(descriptor_, text.data(), text.size(), 0);
        if (size < 0 || read != size) {
            return Failure{FailureKind::system,
                           std::string{"cannot keep rows in memory: "} + std::strerror(errno)};
        }
        return text;
    }

private:
    int descriptor_;
};

std::uint16_t status_of(FailureKind kind) {
    switch (kind) {
        case FailureKind::usage:
            return 400;
        case FailureKind::incomplete:
            return 404;
        case FailureKind::integrity:
        case FailureKind::system:
            return 500;
    }
    return 500;
}

}  // namespace

Reads::Reads(std::string data, std::function<std::uint64_t()> tip, Outbox& outbox)
    : data_(std::move(data)), tip_(std::move(tip)), outbox_(outbox), thread_([this] { run(); }) {}

Reads::~Reads() {
    {
        std::lock_guard const lock{mutex_};
        stop_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Reads::read(std::uint64_t connection, KeyNumber, wire::Read const& question) {
    {
        std::lock_guard const lock{mutex_};
        if (waiting_.size() < waiting_max) {
            waiting_.push_back({connection,
                                question.request_id,
                                std::string{question.query},
                                question.at,
                                question.min_sequence});
            changed_.notify_one();
            return;
        }
    }
    outbox_.put({connection,
                 RowsAnswer{question.request_id, 503, tip_(), "too many reads wait; try again"}});
}

void Reads::run() {
    introduce_this_thread("reads", Urgency::serves);
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        if (stop_) return;
        auto const question = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        outbox_.put({question.connection, answer(question)});
        lock.lock();
    }
}

RowsAnswer Reads::answer(Question const& question) const {
    RowsAnswer answer;
    answer.request_id = question.request_id;
    answer.sequence = tip_();
    if (question.min_sequence > answer.sequence) {
        answer.status = 425;
        answer.body = "entry " + std::to_string(question.min_sequence - 1) +
                      " is not durable yet; the record has " + std::to_string(answer.sequence) +
                      " entries";
        return answer;
    }
    if (question.at && *question.at < answer.sequence) answer.sequence = *question.at + 1;
    auto rows = rows_of(question, answer.sequence);
    if (rows) {
        answer.body = std::move(rows).value();
    } else {
        answer.status = status_of(rows.error().kind);
        answer.body = rows.error().text;
    }
    return answer;
}

Result<std::string> Reads::rows_of(Question const& question, std::uint64_t size) const {
    TALLY_TRY(query, parse_query(question.query));
    TALLY_TRY(page, take_page(query));
    if (question.at && *question.at >= size) {
        return Failure{FailureKind::incomplete,
                       "there is no entry " + std::to_string(*question.at) + " yet"};
    }
    MemoryFile file;
    cli::CommonOptions common;
    common.data = data_;
    if (size != 0) common.at = std::to_string(size - 1);
    common.output.format = cli::Format::jsonl;
    common.output.file = file.path();
    common.output.quiet = true;
    TALLY_TRY(output, cli::Output::open(common.output));
    TALLY_TRYV(answer_query(query, common, *output));
    TALLY_TRYV(output->finish());
    TALLY_TRY(whole, file.text());
    auto rows = cut(std::move(whole), page);
    if (rows.size() <= body_bytes_max) return rows;
    return Failure{FailureKind::usage,
                   "the answer has " + std::to_string(rows.size()) +
                       " bytes, more than a frame takes; ask for less with limit and offset"};
}

}  // namespace tally::serve
