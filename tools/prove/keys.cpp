#include "tools/prove/keys.h"

#include "engine/sequencer/small_file.h"
#include "journal/checkpoint/signing_key.h"

namespace tally::prove {

Result<std::vector<Verifier>> verifiers_from(std::string const& key) {
    TALLY_TRY(text, read_small_file(key));
    if (!text) {
        auto line = parse_verifier(key);
        if (line) return std::vector{line.value()};
        return Failure{
            FailureKind::usage,
            "--key " + key + ": no such file, and no verifier key either: " + line.error().text};
    }
    if (text->starts_with("PRIVATE+KEY+")) {
        TALLY_TRY(secret, SigningKey::read(key));
        return secret.verifiers();
    }
    auto verifiers = parse_verifiers(*text);
    if (verifiers) return std::move(verifiers).value();
    return std::move(verifiers).error().in(key);
}

}  // namespace tally::prove
