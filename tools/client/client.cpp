#include "tools/client/client.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <thread>
#include <utility>

namespace tally::client {

namespace asio = boost::asio;

struct Client::Inside {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work =
        asio::make_work_guard(context);
    std::unique_ptr<Session> session;
    std::thread thread;

    // Runs `what` on the session's thread and waits for it.
    template <class What>
    void on_thread(What const& what) {
        std::promise<void> done;
        asio::post(context, [&] {
            what();
            done.set_value();
        });
        done.get_future().wait();
    }
};

namespace {

template <class Value>
struct Asked {
    std::shared_ptr<std::promise<Result<Value>>> promise =
        std::make_shared<std::promise<Result<Value>>>();

    [[nodiscard]] std::future<Result<Value>> future() const { return promise->get_future(); }

    [[nodiscard]] auto handler() const {
        return [promise = promise](Result<Value> value) { promise->set_value(std::move(value)); };
    }
};

// What is still asked when the client goes away ends here.
template <class Value>
Result<Value> wait_for(std::future<Result<Value>> future) {
    try {
        return future.get();
    } catch (std::future_error const&) {
        return Failure{FailureKind::incomplete, "the client was closed before the answer came"};
    }
}

}  // namespace

Client::Client(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Client::~Client() {
    inside_->on_thread([this] { inside_->session.reset(); });
    inside_->work.reset();
    inside_->thread.join();
}

Result<std::unique_ptr<Client>> Client::open(Options options) {
    auto inside = std::make_unique<Inside>();
    TALLY_TRY(session, Session::open(inside->context, std::move(options)));
    inside->session = std::move(session);
    inside->thread = std::thread{[&context = inside->context] { context.run(); }};
    return std::unique_ptr<Client>{new Client{std::move(inside)}};
}

std::future<Result<Reply>> Client::apply_async(CommandBatch const& batch) {
    Asked<Reply> asked;
    auto future = asked.future();
    inside_->on_thread([&] { inside_->session->apply(batch, asked.handler()); });
    return future;
}

Result<Reply> Client::apply(CommandBatch const& batch) {
    return wait_for(apply_async(batch));
}

Result<std::string> Client::apply_json(std::string_view lines) {
    Asked<std::string> asked;
    auto future = asked.future();
    inside_->on_thread([&] { inside_->session->apply_json(lines, asked.handler()); });
    return wait_for(std::move(future));
}

Result<Rows> Client::read(std::string_view query,
                          std::optional<std::uint64_t> at,
                          std::uint64_t min_sequence) {
    Asked<Rows> asked;
    auto future = asked.future();
    inside_->on_thread([&] { inside_->session->read(query, at, min_sequence, asked.handler()); });
    return wait_for(std::move(future));
}

std::uint64_t Client::follow(FeedRequest request, FeedHandlers handlers) {
    std::uint64_t feed = 0;
    inside_->on_thread(
        [&] { feed = inside_->session->follow(std::move(request), std::move(handlers)); });
    return feed;
}

void Client::unfollow(std::uint64_t feed) {
    inside_->on_thread([&] { inside_->session->unfollow(feed); });
}

bool has_happened(wire::Answer const& answer) {
    return !answer.faulty && (answer.outcome == Outcome::ok || answer.outcome == Outcome::exists);
}

}  // namespace tally::client
