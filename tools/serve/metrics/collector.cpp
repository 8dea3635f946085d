#include "tools/serve/metrics/collector.h"

#include "engine/sequencer/small_file.h"
#include "journal/checkpoint/checkpoint.h"
#include "tools/serve/access/gate.h"
#include "tools/serve/host/projector.h"
#include "tools/serve/intake/intake.h"
#include "tools/serve/metrics/exposition.h"
#include "tools/serve/metrics/process.h"
#include "tools/serve/net/server.h"

namespace tally::serve {

namespace {

using Type = Exposition::Type;

void commands(Exposition& out, Intake const& intake) {
    auto const& counts = intake.counts();
    out.family("tally_commands_total", Type::counter, "Durable commands, by their result.");
    out.sample("result", "ok", counts.outcomes.of(0));
    for (std::size_t number = 1; number < OutcomeCounts::numbers; ++number) {
        auto const outcome = outcome_from_number(static_cast<std::uint16_t>(number));
        auto const count = counts.outcomes.of(number);
        if (outcome && count != 0) out.sample("result", name_of(*outcome), count);
    }
    out.family(
        "tally_batches_total", Type::counter, "Batches of commands, by what became of them.");
    out.sample("answer", "accepted", counts.batches.load());
    out.sample("answer", "overloaded", counts.overloaded.load());
    out.sample("answer", "refused", counts.refused.load());
    out.family("tally_queue_commands", Type::gauge, "Commands that wait for the engine.");
    out.sample(intake.queued());
    out.family(
        "tally_queue_commands_most", Type::gauge, "Commands that may wait; then: overloaded.");
    out.sample(intake.queued_most());
}

void stages(Exposition& out, IntakeTimes const& times) {
    out.family("tally_stage_seconds",
               Type::histogram,
               "Of a batch: wait, decide; of a block: encode, append (until the disk has it), "
               "answer.");
    out.sample("stage", "wait", times.wait.read());
    out.sample("stage", "decide", times.decide.read());
    if (times.writer == nullptr) return;
    out.sample("stage", "encode", times.writer->encode.read());
    out.sample("stage", "append", times.writer->append.read());
    out.sample("stage", "answer", times.writer->answer.read());
}

std::uint64_t signed_entries(std::filesystem::path const& data) {
    auto const note = read_small_file(data / "checkpoint");
    if (!note || !note.value()) return 0;
    auto const checkpoint = parse_checkpoint(*note.value());
    return checkpoint ? checkpoint.value().head.size : 0;
}

void record(Exposition& out, MetricSources const& sources) {
    out.family("tally_entries", Type::gauge, "Durable entries of the record: its tree's size.");
    out.sample(sources.intake.tip());
    out.family("tally_checkpoint_entries", Type::gauge, "Entries under the newest checkpoint.");
    out.sample(signed_entries(sources.data));
    auto const& projector = sources.projector;
    out.family("tally_projector_entries", Type::gauge, "Entries that reads can see.");
    out.sample(projector.position());
    out.family(
        "tally_projector_lag_entries", Type::gauge, "Durable entries that reads cannot see.");
    out.sample(projector.lag());
    out.family("tally_snapshots_total", Type::counter, "Snapshots saved since the start.");
    out.sample(projector.snapshots());
    out.family("tally_snapshot_failed", Type::gauge, "1 if the last snapshot could not be saved.");
    out.sample(projector.snapshot_failure() ? 1U : 0U);
}

void services(Exposition& out, ServiceFigures const& figures) {
    out.family("tally_http_connections", Type::gauge, "Connections of HTTP, streams among them.");
    out.sample(figures.http_connections);
    out.family("tally_http_sessions", Type::gauge, "Tokens of keys that have not ended.");
    out.sample(figures.http_sessions);
    out.family("tally_followers", Type::gauge, "Subscriptions, to the record and to changes.");
    out.sample(figures.followers);
    out.family("tally_reads_folded_entries_total",
               Type::counter,
               "Entries that were folded to answer reads of the past.");
    out.sample(figures.folded_entries);
    out.family("tally_movement_entries",
               Type::gauge,
               "Entries that the index of movements knows; 0 while nobody asks.");
    out.sample(figures.movement_entries);
}

void network(Exposition& out, NetFigures const& figures) {
    out.family("tally_connections", Type::gauge, "Connections of the binary protocol.");
    out.sample(figures.connections);
    out.family(
        "tally_connections_total", Type::counter, "Connections, by whether they were let in.");
    out.sample("answer", "accepted", figures.connections_accepted - figures.connections_refused);
    out.sample("answer", "refused", figures.connections_refused);
}

void access(Exposition& out, MetricSources const& sources) {
    auto const gate = sources.gate.figures();
    out.family("tally_keys", Type::gauge, "Keys of the record, by whether they could come in.");
    out.sample("state", "good", gate.keys_good);
    out.sample("state", "revoked", gate.keys_revoked);
    out.sample("state", "expired", gate.keys_expired);
    out.family("tally_proofs_total", Type::counter, "Keys that were to be proved, by the answer.");
    out.sample("answer", "good", gate.proofs_good);
    out.sample("answer", "refused", gate.proofs_refused);
    out.family("tally_sessions", Type::gauge, "Connections of the binary protocol with a key.");
    out.sample(sources.server.figures().sessions);
    out.family("tally_paced_commands_total",
               Type::counter,
               "Commands that came too fast for their key, and were told to wait.");
    out.sample(gate.commands_paced);
    auto const& signatures = sources.intake.signatures();
    out.family("tally_signatures_total", Type::counter, "Signatures of commands, as found.");
    out.sample("answer", "good", signatures.good.load());
    out.sample("answer", "bad", signatures.bad.load());
}

void start(Exposition& out, look::LastStart const& start) {
    out.family("tally_start_seconds", Type::gauge, "What opening the record took.");
    out.sample_ms(start.milliseconds);
    out.family("tally_start_applied_entries",
               Type::gauge,
               "Entries that were applied after the snapshot when the record was opened.");
    out.sample(start.applied);
    out.family("tally_start_torn_bytes",
               Type::gauge,
               "Bytes of a block that was not whole, cut from the log's end then.");
    out.sample(start.torn_bytes);
}

void machine(Exposition& out, std::filesystem::path const& data) {
    out.family("tally_disk_bytes", Type::gauge, "Bytes of the files of the data directory.");
    out.sample("part", "record", bytes_below(data / "record"));
    out.sample("part", "derived", bytes_below(data / "derived"));
    out.sample("part", "movements", bytes_below(data / "movements"));
    std::error_code error;
    auto const space = std::filesystem::space(data, error);
    out.family("tally_disk_free_bytes", Type::gauge, "Bytes free where the data directory is.");
    out.sample(error ? 0U : space.available);
    out.family("tally_disk_size_bytes", Type::gauge, "Bytes of the disk where it is.");
    out.sample(error ? 0U : space.capacity);
    auto const now = process_now();
    out.family("process_resident_memory_bytes", Type::gauge, "Memory of the process.");
    out.sample(now.resident_bytes);
    out.family("process_cpu_seconds_total", Type::counter, "Processor time of the process.");
    out.sample_ms(now.cpu_ms);
    out.family("process_open_fds", Type::gauge, "Open files and sockets of the process.");
    out.sample(now.open_files);
    out.family("process_max_fds", Type::gauge, "Files and sockets that it may open.");
    out.sample(now.open_files_most);
}

}  // namespace

std::string collect_metrics(MetricSources const& sources) {
    Exposition out;
    commands(out, sources.intake);
    stages(out, sources.intake.times());
    record(out, sources);
    network(out, sources.server.figures());
    services(out, sources.services());
    access(out, sources);
    start(out, sources.start);
    machine(out, sources.data);
    return out.take();
}

}  // namespace tally::serve
