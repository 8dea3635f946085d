#include "tools/reconcile/run/results_directory.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "journal/export/file.h"
#include "journal/vocabulary/text_bytes.h"
#include "tools/cli/json_text.h"
#include "tools/cli/progress.h"
#include "tools/json/tape.h"
#include "tools/reconcile/sources/import.h"
#include "tools/reconcile/sources/json_members.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <system_error>
#include <utility>

namespace tally::reconcile {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_max = std::size_t{1} << 32U;

std::string hash_of(std::string_view text) {
    return to_hex(sha256_of_text(text).span());
}

// A text that a rerun must come to again.
struct ResultText {
    char const* name;
    void (*tell)(Run const& run, TextSink const& to);
};

constexpr std::array result_texts{ResultText{"result.json", result_json},
                                  ResultText{"breaks.csv", breaks_csv},
                                  ResultText{"matches.csv", matches_csv},
                                  ResultText{"controls.csv", controls_csv}};

// The hash of a text as it comes. `also`: what else is done with it; `progress` counts its bytes.
std::string hash_while(ResultText const& text,
                       Run const& run,
                       cli::Progress& progress,
                       TextSink const& also) {
    Sha256 hash;
    hash.start();
    std::uint64_t bytes = 0;
    text.tell(run, [&](std::string_view piece) {
        hash.update(as_bytes(piece));
        also(piece);
        progress.update(bytes += piece.size());
    });
    return to_hex(hash.finish().span());
}

// Writes the texts, and returns their hashes in the same order.
Result<std::vector<std::string>> write_texts(fs::path const& directory,
                                             Run const& run,
                                             bool quiet) {
    std::vector<std::string> hashes;
    for (auto const& text : result_texts) {
        TALLY_TRY(file, AppendFile::open(directory / text.name, 0));
        auto written = Result<void>{success()};
        cli::Progress progress{std::string{"writing "} + text.name, 0, quiet};
        hashes.push_back(hash_while(text, run, progress, [&](std::string_view piece) {
            if (written) written = file.write(piece);
        }));
        TALLY_TRYV(written);
        TALLY_TRYV(file.close());
    }
    return hashes;
}

Failure cannot(std::string const& what, std::error_code error) {
    return {FailureKind::system, "cannot " + what + ": " + error.message()};
}

Result<void> keep_copy(fs::path const& from, fs::path const& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (!error) fs::copy_file(from, to, fs::copy_options::skip_existing, error);
    if (error) return cannot("copy " + from.string(), error);
    return success();
}

struct NamedFile {
    char const* key;
    std::string file;  // in the directory
    std::string hash;
};

void put_file(cli::JsonText& json, NamedFile const& file) {
    json.key(file.key).begin_object().key("file").text(file.file);
    json.key("hash").text(file.hash).end_object();
}

// How the sources were read: what take_reading_options() takes.
Result<void> put_reading(cli::JsonText& json, ReadOptions const& reading) {
    json.key("format").text(reading.format ? name_of(*reading.format) : "");
    json.key("encoding").text(reading.encoding == Encoding::latin1 ? "latin1" : "utf8");
    json.key("scales").begin_array();
    for (auto const& [asset, scale] : reading.scales)
        json.text(asset + "=" + std::to_string(scale));
    json.end_array().key("partial").boolean(reading.partial).key("accounts").begin_array();
    for (auto const& account : reading.accounts)
        json.text(account);
    json.end_array();
    if (reading.mapping.empty()) return success();
    TALLY_TRY(mapping, input_text(reading.mapping));
    put_file(json, {"mapping", "mapping.toml", hash_of(mapping)});
    return success();
}

// A source in the manifest: "raw/HASH", or nothing for a directory (a record, a store).
std::string stored_name(RunSource const& source, SourceFile const& file) {
    bool const kept = !is_own_source(source.path) && !fs::is_directory(source.path);
    return kept ? "raw/" + file.hash : std::string{};
}

// `hashes`: of the results, in the order of `result_texts`.
Result<std::string> manifest_json(RunInputs const& inputs,
                                  Run const& run,
                                  std::vector<std::string> const& hashes) {
    cli::JsonText json;
    json.begin_object().key("tally").text(TALLY_VERSION).key("origin").text(run.origin);
    json.key("size").number(run.size).key("root").text(to_hex(run.root.span()));
    put_file(json, {"rules", "rules.toml", to_hex(run.rules.hash.span())});
    TALLY_TRYV(put_reading(json, inputs.reading));
    json.key("previous").text(run.previous).key("sources").begin_array();
    for (std::size_t i = 0; i < run.sources.size(); ++i) {
        json.begin_object().key("name").text(inputs.sources[i].name);
        json.key("hash")
            .text(run.sources[i].hash)
            .key("file")
            .text(stored_name(inputs.sources[i], run.sources[i]));
        if (run.sources[i].entries != 0) json.key("size").number(run.sources[i].entries);
        json.end_object();
    }
    json.end_array().key("results").begin_object();
    for (std::size_t i = 0; i < result_texts.size(); ++i)
        json.key(result_texts[i].name).text(hashes[i]);
    return json.end_object().end_object().take() + "\n";
}

Result<void> copy_inputs(fs::path const& directory, RunInputs const& inputs, Run const& run) {
    TALLY_TRYV(keep_copy(inputs.rules, directory / "rules.toml"));
    if (!inputs.reading.mapping.empty()) {
        TALLY_TRYV(keep_copy(inputs.reading.mapping, directory / "mapping.toml"));
    }
    if (!inputs.previous.empty()) {
        TALLY_TRYV(keep_copy(inputs.previous, directory / "previous.csv"));
    }
    for (std::size_t i = 0; i < run.sources.size(); ++i) {
        auto const name = stored_name(inputs.sources[i], run.sources[i]);
        if (name.empty()) continue;
        TALLY_TRYV(keep_copy(inputs.sources[i].path, directory / name));
    }
    return success();
}

Result<void> write_draft(fs::path const& draft,
                         RunInputs const& inputs,
                         Run const& run,
                         bool quiet) {
    TALLY_TRYV(copy_inputs(draft, inputs, run));
    TALLY_TRY(hashes, write_texts(draft, run, quiet));
    TALLY_TRY(manifest, manifest_json(inputs, run, hashes));
    return write_text(draft / "manifest.json", manifest);
}

// Beside the directory, for it becomes it.
fs::path draft_of(fs::path const& directory) {
    auto const plain = directory.has_filename() ? directory : directory.parent_path();
    return plain.string() + ".unfinished";
}

Failure changed(fs::path const& file) {
    return {FailureKind::integrity, file.string() + ": is not what the run's manifest says"};
}

Result<std::string> hash_of_file(fs::path const& file) {
    TALLY_TRY(hash, hash_file(file));
    if (hash) return to_hex(hash->span());
    return Failure{FailureKind::usage, "there is no file " + file.string()};
}

Result<void> check_hash(fs::path const& file, std::string_view hash) {
    TALLY_TRY(found, hash_of_file(file));
    if (found != hash) return changed(file);
    return success();
}

// A file that a manifest names is one of its directory: a run that somebody else hands over does
// not say what of ours is read.
bool is_within(fs::path const& name) {
    return name.is_relative() &&
           std::ranges::none_of(name, [](fs::path const& part) { return part == ".."; });
}

class Manifest {
public:
    Manifest(fs::path directory,
             std::vector<std::string> const& directories,
             json::Tape const& tape)
        : directory_(std::move(directory)), directories_(directories), members_(tape, 0) {}

    Result<RunInputs> read() {
        RunInputs inputs;
        inputs.at = at(members_.count("size"));
        inputs.rules = (directory_ / "rules.toml").string();
        TALLY_TRYV(check_named("rules"));
        TALLY_TRYV(read_reading(inputs.reading));
        auto const previous = members_.text("previous", false);
        if (!previous.empty()) {
            inputs.previous = (directory_ / "previous.csv").string();
            TALLY_TRYV(check_hash(inputs.previous, previous));
        }
        TALLY_TRYV(read_sources(inputs));
        if (!members_.ok()) return changed(directory_ / "manifest.json");
        return inputs;
    }

private:
    static std::string at(std::uint64_t size) {
        return size == 0 ? std::string{"start"} : std::to_string(size - 1);
    }

    // A file that the manifest names, if it does, is as the manifest says.
    Result<void> check_named(std::string_view key) {
        auto const* const named = members_.find(key);
        if (named == nullptr) return changed(directory_ / "manifest.json");
        JsonMembers file{members_.tape(), members_.tape().index_of(*named)};
        auto const name = std::string{file.text("file", true)};
        if (!is_within(name)) return changed(directory_ / "manifest.json");
        return check_hash(directory_ / name, file.text("hash", true));
    }

    Result<void> read_reading(ReadOptions& reading) {
        ImportOptions options;
        options.format = members_.text("format", false);
        options.encoding = members_.text("encoding", false);
        options.reading.partial = members_.flag("partial");
        auto const& tape = members_.tape();
        take_texts(tape, "scales", options.scales);
        take_texts(tape, "accounts", options.reading.accounts);
        TALLY_TRYV(take_reading_options(options));
        if (members_.find("mapping") != nullptr) {
            options.reading.mapping = (directory_ / "mapping.toml").string();
            TALLY_TRYV(check_named("mapping"));
        }
        reading = std::move(options.reading);
        return success();
    }

    void take_texts(json::Tape const& tape, char const* key, std::vector<std::string>& to) {
        auto const* const list = members_.find(key);
        if (list == nullptr) return;
        for (auto at = tape.index_of(*list) + 1; at < list->next; at = tape[at].next)
            to.emplace_back(tape[at].text);
    }

    // A source of which there is no copy: the record itself, or a directory that is given again.
    Result<void> read_directory(JsonMembers& source, RunInputs& inputs) {
        std::string const name{source.text("name", true)};
        if (is_own_source(name)) {
            inputs.sources.push_back({name, name, {}});
            return success();
        }
        auto const size = source.count("size");
        auto const path = given_ < directories_.size() ? directories_[given_++] : std::string{};
        inputs.sources.push_back({path, name, size == 0 ? std::string{} : at(size)});
        return success();
    }

    Result<void> read_sources(RunInputs& inputs) {
        auto const* const list = members_.find("sources");
        if (list == nullptr || list->kind != json::NodeKind::array)
            return changed(directory_ / "manifest.json");
        auto const& tape = members_.tape();
        for (auto at = tape.index_of(*list) + 1; at < list->next; at = tape[at].next) {
            JsonMembers source{tape, at};
            auto const file = source.text("file", false);
            if (file.empty()) {
                TALLY_TRYV(read_directory(source, inputs));
                continue;
            }
            auto const path = directory_ / std::string{file};
            if (!is_within(file)) return changed(directory_ / "manifest.json");
            TALLY_TRYV(check_hash(path, source.text("hash", true)));
            inputs.sources.push_back({path.string(), std::string{source.text("name", true)}, {}});
        }
        return success();
    }

    fs::path directory_;
    std::vector<std::string> const& directories_;
    std::size_t given_ = 0;
    JsonMembers members_;
};

}  // namespace

Result<std::string> input_text(std::string const& file) {
    std::error_code error;
    if (fs::is_directory(file, error))
        return Failure{FailureKind::usage, file + " is a directory; give a file"};
    TALLY_TRY(text, read_text(file, file_max));
    if (text) return std::move(*text);
    return Failure{FailureKind::usage, "there is no file " + file};
}

Result<void> write_results(fs::path const& directory,
                           RunInputs const& inputs,
                           Run const& run,
                           bool quiet) {
    std::error_code error;
    if (fs::exists(directory, error))
        return Failure{FailureKind::usage,
                       directory.string() + " is there already; a run writes a new directory"};
    // Under its name it is there as a whole or not at all, also when the run is interrupted.
    auto const draft = draft_of(directory);
    fs::remove_all(draft, error);  // of a run that was
    fs::create_directories(draft, error);
    if (error) return cannot("make " + draft.string(), error);
    auto written = write_draft(draft, inputs, run, quiet);
    if (written) fs::rename(draft, directory, error);
    if (error) written = cannot("rename " + draft.string(), error);
    if (!written) fs::remove_all(draft, error);
    return written;
}

Result<RunInputs> read_manifest(fs::path const& directory,
                                std::vector<std::string> const& directories) {
    TALLY_TRY(text, input_text((directory / "manifest.json").string()));
    if (!text.empty() && text.back() == '\n') text.pop_back();
    json::Tape tape;
    if (!tape.parse(text)) return changed(directory / "manifest.json");
    return Manifest{directory, directories, tape}.read();
}

Result<void> check_results(fs::path const& directory) {
    auto const manifest = directory / "manifest.json";
    TALLY_TRY(text, input_text(manifest.string()));
    if (!text.empty() && text.back() == '\n') text.pop_back();
    json::Tape tape;
    if (!tape.parse(text)) return changed(manifest);
    JsonMembers members{tape, 0};
    auto const* const list = members.find("results");
    if (list == nullptr) return changed(manifest);
    JsonMembers results{tape, tape.index_of(*list)};
    for (auto const& result : result_texts) {
        TALLY_TRYV(check_hash(directory / result.name, results.text(result.name, true)));
    }
    return success();
}

Result<void> compare_results(fs::path const& directory, Run const& run, bool quiet) {
    for (auto const& text : result_texts) {
        TALLY_TRY(before, hash_of_file(directory / text.name));
        cli::Progress progress{std::string{"comparing "} + text.name, 0, quiet};
        if (before != hash_while(text, run, progress, [](std::string_view) {}))
            return Failure{FailureKind::integrity,
                           (directory / text.name).string() +
                               ": the run comes to another result now; is this the same record?"};
    }
    return success();
}

}  // namespace tally::reconcile
