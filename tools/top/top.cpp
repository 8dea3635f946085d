#include "tools/top/top.h"

#include "tools/cli/rows.h"
#include "tools/top/figures.h"
#include "tools/top/scrape.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

namespace tally::top {

namespace {

using cli::Cell;
using cli::CellKind;
using Steady = std::chrono::steady_clock;

constexpr std::string_view clear_screen = "\x1b[H\x1b[J";
constexpr std::array limits{"order_quantity",
                            "order_notional",
                            "open_orders",
                            "order_rate",
                            "price_band",
                            "transfer",
                            "withdrawal"};
constexpr std::array stages{"wait", "decide", "encode", "append", "answer"};

// One scrape, and when it was.
struct Scraped {
    Figures figures;
    Steady::time_point at;
};

Result<Scrape> way_to(TopOptions const& options) {
    bool const is_plain = !options.metrics.empty();
    if (is_plain == !options.door.connect.empty())
        return Failure{FailureKind::usage,
                       "name a server: where it answers scrapes with --metrics HOST:PORT, or where "
                       "it serves with --connect ADDRESS"};
    if (!is_plain) return scrape_through(options.door);
    return Scrape{[where = options.metrics] { return scrape(where); }};
}

Result<Scraped> scrape_now(Scrape const& scrape) {
    TALLY_TRY(text, scrape());
    TALLY_TRY(figures, Figures::parse(text));
    return Scraped{std::move(figures), Steady::now()};
}

// Builds the one record that is shown: names and values side by side.
class Shown {
public:
    Shown(Scraped const& before, Scraped const& now) : before_(before), now_(now) {
        auto const passed =
            std::chrono::duration_cast<std::chrono::milliseconds>(now.at - before.at);
        ms_ = std::max<std::uint64_t>(static_cast<std::uint64_t>(passed.count()), 1);
    }

    void add(std::string name, std::uint64_t value) {
        columns_.push_back({std::move(name), CellKind::count});
        cells_.emplace_back(value);
    }

    void value(std::string name, std::string const& metric) {
        add(std::move(name), now_.figures.value(metric));
    }

    // A second; of everything whose name begins so.
    void rate(std::string name, std::string const& begin) {
        auto const old = before_.figures.sum(begin);
        auto const sum = now_.figures.sum(begin);
        add(std::move(name), sum < old ? 0 : (sum - old) * 1'000 / ms_);
    }

    // A second; of all that limits refused.
    void refused_by_limits() {
        std::uint64_t old = 0;
        std::uint64_t sum = 0;
        for (auto const* const limit : limits) {
            auto const metric =
                "tally_commands_total{result=\"" + std::string{limit} + "_limit_exceeded\"}";
            old += before_.figures.value(metric);
            sum += now_.figures.value(metric);
        }
        add("refused_by_limits_per_second", sum < old ? 0 : (sum - old) * 1'000 / ms_);
    }

    void stage(std::string const& name) {
        for (auto const& [suffix, per_mille] : {std::pair{"_p50_us", 500U}, {"_p99_us", 990U}})
            add(name + suffix, now_.figures.quantile_ns(name, per_mille, before_.figures) / 1'000);
    }

    void write(cli::Output& output) const { cli::write_record(output, columns_, cells_); }

private:
    Scraped const& before_;
    Scraped const& now_;
    std::uint64_t ms_ = 1;
    std::vector<cli::Column> columns_;
    std::vector<Cell> cells_;
};

void show(Scraped const& before, Scraped const& now, cli::Output& output) {
    Shown shown{before, now};
    shown.value("entries", "tally_entries");
    shown.rate("entries_per_second", "tally_entries");
    shown.rate("commands_per_second", "tally_commands_total{");
    shown.rate("ok_per_second", "tally_commands_total{result=\"ok\"}");
    shown.rate("overloaded_per_second", "tally_batches_total{answer=\"overloaded\"}");
    shown.refused_by_limits();
    shown.rate("paced_per_second", "tally_paced_commands_total");
    shown.rate("signatures_per_second", "tally_signatures_total{");
    shown.value("queue_commands", "tally_queue_commands");
    shown.value("queue_commands_most", "tally_queue_commands_most");
    for (auto const* const stage : stages)
        shown.stage(stage);
    shown.value("reads_behind", "tally_projector_lag_entries");
    shown.value("checkpoint", "tally_checkpoint_entries");
    shown.value("connections", "tally_connections");
    shown.value("sessions", "tally_sessions");
    shown.value("keys", "tally_keys{state=\"good\"}");
    shown.value("proofs_refused", "tally_proofs_total{answer=\"refused\"}");
    shown.value("resident_bytes", "process_resident_memory_bytes");
    shown.value("disk_bytes", "tally_disk_bytes{part=\"record\"}");
    shown.value("disk_free_bytes", "tally_disk_free_bytes");
    shown.write(output);
}

}  // namespace

Result<cli::ExitCode> run(TopOptions const& options, cli::Output& output) {
    bool const is_table = output.format() == cli::Format::table;
    auto const samples = options.samples != 0 || is_table ? options.samples : 1;
    TALLY_TRY(way, way_to(options));
    TALLY_TRY(before, scrape_now(way));
    for (std::uint64_t shown = 0; samples == 0 || shown < samples; ++shown) {
        std::this_thread::sleep_for(std::chrono::milliseconds{options.interval_ms});
        TALLY_TRY(now, scrape_now(way));
        if (is_table && output.color()) output.write(clear_screen);
        show(before, now, output);
        output.flush();
        if (output.is_closed()) break;
        before = std::move(now);
    }
    return cli::ExitCode::clean;
}

}  // namespace tally::top
