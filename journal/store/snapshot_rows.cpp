#include "journal/store/snapshot_rows.h"

#include "journal/crypto/sha256.h"
#include "journal/store/little_endian.h"

namespace tally {
namespace {

void put_part_of_key(char* out, std::uint16_t kind, std::uint32_t number) {
    out[0] = static_cast<char>(kind >> 8U);
    out[1] = static_cast<char>(kind & 0xffU);
    for (unsigned i = 0; i < 4; ++i)
        out[2 + i] = static_cast<char>(number >> (24U - 8U * i));
}

Hash32 hash_of(std::string_view key, std::string_view value) {
    Sha256 sha256;
    sha256.start();
    sha256.update(as_bytes(key));
    sha256.update(as_bytes(value));
    return sha256.finish();
}

}  // namespace

SnapshotInfo SnapshotManifest::info() const {
    SnapshotInfo info{tip, time, {}, 0};
    for (auto const& row : parts) {
        info.parts.push_back(row.part);
        info.bytes += row.bytes;
    }
    return info;
}

KeyBytes<15> chunk_key(Sequence next, std::uint16_t kind, std::uint32_t number) {
    KeyBytes<15> key{'c'};
    put_big_endian(key.data() + 1, next.value);
    put_part_of_key(key.data() + 9, kind, number);
    return key;
}

KeyBytes<15> chunk_end(Sequence next) {
    if (next.value == UINT64_MAX) return {'d'};
    return chunk_key(next.next(), 0, 0);
}

KeyBytes<9> manifest_key(Sequence next) {
    KeyBytes<9> key{'m'};
    put_big_endian(key.data() + 1, next.value);
    return key;
}

Sequence next_of(std::string_view key) {
    return Sequence{key.size() < 9 ? 0 : get_big_endian(key.data() + 1)};
}

std::string seal(std::string_view key, std::string_view value) {
    auto const hash = hash_of(key, value);
    std::string sealed{as_view(hash.span())};
    return sealed.append(value);
}

std::optional<std::string_view> unseal(std::string_view key, std::string_view sealed) {
    if (sealed.size() < Hash32::size) return std::nullopt;
    auto const value = sealed.substr(Hash32::size);
    auto const hash = hash_of(key, value);
    if (as_view(hash.span()) != sealed.substr(0, Hash32::size)) return std::nullopt;
    return value;
}

std::string encode_manifest(SnapshotManifest const& manifest) {
    FieldWriter fields;
    fields.put(manifest.tip.next.value).put_bytes(manifest.tip.root.span()).put(manifest.time.ns);
    fields.put(static_cast<std::uint32_t>(manifest.parts.size()));
    for (auto const& row : manifest.parts) {
        fields.put(row.part.kind).put(row.part.version).put(row.chunks).put(row.bytes);
    }
    return seal(as_view(manifest_key(manifest.tip.next)), fields.bytes());
}

std::optional<SnapshotManifest> decode_manifest(std::string_view key, std::string_view sealed) {
    auto const value = unseal(key, sealed);
    if (!value) return std::nullopt;
    FieldReader fields{*value};
    SnapshotManifest manifest;
    manifest.tip.next = Sequence{fields.get<std::uint64_t>()};
    manifest.tip.root = fields.get_bytes<Hash32>();
    manifest.time = Timestamp{fields.get<std::uint64_t>()};
    auto const parts = fields.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < parts && fields.ok(); ++i) {
        PartRow row;
        row.part.kind = fields.get<std::uint16_t>();
        row.part.version = fields.get<std::uint16_t>();
        row.chunks = fields.get<std::uint32_t>();
        row.bytes = fields.get<std::uint64_t>();
        manifest.parts.push_back(row);
    }
    if (!fields.at_end() || next_of(key) != manifest.tip.next) return std::nullopt;
    return manifest;
}

}  // namespace tally
