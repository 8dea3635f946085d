#include "tools/bench/load.h"

#include "journal/store/rocks_store.h"
#include "tools/bench/driver.h"
#include "tools/bench/followers.h"
#include "tools/bench/server_process.h"
#include "tools/cli/rows.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
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

// One run of the workload, with followers or without.
struct Run {
    Measured measured;
    ServerFigures server;
    std::vector<std::uint64_t> followed;  // entries a second, of each follower
};

std::uint64_t rate_of(Measured const& measured) {
    auto const elapsed = std::max<std::uint64_t>(measured.elapsed_ns, 1);
    return static_cast<std::uint64_t>(uint128{measured.commands} * ns_per_second / elapsed);
}

std::vector<cli::Column> columns(LoadOptions const& options) {
    std::vector<cli::Column> all{{"workload"},
                                 {"batch", CellKind::count},
                                 {"clients", CellKind::count},
                                 {"commands", CellKind::count},
                                 {"refused", CellKind::count},
                                 {"per_second", CellKind::count},
                                 {"p50_us", CellKind::decimal},
                                 {"p90_us", CellKind::decimal},
                                 {"p99_us", CellKind::decimal},
                                 {"p999_us", CellKind::decimal},
                                 {"max_us", CellKind::decimal},
                                 {"server_mib", CellKind::count},
                                 {"bytes_per_command", CellKind::count},
                                 {"server_cpu_us", CellKind::decimal}};
    if (options.followers == 0) return all;
    all.push_back({"followers", CellKind::count});
    all.push_back({"each_followed_per_second", CellKind::list});
    return all;
}

std::vector<Cell> row_of(LoadOptions const& options, Run const& run) {
    auto const& [measured, server, followed] = run;
    auto const at = [&](std::uint64_t permille) {
        auto const& all = measured.latencies_ns;
        return Cell{microseconds(all[(all.size() - 1) * permille / 1000])};
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
                          at(500),
                          at(900),
                          at(990),
                          at(999),
                          at(1000),
                          Cell{server.after.resident_bytes_most >> 20U},
                          Cell{written / commands},
                          Cell{tenths(cpu_us * 10 / commands)}};
    if (options.followers == 0) return row;
    std::string each;
    for (auto const rate : followed)
        each += (each.empty() ? "" : " ") + std::to_string(rate);
    row.push_back(Cell{std::uint64_t{followed.size()}});
    row.push_back(Cell{each});
    return row;
}

void print(LoadOptions const& options, std::vector<Run> const& runs, cli::Output& output) {
    cli::Rows rows{output, columns(options)};
    for (auto const& run : runs)
        rows.add(row_of(options, run));
    rows.end();
    if (runs.size() < 2) return;
    auto const alone = std::max<std::uint64_t>(rate_of(runs.front().measured), 1);
    output.remark("with followers: " + tenths(rate_of(runs.back().measured) * 1'000 / alone) +
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

// Without followers, and then, if there are to be any, with them.
Result<std::vector<Run>> run_all(LoadOptions const& options,
                                 Driver& driver,
                                 std::string const& address,
                                 ServerProcess const* server) {
    Workload workload{options.shape};
    TALLY_TRYV(driver.prepare(workload.preparation()));
    std::vector<Run> runs;
    TALLY_TRY(alone, run_once(driver, workload, server));
    runs.push_back(std::move(alone));
    if (options.followers == 0) return runs;
    TALLY_TRY(followers,
              Followers::start(address, options.followers, end_of(driver.acknowledged())));
    TALLY_TRY(followed, run_once(driver, workload, server));
    TALLY_TRY(rates, followers->finish(end_of(driver.acknowledged())));
    followed.followed = std::move(rates);
    runs.push_back(std::move(followed));
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
