#include "tools/bench/followers.h"

#include "journal/vocabulary/ids.h"
#include "tools/client/session.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace tally::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds progress_within{60};

struct Follower {
    std::unique_ptr<client::Session> session;
    std::uint64_t next = 0;
    Clock::time_point last;  // when it got the entry before `next`
};

}  // namespace

class Followers::Inside {
public:
    explicit Inside(std::uint64_t from) : from_(from), started_(Clock::now()) {}

    Inside(Inside const&) = delete;
    Inside& operator=(Inside const&) = delete;

    ~Inside() {
        if (!thread_.joinable()) return;
        context_.stop();
        thread_.join();
    }

    [[nodiscard]] Result<void> open(std::string const& server, std::uint64_t count) {
        followers_.resize(count);
        for (auto& follower : followers_) {
            client::Options options;
            options.server = server;
            options.name = "tally bench, a follower";
            TALLY_TRY(session, client::Session::open(context_, std::move(options)));
            follower.session = std::move(session);
            follower.next = from_;
            follow(follower);
        }
        thread_ = std::thread{[this] { context_.run(); }};
        return success();
    }

    [[nodiscard]] Result<std::vector<std::uint64_t>> finish(std::uint64_t end) {
        std::unique_lock lock{mutex_};
        while (!failure_ && least() < end) {
            auto const before = least();
            if (changed_.wait_for(lock, progress_within) == std::cv_status::timeout &&
                least() == before)
                return Failure{FailureKind::system, "a follower gets no more entries"};
        }
        if (failure_) return *failure_;
        std::vector<std::uint64_t> rates;
        for (auto const& follower : followers_)
            rates.push_back(rate_of(follower));
        return rates;
    }

private:
    void follow(Follower& follower) {
        client::FeedHandlers handlers;
        handlers.events = [this, &follower](wire::Events const& events) { take(follower, events); };
        handlers.ended = [this](std::string_view why) {
            fail({FailureKind::system, "the server ended a feed: " + std::string{why}});
        };
        follower.session->follow({.feed = 0, .from = from_, .filter = {}, .with_rows = false},
                                 std::move(handlers));
    }

    void take(Follower& follower, wire::Events const& events) {
        auto const count = events.entries.sizes.size();
        if (events.next != follower.next + count)
            return fail({FailureKind::integrity,
                         "a follower was to get entry " + std::to_string(follower.next) +
                             ", and got " + std::to_string(count) + " before entry " +
                             std::to_string(events.next)});
        std::lock_guard const lock{mutex_};
        follower.next = events.next;
        follower.last = Clock::now();
        changed_.notify_one();
    }

    void fail(Failure failure) {
        std::lock_guard const lock{mutex_};
        failure_ = std::move(failure);
        changed_.notify_one();
    }

    [[nodiscard]] std::uint64_t least() const {
        return std::ranges::min_element(followers_, {}, &Follower::next)->next;
    }

    [[nodiscard]] std::uint64_t rate_of(Follower const& follower) const {
        auto const passed = std::chrono::nanoseconds{follower.last - started_}.count();
        auto const ns = static_cast<std::uint64_t>(std::max<std::int64_t>(passed, 1));
        return static_cast<std::uint64_t>(uint128{follower.next - from_} * ns_per_second / ns);
    }

    std::uint64_t from_;
    Clock::time_point started_;
    boost::asio::io_context context_{1};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Follower> followers_;
    std::optional<Failure> failure_;
    std::thread thread_;
};

Followers::Followers(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Followers::~Followers() = default;

Result<std::unique_ptr<Followers>> Followers::start(std::string const& server,
                                                    std::uint64_t count,
                                                    std::uint64_t from) {
    auto inside = std::make_unique<Inside>(from);
    TALLY_TRYV(inside->open(server, count));
    return std::unique_ptr<Followers>{new Followers{std::move(inside)}};
}

Result<std::vector<std::uint64_t>> Followers::finish(std::uint64_t end) {
    return inside_->finish(end);
}

}  // namespace tally::bench
