#include "journal/checkpoint/signing_key.h"
#include "journal/store/rocks_store.h"
#include "tools/cli/program.h"
#include "tools/cli/writer.h"
#include "tools/text/hex.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace tally::verbs {

namespace {

struct InitOptions {
    std::string origin;
    std::string key;
    std::string admin;
};

Timestamp system_time() {
    auto const since = std::chrono::system_clock::now().time_since_epoch();
    return Timestamp{static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(since).count())};
}

// The key in the file, or a new one written to it.
Result<SigningKey> key_in(std::string const& file, std::string const& origin, bool& made) {
    std::error_code error;
    made = !std::filesystem::exists(file, error);
    if (made) {
        TALLY_TRY(key, SigningKey::generate(origin));
        TALLY_TRYV(key.write(file));
        return key;
    }
    TALLY_TRY(key, SigningKey::read(file));
    if (key.name() == origin) return key;
    return Failure{FailureKind::usage,
                   "the key in " + file + " is named " + key.name() + ", and the origin is " +
                       origin + "; use the key's name as --origin, or another key"};
}

// Looked at before a key is made, so that a refused init leaves nothing behind.
Result<void> check_free(std::string const& data) {
    std::error_code error;
    if (!std::filesystem::exists(data, error)) return success();
    bool const free =
        std::filesystem::is_directory(data, error) && std::filesystem::is_empty(data, error);
    if (free) return success();
    return Failure{
        FailureKind::usage,
        data + " exists and is not an empty directory; name one that does not exist yet"};
}

// Hears no answer: flush() and the state say whether the commands were taken.
class NobodyListens final : public ReceiptSink {
public:
    void durable(std::span<Receipt const>) override {}
};

Result<PublicKey> admin_key(std::string const& hex) {
    PublicKey key;
    if (text::parse_hex(hex, key.bytes) && !key.is_zero()) return key;
    return Failure{FailureKind::usage,
                   "--admin " + hex + " is no public key; give the 0x and 64 hex digits that " +
                       "tally keys new prints"};
}

// The first entries of the record, at time zero, so that equal records begin equally.
Result<void> add_admin(std::string const& data, PublicKey const& public_key) {
    NobodyListens sink;
    TALLY_TRY(writer, cli::Writer::open(data, "", sink));
    auto& sequencer = writer->sequencer();
    AddKey add;
    add.public_key = public_key;
    add.name = *KeyName::from("admin");
    TALLY_TRYV(sequencer.submit({std::move(add), Timestamp{}}));
    TALLY_TRYV(sequencer.submit({GrantRole{KeyNumber{1}, Role::admin, {}, {}}, Timestamp{}}));
    return sequencer.close();
}

Result<cli::ExitCode> init(InitOptions const& options,
                           cli::CommonOptions const& common,
                           cli::Output& output) {
    TALLY_TRYV(check_free(common.data));
    PublicKey admin;
    if (!options.admin.empty()) {
        TALLY_TRY(given, admin_key(options.admin));
        admin = given;
    }
    auto directory = std::filesystem::path{common.data};
    if (!directory.has_filename()) directory = directory.parent_path();
    auto const file = options.key.empty() ? directory.string() + ".key" : options.key;
    bool made = false;
    TALLY_TRY(key, key_in(file, options.origin, made));
    StoreMeta meta;
    meta.origin = options.origin;
    meta.created = system_time();
    for (auto const& verifier : key.verifiers())
        meta.verifier_keys.push_back(verifier.line());
    TALLY_TRY(store, RocksStore::create(directory, meta));
    TALLY_TRYV(store->close());
    store.reset();
    if (!admin.is_zero()) {
        TALLY_TRYV(add_admin(directory.string(), admin));
    }
    auto text = "made the record " + options.origin + " in " + directory.string() + "\n" +
                (made ? "made its signing key in " : "its signing key is in ") + file +
                (made ? "; keep it safe and apart from the record\n" : "\n");
    for (auto const& line : meta.verifier_keys)
        text += "verifier key: " + line + "\n";
    if (!output.quiet()) output.write(text);
    return cli::ExitCode::clean;
}

cli::Action bind_init(CLI::App& app) {
    auto const options = std::make_shared<InitOptions>();
    app.add_option("--origin", options->origin, "The record's name, as in its signed checkpoints")
        ->required()
        ->type_name("NAME");
    app.add_option("--key", options->key, "Its signing key; made there if FILE does not exist")
        ->type_name("FILE");
    app.add_option("--admin", options->admin, "The public key of the first admin, in hex")
        ->type_name("KEY");
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        return init(*options, common, output);
    };
}

}  // namespace

void add_init(cli::Program& program) {
    program.add(
        {.name = "init",
         .group = "Run",
         .summary = "Make a new, empty record",
         .details = "Without --key a new signing key is written beside the directory, to DIR.key. "
                    "The record keeps the public halves, with which anybody verifies it.",
         .examples = {{"tally init --origin example.com/books --data books",
                       "a record in the directory books, its key in books.key"},
                      {"tally init --origin example.com/desk --data desk --admin $(tally keys new "
                       "admin.secret)",
                       "with a first key that may give others their roles"}}},
        cli::takes::data,
        bind_init);
}

}  // namespace tally::verbs
