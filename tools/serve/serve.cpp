#include "tools/serve/serve.h"

#include "journal/store/rocks_store.h"
#include "tools/prove/personal/finisher.h"
#include "tools/serve/access/gate.h"
#include "tools/serve/access/guarded_reads.h"
#include "tools/serve/access/keys_of.h"
#include "tools/serve/feeds/feeds.h"
#include "tools/serve/host/projector.h"
#include "tools/serve/http/gateway.h"
#include "tools/serve/intake/intake.h"
#include "tools/serve/net/server.h"
#include "tools/serve/operations/figures_reads.h"
#include "tools/serve/operations/open_files.h"
#include "tools/serve/operations/operations.h"
#include "tools/serve/operations/start_report.h"
#include "tools/serve/reads/reads.h"
#include "tools/serve/tls_door.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace tally::serve {

namespace asio = boost::asio;

namespace {

constexpr std::size_t changes_kept = 100'000;  // rows of each kind that is followed

// Sets what the operator has set.
template <class Number>
void tune(Number& number, Tuning::Size size) {
    if (size) number = static_cast<Number>(*size);
}

Result<NetOptions> net_options(ServeOptions const& options) {
    NetOptions net;
    tune(net.connections_max, options.tuning.connections);
    tune(net.subscriptions_max, options.tuning.subscriptions);
    tune(net.commands_in_flight_max, options.tuning.commands_in_flight);
    tune(net.output_bytes_max, options.tuning.output_bytes);
    for (auto const& text : options.listen) {
        TALLY_TRY(endpoint, wire::parse_endpoint(text));
        if (options.insecure_local && !endpoint.is_local()) {
            return Failure{FailureKind::usage,
                           text +
                               " can be reached from other machines, and --insecure-local lets "
                               "everybody in; listen on 127.0.0.1, [::1] or a Unix socket"};
        }
        net.listen.push_back(std::move(endpoint));
    }
    if (net.listen.empty() && options.http.empty()) {
        return Failure{FailureKind::usage,
                       "nowhere to listen; give --listen 127.0.0.1:7070 or --unix PATH"};
    }
    return net;
}

GateOptions gate_options(ServeOptions const& options) {
    GateOptions gate;
    gate.key_required = !options.insecure_local;
    if (options.tuning.session_seconds)
        gate.session_for = std::chrono::seconds{*options.tuning.session_seconds};
    tune(gate.rate.commands_per_second, options.tuning.key_rate);
    tune(gate.rate.burst, options.tuning.key_burst);
    return gate;
}

Result<http::GatewayOptions> http_options(ServeOptions const& options) {
    http::GatewayOptions gateway;
    TALLY_TRY(endpoint, wire::parse_endpoint(options.http));
    gateway.listen = std::move(endpoint);
    gateway.cors_origins = options.cors;
    gateway.insecure_local = options.insecure_local;
    tune(gateway.connections_max, options.tuning.http_connections);
    tune(gateway.body_bytes_max, options.tuning.http_body_bytes);
    return gateway;
}

Result<IntakeOptions> intake_options(ServeOptions const& options) {
    IntakeOptions intake;
    intake.sequencer.snapshots_from_outside = true;  // the projector's
    tune(intake.queue.commands, options.tuning.queue_commands);
    tune(intake.queue.bytes, options.tuning.queue_bytes);
    tune(intake.slice_commands, options.tuning.slice_commands);
    intake.queue.turn_commands = intake.slice_commands;
    tune(intake.sequencer.block_entries, options.tuning.block_entries);
    tune(intake.sequencer.backlog_blocks, options.tuning.backlog_blocks);
    tune(intake.sequencer.snapshot_every, options.tuning.snapshot_every);
    tune(intake.sequencer.recent_ids, options.tuning.recent_ids);
    if (options.tuning.sign_seconds)
        intake.sign_every = std::chrono::seconds{*options.tuning.sign_seconds};
    if (!options.key.empty()) {
        TALLY_TRY(key, SigningKey::read(options.key));
        intake.sequencer.key = std::move(key);
    }
    return intake;
}

// The process between its start and its end. The network's thread is the one that calls run().
class Service {
public:
    Service(Operations& operations, GateOptions door)
        : operations_(operations), gate_(door, clock_) {}

    Service(Service const&) = delete;
    Service& operator=(Service const&) = delete;

    // Whoever follows must have ended before the projector does, whom the feeds ask.
    ~Service() {
        operations_.detach();
        if (gateway_) gateway_->stop();
        if (feeds_) feeds_->close();
    }

    [[nodiscard]] Result<void> open(ServeOptions const& options) {
        outbox_.branch_to(web_outbox_);
        TALLY_TRY(net, net_options(options));
        TALLY_TRYV(open_tls(options));
        net.terminator = tls_.terminator();
        TALLY_TRY(settings, intake_options(options));
        operations_.watch(settings);
        settings.on_access = [this](Access const& access) { gate_.publish(keys_of(access)); };
        auto const on_fatal = [this](Failure const& failure) {
            asio::post(context_, [this, failure] {
                fatal_ = failure;
                context_.stop();
            });
        };
        auto const snapshot_every = settings.sequencer.snapshot_every;
        TALLY_TRYV(open_record(options.data, std::move(settings), on_fatal));
        TALLY_TRYV(check_keys());
        gate_.set_origin(intake_->origin());
        reads_.emplace(reads_parts(options.data), outbox_);
        feeds_.emplace([this](Sequence from) { return intake_->read_record(from); },
                       intake_->tip(),
                       outbox_,
                       change_parts(options.data));
        live_changes_.on_more([this] { feeds_->changed(); });
        follow(on_fatal, snapshot_every);
        guarded_.emplace(
            gate_,
            *reads_,
            *reads_,
            [this](AccountId id, auto then) { return ask_owner(id, then); },
            outbox_);
        intake_->on_growth([this](std::uint64_t tip) {
            feeds_->grew(tip);
            projector_->grew(tip);
        });
        figures_.emplace(
            context_, gate_, *guarded_, [this] { return operations_.figures(); }, outbox_);
        Services const services{*intake_, *figures_, *feeds_, gate_};
        TALLY_TRY(server, Server::open(context_, std::move(net), services, outbox_));
        server_ = std::move(server);
        if (!options.http.empty()) {
            TALLY_TRY(web, http_options(options));
            web.terminator = tls_.terminator();
            TALLY_TRY(gateway, http::Gateway::open(std::move(web), services, web_outbox_));
            gateway_ = std::move(gateway);
        }
        finish_redactions(options.data);
        ends_.emplace(context_, SIGTERM, SIGINT);  // before anybody is told that it is ready
        return operations_.start(
            context_,
            {options.data,
             *intake_,
             *projector_,
             *server_,
             start_.now,
             gate_,
             [this] { return service_figures(); }},
            [this](ServeOptions const& now) { retune(now); },
            tls_.terminator());
    }

    [[nodiscard]] std::string ready_line() const {
        auto line = "ready: " + intake_->origin() + ", " +
                    std::to_string(intake_->recovery().size) + " entries, on";
        for (auto const& endpoint : server_->listening())
            line += " " + scheme(endpoint) + wire::format(endpoint);
        auto const* const web = tls_.terminator() == nullptr ? " http://" : " https://";
        if (gateway_) line += web + wire::format(gateway_->listening());
        if (auto const metrics = operations_.metrics_at(); !metrics.empty())
            line += " metrics at " + metrics;
        return line + "\n";
    }

    [[nodiscard]] RecoveryReport const& recovery() const { return intake_->recovery(); }

    [[nodiscard]] StartReport const& start() const { return start_; }

    // Until a signal, or a failure of the record.
    [[nodiscard]] Result<void> run() {
        ends_->async_wait([this](boost::system::error_code error, int) {
            if (error) return;
            operations_.stopping();
            server_->stop("the server is stopping; connect again later",
                          [this] { context_.stop(); });
        });
        context_.run();
        finisher_.reset();
        server_.reset();
        tls_.stop();
        if (gateway_) gateway_->stop();
        intake_->on_growth({});
        feeds_->close();
        projector_.reset();
        feeds_.reset();
        reads_.reset();
        if (fatal_) return *fatal_;
        return intake_->close();
    }

private:
    [[nodiscard]] Result<void> open_record(std::string const& data,
                                           IntakeOptions settings,
                                           std::function<void(Failure const&)> const& on_fatal) {
        using std::chrono::steady_clock;
        auto const begin = steady_clock::now();
        TALLY_TRY(intake, Intake::open(data, std::move(settings), outbox_, on_fatal));
        intake_ = std::move(intake);
        auto const took =
            std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin);
        start_ = report_start(data, intake_->recovery(), took, operations_.log());
        return success();
    }

    [[nodiscard]] Result<void> open_tls(ServeOptions const& options) {
        warn_of_what_is_readable(options, operations_.log());
        return tls_.open(options, operations_.log());
    }

    [[nodiscard]] std::string scheme(wire::Endpoint const& endpoint) const {
        return tls_.terminator() == nullptr || endpoint.is_unix() ? "" : "tls://";
    }

    [[nodiscard]] Result<void> check_keys() const {
        if (!gate_.key_required() || !gate_.knows_nobody()) return success();
        return Failure{FailureKind::usage,
                       "this record knows no keys, so nobody could come in; add one with a first "
                       "administrator (docs/access.md), or give --insecure-local to let in "
                       "everybody on this machine"};
    }

    // What is to be deleted may be here a moment longer, but nobody waits for it to be served.
    void finish_redactions(std::string const& data) {
        finisher_.emplace(data, [&log = operations_.log()](Result<std::size_t> const& deleted) {
            if (!deleted)
                return log.write(
                    Level::error, "redactions_not_finished", {{"why", deleted.error().text}});
            if (deleted.value() == 0) return;
            log.write(
                Level::warn, "redactions_finished", {{"values", std::uint64_t{deleted.value()}}});
        });
    }

    // What SIGHUP can change: tools/serve/config/rules.cpp says which keys those are.
    void retune(ServeOptions const& options) {
        tls_.reload(options, operations_.log());
        gate_.retune(gate_options(options));
        if (auto const net = net_options(options)) server_->retune(net.value());
        if (!gateway_) return;
        if (auto const web = http_options(options)) gateway_->retune(web.value());
    }

    [[nodiscard]] ReadsParts reads_parts(std::string const& data) {
        ReadsParts parts;
        parts.data = data;
        parts.tip = [this] { return intake_->tip(); };
        parts.open_record = [this, data] {
            auto& store = intake_->store();
            return Record::over(data, store, store.ids());
        };
        parts.ask = [this](std::uint64_t at_least, std::function<void(State const*)> then) {
            return projector_->ask(at_least, std::move(then));
        };
        return parts;
    }

    [[nodiscard]] ServiceFigures service_figures() const {
        ServiceFigures figures;
        if (gateway_) {
            auto const web = gateway_->figures();
            figures.http_connections = web.connections;
            figures.http_sessions = web.sessions;
        }
        figures.followers = feeds_->followers();
        figures.folded_entries = reads_->view_figures().entries;
        figures.movement_entries = reads_->movement_entries();
        return figures;
    }

    [[nodiscard]] ChangeParts change_parts(std::string const& data) {
        ChangeParts parts;
        parts.live = &live_changes_;
        parts.ask = [this](std::function<void(State const*)> then) {
            return projector_->ask(intake_->tip(), std::move(then));
        };
        parts.directory = data;
        return parts;
    }

    // Whose an account is, as of everything that is durable now.
    bool ask_owner(AccountId id, GuardedReads::OnOwner const& then) {
        return projector_->ask(intake_->tip(), [id, then](State const* state) {
            std::optional<OwnerId> owner;
            if (state != nullptr) {
                auto const handle = state->ledger().find(id);
                if (!handle.is_none()) owner = state->ledger().account(handle).owner;
            }
            then(owner);
        });
    }

    // Folds what is durable, so that snapshots are taken without stopping the engine.
    void follow(std::function<void(Failure const&)> on_failure, std::uint64_t snapshot_every) {
        ProjectorParts parts;
        parts.read = [this](Sequence from) { return intake_->read_record(from); };
        parts.load = [this] { return intake_->load_snapshot(); };
        parts.save = [this](FoldedState const& folded) { return intake_->save_snapshot(folded); };
        parts.on_failure = std::move(on_failure);
        parts.tip = intake_->tip();
        parts.snapshot_every = snapshot_every;
        parts.observer = &live_changes_;
        projector_.emplace(std::move(parts));
    }

    Operations& operations_;
    SystemClock clock_;
    Gate gate_;
    asio::io_context context_{1};
    std::optional<asio::signal_set> ends_;  // SIGTERM and SIGINT ask for an orderly end
    Outbox outbox_;
    Outbox web_outbox_;
    std::unique_ptr<http::Gateway> gateway_;  // goes after the services, which tell it things
    std::unique_ptr<Intake> intake_;
    std::optional<Reads> reads_;
    std::optional<GuardedReads> guarded_;
    std::optional<FiguresReads> figures_;
    LiveChanges live_changes_{changes_kept};
    std::optional<Feeds> feeds_;
    std::optional<Projector> projector_;
    std::unique_ptr<Server> server_;
    std::optional<prove::RedactionFinisher> finisher_;
    std::optional<Failure> fatal_;
    StartReport start_;
    TlsDoor tls_;  // goes first: it hands sockets to the others' threads
};

}  // namespace

Result<void> check(ServeOptions const& options) {
    TALLY_TRY(net, net_options(options));
    static_cast<void>(net);
    if (!options.http.empty()) {
        TALLY_TRY(web, http_options(options));
        static_cast<void>(web);
    }
    TALLY_TRY(intake, intake_options(options));
    static_cast<void>(intake);
    std::vector<std::string> warnings;
    TALLY_TRY(secured, tls_context(options, warnings));
    static_cast<void>(secured);
    return success();
}

Result<cli::ExitCode> serve(ServeOptions const& options, cli::Output& output) {
    TALLY_TRY(operations, Operations::open(options));
    see_to_open_files(options, operations->log(), output);
    Service service{*operations, gate_options(options)};
    auto& log = operations->log();
    if (auto const opened = service.open(options); !opened) {
        if (service.start().is_known()) report_end(options.data, service.start().now, log);
        return opened.error();
    }
    for (auto const& note : service.recovery().notes) {
        output.remark(note);
        log.write(Level::warn, "recovery", {{"note", note}});
    }
    for (auto const& sentence : service.start().sentences())
        output.remark(sentence);
    log.write(Level::info, "ready", {{"entries", service.recovery().size}, {"data", options.data}});
    auto const ready = service.ready_line();
    output.write(ready);
    output.flush();
    auto const ran = service.run();
    if (!ran) {
        log.write(Level::error, "failed", {{"why", ran.error().text}});
        return ran.error();
    }
    report_end(options.data, service.start().now, log);
    log.write(Level::info, "stopped");
    output.remark("stopped; everything answered is recorded");
    return cli::ExitCode::clean;
}

}  // namespace tally::serve
