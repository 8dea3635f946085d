#include "journal/crypto/text.h"
#include "tools/cli/json_text.h"
#include "tools/prove/export/writer.h"

namespace tally::prove {

std::string manifest_text(std::string const& origin,
                          std::uint64_t size,
                          Hash32 const& root,
                          std::vector<StoredCheckpoint> const& checkpoints,
                          std::uint64_t accounts,
                          Hash32 const& schema) {
    cli::JsonText json;
    json.begin_object().key("format").text("tallystick export").key("version").number(1);
    json.key("origin").text(origin).key("size").number(size);
    json.key("root").text(to_hex(root.span())).key("accounts").number(accounts);
    json.key("schema_sha256").text(to_hex(schema.span()));
    json.key("checkpoints").begin_array();
    for (auto const& checkpoint : checkpoints)
        json.number(checkpoint.size.value);
    json.end_array().end_object();
    return json.take() + "\n";
}

std::string keys_text(std::vector<std::string> const& keys) {
    std::string text = "# Public keys of this log. Compare them with those that you were given.\n";
    for (auto const& key : keys)
        text += key + "\n";
    return text;
}

std::string policy_text(std::vector<std::string> const& keys, KeyChain const& chain) {
    std::string text = "# C2SP tlog-policy: whose signatures a checkpoint needs.\n";
    for (auto const& key : keys) {
        auto const verifier = parse_verifier(key);
        if (verifier && verifier.value().type == SignatureType::ed25519)
            text += "log " + key + "\n";
    }
    for (auto const& rotation : chain.rotations())
        text += "log " + rotation.ed25519.line() + "\n";
    return text + "quorum none\n";
}

}  // namespace tally::prove
