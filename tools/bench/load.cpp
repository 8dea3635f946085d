#include "tools/bench/load.h"

#include "journal/store/rocks_store.h"
#include "tools/bench/driver.h"
#include "tools/bench/followers.h"
#include "tools/bench/readers.h"
#include "tools/bench/server_process.h"
#include "tools/cli/rows.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::bench {

namespace {

using cli::Cell;
using cli::CellKind;

std::string tenths(std::uint64_t value) {
    return std::to_string(value / 10) + "." + std::to_string(value % 10);
}

std::string microseconds(std::uint64_t ns) {
    return tenths(ns / 100);
}

Result<std::unique_ptr<ServerProcess>> start_server(LoadOptions const& options) {
    StoreMeta meta;
    meta.origin = "bench";
    TALLY_TRY(store, RocksStore::create(options.data, meta));
    TALLY_TRYV(store->close());
    store.reset();
    std::error_code error;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return Failure{FailureKind::system, "cannot find this program: " + error.message()};
    std::vector<std::string> extra;
    if (options.unix_socket) extra = {"--unix", options.data + "/bench.sock"};
    return ServerProcess::start(program.string(), options.data, extra);
}

std::string name_of(LoadOptions const& options) {
    std::string name = options.shape.load == Load::transfers ? "transfers" : "orders";
    if (options.shape.hot != 0) name += ", hot";
    if (options.shape.random_ids) name += ", random ids";
    return name;
}

struct ServerFigures {
    ProcessFigures before;
    ProcessFigures after;
};

// One run of the workload, with followers and readers or without.
struct Run {
    Measured measured;
    ServerFigures server;
    std::vector<std::uint64_t> followed;  // entries a second, of each follower
    std::optional<ReadFigures> reads;
};

std::uint64_t rate_of(std::uint64_t count, std::uint64_t elapsed_ns) {
    auto const elapsed = std::max<std::uint64_t>(elapsed_ns, 1);
    return static_cast<std::uint64_t>(uint128{count} * ns_per_second / elapsed);
}

std::uint64_t rate_of(Measured const& measured) {
    return rate_of(measured.commands, measured.elapsed_ns);
}

Progress end_of(Measured const& measured) {
    return {measured.commands, measured.elapsed_ns};
}

Cell rate_between(Progress const& from, Progress const& to) {
    if (to.commands == from.commands) return Cell::nothing();
    return Cell{rate_of(to.commands - from.commands, to.elapsed_ns - from.elapsed_ns)};
}

// The latency that so many of a thousand do not exceed.
Cell latency_at(std::vector<std::uint64_t> const& sorted_ns, std::uint64_t permille) {
    if (sorted_ns.empty()) return Cell::nothing();
    return Cell{microseconds(sorted_ns[(sorted_ns.size() - 1) * permille / 1000])};
}

std::vector<cli::Column> columns(LoadOptions const& options) {
    std::vector<cli::Column> all{{"workload"},
                                 {"batch", CellKind::count},
                                 {"clients", CellKind::count},
                                 {"commands", CellKind::count},
                                 {"refused", CellKind::count},
                                 {"per_second", CellKind::count},
                                 {"first_tenth_per_second", CellKind::count},
                                 {"last_tenth_per_second", CellKind::count},
                                 {"p50_us", CellKind::decimal},
                                 {"p90_us", CellKind::decimal},
                                 {"p99_us", CellKind::decimal},
                                 {"p999_us", CellKind::decimal},
                                 {"max_us", CellKind::decimal},
                                 {"server_mib", CellKind::count},
                                 {"bytes_per_command", CellKind::count},
                                 {"server_cpu_us", CellKind::decimal}};
    if (options.followers != 0) {
        all.push_back({"followers", CellKind::count});
        all.push_back({"each_followed_per_second", CellKind::list});
    }
    if (options.readers != 0) {
        all.push_back({"readers", CellKind::count});
        all.push_back({"reads_per_second", CellKind::count});
        for (auto const* name : {"read_p50_us", "read_p99_us", "read_max_us"})
            all.push_back({name, CellKind::decimal});
    }
    return all;
}

void add_followers(Run const& run, std::vector<Cell>& row) {
    std::vector<std::string> rates;
    for (auto const rate : run.followed)
        rates.push_back(std::to_string(rate));
    row.push_back(Cell{std::uint64_t{rates.size()}});
    row.push_back(Cell::list(std::vector<std::string_view>{rates.begin(), rates.end()}));
}

void add_readers(LoadOptions const& options, Run const& run, std::vector<Cell>& row) {
    auto const reads = run.reads.value_or(ReadFigures{});
    auto const& all = reads.latencies_ns;
    row.push_back(Cell{run.reads ? options.readers : 0});
    row.push_back(Cell{rate_of(all.size(), reads.elapsed_ns)});
    row.push_back(latency_at(all, 500));
    row.push_back(latency_at(all, 990));
    row.push_back(latency_at(all, 1000));
}

std::vector<Cell> row_of(LoadOptions const& options, Run const& run) {
    auto const& measured = run.measured;
    auto const& server = run.server;
    auto const at = [&](std::uint64_t permille) {
        return latency_at(measured.latencies_ns, permille);
    };
    auto const commands = std::max<std::uint64_t>(measured.commands, 1);
    auto const written = server.after.bytes_written - server.before.bytes_written;
    auto const cpu_us = (server.after.cpu_ms - server.before.cpu_ms) * 1'000;
    std::vector<Cell> row{name_of(options),
                          Cell{options.batch},
                          Cell{options.clients},
                          Cell{measured.commands},
                          Cell{measured.refused},
                          Cell{rate_of(measured)},
                          rate_between({}, measured.first_tenth),
                          rate_between(measured.all_but_last_tenth, end_of(measured)),
                          at(500),
                          at(900),
                          at(990),
                          at(999),
                          at(1000),
                          Cell{server.after.resident_bytes_most >> 20U},
                          Cell{written / commands},
                          Cell{tenths(cpu_us * 10 / commands)}};
    if (options.followers != 0) add_followers(run, row);
    if (options.readers != 0) add_readers(options, run, row);
    return row;
}

void print(LoadOptions const& options, std::vector<Run> const& runs, cli::Output& output) {
    cli::Rows rows{output, columns(options)};
    for (auto const& run : runs)
        rows.add(row_of(options, run));
    rows.end();
    if (runs.size() < 2) return;
    auto const alone = std::max<std::uint64_t>(rate_of(runs.front().measured), 1);
    output.remark(
        "with followers or readers: " + tenths(rate_of(runs.back().measured) * 1'000 / alone) +
        " % of the commands a second that there were without");
}

// One past the last entry that was answered.
std::uint64_t end_of(std::vector<Acknowledged> const& answers) {
    std::uint64_t end = 0;
    for (auto const& answer : answers)
        end = std::max(end, answer.sequence + 1);
    return end;
}

Result<Run> run_once(Driver& driver, Workload& workload, ServerProcess const* server) {
    Run run;
    if (server != nullptr) run.server.before = server->figures();
    TALLY_TRY(measured, driver.run(workload));
    run.measured = std::move(measured);
    if (server != nullptr) run.server.after = server->figures();
    if (run.measured.latencies_ns.empty())
        return Failure{FailureKind::usage, "nothing to measure; give --commands at least 1"};
    return run;
}

// The workload once more, beside followers and readers.
Result<Run> run_watched(LoadOptions const& options,
                        Driver& driver,
                        Workload& workload,
                        std::string const& address,
                        ServerProcess const* server) {
    TALLY_TRY(followers,
              Followers::start(address, options.followers, end_of(driver.acknowledged())));
    TALLY_TRY(readers, Readers::start(address, options.readers, options.shape));
    TALLY_TRY(run, run_once(driver, workload, server));
    if (options.readers != 0) {
        TALLY_TRY(reads, readers->finish());
        run.reads = std::move(reads);
    }
    if (options.followers != 0) {
        TALLY_TRY(rates, followers->finish(end_of(driver.acknowledged())));
        run.followed = std::move(rates);
    }
    return run;
}

// Without followers and readers, and then, if there are to be any, with them.
Result<std::vector<Run>> run_all(LoadOptions const& options,
                                 Driver& driver,
                                 std::string const& address,
                                 ServerProcess const* server) {
    Workload workload{options.shape};
    TALLY_TRYV(driver.prepare(workload.preparation()));
    std::vector<Run> runs;
    TALLY_TRY(alone, run_once(driver, workload, server));
    runs.push_back(std::move(alone));
    if (options.followers == 0 && options.readers == 0) return runs;
    TALLY_TRY(watched, run_watched(options, driver, workload, address, server));
    runs.push_back(std::move(watched));
    return runs;
}

}  // namespace

Result<cli::ExitCode> run_load(LoadOptions const& options, cli::Output& output) {
    std::unique_ptr<ServerProcess> server;
    auto address = options.connect;
    if (address.empty()) {
        TALLY_TRY(started, start_server(options));
        server = std::move(started);
        address = options.unix_socket ? "unix:" + options.data + "/bench.sock" : server->address();
    }
    TALLY_TRY(driver, Driver::open(options, address));
    TALLY_TRY(runs, run_all(options, *driver, address, server.get()));
    auto answers = std::move(driver->acknowledged());
    driver.reset();
    print(options, runs, output);
    if (!server) {
        output.remark("the server's record is not looked at; run: tally verify on its directory");
        return cli::ExitCode::clean;
    }
    TALLY_TRYV(server->stop());
    TALLY_TRYV(check_acknowledged(options.data, answers));
    output.remark("the books balance, and all " + std::to_string(answers.size()) +
                  " answers are in the record, once each");
    return cli::ExitCode::clean;
}

}  // namespace tally::bench
