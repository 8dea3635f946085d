#include "tools/prove/personal/personal.h"

#include "journal/export/export_files.h"
#include "tools/cli/json_text.h"
#include "tools/cli/rows.h"
#include "tools/json/names.h"
#include "tools/look/view.h"
#include "tools/prove/personal/personal_check.h"
#include "tools/prove/submit.h"
#include "tools/text/hex.h"
#include "tools/text/number.h"

#include <array>
#include <fstream>
#include <iterator>
#include <utility>

namespace tally::prove {

namespace {

// "account:17".
Result<AttachData> subject_of(std::string const& text) {
    auto const colon = text.find(':');
    AttachData command;
    for (auto const& named : json::subject_kinds) {
        if (colon == text.npos || named.name != text.substr(0, colon)) continue;
        TALLY_TRY(id, look::id_option("subject", text.substr(colon + 1)));
        command.subject_kind = named.value;
        command.subject = id;
        return command;
    }
    return usage_failure("--subject " + text +
                         ": expected owner:ID, account:ID, transfer:ID, order:ID or escrow:ID");
}

Result<Hash32> commitment_of(std::string const& text) {
    Hash32 commitment;
    if (text::parse_hex(text, commitment.bytes)) return commitment;
    return usage_failure(text + " is no commitment: expected 0x and 64 hexadecimal digits");
}

Result<std::string> value_in(std::string const& file) {
    std::ifstream input{file, std::ios::binary};
    if (!input) return usage_failure("--value-file " + file + ": it cannot be read");
    std::string value(PersonalValue::value_max + 1, '\0');
    input.read(value.data(), static_cast<std::streamsize>(value.size()));
    if (input.bad()) return usage_failure("--value-file " + file + ": it cannot be read");
    value.resize(static_cast<std::size_t>(input.gcount()));
    return value;
}

Result<void> is_data_directory(std::string const& data) {
    if (!is_export(data)) return success();
    return usage_failure(data + " is an export, which is only read; give the data directory");
}

std::string command_text(AttachData const& command) {
    cli::JsonText json;
    json.begin_object().key("command").text("attach_data");
    json.key("subject").text(json::word_for(json::subject_kinds, command.subject_kind));
    json.key("id").text(text::format_integer(command.subject));
    json.key("commitment").text(text::format_hex(command.commitment.span())).end_object();
    return json.take() + "\n";
}

void show(std::string_view what,
          Hash32 const& commitment,
          std::optional<Sequence> sequence,
          cli::Output& output) {
    std::array const columns{cli::Column{"commitment"},
                             cli::Column{"entry", cli::CellKind::count},
                             cli::Column{"value"}};
    std::array const cells{cli::Cell{text::format_hex(commitment.span())},
                           sequence ? cli::Cell{sequence->value} : cli::Cell::nothing(),
                           cli::Cell{what}};
    if (!output.quiet()) write_record(output, columns, cells);
}

// Out of sight, into the record, deleted: in this order, so that a crash anywhere leaves either the
// value or a record that says it is to go, and the next call finishes.
Result<std::optional<Sequence>> redact_value(RedactOptions const& options,
                                             PersonalStore const& store,
                                             Hash32 const& commitment,
                                             bool recorded) {
    std::optional<Sequence> entry;
    if (!recorded) {
        TALLY_TRYV(store.begin_removal(commitment));
        auto const receipt =
            submit_one(options.data, RedactData{commitment, Outcome::ok}, options.key);
        if (!receipt && receipt.error().kind != FailureKind::system) {
            TALLY_TRYV(store.cancel_removal(commitment));
        }
        if (!receipt) return receipt.error();
        entry = receipt.value().sequence;
    }
    TALLY_TRY(removed, store.remove(commitment));
    static_cast<void>(removed);
    return entry;
}

struct Row {
    std::string_view state;
    std::string field;
};

Result<Row> row_of(PersonalStore const& store, AuditTrail const& trail, Hash32 const& commitment) {
    TALLY_TRY(value, store.get(commitment));
    bool const gone = trail.is_redacted(commitment);
    if (!value) return Row{gone ? "redacted" : "elsewhere", {}};
    return Row{gone ? "redacted, not deleted" : "here", value->field};
}

Result<cli::ExitCode> list(PersonalStore const& store,
                           AuditTrail const& trail,
                           cli::Output& output) {
    cli::Rows rows{output,
                   {{"commitment"},
                    {"entry", cli::CellKind::count},
                    {"subject"},
                    {"id"},
                    {"field"},
                    {"value"}}};
    auto const word = [](Hash32 const& hash) { return cli::Cell{text::format_hex(hash.span())}; };
    for (auto const& [commitment, attached] : trail.attached()) {
        TALLY_TRY(row, row_of(store, trail, commitment));
        rows.add({word(commitment),
                  cli::Cell{attached.sequence.value},
                  cli::Cell{json::word_for(json::subject_kinds, attached.subject_kind)},
                  cli::Cell{text::format_integer(attached.subject)},
                  row.field.empty() ? cli::Cell::nothing() : cli::Cell{row.field},
                  cli::Cell{row.state}});
    }
    TALLY_TRY(there, store.list());
    for (auto const& commitment : there) {
        if (trail.attached().contains(commitment)) continue;
        TALLY_TRY(row, row_of(store, trail, commitment));
        rows.add({word(commitment),
                  cli::Cell::nothing(),
                  cli::Cell::nothing(),
                  cli::Cell::nothing(),
                  cli::Cell{row.field},
                  cli::Cell{"not in the record"}});
    }
    rows.end("nothing is attached");
    return cli::ExitCode::clean;
}

}  // namespace

Result<cli::ExitCode> attach(AttachOptions const& options, cli::Output& output) {
    TALLY_TRYV(is_data_directory(options.data));
    TALLY_TRY(command, subject_of(options.subject));
    TALLY_TRY(text, value_in(options.file));
    TALLY_TRY(value, PersonalValue::make(options.field, std::move(text)));
    command.commitment = value.commitment();
    // Opened first, so that a directory that is no record gets no value.
    TALLY_TRY(record, Record::open(options.data));
    record.reset();
    PersonalStore const store{options.data};
    TALLY_TRYV(store.remove_drafts());
    TALLY_TRYV(store.put(value));
    if (options.prepare) {
        output.write(command_text(command));
        return cli::ExitCode::clean;
    }
    auto const receipt = submit_one(options.data, command, options.key);
    if (!receipt) {
        // After a failure of the machine the entry may be there, and needs its value.
        if (receipt.error().kind == FailureKind::system) return receipt.error();
        TALLY_TRY(removed, store.remove(command.commitment));
        static_cast<void>(removed);
        return receipt.error();
    }
    show("here", command.commitment, receipt.value().sequence, output);
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> redact(RedactOptions const& options, cli::Output& output) {
    TALLY_TRYV(is_data_directory(options.data));
    TALLY_TRY(commitment, commitment_of(options.commitment));
    TALLY_TRY(record, Record::open(options.data));
    TALLY_TRY(trail, audit_trail(*record, record->size()));
    record.reset();
    PersonalStore const store{options.data};
    TALLY_TRY(finished, finish_redactions(store, trail, false));
    static_cast<void>(finished);
    if (!trail.attached().contains(commitment)) {
        TALLY_TRY(removed, store.remove(commitment));
        if (!removed)
            return Failure{FailureKind::incomplete,
                           "nothing with the commitment " + options.commitment +
                               " is attached in " + options.data + "; see: tally personal"};
        show("deleted; it was never in the record", commitment, {}, output);
        return cli::ExitCode::clean;
    }
    TALLY_TRY(entry, redact_value(options, store, commitment, trail.is_redacted(commitment)));
    show("redacted", commitment, entry ? entry : trail.redacted().at(commitment), output);
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> personal(PersonalOptions const& options, cli::Output& output) {
    TALLY_TRY(record, Record::open(options.data));
    TALLY_TRY(trail, audit_trail(*record, record->size()));
    PersonalStore const store{options.data};
    if (options.finish) {
        TALLY_TRYV(is_data_directory(options.data));
        TALLY_TRY(deleted, finish_redactions(store, trail, true));
        output.remark(std::to_string(deleted) + (deleted == 1 ? " value" : " values") +
                      " deleted that had been redacted");
    }
    if (options.commitment.empty()) return list(store, trail, output);
    TALLY_TRY(commitment, commitment_of(options.commitment));
    TALLY_TRY(value, store.get(commitment));
    if (!value)
        return Failure{FailureKind::incomplete,
                       "the value of " + options.commitment + " is not in " + options.data};
    output.write(value->value);
    return cli::ExitCode::clean;
}

}  // namespace tally::prove
