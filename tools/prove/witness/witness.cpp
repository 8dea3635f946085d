#include "tools/prove/witness/witness.h"

#include "engine/sequencer/small_file.h"
#include "journal/checkpoint/consistency.h"
#include "journal/checkpoint/lines.h"
#include "journal/checkpoint/signing_key.h"
#include "journal/store/rocks_store.h"
#include "journal/tree/hashing.h"
#include "replay/record.h"
#include "tools/client/client.h"
#include "tools/manage/server.h"
#include "tools/prove/entry_proofs.h"
#include "tools/prove/keys.h"

#include <sys/file.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace tally::prove {

namespace {

// One witness at a time works with a state: two could cosign two histories.
class StateLock {
public:
    explicit StateLock(std::string const& state)
        : descriptor_(::open((state + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)),
          taken_(descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {}

    StateLock(StateLock const&) = delete;
    StateLock& operator=(StateLock const&) = delete;

    ~StateLock() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] bool is_taken() const { return taken_; }

private:
    int descriptor_;
    bool taken_;
};

Result<std::uint64_t> seconds_of(WitnessOptions const& options) {
    if (!options.time.empty()) {
        auto const seconds = parse_decimal(options.time);
        if (seconds && *seconds <= INT64_MAX) return *seconds;
        return Failure{FailureKind::usage,
                       "--time " + options.time + ": expected seconds since 1970"};
    }
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

// What the witness saw last; of no entries at the first time.
Result<TreeHead> head_seen(WitnessOptions const& options, std::vector<Verifier> const& log) {
    TALLY_TRY(note, read_small_file(options.state));
    if (!note) return TreeHead{0, empty_root()};
    auto const checkpoint = verify_checkpoint(*note, log);
    if (checkpoint) return checkpoint.value().head;
    return Failure{FailureKind::usage,
                   "--state " + options.state +
                       " is not a checkpoint of this log: " + checkpoint.error().text};
}

// The newest checkpoint of a server, with the proof that it goes on from what was seen.
Result<ConsistencyProof> ask_server(manage::Door const& door, TreeHead const& seen) {
    TALLY_TRY(client, manage::connect(door));
    TALLY_TRY(told, client->read("growth/" + std::to_string(seen.size)));
    if (told.status == 200) return parse_consistency(told.body);
    return Failure{FailureKind::incomplete, door.connect + " does not tell: " + told.body};
}

Result<ConsistencyProof> read_request(std::string const& file, TreeHead const& seen) {
    TALLY_TRY(text, read_small_file(file));
    if (!text) return Failure{FailureKind::usage, file + ": no such file"};
    TALLY_TRY(proof, parse_consistency(*text));
    if (proof.old_size == seen.size) return proof;
    return Failure{FailureKind::incomplete,
                   file + " begins at " + std::to_string(proof.old_size) +
                       " entries, and this witness has seen " + std::to_string(seen.size) +
                       "; make it with: tally proof --consistency " + std::to_string(seen.size) +
                       " SIZE"};
}

Result<ConsistencyProof> asked_for(WitnessOptions const& options, TreeHead const& seen) {
    if (!options.request.empty()) return read_request(options.request, seen);
    if (!options.door.connect.empty()) return ask_server(options.door, seen);
    TALLY_TRY(record, Record::open(options.door.data));
    return newest_growth(*record, seen.size);
}

std::string source_of(WitnessOptions const& options) {
    if (!options.request.empty()) return options.request;
    return options.door.connect.empty() ? options.door.data : options.door.connect;
}

// That the log has signed this checkpoint, and that it goes on from what was seen.
Result<void> check_growth(ConsistencyProof const& proof,
                          TreeHead const& seen,
                          std::vector<Verifier> const& log,
                          std::string const& source) {
    auto const shown = verify_checkpoint(proof.checkpoint, log);
    if (!shown) return integrity_failure(source + ": " + shown.error().text);
    auto const size = shown.value().head.size;
    if (size < seen.size)
        return integrity_failure(source + " ends at " + std::to_string(size) +
                                 " signed entries, and this witness has cosigned " +
                                 std::to_string(seen.size) +
                                 ": its end was lost, or is kept from us");
    auto const goes_on = verify_consistency_proof(proof, seen, log);
    if (goes_on) return success();
    return integrity_failure(source + ": " + goes_on.error().text);
}

Result<void> make_key(WitnessOptions const& options, cli::Output& output) {
    TALLY_TRY(key, SigningKey::generate(options.new_name));
    TALLY_TRYV(key.write(options.key));
    output.write(key.cosigner().line() + "\n");
    return success();
}

Result<std::string> cosigned(SigningKey const& key, std::string const& text, std::uint64_t time) {
    TALLY_TRY(note, parse_note(text));
    std::erase_if(note.signatures, [&key](NoteSignature const& signature) {
        return signature.key_id == key.cosigner().key_id && signature.key_name == key.name();
    });
    TALLY_TRY(cosignature, key.cosign(note.text, time));
    note.signatures.push_back(std::move(cosignature));
    return format_note(note);
}

Result<void> check_options(WitnessOptions const& options) {
    if (options.key.empty())
        return Failure{FailureKind::usage, "--key is missing: the witness's key, a file"};
    if (!options.new_name.empty()) return success();
    if (options.log_key.empty() || options.state.empty())
        return Failure{FailureKind::usage,
                       "a witness needs --log-key, whose log it is, and --state, the file in which "
                       "it keeps what it saw last"};
    auto const sources = {&options.door.data, &options.door.connect, &options.request};
    auto const named = std::count_if(
        sources.begin(), sources.end(), [](auto const* source) { return !source->empty(); });
    if (named == 1) return success();
    return Failure{FailureKind::usage,
                   "name one log to look at: with --data, --connect or --request"};
}

}  // namespace

Result<cli::ExitCode> witness(WitnessOptions const& options, cli::Output& output) {
    TALLY_TRYV(check_options(options));
    if (!options.new_name.empty()) {
        TALLY_TRYV(make_key(options, output));
        return cli::ExitCode::clean;
    }
    TALLY_TRY(key, SigningKey::read(options.key));
    TALLY_TRY(log, verifiers_from(options.log_key));
    bool const own = std::any_of(log.begin(), log.end(), [&key](Verifier const& verifier) {
        return verifier.key == key.ed25519_verifier().key;
    });
    if (own) return Failure{FailureKind::usage, "a log cannot be its own witness: use another key"};
    StateLock const lock{options.state};
    if (!lock.is_taken())
        return Failure{FailureKind::usage, options.state + " is in use by another witness"};
    TALLY_TRY(time, seconds_of(options));
    TALLY_TRY(seen, head_seen(options, log));
    TALLY_TRY(proof, asked_for(options, seen));
    TALLY_TRYV(check_growth(proof, seen, log, source_of(options)));
    TALLY_TRY(note, cosigned(key, proof.checkpoint, time));
    TALLY_TRYV(write_small_file(std::filesystem::absolute(options.state), note));
    if (seen.size == 0)
        output.remark(
            "seen for the first time: whether this is the log that others see, nobody "
            "has told this witness yet");
    output.write(note);
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> add_cosignatures(std::string const& data,
                                       std::string const& file,
                                       cli::Output& output) {
    TALLY_TRY(text, read_small_file(file));
    if (!text) return Failure{FailureKind::usage, file + ": no such file"};
    TALLY_TRY(given, parse_note(*text));
    TALLY_TRY(checkpoint, parse_checkpoint_text(given.text));
    TALLY_TRY(store, RocksStore::open(data, OpenMode::read_write));
    TALLY_TRY(stored, store->newest_checkpoint(Sequence{checkpoint.head.size}));
    if (!stored || stored->size.value != checkpoint.head.size)
        return Failure{
            FailureKind::incomplete,
            data + " has no checkpoint over " + std::to_string(checkpoint.head.size) + " entries"};
    TALLY_TRY(note, parse_note(stored->note));
    if (note.text != given.text)
        return integrity_failure(file + " is not the checkpoint that " + data + " has over " +
                                 std::to_string(checkpoint.head.size) + " entries");
    std::size_t added = 0;
    for (auto const& signature : given.signatures) {
        auto& all = note.signatures;
        if (std::find(all.begin(), all.end(), signature) != all.end()) continue;
        all.push_back(signature);
        ++added;
    }
    TALLY_TRYV(store->put_checkpoint({stored->size, format_note(note)}));
    TALLY_TRYV(store->close());
    output.remark(std::to_string(added) + (added == 1 ? " signature" : " signatures") + " added");
    return cli::ExitCode::clean;
}

}  // namespace tally::prove
