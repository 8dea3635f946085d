#include "journal/store/witness.h"

#include "journal/crypto/sha256.h"
#include "journal/store/keys.h"
#include "journal/store/little_endian.h"
#include "journal/store/rocks_status.h"

#include <rocksdb/file_system.h>

#include <optional>
#include <string_view>
#include <utility>

namespace tally {
namespace {

constexpr std::uint64_t witness_magic = 0x314e544957594c54;  // "TLYWITN1"
constexpr std::size_t slot_bytes = 88;
constexpr std::array<std::uint64_t, 2> slot_offsets{0, 4096};
constexpr std::size_t file_bytes = 8192;

std::string encode_slot(Acknowledged const& last) {
    FieldWriter fields;
    fields.put(witness_magic).put(last.tip.next.value).put_bytes(last.tip.root.span());
    fields.put(last.revision);
    return fields.put_bytes(sha256(as_bytes(fields.bytes())).span()).bytes();
}

std::optional<Acknowledged> decode_slot(std::string_view bytes) {
    FieldReader fields{bytes};
    auto const magic = fields.get<std::uint64_t>();
    Acknowledged last;
    last.tip.next = Sequence{fields.get<std::uint64_t>()};
    last.tip.root = fields.get_bytes<Hash32>();
    last.revision = fields.get<std::uint64_t>();
    if (!fields.ok() || magic != witness_magic) return std::nullopt;
    if (bytes != encode_slot(last)) return std::nullopt;
    return last;
}

rocksdb::FileSystem& or_default(std::shared_ptr<rocksdb::FileSystem> const& file_system) {
    static auto const machine = rocksdb::FileSystem::Default();
    return file_system ? *file_system : *machine;
}

// The slots of the file, each if it is whole.
Result<std::array<std::optional<Acknowledged>, 2>> read_slots(std::filesystem::path const& path,
                                                              rocksdb::FileSystem& file_system) {
    std::unique_ptr<rocksdb::FSRandomAccessFile> file;
    auto status = file_system.NewRandomAccessFile(path.string(), {}, &file, nullptr);
    if (!status.ok()) return rocks_failure(status, "cannot read", path);
    std::array<std::optional<Acknowledged>, 2> slots;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        std::array<char, slot_bytes> room{};
        rocksdb::Slice bytes;
        status = file->Read(slot_offsets[i], room.size(), {}, &bytes, room.data(), nullptr);
        if (!status.ok()) return rocks_failure(status, "cannot read", path);
        slots[i] = decode_slot({bytes.data(), bytes.size()});
    }
    return slots;
}

}  // namespace

Witness::Witness(std::filesystem::path path, std::unique_ptr<rocksdb::FSRandomRWFile> file)
    : path_(std::move(path)), file_(std::move(file)) {}

Witness::Witness(Witness&&) noexcept = default;
Witness& Witness::operator=(Witness&&) noexcept = default;
Witness::~Witness() = default;

Result<Witness> Witness::create(std::filesystem::path const& path,
                                std::shared_ptr<rocksdb::FileSystem> file_system,
                                Acknowledged const& last) {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    auto& files = or_default(file_system);
    std::string bytes(file_bytes, '\0');
    for (auto const offset : slot_offsets)
        bytes.replace(offset, slot_bytes, encode_slot(last));
    auto status = files.NewWritableFile(path.string(), {}, &file, nullptr);
    if (status.ok()) status = file->Append(bytes, {}, nullptr);
    if (status.ok()) status = file->Fsync({}, nullptr);
    if (status.ok()) status = file->Close({}, nullptr);
    if (!status.ok()) return rocks_failure(status, "cannot write", path);
    return open(path, std::move(file_system), last);
}

Result<Acknowledged> Witness::read(std::filesystem::path const& path,
                                   std::shared_ptr<rocksdb::FileSystem> const& file_system) {
    TALLY_TRY(slots, read_slots(path, or_default(file_system)));
    auto const& [first, second] = slots;
    if (!first && !second) return damaged(path, "neither of its two slots is whole");
    if (!first || (second && second->revision > first->revision)) return *second;
    return *first;
}

Result<Witness> Witness::open(std::filesystem::path const& path,
                              std::shared_ptr<rocksdb::FileSystem> file_system,
                              Acknowledged const& last) {
    std::unique_ptr<rocksdb::FSRandomRWFile> file;
    auto const status = or_default(file_system).NewRandomRWFile(path.string(), {}, &file, nullptr);
    if (!status.ok()) return rocks_failure(status, "cannot write", path);
    Witness witness{path, std::move(file)};
    TALLY_TRY(slots, read_slots(path, or_default(file_system)));
    auto const& [first, second] = slots;
    witness.slot_ = first && (!second || second->revision < first->revision) ? 1 : 0;
    TALLY_TRYV(witness.write(last));
    TALLY_TRYV(witness.sync());
    return witness;
}

Result<void> Witness::write(Acknowledged const& last) {
    auto const status = file_->Write(slot_offsets[slot_], encode_slot(last), {}, nullptr);
    if (!status.ok()) return rocks_failure(status, "cannot write", path_);
    slot_ = 1 - slot_;
    return success();
}

Result<void> Witness::sync() {
    auto const status = file_->Fsync({}, nullptr);
    if (!status.ok()) return rocks_failure(status, "cannot sync", path_);
    return success();
}

}  // namespace tally
