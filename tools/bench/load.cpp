#include "tools/bench/load.h"

#include "journal/store/rocks_store.h"
#include "tools/bench/driver.h"
#include "tools/bench/server_process.h"
#include "tools/cli/rows.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

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

void print(LoadOptions const& options,
           Measured const& measured,
           ServerFigures const& server,
           cli::Output& output) {
    auto const at = [&](std::uint64_t permille) {
        auto const& all = measured.latencies_ns;
        return microseconds(all[(all.size() - 1) * permille / 1000]);
    };
    auto const elapsed = std::max<std::uint64_t>(measured.elapsed_ns, 1);
    auto const rate = uint128{measured.commands} * ns_per_second / elapsed;
    auto const commands = std::max<std::uint64_t>(measured.commands, 1);
    auto const written = server.after.bytes_written - server.before.bytes_written;
    auto const cpu_us = (server.after.cpu_ms - server.before.cpu_ms) * 1'000;
    cli::Rows rows{output,
                   {{"workload"},
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
                    {"server_cpu_us", CellKind::decimal}}};
    rows.add({name_of(options),
              Cell{options.batch},
              Cell{options.clients},
              Cell{measured.commands},
              Cell{measured.refused},
              Cell{static_cast<std::uint64_t>(rate)},
              at(500),
              at(900),
              at(990),
              at(999),
              at(1000),
              Cell{server.after.resident_bytes_most >> 20U},
              Cell{written / commands},
              tenths(cpu_us * 10 / commands)});
    rows.end();
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
    Workload workload{options.shape};
    TALLY_TRYV(driver->prepare(workload.preparation()));
    ServerFigures figures;
    if (server) figures.before = server->figures();
    TALLY_TRY(measured, driver->run(workload));
    if (server) figures.after = server->figures();
    auto answers = std::move(driver->acknowledged());
    driver.reset();
    if (measured.latencies_ns.empty()) {
        return Failure{FailureKind::usage, "nothing to measure; give --commands at least 1"};
    }
    print(options, measured, figures, output);
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
