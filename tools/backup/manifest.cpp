#include "tools/backup/manifest.h"

#include "engine/sequencer/small_file.h"
#include "journal/crypto/text.h"

#include <charconv>
#include <string_view>

namespace tally::backup {

namespace {

constexpr std::string_view first_line = "tallystick backup 1";

// The rest of the next line after `label` and a blank; takes the line off the text.
std::optional<std::string_view> take(std::string_view& text, std::string_view label) {
    auto const end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (!line.starts_with(label)) return std::nullopt;
    line.remove_prefix(label.size());
    if (label == first_line) return line;
    if (!line.starts_with(' ')) return std::nullopt;
    return line.substr(1);
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    auto const* const end = text.data() + text.size();
    auto const [at, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || at != end) return std::nullopt;
    return value;
}

std::optional<Manifest> parsed(std::string_view text) {
    auto const begin = take(text, first_line);
    auto const origin = take(text, "origin");
    auto const entries = take(text, "entries");
    auto const root = take(text, "root");
    auto const whole = take(text, "whole");
    if (!begin || !begin->empty() || !origin || !entries || !root || !whole || !text.empty())
        return std::nullopt;
    auto const size = number(*entries);
    auto const hash = fixed_from_hex<Hash32>(*root);
    if (!size || !hash) return std::nullopt;
    return Manifest{std::string{*origin}, Tip{Sequence{*size}, *hash}, *whole == "yes"};
}

}  // namespace

std::string format_manifest(Manifest const& manifest) {
    return std::string{first_line} + "\norigin " + manifest.origin + "\nentries " +
           std::to_string(manifest.tip.next.value) + "\nroot " + to_hex(manifest.tip.root.span()) +
           "\nwhole " + (manifest.is_whole ? "yes" : "no") + "\n";
}

Result<Manifest> parse_manifest(std::string_view text) {
    auto const manifest = parsed(text);
    if (manifest && format_manifest(*manifest) == text) return *manifest;
    return Failure{FailureKind::integrity, "not what tally backup writes"};
}

Result<std::optional<Manifest>> read_manifest(std::filesystem::path const& directory) {
    auto const file = directory / "BACKUP";
    TALLY_TRY(text, read_small_file(file));
    if (!text) return std::optional<Manifest>{};
    auto const manifest = parse_manifest(*text);
    if (!manifest)
        return Failure{FailureKind::integrity,
                       file.string() + ": " + manifest.error().text + "; use another backup"};
    return std::optional{manifest.value()};
}

Result<void> write_manifest(std::filesystem::path const& directory, Manifest const& manifest) {
    return write_small_file(directory / "BACKUP", format_manifest(manifest));
}

}  // namespace tally::backup
