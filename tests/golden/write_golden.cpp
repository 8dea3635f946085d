#include "journal/codec/codec.h"
#include "journal/crypto/text.h"
#include "journal/tree/hashing.h"
#include "tests/journal/codec/reference_encoder.h"
#include "tests/support/generators.h"

#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// Writes the golden leaves that are missing; see README.md beside it. Never part of a test run.
namespace {

using namespace tally;

Entry draw(std::size_t kind, std::uint64_t seed) {
    constexpr int size = 100;
    Entry entry = generators::entry_of_kind(kind)(rc::Random{seed}, size).value();
    auto* const transfer = std::get_if<CreateTransfer>(&entry.body);
    if (transfer != nullptr) transfer->metadata = "Miete f\xc3\xbcr M\xc3\xa4rz";
    return entry;
}

std::vector<std::uint8_t> leaf_of(Entry const& entry) {
    LeafBuffer buffer;
    TALLY_CHECK(encode_leaf(entry, buffer).has_value());
    return {buffer.bytes().begin(), buffer.bytes().end()};
}

std::size_t fields_unset(std::vector<std::uint8_t> const& leaf) {
    auto const text = reference::text(leaf);
    std::size_t unset = 0;
    for (std::string_view const nothing : {"= 0,", "= 0 ", "= 0)", "= false"}) {
        for (auto at = text.find(nothing); at != text.npos; at = text.find(nothing, at + 1))
            ++unset;
    }
    return unset;
}

// Less is fuller: first whether the leaf lacks its text or list (byte 6 counts pointers), then how
// many fields are not set.
std::pair<bool, std::size_t> emptiness(Entry const& entry) {
    auto const leaf = leaf_of(entry);
    return {leaf[6] == 0, fields_unset(leaf)};
}

Entry fullest(std::size_t kind) {
    constexpr std::uint64_t tries = 1'000;
    Entry best = draw(kind, 0);
    for (std::uint64_t seed = 1; seed < tries; ++seed) {
        Entry const next = draw(kind, seed);
        if (emptiness(next) < emptiness(best)) best = next;
    }
    return best;
}

template <std::size_t Index = 0>
Body default_body(std::size_t kind) {
    if constexpr (Index + 1 < std::variant_size_v<Body>) {
        if (kind != Index) return default_body<Index + 1>(kind);
    }
    return std::variant_alternative_t<Index, Body>{};
}

void write(std::filesystem::path const& root, std::string const& name, Entry const& entry) {
    auto const file = root / (name + ".bin");
    if (std::filesystem::exists(file)) return;
    std::filesystem::create_directories(file.parent_path());
    auto const leaf = leaf_of(entry);
    auto const size = static_cast<std::streamsize>(leaf.size());
    std::ofstream{file, std::ios::binary}.write(reinterpret_cast<char const*>(leaf.data()), size);
    std::ofstream{root / (name + ".txt")} << reference::text(leaf) << '\n';
    std::ofstream{root / "HASHES", std::ios::app} << to_hex(leaf_hash(leaf).span()) << "  " << name
                                                  << ".bin\n";
    std::cout << name << '\n';
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::cerr << "usage: write_golden tests/golden VERSION\n";
        return 1;
    }
    std::filesystem::path const root{arguments[1]};
    std::string const version = std::string{"/v"} + arguments[2];
    for (std::size_t kind = 0; kind < std::variant_size_v<Body>; ++kind) {
        Entry const full = fullest(kind);
        std::string const name = std::string{kind_name(full.body)} + version;
        Entry const plain{Sequence{9},
                          Timestamp{1'790'000'000'000'000'000},
                          Sequence{9},
                          false,
                          {},
                          default_body(kind)};
        write(root, name, full);
        write(root, name + "_zero", plain);
        write(root, name + "_some", draw(kind, 1'000 + kind));
    }
    return 0;
}
