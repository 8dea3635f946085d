#include "tools/bench/readers.h"

#include "tools/client/session.h"
#include "tools/text/number.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <utility>

namespace tally::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds answers_within{60};

struct Reader {
    std::unique_ptr<client::Session> session;
    std::uint64_t seen = 0;  // entries in the state of its last answer
    Clock::time_point asked;
};

std::uint64_t ns_since(Clock::time_point from) {
    return static_cast<std::uint64_t>(std::chrono::nanoseconds{Clock::now() - from}.count());
}

}  // namespace

class Readers::Inside {
public:
    explicit Inside(WorkloadShape const& shape) : shape_(shape) {}

    Inside(Inside const&) = delete;
    Inside& operator=(Inside const&) = delete;

    ~Inside() {
        context_.stop();
        if (thread_.joinable()) thread_.join();
    }

    [[nodiscard]] Result<void> open(std::string const& server, std::uint64_t count) {
        readers_.resize(count);
        for (auto& reader : readers_) {
            client::Options options;
            options.server = server;
            options.name = "tally bench, a reader";
            TALLY_TRY(session, client::Session::open(context_, std::move(options)));
            reader.session = std::move(session);
        }
        started_ = Clock::now();
        for (auto& reader : readers_)
            ask(reader);
        thread_ = std::thread{[this] { context_.run(); }};
        return success();
    }

    [[nodiscard]] Result<ReadFigures> finish() {
        boost::asio::post(context_, [this] {
            figures_.elapsed_ns = ns_since(started_);
            stopping_ = true;
        });
        if (ended_.get_future().wait_for(answers_within) != std::future_status::ready)
            return Failure{FailureKind::system, "a read is not answered"};
        context_.stop();
        thread_.join();
        if (failure_) return *failure_;
        std::sort(figures_.latencies_ns.begin(), figures_.latencies_ns.end());
        return std::move(figures_);
    }

private:
    void ask(Reader& reader) {
        ++in_flight_;
        reader.asked = Clock::now();
        auto const query = "balances/" + text::format_integer(some_account(shape_, random_));
        reader.session->read(query, std::nullopt, 0, [this, &reader](Result<client::Rows> rows) {
            --in_flight_;
            take(reader, rows);
            if (!stopping_ && !failure_) return ask(reader);
            if (in_flight_ == 0) ended_.set_value();
        });
    }

    void take(Reader& reader, Result<client::Rows> const& rows) {
        if (!rows) {
            failure_ = rows.error();
        } else if (rows.value().status != 200) {
            failure_ = Failure{FailureKind::system, "a read was refused: " + rows.value().body};
        } else if (rows.value().sequence < reader.seen) {
            failure_ = Failure{FailureKind::integrity, "a read is older than the one before it"};
        } else {
            reader.seen = rows.value().sequence;
            figures_.latencies_ns.push_back(ns_since(reader.asked));
        }
    }

    WorkloadShape shape_;
    Clock::time_point started_;
    boost::asio::io_context context_{1};
    std::promise<void> ended_;

    // The thread's only, until it has ended.
    Random random_;
    std::vector<Reader> readers_;
    std::size_t in_flight_ = 0;
    bool stopping_ = false;
    ReadFigures figures_;
    std::optional<Failure> failure_;
    std::thread thread_;
};

Readers::Readers(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Readers::~Readers() = default;

Result<std::unique_ptr<Readers>> Readers::start(std::string const& server,
                                                std::uint64_t count,
                                                WorkloadShape const& shape) {
    auto inside = std::make_unique<Inside>(shape);
    TALLY_TRYV(inside->open(server, count));
    return std::unique_ptr<Readers>{new Readers{std::move(inside)}};
}

Result<ReadFigures> Readers::finish() {
    return inside_->finish();
}

}  // namespace tally::bench
