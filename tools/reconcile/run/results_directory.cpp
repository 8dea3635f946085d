#include "tools/reconcile/run/results_directory.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "journal/export/file.h"
#include "tools/cli/json_text.h"
#include "tools/json/tape.h"
#include "tools/reconcile/sources/json_members.h"

#include <array>
#include <cstdint>
#include <system_error>
#include <utility>

namespace tally::reconcile {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_max = std::size_t{1} << 32U;

std::string hash_of(std::string_view text) {
    return to_hex(sha256({reinterpret_cast<std::uint8_t const*>(text.data()), text.size()}).span());
}

// The texts that a rerun must come to again.
std::array<std::pair<char const*, std::string>, 4> texts_of(Run const& run) {
    return {{{"result.json", result_json(run)},
             {"breaks.csv", breaks_csv(run)},
             {"matches.csv", matches_csv(run)},
             {"controls.csv", controls_csv(run)}}};
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

// A source in the manifest: "raw/HASH", or nothing for a record.
std::string stored_name(SourceFile const& source) {
    return source.format == "record" ? std::string{} : "raw/" + source.hash;
}

std::string manifest_json(RunInputs const& inputs, Run const& run) {
    cli::JsonText json;
    json.begin_object().key("tally").text(TALLY_VERSION).key("origin").text(run.origin);
    json.key("size").number(run.size).key("root").text(to_hex(run.root.span()));
    put_file(json, {"rules", "rules.toml", to_hex(run.rules.hash.span())});
    json.key("format").text(inputs.format).key("partial").boolean(inputs.partial);
    json.key("mapping").boolean(!inputs.mapping.empty());
    json.key("previous").text(run.previous).key("sources").begin_array();
    for (std::size_t i = 0; i < run.sources.size(); ++i) {
        json.begin_object().key("name").text(inputs.sources[i].name);
        json.key("hash").text(run.sources[i].hash).key("file").text(stored_name(run.sources[i]));
        json.end_object();
    }
    json.end_array().key("results").begin_object();
    for (auto const& [name, text] : texts_of(run))
        json.key(name).text(hash_of(text));
    return json.end_object().end_object().take() + "\n";
}

Result<void> copy_inputs(fs::path const& directory, RunInputs const& inputs, Run const& run) {
    TALLY_TRYV(keep_copy(inputs.rules, directory / "rules.toml"));
    if (!inputs.mapping.empty()) {
        TALLY_TRYV(keep_copy(inputs.mapping, directory / "mapping.toml"));
    }
    if (!inputs.previous.empty()) {
        TALLY_TRYV(keep_copy(inputs.previous, directory / "previous.csv"));
    }
    for (std::size_t i = 0; i < run.sources.size(); ++i) {
        auto const name = stored_name(run.sources[i]);
        if (name.empty() || fs::is_directory(inputs.sources[i].path)) continue;
        TALLY_TRYV(keep_copy(inputs.sources[i].path, directory / name));
    }
    return success();
}

Failure changed(fs::path const& file) {
    return {FailureKind::integrity, file.string() + ": is not what the run's manifest says"};
}

Result<void> check_hash(fs::path const& file, std::string_view hash) {
    TALLY_TRY(text, input_text(file.string()));
    if (hash_of(text) != hash) return changed(file);
    return success();
}

class Manifest {
public:
    Manifest(fs::path directory, json::Tape const& tape)
        : directory_(std::move(directory)), members_(tape, 0) {}

    Result<RunInputs> read() {
        RunInputs inputs;
        inputs.at = at(members_.count("size"));
        inputs.format = members_.text("format", true);
        inputs.partial = members_.flag("partial");
        inputs.rules = (directory_ / "rules.toml").string();
        if (members_.flag("mapping")) inputs.mapping = (directory_ / "mapping.toml").string();
        TALLY_TRYV(check_rules());
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

    Result<void> check_rules() {
        auto const* const rules = members_.find("rules");
        if (rules == nullptr) return changed(directory_ / "manifest.json");
        JsonMembers file{members_.tape(), members_.tape().index_of(*rules)};
        return check_hash(directory_ / "rules.toml", file.text("hash", true));
    }

    Result<void> read_sources(RunInputs& inputs) {
        auto const* const list = members_.find("sources");
        if (list == nullptr || list->kind != json::NodeKind::array)
            return changed(directory_ / "manifest.json");
        auto const& tape = members_.tape();
        for (auto at = tape.index_of(*list) + 1; at < list->next; at = tape[at].next) {
            JsonMembers source{tape, at};
            auto const file = source.text("file", false);
            if (file.empty())
                return Failure{FailureKind::incomplete,
                               "a record was a source of this run, and is not beside its results; "
                               "give it again with tally reconcile run"};
            auto const path = directory_ / std::string{file};
            TALLY_TRYV(check_hash(path, source.text("hash", true)));
            inputs.sources.push_back({path.string(), std::string{source.text("name", true)}});
        }
        return success();
    }

    fs::path directory_;
    JsonMembers members_;
};

}  // namespace

Result<std::string> input_text(std::string const& file) {
    TALLY_TRY(text, read_text(file, file_max));
    if (text) return std::move(*text);
    return Failure{FailureKind::usage, "there is no file " + file};
}

Result<void> write_results(fs::path const& directory, RunInputs const& inputs, Run const& run) {
    std::error_code error;
    if (fs::exists(directory, error))
        return Failure{FailureKind::usage,
                       directory.string() + " is there already; a run writes a new directory"};
    fs::create_directories(directory, error);
    if (error) return cannot("make " + directory.string(), error);
    TALLY_TRYV(copy_inputs(directory, inputs, run));
    for (auto const& [name, text] : texts_of(run)) {
        TALLY_TRYV(write_text(directory / name, text));
    }
    return write_text(directory / "manifest.json", manifest_json(inputs, run));
}

Result<RunInputs> read_manifest(fs::path const& directory) {
    TALLY_TRY(text, input_text((directory / "manifest.json").string()));
    if (!text.empty() && text.back() == '\n') text.pop_back();
    json::Tape tape;
    if (!tape.parse(text)) return changed(directory / "manifest.json");
    return Manifest{directory, tape}.read();
}

Result<void> compare_results(fs::path const& directory, Run const& run) {
    for (auto const& [name, text] : texts_of(run)) {
        TALLY_TRY(before, input_text((directory / name).string()));
        if (before != text)
            return Failure{FailureKind::integrity,
                           (directory / name).string() +
                               ": the run comes to another result now; is this the same record?"};
    }
    return success();
}

}  // namespace tally::reconcile
