#include "tools/reconcile/sources/sources.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "tools/reconcile/sources/byte_input.h"
#include "tools/reconcile/sources/detect.h"
#include "tools/reconcile/sources/parsers.h"
#include "tools/reconcile/sources/record_source.h"
#include "tools/reconcile/sources/store.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

namespace tally::reconcile {

namespace {

constexpr std::array<std::string_view, 7> format_names{
    "camt053", "bai2", "mt940", "csv", "jsonl", "chain", "record"};

constexpr std::size_t listed_max = 20;

Result<std::string> hash_of_file(std::string const& path) {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const file{std::fopen(path.c_str(), "rb"),
                                                               std::fclose};
    auto const failed = [&] {
        return Failure{
            FailureKind::usage,
            "cannot read " + path + ": " + std::strerror(errno) + "; give a file that can be read"};
    };
    if (!file) return failed();
    Sha256 hash;
    hash.start();
    std::array<std::uint8_t, 65'536> buffer;
    while (auto const count = std::fread(buffer.data(), 1, buffer.size(), file.get()))
        hash.update(ByteSpan{buffer}.first(count));
    if (std::ferror(file.get()) != 0) return failed();
    return to_hex(hash.finish().span());
}

Result<SourceFormat> choose_format(ByteInput& input,
                                   ReadOptions const& options,
                                   std::string const& name) {
    auto const head = input.head();
    if (options.format) return *options.format;
    if (!options.mapping.empty()) return SourceFormat::csv;
    if (is_utf16(head)) {
        return Failure{FailureKind::usage,
                       name +
                           ":1: encoding: is UTF-16; save the file as UTF-8 (iconv -f UTF-16 -t "
                           "UTF-8)"};
    }
    auto const format = detect_format(head);
    if (format) return *format;
    // What is wrong with the packing is told by the parser's end; what has no bytes at all, here.
    if (!input.fault().empty()) return Failure{FailureKind::usage, name + ": " + input.fault()};
    if (head.empty()) {
        return Failure{FailureKind::incomplete, name + ": is empty; there is no statement in it"};
    }
    return Failure{FailureKind::usage,
                   name +
                       ": is no camt.053, BAI2, MT940 or JSON lines; for a CSV give its mapping "
                       "(--mapping FILE), or say the format (--format)"};
}

Result<void> parse(SourceFormat format, ByteInput& input, SourceReading& reading) {
    switch (format) {
        case SourceFormat::camt053:
            read_camt053(input, reading);
            return success();
        case SourceFormat::bai2:
            read_bai2(input, reading);
            return success();
        case SourceFormat::mt940:
            read_mt940(input, reading);
            return success();
        case SourceFormat::csv:
            return read_csv(input, reading);
        case SourceFormat::jsonl:
            read_jsonl(input, reading);
            return success();
        case SourceFormat::chain_balances:
            read_chain_balances(input, reading);
            return success();
        case SourceFormat::record:
            return Failure{FailureKind::usage, "a record is a directory, and this is a file"};
    }
    return success();
}

std::string list_of(Mistakes const& mistakes, std::string const& name) {
    std::string text;
    std::size_t const listed = std::min(mistakes.kept().size(), listed_max);
    for (std::size_t i = 0; i < listed; ++i)
        text.append("\n  ").append(describe(mistakes.kept()[i], name));
    if (mistakes.count() > listed) {
        text.append("\n  and ").append(std::to_string(mistakes.count() - listed)).append(" more");
    }
    return text;
}

Failure refusal(Mistakes const& mistakes, std::string const& name) {
    return {FailureKind::usage,
            "nothing is taken from " + name +
                ", because of what is wrong with it:" + list_of(mistakes, name) +
                "\n  Correct it, or say --partial to take the rest and list what is left out."};
}

Failure nothing_left(Mistakes const& mistakes, std::string const& name) {
    auto text = name + ": holds no statement that can be used; no data is not a balance of 0";
    if (!mistakes.empty()) text += list_of(mistakes, name);
    return {FailureKind::incomplete, text};
}

Result<FileReport> read_input(ByteInput& input,
                              std::string const& name,
                              std::string hash,
                              ReadOptions const& options,
                              StatementSink& sink) {
    TALLY_TRY(format, choose_format(input, options, name));
    SourceReading reading{options, hash, sink};
    auto const parsed = parse(format, input, reading);
    if (!parsed) return Failure{parsed.error()}.in(name);
    if (!input.fault().empty()) {
        reading.mistake({}, "", input.fault(), LeftOut::rest_of_file);
    }
    if (!options.partial && !reading.mistakes().empty()) return refusal(reading.mistakes(), name);
    if (reading.statements() == 0) return nothing_left(reading.mistakes(), name);
    FileReport report;
    report.file = name;
    report.hash = std::move(hash);
    report.format = format;
    report.bytes = input.raw_bytes();
    report.statements = reading.statements();
    report.lines = reading.lines();
    report.left_out = std::move(reading.mistakes());
    return report;
}

// The hash of a store is that of its files' hashes, in order.
Result<FileReport> read_store(std::string const& directory,
                              ReadOptions const& options,
                              StatementSink& sink) {
    TALLY_TRY(store, StatementStore::open(directory));
    TALLY_TRY(files, store.statements());
    FileReport report;
    report.file = directory;
    std::string hashes;
    ReadOptions reading;  // what is stored says itself how it is to be read
    reading.progress = options.progress;
    for (auto const& file : files) {
        TALLY_TRY(one, read_source(file.string(), reading, sink, file.string()));
        report.statements += one.statements;
        report.lines += one.lines;
        report.bytes += one.bytes;
        hashes.append(one.hash).append("\n");
    }
    if (report.statements == 0) {
        return Failure{FailureKind::incomplete, directory + ": nothing was imported into it yet"};
    }
    report.hash = to_hex(sha256_of_text(hashes).span());
    return report;
}

}  // namespace

std::string_view name_of(SourceFormat format) {
    return format_names[static_cast<std::size_t>(format) - 1];
}

std::optional<SourceFormat> format_named(std::string_view name) {
    for (std::size_t i = 0; i < format_names.size(); ++i) {
        if (format_names[i] == name) return static_cast<SourceFormat>(i + 1);
    }
    return std::nullopt;
}

Result<FileReport> read_source(std::string const& path,
                               ReadOptions const& options,
                               StatementSink& sink) {
    return read_source(path, options, sink, path);
}

Result<FileReport> read_source(std::string const& path,
                               ReadOptions const& options,
                               StatementSink& sink,
                               std::string const& shown_as) {
    std::error_code ignored;
    if (is_statement_store(path)) return read_store(path, options, sink);
    if (std::filesystem::is_directory(path, ignored)) return read_record(path, options, sink);
    TALLY_TRY(hash, hash_of_file(path));
    TALLY_TRY(input, ByteInput::open(path));
    if (options.progress) {
        auto const size = std::filesystem::file_size(path, ignored);
        input->on_read([&options, size](std::uint64_t bytes) { options.progress(bytes, size); });
    }
    return read_input(*input, shown_as, std::move(hash), options, sink);
}

Result<FileReport> read_source_text(std::string_view content,
                                    std::string const& name,
                                    ReadOptions const& options,
                                    StatementSink& sink) {
    ByteInput input{content};
    auto const hash = sha256_of_text(content);
    return read_input(input, name, to_hex(hash.span()), options, sink);
}

}  // namespace tally::reconcile
