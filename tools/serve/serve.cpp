#include "tools/serve/serve.h"

#include "tools/serve/feeds/feeds.h"
#include "tools/serve/host/projector.h"
#include "tools/serve/http/gateway.h"
#include "tools/serve/intake/intake.h"
#include "tools/serve/net/server.h"
#include "tools/serve/reads/reads.h"

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

Result<NetOptions> net_options(ServeOptions const& options) {
    NetOptions net;
    net.key_required = !options.insecure_local;
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

Result<http::GatewayOptions> http_options(ServeOptions const& options) {
    http::GatewayOptions gateway;
    TALLY_TRY(endpoint, wire::parse_endpoint(options.http));
    gateway.listen = std::move(endpoint);
    gateway.cors_origins = options.cors;
    gateway.insecure_local = options.insecure_local;
    return gateway;
}

Result<IntakeOptions> intake_options(ServeOptions const& options) {
    IntakeOptions intake;
    intake.sequencer.snapshots_from_outside = true;  // the projector's
    if (!options.key.empty()) {
        TALLY_TRY(key, SigningKey::read(options.key));
        intake.sequencer.key = std::move(key);
    }
    return intake;
}

// The process between its start and its end. The network's thread is the one that calls run().
class Service {
public:
    [[nodiscard]] Result<void> open(ServeOptions const& options) {
        outbox_.branch_to(web_outbox_);
        TALLY_TRY(net, net_options(options));
        TALLY_TRY(settings, intake_options(options));
        auto const on_fatal = [this](Failure const& failure) {
            asio::post(context_, [this, failure] {
                fatal_ = failure;
                context_.stop();
            });
        };
        auto const snapshot_every = settings.sequencer.snapshot_every;
        TALLY_TRY(intake, Intake::open(options.data, std::move(settings), outbox_, on_fatal));
        intake_ = std::move(intake);
        reads_.emplace(options.data, [this] { return intake_->tip(); }, outbox_);
        feeds_.emplace(
            [this](Sequence from) { return intake_->read_record(from); }, intake_->tip(), outbox_);
        follow(on_fatal, snapshot_every);
        intake_->on_growth([this](std::uint64_t tip) {
            feeds_->grew(tip);
            projector_->grew(tip);
        });
        Services const services{*intake_, *reads_, *feeds_};
        TALLY_TRY(server, Server::open(context_, std::move(net), services, outbox_));
        server_ = std::move(server);
        if (options.http.empty()) return success();
        TALLY_TRY(settings_of_http, http_options(options));
        TALLY_TRY(gateway, http::Gateway::open(std::move(settings_of_http), services, web_outbox_));
        gateway_ = std::move(gateway);
        return success();
    }

    [[nodiscard]] std::string ready_line() const {
        auto line = "ready: " + intake_->origin() + ", " +
                    std::to_string(intake_->recovery().size) + " entries, on";
        for (auto const& endpoint : server_->listening())
            line += " " + wire::format(endpoint);
        if (gateway_) line += " http://" + wire::format(gateway_->listening());
        return line + "\n";
    }

    [[nodiscard]] RecoveryReport const& recovery() const { return intake_->recovery(); }

    // Until a signal, or a failure of the record.
    [[nodiscard]] Result<void> run() {
        asio::signal_set signals{context_, SIGTERM, SIGINT};
        signals.async_wait([this](boost::system::error_code error, int) {
            if (error) return;
            server_->stop("the server is stopping; connect again later",
                          [this] { context_.stop(); });
        });
        context_.run();
        server_.reset();
        if (gateway_) gateway_->stop();
        intake_->on_growth({});
        projector_.reset();
        feeds_.reset();
        reads_.reset();
        if (fatal_) return *fatal_;
        return intake_->close();
    }

private:
    // Folds what is durable, so that snapshots are taken without stopping the engine.
    void follow(std::function<void(Failure const&)> on_failure, std::uint64_t snapshot_every) {
        ProjectorParts parts;
        parts.read = [this](Sequence from) { return intake_->read_record(from); };
        parts.load = [this] { return intake_->load_snapshot(); };
        parts.save = [this](FoldedState const& folded) { return intake_->save_snapshot(folded); };
        parts.on_failure = std::move(on_failure);
        parts.tip = intake_->tip();
        parts.snapshot_every = snapshot_every;
        projector_.emplace(std::move(parts));
    }

    asio::io_context context_{1};
    Outbox outbox_;
    Outbox web_outbox_;
    std::unique_ptr<http::Gateway> gateway_;  // goes after the services, which tell it things
    std::unique_ptr<Intake> intake_;
    std::optional<Reads> reads_;
    std::optional<Feeds> feeds_;
    std::optional<Projector> projector_;
    std::unique_ptr<Server> server_;
    std::optional<Failure> fatal_;
};

}  // namespace

Result<cli::ExitCode> serve(ServeOptions const& options, cli::Output& output) {
    Service service;
    TALLY_TRYV(service.open(options));
    for (auto const& note : service.recovery().notes)
        output.remark(note);
    output.write(service.ready_line());
    output.flush();
    TALLY_TRYV(service.run());
    output.remark("stopped; everything answered is recorded");
    return cli::ExitCode::clean;
}

}  // namespace tally::serve
