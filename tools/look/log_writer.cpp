#include "tools/look/log_writer.h"

#include "tools/cli/json_text.h"
#include "tools/look/entry_json.h"
#include "tools/look/words.h"
#include "tools/text/time.h"

#include <utility>

namespace tally::look {

using cli::Cell;
using cli::CellKind;

LogWriter::LogWriter(cli::Output& output, Shown const& shown)
    : output_(output),
      shown_(shown),
      rows_(output,
            {{"sequence", CellKind::count},
             {"time"},
             {"cause", CellKind::count},
             {"kind"},
             {"details"}}) {}

void LogWriter::add(Entry const& entry) {
    auto const format = output_.format();
    if (format == cli::Format::table || format == cli::Format::csv) return add_row(entry);
    cli::JsonText json;
    write_entry(json, entry, shown_);
    if (format == cli::Format::json) output_.write(count_ == 0 ? "[\n" : ",\n");
    output_.write(json.view());
    if (format == cli::Format::jsonl) output_.write("\n");
    ++count_;
}

void LogWriter::end(std::string_view when_empty) {
    if (count_ == 0) return rows_.end(when_empty);
    if (output_.format() == cli::Format::json) output_.write("\n]\n");
}

void LogWriter::add_row(Entry const& entry) {
    cli::JsonText json;
    json.begin_object();
    write_body(json, entry.body, shown_);
    json.end_object();
    auto details = json.take();
    if (output_.format() == cli::Format::table) details = plain_details(details);
    rows_.add({Cell{entry.sequence.value},
               text::format_time(entry.time),
               Cell{entry.cause.value},
               kind_name(entry.body),
               std::move(details)});
}

}  // namespace tally::look
