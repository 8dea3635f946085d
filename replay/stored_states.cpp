#include "replay/stored_states.h"

#include "engine/sequencer/projection_digest.h"
#include "journal/store/file_check.h"
#include "journal/store/rocks_store.h"
#include "journal/vocabulary/byte_stream.h"

#include <algorithm>
#include <array>
#include <span>

namespace tally {

namespace {

constexpr char const* remedy =
    "; the entries are proven without it: delete the directory derived/, it is made anew";

Failure broken(std::string text) {
    return {FailureKind::integrity, std::move(text) + remedy};
}

// Takes what is written, and holds it against what was stored.
class ComparingSink final : public ByteSink {
public:
    explicit ComparingSink(ByteSource& stored) : stored_(stored) {}

    void write(std::span<std::uint8_t const> bytes) override {
        std::array<std::uint8_t, 4096> piece;
        while (same_ && !bytes.empty()) {
            auto const part = std::span{piece}.first(std::min(piece.size(), bytes.size()));
            same_ = stored_.read(part) && std::ranges::equal(part, bytes.first(part.size()));
            bytes = bytes.subspan(part.size());
        }
    }

    [[nodiscard]] bool is_same() const { return same_; }

private:
    ByteSource& stored_;
    bool same_ = true;
};

bool has_part(SnapshotInfo const& info, ProjectionKind kind) {
    SnapshotPart const part{static_cast<std::uint16_t>(kind), State::version_of(kind)};
    return std::ranges::find(info.parts, part) != info.parts.end();
}

}  // namespace

Result<void> StoredStates::begin() {
    auto list = store_.snapshots().list();
    if (!list) return broken("the stored projections cannot be read: " + list.error().text);
    for (auto const& info : list.value())
        sizes_.push_back(info.tip.next.value);
    std::ranges::sort(sizes_, std::greater<>{});
    return success();
}

Result<void> StoredStates::see(State const& state) {
    auto const size = state.next_sequence().value;
    while (!sizes_.empty() && sizes_.back() < size)
        sizes_.pop_back();
    if (sizes_.empty() || sizes_.back() != size) return success();
    auto const reader = store_.snapshots().newest(Sequence{size});
    if (!reader)
        return broken("the snapshot of the first " + std::to_string(size) +
                      " entries cannot be read: " + reader.error().text);
    bool const is_it = reader.value() != nullptr && reader.value()->info().tip.next.value == size;
    return is_it ? compare(*reader.value(), state) : success();
}

Result<void> StoredStates::compare(SnapshotReader& reader, State const& state) {
    auto const what =
        "the snapshot of the first " + std::to_string(state.next_sequence().value) + " entries";
    for (auto const kind : State::kinds) {
        if (!has_part(reader.info(), kind)) {
            notes_.push_back(what + " has another version of " + name_of(kind) +
                             " than this build makes; not compared");
            continue;
        }
        auto* const stored = reader.part(static_cast<std::uint16_t>(kind));
        bool same = stored != nullptr;
        if (same) {
            ComparingSink sink{*stored};
            state.save(kind, sink);
            same = sink.is_same() && reader.at_end();
        }
        if (auto const& failure = reader.failure())
            return broken(what + " is damaged: " + failure->text);
        if (!same)
            return broken(what + " has other " + name_of(kind) + " than its entries lead to");
    }
    ++compared_;
    return success();
}

Result<void> check_directory(RecordStore& store, std::filesystem::path const& directory) {
    auto const* const rocks = dynamic_cast<RocksStore const*>(&store);
    if (rocks == nullptr) return success();
    if (rocks->derived_notice().empty()) return check_files(directory);
    std::error_code error;
    if (!std::filesystem::exists(directory / "derived", error)) return check_files(directory);
    // A writer may have dropped a file just then: once more.
    auto const again = RocksStore::open(directory, OpenMode::read_only);
    if (again && again.value()->derived_notice().empty()) return check_files(directory);
    return broken(rocks->derived_notice());
}

}  // namespace tally
