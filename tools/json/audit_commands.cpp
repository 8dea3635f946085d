#include "journal/entries/audit.h"
#include "tools/json/command_kinds.h"
#include "tools/json/fields.h"
#include "tools/json/names.h"

namespace tally::json {

namespace {

constexpr auto attach_fields = with_common<AttachData>({
    {"subject", true, choice<&AttachData::subject_kind, subject_kinds>},
    {"id", true, wide<&AttachData::subject>},
    {"commitment", true, bytes<&AttachData::commitment>},
});

constexpr auto redact_fields =
    with_common<RedactData>({{"commitment", true, bytes<&RedactData::commitment>}});

constexpr auto liabilities_fields = with_common<RecordLiabilities>({
    {"asset", true, name<&ParsedCommand::asset, RecordLiabilities>},
    {"size", true, big<&RecordLiabilities::size>},
    {"accounts", true, big<&RecordLiabilities::accounts>},
    {"root", true, bytes<&RecordLiabilities::root>},
    {"total", true, decimal<Role::amount, RecordLiabilities>},
});

}  // namespace

void take_attach_data(Reading& reading) {
    take_fields<AttachData>(reading, attach_fields);
}

void take_redact_data(Reading& reading) {
    take_fields<RedactData>(reading, redact_fields);
}

void take_record_liabilities(Reading& reading) {
    take_fields<RecordLiabilities>(reading, liabilities_fields);
}

}  // namespace tally::json
