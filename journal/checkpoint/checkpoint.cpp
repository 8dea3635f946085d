#include "journal/checkpoint/checkpoint.h"

#include "journal/checkpoint/lines.h"
#include "journal/crypto/text.h"

#include <utility>

namespace tally {

namespace {

Failure not_a_checkpoint(std::string_view why) {
    return {FailureKind::integrity, "checkpoint: " + std::string{why}};
}

}  // namespace

std::string checkpoint_text(Checkpoint const& checkpoint) {
    std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.head.size) + "\n" +
                       to_base64(checkpoint.head.root.span()) + "\n";
    for (auto const& line : checkpoint.extensions)
        text += line + "\n";
    return text;
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
    auto const origin = take_line(text);
    if (!origin || origin->empty()) return not_a_checkpoint("its first line names no origin");
    auto const size_line = take_line(text);
    auto const size = size_line ? parse_decimal(*size_line) : std::nullopt;
    if (!size) return not_a_checkpoint("its second line is no tree size");
    auto const root_line = take_line(text);
    Checkpoint checkpoint{std::string{*origin}, {*size, {}}, {}};
    if (!root_line || !read_base64(*root_line, checkpoint.head.root.bytes))
        return not_a_checkpoint("its third line is no root hash");
    while (!text.empty()) {
        auto const line = take_line(text);
        if (!line || line->empty()) return not_a_checkpoint("an extension line is malformed");
        checkpoint.extensions.emplace_back(*line);
    }
    return checkpoint;
}

Result<std::string> sign_checkpoint(SigningKey const& key, TreeHead const& head) {
    TALLY_TRY(note, key.sign(checkpoint_text({key.name(), head, {}})));
    return format_note(note);
}

Result<Checkpoint> parse_checkpoint(std::string_view bytes) {
    TALLY_TRY(note, parse_note(bytes));
    return parse_checkpoint_text(note.text);
}

Result<Checkpoint> verify_checkpoint(std::string_view bytes, std::span<Verifier const> verifiers) {
    TALLY_TRY(note, parse_note(bytes));
    TALLY_TRY(checkpoint, parse_checkpoint_text(note.text));
    std::vector<Verifier> own;
    for (auto const& verifier : verifiers) {
        if (verifier.name == checkpoint.origin) own.push_back(verifier);
    }
    if (own.empty())
        return not_a_checkpoint("it is of " + checkpoint.origin + ", which no given key is of");
    TALLY_TRYV(verify_note(note, own));
    return checkpoint;
}

}  // namespace tally
