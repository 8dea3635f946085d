#include "tools/json/tape.h"
#include "tools/reconcile/sources/json_members.h"
#include "tools/reconcile/sources/line_input.h"
#include "tools/reconcile/sources/parsers.h"

#include <utility>

// Our own statements as JSON lines, which whoever has data in no other format can write, and in
// which imported statements are kept: a line {"statement":{...}}, then one {"entry":...} each, then
// {"end":{"lines":N}}. docs/reconcile_sources.md describes the fields.
namespace tally::reconcile {

namespace {

class JsonlReader {
public:
    JsonlReader(ByteInput& input, SourceReading& reading)
        : reading_(reading), lines_(input, Encoding::utf8, reading.mistakes()) {}

    void read() {
        while (auto const line = lines_.next()) {
            position_ = line->position;
            if (!trimmed(line->text).empty()) take(line->text);
        }
        if (open_) {
            fault("end",
                  "is missing: the file ends within statement " + statement_.id +
                      "; get the whole file again",
                  LeftOut::statement);
        }
    }

private:
    void fault(std::string_view field, std::string text, LeftOut left_out) {
        reading_.mistake(position_, field, std::move(text), left_out);
    }

    void take(std::string_view line) {
        if (!tape_.parse(line)) {
            fault("column " + std::to_string(tape_.fault().column),
                  tape_.fault().text,
                  LeftOut::line);
            broken_line();
            return;
        }
        if (tape_[0].kind != json::NodeKind::object || tape_.size() < 3) {
            fault("line", "is not an object with a statement, an entry or an end", LeftOut::line);
            broken_line();
            return;
        }
        auto const first = tape_[1].text;
        if (first == "statement") return begin();
        if (first == "entry") return entry();
        if (first == "end") return end();
        fault(first, "is none of the first fields statement, entry, end", LeftOut::line);
        broken_line();
    }

    void broken_line() {
        if (open_) ++statement_.left_out;
    }

    void begin() {
        if (open_) {
            fault("end", "is missing before the next statement", LeftOut::statement);
        }
        statement_ = Statement{};
        JsonMembers members{tape_, 2};
        open_ = true;
        began_ = position_;
        told_ = 0;
        usable_ = take_statement(members, reading_.options().scales, statement_);
        if (!usable_) fault("statement." + members.field(), members.fault(), LeftOut::statement);
    }

    void entry() {
        if (!open_) return fault("entry", "comes before a statement", LeftOut::line);
        ++told_;
        if (!usable_) return;
        JsonMembers members{tape_, 0};
        StatementLine line;
        line.position = position_;
        if (!take_line(members, statement_.scale, line)) {
            return reading_.leave_out(statement_, position_, members.field(), members.fault());
        }
        statement_.lines.push_back(std::move(line));
    }

    void end() {
        if (!open_) return fault("end", "comes before a statement", LeftOut::line);
        open_ = false;
        JsonMembers members{tape_, 2};
        std::uint64_t count = 0;
        std::uint64_t left_out = 0;
        if (!take_end(members, count, left_out)) {
            return fault("end." + members.field(), members.fault(), LeftOut::statement);
        }
        if (count != told_ && statement_.left_out == 0) {
            return fault("end.lines",
                         "says " + std::to_string(count) + ", but there are " +
                             std::to_string(told_) + " entries; get the file again",
                         LeftOut::statement);
        }
        statement_.left_out += left_out;
        if (usable_) reading_.finish(std::move(statement_), began_);
    }

    SourceReading& reading_;
    LineInput lines_;
    json::Tape tape_;
    Statement statement_;
    FilePosition position_;
    FilePosition began_;
    std::uint64_t told_ = 0;
    bool open_ = false;
    bool usable_ = false;
};

}  // namespace

void read_jsonl(ByteInput& input, SourceReading& reading) {
    JsonlReader{input, reading}.read();
}

}  // namespace tally::reconcile
