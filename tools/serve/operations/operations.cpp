#include "tools/serve/operations/operations.h"

#include "tools/serve/config/changes.h"
#include "tools/serve/config/config.h"
#include "tools/serve/intake/intake.h"
#include "tools/serve/metrics/listener.h"
#include "tools/serve/operations/service_manager.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <optional>
#include <utility>

namespace tally::serve {

namespace asio = boost::asio;

namespace {

Level level_of(ServeOptions const& options) {
    return parse_level(options.log_level).value_or(Level::info);
}

}  // namespace

class Operations::Inside {
public:
    Inside(ServeOptions options, ServeOptions file, std::unique_ptr<Log> opened)
        : options_(std::move(options)),
          file_at_start_(std::move(file)),
          file_(file_at_start_),
          log_(std::move(opened)) {}

    [[nodiscard]] Log& log() { return *log_; }

    [[nodiscard]] Result<void> start(asio::io_context& context,
                                     MetricSources const& sources,
                                     OnReload on_reload,
                                     Terminator* terminator) {
        sources_.emplace(sources);
        on_reload_ = std::move(on_reload);
        TALLY_TRYV(listen(context, terminator));
        hangups_.emplace(context, SIGHUP);
        await_hangup();
        manager_.say("READY=1");
        if (!manager_.watchdog_every()) return success();
        watchdog_.emplace(context);
        await_watchdog();
        return success();
    }

    void stopping() {
        manager_.say("STOPPING=1");
        log_->write(Level::info, "stopping");
        detach();
    }

    void detach() {
        listener_.reset();
        hangups_.reset();
        watchdog_.reset();
    }

    [[nodiscard]] std::string metrics_at() const {
        return listener_ ? wire::format(listener_->listening()) : std::string{};
    }

    [[nodiscard]] std::string figures() const { return collect_metrics(*sources_); }

private:
    [[nodiscard]] Result<void> listen(asio::io_context& context, Terminator* terminator) {
        if (options_.metrics.empty()) return success();
        TALLY_TRY(where, wire::parse_endpoint(options_.metrics));
        auto text = [this] { return figures(); };
        TALLY_TRY(listener, MetricsListener::open(context, where, std::move(text), terminator));
        listener_ = std::move(listener);
        return success();
    }

    void await_hangup() {
        hangups_->async_wait([this](boost::system::error_code error, int) {
            if (error) return;
            reload();
            await_hangup();
        });
    }

    // What cannot change while the server runs stays as it is until the next start. A file that is
    // wrong changes nothing.
    void reload() {
        manager_.say("RELOADING=1");
        auto const reopened = log_->reopen();
        if (!reopened)
            log_->write(Level::error, "log_not_reopened", {{"why", reopened.error().text}});
        if (!options_.config.empty()) read_again();
        log_->write(Level::info, "reloaded", {{"config", options_.config}});
        manager_.say("READY=1");
    }

    void read_again() {
        auto const read = read_config(options_.config);
        if (!read)
            return log_->write(Level::error, "configuration_refused", {{"why", read.error().text}});
        auto const& file = read.value();
        std::string taken;
        for (auto const key : differences(file_, file))
            if (is_reloaded(key)) taken.append(taken.empty() ? "" : " ").append(key);
        std::string at_next_start;
        for (auto const key : differences(file_at_start_, file))
            if (!is_reloaded(key))
                at_next_start.append(at_next_start.empty() ? "" : " ").append(key);
        if (file.log_level != file_.log_level) log_->set_level(level_of(file));
        file_ = file;
        if (on_reload_) on_reload_(overridden(file, options_));
        log_->write(Level::info,
                    "configuration_read",
                    {{"changed", taken}, {"changes_at_next_start", at_next_start}});
    }

    // We live if this thread runs and the engine gets on: what waits for it does not wait for ever.
    void await_watchdog() {
        watchdog_->expires_after(*manager_.watchdog_every());
        watchdog_->async_wait([this](boost::system::error_code error) {
            if (error) return;
            auto const tip = sources_->intake.tip();
            bool const gets_on = sources_->intake.queued() == 0 || tip != seen_tip_;
            seen_tip_ = tip;
            if (gets_on)
                manager_.say("WATCHDOG=1");
            else
                log_->write(Level::warn, "engine_does_not_get_on", {{"entries", tip}});
            await_watchdog();
        });
    }

    ServeOptions options_;
    ServeOptions file_at_start_;  // what the file alone said
    ServeOptions file_;           // and when it was read last
    OnReload on_reload_;
    std::unique_ptr<Log> log_;
    ServiceManager manager_;
    std::optional<MetricSources> sources_;
    std::unique_ptr<MetricsListener> listener_;
    std::optional<asio::signal_set> hangups_;
    std::optional<asio::steady_timer> watchdog_;
    std::uint64_t seen_tip_ = 0;
};

Operations::Operations(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Operations::~Operations() = default;

Result<std::unique_ptr<Operations>> Operations::open(ServeOptions const& options) {
    TALLY_TRY(log, Log::open(options.log_to, level_of(options)));
    ServeOptions file;
    if (!options.config.empty()) {
        TALLY_TRY(read, read_config(options.config));
        file = std::move(read);
    }
    return std::unique_ptr<Operations>{
        new Operations{std::make_unique<Inside>(options, std::move(file), std::move(log))}};
}

Log& Operations::log() {
    return inside_->log();
}

void Operations::watch(IntakeOptions& intake) {
    intake.on_submission = [this](Submission const& batch, Submitted const& submitted) {
        auto const level = submitted.accepted ? Level::debug : Level::warn;
        if (!log().says(level)) return;
        auto const* const what = submitted.accepted          ? "batch_taken"
                                 : submitted.refused.empty() ? "batch_overloaded"
                                                             : "batch_refused";
        log().write(level,
                    what,
                    {{"connection", batch.connection},
                     {"request", batch.request_id},
                     {"key", std::uint64_t{batch.key.value}},
                     {"commands", std::uint64_t{submitted.commands}},
                     {"why", submitted.refused}});
    };
    intake.on_answer = [this](Answered const& answered) {
        if (!log().says(Level::debug)) return;
        auto const& [request, answers, faults] = answered.answers;
        log().write(Level::debug,
                    "batch_durable",
                    {{"connection", answered.connection},
                     {"request", request},
                     {"commands", std::uint64_t{answers.size()}},
                     {"faults", std::uint64_t{faults.size()}},
                     {"sequence", answers.empty() ? 0 : answers.back().sequence}});
    };
}

Result<void> Operations::start(asio::io_context& context,
                               MetricSources const& sources,
                               OnReload on_reload,
                               Terminator* terminator) {
    return inside_->start(context, sources, std::move(on_reload), terminator);
}

std::string Operations::metrics_at() const {
    return inside_->metrics_at();
}

std::string Operations::figures() const {
    return inside_->figures();
}

void Operations::stopping() {
    inside_->stopping();
}

void Operations::detach() {
    inside_->detach();
}

}  // namespace tally::serve
