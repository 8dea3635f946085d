#include "engine/sequencer/snapshot.h"

#include "engine/sequencer/projection_digest.h"
#include "engine/sequencer/record_hashes.h"
#include "journal/tree/proof.h"
#include "journal/vocabulary/check.h"
#include "projections/serial.h"

#include <optional>
#include <utility>

namespace tally {

namespace {

constexpr std::size_t frontier_bytes_max = 8 + 64 * 32;

void save_position(ByteSink& sink, SnapshotPosition const& position) {
    std::vector<std::uint8_t> frontier;
    position.frontier.save(frontier);
    position.digests.save(sink);
    Saver saver{sink};
    saver.put<std::uint64_t>(frontier.size());
    saver.put_bytes(frontier);
}

std::uint16_t number_of(ProjectionKind kind) {
    return static_cast<std::uint16_t>(kind);
}

std::optional<std::uint16_t> version_in(SnapshotInfo const& info, std::uint16_t kind) {
    for (auto const& part : info.parts)
        if (part.kind == kind) return part.version;
    return std::nullopt;
}

// Version 1 knew only where the last digests ended, which were all of whole projections.
std::optional<DigestCycle> load_digests(ByteSource& source, std::uint16_t version) {
    if (version != 1) return DigestCycle::load(source);
    Loader loader{source};
    return DigestCycle{loader.get<std::uint64_t>()};
}

// Nothing if the bytes are not what save_position writes, or wrote.
std::optional<SnapshotPosition> read_position(ByteSource& source, std::uint16_t version) {
    auto const digests = load_digests(source, version);
    if (!digests) return std::nullopt;
    SnapshotPosition position;
    position.digests = *digests;
    Loader loader{source};
    auto const size = loader.get<std::uint64_t>();
    if (!loader.ok() || size > frontier_bytes_max) return std::nullopt;
    std::vector<std::uint8_t> bytes(size);
    loader.get_bytes(bytes);
    auto frontier = Frontier::restore(bytes);
    if (!loader.ok() || !frontier) return std::nullopt;
    position.frontier = frontier.value();
    return position;
}

// Why a part cannot be used, or nothing.
std::optional<std::string> problem_with(SnapshotReader const& reader, SnapshotPart expected) {
    auto const version = version_in(reader.info(), expected.kind);
    if (!version) return "a part is missing";
    if (*version == expected.version) return std::nullopt;
    return "version " + std::to_string(*version) + " of a part, where this build has version " +
           std::to_string(expected.version);
}

std::string damage_in(SnapshotReader const& reader, char const* part) {
    auto const& failure = reader.failure();
    return std::string{part} + ": " + (failure ? failure->text : "does not load");
}

std::optional<std::string> load_projection(SnapshotReader& reader,
                                           State& state,
                                           ProjectionKind kind) {
    SnapshotPart const part{number_of(kind), State::version_of(kind)};
    if (auto problem = problem_with(reader, part)) return name_of(kind) + (": " + *problem);
    auto* const source = reader.part(part.kind);
    if (source == nullptr || !state.load(kind, *source) || !reader.at_end())
        return damage_in(reader, name_of(kind));
    return std::nullopt;
}

std::optional<std::string> load_position(SnapshotReader& reader, LoadedSnapshot& loaded) {
    constexpr auto part = snapshot_part::position;
    auto const version = version_in(reader.info(), part.kind);
    bool const former = version == std::uint16_t{1};
    if (auto problem = former ? std::nullopt : problem_with(reader, part)) return problem;
    auto* const source = reader.part(part.kind);
    auto position = source != nullptr ? read_position(*source, *version) : std::nullopt;
    if (!position || !reader.at_end()) return damage_in(reader, "position");
    loaded.position = *position;
    return std::nullopt;
}

std::optional<std::string> load_parts(SnapshotReader& reader, LoadedSnapshot& loaded) {
    if (auto problem = load_position(reader, loaded)) return problem;
    for (auto const kind : State::kinds)
        if (auto problem = load_projection(reader, *loaded.state, kind)) return problem;
    loaded.state->restore_position(reader.info().tip.next, reader.info().time);
    return std::nullopt;
}

// Why a snapshot is not one of this record, or nothing.
Result<std::optional<std::string>> foreign(RecordStore& store, LoadedSnapshot const& loaded) {
    auto const& tip = loaded.reader->info().tip;
    auto const& frontier = loaded.position.frontier;
    if (frontier.size() != tip.next.value || frontier.root() != tip.root)
        return std::optional<std::string>{"its tree is not what it says"};
    RecordHashes hashes{store};
    TALLY_TRY(root, root_of(hashes, tip.next.value));
    if (root != tip.root)
        return std::optional<std::string>{"it was made of another record than this one"};
    return std::optional<std::string>{};
}

Result<std::optional<std::string>> try_snapshot(RecordStore& store, LoadedSnapshot& loaded) {
    if (auto problem = load_parts(*loaded.reader, loaded)) return problem;
    return foreign(store, loaded);
}

}  // namespace

Result<void> save_snapshot(RecordStore& store,
                           State const& state,
                           Tip const& tip,
                           SnapshotPosition const& position,
                           std::function<void(ByteSink&)> const& filter) {
    TALLY_CHECK(state.next_sequence() == tip.next);
    TALLY_TRY(writer, store.snapshots().begin(tip, state.last_time()));
    save_position(writer->part(snapshot_part::position), position);
    for (auto const kind : State::kinds)
        state.save(kind, writer->part({number_of(kind), State::version_of(kind)}));
    filter(writer->part(snapshot_part::id_filter));
    TALLY_TRYV(writer->commit());
    return store.snapshots().drop_old();
}

Result<LoadedSnapshot> load_snapshot(RecordStore& store,
                                     Sequence at_most,
                                     std::vector<std::string>& notes) {
    while (at_most.value > 0) {
        LoadedSnapshot loaded{std::make_unique<State>(), {}, {}};
        auto newest = store.snapshots().newest(at_most);
        if (!newest) {
            notes.push_back("the snapshots cannot be used: " + newest.error().text);
            break;
        }
        loaded.reader = std::move(newest).value();
        if (loaded.reader == nullptr) break;
        auto const size = loaded.reader->info().tip.next.value;
        TALLY_TRY(problem, try_snapshot(store, loaded));
        if (!problem) return loaded;
        notes.push_back("the snapshot of the first " + std::to_string(size) +
                        " entries cannot be used (" + *problem + "); rebuilding from the record");
        at_most = Sequence{size - 1};
    }
    return LoadedSnapshot{std::make_unique<State>(), {}, {}};
}

}  // namespace tally
